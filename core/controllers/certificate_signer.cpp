// Issues the certificates of approved CertificateSigningRequests. Models
// pkg/controller/certificates/signer and certificate_controller.go (v1.20). Simplified: the
// authority is the file that kubeadm passes for every signer.
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/objects/raw.h"
#include "core/base/base64.h"
#include "core/base/crypto/pem.h"
#include "core/base/crypto/x509.h"
#include "core/base/text.h"
#include "core/controllers/root_ca.h"

namespace podfall {
namespace {

constexpr Duration signing_duration = days(365);  // --cluster-signing-duration
constexpr Duration backdate = minutes(5);

const std::string* file_of(LoopContext& loop, const char* path) {
    const File* file = loop.machine().files.find(path);
    return file && file->content ? &*file->content : nullptr;
}

bool has_condition(const Json& status, const char* type) {
    const Json conditions = status.is_object() ? status.value("conditions", Json::array()) : Json();
    for (const Json& c : conditions)
        if (text_member(c, "type") == type && text_member(c, "status") == "True") return true;
    return false;
}

bool has_usage(const Json& spec, const char* usage) {
    for (const Json& u : spec.value("usages", Json::array()))
        if (u == usage) return true;
    return false;
}

// The reason why the signer refuses, or nothing.
std::string refusal(const std::string& signer, const Json& spec, const CertificateRequest& csr) {
    if (signer == "kubernetes.io/kube-apiserver-client") {
        for (const Json& u : spec.value("usages", Json::array()))
            if (u != "client auth" && u != "digital signature" && u != "key encipherment")
                return cat("usages did not match [client auth digital signature key encipherment]");
        return has_usage(spec, "client auth") ? "" : "usages did not match [client auth]";
    }
    const std::vector<std::string> groups = organizations(csr.subject);
    if (groups.size() != 1 || groups[0] != "system:nodes")
        return "organization in CSR is not system:nodes";
    if (common_name(csr.subject).rfind("system:node:", 0) != 0)
        return "subject common name does not begin with system:node: ";
    return "";
}

std::string sign(LoopContext& loop, const Json& spec, const CertificateRequest& csr,
                 const std::string& ca_text, const std::string& ca_key) {
    const Certificate ca = read_certificate_pem(ca_text);
    const Time now = loop.now() + loop.machine().clock_offset;
    CertificateFields f;
    for (std::uint64_t serial = loop.world.random.next(), shift = 64; shift > 0; shift -= 8)
        f.serial += static_cast<char>(serial >> (shift - 8));
    f.issuer = ca.fields.subject;
    f.authority_key_id = ca.fields.subject_key_id;
    f.subject = csr.subject;
    f.key = csr.key;
    f.not_before = now - backdate;
    f.not_after = std::min(f.not_before + signing_duration, ca.fields.not_after);
    f.key_usage = (has_usage(spec, "digital signature") ? digital_signature : 0u) |
                  (has_usage(spec, "key encipherment") ? key_encipherment : 0u);
    f.client_auth = has_usage(spec, "client auth");
    f.server_auth = has_usage(spec, "server auth");
    f.basic_constraints = true;
    return pem_text("CERTIFICATE", make_certificate(std::move(f), read_private_key(ca_key)));
}

Outcome reconcile(LoopContext& loop, const std::string& name) {
    const auto stored = std::static_pointer_cast<const RawObject>(
        loop.cached(ObjectKey{Kind::certificate_signing_request, "", name}));
    if (!stored) return done();
    Json body = Json::parse(stored->body.text, nullptr, false);
    if (!body.is_object()) return done();
    const Json spec = object_member(body, "spec");
    Json status = object_member(body, "status");
    const std::string signer = text_member(spec, "signerName");
    const bool ours = signer == "kubernetes.io/kube-apiserver-client" ||
                      signer == "kubernetes.io/kube-apiserver-client-kubelet" ||
                      signer == "kubernetes.io/kubelet-serving";
    if (!ours || !has_condition(status, "Approved") || has_condition(status, "Denied") ||
        has_condition(status, "Failed") || !text_member(status, "certificate").empty())
        return done();
    const std::string* ca = file_of(loop, "/etc/kubernetes/pki/ca.crt");
    const std::string* key = file_of(loop, "/etc/kubernetes/pki/ca.key");
    std::string request;
    base64_decode(text_member(spec, "request"), request);
    const CertificateRequest csr =
        read_certificate_request(pem_block(request, "CERTIFICATE REQUEST"));
    if (!ca || !key || !csr.readable()) return failed();
    if (const std::string why = refusal(signer, spec, csr); !why.empty())
        status["conditions"].push_back({{"type", "Failed"},
                                        {"status", "True"},
                                        {"reason", "SignerValidationFailure"},
                                        {"message", why}});
    else
        status["certificate"] = base64_encode(sign(loop, spec, csr, *ca, *key));
    body["status"] = std::move(status);
    RawObject next = *stored;
    next.body.text = body.dump();
    const auto written =
        loop.api.update(Kind::certificate_signing_request,
                        std::make_shared<RawObject>(std::move(next)), Subresource::status);
    return written ? done() : failed();
}

void observe(LoopContext& loop, const Change& change) {
    if (change.type != ChangeType::deleted) loop.enqueue(change.key.name);
}

}  // namespace

extern const Controller certificate_signer = {
    .name = "csrsigning",
    .host = "kube-controller-manager",
    .watches = {Kind::certificate_signing_request},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
