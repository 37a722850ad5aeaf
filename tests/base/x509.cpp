// Keys, signatures and certificates.
#include <doctest/doctest.h>

#include "core/base/crypto/pem.h"
#include "core/base/crypto/x509.h"

using namespace podfall;

namespace {

std::string authority(const RsaKey& key, Time from) {
    CertificateFields f;
    f.issuer = f.subject = {{"CN", "kubernetes"}};
    f.not_before = from;
    f.not_after = from + days(3650);
    f.key = key.open;
    f.basic_constraints = f.authority = true;
    return make_certificate(f, key);
}

}  // namespace

TEST_CASE("a certificate holds under the key that signed it, in its time and for its use") {
    const Time from = from_civil(2020, 12, 1);
    const RsaKey ca = make_rsa_key(2048, 1), other = make_rsa_key(2048, 2);
    CertificateFields f;
    f.issuer = {{"CN", "kubernetes"}};
    f.subject = {{"O", "system:masters"}, {"CN", "kubernetes-admin"}};
    f.serial = "\x7f";
    f.not_before = from;
    f.not_after = from + days(365);
    f.key = make_rsa_key(2048, 3).open;
    f.client_auth = true;
    f.ips = {"10.96.0.1", "::1"};
    const Certificate leaf = read_certificate(make_certificate(f, ca));
    CHECK(leaf.fields.subject == f.subject);
    CHECK(leaf.fields.ips == f.ips);
    CHECK(leaf.fields.not_after == f.not_after);
    const std::vector<Certificate> roots = {read_certificate(authority(ca, from))};
    CHECK(verify(leaf, roots, from + days(1), true) == Trust::good);
    CHECK(verify(leaf, roots, from + days(1), false) == Trust::wrong_usage);
    CHECK(verify(leaf, roots, from + days(366), true) == Trust::expired);
    CHECK(verify(leaf, {read_certificate(authority(other, from))}, from + days(1), true) ==
          Trust::unknown_authority);
}

TEST_CASE("a private key survives its file, and signs as before") {
    const RsaKey key = make_rsa_key(1024, 5);
    const RsaKey read = read_private_key(pem_text("RSA PRIVATE KEY", rsa_private_der(key)));
    CHECK(bit_length(read.open.modulus) == 1024);
    CHECK(rsa_sign(read, "text") == rsa_sign(key, "text"));
    CHECK(rsa_verify(key.open, "text", rsa_sign(key, "text")));
    CHECK_FALSE(rsa_verify(key.open, "another", rsa_sign(key, "text")));
}
