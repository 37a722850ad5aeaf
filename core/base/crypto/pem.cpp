// Writes and reads PEM.
#include "core/base/crypto/pem.h"

#include "core/base/base64.h"
#include "core/base/text.h"

namespace podfall {

std::string pem_text(std::string_view label, std::string_view der) {
    const std::string body = base64_encode(der);
    std::string out = cat("-----BEGIN ", label, "-----\n");
    for (std::size_t at = 0; at < body.size(); at += 64) out += body.substr(at, 64) + "\n";
    return cat(out, "-----END ", label, "-----\n");
}

std::vector<PemBlock> pem_blocks(std::string_view text) {
    constexpr std::string_view begin = "-----BEGIN ", dashes = "-----";
    std::vector<PemBlock> out;
    for (std::size_t at = text.find(begin); at != std::string_view::npos;
         at = text.find(begin, at + 1)) {
        const std::size_t name = at + begin.size(), name_end = text.find(dashes, name);
        if (name_end == std::string_view::npos) break;
        const std::string label(text.substr(name, name_end - name));
        const std::size_t body = name_end + dashes.size(),
                          end = text.find(cat("-----END ", label, "-----"), body);
        std::string der;
        if (end != std::string_view::npos && base64_decode(text.substr(body, end - body), der))
            out.push_back({label, std::move(der)});
    }
    return out;
}

std::string pem_block(std::string_view text, std::string_view label) {
    for (PemBlock& block : pem_blocks(text))
        if (block.label == label) return std::move(block.der);
    return "";
}

}  // namespace podfall
