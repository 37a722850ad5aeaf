// reboot, poweroff and shutdown: other names for systemctl's verbs.
#include "core/base/text.h"
#include "core/machine/host/power.h"
#include "core/machine/host/time_text.h"
#include "core/terminal/command.h"

namespace podfall {

namespace {

struct RebootMemory {
    Time at = 0;
};

template <class V>
void fields(V& v, RebootMemory& m) {
    v("at", m.at);
}

Step run_reboot(CommandContext& ctx) {
    RebootMemory& memory = ctx.memory<RebootMemory>();
    const std::string& name = ctx.args()[0];
    bool again = name == "reboot", cancel = false;
    std::string when = name == "shutdown" ? "+1" : "now";
    for (std::size_t i = 1; i < ctx.args().size(); ++i) {
        const std::string& word = ctx.args()[i];
        again = again || word == "-r";
        cancel = cancel || word == "-c";
        if (word[0] != '-') when = word;
    }
    std::int64_t minute = 0;
    const bool soon = when == "now" || when == "0" || when == "+0";
    if (!soon && (when[0] != '+' || !parse_int(when.substr(1), minute)) && !cancel) {
        ctx.err(cat("Failed to parse time specification: ", when, "\n"));
        return exited(1);
    }
    if (cancel) return exited(0);
    if (minute > 0 && memory.at == 0) {
        // The real program leaves this to a daemon and exits; here it waits, and Ctrl+C cancels.
        memory.at = ctx.now() + minutes(minute);
        ctx.out(cat("Shutdown scheduled for ",
                    format_time("%a %F %T %Z", memory.at, ctx.world.utc_offset),
                    ", use 'shutdown -c' to cancel.\n"));
        return sleep_until(memory.at);
    }
    ask_for_shutdown(ctx.world, ctx.machine_id, again);
    return exited(0);
}

}  // namespace

extern const Command reboot_command = {
    .name = "reboot", .usage = "reboot", .summary = "Restart the machine.", .run = run_reboot};
extern const Command poweroff_command = {.name = "poweroff",
                                         .usage = "poweroff",
                                         .summary = "Switch the machine off.",
                                         .run = run_reboot};
extern const Command halt_command = {
    .name = "halt", .usage = "halt", .summary = "Switch the machine off.", .run = run_reboot};
extern const Command shutdown_command = {.name = "shutdown",
                                         .usage = "shutdown [-r|-h] [now]",
                                         .summary = "Switch the machine off or restart it.",
                                         .run = run_reboot};

}  // namespace podfall
