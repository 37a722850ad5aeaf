// SHA-1 (FIPS 180-4): the key identifiers and fingerprints of certificates.
#pragma once

#include <string>
#include <string_view>

namespace podfall {

std::string sha1(std::string_view bytes);  // 20 bytes

}  // namespace podfall
