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
        const std::size_t two = bare ? 0 : 2;
        const int hour12 = c.hour % 12 == 0 ? 12 : c.hour % 12;
        const std::int64_t day_of_year =
            (from_civil(c.year, c.month, c.day) - from_civil(c.year, 1, 1)) / days(1) + 1;
        switch (f) {
            case 'Y':
                out += to_text(c.year);
                break;
            case 'y':
                out += padded(c.year % 100, two);
                break;
            case 'm':
                out += padded(c.month, two);
                break;
            case 'd':
                out += padded(c.day, two);
                break;
            case 'e':
                out += padded(c.day, 2, ' ');
                break;
            case 'H':
                out += padded(c.hour, two);
                break;
            case 'I':
                out += padded(hour12, two);
                break;
            case 'l':
                out += padded(hour12, 2, ' ');
                break;
            case 'M':
                out += padded(c.minute, two);
                break;
            case 'S':
                out += padded(c.second, two);
                break;
            case 'N':
                out += padded(c.microsecond, 6) + "000";
                break;
            case 'p':
                out += c.hour < 12 ? "AM" : "PM";
                break;
            case 'j':
                out += padded(day_of_year, bare ? 0 : 3);
                break;
            case 'u':
                out += to_text(c.weekday == 0 ? 7 : c.weekday);
                break;
            case 'w':
                out += to_text(c.weekday);
                break;
            case 's':
                out += to_text(t / seconds(1));
                break;
            case 'z':
                out += offset_text(offset);
                break;
            case 'Z':
                out += zone_name(offset);
                break;
            case 'a':
                out += std::string_view(days_of_week[c.weekday]).substr(0, 3);
                break;
            case 'A':
                out += days_of_week[c.weekday];
                break;
            case 'b':
            case 'h':
                out += std::string_view(months[c.month - 1]).substr(0, 3);
                break;
            case 'B':
                out += months[c.month - 1];
                break;
            case 'F':
                out += format_time("%Y-%m-%d", t, offset);
                break;
            case 'T':
                out += format_time("%H:%M:%S", t, offset);
                break;
            case 'R':
                out += format_time("%H:%M", t, offset);
                break;
            case 'D':
            case 'x':
                out += format_time("%m/%d/%y", t, offset);
                break;
            case 'c':
                out += format_time("%a %b %e %H:%M:%S %Y", t, offset);
                break;
            case 'r':
                out += format_time("%I:%M:%S %p", t, offset);
                break;
            case 'n':
                out += '\n';
                break;
            case 't':
                out += '\t';
                break;
            case '%':
                out += '%';
                break;
            default:
                out += cat("%", f);
        }
    }
    return out;
}

std::string list_time(Time t, Time now, Duration offset) {
    const bool near = t <= now && now - t < days(183);
    return format_time(near ? "%b %e %H:%M" : "%b %e  %Y", t, offset);
}

}  // namespace podfall
