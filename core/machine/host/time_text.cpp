// strftime and the date formats of ls.
#include "core/machine/host/time_text.h"

#include "core/base/text.h"

namespace podfall {

namespace {
constexpr const char* days_of_week[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                        "Thursday", "Friday", "Saturday"};
constexpr const char* months[] = {"January",   "February", "March",    "April",
                                  "May",       "June",     "July",     "August",
                                  "September", "October",  "November", "December"};

std::string padded(std::int64_t n, std::size_t width, char fill = '0') {
    return pad_left(to_text(n), width, fill);
}

std::string offset_text(Duration offset) {
    const std::int64_t m = (offset < 0 ? -offset : offset) / minutes(1);
    return cat(offset < 0 ? "-" : "+", padded(m / 60, 2), padded(m % 60, 2));
}
}  // namespace

std::string zone_name(Duration offset) {
    if (offset == 0) return "UTC";
    return offset == hours(9) ? "KST" : offset_text(offset);
}

namespace {

// The fields of a date or time that are digits. `width` pads those that have two digits, 0 for
// none.
std::string number_field(char f, const CivilTime& c, Time t, std::size_t width) {
    const int hour12 = c.hour % 12 == 0 ? 12 : c.hour % 12;
    switch (f) {
        case 'Y':
            return to_text(c.year);
        case 'y':
            return padded(c.year % 100, width);
        case 'm':
            return padded(c.month, width);
        case 'd':
            return padded(c.day, width);
        case 'e':
            return padded(c.day, 2, ' ');
        case 'H':
            return padded(c.hour, width);
        case 'I':
            return padded(hour12, width);
        case 'l':
            return padded(hour12, 2, ' ');
        case 'M':
            return padded(c.minute, width);
        case 'S':
            return padded(c.second, width);
        case 'N':
            return padded(c.microsecond, 6) + "000";
        case 'j':
            return padded(
                (from_civil(c.year, c.month, c.day) - from_civil(c.year, 1, 1)) / days(1) + 1,
                width == 0 ? 0 : 3);
        case 'u':
            return to_text(c.weekday == 0 ? 7 : c.weekday);
        case 'w':
            return to_text(c.weekday);
        case 's':
            return to_text(t / seconds(1));
        default:
            return {};
    }
}

// The fields that stand for a format of their own; empty for any other.
std::string_view composite_field(char f) {
    switch (f) {
        case 'F':
            return "%Y-%m-%d";
        case 'T':
            return "%H:%M:%S";
        case 'R':
            return "%H:%M";
        case 'D':
        case 'x':
            return "%m/%d/%y";
        case 'c':
            return "%a %b %e %H:%M:%S %Y";
        case 'r':
            return "%I:%M:%S %p";
        default:
            return {};
    }
}

std::string word_field(char f, const CivilTime& c, Duration offset) {
    switch (f) {
        case 'p':
            return c.hour < 12 ? "AM" : "PM";
        case 'z':
            return offset_text(offset);
        case 'Z':
            return zone_name(offset);
        case 'a':
            return std::string(std::string_view(days_of_week[c.weekday]).substr(0, 3));
        case 'A':
            return days_of_week[c.weekday];
        case 'b':
        case 'h':
            return std::string(std::string_view(months[c.month - 1]).substr(0, 3));
        case 'B':
            return months[c.month - 1];
        case 'n':
            return "\n";
        case 't':
            return "\t";
        case '%':
            return "%";
        default:
            return cat("%", f);
    }
}

}  // namespace

std::string format_time(std::string_view format, Time t, Duration offset) {
    const CivilTime c = civil_time(t, offset);
    std::string out;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%' || i + 1 == format.size()) {
            out += format[i];
            continue;
        }
        char f = format[++i];
        const bool bare = (f == '-' || f == '_') && i + 1 < format.size();
        if (bare) f = format[++i];
        if (const std::string_view parts = composite_field(f); !parts.empty()) {
            out += format_time(parts, t, offset);
            continue;
        }
        const std::string number = number_field(f, c, t, bare ? 0 : 2);
        out += number.empty() ? word_field(f, c, offset) : number;
    }
    return out;
}

std::string list_time(Time t, Time now, Duration offset) {
    const bool near = t <= now && now - t < days(183);
    return format_time(near ? "%b %e %H:%M" : "%b %e  %Y", t, offset);
}

}  // namespace podfall
