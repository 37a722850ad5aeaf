// kill, the bash builtin.
#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/signal.h"
#include "core/terminal/bash/session.h"
#include "core/terminal/command.h"
#include "core/terminal/net/dns.h"
#include "core/terminal/system/signal_names.h"

namespace podfall {

namespace {

constexpr int sigterm = 15;

int complain_kill(CommandContext& ctx, std::string_view text) {
    ctx.err(cat(own_container(ctx) ? "sh: kill: " : "-bash: kill: ", text, "\n"));
    return 1;
}

// The PID of a job: "%1".
Pid job_pid(CommandContext& ctx, std::string_view text) {
    const Session* session = find_session(ctx.world, ctx.terminal());
    if (!session) return 0;
    for (const BackgroundJob& job : session->jobs)
        if (to_text(job.number) == text || text == "%" || text == "+") {
            const auto task = session->tasks.find(job.task);
            if (task != session->tasks.end()) return task->second.pid;
        }
    return 0;
}

int list_signals(CommandContext& ctx, const std::vector<std::string>& args) {
    if (args.size() > 2) {
        const int number = signal_number(args[2]);
        std::int64_t n = 0;
        if (number < 0) return complain_kill(ctx, cat(args[2], ": invalid signal specification"));
        ctx.out(parse_int(args[2], n) ? signal_name(number > 128 ? number - 128 : number) + "\n"
                                      : cat(number, "\n"));
        return 0;
    }
    std::string out;
    for (int i = 1; !signal_name(i).empty(); ++i)
        out += cat(pad_left(to_text(i), 2), ") ", pad_right("SIG" + signal_name(i), 12),
                   i % 5 == 0 || signal_name(i + 1).empty() ? "\n" : "");
    ctx.out(out);
    return 0;
}

int send(CommandContext& ctx, const std::string& target, int signal) {
    std::int64_t pid = 0;
    if (!target.empty() && target[0] == '%') {
        pid = job_pid(ctx, std::string_view(target).substr(1));
        if (pid == 0) return complain_kill(ctx, cat(target, ": no such job"));
    } else if (!parse_int(target, pid)) {
        return complain_kill(ctx, cat(target, ": arguments must be process or job IDs"));
    }
    const bool job = !target.empty() && target[0] == '%';
    const DockerContainer* c = job ? nullptr : own_container(ctx);
    const Pid real =
        c ? outer_pid(ctx.machine(), *c, static_cast<Pid>(pid)) : static_cast<Pid>(pid);
    const Process* process = ctx.machine().processes.find(real);
    if (c && (!process || !sees_process(ctx.machine(), *c, *process)))
        return complain_kill(ctx, cat("(", pid, ") - No such process"));
    // The kernel protects a namespace's first process from SIGKILL and SIGSTOP sent inside it.
    if (c && real == c->pid && (signal == 9 || signal == 19)) return 0;
    if (send_signal(ctx.world, ctx.machine_id, real, signal)) return 0;
    return complain_kill(ctx, cat("(", pid, ") - No such process"));
}

Step run(CommandContext& ctx) {
    const std::vector<std::string> args = ctx.args();
    int signal = sigterm;
    std::size_t at = 1;
    if (args.size() > 1 && (args[1] == "-l" || args[1] == "-L"))
        return exited(list_signals(ctx, args));
    if (args.size() > 1 && args[1].size() > 1 && args[1][0] == '-' && args[1] != "--") {
        const bool apart = args[1] == "-s" || args[1] == "-n";
        const std::string name = apart ? (args.size() > 2 ? args[2] : "") : args[1].substr(1);
        signal = signal_number(name);
        if (signal < 0)
            return exited(complain_kill(ctx, cat(name, ": invalid signal specification")));
        at = apart ? 3 : 2;
    }
    if (at < args.size() && args[at] == "--") ++at;
    if (at >= args.size()) {
        ctx.err(
            "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l "
            "[sigspec]\n");
        return exited(2);
    }
    int status = 0;
    for (; at < args.size(); ++at) status |= send(ctx, args[at], signal);
    return exited(status);
}

}  // namespace

extern const Command kill_ = {.name = "kill",
                              .usage = "kill [-SIGNAL] PID...",
                              .summary = "Sends a signal to processes.",
                              .run = run,
                              .builtin = true};

}  // namespace podfall
