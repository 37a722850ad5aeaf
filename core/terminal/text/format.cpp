// Formats printf conversions.
#include "core/terminal/text/format.h"

#include <algorithm>
#include <limits>

#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/terminal/bash/expand.h"
#include "core/terminal/text/escapes.h"

namespace podfall {

namespace {
constexpr std::int64_t unit = 1'000'000;
constexpr int widest = 1 << 24;  // bytes of memory that one field may take
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max() / unit;

std::string in_base(std::uint64_t n, unsigned base, bool upper) {
    std::string out;
    do {
        const auto digit = static_cast<char>(n % base);
        out += static_cast<char>(digit < 10 ? '0' + digit : (upper ? 'A' : 'a') + digit - 10);
        n /= base;
    } while (n != 0);
    return {out.rbegin(), out.rend()};
}
}  // namespace

std::int64_t leading_number(std::string_view text) {
    text = trim(text);
    bool negative = false;
    std::size_t i = 0;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) negative = text[i++] == '-';
    std::int64_t whole = 0, fraction = 0, place = unit;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i)
        whole = std::min(largest, whole * 10 + (text[i] - '0'));
    if (i < text.size() && text[i] == '.')
        for (++i; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
            place /= 10;
            fraction += (text[i] - '0') * place;
        }
    const std::int64_t value = std::min(whole, largest - 1) * unit + fraction;
    return negative ? -value : value;
}

bool read_interval(std::string_view text, Duration& out) {
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

std::string fixed_text(std::int64_t v, int digits) {
    const bool negative = v < 0;
    std::uint64_t n = negative ? 0 - static_cast<std::uint64_t>(v) : static_cast<std::uint64_t>(v);
    std::uint64_t place = static_cast<std::uint64_t>(unit);
    for (int i = 0; i < digits && i < 6; ++i) place /= 10;
    n = (n + place / 2) / place * place;
    std::string out = cat(negative && n != 0 ? "-" : "", n / unit);
    if (digits <= 0) return out;
    std::string fraction = pad_left(to_text(static_cast<std::int64_t>(n % unit)), 6, '0');
    fraction.resize(static_cast<std::size_t>(digits), '0');
    return cat(out, ".", fraction);
}

std::string number_text(std::int64_t v) {
    std::string out = fixed_text(v, v % unit == 0 ? 0 : 6);
    if (v % unit != 0)
        while (out.back() == '0') out.pop_back();
    return out;
}

// A value as the conversion `kind` prints it, without its padding. `precision` is -1 without one.
static std::string converted(std::string text, char kind, bool plus, int precision) {
    const std::int64_t n = leading_number(
        text.size() > 1 && text[0] == '\'' ? to_text(static_cast<unsigned char>(text[1])) : text);
    std::int64_t whole = 0;
    if (!parse_int(text, whole)) whole = n / unit;
    if (kind == 'd' || kind == 'i' || kind == 'u') {
        text = to_text(whole);
        if (plus && whole >= 0) text = "+" + text;
    } else if (kind == 'x' || kind == 'X' || kind == 'o') {
        text = in_base(static_cast<std::uint64_t>(whole), kind == 'o' ? 8 : 16, kind == 'X');
    } else if (kind == 'f' || kind == 'g' || kind == 'e') {
        text = kind == 'g' ? number_text(n) : fixed_text(n, precision < 0 ? 6 : precision);
    } else if (kind == 'c') {
        text = text.substr(0, text.empty() ? 0 : character_length(text, 0));
    } else if (kind == 'b') {
        text = decode_escapes(text, true);
    } else if (kind == 's' && precision >= 0) {
        text = text.substr(0, static_cast<std::size_t>(precision));
    }
    return text;
}

std::string format_values(std::string_view format, const std::vector<std::string>& values,
                          std::size_t& used) {
    std::string out;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%') {
            out += format[i];
            continue;
        }
        if (i + 1 < format.size() && format[i + 1] == '%') {
            out += format[++i];
            continue;
        }
        bool left = false, zero = false, plus = false;
        std::size_t j = i + 1;
        for (; j < format.size() && contains("-0+ #", format.substr(j, 1)); ++j) {
            left |= format[j] == '-';
            zero |= format[j] == '0';
            plus |= format[j] == '+';
        }
        const auto next = [&] { return used < values.size() ? values[used++] : std::string(); };
        const auto number = [&](int& n) {
            if (j < format.size() && format[j] == '*') {
                ++j;
                n = static_cast<int>(
                    std::clamp<std::int64_t>(leading_number(next()) / unit, -widest, widest));
                return;
            }
            while (j < format.size() && format[j] >= '0' && format[j] <= '9')
                n = std::min(n * 10 + (format[j++] - '0'), widest);
        };
        int width = 0, precision = -1;
        number(width);
        if (j < format.size() && format[j] == '.') {
            ++j;
            precision = 0;
            number(precision);
        }
        if (j >= format.size()) {
            out += format.substr(i);
            break;
        }
        std::string text = next();
        const char kind = format[j];
        text = converted(std::move(text), kind, plus, precision);
        const auto w = static_cast<std::size_t>(width < 0 ? -width : width);
        if (left || width < 0)
            text = pad_right(text, w);
        else if (zero && kind != 's' && !text.empty() && (text[0] == '-' || text[0] == '+'))
            text = text[0] + pad_left(text.substr(1), w > 0 ? w - 1 : 0, '0');
        else
            text = pad_left(text, w, zero && kind != 's' ? '0' : ' ');
        out += text;
        i = j;
    }
    return out;
}

}  // namespace podfall
