// Resolves the type of plain scalars.
#include "core/api/format/yaml_scalar.h"

#include <cmath>
#include <cstdlib>

#include <nlohmann/json.hpp>

#include "core/base/text.h"

namespace podfall {

namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words) {
        if (text == word) return true;
    }
    return false;
}

bool digit(char c) {
    return c >= '0' && c <= '9';
}

// Parses an integer in the notation of Go's ParseInt with base 0, with "_" already removed.
bool parse_go_integer(std::string_view s, YamlScalar& out) {
    bool negative = false;
    if (!s.empty() && (s[0] == '+' || s[0] == '-')) {
        negative = s[0] == '-';
        s.remove_prefix(1);
    }
    unsigned base = 10;
    if (s.size() > 1 && s[0] == '0') {
        const char letter = static_cast<char>(s[1] | 32);
        base = letter == 'x' ? 16 : letter == 'b' ? 2 : 8;
        s.remove_prefix(letter == 'x' || letter == 'b' || letter == 'o' ? 2 : 1);
    }
    if (s.empty()) return false;
    std::uint64_t n = 0;
    for (const char c : s) {
        const char lower = static_cast<char>(c | 32);
        const unsigned v = digit(c)                       ? static_cast<unsigned>(c - '0')
                           : lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a' + 10)
                                                          : 99;
        if (v >= base || n > (UINT64_MAX - v) / base) return false;
        n = n * base + v;
    }
    constexpr std::uint64_t lowest = std::uint64_t{1} << 63;
    if (negative && n > lowest) return false;
    out.tag = YamlTag::integer;
    out.negative = negative;
    out.magnitude = n;
    return true;
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool looks_like_float(std::string_view s) {
    std::size_t i = 0;
    const auto digits = [&] {
        const std::size_t start = i;
        while (i < s.size() && digit(s[i])) ++i;
        return i - start;
    };
    if (i < s.size() && (s[i] == '+' || s[i] == '-')) ++i;
    const std::size_t whole = digits();
    if (i < s.size() && s[i] == '.') {
        ++i;
        if (digits() == 0 && whole == 0) return false;
    } else if (whole == 0) {
        return false;
    }
    if (i < s.size() && (s[i] == 'e' || s[i] == 'E')) {
        ++i;
        if (i < s.size() && (s[i] == '+' || s[i] == '-')) ++i;
        if (digits() == 0) return false;
    }
    return i == s.size();
}

bool parse_float(const std::string& text, YamlScalar& out) {
    if (!looks_like_float(text)) return false;
    const double value = std::strtod(text.c_str(), nullptr);
    if (std::isinf(value)) return false;
    out.tag = YamlTag::floating;
    out.floating = value;
    return true;
}

// Parses up to `most` digits as a number in [low, high].
bool take_number(std::string_view& s, std::size_t most, int low, int high) {
    std::size_t n = 0;
    int value = 0;
    while (n < most && n < s.size() && digit(s[n])) value = value * 10 + (s[n++] - '0');
    if (n == 0 || value < low || value > high) return false;
    s.remove_prefix(n);
    return true;
}

bool take(std::string_view& s, std::string_view letters) {
    if (s.empty() || letters.find(s[0]) == std::string_view::npos) return false;
    s.remove_prefix(1);
    return true;
}

// Parses dates, with or without a time, in the formats that go-yaml accepts as timestamps.
bool is_timestamp(std::string_view s) {
    for (std::size_t i = 0; i < 4; ++i) {
        if (i >= s.size() || !digit(s[i])) return false;
    }
    s.remove_prefix(4);
    if (!take(s, "-") || !take_number(s, 2, 1, 12) || !take(s, "-") || !take_number(s, 2, 1, 31)) {
        return false;
    }
    if (s.empty()) return true;
    const bool blank = s[0] == ' ';
    if (!take(s, "Tt ") || !take_number(s, 2, 0, 23) || !take(s, ":") ||
        !take_number(s, 2, 0, 59) || !take(s, ":") || !take_number(s, 2, 0, 59)) {
        return false;
    }
    if (take(s, ".")) {
        if (s.empty() || !digit(s[0])) return false;
        while (!s.empty() && digit(s[0])) s.remove_prefix(1);
    }
    if (blank) return s.empty();
    if (s == "Z") return true;
    return s.size() == 6 && take(s, "+-") && digit(s[0]) && digit(s[1]) && s[2] == ':' &&
           digit(s[3]) && digit(s[4]);
}

}  // namespace

YamlScalar resolve_scalar(std::string_view text) {
    YamlScalar out;
    if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) return {.tag = YamlTag::null};
    if (is_one_of(text,
                  {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})) {
        return {.tag = YamlTag::boolean, .boolean = true};
    }
    if (is_one_of(text,
                  {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"})) {
        return {.tag = YamlTag::boolean};
    }
    if (text == "<<")
        return out;  // go-yaml never gets here: its table of first letters excludes it
    if (is_one_of(text, {".nan", ".NaN", ".NAN"}))
        return {.tag = YamlTag::floating, .floating = NAN};
    if (is_one_of(text, {".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"})) {
        return {.tag = YamlTag::floating, .floating = INFINITY};
    }
    if (is_one_of(text, {"-.inf", "-.Inf", "-.INF"})) {
        return {.tag = YamlTag::floating, .floating = -INFINITY};
    }
    const char first = text[0];
    if (first == '.') {
        parse_float(std::string(text), out);
        return out;
    }
    if (!digit(first) && first != '+' && first != '-') return out;
    if (is_timestamp(text)) return {.tag = YamlTag::timestamp};
    const std::string plain = replace_all(text, "_", "");
    if (!parse_go_integer(plain, out)) parse_float(plain, out);
    return out;
}

bool is_base60(std::string_view s) {
    if (!s.empty() && (s[0] == '+' || s[0] == '-')) s.remove_prefix(1);
    if (s.empty() || !digit(s[0])) return false;
    while (!s.empty() && (digit(s[0]) || s[0] == '_')) s.remove_prefix(1);
    bool any = false;
    while (!s.empty() && s[0] == ':') {
        s.remove_prefix(1);
        if (s.size() > 1 && s[0] >= '0' && s[0] <= '5' && digit(s[1])) {
            s.remove_prefix(2);
        } else if (!s.empty() && digit(s[0])) {
            s.remove_prefix(1);
        } else {
            return false;
        }
        any = true;
    }
    if (!any) return false;
    if (!s.empty() && s[0] == '.') {
        s.remove_prefix(1);
        while (!s.empty() && (digit(s[0]) || s[0] == '_')) s.remove_prefix(1);
    }
    return s.empty();
}

std::string go_float(double value) {
    if (std::isnan(value)) return ".nan";
    if (std::isinf(value)) return value > 0 ? ".inf" : "-.inf";
    std::string text = nlohmann::json(value).dump();
    if (text.size() > 2 && text.substr(text.size() - 2) == ".0") text.resize(text.size() - 2);
    return text;
}

}  // namespace podfall
