// The uptime line.
#include "core/terminal/system/uptime.h"

#include "core/base/text.h"
#include "core/machine/host/time_text.h"

namespace podfall {

std::string uptime_text(CommandContext& ctx) {
    const Duration up = ctx.now() - ctx.machine().booted;
    const std::int64_t day = up / days(1), hour = up % days(1) / hours(1),
                       minute = up % hours(1) / minutes(1);
    std::string text = day > 0 ? cat(day, day == 1 ? " day, " : " days, ") : "";
    text += hour > 0 ? cat(pad_left(to_text(hour), 2), ":", pad_left(to_text(minute), 2, '0'))
                     : cat(minute, " min");
    std::int64_t users = 0;
    for (const auto& [id, terminal] : ctx.world.terminals)
        users +=
            shell_machine(terminal) == ctx.machine_id && terminal.shell != 0 && !terminal.hidden;
    return cat(format_time("%T", ctx.now(), ctx.world.utc_offset), " up ", text, ",  ", users,
               users == 1 ? " user" : " users", ",  load average: 0.12, 0.15, 0.10");
}

static Step run_uptime(CommandContext& ctx) {
    ctx.out(cat(" ", uptime_text(ctx), "\n"));
    return exited(0);
}

extern const Command uptime_ = {.name = "uptime",
                                .usage = "uptime",
                                .summary = "how long the machine has been running",
                                .run = run_uptime};

}  // namespace podfall
