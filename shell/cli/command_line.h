// The commands of the native program: `podfall NAME ARGUMENTS...`. A file
// shell/cli/command_NAME.cpp defines `int command_NAME(const char* const* arguments, int count)`
// in namespace podfall, which gets what follows the name and returns the exit code. The build lists
// the files.
#pragma once

#include <cstddef>

namespace podfall {

struct CommandLine {
    const char* name;
    int (*run)(const char* const* arguments, int count);
};

extern const CommandLine command_lines[];
extern const std::size_t command_lines_count;

}  // namespace podfall
