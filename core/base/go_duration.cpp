// Go's time.Duration as text.
#include "core/base/go_duration.h"

#include "core/base/text.h"

namespace podfall {

namespace {

Duration unit_of(std::string_view unit) {
    if (unit == "h") return hours(1);
    if (unit == "m") return minutes(1);
    if (unit == "s") return seconds(1);
    if (unit == "ms") return milliseconds(1);
    if (unit == "us" || unit == "µs") return microseconds(1);
    return unit == "ns" ? 0 : -1;
}

}  // namespace

bool parse_duration(std::string_view text, Duration& out) {
    bool negative = false;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    out = 0;
    if (text == "0") return true;
    if (text.empty()) return false;
    while (!text.empty()) {
        std::int64_t whole = 0, fraction = 0, scale = 1;
        std::size_t i = 0, digits = 0;
        for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i, ++digits) {
            whole = whole * 10 + (text[i] - '0');
            if (whole > 1'000'000'000) return false;
        }
        if (i < text.size() && text[i] == '.') {
            for (++i; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i, ++digits) {
                if (scale < 1'000'000) {
                    fraction = fraction * 10 + (text[i] - '0');
                    scale *= 10;
                }
            }
        }
        std::size_t end = i;
        while (end < text.size() && text[end] != '.' && (text[end] < '0' || text[end] > '9')) ++end;
        const Duration unit = unit_of(text.substr(i, end - i));
        if (digits == 0 || unit < 0) return false;
        out += whole * unit + fraction * unit / scale;
        text.remove_prefix(end);
    }
    if (negative) out = -out;
    return true;
}

std::string duration_text(Duration d) {
    if (d == 0) return "0s";
    std::string sign = d < 0 ? "-" : "";
    if (d < 0) d = -d;
    const auto decimals = [](std::int64_t n, std::int64_t unit) {
        std::string text = to_text(n / unit);
        if (n % unit == 0) return text;
        std::string rest = to_text(unit + n % unit).substr(1);
        while (rest.back() == '0') rest.pop_back();
        return cat(text, ".", rest);
    };
    if (d < milliseconds(1)) return cat(sign, d, "µs");
    if (d < seconds(1)) return cat(sign, decimals(d, milliseconds(1)), "ms");
    const std::int64_t h = d / hours(1), m = d / minutes(1) % 60;
    std::string text = sign;
    if (h) text += cat(h, "h");
    if (h || m) text += cat(m, "m");
    return cat(text, decimals(d % minutes(1), seconds(1)), "s");
}

}  // namespace podfall
