// sleep and the durations it takes. Models GNU coreutils.
#include "core/base/text.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace {

struct SleepMemory {
    Time until = 0;
};

template <class V>
void fields(V& v, SleepMemory& m) {
    v("until", m.until);
}

Step run_sleep(CommandContext& ctx) {
    SleepMemory& memory = ctx.memory<SleepMemory>();
    if (memory.until != 0) return exited(0);
    if (ctx.args().size() < 2) {
        ctx.err("sleep: missing operand\nTry 'sleep --help' for more information.\n");
        return exited(1);
    }
    Duration total = 0;
    for (std::size_t i = 1; i < ctx.args().size(); ++i) {
        Duration d;
        if (!read_interval(ctx.args()[i], d)) {
            ctx.err(cat("sleep: invalid time interval ‘", ctx.args()[i],
                        "’\nTry 'sleep --help' for more information.\n"));
            return exited(1);
        }
        total += d;
    }
    memory.until = ctx.now() + total;
    return sleep_until(memory.until);
}

}  // namespace

extern const Command sleep_ = {
    .name = "sleep", .usage = "sleep NUMBER[SUFFIX]...", .summary = "waits", .run = run_sleep};

}  // namespace podfall
