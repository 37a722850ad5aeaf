// Appends to a machine's journal and to a container's log; both drop their oldest lines.
#pragma once

#include <string>

#include "core/world/machine.h"

namespace podfall {

void append_journal(Machine& machine, Time at, std::string unit, std::string identifier,
                    std::string message);

// A container's log: a line's number encodes the time it was written.
void append_log(DockerContainer& container, std::string line, Time at);
constexpr std::uint64_t lines_an_instant = 1024;
inline Time log_time(std::uint64_t number) {
    return static_cast<Time>(number / lines_an_instant);
}
// The lowest number of lines written from a time on.
inline std::uint64_t log_number(Time from) {
    return from <= 0 ? 0 : static_cast<std::uint64_t>(from) * lines_an_instant;
}
// The number of the first of the last `count` lines.
std::uint64_t last_lines(const DockerContainer& container, std::int64_t count);
// The lines from a number on, with timestamps if requested; sets `next` to the number after the
// last.
std::string log_lines(const DockerContainer& container, std::uint64_t& next, bool stamps = false);

}  // namespace podfall
