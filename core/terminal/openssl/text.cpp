// Certificates and requests as openssl prints them.
#include "core/base/text.h"
#include "core/machine/host/time_text.h"
#include "core/terminal/openssl/openssl.h"

namespace podfall::openssl {

namespace {

std::string hex_byte(char c, bool upper) {
    const char* digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    const auto b = static_cast<unsigned char>(c);
    return {digits[b >> 4], digits[b & 15]};
}

// Bytes in lines of that many, each with the indentation.
std::string dump(std::string_view bytes, std::size_t per_line, std::size_t indent) {
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += per_line) {
        const bool last = at + per_line >= bytes.size();
        out += cat(std::string(indent, ' '), colon_hex(bytes.substr(at, per_line), false),
                   last ? "\n" : ":\n");
    }
    return out;
}

std::string serial_text(const std::string& serial) {
    std::size_t first = 0;
    while (first + 1 < serial.size() && serial[first] == 0) ++first;
    const std::string bytes = serial.substr(first);
    if (bytes.size() > 8 || (bytes.size() == 8 && (bytes[0] & 0x80) != 0))
        return cat("\n            ", colon_hex(bytes, false));
    std::int64_t number = 0;
    for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
    std::string hex;
    for (const char c : bytes) hex += hex_byte(c, false);
    if (hex.size() > 1 && hex[0] == '0') hex.erase(0, 1);
    return cat(" ", number, " (0x", hex.empty() ? "0" : hex, ")");
}

std::string key_text(const RsaPublicKey& key, std::size_t indent) {
    const std::string pad(indent, ' ');
    std::string modulus = bytes_of(key.modulus);
    if (!modulus.empty() && (modulus[0] & 0x80) != 0) modulus.insert(modulus.begin(), '\0');
    return cat(pad, "Subject Public Key Info:\n", pad, "    Public Key Algorithm: rsaEncryption\n",
               pad, "        Public-Key: (", bit_length(key.modulus), " bit)\n", pad,
               "        Modulus:\n", dump(modulus, 15, indent + 12), pad,
               "        Exponent: 65537 (0x10001)\n");
}

std::string usage_text(unsigned usage) {
    constexpr const char* names[] = {"Digital Signature", "Non Repudiation", "Key Encipherment",
                                     "Data Encipherment", "Key Agreement",   "Certificate Sign",
                                     "CRL Sign"};
    std::vector<std::string> out;
    for (unsigned i = 0; i < 7; ++i)
        if (usage >> i & 1) out.emplace_back(names[i]);
    return join(out, ", ");
}

std::string alternative_text(const CertificateFields& f) {
    std::vector<std::string> out;
    for (const std::string& name : f.dns_names) out.push_back(cat("DNS:", name));
    for (const std::string& ip : f.ips)
        out.push_back(cat("IP Address:", ip == "::1" ? "0:0:0:0:0:0:0:1" : ip));
    return join(out, ", ");
}

}  // namespace

std::string colon_hex(std::string_view bytes, bool upper) {
    std::string out;
    for (const char c : bytes) out += (out.empty() ? "" : ":") + hex_byte(c, upper);
    return out;
}

std::string time_text(Time t) {
    return format_time("%b %e %H:%M:%S %Y", t, 0) + " GMT";
}

std::string slash_name(const DistinguishedName& name) {
    std::string out;
    for (const NameAttribute& a : name) out += cat("/", a.type, "=", a.value);
    return out;
}

std::string comma_name(const DistinguishedName& name) {
    std::string out;
    for (const NameAttribute& a : name) out += cat(out.empty() ? "" : ", ", a.type, "=", a.value);
    return out;
}

std::string extension_text(const CertificateFields& f, std::string_view name, std::size_t indent) {
    const std::string pad(indent, ' ');
    const auto lines = [&](const char* title, const std::string& value) {
        return value.empty() ? value : cat(pad, title, "\n", pad, "    ", value, "\n");
    };
    if (name == "keyUsage") return lines("X509v3 Key Usage: critical", usage_text(f.key_usage));
    if (name == "extendedKeyUsage")
        return lines("X509v3 Extended Key Usage: ",
                     cat(f.server_auth ? "TLS Web Server Authentication" : "",
                         f.server_auth && f.client_auth ? ", " : "",
                         f.client_auth ? "TLS Web Client Authentication" : ""));
    if (name == "basicConstraints")
        return lines("X509v3 Basic Constraints: critical", !f.basic_constraints ? ""
                                                           : f.authority        ? "CA:TRUE"
                                                                                : "CA:FALSE");
    if (name == "subjectKeyIdentifier")
        return lines("X509v3 Subject Key Identifier: ", colon_hex(f.subject_key_id, true));
    if (name == "authorityKeyIdentifier" && !f.authority_key_id.empty())
        return lines("X509v3 Authority Key Identifier: ",
                     cat("keyid:", colon_hex(f.authority_key_id, true), "\n"));
    if (name == "subjectAltName")
        return lines("X509v3 Subject Alternative Name: ", alternative_text(f));
    return "";
}

std::string certificate_text(const Certificate& c) {
    const CertificateFields& f = c.fields;
    std::string listed;
    for (const char* name : {"keyUsage", "extendedKeyUsage", "basicConstraints",
                             "subjectKeyIdentifier", "authorityKeyIdentifier", "subjectAltName"})
        listed += extension_text(f, name, 12);
    return cat("Certificate:\n    Data:\n        Version: ", c.version, " (0x", c.version - 1,
               ")\n        Serial Number:", serial_text(f.serial),
               "\n    Signature Algorithm: sha256WithRSAEncryption\n        Issuer: ",
               comma_name(f.issuer),
               "\n        Validity\n            Not Before: ", time_text(f.not_before),
               "\n            Not After : ", time_text(f.not_after),
               "\n        Subject: ", comma_name(f.subject), "\n", key_text(f.key, 8),
               listed.empty() ? "" : "        X509v3 extensions:\n", listed,
               "    Signature Algorithm: sha256WithRSAEncryption\n", dump(c.signature, 18, 9));
}

std::string request_text(const CertificateRequest& r) {
    return cat("Certificate Request:\n    Data:\n        Version: 0 (0x0)\n        Subject: ",
               comma_name(r.subject), "\n", key_text(r.key, 8),
               "        Attributes:\n            a0:00\n"
               "    Signature Algorithm: sha256WithRSAEncryption\n",
               dump(r.signature, 18, 9));
}

}  // namespace podfall::openssl
