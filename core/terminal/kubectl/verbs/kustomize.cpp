// kubectl kustomize: prints the manifests that a kustomization builds. Models
// kubectl/pkg/cmd/kustomize.
#include "core/terminal/kubectl/kustomize/kustomize.h"

#include "core/base/text.h"
#include "core/terminal/kubectl/kubectl.h"

namespace podfall {

namespace kube {

namespace {

Step kustomize(Kubectl& k) {
    std::string manifests, error;
    if (k.args().size() > 1) {
        error = "specify one path to a kustomization directory";
    } else if (build_kustomization(k.ctx, k.args().empty() ? "./" : k.args()[0], manifests,
                                   error)) {
        k.out(manifests);
        return k.done();
    }
    k.err(cat("Error: ", error, "\n"));
    return k.done(1);
}

Step run_kustomize(CommandContext& ctx) {
    return run(ctx, "kustomize", kustomize);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_kustomize = {
    .name = "kubectl kustomize",
    .summary = "Build a kustomization target from a directory",
    .run = kube::run_kustomize,
};

}  // namespace podfall
