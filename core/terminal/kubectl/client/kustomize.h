// Folders that -k and `kubectl kustomize` name.
#pragma once

#include <string>

#include "core/terminal/command.h"

namespace podfall::kube {

// Why nothing is built from the folder: it has no kustomization, in the real one's words, or it has
// one, which the lab cannot build.
std::string why_no_kustomization(CommandContext& ctx, const std::string& folder);

}  // namespace podfall::kube
