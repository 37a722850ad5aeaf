// Everything a terminal's login shell remembers: itself, its running commands, its pipes. Plain
// data, so a copy of the world in the middle of a pipeline goes on as the original does.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/terminal/bash/shell.h"
#include "core/terminal/command.h"
#include "core/terminal/command_process.h"
#include "core/terminal/devices.h"
#include "core/world/terminal.h"

namespace podfall {

// Where bytes go to or come from. A file descriptor is a stream's number * 2, plus 1 to write.
struct Stream {
    enum class Kind : std::uint8_t {
        terminal,
        pipe,
        file,
        nothing,
        collected,  // a pipe whose reader takes everything at once: $(...), a captured child
        device      // /dev/zero ...
    } kind{};
    Device device{};
    std::string data;           // in a pipe, or what is left to read of a file
    std::uint64_t arrived = 0;  // bytes that ever came; of a file that is written, its size
    bool overflowed = false;    // more was collected than the shell may hold
    std::string path;           // of a file that is written
    bool dirty = false;         // `data` waits to be appended to `path`
};

// The streams that every session has.
enum : std::int32_t {
    terminal_input = 0,
    terminal_output = 1,
    terminal_error = 2,
    null_stream = 3
};
constexpr std::int32_t read_end(std::int32_t stream) {
    return stream * 2;
}
constexpr std::int32_t write_end(std::int32_t stream) {
    return stream * 2 + 1;
}

constexpr bool is_terminal(std::int32_t end) {
    return end >= 0 && end / 2 <= terminal_error;
}
inline bool is_device(const Stream& stream) {
    return stream.kind == Stream::Kind::device;
}

// A process of the session: a shell (the login shell is task 1) or one command.
struct Task {
    int id = 0;
    int parent = 0;  // the task that waits for it
    Pid pid = 0;     // 0 for bash's own commands
    int job = 0;     // number of the background job it belongs to, 0 in the foreground
    bool is_command = false;
    bool done = false;
    int status = 0;
    bool store_changed = false;  // since the command last looked
    Fds fds{};
    std::uint64_t input_seen = 0;  // bytes of stdin that had come when it began to wait
    CommandProcess process;
    Shell shell;
};

struct BackgroundJob {
    int number = 0;
    int task = 0;
    std::string text;
};

// What became of the last line that was typed, for those who need stdout and stderr apart: which
// parts of the terminal's output were which.
struct ShellReport {
    struct Piece {
        std::uint64_t begin = 0, size = 0;  // bytes of the terminal's output
        bool error = false;
    };
    std::uint64_t lines = 0;  // typed so far
    bool running = false;
    Time began = 0, ended = 0;
    int exit_code = 0;
    std::vector<Piece> pieces;
};

// The streams of a program whose client is elsewhere (ssh HOST COMMAND, kubectl exec): numbers, 0
// for none. They are pipes that the client fills and empties (container_client.h).
struct RemoteStreams {
    bool wanted = false;  // said before the program begins
    std::int32_t in = 0, out = 0, err = 0;
    bool fed = false;  // the client may send more
};

struct Session {
    bool begun = false;
    bool exited = false;       // `exit` of the login shell
    std::string container;     // the ID of the one it runs in; empty on the machine itself
    bool once = false;         // it runs one program and ends with it
    bool closing = false;      // its end waits for whoever began it
    std::uint64_t logged = 0;  // bytes that went to the container's log
    RemoteStreams remote;
    TerminalId terminal = 0;
    int next_task = 2;
    std::int32_t next_stream = 4;
    std::map<int, Task> tasks;  // a map, since a task starts others while it runs
    Table<std::int32_t, Stream> streams;
    std::vector<BackgroundJob> jobs;
    std::vector<std::string> history;
    std::string pending;             // lines of a command that is not complete yet
    std::vector<std::string> typed;  // lines nobody has read yet; "\x04" is Ctrl+D
    std::string keys;                // for a program that reads single keys
    bool interrupted = false;    // Ctrl+C: the shell gives up its line when its commands have ended
    bool out_of_breath = false;  // the turn ended before its commands had to wait
    int gasps = 0;               // how many turns in a row did
    ShellReport report;

    void hash(Hasher& h) const;
};

// The session of a terminal, or null when no shell runs there.
const Session* find_session(const World& world, TerminalId terminal);
Session* edit_session(World& world, TerminalId terminal);

// Stdout and stderr of the last typed line, as far as the terminal still keeps them.
void reported_output(const World& world, TerminalId terminal, std::string& out, std::string& err);

}  // namespace podfall
