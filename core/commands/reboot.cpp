// reboot, poweroff and shutdown: what systemctl does under other names.
#include "core/base/text.h"
#include "core/commands/command.h"
#include "core/machine/power.h"

namespace podfall {

namespace {

Step run(CommandContext& ctx) {
    const std::string& name = ctx.args()[0];
    bool again = name == "reboot";
    for (const std::string& word : ctx.args()) again = again || word == "-r";
    ask_for_shutdown(ctx.world, ctx.machine_id, again);
    return exited(0);
}

}  // namespace

const Command reboot_command = {.name = "reboot", .usage = "reboot", .summary = "Restart the machine.",
                                .run = run};
const Command poweroff_command = {.name = "poweroff", .usage = "poweroff",
                                  .summary = "Switch the machine off.", .run = run};
const Command shutdown_command = {.name = "shutdown", .usage = "shutdown [-r|-h] [now]",
                                  .summary = "Switch the machine off or restart it.", .run = run};

}  // namespace podfall
