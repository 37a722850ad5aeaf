// ConfigMaps and Secrets that a kustomization generates.
#pragma once

#include "core/terminal/kubectl/kustomize/kustomization.h"
#include "core/terminal/kubectl/kustomize/kustomized.h"

namespace podfall::kube {

// An object of configMapGenerator or secretGenerator. Models cli-runtime's
// kustomize/k8sdeps/configmapandsecret.
bool generated(CommandContext& ctx, const Kustomization& from, const Json& wanted, bool secret,
               Json& object, std::string& error);

// Behaviour replace or merge: `made` takes the place of an object of its name.
void take_over(Kustomized& old, Kustomized& made, bool merge);

}  // namespace podfall::kube
