// kubectl certificate approve and deny. Models kubectl/pkg/cmd/certificates.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/builder.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/print/print.h"

namespace podfall {

namespace kube {

namespace {

// What each of the two commands writes.
struct Decision {
    const char *type, *opposite, *operation, *reason, *message;
};
constexpr Decision approval = {"Approved", "Denied", "approved", "KubectlApprove",
                               "This CSR was approved by kubectl certificate approve."};
constexpr Decision denial = {"Denied", "Approved", "denied", "KubectlDeny",
                             "This CSR was denied by kubectl certificate deny."};

Error decide_one(Kubectl& k, const Info& info, const Decision& v) {
    if (info.resource.kind != "CertificateSigningRequest")
        return plain_error(
            cat("can only handle CertificateSigningRequest.certificates.k8s.io objects, got ",
                info.resource.kind, ".", info.resource.group));
    Json csr;
    Error error;
    if (!k.get(info.path(), {}, csr, error)) return error;
    bool known = false;
    for (const Json& c : items(at(csr, "status.conditions"))) {
        const std::string type = text_at(c, "type");
        if (type == v.opposite)
            return plain_error(
                cat("certificate signing request ", quote(info.name), " is already ", type));
        known = known || type == v.type;
    }
    if (known && !k.flags.on("force")) return {};
    if (!known) {
        Json& conditions = edit(csr, "status.conditions");
        if (!conditions.is_array()) conditions = Json::array();
        conditions.push_back({{"type", v.type},
                              {"status", "True"},
                              {"reason", v.reason},
                              {"message", v.message},
                              {"lastUpdateTime", rfc3339(k.ctx.now())},
                              {"lastTransitionTime", nullptr}});
    }
    Json answer;
    const Json body = csr;
    k.call("PUT", info.path("approval"), {}, &body, answer, error);
    return error;
}

Step decide(Kubectl& k, const Decision& v) {
    ObjectPrinter printer;
    printer.typed = true;
    Error error;
    if (!printer.init(k, v.operation, error)) return k.fail(error);
    Builder b = make_builder(k);
    b.flatten = b.continue_on_error = b.latest = true;
    if (k.args().empty() && b.filenames.empty() && b.kustomize.empty())
        return k.fail("one or more CSRs must be specified as <name> or -f <filename>");
    b.label_selector.clear();
    if (!b.args.empty()) b.args.insert(b.args.begin(), "certificatesigningrequests");
    int found = 0;
    auto one = [&](Info& info) -> Error {
        if (Error e = decide_one(k, info, v)) return e;
        ++found;
        return printer.print(k, *info.object);
    };
    Errors errors;
    b.visit(k, error, errors, one);
    if (found == 0 && !error && errors.empty()) k.out("No resources found\n");
    if (error) return k.fail(error);
    return errors.empty() ? k.done() : k.fail(errors);
}

Step run_approve(CommandContext& ctx) {
    return run(ctx, "certificate approve", [](Kubectl& k) { return decide(k, approval); });
}
Step run_deny(CommandContext& ctx) {
    return run(ctx, "certificate deny", [](Kubectl& k) { return decide(k, denial); });
}

}  // namespace

}  // namespace kube

extern const Command kubectl_certificate_approve = {
    .name = "kubectl certificate approve",
    .summary = "Approve a certificate signing request",
    .run = kube::run_approve,
};

extern const Command kubectl_certificate_deny = {
    .name = "kubectl certificate deny",
    .summary = "Deny a certificate signing request",
    .run = kube::run_deny,
};

}  // namespace podfall
