// The limits of the programs of a terminal.
#include "core/terminal/bash/limits.h"

#include <algorithm>

#include "core/base/text.h"

namespace podfall {

bool arguments_fit(const std::vector<std::string>& args,
                   const Table<std::string, std::string>& environment) {
    constexpr std::size_t pointer = 8;
    std::size_t total = 0;
    for (const std::string& a : args) {
        if (a.size() >= one_argument) return false;
        total += a.size() + 1 + pointer;
    }
    for (const auto& [name, value] : environment) {
        const std::size_t size = name.size() + value.size() + 1;
        if (size >= one_argument) return false;
        total += size + 1 + pointer;
    }
    return total <= arguments_room;
}

std::size_t variable_bytes(const Shell& shell) {
    constexpr std::size_t element = 40;  // what malloc takes for a short text, and its pointer
    std::size_t total = 0;
    for (const auto& [name, variable] : shell.variables) {
        total += name.size() + element;
        for (const std::string& value : variable.values) total += value.size() + element;
    }
    return total;
}

std::size_t held_bytes(const Session& session) {
    std::size_t total = 0;
    const std::size_t shared = variable_bytes(session.tasks.at(1).shell);
    for (const auto& [id, task] : session.tasks) {
        if (task.done) continue;
        total += task.process.input.size();
        // A subshell shares the pages of its parent until it changes them.
        const std::size_t variables = variable_bytes(task.shell);
        total += id == 1 ? variables : variables - std::min(variables, shared);
    }
    for (const auto& [number, stream] : session.streams) total += stream.data.size();
    return total;
}

bool disk_is_full(const Machine& machine) {
    std::size_t total = 0;
    for (const auto& [path, file] : machine.files) total += file.content ? file.content->size() : 0;
    return total >= disk_room;
}

std::string allocation_error(std::string_view function, std::uint64_t wanted, std::uint64_t held) {
    return cat(function, ": cannot allocate ", wanted, " bytes (", held, " bytes allocated)");
}

}  // namespace podfall
