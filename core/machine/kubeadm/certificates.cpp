// Makes the certificates of a cluster.
#include "core/machine/kubeadm/certificates.h"

#include "core/base/base64.h"
#include "core/base/crypto/pem.h"
#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/net/network.h"

namespace podfall {

namespace {

constexpr Duration certificate_validity = days(365);
constexpr Duration authority_validity = 10 * days(365);
constexpr int key_bits = 2048;
constexpr const char* folder = "/etc/kubernetes/";
constexpr std::string_view first_master = "192.168.1.10";  // kubeadm init ran there

constexpr const char* masters = "system:masters";

std::uint64_t seed_of(std::initializer_list<std::string_view> names, Time t) {
    Hasher hasher;
    for (const std::string_view name : names) hasher.add(name);
    hasher.add(static_cast<std::uint64_t>(t));
    return hasher.value();
}

std::string private_pem(const RsaKey& key) {
    return pem_text("RSA PRIVATE KEY", rsa_private_der(key));
}

DistinguishedName name_of(std::string_view common, std::string_view group) {
    DistinguishedName out;
    if (!group.empty()) out.push_back({"O", std::string(group)});
    out.push_back({"CN", std::string(common)});
    return out;
}

// NewSelfSignedCACert
KeyPair new_authority(const ClusterCertificate& c, Time now) {
    const RsaKey key = make_rsa_key(key_bits, seed_of({c.name}, now));
    CertificateFields f;
    f.issuer = f.subject = name_of(c.subject, "");
    f.not_before = now;
    f.not_after = now + authority_validity;
    f.key = key.open;
    f.key_usage = digital_signature | key_encipherment | cert_sign;
    f.basic_constraints = f.authority = true;
    return {pem_text("CERTIFICATE", make_certificate(f, key)), private_pem(key)};
}

std::string content_of(const Machine& machine, const std::string& path) {
    const File* file = machine.files.find(path);
    return file && file->content ? *file->content : std::string();
}

const Machine* founder(const World& world) {
    for (const auto& [id, machine] : world.machines)
        if (machine.ip == first_master) return &machine;
    return nullptr;
}

// The pairs of the authorities, made or read once for all certificates of a machine.
struct Authorities {
    struct Known {
        const ClusterCertificate* certificate;
        KeyPair pair;
        Signer signer;
    };
    std::vector<Known> known;

    Authorities(const World& world) {
        const Machine* master = founder(world);
        for (const ClusterCertificate& c : cluster_certificates()) {
            if (c.authority[0] != '\0') continue;
            KeyPair pair;
            if (master) {
                const std::string path = cat(folder, c.path);
                pair = {content_of(*master, path + ".crt"), content_of(*master, path + ".key")};
            }
            if (pair.certificate.empty() || pair.key.empty()) pair = new_authority(c, world.now);
            Signer signer = read_signer(pair);
            known.push_back({&c, std::move(pair), std::move(signer)});
        }
    }
    const Known& of(std::string_view name) const {
        for (const Known& k : known)
            if (name == k.certificate->name) return k;
        return known[0];
    }
};

void add_alternative_names(const World& world, const Machine& machine, const ClusterCertificate& c,
                           CertificateFields& f) {
    if (!c.server) return;
    if (std::string_view(c.name) == "apiserver") {
        f.dns_names = {"kubernetes", "kubernetes.default", "kubernetes.default.svc",
                       "kubernetes.default.svc.cluster.local", machine.name};
        f.ips = {"10.96.0.1", machine.ip};
        if (world.api_endpoint.ip != first_master) f.ips.push_back(world.api_endpoint.ip);
        return;
    }
    f.dns_names = {"localhost", machine.name};
    f.ips = {machine.ip, "127.0.0.1", "::1"};
}

KeyPair new_pair(const World& world, const Machine& machine, const ClusterCertificate& c,
                 const Signer& authority) {
    CertificateFields f;
    f.subject = name_of(c.subject[0] != '\0' ? c.subject : machine.name, c.group);
    f.server_auth = c.server;
    f.client_auth = c.client;
    add_alternative_names(world, machine, c, f);
    return issue_certificate(std::move(f), authority, world.now, world.now + certificate_validity,
                             seed_of({machine.name, c.name}, world.now));
}

// The kubelet's certificate, as its rotation keeps it: certificate and key in one file.
void add_kubelet(const World& world, const Machine& machine, const Authorities& authorities,
                 std::vector<CertificateFile>& out) {
    constexpr const char* current = "/var/lib/kubelet/pki/kubelet-client-current.pem";
    const std::string user = cat("system:node:", machine.name);
    const Authorities::Known& ca = authorities.of("ca");
    CertificateFields f;
    f.subject = name_of(user, "system:nodes");
    f.client_auth = true;
    const KeyPair pair =
        issue_certificate(std::move(f), ca.signer, world.now, world.now + certificate_validity,
                          seed_of({machine.name, "kubelet"}, world.now));
    out.push_back({current, pair.certificate + pair.key, true});
    out.push_back(
        {"/etc/kubernetes/kubelet.conf",
         kubeconfig_text(world.api_endpoint, user, ca.pair.certificate,
                         cat("client-certificate: ", current, "\n    client-key: ", current)),
         true});
}

void add_service_account_key(const World& world, std::vector<CertificateFile>& out) {
    const Machine* master = founder(world);
    std::string key = master ? content_of(*master, "/etc/kubernetes/pki/sa.key") : std::string();
    if (key.empty()) key = private_pem(make_rsa_key(key_bits, seed_of({"sa"}, world.now)));
    const std::string open = rsa_public_info(read_private_key(key).open);
    out.push_back({"/etc/kubernetes/pki/sa.key", key, true});
    out.push_back({"/etc/kubernetes/pki/sa.pub", pem_text("PUBLIC KEY", open), true});
}

}  // namespace

std::string ClusterCertificate::file() const {
    return cat(folder, path, in_kubeconfig() ? "" : ".crt");
}

const std::vector<ClusterCertificate>& cluster_certificates() {
    static const std::vector<ClusterCertificate> all = {
        {"ca", "pki/ca", "", "", "kubernetes", "", false, false},
        {"etcd-ca", "pki/etcd/ca", "", "", "etcd-ca", "", false, false},
        {"front-proxy-ca", "pki/front-proxy-ca", "", "", "front-proxy-ca", "", false, false},
        {"admin.conf", "admin.conf", "ca",
         "certificate embedded in the kubeconfig file for the admin to use and for kubeadm itself",
         "kubernetes-admin", masters, false, true},
        {"apiserver", "pki/apiserver", "ca", "certificate for serving the Kubernetes API",
         "kube-apiserver", "", true, false},
        {"apiserver-etcd-client", "pki/apiserver-etcd-client", "etcd-ca",
         "certificate the apiserver uses to access etcd", "kube-apiserver-etcd-client", masters,
         false, true},
        {"apiserver-kubelet-client", "pki/apiserver-kubelet-client", "ca",
         "certificate for the API server to connect to kubelet", "kube-apiserver-kubelet-client",
         masters, false, true},
        {"controller-manager.conf", "controller-manager.conf", "ca",
         "certificate embedded in the kubeconfig file for the controller manager to use",
         "system:kube-controller-manager", "", false, true},
        {"etcd-healthcheck-client", "pki/etcd/healthcheck-client", "etcd-ca",
         "certificate for liveness probes to healthcheck etcd", "kube-etcd-healthcheck-client",
         masters, false, true},
        {"etcd-peer", "pki/etcd/peer", "etcd-ca",
         "certificate for etcd nodes to communicate with each other", "", "", true, true},
        {"etcd-server", "pki/etcd/server", "etcd-ca", "certificate for serving etcd", "", "", true,
         true},
        {"front-proxy-client", "pki/front-proxy-client", "front-proxy-ca",
         "certificate for the front proxy client", "front-proxy-client", "", false, true},
        {"scheduler.conf", "scheduler.conf", "ca",
         "certificate embedded in the kubeconfig file for the scheduler manager to use",
         "system:kube-scheduler", "", false, true},
    };
    return all;
}

const ClusterCertificate* find_cluster_certificate(std::string_view name) {
    for (const ClusterCertificate& c : cluster_certificates())
        if (name == c.name) return &c;
    return nullptr;
}

Signer read_signer(const KeyPair& authority) {
    return {read_certificate_pem(authority.certificate), read_private_key(authority.key)};
}

KeyPair issue_certificate(CertificateFields wanted, const Signer& authority, Time not_before,
                          Time not_after, std::uint64_t seed) {
    Random random{.state = seed};
    const RsaKey key = make_rsa_key(key_bits, random.next());
    const Certificate& ca = authority.certificate;
    for (std::uint64_t serial = random.next() >> 1, shift = 64; shift > 0; shift -= 8)
        wanted.serial += static_cast<char>(serial >> (shift - 8));
    wanted.issuer = ca.fields.subject;
    wanted.authority_key_id = ca.fields.subject_key_id;
    wanted.key = key.open;
    wanted.key_usage = digital_signature | key_encipherment;
    wanted.not_before = not_before;
    wanted.not_after = not_after;
    const std::string der = make_certificate(std::move(wanted), authority.key);
    return {pem_text("CERTIFICATE", der), private_pem(key)};
}

KeyPair renew_certificate(const std::string& certificate, const KeyPair& authority, Time now,
                          std::string_view machine) {
    const Certificate old = read_certificate_pem(certificate);
    CertificateFields f;
    f.subject = old.fields.subject;
    f.dns_names = old.fields.dns_names;
    f.ips = old.fields.ips;
    f.server_auth = old.fields.server_auth;
    f.client_auth = old.fields.client_auth;
    const Signer signer = read_signer(authority);
    return issue_certificate(std::move(f), signer, signer.certificate.fields.not_before,
                             now + certificate_validity, seed_of({machine, old.der}, now));
}

std::string kubeconfig_text(const ApiEndpoint& server, std::string_view user,
                            std::string_view authority, std::string_view client) {
    return cat("apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: ",
               base64_encode(authority), "\n    server: https://", server.ip, ":", server.port,
               "\n  name: kubernetes\ncontexts:\n- context:\n    cluster: kubernetes\n    user: ",
               user, "\n  name: ", user, "@kubernetes\ncurrent-context: ", user,
               "@kubernetes\nkind: Config\npreferences: {}\nusers:\n- name: ", user,
               "\n  user:\n    ", client, "\n");
}

std::string embedded_client(const KeyPair& pair) {
    return cat("client-certificate-data: ", base64_encode(pair.certificate),
               "\n    client-key-data: ", base64_encode(pair.key));
}

std::vector<CertificateFile> certificate_files(const World& world, const Machine& machine) {
    std::vector<CertificateFile> out;
    const Authorities authorities(world);
    add_kubelet(world, machine, authorities, out);
    if (!machine.control_plane) {
        out.push_back({"/etc/kubernetes/pki/ca.crt", authorities.of("ca").pair.certificate});
        return out;
    }
    for (const ClusterCertificate& c : cluster_certificates()) {
        if (c.in_kubeconfig()) {
            const bool admin = std::string_view(c.name) == "admin.conf";
            const Authorities::Known& ca = authorities.of("ca");
            out.push_back(
                {c.file(),
                 kubeconfig_text(admin ? world.api_endpoint : ApiEndpoint{machine.ip, api_port},
                                 c.subject, ca.pair.certificate,
                                 embedded_client(new_pair(world, machine, c, ca.signer))),
                 true});
            if (admin) out.push_back({"/root/.kube/config", out.back().content, true});
            continue;
        }
        const KeyPair pair = c.authority[0] == '\0'
                                 ? authorities.of(c.name).pair
                                 : new_pair(world, machine, c, authorities.of(c.authority).signer);
        out.push_back({c.file(), pair.certificate});
        out.push_back({cat(folder, c.path, ".key"), pair.key, true});
    }
    add_service_account_key(world, out);
    return out;
}

}  // namespace podfall
