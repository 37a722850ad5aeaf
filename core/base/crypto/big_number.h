// Natural numbers of any size, for RSA.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace podfall {

// Digits to the base 2^32, the lowest first, without leading zeros: zero is empty.
using BigNumber = std::vector<std::uint32_t>;

BigNumber big_number(std::uint32_t value);
BigNumber big_number(std::string_view bytes);  // big-endian

// Big-endian, padded with zeros in front to `width` bytes; zero without a width has no bytes.
std::string bytes_of(const BigNumber& a, std::size_t width = 0);
std::size_t bit_length(const BigNumber& a);

int compare(const BigNumber& a, const BigNumber& b);  // -1, 0, 1
BigNumber sum(const BigNumber& a, const BigNumber& b);
BigNumber difference(const BigNumber& a, const BigNumber& b);  // a must not be smaller
BigNumber product(const BigNumber& a, const BigNumber& b);

struct Division {
    BigNumber quotient, remainder;
};
Division divide(const BigNumber& a, const BigNumber& by);  // `by` must not be zero

// base^exponent mod an odd modulus.
BigNumber power(const BigNumber& base, const BigNumber& exponent, const BigNumber& modulus);

}  // namespace podfall
