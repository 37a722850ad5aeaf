// MD5 (RFC 1321), for md5sum.
#pragma once

#include <string>
#include <string_view>

namespace podfall {

// The digest of `bytes` as 32 hexadecimal digits.
std::string md5_hex(std::string_view bytes);

}  // namespace podfall
