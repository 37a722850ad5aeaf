// X.509 certificates and certificate requests (RFC 5280, RFC 2986): what Go's crypto/x509 (1.15)
// writes and checks. Simplified: RSA with SHA-256 only; name constraints, policies and revocation
// are ignored.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/crypto/rsa.h"
#include "core/base/time.h"

namespace podfall {

// An attribute of a distinguished name: {"CN", "kube-apiserver"}, in the order of the encoding.
struct NameAttribute {
    std::string type, value;

    bool operator==(const NameAttribute&) const = default;
};
using DistinguishedName = std::vector<NameAttribute>;

// The first common name; all organizations.
std::string common_name(const DistinguishedName& name);
std::vector<std::string> organizations(const DistinguishedName& name);

// Bits of the key usage extension, the first one the lowest.
enum KeyUsage : unsigned {
    digital_signature = 1,
    content_commitment = 2,
    key_encipherment = 4,
    data_encipherment = 8,
    key_agreement = 16,
    cert_sign = 32,
    crl_sign = 64,
};

struct CertificateFields {
    std::string serial;  // big-endian
    DistinguishedName issuer, subject;
    Time not_before = 0, not_after = 0;
    RsaPublicKey key;
    bool basic_constraints = false, authority = false;
    unsigned key_usage = 0;
    bool server_auth = false, client_auth = false;
    std::vector<std::string> dns_names, ips;       // subject alternative names
    std::string subject_key_id, authority_key_id;  // bytes
};

struct Certificate {
    CertificateFields fields;
    int version = 1;
    std::string der, signed_part, signature;

    bool readable() const { return !der.empty(); }
};

// The certificate in DER. An empty subject_key_id of an authority is derived from its key.
std::string make_certificate(CertificateFields fields, const RsaKey& issuer);
Certificate read_certificate(std::string_view der);       // an unreadable one has no `der`
Certificate read_certificate_pem(std::string_view text);  // the first of the text

// All certificates of a PEM file.
std::vector<Certificate> read_certificates(std::string_view text);

bool signed_by(const Certificate& certificate, const RsaPublicKey& issuer);

struct CertificateRequest {
    DistinguishedName subject;
    RsaPublicKey key;
    std::string der, signed_part, signature;

    bool readable() const { return !der.empty(); }
};

std::string make_certificate_request(const DistinguishedName& subject, const RsaKey& key);
CertificateRequest read_certificate_request(std::string_view der);

// The private key of a PEM text (PKCS #1, or PKCS #8 around it).
RsaKey read_private_key(std::string_view text);

enum class Trust : unsigned char { good, expired, unknown_authority, wrong_usage };

// Go's Certificate.Verify with these roots: first the leaf's own dates, then a root that signed it
// (by name and signature), the root's dates, and the extended key usage.
Trust verify(const Certificate& leaf, const std::vector<Certificate>& roots, Time now,
             bool as_client);

// "current time 2021-12-01T00:00:00Z is after 2021-11-30T00:00:00Z", for an expired certificate.
std::string expiry_text(const CertificateFields& fields, Time now);

}  // namespace podfall
