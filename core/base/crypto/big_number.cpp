// Arithmetic on natural numbers: the methods of Knuth's volume 2 (4.3.1), and Montgomery's for
// powers.
#include "core/base/crypto/big_number.h"

#include <algorithm>

namespace podfall {

namespace {

using Wide = std::uint64_t;

std::uint32_t low(Wide v) {
    return static_cast<std::uint32_t>(v);
}

void trim(BigNumber& a) {
    while (!a.empty() && a.back() == 0) a.pop_back();
}

int leading_zeros(std::uint32_t v) {
    int n = 0;
    while (n < 32 && !(v >> (31 - n) & 1)) ++n;
    return n;
}

// With one more digit.
BigNumber shifted(const BigNumber& a, int bits) {
    BigNumber out(a.size() + 1, 0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        const Wide v = Wide{a[i]} << bits;
        out[i] |= low(v);
        out[i + 1] = low(v >> 32);
    }
    return out;
}

Division divide_by_digit(const BigNumber& a, std::uint32_t by) {
    Division out{BigNumber(a.size(), 0), {}};
    Wide rest = 0;
    for (std::size_t i = a.size(); i-- > 0;) {
        rest = rest << 32 | a[i];
        out.quotient[i] = low(rest / by);
        rest %= by;
    }
    trim(out.quotient);
    out.remainder = big_number(low(rest));
    return out;
}

// Subtracts q * v from the digits of u at `at`; false if the result went below zero.
bool subtract_multiple(BigNumber& u, std::size_t at, const BigNumber& v, Wide q) {
    Wide carry = 0, borrow = 0;
    for (std::size_t i = 0; i <= v.size(); ++i) {
        const Wide p = (i < v.size() ? q * v[i] : 0) + carry;
        carry = p >> 32;
        const Wide d = Wide{u[at + i]} - low(p) - borrow;
        u[at + i] = low(d);
        borrow = d >> 63;
    }
    return borrow == 0;
}

void add_back(BigNumber& u, std::size_t at, const BigNumber& v) {
    Wide carry = 0;
    for (std::size_t i = 0; i <= v.size(); ++i) {
        const Wide s = Wide{u[at + i]} + (i < v.size() ? v[i] : 0) + carry;
        u[at + i] = low(s);
        carry = s >> 32;
    }
}

// The Montgomery product a * b / 2^(32 n) mod m, for n digits; `inverse` is -1/m mod 2^32.
void montgomery(BigNumber& out, const BigNumber& a, const BigNumber& b, const BigNumber& m,
                std::uint32_t inverse) {
    const std::size_t n = m.size();
    BigNumber t(n + 2, 0);
    for (std::size_t i = 0; i < n; ++i) {
        Wide carry = 0;
        for (std::size_t j = 0; j < n; ++j) {
            const Wide v = Wide{a[i]} * b[j] + t[j] + carry;
            t[j] = low(v);
            carry = v >> 32;
        }
        Wide v = t[n] + carry;
        t[n] = low(v);
        t[n + 1] = low(v >> 32);
        const std::uint32_t q = t[0] * inverse;
        carry = (Wide{q} * m[0] + t[0]) >> 32;
        for (std::size_t j = 1; j < n; ++j) {
            v = Wide{q} * m[j] + t[j] + carry;
            t[j - 1] = low(v);
            carry = v >> 32;
        }
        v = t[n] + carry;
        t[n - 1] = low(v);
        t[n] = t[n + 1] + low(v >> 32);
    }
    trim(t);
    if (compare(t, m) >= 0) t = difference(t, m);
    t.resize(n);
    out = std::move(t);
}

std::uint32_t negative_inverse(std::uint32_t odd) {
    std::uint32_t x = odd;  // right in the lowest 3 bits; each step doubles them
    for (int i = 0; i < 4; ++i) x *= 2 - odd * x;
    return 0 - x;
}

}  // namespace

BigNumber big_number(std::uint32_t value) {
    return value == 0 ? BigNumber{} : BigNumber{value};
}

BigNumber big_number(std::string_view bytes) {
    BigNumber out((bytes.size() + 3) / 4, 0);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        out[i / 4] |= std::uint32_t{static_cast<unsigned char>(bytes[bytes.size() - 1 - i])}
                      << i % 4 * 8;
    trim(out);
    return out;
}

std::string bytes_of(const BigNumber& a, std::size_t width) {
    std::string out;
    for (std::size_t i = std::max(width, (bit_length(a) + 7) / 8); i-- > 0;)
        out += i / 4 < a.size() ? static_cast<char>(a[i / 4] >> i % 4 * 8) : '\0';
    return out;
}

std::size_t bit_length(const BigNumber& a) {
    return a.empty() ? 0 : a.size() * 32 - static_cast<std::size_t>(leading_zeros(a.back()));
}

int compare(const BigNumber& a, const BigNumber& b) {
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
    for (std::size_t i = a.size(); i-- > 0;)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
}

BigNumber sum(const BigNumber& a, const BigNumber& b) {
    BigNumber out(std::max(a.size(), b.size()) + 1, 0);
    Wide carry = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        carry += Wide{i < a.size() ? a[i] : 0} + (i < b.size() ? b[i] : 0);
        out[i] = low(carry);
        carry >>= 32;
    }
    trim(out);
    return out;
}

BigNumber difference(const BigNumber& a, const BigNumber& b) {
    BigNumber out = a;
    Wide borrow = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Wide d = Wide{a[i]} - (i < b.size() ? b[i] : 0) - borrow;
        out[i] = low(d);
        borrow = d >> 63;
    }
    trim(out);
    return out;
}

BigNumber product(const BigNumber& a, const BigNumber& b) {
    BigNumber out(a.size() + b.size(), 0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        Wide carry = 0;
        for (std::size_t j = 0; j < b.size(); ++j) {
            carry += Wide{a[i]} * b[j] + out[i + j];
            out[i + j] = low(carry);
            carry >>= 32;
        }
        out[i + b.size()] = low(carry);
    }
    trim(out);
    return out;
}

Division divide(const BigNumber& a, const BigNumber& by) {
    if (compare(a, by) < 0) return {{}, a};
    if (by.size() == 1) return divide_by_digit(a, by[0]);
    const int shift = leading_zeros(by.back());
    BigNumber u = shifted(a, shift), v = shifted(by, shift);
    trim(v);
    const std::size_t n = v.size();
    Division out{BigNumber(u.size() - n, 0), {}};
    for (std::size_t at = u.size() - n; at-- > 0;) {
        const Wide top = Wide{u[at + n]} << 32 | u[at + n - 1];
        Wide q = top / v[n - 1], rest = top % v[n - 1];
        while (q >> 32 != 0 || q * v[n - 2] > (rest << 32 | u[at + n - 2])) {
            --q;
            rest += v[n - 1];
            if (rest >> 32 != 0) break;
        }
        if (!subtract_multiple(u, at, v, q)) {
            --q;
            add_back(u, at, v);
        }
        out.quotient[at] = low(q);
    }
    trim(out.quotient);
    out.remainder.assign(n, 0);
    for (std::size_t i = 0; i < n; ++i)
        out.remainder[i] = low((Wide{u[i + 1]} << 32 | u[i]) >> shift);
    trim(out.remainder);
    return out;
}

BigNumber power(const BigNumber& base, const BigNumber& exponent, const BigNumber& modulus) {
    const std::uint32_t inverse = negative_inverse(modulus[0]);
    BigNumber one(modulus.size() + 1, 0);
    one.back() = 1;
    BigNumber result = divide(one, modulus).remainder;  // 1 in Montgomery's form
    BigNumber wide(modulus.size(), 0);
    wide.insert(wide.end(), base.begin(), base.end());
    trim(wide);
    BigNumber factor = divide(wide, modulus).remainder;
    result.resize(modulus.size());
    factor.resize(modulus.size());
    for (std::size_t bit = bit_length(exponent); bit-- > 0;) {
        montgomery(result, result, result, modulus, inverse);
        if (exponent[bit / 32] >> bit % 32 & 1)
            montgomery(result, result, factor, modulus, inverse);
    }
    BigNumber plain(modulus.size(), 0);
    plain[0] = 1;
    montgomery(result, result, plain, modulus, inverse);
    trim(result);
    return result;
}

}  // namespace podfall
