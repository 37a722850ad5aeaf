// who and w: users at this machine's terminals.
#include "core/base/text.h"
#include "core/machine/host/time_text.h"
#include "core/terminal/command.h"
#include "core/terminal/system/uptime.h"
#include "core/world/process_figures.h"

namespace podfall {

namespace {

struct Login {
    std::string tty, from, doing;
    Time since = 0;
};

std::vector<Login> logins(CommandContext& ctx) {
    std::vector<Login> all;
    for (const auto& [id, t] : ctx.world.terminals) {
        if (t.hidden || t.shell == 0 || shell_machine(t) != ctx.machine_id) continue;
        const Process* shell = ctx.machine().processes.find(t.shell);
        if (!shell) continue;
        Login login{tty_of(ctx.world, ctx.machine_id, t.shell), "192.168.1.1", shell->command_line,
                    shell->started};
        if (!t.hops.empty()) login.from = ctx.world.machines.find(t.hops.back().machine)->ip;
        for (const auto& [pid, p] : ctx.machine().processes)
            if (p.parent == t.shell) login.doing = p.command_line;
        all.push_back(std::move(login));
    }
    return all;
}

Step run_who(CommandContext& ctx) {
    for (const Login& l : logins(ctx))
        ctx.out(cat("root     ", pad_right(l.tty, 12), " ",
                    format_time("%F %R", l.since, ctx.world.utc_offset), " (", l.from, ")\n"));
    return exited(0);
}

Step run_w(CommandContext& ctx) {
    std::string out =
        cat(" ", uptime_text(ctx),
            "\nUSER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT\n");
    for (const Login& l : logins(ctx))
        out += cat("root     ", pad_right(l.tty, 8), " ", pad_right(l.from, 16), " ",
                   format_time("%R", l.since, ctx.world.utc_offset), "    1.00s  0.02s  0.00s ",
                   l.doing, "\n");
    ctx.out(out);
    return exited(0);
}

}  // namespace

extern const Command who = {
    .name = "who", .usage = "who", .summary = "Who is logged in.", .run = run_who};
extern const Command w_command = {.name = "w",
                                  .usage = "w",
                                  .summary = "Users that are logged in, and their commands.",
                                  .run = run_w};

}  // namespace podfall
