#include "core/cluster/journal.h"

namespace podfall {

namespace {
constexpr std::size_t journal_lines = 3000;
constexpr std::size_t container_log_lines = 500;
}  // namespace

void append_journal(Machine& machine, Time at, std::string unit, std::string identifier,
                    std::string message) {
    machine.journal.set(machine.next_journal_line++,
                        {at, std::move(unit), std::move(identifier), std::move(message)});
    if (machine.journal.size() > journal_lines)
        machine.journal.erase(machine.journal.begin()->key);
}

void append_log(DockerContainer& container, std::string line) {
    std::uint64_t next = 0;
    if (!container.log.empty()) {
        // Lines are numbered without gaps, so the last number follows from the first and the count.
        next = container.log.begin()->key + container.log.size();
    }
    container.log.set(next, std::move(line));
    if (container.log.size() > container_log_lines)
        container.log.erase(container.log.begin()->key);
}

}  // namespace podfall
