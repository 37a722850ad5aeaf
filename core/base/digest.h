// Message digests: MD5 (RFC 1321) and SHA-256 (FIPS 180-4), as raw bytes.
#pragma once

#include <string>
#include <string_view>

namespace podfall {

std::string md5(std::string_view bytes);     // 16 bytes
std::string sha256(std::string_view bytes);  // 32 bytes

// Lower-case hexadecimal digits of bytes.
std::string hex_text(std::string_view bytes);

}  // namespace podfall
