// SHA-256 (FIPS 180-4), for names that Kubernetes makes of a content's digest.
#pragma once

#include <string>
#include <string_view>

namespace podfall {

// The digest of `bytes` as 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace podfall
