// Base64 encoding and decoding.
#include "core/base/base64.h"

#include <cstdint>

namespace podfall {

namespace {

constexpr std::string_view letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string base64_encode(std::string_view bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group =
                group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        const std::size_t have = bytes.size() - i;
        for (std::size_t k = 0; k < 4; ++k)
            out += k <= have ? letters[group >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

bool base64_decode(std::string_view text, std::string& out) {
    out.clear();
    std::uint32_t group = 0;
    std::size_t count = 0, padding = 0;
    // The whole bytes of the last group, of which some letters may be missing.
    const auto put = [&](std::size_t have) {
        for (std::size_t k = 1; k < have; ++k)
            out += static_cast<char>(group >> (6 * have - 8 * k) & 255);
        group = 0;
    };
    for (const char c : text) {
        if (c == '\n' || c == '\r') continue;
        const std::size_t letter = letters.find(c);
        if (c == '=' && count % 4 + padding >= 2 && padding < 2 && count % 4 != 0) {
            ++padding;
        } else if (letter == std::string_view::npos || padding > 0) {
            put(count % 4);
            return false;
        } else {
            group = group << 6 | static_cast<std::uint32_t>(letter);
            if (++count % 4 == 0) put(4);
        }
    }
    const std::size_t have = count % 4;
    put(have);
    return have == 0 ? padding == 0 : have + padding == 4;
}

}  // namespace podfall
