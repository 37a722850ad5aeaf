// Parses cron schedules and finds their next time.
#include "core/api/rules/cron_schedule.h"

#include "core/base/text.h"

namespace podfall {

namespace {

struct Bounds {
    int low, high;
    const char* names;  // comma-separated, the first one means `low`; or empty
};
constexpr Bounds minute_bounds{0, 59, ""};
constexpr Bounds hour_bounds{0, 23, ""};
constexpr Bounds day_bounds{1, 31, ""};
constexpr Bounds month_bounds{1, 12, "jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec"};
constexpr Bounds weekday_bounds{0, 6, "sun,mon,tue,wed,thu,fri,sat"};

bool fail(std::string& error, std::string text) {
    error = std::move(text);
    return false;
}

bool parse_number(const std::string& text, std::int64_t& out, std::string& error) {
    if (!parse_int(text, out)) {
        return fail(error, cat("Failed to parse int from ", text, ": strconv.Atoi: parsing ",
                               quote(text), ": invalid syntax"));
    }
    return out >= 0 || fail(error, cat("Negative number (", out, ") not allowed: ", text));
}

bool parse_number_or_name(const std::string& text, const Bounds& bounds, std::int64_t& out,
                          std::string& error) {
    if (*bounds.names) {
        const std::vector<std::string> names = split(bounds.names, ',');
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (names[i] == to_lower(text)) {
                out = bounds.low + static_cast<int>(i);
                return true;
            }
        }
    }
    return parse_number(text, out, error);
}

// number | number "-" number [ "/" number ], or "*".
bool parse_range(const std::string& text, const Bounds& bounds, std::uint64_t& bits, bool& any,
                 std::string& error) {
    const std::vector<std::string> parts = split(text, '/');
    const std::vector<std::string> ends = split(parts[0], '-');
    std::int64_t start = bounds.low, end = bounds.high, step = 1;
    if (ends[0] == "*" || ends[0] == "?") {
        any = true;
    } else {
        if (!parse_number_or_name(ends[0], bounds, start, error)) return false;
        end = start;
        if (ends.size() == 2 && !parse_number_or_name(ends[1], bounds, end, error)) return false;
        if (ends.size() > 2) return fail(error, cat("Too many hyphens: ", text));
    }
    if (parts.size() > 2) return fail(error, cat("Too many slashes: ", text));
    if (parts.size() == 2) {
        if (!parse_number(parts[1], step, error)) return false;
        if (ends.size() == 1) end = bounds.high;
    }
    if (start < bounds.low) {
        return fail(error, cat("Beginning of range (", start, ") below minimum (", bounds.low,
                               "): ", text));
    }
    if (end > bounds.high) {
        return fail(error,
                    cat("End of range (", end, ") above maximum (", bounds.high, "): ", text));
    }
    if (start > end) {
        return fail(
            error, cat("Beginning of range (", start, ") beyond end of range (", end, "): ", text));
    }
    if (step == 0) return fail(error, cat("Step of range should be a positive number: ", text));
    for (std::int64_t i = start; i <= end; i += step) bits |= std::uint64_t{1} << i;
    return true;
}

bool parse_field(const std::string& text, const Bounds& bounds, std::uint64_t& bits, bool& any,
                 std::string& error) {
    for (const std::string& range : split(text, ',')) {
        if (!range.empty() && !parse_range(range, bounds, bits, any, error)) return false;
    }
    return true;
}

// Go's durations: "1h30m", "90s", "1.5h".
bool parse_duration(std::string_view text, Duration& out) {
    out = 0;
    if (text.empty()) return false;
    while (!text.empty()) {
        const std::size_t digits = text.find_first_not_of("0123456789");
        std::int64_t n = 0;
        if (digits == 0 || digits == std::string_view::npos ||
            !parse_int(text.substr(0, digits), n)) {
            return false;
        }
        text.remove_prefix(digits);
        Duration unit = 0;
        std::size_t length = 1;
        if (text.substr(0, 2) == "ms") {
            unit = milliseconds(1);
            length = 2;
        } else if (text[0] == 'h') {
            unit = hours(1);
        } else if (text[0] == 'm') {
            unit = minutes(1);
        } else if (text[0] == 's') {
            unit = seconds(1);
        } else {
            return false;
        }
        out += n * unit;
        text.remove_prefix(length);
    }
    return true;
}

bool parse_descriptor(std::string_view text, CronSchedule& out, std::string& error) {
    constexpr struct {
        const char *name, *fields;
    } known[] = {{"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"}, {"@monthly", "0 0 1 * *"},
                 {"@weekly", "0 0 * * 0"}, {"@daily", "0 0 * * *"},    {"@midnight", "0 0 * * *"},
                 {"@hourly", "0 * * * *"}};
    for (const auto& k : known) {
        if (text == k.name) return parse_cron(k.fields, out, error);
    }
    constexpr std::string_view every = "@every ";
    if (text.substr(0, every.size()) != every) {
        return fail(error, cat("Unrecognized descriptor: ", text));
    }
    const std::string_view rest = text.substr(every.size());
    if (!parse_duration(rest, out.every)) {
        return fail(error, cat("Failed to parse duration ", text, ": time: invalid duration ",
                               quote(rest)));
    }
    if (out.every < seconds(1)) out.every = seconds(1);
    return true;
}

bool has(std::uint64_t bits, int n) {
    return bits >> n & 1;
}

bool day_fits(const CronSchedule& s, const CivilTime& c) {
    const bool day = has(s.day, c.day), weekday = has(s.weekday, c.weekday);
    // When both day fields are restricted, either may match, as in every cron.
    return s.any_day || s.any_weekday ? day && weekday : day || weekday;
}

}  // namespace

bool parse_cron(std::string_view text, CronSchedule& out, std::string& error) {
    out = {};
    if (text.empty()) return fail(error, "Empty spec string");
    if (text[0] == '@') return parse_descriptor(text, out, error);
    const std::vector<std::string> fields = split_words(text);
    constexpr std::size_t expected = 5;
    if (fields.size() != expected) {
        return fail(error, cat("Expected exactly 5 fields, found ", fields.size(), ": ", text));
    }
    bool any = false;
    return parse_field(fields[0], minute_bounds, out.minute, any, error) &&
           parse_field(fields[1], hour_bounds, out.hour, any, error) &&
           parse_field(fields[2], day_bounds, out.day, out.any_day, error) &&
           parse_field(fields[3], month_bounds, out.month, any, error) &&
           parse_field(fields[4], weekday_bounds, out.weekday, out.any_weekday, error);
}

Time next_run(const CronSchedule& s, Time t) {
    if (s.every) {
        // Counted from the full second.
        return t - t % seconds(1) + s.every;
    }
    Time at = t - t % minutes(1) + minutes(1);
    const Time limit = t + days(5 * 366);
    while (at < limit) {
        const CivilTime c = civil_time(at);
        if (!has(s.month, c.month) || !day_fits(s, c)) {
            at += hours(24 - c.hour) - minutes(c.minute);
        } else if (!has(s.hour, c.hour)) {
            at += minutes(60 - c.minute);
        } else if (!has(s.minute, c.minute)) {
            at += minutes(1);
        } else {
            return at;
        }
    }
    return 0;
}

}  // namespace podfall
