// Appends to and reads journals and container logs.
#include "core/world/journal.h"

#include "core/api/schema/scalars.h"
#include "core/base/text.h"

namespace podfall {

namespace {
constexpr std::size_t journal_lines = 3000;
constexpr std::size_t container_log_lines = 500;
}  // namespace

void append_journal(Machine& machine, Time at, std::string unit, std::string identifier,
                    std::string message) {
    machine.journal.set(machine.next_journal_line++,
                        {at, std::move(unit), std::move(identifier), std::move(message)});
    if (machine.journal.size() > journal_lines) machine.journal.erase(machine.journal.begin()->key);
}

void append_log(DockerContainer& container, std::string line, Time at) {
    std::uint64_t number = log_number(at);
    while (container.log.contains(number)) ++number;
    container.log.set(number, std::move(line));
    if (container.log.size() > container_log_lines) container.log.erase(container.log.begin()->key);
}

std::uint64_t last_lines(const DockerContainer& container, std::int64_t count) {
    std::int64_t skip = static_cast<std::int64_t>(container.log.size()) - count;
    std::uint64_t number = 0;
    for (const auto& [line, text] : container.log) {
        if (skip-- <= 0) return line;
        number = line + 1;
    }
    return number;
}

std::string log_lines(const DockerContainer& container, std::uint64_t& next, bool stamps) {
    std::string out;
    for (auto it = container.log.lower_bound(next); it != container.log.end(); ++it) {
        if (stamps) {  // docker's have nanoseconds; the last digits are derived from the line's
                       // number
            const std::string micro = rfc3339_micro(log_time(it->key));
            out +=
                cat(micro.substr(0, micro.size() - 1),
                    pad_left(to_text(static_cast<std::int64_t>(it->key * 7 % 1000)), 3, '0'), "Z ");
        }
        out += it->value;
        out += '\n';
        next = it->key + 1;
    }
    return out;
}

}  // namespace podfall
