// Base64 (RFC 4648, the standard alphabet with padding).
#pragma once

#include <string>
#include <string_view>

namespace podfall {

std::string base64_encode(std::string_view bytes);

// Line breaks are passed over. False when the text is anything else, or its padding is missing or
// not at the end; then `out` has the bytes before the fault.
bool base64_decode(std::string_view text, std::string& out);

}  // namespace podfall
