// top: the busiest processes, redrawn every few seconds. Models procps-ng 3.3.10.
#include <algorithm>

#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/terminal/command.h"
#include "core/terminal/net/dns.h"
#include "core/terminal/options.h"
#include "core/terminal/system/uptime.h"
#include "core/terminal/text/format.h"
#include "core/world/process_figures.h"

namespace podfall {

namespace {

struct TopMemory {
    std::int64_t shown = 0;
    Time next = 0;
    bool by_memory = false;
};

template <class V>
void fields(V& v, TopMemory& m) {
    v("shown", m.shown), v("next", m.next), v("by_memory", m.by_memory);
}

struct Row {
    Pid pid;
    const Process* process;
    ProcessFigures figures;
};

std::string tenths(std::int64_t n) {
    return cat(n / 10, ".", n % 10);
}

std::string time_text(Duration cpu) {
    const std::int64_t hundredths = cpu / milliseconds(10);
    return cat(hundredths / 6000, ":", pad_left(to_text(hundredths / 100 % 60), 2, '0'), ".",
               pad_left(to_text(hundredths % 100), 2, '0'));
}

// The lines above the table. Memory in KiB.
std::vector<std::string> summary(CommandContext& ctx, const std::vector<Row>& rows,
                                 std::int64_t busy) {
    const std::int64_t total = ctx.machine().memory_bytes / 1024;
    std::int64_t used = 180 * 1024, stopped = 0;
    for (const Row& r : rows) {
        used += r.figures.resident_kib;
        stopped += r.process->state == ProcessState::paused;
    }
    const auto count = static_cast<std::int64_t>(rows.size());
    const std::int64_t cache = std::max<std::int64_t>(0, total - used) * 3 / 5,
                       share = busy / ctx.machine().cpus;
    const auto cell = [](std::int64_t n) { return pad_left(to_text(n), 8); };
    return {cat("top - ", uptime_text(ctx)),
            cat("Tasks: ", pad_left(to_text(count), 3), " total,   1 running, ",
                pad_left(to_text(count - 1 - stopped), 3), " sleeping, ",
                pad_left(to_text(stopped), 3), " stopped,   0 zombie"),
            cat("%Cpu(s): ", pad_left(tenths(share * 2 / 3), 4), " us, ",
                pad_left(tenths(share / 3), 4), " sy,  0.0 ni, ", pad_left(tenths(1000 - share), 4),
                " id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st"),
            cat("KiB Mem : ", cell(total), " total, ", cell(total - used - cache), " free, ",
                cell(used), " used, ", cell(cache), " buff/cache"),
            cat("KiB Swap: ", cell(0), " total, ", cell(0), " free, ", cell(0), " used. ",
                cell(total - used - 200 * 1024), " avail Mem "),
            ""};
}

std::vector<std::string> picture(CommandContext& ctx, bool by_memory) {
    std::vector<Row> rows;
    const Table<Pid, Process> processes = ctx.machine().processes;
    const DockerContainer* in = own_container(ctx);
    std::int64_t busy = 0;
    for (const auto& [pid, p] : processes) {
        if ((in && !sees_process(ctx.machine(), *in, p)) || stands_for_child(ctx.machine(), pid, p))
            continue;
        rows.push_back({in ? inner_pid(ctx.machine(), *in, pid) : pid, &p, figures_of(p)});
        if (p.state == ProcessState::paused) rows.back().figures.cpu_permille = 0;
        busy += rows.back().figures.cpu_permille;
    }
    std::vector<std::string> lines = summary(ctx, rows, busy);
    std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
        return by_memory ? a.figures.resident_kib > b.figures.resident_kib
                         : a.figures.cpu_permille > b.figures.cpu_permille;
    });
    lines.push_back("  PID USER      PR  NI    VIRT    RES    SHR S  %CPU %MEM     TIME+ COMMAND");
    for (const Row& r : rows) {
        const std::int64_t memory = r.figures.resident_kib * 1000 * 1024 /
                                    std::max<std::int64_t>(ctx.machine().memory_bytes, 1);
        const std::int64_t size = r.figures.virtual_kib;
        lines.push_back(cat(
            pad_left(to_text(r.pid), 5), " root      20   0 ",
            pad_left(size > 9999999 ? cat(fixed_text(size * 1'000'000 / 1024 / 1024, 1), "g")
                                    : to_text(size),
                     7),
            " ", pad_left(to_text(r.figures.resident_kib), 6), " ",
            pad_left(to_text(r.figures.resident_kib * 2 / 5), 6), " ",
            r.process->state == ProcessState::paused ? "T"
            : r.process->program == "top"            ? "R"
                                                     : "S",
            " ", pad_left(tenths(r.figures.cpu_permille), 5), " ", pad_left(tenths(memory), 4), " ",
            pad_left(time_text((ctx.now() - r.process->started) * r.figures.cpu_permille / 1000),
                     9),
            " ", comm_of(*r.process)));
    }
    return lines;
}

void draw(CommandContext& ctx, const std::vector<std::string>& lines) {
    std::string out = "\x1b[?25l\x1b[H";
    for (std::size_t i = 0; i < static_cast<std::size_t>(std::max(ctx.rows(), 2)) - 1; ++i) {
        const std::string text =
            i < lines.size() ? lines[i].substr(0, static_cast<std::size_t>(ctx.columns())) : "";
        out += i == 6 ? cat("\x1b[7m", pad_right(text, static_cast<std::size_t>(ctx.columns())),
                            "\x1b[27m\r\x1b[", static_cast<std::int64_t>(i) + 2, ";1H")
                      : cat(text, "\x1b[K\n");
    }
    ctx.out(out + "\x1b[J");
}

Step run_top(CommandContext& ctx) {
    const Options options(ctx, "bd:n:co:p:");
    std::int64_t limit = 0;
    if (!options.ok() || !options.number(ctx, 'n', limit)) return exited(1);
    TopMemory& m = ctx.memory<TopMemory>();
    const bool batch = options.has('b');
    const Duration interval =
        options.has('d') ? std::max<std::int64_t>(leading_number(options.value('d')), 100'000)
                         : seconds(3);
    if (!batch && !ctx.output_is_terminal()) {
        ctx.err("top: failed tty get\n");
        return exited(1);
    }
    bool leave = ctx.take_interrupt();
    const std::string keys = batch ? "" : ctx.take_input();
    for (char c : keys) {
        leave = leave || c == 'q' || c == 'Q';
        if (c == 'M' || c == 'P') m.by_memory = c == 'M';
    }
    if (m.shown == 0 && !batch) {
        ctx.raw_keys(true);
        ctx.out("\x1b[?1049h\x1b[H\x1b[2J");
    }
    if (!leave && (ctx.now() >= m.next || !keys.empty())) {
        const std::vector<std::string> lines =
            picture(ctx, m.by_memory || options.value('o') == "%MEM");
        if (batch)
            ctx.out(cat(m.shown > 0 ? "\n" : "", join(lines, "\n"), "\n"));
        else
            draw(ctx, lines);
        m.next = ctx.now() + interval;
        ++m.shown;
        leave = limit > 0 && m.shown >= limit;
    }
    if (!leave) return batch ? sleep_until(m.next) : wait_input(m.next);
    if (!batch) {
        ctx.raw_keys(false);
        ctx.out("\x1b[?25h\x1b[?1049l");
    }
    return exited(0);
}

}  // namespace

extern const Command top = {.name = "top",
                            .usage = "top [-b] [-n COUNT] [-d SECONDS]",
                            .summary = "The busiest processes; q leaves.",
                            .run = run_top,
                            .handles_interrupt = true,
                            .startup = milliseconds(20)};

}  // namespace podfall
