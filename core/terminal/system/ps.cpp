// ps: the machine's process table. Models procps-ng 3.3.10.
#include <algorithm>

#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/docker/container_user.h"
#include "core/machine/host/time_text.h"
#include "core/terminal/command.h"
#include "core/terminal/net/dns.h"
#include "core/terminal/text/format.h"
#include "core/world/process_figures.h"

namespace podfall {

namespace {

struct Wanted {
    bool all = false;          // -e, -A, ax
    bool full = false;         // -f
    bool user_format = false;  // u
    bool bsd = false;          // STAT and short times
    int wide = 0;
    bool headers = true;
    std::string names;    // -C
    std::string pids;     // -p
    std::string columns;  // -o
    std::string sort;     // --sort
    std::string error;
};

struct ProcessRow {
    Pid pid;
    Process process;
};

// The parts of a number column: header, width, alignment.
struct Column {
    const char* names;  // for -o, separated by blanks
    const char* header;
    std::size_t width;
    bool right;
    std::string (*text)(CommandContext&, const ProcessRow&);
};

std::string start_text(CommandContext& ctx, const ProcessRow& r) {
    const bool today = ctx.now() - r.process.started < days(1);
    return format_time(today ? "%H:%M" : "%b%d", r.process.started, ctx.world.utc_offset);
}

Duration cpu_time(CommandContext& ctx, const ProcessRow& r) {
    return (ctx.now() - r.process.started) * figures_of(r.process).cpu_permille / 1000;
}

std::string clock_text(CommandContext& ctx, const ProcessRow& r) {
    const Duration t = cpu_time(ctx, r);
    return cat(pad_left(to_text(t / hours(1)), 2, '0'), ":",
               pad_left(to_text(t % hours(1) / minutes(1)), 2, '0'), ":",
               pad_left(to_text(t % minutes(1) / seconds(1)), 2, '0'));
}

std::string short_clock(CommandContext& ctx, const ProcessRow& r) {
    const Duration t = cpu_time(ctx, r);
    return cat(t / minutes(1), ":", pad_left(to_text(t % minutes(1) / seconds(1)), 2, '0'));
}

std::string elapsed(CommandContext& ctx, const ProcessRow& r) {
    const Duration t = ctx.now() - r.process.started;
    const std::string tail = cat(pad_left(to_text(t % hours(1) / minutes(1)), 2, '0'), ":",
                                 pad_left(to_text(t % minutes(1) / seconds(1)), 2, '0'));
    if (t < hours(1)) return tail;
    const std::string hour = pad_left(to_text(t % days(1) / hours(1)), 2, '0');
    return t < days(1) ? cat(hour, ":", tail) : cat(t / days(1), "-", hour, ":", tail);
}

std::string stat_text(CommandContext& ctx, const ProcessRow& r) {
    const std::string tty = tty_of(ctx.world, ctx.machine_id, r.pid);
    const bool command = tty != "?" && r.process.program != "bash";
    const DockerContainer* c = ctx.machine().containers.find(r.process.container);
    std::string text = r.process.state == ProcessState::running
                           ? command && r.process.program == "ps" ? "R" : "S"
                       : c && c->state == DockerState::paused ? "D"  // the cgroup freezer
                                                              : "T";
    if (!command) text += "s";
    if (figures_of(r.process).threads) text += "l";
    return command ? text + "+" : text;
}

std::string percent(std::int64_t permille) {
    return cat(permille / 10, ".", permille % 10);
}

std::string memory_percent(CommandContext& ctx, const ProcessRow& r) {
    return percent(figures_of(r.process).resident_kib * 1000 * 1024 /
                   std::max<std::int64_t>(ctx.machine().memory_bytes, 1));
}

constexpr Column columns[] = {
    {"user uname ruser", "USER", 8, false,
     [](CommandContext&, const ProcessRow&) { return std::string("root"); }},
    {"uid", "UID", 5, true, [](CommandContext&, const ProcessRow&) { return std::string("0"); }},
    {"pid", "PID", 5, true, [](CommandContext&, const ProcessRow& r) { return to_text(r.pid); }},
    {"ppid", "PPID", 5, true,
     [](CommandContext&, const ProcessRow& r) { return to_text(r.process.parent); }},
    {"pcpu %cpu", "%CPU", 4, true,
     [](CommandContext&, const ProcessRow& r) {
         return percent(figures_of(r.process).cpu_permille);
     }},
    {"pmem %mem", "%MEM", 4, true, memory_percent},
    {"vsz", "VSZ", 6, true,
     [](CommandContext&, const ProcessRow& r) {
         return to_text(figures_of(r.process).virtual_kib);
     }},
    {"rss", "RSS", 5, true,
     [](CommandContext&, const ProcessRow& r) {
         return to_text(figures_of(r.process).resident_kib);
     }},
    {"tty tt tname", "TTY", 8, false,
     [](CommandContext& ctx, const ProcessRow& r) {
         return tty_of(ctx.world, ctx.machine_id, r.pid);
     }},
    {"stat", "STAT", 4, false, stat_text},
    {"s state", "S", 1, false,
     [](CommandContext& ctx, const ProcessRow& r) { return stat_text(ctx, r).substr(0, 1); }},
    {"c", "C", 2, true,
     [](CommandContext&, const ProcessRow& r) {
         return to_text(figures_of(r.process).cpu_permille / 10);
     }},
    {"stime", "STIME", 5, false, start_text},
    {"bsdstart start", "START", 5, false, start_text},
    {"time cputime", "TIME", 8, true, clock_text},
    {"bsdtime", "TIME", 6, true, short_clock},
    {"etime", "ELAPSED", 11, true, elapsed},
    {"comm ucmd", "COMMAND", 15, false,
     [](CommandContext&, const ProcessRow& r) { return comm_of(r.process); }},
    {"args command cmd", "COMMAND", 27, false,
     [](CommandContext&, const ProcessRow& r) { return r.process.command_line; }},
};

const Column* column(std::string_view name) {
    for (const Column& c : columns)
        for (const std::string& known : split_words(c.names))
            if (known == name) return &c;
    return nullptr;
}

// Headers that differ from the column's name.
std::string header_of(const Wanted& w, const std::string& name, const Column& c) {
    if (w.columns.empty() && name == "user" && w.full) return "UID";
    if (name == "comm" && w.columns.empty()) return "CMD";
    if (name == "cmd" || (name == "args" && w.full)) return "CMD";
    return c.header;
}

std::vector<std::string> column_names(const Wanted& w) {
    if (!w.columns.empty()) {
        std::vector<std::string> names = split_words(replace_all(w.columns, ",", " "));
        for (std::string& name : names) name = name.substr(0, name.find('='));  // "pid=": no header
        return names;
    }
    if (w.user_format)
        return {"user", "pid",  "pcpu",     "pmem",    "vsz", "rss",
                "tty",  "stat", "bsdstart", "bsdtime", "args"};
    if (w.full) return {"user", "pid", "ppid", "c", "stime", "tty", "time", "args"};
    if (w.bsd) return {"pid", "tty", "stat", "bsdtime", "args"};
    return {"pid", "tty", "time", "comm"};
}

// ---- options ----

void read_bsd(Wanted& w, std::string_view letters) {
    w.bsd = true;
    for (char c : letters) {
        if (c == 'a' || c == 'x')
            w.all = true;
        else if (c == 'u')
            w.user_format = true;
        else if (c == 'w')
            ++w.wide;
        else if (c == 'e' || c == 'f')
            w.full = c == 'f' || w.full;
        else if (c == 'h')
            w.headers = false;
        else
            w.error = "unsupported option (BSD syntax)";
    }
}

void read_dashed(Wanted& w, const std::vector<std::string>& args, std::size_t& at) {
    const std::string& word = args[at];
    for (std::size_t i = 1; i < word.size(); ++i) {
        const char c = word[i];
        if (contains("Copuog", std::string_view(&c, 1))) {
            std::string value = word.substr(i + 1);
            if (value.empty() && at + 1 < args.size()) value = args[++at];
            if (value.empty()) w.error = "list of command names must follow -C";
            std::string& place = c == 'C' ? w.names : c == 'o' ? w.columns : w.pids;
            if (c == 'u' || c == 'g')
                w.all = true;
            else
                place += cat(place.empty() ? "" : ",", value);
            return;
        }
        if (c == 'e' || c == 'A' || c == 'a' || c == 'x')
            w.all = true;
        else if (c == 'f' || c == 'F' || c == 'l')
            w.full = true;
        else if (c == 'w')
            ++w.wide;
        else
            w.error = "unsupported SysV option";
    }
}

Wanted read_words(const std::vector<std::string>& args) {
    Wanted w;
    for (std::size_t at = 1; at < args.size(); ++at) {
        const std::string& word = args[at];
        if (word == "-aux" || word == "-auxw" || word == "-auxww")
            read_bsd(w, std::string_view(word).substr(1));
        else if (word == "--no-headers" || word == "--no-heading")
            w.headers = false;
        else if (word.rfind("--sort=", 0) == 0)
            w.sort = word.substr(7);
        else if (word == "--sort" && at + 1 < args.size())
            w.sort = args[++at];
        else if (word.rfind("--", 0) == 0)
            w.error = "unknown gnu long option";
        else if (word[0] == '-')
            read_dashed(w, args, at);
        else if (std::int64_t n; parse_int(word, n))
            w.pids += cat(w.pids.empty() ? "" : ",", word);
        else
            read_bsd(w, word);
    }
    if (contains(w.columns, "=")) w.headers = false;
    for (const std::string& name : column_names(w))
        if (!column(name)) w.error = cat("unknown user-defined format specifier \"", name, "\"");
    return w;
}

// ---- rows ----

bool chosen(CommandContext& ctx, const Wanted& w, Pid pid, const Process& p) {
    if (!w.pids.empty() || !w.names.empty()) {
        for (const std::string& id : split(w.pids, ','))
            if (id == to_text(pid)) return true;
        for (const std::string& name : split(w.names, ','))
            if (!name.empty() && (name == comm_of(p) || name == p.program)) return true;
        return false;
    }
    if (w.all) return true;
    const Terminal* own = ctx.world.terminals.find(ctx.terminal());
    return own && (pid == own->shell || p.parent == own->shell);
}

void sort_rows(CommandContext& ctx, std::vector<ProcessRow>& rows, std::string key) {
    if (key.empty()) return;
    const bool down = key[0] == '-';
    if (key[0] == '-' || key[0] == '+') key.erase(0, 1);
    const Column* c = column(key);
    if (!c) return;
    std::stable_sort(rows.begin(), rows.end(), [&](const ProcessRow& a, const ProcessRow& b) {
        const std::string x = c->text(ctx, down ? b : a), y = c->text(ctx, down ? a : b);
        return c->right ? leading_number(x) < leading_number(y) : x < y;
    });
}

std::string aligned(const Column& c, const std::string& text, bool last) {
    if (last) return text;
    return c.right ? pad_left(text, c.width) : pad_right(text, c.width);
}

// busybox's ps in a container: the processes of its PID namespace.
Step run_in_container(CommandContext& ctx, const DockerContainer& c) {
    ctx.out("PID   USER     TIME  COMMAND\n");
    for (const auto& [pid, p] : ctx.machine().processes) {
        if (!sees_process(ctx.machine(), c, p) || stands_for_child(ctx.machine(), pid, p)) continue;
        const DockerContainer* in = ctx.machine().containers.find(p.container);
        const std::int64_t uid = in ? user_of(*in).uid : 0;
        const std::string user = uid == 0 ? "root" : to_text(uid);
        ctx.out(cat(pad_left(to_text(inner_pid(ctx.machine(), c, pid)), 5), " ", pad_right(user, 8),
                    " ", pad_left(short_clock(ctx, {pid, p}), 5), " ", p.command_line, "\n"));
    }
    return exited(0);
}

Step run_ps(CommandContext& ctx) {
    if (const DockerContainer* c = own_container(ctx)) return run_in_container(ctx, *c);
    const Wanted w = read_words(ctx.args());
    if (!w.error.empty()) {
        ctx.err(cat("error: ", w.error, "\n\nUsage:\n ps [options]\n"));
        return exited(1);
    }
    std::vector<ProcessRow> rows;
    for (const auto& [pid, process] : ctx.machine().processes)
        if (chosen(ctx, w, pid, process)) rows.push_back({pid, process});
    sort_rows(ctx, rows, w.sort);
    const std::vector<std::string> names = column_names(w);
    std::vector<std::string> lines(w.headers ? 1 : 0);
    for (std::size_t i = 0; i < names.size() && w.headers; ++i) {
        const Column& c = *column(names[i]);
        lines[0] += cat(i > 0 ? " " : "",
                        aligned(c, header_of(w, names[i], c), i + 1 == names.size() && !c.right));
    }
    for (const ProcessRow& row : rows) {
        lines.emplace_back();
        for (std::size_t i = 0; i < names.size(); ++i) {
            const Column& c = *column(names[i]);
            lines.back() += cat(i > 0 ? " " : "",
                                aligned(c, c.text(ctx, row), i + 1 == names.size() && !c.right));
        }
    }
    const std::size_t limit = !ctx.output_is_terminal() || w.wide > 1 ? std::string::npos
                              : w.wide == 1                           ? 132
                                            : static_cast<std::size_t>(ctx.columns());
    for (const std::string& line : lines) ctx.out(line.substr(0, limit) + "\n");
    return exited(rows.empty() ? 1 : 0);
}

}  // namespace

extern const Command ps = {.name = "ps",
                           .usage = "ps [aux] [-ef] [-C NAME] [-p PID] [-o COLUMNS]",
                           .summary = "Shows the machine's processes.",
                           .run = run_ps,
                           .startup = milliseconds(10)};

}  // namespace podfall
