// The certificates, keys and kubeconfigs of a cluster. Models cmd/kubeadm/app/phases/certs and
// phases/kubeconfig, util/pkiutil and phases/certs/renewal of v1.20. Simplified: a key is derived
// from the names it is for, not drawn; a kubelet's client certificate is the cluster's own from the
// start, without a bootstrap request.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/crypto/x509.h"
#include "core/world/world.h"

namespace podfall {

// A certificate that kubeadm manages, by its name in `kubeadm certs`.
struct ClusterCertificate {
    const char* name;       // "apiserver", "admin.conf"
    const char* path;       // below /etc/kubernetes, without ".crt"
    const char* authority;  // the name of the CA; empty for a CA itself
    const char* long_name;  // as its help and `renew` call it
    const char* subject;    // the common name; empty: the machine's
    const char* group;      // the organization, or empty
    bool server, client;

    bool in_kubeconfig() const { return std::string_view(name).find(".conf") != std::string::npos; }
    std::string file() const;  // the certificate's or the kubeconfig's absolute path
};

// In the order of `kubeadm certs check-expiration`; the authorities first.
const std::vector<ClusterCertificate>& cluster_certificates();
const ClusterCertificate* find_cluster_certificate(std::string_view name);

// A certificate and its key in PEM.
struct KeyPair {
    std::string certificate, key;
};

// An authority with its key, read once for several certificates.
struct Signer {
    Certificate certificate;
    RsaKey key;
};
Signer read_signer(const KeyPair& authority);

// What an authority signs for a new key. `wanted` names subject, alternative names and usages; the
// seed decides the key and the serial number.
KeyPair issue_certificate(CertificateFields wanted, const Signer& authority, Time not_before,
                          Time not_after, std::uint64_t seed);

// A new pair with the same contents, valid for a year from `now`: `kubeadm certs renew`.
KeyPair renew_certificate(const std::string& certificate, const KeyPair& authority, Time now,
                          std::string_view machine);

// A kubeconfig of a cluster with embedded certificates; `client` is what stands under `user:`.
std::string kubeconfig_text(const ApiEndpoint& server, std::string_view user,
                            std::string_view authority, std::string_view client);
std::string embedded_client(const KeyPair& pair);

struct CertificateFile {
    std::string path, content;
    bool secret = false;
};

// The files that `kubeadm init` or `kubeadm join` writes to a machine. The authorities are those of
// the first master, if it has them, else new ones.
std::vector<CertificateFile> certificate_files(const World& world, const Machine& machine);

}  // namespace podfall
