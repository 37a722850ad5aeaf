// Commands that run other commands: xargs, watch, time, timeout, nohup.
#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/machine/host/time_text.h"
#include "core/terminal/bash/expand.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"
#include "core/terminal/system/signal_names.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace {

// ---- xargs ----

struct XargsMemory {
    bool read = false;
    std::vector<std::string> items;
    std::size_t next = 0;
    bool running = false;
    int status = 0;
};

template <class V>
void fields(V& v, XargsMemory& m) {
    v("read", m.read), v("items", m.items), v("next", m.next), v("running", m.running);
    v("status", m.status);
}

// Bytes of one command line: what xargs asks for where more would be allowed.
constexpr std::size_t xargs_line = 131072;

// Words with their quotes removed.
std::vector<std::string> xargs_words(std::string_view text) {
    std::vector<std::string> words;
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == ' ' || c == '\t' || c == '\n') {
            inside = false;
            continue;
        }
        if (!inside) words.emplace_back();
        inside = true;
        if (c == '\\' && i + 1 < text.size())
            words.back() += text[++i];
        else if (c == '\'' || c == '"') {
            const std::size_t end = std::min(text.find(c, i + 1), text.size());
            words.back() += text.substr(i + 1, end - i - 1);
            i = end;
        } else
            words.back() += c;
    }
    return words;
}

Step run_xargs(CommandContext& ctx) {
    const Options options(ctx, "+n:I:L:d:P:r0t",
                          {{"no-run-if-empty", 'r'}, {"null", '0'}, {"delimiter", 'd'}});
    std::int64_t count = 0;
    if (!options.ok() || !options.number(ctx, 'n', count) || !options.number(ctx, 'L', count))
        return exited(1);
    XargsMemory& memory = ctx.memory<XargsMemory>();
    const std::string place = options.value('I');
    if (!memory.read) {
        if (!ctx.input_ended()) return wait_input();
        const std::string text = ctx.take_input();
        if (options.has('0'))
            memory.items = split(text, '\0');
        else if (options.has('d'))
            memory.items = split(text.substr(0, text.find_last_not_of('\n') + 1),
                                 options.value('d') == "\\n" ? '\n' : options.value('d', " ")[0]);
        else if (!place.empty() || options.has('L')) {
            for (const std::string& line : split_lines(text))
                if (!trim(line).empty()) memory.items.emplace_back(trim(line));
        } else
            memory.items = xargs_words(text);
        if (options.has('0') && !memory.items.empty() && memory.items.back().empty())
            memory.items.pop_back();
        memory.read = true;
    }
    if (memory.running && ctx.child_exit() != 0) {
        if (ctx.child_exit() == 126 || ctx.child_exit() == 127) return exited(ctx.child_exit());
        memory.status = 123;
    }
    const bool once = memory.items.empty() && !memory.running && !options.has('r') && place.empty();
    if (memory.next >= memory.items.size() && !once) return exited(memory.status);
    std::vector<std::string> args = options.rest();
    if (args.empty()) args = {"echo"};
    if (!place.empty()) {
        for (std::string& a : args) a = replace_all(a, place, memory.items[memory.next]);
        ++memory.next;
    } else {
        const std::size_t n = count > 0 ? static_cast<std::size_t>(count) : memory.items.size();
        std::size_t size = 0;
        for (const std::string& a : args) size += a.size() + 1;
        const std::size_t fixed = args.size();
        for (std::size_t i = 0; i < n && memory.next < memory.items.size(); ++i) {
            size += memory.items[memory.next].size() + 1;
            if (size > xargs_line && args.size() > fixed) break;
            if (size > xargs_line) {
                ctx.err("xargs: argument line too long\n");
                return exited(1);
            }
            args.push_back(memory.items[memory.next++]);
        }
    }
    if (options.has('t')) ctx.err(join(args, " ") + "\n");
    memory.running = true;
    ctx.start_child(std::move(args));
    return wait_child();
}

// ---- watch ----

struct WatchMemory {
    bool running = false;
    Time next = 0;
    std::vector<std::string> shown;
};

template <class V>
void fields(V& v, WatchMemory& m) {
    v("running", m.running), v("next", m.next), v("shown", m.shown);
}

// The first `width` columns of a line.
std::string clipped(std::string_view line, int width) {
    std::string out;
    int used = 0;
    for (std::size_t i = 0; i < line.size();) {
        const std::size_t length = character_length(line, i);
        used += display_width(line.substr(i, length));
        if (used > width) break;
        out += line.substr(i, length);
        i += length;
    }
    return out;
}

// The line with the parts that differ from `old` in reverse video.
std::string highlighted(std::string_view line, std::string_view old) {
    std::string out;
    bool on = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool differs = i >= old.size() || old[i] != line[i];
        if (differs != on && !continues_character(line[i])) {
            out += differs ? "\x1b[7m" : "\x1b[27m";
            on = differs;
        }
        out += line[i];
    }
    return on ? out + "\x1b[27m" : out;
}

void draw_watch(CommandContext& ctx, WatchMemory& memory, const Options& options,
                const std::string& command, std::int64_t interval) {
    const int columns = ctx.columns();
    std::string screen = "\x1b[H\x1b[2J";
    int rows = ctx.rows();
    if (!options.has('t')) {
        const std::string left = cat("Every ", fixed_text(interval, 1), "s: ", command);
        const std::string right =
            format_time("%a %b %e %H:%M:%S %Y", ctx.now(), ctx.world.utc_offset);
        const int room = columns - static_cast<int>(right.size()) - 1;
        std::string header = clipped(left, std::max(room, 0));
        header.append(static_cast<std::size_t>(std::max(
                          0, columns - display_width(header) - static_cast<int>(right.size()))),
                      ' ');
        screen += cat(header, right, "\n\n");
        rows -= 2;
    }
    std::vector<std::string> lines = split_lines(ctx.child_output());
    if (lines.size() > static_cast<std::size_t>(std::max(rows, 1)))
        lines.resize(static_cast<std::size_t>(std::max(rows, 1)));
    for (std::size_t i = 0; i < lines.size(); ++i) {
        lines[i] = clipped(lines[i], columns);
        const bool marks = options.has('d') && !memory.shown.empty();
        const std::string old = i < memory.shown.size() ? memory.shown[i] : "";
        screen += cat(i > 0 ? "\n" : "", marks ? highlighted(lines[i], old) : lines[i]);
    }
    memory.shown = std::move(lines);
    ctx.out(screen);
}

Step run_watch(CommandContext& ctx) {
    const Options options(ctx, "+n:dtegbx",
                          {{"interval", 'n'}, {"differences", 'd'}, {"no-title", 't'}});
    if (!options.ok()) return exited(1);
    if (options.rest().empty()) {
        ctx.err("Usage:\n watch [options] command\n");
        return exited(1);
    }
    WatchMemory& memory = ctx.memory<WatchMemory>();
    if (ctx.take_interrupt()) {
        // Returns to the screen that was there before.
        ctx.raw_keys(false);
        ctx.out("\x1b[?1049l");
        return exited(130);
    }
    const std::int64_t interval =
        options.has('n') ? std::max<std::int64_t>(leading_number(options.value('n')), 100'000)
                         : 2'000'000;
    const std::string command = join(options.rest(), " ");
    if (memory.running) {
        memory.running = false;
        draw_watch(ctx, memory, options, command, interval);
        memory.next = ctx.now() + interval;
        return sleep_until(memory.next);
    }
    if (ctx.now() < memory.next) return sleep_until(memory.next);
    if (memory.next == 0) {
        ctx.raw_keys(true);
        ctx.out("\x1b[?1049h\x1b[H\x1b[2J");
    }
    memory.running = true;
    if (options.has('x'))
        ctx.start_child(options.rest(), true);
    else
        ctx.start_child({"sh", "-c", command}, true);
    return wait_child();
}

// ---- time, timeout, nohup ----

struct ChildMemory {
    Time began = 0;
};

template <class V>
void fields(V& v, ChildMemory& m) {
    v("began", m.began);
}

Step run_time(CommandContext& ctx) {
    ChildMemory& memory = ctx.memory<ChildMemory>();
    const std::vector<std::string> command(ctx.args().begin() + 1, ctx.args().end());
    if (memory.began == 0 && !command.empty()) {
        memory.began = ctx.now();
        ctx.start_child(command);
        return wait_child();
    }
    const Duration real = memory.began == 0 ? 0 : ctx.now() - memory.began;
    const auto text = [](Duration d) {
        return cat(d / minutes(1), "m", fixed_text(d % minutes(1), 3), "s");
    };
    ctx.err(cat("\nreal\t", text(real), "\nuser\t", text(std::min(real, milliseconds(60)) * 7 / 10),
                "\nsys\t", text(std::min(real, milliseconds(60)) / 5), "\n"));
    return exited(ctx.child_exit());
}

struct TimeoutMemory {
    Time deadline = 0;  // never: no limit
    bool late = false;  // the signal was sent
};

template <class V>
void fields(V& v, TimeoutMemory& m) {
    v("deadline", m.deadline), v("late", m.late);
}

// Models timeout of coreutils. Simplified: every signal ends the command.
Step run_timeout(CommandContext& ctx) {
    constexpr int usage = 125, timed_out = 124, sigkill = 9, sigterm = 15;
    TimeoutMemory& memory = ctx.memory<TimeoutMemory>();
    const Options options(
        ctx, "+s:k:v",
        {{"signal", 's'}, {"kill-after", 'k'}, {"preserve-status", 'p'}, {"foreground", 'f'}});
    if (!options.ok()) return exited(usage);
    const std::vector<std::string>& words = options.rest();
    Duration limit = 0;
    if (words.size() < 2) {
        ctx.err("timeout: missing operand\nTry 'timeout --help' for more information.\n");
        return exited(usage);
    }
    if (!read_interval(words[0], limit)) {
        ctx.err(cat("timeout: invalid time interval ‘", words[0],
                    "’\nTry 'timeout --help' for more information.\n"));
        return exited(usage);
    }
    int signal = sigterm;
    if (options.has('s') && (signal = signal_number(options.value('s'))) <= 0) {
        ctx.err(cat("timeout: ", options.value('s'),
                    ": invalid signal\nTry 'timeout --help' for more information.\n"));
        return exited(usage);
    }
    if (memory.deadline == 0) {
        memory.deadline = limit == 0 ? never : ctx.now() + limit;
        ctx.start_child({words.begin() + 1, words.end()});
        return wait_child(memory.deadline);
    }
    if (!ctx.child_runs() && (!memory.late || options.has('p'))) return exited(ctx.child_exit());
    if (!ctx.child_runs()) return exited(signal == sigkill ? 128 + sigkill : timed_out);
    memory.late = true;
    ctx.signal_child(signal);
    return wait_child();
}

Step run_nohup(CommandContext& ctx) {
    ChildMemory& memory = ctx.memory<ChildMemory>();
    if (memory.began != 0) return exited(ctx.child_exit());
    memory.began = ctx.now();
    ctx.start_child({ctx.args().begin() + 1, ctx.args().end()});
    return wait_child();
}

}  // namespace

extern const Command xargs = {.name = "xargs",
                              .usage = "xargs [-n N] [-I TEXT] [COMMAND]",
                              .summary = "runs a command with arguments from stdin",
                              .run = run_xargs,
                              .keeps_input = true};
extern const Command watch_ = {.name = "watch",
                               .usage = "watch [-n SECONDS] [-d] [-t] COMMAND",
                               .summary = "runs a command repeatedly",
                               .run = run_watch,
                               .handles_interrupt = true};
extern const Command time_ = {.name = "time",
                              .usage = "time COMMAND",
                              .summary = "measures how long a command takes",
                              .run = run_time,
                              .builtin = true};
extern const Command timeout_ = {.name = "timeout",
                                 .usage = "timeout [-s SIGNAL] DURATION COMMAND [ARG]...",
                                 .summary = "runs a command with a time limit",
                                 .run = run_timeout};
extern const Command nohup = {
    .name = "nohup", .usage = "nohup COMMAND", .summary = "runs a command", .run = run_nohup};

}  // namespace podfall
