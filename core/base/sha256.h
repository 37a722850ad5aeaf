// SHA-256 (FIPS 180-4), for names that Kubernetes derives from a digest of their content.
#pragma once

#include <string>
#include <string_view>

namespace podfall {

// The digest of `bytes` as 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace podfall
