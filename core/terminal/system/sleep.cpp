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

// Parses "5", "0.5", "2m", "1h"; false when invalid.
bool read_duration(std::string_view text, Duration& out) {
    Duration factor = 1;
    if (!text.empty() && contains("smhd", text.substr(text.size() - 1))) {
        const char c = text.back();
        factor = c == 's' ? 1 : c == 'm' ? 60 : c == 'h' ? 3600 : 86400;
        text.remove_suffix(1);
    }
    if (text.empty() || text.find_first_not_of("0123456789.") != std::string_view::npos)
        return false;
    out = leading_number(text) * factor;  // millionths of a second are microseconds
    return true;
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
        if (!read_duration(ctx.args()[i], d)) {
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
