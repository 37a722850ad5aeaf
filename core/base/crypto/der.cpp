// DER writer and reader: tag, length and content of each value.
#include "core/base/crypto/der.h"

#include "core/base/text.h"

namespace podfall::der {

std::string value(unsigned tag, std::string_view content) {
    std::string out(1, static_cast<char>(tag));
    if (content.size() < 128) {
        out += static_cast<char>(content.size());
    } else {
        std::string length;
        for (std::size_t n = content.size(); n != 0; n >>= 8)
            length.insert(length.begin(), static_cast<char>(n));
        out += static_cast<char>(0x80 | length.size());
        out += length;
    }
    return out.append(content);
}

std::string unsigned_integer(std::string_view big_endian) {
    while (big_endian.size() > 1 && big_endian[0] == 0) big_endian.remove_prefix(1);
    std::string content(big_endian);
    if (content.empty() || (content[0] & 0x80) != 0) content.insert(content.begin(), '\0');
    return value(integer, content);
}

std::string small_integer(std::uint32_t v) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(v >> shift);
    return unsigned_integer(bytes);
}

std::string id(std::string_view dotted) {
    std::string content;
    std::uint32_t first = 0;
    int index = 0;
    for (const std::string& part : split(dotted, '.')) {
        std::int64_t number = 0;
        parse_int(part, number);
        auto n = static_cast<std::uint32_t>(number);
        if (index++ == 0) {
            first = n;
            continue;
        }
        if (index == 2) n += 40 * first;
        std::string digits(1, static_cast<char>(n & 127));
        while ((n >>= 7) != 0) digits.insert(digits.begin(), static_cast<char>(0x80 | (n & 127)));
        content += digits;
    }
    return value(object_id, content);
}

std::string bits(std::string_view bytes, unsigned unused) {
    return value(bit_string, std::string(1, static_cast<char>(unused)).append(bytes));
}

std::string sequence_of(std::string_view content) {
    return value(sequence, content);
}

bool Reader::next() {
    if (rest.size() < 2) return false;
    std::size_t head = 2, length = static_cast<unsigned char>(rest[1]);
    if (length >= 128) {
        const std::size_t digits = length & 127;
        if (digits == 0 || digits > 3 || rest.size() < 2 + digits) return false;
        length = 0;
        for (; head < 2 + digits; ++head)
            length = length << 8 | static_cast<unsigned char>(rest[head]);
    }
    if (length > rest.size() - head) return false;
    tag = static_cast<unsigned char>(rest[0]);
    content = rest.substr(head, length);
    whole = rest.substr(0, head + length);
    rest.remove_prefix(head + length);
    return true;
}

bool Reader::at(unsigned expected) const {
    return !rest.empty() && static_cast<unsigned char>(rest[0]) == expected;
}

bool Reader::next(unsigned expected) {
    return at(expected) && next();
}

std::string dotted_id(std::string_view content) {
    std::string out;
    std::uint32_t n = 0;
    for (const char c : content) {
        n = n << 7 | (static_cast<unsigned char>(c) & 127);
        if ((c & 0x80) != 0) continue;
        if (out.empty()) {
            const std::uint32_t first = n < 80 ? n / 40 : 2;
            out = cat(first, ".", n - 40 * first);
        } else {
            out += cat(".", n);
        }
        n = 0;
    }
    return out;
}

}  // namespace podfall::der
