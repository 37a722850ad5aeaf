// The state of a terminal's session: its login shell, running commands and pipes. Plain data, so a
// copy of the world in the middle of a pipeline continues as the original does.
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

// A source or destination of bytes. A file descriptor is a stream's number * 2, plus 1 for writing.
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
    std::string data;           // in a pipe, or the unread rest of a file
    std::uint64_t arrived = 0;  // total bytes received; of a file opened for writing, its size
    bool overflowed = false;    // more was collected than the shell may hold
    std::string path;           // of a file opened for writing
    bool dirty = false;         // `data` has to be appended to `path`
};

template <class V>
void fields(V& v, Stream& s) {
    v("kind", s.kind), v("device", s.device), v("data", s.data), v("arrived", s.arrived);
    v("overflowed", s.overflowed), v("path", s.path), v("dirty", s.dirty);
}

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
    Pid pid = 0;     // 0 for builtins
    int job = 0;     // number of the background job it belongs to, 0 in the foreground
    bool is_command = false;
    bool done = false;
    int status = 0;
    bool store_changed = false;  // since the command last checked
    Fds fds{};
    std::uint64_t input_seen = 0;  // bytes of stdin that had come when it began to wait
    CommandProcess process;
    Shell shell;
};

template <class V>
void fields(V& v, Task& t) {
    v("id", t.id), v("parent", t.parent), v("pid", t.pid), v("job", t.job);
    v("is_command", t.is_command), v("done", t.done), v("status", t.status);
    v("store_changed", t.store_changed), v("fds", t.fds), v("input_seen", t.input_seen);
    v("process", t.process), v("shell", t.shell);
}

// What was typed at the terminal and waits for a reader: a line, or the end of input (Ctrl+D).
struct TypedLine {
    std::string text;
    bool end = false;
};

template <class V>
void fields(V& v, TypedLine& l) {
    v("text", l.text), v("end", l.end);
}

struct BackgroundJob {
    int number = 0;
    int task = 0;
    std::string text;
};

template <class V>
void fields(V& v, BackgroundJob& j) {
    v("number", j.number), v("task", j.task), v("text", j.text);
}

// The output of the last typed line, for callers that need stdout and stderr separately: which
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

template <class V>
void fields(V& v, ShellReport::Piece& p) {
    v("begin", p.begin), v("size", p.size), v("error", p.error);
}
template <class V>
void fields(V& v, ShellReport& r) {
    v("lines", r.lines), v("running", r.running), v("began", r.began), v("ended", r.ended);
    v("exit_code", r.exit_code), v("pieces", r.pieces);
}

// The streams of a program whose client is elsewhere (ssh HOST COMMAND, kubectl exec): numbers, 0
// for none. They are pipes that the client fills and empties (container_client.h).
struct RemoteStreams {
    bool wanted = false;  // set before the program starts
    std::int32_t in = 0, out = 0, err = 0;
    bool fed = false;  // the client may send more
};
template <class V>
void fields(V& v, RemoteStreams& r) {
    v("wanted", r.wanted), v("in", r.in), v("out", r.out), v("err", r.err), v("fed", r.fed);
}

struct Session {
    bool begun = false;
    bool exited = false;       // `exit` of the login shell
    std::string container;     // the container it runs in; empty on the machine itself
    bool once = false;         // runs one program and ends with it
    bool closing = false;      // waits until its exit status is collected
    std::uint64_t logged = 0;  // bytes already written to the container's log
    RemoteStreams remote;
    TerminalId terminal = 0;
    int next_task = 2;
    std::int32_t next_stream = 4;
    std::map<int, Task> tasks;  // a map, since a task may start others while it runs
    Table<std::int32_t, Stream> streams;
    std::vector<BackgroundJob> jobs;
    std::vector<std::string> history;
    std::string pending;           // lines of an incomplete command
    std::vector<TypedLine> typed;  // lines that were not read yet
    std::string keys;              // for a program that reads single keys
    bool interrupted = false;  // Ctrl+C: the shell gives up its line when its commands have ended
    bool over_budget = false;  // the turn ended before its commands had to wait
    int busy_turns = 0;        // turns in a row that did; one full of steps weighs more
    ShellReport report;
};

template <class V>
void fields(V& v, Session& s) {
    v("begun", s.begun), v("exited", s.exited), v("container", s.container), v("once", s.once);
    v("closing", s.closing), v("logged", s.logged), v("remote", s.remote);
    v("terminal", s.terminal);
    v("next_task", s.next_task), v("next_stream", s.next_stream), v("tasks", s.tasks);
    v("streams", s.streams), v("jobs", s.jobs), v("history", s.history), v("pending", s.pending);
    v("typed", s.typed), v("keys", s.keys), v("interrupted", s.interrupted);
    v("over_budget", s.over_budget), v("busy_turns", s.busy_turns), v("report", s.report);
}

// The session of a terminal, or null when no shell runs there.
const Session* find_session(const World& world, TerminalId terminal);
Session* edit_session(World& world, TerminalId terminal);

// Stdout and stderr of the last typed line, if the terminal still keeps them.
void reported_output(const World& world, TerminalId terminal, std::string& out, std::string& err);

}  // namespace podfall
