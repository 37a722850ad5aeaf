// Writes, reads and checks certificates and certificate requests.
#include "core/base/crypto/x509.h"

#include <algorithm>

#include "core/base/crypto/der.h"
#include "core/base/crypto/pem.h"
#include "core/base/crypto/sha1.h"
#include "core/base/text.h"

namespace podfall {

namespace {

using der::id;
using der::Reader;
using der::sequence_of;
using der::value;

constexpr const char* sha256_with_rsa = "1.2.840.113549.1.1.11";
constexpr const char* server_auth_id = "1.3.6.1.5.5.7.3.1";
constexpr const char* client_auth_id = "1.3.6.1.5.5.7.3.2";
constexpr const char* basic_constraints_id = "2.5.29.19";
constexpr const char* key_usage_id = "2.5.29.15";
constexpr const char* extended_usage_id = "2.5.29.37";
constexpr const char* alternative_names_id = "2.5.29.17";
constexpr const char* subject_key_id = "2.5.29.14";
constexpr const char* authority_key_id = "2.5.29.35";
constexpr const char* loopback_v6 = "::1";  // the only IPv6 address that kubeadm writes

struct AttributeType {
    const char *name, *id;
};
constexpr AttributeType attribute_types[] = {
    {"CN", "2.5.4.3"},
    {"C", "2.5.4.6"},
    {"L", "2.5.4.7"},
    {"ST", "2.5.4.8"},
    {"O", "2.5.4.10"},
    {"OU", "2.5.4.11"},
    {"emailAddress", "1.2.840.113549.1.9.1"},
};

std::string algorithm() {
    return sequence_of(id(sha256_with_rsa) + value(der::null, ""));
}

bool printable(std::string_view text) {
    constexpr std::string_view others = " '()+,-./:=?*&";
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               others.find(c) != std::string_view::npos;
    });
}

std::string name_der(const DistinguishedName& name) {
    std::string out;
    for (const NameAttribute& a : name)
        for (const AttributeType& t : attribute_types)
            if (a.type == t.name)
                out += value(der::set,
                             sequence_of(id(t.id) + value(printable(a.value) ? der::printable_string
                                                                             : der::utf8_string,
                                                          a.value)));
    return sequence_of(out);
}

DistinguishedName read_name(std::string_view content) {
    DistinguishedName out;
    for (Reader sets{content}; sets.next(der::set);)
        for (Reader pairs{sets.content}; pairs.next(der::sequence);) {
            Reader pair{pairs.content};
            if (!pair.next(der::object_id)) continue;
            const std::string type = der::dotted_id(pair.content);
            if (!pair.next()) continue;
            for (const AttributeType& t : attribute_types)
                if (type == t.id) out.push_back({t.name, std::string(pair.content)});
        }
    return out;
}

std::string time_der(Time t) {
    const CivilTime c = civil_time(t);
    const auto two = [](int n) { return pad_left(to_text(n), 2, '0'); };
    const bool short_year = c.year < 2050;
    return value(short_year ? der::utc_time : der::generalized_time,
                 cat(short_year ? two(c.year % 100) : to_text(c.year), two(c.month), two(c.day),
                     two(c.hour), two(c.minute), two(c.second), "Z"));
}

// 0 for what is not a time.
Time read_time(const Reader& in) {
    std::string text(in.content);
    if (in.tag == der::utc_time) text.insert(0, text < "50" ? "20" : "19");
    std::int64_t date = 0, clock = 0;
    if (text.size() != 15 || text.back() != 'Z' || !parse_int(text.substr(0, 8), date) ||
        !parse_int(text.substr(8, 6), clock))
        return 0;
    const auto part = [](std::int64_t n, int by, int size) {
        return static_cast<int>(n / by % size);
    };
    return from_civil(part(date, 10000, 10000), part(date, 100, 100), part(date, 1, 100),
                      part(clock, 10000, 100), part(clock, 100, 100), part(clock, 1, 100));
}

std::string extension(const char* which, bool critical, std::string_view content) {
    return sequence_of(cat(id(which), critical ? value(der::boolean, "\xff") : std::string(),
                           value(der::octet_string, content)));
}

// The bits of a key usage, the first one the highest of the byte.
std::string usage_bits(unsigned usage) {
    unsigned char byte = 0;
    unsigned unused = 8;
    for (unsigned i = 0; i < 8; ++i)
        if (usage >> i & 1) {
            byte = static_cast<unsigned char>(byte | 0x80 >> i);
            unused = 7 - i;
        }
    return der::bits(std::string(1, static_cast<char>(byte)), unused);
}

std::string ip_bytes(const std::string& ip) {
    std::string out;
    if (ip == loopback_v6) return std::string(15, '\0') + '\1';
    for (const std::string& part : split(ip, '.')) {
        std::int64_t n = 0;
        if (!parse_int(part, n) || n < 0 || n > 255) return "";
        out += static_cast<char>(n);
    }
    return out.size() == 4 ? out : "";
}

std::string alternative_names(const CertificateFields& f) {
    std::string out;
    for (const std::string& name : f.dns_names) out += value(der::context | 2, name);
    for (const std::string& ip : f.ips) out += value(der::context | 7, ip_bytes(ip));
    return sequence_of(out);
}

// In the order of Go's buildExtensions.
std::string extensions(const CertificateFields& f) {
    std::string out;
    if (f.key_usage != 0) out += extension(key_usage_id, true, usage_bits(f.key_usage));
    if (f.server_auth || f.client_auth)
        out += extension(extended_usage_id, false,
                         sequence_of((f.server_auth ? id(server_auth_id) : std::string()) +
                                     (f.client_auth ? id(client_auth_id) : std::string())));
    if (f.basic_constraints)
        out += extension(basic_constraints_id, true,
                         sequence_of(f.authority ? value(der::boolean, "\xff") : std::string()));
    if (!f.subject_key_id.empty())
        out += extension(subject_key_id, false, value(der::octet_string, f.subject_key_id));
    if (!f.authority_key_id.empty())
        out += extension(authority_key_id, false,
                         sequence_of(value(der::context, f.authority_key_id)));
    if (!f.dns_names.empty() || !f.ips.empty())
        out += extension(alternative_names_id, false, alternative_names(f));
    return out;
}

void read_alternative_names(std::string_view content, CertificateFields& f) {
    Reader outer{content};
    if (!outer.next(der::sequence)) return;
    for (Reader names{outer.content}; names.next();) {
        if (names.tag == (der::context | 2)) f.dns_names.emplace_back(names.content);
        if (names.tag != (der::context | 7)) continue;
        if (names.content == ip_bytes(loopback_v6)) f.ips.emplace_back(loopback_v6);
        if (names.content.size() != 4) continue;
        std::string ip;
        for (const char c : names.content)
            ip += cat(ip.empty() ? "" : ".", static_cast<unsigned char>(c));
        f.ips.push_back(ip);
    }
}

void read_extension(const std::string& which, std::string_view content, CertificateFields& f) {
    Reader in{content};
    if (which == alternative_names_id) return read_alternative_names(content, f);
    if (!in.next()) return;
    Reader inner{in.content};
    if (which == key_usage_id && in.content.size() >= 2) {
        for (unsigned i = 0; i < 8; ++i)
            if (static_cast<unsigned char>(in.content[1]) >> (7 - i) & 1) f.key_usage |= 1u << i;
    } else if (which == extended_usage_id) {
        while (inner.next(der::object_id)) {
            const std::string usage = der::dotted_id(inner.content);
            f.server_auth = f.server_auth || usage == server_auth_id;
            f.client_auth = f.client_auth || usage == client_auth_id;
        }
    } else if (which == basic_constraints_id) {
        f.basic_constraints = true;
        f.authority = inner.next(der::boolean) && inner.content == "\xff";
    } else if (which == subject_key_id) {
        f.subject_key_id = in.content;
    } else if (which == authority_key_id && inner.next(der::context)) {
        f.authority_key_id = inner.content;
    }
}

void read_extensions(std::string_view content, CertificateFields& f) {
    Reader outer{content};
    if (!outer.next(der::sequence)) return;
    for (Reader all{outer.content}; all.next(der::sequence);) {
        Reader one{all.content};
        if (!one.next(der::object_id)) continue;
        const std::string which = der::dotted_id(one.content);
        one.next(der::boolean);
        if (one.next(der::octet_string)) read_extension(which, one.content, f);
    }
}

// The part of a certificate that is signed.
bool read_signed_part(std::string_view content, Certificate& out) {
    Reader in{content};
    CertificateFields& f = out.fields;
    if (in.next(der::context_constructed)) {
        Reader version{in.content};
        if (!version.next(der::integer) || version.content.size() != 1) return false;
        out.version = version.content[0] + 1;
    }
    if (!in.next(der::integer)) return false;
    f.serial = in.content;
    if (!in.next(der::sequence) || !in.next(der::sequence)) return false;
    f.issuer = read_name(in.content);
    if (!in.next(der::sequence)) return false;
    Reader dates{in.content};
    if (!dates.next()) return false;
    f.not_before = read_time(dates);
    if (!dates.next()) return false;
    f.not_after = read_time(dates);
    if (!in.next(der::sequence)) return false;
    f.subject = read_name(in.content);
    if (!in.next(der::sequence)) return false;
    f.key = read_rsa_public_info(in.whole);
    while (in.next())
        if (in.tag == (der::context_constructed | 3)) read_extensions(in.content, f);
    return true;
}

// What certificates and requests have in common: the signed part, the algorithm, the signature.
bool read_signed(std::string_view text, std::string& part, std::string& signature,
                 std::string_view& inner, std::string_view& whole) {
    Reader outer{text};
    if (!outer.next(der::sequence)) return false;
    whole = outer.whole;
    Reader in{outer.content};
    if (!in.next(der::sequence)) return false;
    part = in.whole;
    inner = in.content;
    if (!in.next(der::sequence) || !in.next(der::bit_string) || in.content.empty()) return false;
    signature = in.content.substr(1);
    return true;
}

std::string signed_der(const std::string& part, const RsaKey& key) {
    return sequence_of(cat(part, algorithm(), der::bits(rsa_sign(key, part))));
}

std::string rfc3339_seconds(Time t) {
    const CivilTime c = civil_time(t);
    const auto two = [](int n) { return pad_left(to_text(n), 2, '0'); };
    return cat(c.year, "-", two(c.month), "-", two(c.day), "T", two(c.hour), ":", two(c.minute),
               ":", two(c.second), "Z");
}

bool in_time(const CertificateFields& f, Time now) {
    return now >= f.not_before && now <= f.not_after;
}

}  // namespace

std::string common_name(const DistinguishedName& name) {
    for (const NameAttribute& a : name)
        if (a.type == "CN") return a.value;
    return "";
}

std::vector<std::string> organizations(const DistinguishedName& name) {
    std::vector<std::string> out;
    for (const NameAttribute& a : name)
        if (a.type == "O") out.push_back(a.value);
    return out;
}

std::string make_certificate(CertificateFields f, const RsaKey& issuer) {
    if (f.authority && f.subject_key_id.empty()) f.subject_key_id = sha1(rsa_public_der(f.key));
    const std::string listed = extensions(f);
    const std::string part = sequence_of(cat(
        value(der::context_constructed, der::small_integer(2)), der::unsigned_integer(f.serial),
        algorithm(), name_der(f.issuer),
        sequence_of(time_der(f.not_before) + time_der(f.not_after)), name_der(f.subject),
        rsa_public_info(f.key),
        listed.empty() ? std::string() : value(der::context_constructed | 3, sequence_of(listed))));
    return signed_der(part, issuer);
}

Certificate read_certificate(std::string_view text) {
    Certificate out;
    std::string_view inner, whole;
    if (read_signed(text, out.signed_part, out.signature, inner, whole) &&
        read_signed_part(inner, out))
        out.der = whole;
    return out;
}

std::vector<Certificate> read_certificates(std::string_view text) {
    std::vector<Certificate> out;
    for (const PemBlock& block : pem_blocks(text))
        if (contains(block.label, "CERTIFICATE") && !contains(block.label, "REQUEST"))
            if (Certificate c = read_certificate(block.der); c.readable())
                out.push_back(std::move(c));
    return out;
}

Certificate read_certificate_pem(std::string_view text) {
    std::vector<Certificate> all = read_certificates(text);
    return all.empty() ? Certificate() : std::move(all[0]);
}

bool signed_by(const Certificate& certificate, const RsaPublicKey& issuer) {
    return rsa_verify(issuer, certificate.signed_part, certificate.signature);
}

std::string make_certificate_request(const DistinguishedName& subject, const RsaKey& key) {
    return signed_der(
        sequence_of(cat(der::small_integer(0), name_der(subject), rsa_public_info(key.open),
                        value(der::context_constructed, ""))),
        key);
}

CertificateRequest read_certificate_request(std::string_view text) {
    CertificateRequest out;
    std::string_view inner, whole;
    if (!read_signed(text, out.signed_part, out.signature, inner, whole)) return out;
    Reader in{inner};
    if (!in.next(der::integer) || !in.next(der::sequence)) return out;
    out.subject = read_name(in.content);
    if (!in.next(der::sequence)) return out;
    out.key = read_rsa_public_info(in.whole);
    if (!out.key.modulus.empty()) out.der = whole;
    return out;
}

RsaKey read_private_key(std::string_view text) {
    if (const std::string plain = pem_block(text, "RSA PRIVATE KEY"); !plain.empty())
        return read_rsa_private(plain);
    const std::string wrapped = pem_block(text, "PRIVATE KEY");
    Reader outer{wrapped};
    if (!outer.next(der::sequence)) return {};
    Reader in{outer.content};
    if (!in.next(der::integer) || !in.next(der::sequence) || !in.next(der::octet_string)) return {};
    return read_rsa_private(in.content);
}

Trust verify(const Certificate& leaf, const std::vector<Certificate>& roots, Time now,
             bool as_client) {
    if (!in_time(leaf.fields, now)) return Trust::expired;
    Trust result = Trust::unknown_authority;
    for (const Certificate& root : roots) {
        const bool same = root.der == leaf.der;
        if (!same &&
            (root.fields.subject != leaf.fields.issuer || !signed_by(leaf, root.fields.key)))
            continue;
        if (!in_time(root.fields, now)) {
            result = Trust::expired;
            continue;
        }
        const CertificateFields& f = leaf.fields;
        const bool any = !f.server_auth && !f.client_auth;
        return any || (as_client ? f.client_auth : f.server_auth) ? Trust::good
                                                                  : Trust::wrong_usage;
    }
    return result;
}

std::string expiry_text(const CertificateFields& f, Time now) {
    return cat("current time ", rfc3339_seconds(now),
               now < f.not_before ? " is before " : " is after ",
               rfc3339_seconds(now < f.not_before ? f.not_before : f.not_after));
}

}  // namespace podfall
