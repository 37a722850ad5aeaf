// Builds the manifests of a folder that has a kustomization. Models the kustomize v2.0.3 that is
// part of kubectl v1.20. Simplified: no remote bases, crds or configurations; of conflicts between
// patches of one object the last patch wins.
#pragma once

#include <string>

#include "core/terminal/command.h"

namespace podfall::kube {

// The manifests as YAML documents. False with kubectl's error, which may have several lines.
bool build_kustomization(CommandContext& ctx, const std::string& folder, std::string& manifests,
                         std::string& error);

}  // namespace podfall::kube
