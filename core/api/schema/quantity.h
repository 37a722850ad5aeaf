// An amount of a resource: "100m", "64Mi". Models apimachinery's resource.Quantity.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace podfall {

enum class QuantityFormat : std::uint8_t { none, decimal_si, binary_si, decimal_exponent };

// value * 10^scale. As in Go, amounts beyond int64 are capped and parts below nano rounded up.
struct Quantity {
    std::int64_t amount = 0;
    std::int8_t scale = 0;  // -9 to 18
    QuantityFormat format = QuantityFormat::none;

    // In whole units, or in thousandths, rounded up (Go's Value and MilliValue).
    std::int64_t value() const;
    std::int64_t milli_value() const;
    bool is_zero() const { return amount == 0; }

    // The canonical text, as Go's Quantity.String gives it.
    std::string text() const;
};

// `whole` units, or `milli` thousandths of a unit.
Quantity make_quantity(std::int64_t whole, QuantityFormat format = QuantityFormat::decimal_si);
Quantity make_milli_quantity(std::int64_t milli,
                             QuantityFormat format = QuantityFormat::decimal_si);

// Parses a quantity; null on success, else Go's error text.
const char* parse_quantity(std::string_view text, Quantity& out);

// Parses a text from our own code, which must be valid.
Quantity quantity(std::string_view text);

// <0, 0, >0.
int compare(const Quantity& a, const Quantity& b);

// The sum keeps a's format unless a is zero, as Quantity.Add does.
Quantity operator+(const Quantity& a, const Quantity& b);
Quantity operator-(const Quantity& a, const Quantity& b);

// Numeric equality; "1" and "1000m" are equal.
inline bool operator==(const Quantity& a, const Quantity& b) {
    return compare(a, b) == 0;
}

}  // namespace podfall
