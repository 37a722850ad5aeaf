// kubectl debug, alpha debug and kustomize. Models kubectl/pkg/cmd/debug and kustomize. Simplified:
// debugging a node or a copy of a pod, and building, are not supported, and an error says so.
// Ephemeral containers are behind a feature gate that is off in v1.20; the server reports that.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/builder.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/kustomize.h"

namespace podfall {

namespace kube {

namespace {

Step debug(Kubectl& k) {
    const bool copies = !k.flags.text("copy-to").empty();
    if (!copies && k.flags.text("image").empty())
        return k.fail("you must specify --image when not using --copy-to.");
    if (k.args().empty()) return k.fail("NAME is required for debug");
    Builder b = make_builder(k);
    if (!contains(k.args()[0], "/"))
        b.args = {"pods", k.args()[0]};
    else
        b.args.resize(1);
    Error fatal;
    Errors errors;
    const std::vector<Info> infos = b.infos(k, fatal, errors);
    if (fatal) return k.fail(fatal);
    if (!errors.empty()) return k.fail(errors);
    const std::string& kind = infos[0].resource.kind;
    if (kind == "Node") return k.fail("this lab has no debugging pods for nodes: use ssh NODE");
    if (kind != "Pod")
        return k.fail(cat(
            quote(cat(infos[0].resource.group, "/", infos[0].resource.version, ", Kind=", kind)),
            " not supported by debug"));
    if (copies)
        return k.fail(
            "this lab does not copy pods: use kubectl run -it --rm NAME --image=busybox -- sh");
    Json answer;
    Error error;
    if (k.get(infos[0].path("ephemeralcontainers"), {}, answer, error))
        return k.fail("this lab has no ephemeral containers");
    if (!error.not_found()) return k.fail(error);
    return k.fail(cat("ephemeral containers are disabled for this cluster (error from server: ",
                      quote(error.message), ")."));
}

Step alpha_debug(Kubectl& k) {
    k.err(
        "NOTE: \"kubectl alpha debug\" is deprecated and will be removed in release 1.21. Please "
        "use \"kubectl debug\" instead.\n\n");
    return debug(k);
}

Step kustomize(Kubectl& k) {
    k.err(cat("Error: ", why_no_kustomization(k.ctx, k.args().empty() ? "." : k.args()[0]), "\n"));
    return k.done(1);
}

Step run_debug(CommandContext& ctx) {
    return run(ctx, "debug", debug);
}
Step run_alpha_debug(CommandContext& ctx) {
    return run(ctx, "alpha debug", alpha_debug);
}
Step run_kustomize(CommandContext& ctx) {
    return run(ctx, "kustomize", kustomize);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_debug = {
    .name = "kubectl debug",
    .summary = "Create debugging sessions for troubleshooting (not in this lab)",
    .run = kube::run_debug,
};

extern const Command kubectl_alpha_debug = {
    .name = "kubectl alpha debug",
    .summary = "The former name of kubectl debug",
    .run = kube::run_alpha_debug,
};

extern const Command kubectl_kustomize = {
    .name = "kubectl kustomize",
    .summary = "Build a kustomization target (not in this lab)",
    .run = kube::run_kustomize,
};

}  // namespace podfall
