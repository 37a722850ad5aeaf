// Text forms of small values.
#include "core/api/schema/scalars.h"

#include "core/base/text.h"

namespace podfall {

std::string IntOrString::text() const {
    return is_string ? string : to_text(number);
}

bool scaled_value(const IntOrString& value, int total, bool round_up, int& out,
                  std::string& error) {
    if (!value.is_string) {
        out = value.number;
        return true;
    }
    std::int64_t percent = 0;
    std::string_view digits = value.string;
    const bool has_sign = !digits.empty() && digits.back() == '%';
    if (has_sign) digits.remove_suffix(1);
    if (!has_sign) {
        error = "invalid value for IntOrString: invalid type: string is not a percentage";
        return false;
    }
    if (!parse_int(digits, percent)) {
        error = cat("invalid value for IntOrString: invalid value ", quote(value.string),
                    ": strconv.Atoi: parsing ", quote(digits), ": invalid syntax");
        return false;
    }
    const std::int64_t hundredfold = percent * total;
    out = static_cast<int>(round_up ? (hundredfold + 99) / 100 : hundredfold / 100);
    return true;
}

static std::string date_time(const CivilTime& c) {
    const auto two = [](int n) { return pad_left(to_text(n), 2, '0'); };
    return cat(pad_left(to_text(c.year), 4, '0'), "-", two(c.month), "-", two(c.day), "T",
               two(c.hour), ":", two(c.minute), ":", two(c.second));
}

std::string rfc3339(Time t) {
    return date_time(civil_time(t)) + "Z";
}

std::string rfc3339_micro(Time t) {
    const CivilTime c = civil_time(t);
    return cat(date_time(c), ".", pad_left(to_text(c.microsecond), 6, '0'), "Z");
}

// Consumes `count` digits at the start of `text`; -1 when they are missing.
static int take_digits(std::string_view& text, std::size_t count) {
    std::int64_t n = 0;
    if (text.size() < count || !parse_int(text.substr(0, count), n) || n < 0) return -1;
    text.remove_prefix(count);
    return static_cast<int>(n);
}

static bool take_char(std::string_view& text, char c) {
    if (text.empty() || text[0] != c) return false;
    text.remove_prefix(1);
    return true;
}

// Converts digits after a point to microseconds; those beyond the sixth are dropped.
static Duration take_fraction(std::string_view& text) {
    Duration result = 0, unit = 100'000;
    while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
        result += (text[0] - '0') * unit;
        unit /= 10;
        text.remove_prefix(1);
    }
    return result;
}

static bool take_zone(std::string_view text, Duration& offset) {
    offset = 0;
    if (text == "Z") return true;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-')) return false;
    const bool west = text[0] == '-';
    text.remove_prefix(1);
    const int hour = take_digits(text, 2);
    if (hour < 0 || !take_char(text, ':')) return false;
    const int minute = take_digits(text, 2);
    if (minute < 0) return false;
    offset = hours(hour) + minutes(minute);
    if (west) offset = -offset;
    return true;
}

bool parse_rfc3339(std::string_view text, Time& out) {
    const int year = take_digits(text, 4);
    if (year < 0 || !take_char(text, '-')) return false;
    const int month = take_digits(text, 2);
    if (month < 1 || month > 12 || !take_char(text, '-')) return false;
    const int day = take_digits(text, 2);
    if (day < 1 || day > 31 || !take_char(text, 'T')) return false;
    const int hour = take_digits(text, 2);
    if (hour < 0 || hour > 23 || !take_char(text, ':')) return false;
    const int minute = take_digits(text, 2);
    if (minute < 0 || minute > 59 || !take_char(text, ':')) return false;
    const int second = take_digits(text, 2);
    if (second < 0 || second > 59) return false;
    const Duration fraction = take_char(text, '.') ? take_fraction(text) : 0;
    Duration offset = 0;
    if (!take_zone(text, offset)) return false;
    out = from_civil(year, month, day, hour, minute, second) + fraction - offset;
    return true;
}

}  // namespace podfall
