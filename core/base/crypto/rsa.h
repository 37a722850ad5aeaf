// RSA keys and signatures (RFC 8017: PKCS #1 version 1.5 with SHA-256). Simplified: a key is the
// product of primes of 128 bits from a fixed list, so that a whole cluster's keys are made within a
// millisecond. The arithmetic is real: a signature that another key made does not verify. Such keys
// protect nothing outside the simulation.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/crypto/big_number.h"

namespace podfall {

struct RsaPublicKey {
    BigNumber modulus, exponent;

    bool operator==(const RsaPublicKey&) const = default;
};

struct RsaKey {
    RsaPublicKey open;              // its public half
    BigNumber private_exponent;     // empty: there is no key
    std::vector<BigNumber> primes;  // empty: some are not of our list
};

// The key of that many bits (512 to 4096, a multiple of 128) that belongs to a seed.
RsaKey make_rsa_key(int bits, std::uint64_t seed);

std::string rsa_sign(const RsaKey& key, std::string_view message);
bool rsa_verify(const RsaPublicKey& key, std::string_view message, std::string_view signature);

// PKCS #1's RSAPrivateKey in DER. An unreadable one has no private exponent.
std::string rsa_private_der(const RsaKey& key);
RsaKey read_rsa_private(std::string_view der);

// X.509's SubjectPublicKeyInfo in DER. An unreadable one has no modulus.
std::string rsa_public_info(const RsaPublicKey& key);
RsaPublicKey read_rsa_public_info(std::string_view der);

// PKCS #1's RSAPublicKey in DER, of which key identifiers are a digest.
std::string rsa_public_der(const RsaPublicKey& key);

}  // namespace podfall
