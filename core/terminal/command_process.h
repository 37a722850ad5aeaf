// One running command as data. The shell (bash/session.h) moves bytes between this and pipes, files
// and the terminal; the command sees it only through CommandContext.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/base/table.h"
#include "core/terminal/step.h"
#include "core/world/loop.h"
#include "core/world/terminal.h"

namespace podfall {

struct Command;  // core/terminal/command.h

struct CommandProcess {
    std::uint16_t command = 0;  // index in all_commands
    std::vector<std::string> args;
    Table<std::string, std::string> environment;
    std::string folder;
    TerminalId terminal = 0;
    Pid pid = 0;  // 0 for bash's own commands

    std::string input;      // arrived, of which `taken` bytes were taken
    std::size_t taken = 0;  // at the beginning of `input`
    bool input_ended = false;
    bool input_is_terminal = false;

    struct Output {
        bool error = false;
        std::string text;
        std::uint64_t begin = 0, size = 0;  // of what stands at the terminal already
    };
    std::vector<Output> output;  // of the turn that is running
    bool output_is_terminal = false;
    int columns = 80, rows = 24;
    bool raw_keys = false;
    bool interrupted = false;

    Step step = sleep_until(0);  // what it waits for

    struct Child {
        bool wanted = false;  // start_child() was called in this turn
        bool captured = false;
        bool running = false;
        int signal = 0;  // that the command sends to it
        std::vector<std::string> args;
        bool own_environment = false;  // `environment`, not the command's
        Table<std::string, std::string> environment;
        std::string input;
        int exit_code = 0;
        std::string output;
    } child;

    // The structs that the command keeps, each with the way to copy and hash it. A restore point
    // shares them until the next write.
    struct Memory {
        const MemoryType* type = nullptr;
        std::shared_ptr<void> value;
    };
    std::vector<Memory> memories;

    const Command& what() const;
    // Whether Ctrl+C is its own affair; of kubectl's sub-commands only some see to it.
    bool handles_interrupt() const;
    void hash(Hasher& h) const;
};

// Adds each text and their number to a hash.
void hash_texts(Hasher& h, const std::vector<std::string>& texts);

}  // namespace podfall
