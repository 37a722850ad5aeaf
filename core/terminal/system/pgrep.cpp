// pgrep, pkill, pidof, killall: processes by name. Models procps-ng and psmisc.
#include <algorithm>

#include "core/base/text.h"
#include "core/machine/host/signal.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"
#include "core/terminal/system/signal_names.h"
#include "core/terminal/text/regular_expression.h"
#include "core/world/process_figures.h"

namespace podfall {

namespace {

constexpr int sigterm = 15;

// The processes whose name (or command line) matches the pattern, except the calling one.
std::vector<Pid> matching(CommandContext& ctx, const std::string& pattern, bool full, bool exact) {
    RegularExpression regex;
    RegularExpression::Match match;
    std::vector<Pid> found;
    if (!regex.compile(exact ? cat("^(", pattern, ")$") : pattern, {.extended = true}))
        return found;
    for (const auto& [pid, p] : ctx.machine().processes) {
        if (p.program == ctx.args()[0] && tty_of(ctx.world, ctx.machine_id, pid) != "?") continue;
        if (regex.search(full ? p.command_line : comm_of(p), 0, match)) found.push_back(pid);
    }
    return found;
}

Step run_pgrep(CommandContext& ctx) {
    const bool kills = ctx.args()[0] == "pkill";
    // "-9", "-KILL", "-SIGKILL": removed before the other options are parsed.
    int signal = sigterm;
    std::string pattern;
    bool full = false, exact = false, list = false, command = false, newest = false, oldest = false,
         count = false;
    for (std::size_t i = 1; i < ctx.args().size(); ++i) {
        const std::string& word = ctx.args()[i];
        if (word[0] != '-' || word.size() < 2) {
            if (!pattern.empty()) {
                ctx.err(cat(ctx.args()[0], ": only one pattern can be provided\n"));
                return exited(2);
            }
            pattern = word;
        } else if (kills && signal_number(std::string_view(word).substr(1)) > 0) {
            signal = signal_number(std::string_view(word).substr(1));
        } else {
            for (char c : word.substr(1)) {
                full |= c == 'f';
                exact |= c == 'x';
                list |= c == 'l';
                command |= c == 'a';
                newest |= c == 'n';
                oldest |= c == 'o';
                count |= c == 'c';
                if (contains("fxlanoc", std::string_view(&c, 1))) continue;
                ctx.err(cat(ctx.args()[0], ": invalid option -- '", c, "'\n"));
                return exited(2);
            }
        }
    }
    if (pattern.empty()) {
        ctx.err(cat(ctx.args()[0], ": no matching criteria specified\nTry `", ctx.args()[0],
                    " --help' for more information.\n"));
        return exited(2);
    }
    std::vector<Pid> found = matching(ctx, pattern, full, exact);
    if (newest && found.size() > 1) found = {found.back()};
    if (oldest && found.size() > 1) found = {found.front()};
    if (count) ctx.out(cat(static_cast<std::int64_t>(found.size()), "\n"));
    for (Pid pid : found) {
        const Process* p = ctx.machine().processes.find(pid);
        if (kills)
            send_signal(ctx.world, ctx.machine_id, pid, signal);
        else if (!count)
            ctx.out(command && p ? cat(pid, " ", p->command_line, "\n")
                    : list && p  ? cat(pid, " ", comm_of(*p), "\n")
                                 : cat(pid, "\n"));
    }
    return exited(found.empty() ? 1 : 0);
}

Step run_pidof(CommandContext& ctx) {
    const Options options(ctx, "so:x");
    if (!options.ok()) return exited(1);
    std::vector<std::string> pids;
    for (const std::string& name : options.rest()) {
        std::vector<std::string> of_name;
        for (const auto& [pid, p] : ctx.machine().processes)
            if (p.program == name.substr(name.rfind('/') + 1))
                of_name.insert(of_name.begin(), to_text(pid));
        pids.insert(pids.end(), of_name.begin(), of_name.end());
    }
    if (options.has('s') && pids.size() > 1) pids.resize(1);
    if (!pids.empty()) ctx.out(join(pids, " ") + "\n");
    return exited(pids.empty() ? 1 : 0);
}

Step run_killall(CommandContext& ctx) {
    int signal = sigterm, status = 1;
    for (std::size_t i = 1; i < ctx.args().size(); ++i) {
        const std::string& word = ctx.args()[i];
        if (word.size() > 1 && word[0] == '-') {
            signal = signal_number(std::string_view(word).substr(1));
            if (signal < 0) {
                ctx.err(cat(word.substr(1), ": unknown signal; killall -l lists signals.\n"));
                return exited(1);
            }
            continue;
        }
        std::vector<Pid> found;
        for (const auto& [pid, p] : ctx.machine().processes)
            if (p.program == word) found.push_back(pid);
        for (Pid pid : found) send_signal(ctx.world, ctx.machine_id, pid, signal);
        if (found.empty())
            ctx.err(word + ": no process found\n");
        else
            status = 0;
    }
    return exited(status);
}

}  // namespace

extern const Command pgrep = {.name = "pgrep",
                              .usage = "pgrep [-flaxnoc] PATTERN",
                              .summary = "Finds processes by name.",
                              .run = run_pgrep,
                              .startup = milliseconds(5)};
extern const Command pkill = {.name = "pkill",
                              .usage = "pkill [-SIGNAL] [-fxno] PATTERN",
                              .summary = "Sends a signal to processes by name.",
                              .run = run_pgrep,
                              .startup = milliseconds(5)};
extern const Command pidof = {.name = "pidof",
                              .usage = "pidof [-s] PROGRAM...",
                              .summary = "The PIDs of a program.",
                              .run = run_pidof,
                              .startup = milliseconds(2)};
extern const Command killall = {.name = "killall",
                                .usage = "killall [-SIGNAL] NAME...",
                                .summary = "Sends a signal to all processes of a name.",
                                .run = run_killall,
                                .startup = milliseconds(5)};

}  // namespace podfall
