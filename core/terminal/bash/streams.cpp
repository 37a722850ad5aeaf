// The bytes of a session: its terminal, pipes, files and devices.
#include <algorithm>

#include "core/base/text.h"
#include "core/machine/host/disk.h"
#include "core/machine/host/files.h"
#include "core/terminal/bash/limits.h"
#include "core/terminal/bash/runner.h"

namespace podfall {

namespace {

constexpr std::size_t terminal_bytes_a_step = 16;  // a terminal is slower than a pipe

}  // namespace

void SessionRunner::print(std::string_view text) {
    podfall::print(terminal(), text);
}

const char* SessionRunner::write(const Task& task, int fd, std::string_view text) {
    const std::int32_t end = task.fds[static_cast<std::size_t>(fd)];
    if (end < 0 || text.empty()) return nullptr;
    const std::int32_t number = end / 2;
    if (is_terminal(end)) {
        work_ += text.size() / terminal_bytes_a_step;
        auto& pieces = session_.report.pieces;
        const std::uint64_t at = terminal().written;
        const bool error = number == terminal_error;
        if (!pieces.empty() && pieces.back().error == error &&
            pieces.back().begin + pieces.back().size == at) {
            pieces.back().size += text.size();
        } else if (pieces.size() < kept_pieces) {
            pieces.push_back({at, text.size(), error});
        }
        print(text);
        return nullptr;
    }
    work_ += text.size() / bytes_a_step;
    Stream* s = session_.streams.edit(number);
    if (!s) return nullptr;
    const char* error = nullptr;
    switch (s->kind) {
        case Stream::Kind::device:
            return s->device == Device::full ? "No space left on device" : nullptr;
        case Stream::Kind::pipe:
            break;
        case Stream::Kind::collected:
            if (s->data.size() + text.size() > program_memory) s->overflowed = true;
            if (s->overflowed) return nullptr;
            break;
        case Stream::Kind::file: {
            constexpr int megabyte = 20;
            const std::uint64_t after = s->arrived + text.size();
            if (after > file_size_limit) {
                error = "File too large";
                text = text.substr(
                    0, file_size_limit - std::min<std::uint64_t>(file_size_limit, s->arrived));
            } else if ((s->arrived >> megabyte != after >> megabyte && disk_is_full(look())) ||
                       (!s->dirty && static_cast<std::int64_t>(text.size()) > disk_free(look()))) {
                return "No space left on device";
            }
            s->dirty = true;
            break;
        }
        default:
            return nullptr;
    }
    s->data += text;
    s->arrived += text.size();
    return error;
}

void SessionRunner::complain(const Task& task, std::string_view text) {
    const Shell& shell = task.shell;
    std::string where = shell.name;
    if (shell.line > 0) where += cat(": line ", shell.line);
    write(task, 2, container_of(task) ? in_its_words(task, text) : cat(where, ": ", text, "\n"));
}

std::int32_t SessionRunner::new_stream(Stream stream) {
    stream.arrived = stream.data.size();
    session_.streams.set(session_.next_stream, std::move(stream));
    return session_.next_stream++;
}

bool SessionRunner::has_writers(std::int32_t stream) const {
    const std::int32_t end = write_end(stream);
    if (stream == session_.remote.in && session_.remote.fed) return true;
    for (const auto& [id, task] : session_.tasks) {
        if (task.done) continue;
        for (std::int32_t fd : task.fds)
            if (fd == end) return true;
        for (const Frame& frame : task.shell.frames)
            if (frame.restores_fds)
                for (std::int32_t fd : frame.saved_fds)
                    if (fd == end) return true;
    }
    return false;
}

bool SessionRunner::has_readers(std::int32_t stream) const {
    if (stream == session_.remote.out || stream == session_.remote.err) return true;
    for (const auto& [id, other] : session_.tasks) {
        if (other.done) continue;
        for (std::int32_t fd : other.fds)
            if (fd == read_end(stream)) return true;
    }
    return false;
}

std::size_t SessionRunner::memory_left() const {
    return std::min(program_memory, session_memory - std::min(session_memory, held_));
}

bool SessionRunner::may_fork(const Task& task) {
    if (session_.tasks.size() < session_processes) return true;
    complain(task, "fork: Resource temporarily unavailable");
    return false;
}

void SessionRunner::flush_files(bool all) {
    constexpr std::uint64_t share = 4;
    std::vector<std::int32_t> dirty;
    for (const auto& [number, s] : session_.streams)
        if (s.dirty && (all || s.data.size() > s.arrived / share)) dirty.push_back(number);
    for (std::int32_t number : dirty) {
        Stream& s = stream(number);
        std::string error;
        append_file(world_, machine(), s.path, s.data, error);
        s.data.clear();
        s.dirty = false;
    }
}

bool SessionRunner::open(Task& task, const bash_syntax::Redirect& r, const std::string& target) {
    using Kind = bash_syntax::Redirect::Kind;
    auto& fd = task.fds[static_cast<std::size_t>(r.fd)];
    if (r.kind == Kind::copy) {
        std::int64_t from;
        if (target == "-") {
            fd = -1;
        } else if (parse_int(target, from) && from >= 0 && from < 10) {
            fd = task.fds[static_cast<std::size_t>(from)];
        } else {
            return complain(task, cat(target, ": ambiguous redirect")), false;
        }
        return true;
    }
    if (r.kind == Kind::here_document || r.kind == Kind::here_string) {
        const bool string = r.kind == Kind::here_string;
        fd = read_end(
            new_stream({.kind = Stream::Kind::file, .data = string ? target + "\n" : target}));
        return true;
    }
    const bool reading = r.kind == Kind::input;
    if (target == "/dev/null") {
        fd = reading ? read_end(null_stream) : write_end(null_stream);
    } else if (target == "/dev/stdout" || target == "/dev/stderr") {
        fd = task.fds[target == "/dev/stdout" ? 1 : 2];
    } else if (target == "/dev/tty") {
        fd = reading ? read_end(terminal_input) : write_end(terminal_output);
    } else if (const Device device = device_named(target); device != Device::none) {
        const std::int32_t s = new_stream({.kind = Stream::Kind::device, .device = device});
        fd = reading ? read_end(s) : write_end(s);
    } else {
        const std::string path = absolute_path(task.shell.folder, target);
        std::string content, error;
        const bool keep = r.kind == Kind::append || r.kind == Kind::both_append;
        flush_files();
        const bool ok = target.empty() ? (error = "No such file or directory", false)
                        : reading      ? read_file(look(), path, content, error)
                        : keep         ? append_file(world_, machine(), path, "", error)
                                       : write_file(world_, machine(), path, "", error);
        if (!ok) return complain(task, cat(target, ": ", error)), false;
        const std::int32_t s = new_stream(
            {.kind = Stream::Kind::file, .data = std::move(content), .path = reading ? "" : path});
        if (const File* old = keep ? find_file(look(), path) : nullptr; old && old->content)
            stream(s).arrived = old->content->size();
        fd = reading ? read_end(s) : write_end(s);
    }
    if (r.kind == Kind::both || r.kind == Kind::both_append) task.fds[2] = fd;
    return true;
}

bool SessionRunner::read_line(Task& task, std::string& line, bool& ended) {
    ended = false;
    const std::int32_t number = task.fds[0] / 2;
    if (task.fds[0] < 0 || number == null_stream) return ended = true;
    if (number == terminal_input) {
        if (session_.typed.empty()) return false;
        line = session_.typed.front().text;
        ended = session_.typed.front().end;
        session_.typed.erase(session_.typed.begin());
        if (!ended) print(line + "\n");
        return true;
    }
    Stream& s = stream(number);
    if (is_device(s) && s.data.find('\n') == std::string::npos) {
        if (s.device != Device::random) return false;  // a line that never ends
        s.data += read_device(world_, s.device);
    }
    const std::size_t end = s.data.find('\n');
    if (end == std::string::npos) {
        if (s.kind == Stream::Kind::pipe && has_writers(number)) return false;
        ended = true;
    }
    line = s.data.substr(0, end);
    s.data.erase(0, end == std::string::npos ? s.data.size() : end + 1);
    return true;
}

}  // namespace podfall
