// Parses, prints and adds quantities.
#include "core/api/schema/quantity.h"

#include "core/base/check.h"
#include "core/base/text.h"

namespace podfall {

namespace {

// Wide enough for every product below: 19 digits times 10^18 or 2^60.
using Wide = __int128;
constexpr Wide int64_top = INT64_MAX;

struct Suffix {
    const char* text;
    int base, exponent;
};
constexpr Suffix suffixes[] = {
    {"Ki", 2, 10}, {"Mi", 2, 20}, {"Gi", 2, 30}, {"Ti", 2, 40}, {"Pi", 2, 50}, {"Ei", 2, 60},
    {"n", 10, -9}, {"u", 10, -6}, {"m", 10, -3}, {"", 10, 0},   {"k", 10, 3},  {"M", 10, 6},
    {"G", 10, 9},  {"T", 10, 12}, {"P", 10, 15}, {"E", 10, 18},
};

constexpr const char* format_error =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
constexpr const char* suffix_error = "unable to parse quantity's suffix";

Wide power10(int n) {
    Wide result = 1;
    while (n-- > 0) result *= 10;
    return result;
}

// value / 10^n, rounded away from zero.
Wide divide_up(Wide value, int n) {
    if (n > 37) return value > 0 ? 1 : value < 0 ? -1 : 0;
    const Wide divisor = power10(n);
    Wide result = value / divisor;
    if (value % divisor != 0) result += value > 0 ? 1 : -1;
    return result;
}

// The amount at `scale`, rounded up and capped to the range of Wide.
Wide at_scale(const Quantity& q, int scale) {
    if (q.scale < scale) return divide_up(q.amount, scale - q.scale);
    const int shift = q.scale - scale;
    constexpr int digits_spare = 18;
    if (shift <= digits_spare) return q.amount * power10(shift);
    Wide result = q.amount * power10(digits_spare);
    for (int i = digits_spare; i < shift; ++i) {
        const Wide limit = (Wide(1) << 126) / 10;
        if (result > limit || result < -limit) return result > 0 ? limit : -limit;
        result *= 10;
    }
    return result;
}

std::int64_t capped(Wide v) {
    if (v > int64_top) return INT64_MAX;
    if (v < -int64_top) return -INT64_MAX;
    return static_cast<std::int64_t>(v);
}

// Converts an exact wide value at a scale to a Quantity; excess precision is rounded up.
Quantity fit(Wide value, int scale, QuantityFormat format) {
    while (scale < -9 || value > int64_top || value < -int64_top) {
        value = divide_up(value, 1);
        ++scale;
    }
    while (scale > 18 && value <= int64_top / 10 && value >= -int64_top / 10) {
        value *= 10;
        --scale;
    }
    Quantity q;
    q.amount = static_cast<std::int64_t>(value);
    q.scale = static_cast<std::int8_t>(value == 0 ? 0 : scale > 18 ? 18 : scale);
    q.format = format;
    return q;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

struct Parts {
    bool positive = true;
    Wide digits = 0;
    int fraction = 0;  // digits after the point
    std::string_view suffix;
};

// Splits sign, digits and suffix; false when the text is not a quantity.
bool take_apart(std::string_view text, Parts& out) {
    std::size_t i = 0;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) out.positive = text[i++] == '+';
    bool point = false;
    int kept = 0;
    bool rest = false;  // a nonzero digit beyond the kept precision
    for (; i < text.size(); ++i) {
        if (text[i] == '.' && !point) {
            point = true;
            continue;
        }
        if (!is_digit(text[i])) break;
        if (kept == 0 && text[i] == '0' && !point) continue;
        if (kept >= 20) {
            rest = rest || text[i] != '0';
            if (!point) --out.fraction;
            continue;
        }
        out.digits = out.digits * 10 + (text[i] - '0');
        ++kept;
        if (point) ++out.fraction;
    }
    if (rest) out.digits += 1;
    const std::size_t start = i;
    constexpr std::string_view letters = "eEinumkKMGTP";
    while (i < text.size() && letters.find(text[i]) != std::string_view::npos) ++i;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    while (i < text.size() && is_digit(text[i])) ++i;
    out.suffix = text.substr(start, i - start);
    return i == text.size();
}

bool interpret(std::string_view text, int& base, int& exponent, QuantityFormat& format) {
    for (const Suffix& s : suffixes) {
        if (text != s.text) continue;
        base = s.base;
        exponent = s.exponent;
        format = base == 2 ? QuantityFormat::binary_si : QuantityFormat::decimal_si;
        return true;
    }
    std::int64_t n = 0;
    if (text.size() < 2 || (text[0] != 'e' && text[0] != 'E')) return false;
    std::string_view digits = text.substr(1);
    if (digits[0] == '+') digits.remove_prefix(1);
    if (!parse_int(digits, n) || n > 100 || n < -100) return false;
    base = 10;
    exponent = static_cast<int>(n);
    format = QuantityFormat::decimal_exponent;
    return true;
}

std::string decimal_text(const Quantity& q, QuantityFormat format) {
    Wide value = q.amount;
    int scale = q.scale;
    while (value % 10 == 0) {
        value /= 10;
        ++scale;
    }
    while (scale % 3 != 0) {
        value *= 10;
        --scale;
    }
    // The value has at most 21 digits here: two zeros more than an int64.
    std::string digits;
    for (Wide v = value < 0 ? -value : value; v != 0; v /= 10) {
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(v % 10)));
    }
    if (value < 0) digits.insert(digits.begin(), '-');
    if (format == QuantityFormat::decimal_si) {
        for (const Suffix& s : suffixes) {
            if (s.base == 10 && s.exponent == scale) return digits + s.text;
        }
    }
    return scale == 0 ? digits : cat(digits, "e", scale);
}

}  // namespace

std::int64_t Quantity::value() const {
    return capped(at_scale(*this, 0));
}
std::int64_t Quantity::milli_value() const {
    return capped(at_scale(*this, -3));
}

std::string Quantity::text() const {
    if (amount == 0) return "0";
    if (format != QuantityFormat::binary_si) {
        return decimal_text(*this, format == QuantityFormat::decimal_si
                                       ? format
                                       : QuantityFormat::decimal_exponent);
    }
    const Wide whole = at_scale(*this, 0);
    const bool exact = scale >= 0 || compare(make_quantity(capped(whole)), *this) == 0;
    if (!exact || (whole > -1024 && whole < 1024)) {
        return decimal_text(*this, QuantityFormat::decimal_si);
    }
    std::int64_t v = capped(whole);
    int power = 0;
    while (v % 1024 == 0) {
        v /= 1024;
        ++power;
    }
    return cat(v, power == 0 ? "" : suffixes[power - 1].text);
}

Quantity make_quantity(std::int64_t whole, QuantityFormat format) {
    return {whole, 0, format};
}
Quantity make_milli_quantity(std::int64_t milli, QuantityFormat format) {
    return {milli, -3, format};
}

const char* parse_quantity(std::string_view text, Quantity& out) {
    Parts parts;
    if (text.empty() || !take_apart(text, parts)) return format_error;
    int base = 10, exponent = 0;
    QuantityFormat format = QuantityFormat::none;
    if (!interpret(parts.suffix, base, exponent, format)) return suffix_error;
    Wide value = parts.digits;
    int scale = -parts.fraction;
    if (base == 2) {
        // Keeps value * 2^exponent in range: numbers with that many digits are far beyond the cap
        // anyway.
        if (value > (Wide(1) << 126) >> exponent) {
            out = {INT64_MAX, 0, format};
            if (scale >= 0) return nullptr;
            value = divide_up(value, -scale);
            scale = 0;
        }
        value <<= exponent;
        if (scale <= 0 && divide_up(value, -scale) > int64_top) {
            out = {parts.positive ? INT64_MAX : -INT64_MAX, 0, format};
            return nullptr;
        }
        // Go switches to the decimal format for values below one, which a binary suffix cannot
        // express.
        if (value != 0 && value < power10(-scale)) format = QuantityFormat::decimal_si;
        while (scale < 0 && value % 10 == 0) {
            value /= 10;
            ++scale;
        }
    } else {
        scale += exponent;
    }
    out = fit(parts.positive ? value : -value, scale, format);
    return nullptr;
}

Quantity quantity(std::string_view text) {
    Quantity q;
    CHECK_ALWAYS(parse_quantity(text, q) == nullptr);
    return q;
}

int compare(const Quantity& a, const Quantity& b) {
    if (a.scale == b.scale) return a.amount < b.amount ? -1 : a.amount > b.amount;
    const int low = a.scale < b.scale ? a.scale : b.scale;
    const Wide x = at_scale(a, low), y = at_scale(b, low);
    return x < y ? -1 : x > y;
}

Quantity operator+(const Quantity& a, const Quantity& b) {
    const QuantityFormat format = a.amount == 0 ? b.format : a.format;
    if (a.amount == 0) return {b.amount, b.scale, format};
    if (b.amount == 0) return {a.amount, a.scale, format};
    const int low = a.scale < b.scale ? a.scale : b.scale;
    return fit(at_scale(a, low) + at_scale(b, low), low, format);
}

Quantity operator-(const Quantity& a, const Quantity& b) {
    return a + Quantity{-b.amount, b.scale, b.format};
}

}  // namespace podfall
