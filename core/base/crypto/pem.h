// PEM (RFC 7468): DER between lines of dashes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace podfall {

// "CERTIFICATE" -> "-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n"
std::string pem_text(std::string_view label, std::string_view der);

struct PemBlock {
    std::string label, der;
};

// The blocks of a text in their order; what cannot be decoded is left out.
std::vector<PemBlock> pem_blocks(std::string_view text);

// The content of the first block with that label; empty: there is none.
std::string pem_block(std::string_view text, std::string_view label);

}  // namespace podfall
