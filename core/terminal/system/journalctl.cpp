// journalctl: a machine's journal, by unit and time, with -f.
#include <algorithm>

#include "core/base/text.h"
#include "core/machine/host/unit.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"
#include "core/terminal/system/systemctl.h"

namespace podfall {

namespace {

constexpr Duration follow_poll = milliseconds(100);

struct JournalctlMemory {
    bool shown = false;
    std::uint64_t next = 0;
};

template <class V>
void fields(V& v, JournalctlMemory& m) {
    v("shown", m.shown), v("next", m.next);
}

// Parses "5 min ago", "10 minutes ago", "-1h", "today", "2022-08-15 14:00:00"; false for anything
// else.
bool since_time(CommandContext& ctx, const std::string& text, Time& out) {
    const Duration offset = ctx.world.utc_offset;
    const Time midnight = (ctx.now() + offset) / days(1) * days(1) - offset;
    if (text == "today") return out = midnight, true;
    if (text == "yesterday") return out = midnight - days(1), true;
    if (text == "now") return out = ctx.now(), true;
    const std::vector<std::string> words = split_words(replace_all(text, "-", " "));
    if (!words.empty() && words.size() >= 3 && text.size() >= 10 && text[4] == '-') {
        std::int64_t part[6] = {};
        const std::vector<std::string> all =
            split_words(replace_all(replace_all(text, "-", " "), ":", " "));
        for (std::size_t i = 0; i < all.size() && i < 6; ++i) parse_int(all[i], part[i]);
        out = from_civil(static_cast<int>(part[0]), static_cast<int>(part[1]),
                         static_cast<int>(part[2]), static_cast<int>(part[3]),
                         static_cast<int>(part[4]), static_cast<int>(part[5])) -
              offset;
        return true;
    }
    std::size_t digits = 0;
    const std::string body = replace_all(replace_all(text, "-", ""), " ", "");
    while (digits < body.size() && body[digits] >= '0' && body[digits] <= '9') ++digits;
    std::int64_t n = 0;
    if (digits == 0 || !parse_int(body.substr(0, digits), n)) return false;
    const std::string unit = body.substr(digits);
    Duration scale = unit.rfind("h", 0) == 0   ? hours(1)
                     : unit.rfind("d", 0) == 0 ? days(1)
                     : unit.rfind("m", 0) == 0 ? minutes(1)
                     : unit.rfind("s", 0) == 0 ? seconds(1)
                                               : 0;
    out = ctx.now() - n * scale;
    return scale != 0;
}

Step run_journalctl(CommandContext& ctx) {
    JournalctlMemory& memory = ctx.memory<JournalctlMemory>();
    Options options(ctx, "u:n:fxelS:r",
                    {{"unit", 'u'},
                     {"lines", 'n'},
                     {"follow", 'f'},
                     {"since", 'S'},
                     {"no-pager", 'l'},
                     {"reverse", 'r'}});
    if (!options.ok()) return exited(1);
    std::vector<std::string> units;
    for (const std::string& u : options.values('u')) units.push_back(unit_name(u));
    Time since = 0;
    if (options.has('S') && !since_time(ctx, options.value('S'), since)) {
        ctx.err(cat("Failed to parse timestamp: ", options.value('S'), "\n"));
        return exited(1);
    }
    std::int64_t limit = options.has('n') ? 10 : options.has('f') && !memory.shown ? 10 : -1;
    if (options.has('n')) parse_int(options.value('n'), limit);

    std::vector<std::string> lines;
    const Table<std::uint64_t, JournalLine> journal = ctx.machine().journal;
    for (auto it = journal.lower_bound(memory.next); it != journal.end(); ++it) {
        bool wanted = units.empty();
        for (const std::string& u : units) wanted = wanted || it->value.unit == u;
        if (wanted && it->value.at >= since)
            lines.push_back(journal_text(ctx.world, ctx.machine(), it->value, 0, nullptr));
        memory.next = it->key + 1;
    }
    std::size_t first = 0;
    if (!memory.shown) {
        if (limit >= 0 && lines.size() > static_cast<std::size_t>(limit))
            first = lines.size() - static_cast<std::size_t>(limit);
        if (journal.empty() || lines.empty()) {
            ctx.out("-- No entries --\n");
        } else {
            ctx.out(cat("-- Logs begin at ",
                        systemd_timestamp(ctx.world, journal.begin()->value.at), ", end at ",
                        systemd_timestamp(ctx.world, ctx.now()), ". --\n"));
        }
    }
    memory.shown = true;
    if (options.has('r'))
        std::reverse(lines.begin() + static_cast<std::ptrdiff_t>(first), lines.end());
    for (std::size_t i = first; i < lines.size(); ++i) ctx.out(lines[i] + "\n");
    return options.has('f') ? sleep_until(ctx.now() + follow_poll) : exited(0);
}

}  // namespace

extern const Command journalctl = {.name = "journalctl",
                                   .usage = "journalctl [-u UNIT] [-n N] [-f] [--since TIME]",
                                   .summary = "Query the systemd journal.",
                                   .run = run_journalctl};

}  // namespace podfall
