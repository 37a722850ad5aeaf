// Checks a container's user. Models verifyRunAsNonRoot of
// pkg/kubelet/kuberuntime/security_context_others.go and pkg/securitycontext of v1.20.2.
#include "core/base/text.h"
#include "core/machine/docker/catalogue.h"
#include "core/machine/kubelet/kubelet.h"

namespace podfall::kubelet {

std::string non_root_problem(const Pod& pod, const Container& c) {
    std::optional<bool> non_root;
    std::optional<std::int64_t> user;
    if (const auto& of_pod = pod.spec.security_context) {
        non_root = of_pod->run_as_non_root;
        user = of_pod->run_as_user;
    }
    if (const auto& own = c.security_context) {
        if (own->run_as_non_root) non_root = own->run_as_non_root;
        if (own->run_as_user) user = own->run_as_user;
    }
    if (!non_root.value_or(false)) return "";
    const std::string about = cat("(pod: \"", pod.metadata.name, "_", pod.metadata.namespace_, "(",
                                  pod.metadata.uid, ")\", container: ", c.name, ")");
    if (user) return *user == 0 ? cat("container's runAsUser breaks non-root policy ", about) : "";
    const CatalogueImage* image = find_in_catalogue(c.image);
    const std::string name = image ? image->user : "";
    std::int64_t number = 0;
    if (name.empty() || (parse_int(name, number) && number == 0))
        return cat("container has runAsNonRoot and image will run as root ", about);
    if (parse_int(name, number)) return "";
    return cat("container has runAsNonRoot and image has non-numeric user (", name,
               "), cannot verify user is non-root ", about);
}

}  // namespace podfall::kubelet
