// kubectl apply --prune: removes what was applied once and is no longer among the manifests.
#pragma once

#include <string>
#include <vector>

#include "core/terminal/kubectl/client/builder.h"

namespace podfall::kube {

// The objects that this apply has written, and the namespaces that they are in.
struct Visited {
    std::vector<std::string> uids, namespaces;
};

struct PruneKind {
    std::string group, version, kind;
    bool namespaced = true;
    Resource resource;
};

// The kinds of --prune-whitelist, or upstream's own list.
Error prunable_kinds(Kubectl& k, std::vector<PruneKind>& kinds);

Error prune(Kubectl& k, std::vector<PruneKind>& kinds, const Visited& visited, int dry_run);

}  // namespace podfall::kube
