// Reads and writes ustar archives.
#include "core/terminal/system/tar_archive.h"

#include <algorithm>

#include "core/base/text.h"

namespace podfall {

namespace {

constexpr std::size_t block = 512, record = 10240;
// Places of the header's fields.
constexpr std::size_t name_size = 100, mode_at = 100, owner_at = 108, group_at = 116, size_at = 124,
                      time_at = 136, sum_at = 148, type_at = 156, magic_at = 257, user_at = 265,
                      group_name_at = 297, prefix_at = 345, prefix_size = 155;
constexpr std::size_t number_size = 12, short_size = 8;

std::string octal(std::uint64_t n, std::size_t digits) {
    std::string out(digits, '0');
    for (std::size_t i = digits; i-- > 0 && n != 0; n /= 8) out[i] = static_cast<char>('0' + n % 8);
    return out;
}

std::uint64_t from_octal(std::string_view text) {
    std::uint64_t n = 0;
    for (char c : text)
        if (c >= '0' && c <= '7') n = n * 8 + static_cast<std::uint64_t>(c - '0');
    return n;
}

std::uint64_t bits_of(std::string_view mode) {
    std::uint64_t bits = 0;
    for (char c : mode) bits = bits * 2 + (c == '-' ? 0 : 1);
    return bits;
}

std::string mode_of(std::uint64_t bits) {
    std::string mode = "rwxrwxrwx";
    for (std::size_t i = 0; i < mode.size(); ++i)
        if ((bits >> (mode.size() - 1 - i) & 1) == 0) mode[i] = '-';
    return mode;
}

std::string_view text_in(std::string_view header, std::size_t at, std::size_t size) {
    const std::string_view field = header.substr(at, size);
    return field.substr(0, field.find('\0'));
}

// The sum of a header's bytes, its own field taken as spaces.
std::uint64_t sum_of(std::string_view header) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < block; ++i)
        sum += i >= sum_at && i < sum_at + short_size ? ' ' : static_cast<unsigned char>(header[i]);
    return sum;
}

}  // namespace

void write_tar_entry(std::string& archive, const TarEntry& entry) {
    std::string header(block, '\0');
    const auto put = [&](std::size_t at, std::string_view text) {
        header.replace(at, text.size(), text);
    };
    std::string name = cat(entry.name, entry.folder ? "/" : ""), prefix;
    if (name.size() > name_size) {
        const std::size_t cut = name.find('/', name.size() - name_size - 1);
        if (cut != std::string::npos && cut <= prefix_size) {
            prefix = name.substr(0, cut);
            name = name.substr(cut + 1);
        } else {
            name = name.substr(name.size() - name_size);
        }
    }
    put(0, name);
    put(mode_at, octal(bits_of(entry.mode), short_size - 1));
    put(owner_at, octal(0, short_size - 1));
    put(group_at, octal(0, short_size - 1));
    put(size_at, octal(entry.content.size(), number_size - 1));
    put(time_at, octal(static_cast<std::uint64_t>(std::max<Time>(entry.modified, 0) / seconds(1)),
                       number_size - 1));
    put(type_at, entry.folder ? "5" : "0");
    put(magic_at, std::string_view("ustar\00000", 8));
    put(user_at, "root");
    put(group_name_at, "root");
    put(prefix_at, prefix);
    put(sum_at, octal(sum_of(header), short_size - 2));
    header[sum_at + short_size - 1] = ' ';
    archive += header;
    archive += entry.content;
    archive.resize((archive.size() + block - 1) / block * block, '\0');
}

void end_tar(std::string& archive) {
    archive.append(2 * block, '\0');
    archive.resize((archive.size() + record - 1) / record * record, '\0');
}

bool read_tar_entry(std::string_view& archive, TarEntry& out, std::string& problem) {
    problem.clear();
    if (archive.size() >= block && archive[0] == '\0') archive = {};
    if (archive.empty()) return false;
    const std::string_view header = archive.substr(0, block);
    if (header.size() < block || from_octal(header.substr(sum_at, short_size)) != sum_of(header)) {
        problem = "This does not look like a tar archive";
        return false;
    }
    const std::uint64_t size = from_octal(header.substr(size_at, number_size));
    if (size > archive.size() - block) {
        problem = "Unexpected EOF in archive";
        return false;
    }
    const std::string_view prefix = text_in(header, prefix_at, prefix_size);
    out.name = cat(prefix, prefix.empty() ? "" : "/", text_in(header, 0, name_size));
    out.folder = header[type_at] == '5';
    if (out.name.size() > 1 && out.name.back() == '/') out.name.pop_back();
    out.mode = mode_of(from_octal(header.substr(mode_at, short_size)));
    out.modified = static_cast<Time>(from_octal(header.substr(time_at, number_size))) * seconds(1);
    out.content = archive.substr(block, static_cast<std::size_t>(size));
    const std::size_t end = block + (static_cast<std::size_t>(size) + block - 1) / block * block;
    archive.remove_prefix(std::min(end, archive.size()));
    return true;
}

namespace {

// RFC 1952 and the stored blocks of RFC 1951.
constexpr std::string_view gzip_header("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
constexpr std::size_t stored_most = 65535, stored_header = 5, gzip_trailer = 8;

std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t crc = 0xffffffff;
    for (char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

void put_number(std::string& out, std::uint32_t n, int bytes) {
    for (; bytes > 0; --bytes, n >>= 8) out += static_cast<char>(n & 0xff);
}

std::size_t number_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]) |
           static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + 1])) << 8;
}

}  // namespace

std::string gzip_stored(std::string_view bytes) {
    std::string out(gzip_header);
    std::size_t at = 0;
    do {
        const std::string_view part = bytes.substr(at, stored_most);
        at += part.size();
        out += at == bytes.size() ? '\1' : '\0';
        put_number(out, static_cast<std::uint32_t>(part.size()), 2);
        put_number(out, ~static_cast<std::uint32_t>(part.size()) & 0xffff, 2);
        out += part;
    } while (at < bytes.size());
    put_number(out, crc32(bytes), 4);
    put_number(out, static_cast<std::uint32_t>(bytes.size()), 4);
    return out;
}

bool gunzip_stored(std::string_view bytes, std::string& out) {
    if (bytes.substr(0, 3) != gzip_header.substr(0, 3)) return false;
    std::size_t at = gzip_header.size();
    for (bool last = false; !last;) {
        if (bytes.size() < at + stored_header + gzip_trailer) return false;
        last = bytes[at] == '\1';
        if (!last && bytes[at] != '\0') return false;
        const std::size_t size = number_at(bytes, at + 1);
        at += stored_header;
        if (size > bytes.size() - at) return false;
        out += bytes.substr(at, size);
        at += size;
    }
    return true;
}

}  // namespace podfall
