// Directories that -k and `kubectl kustomize` name.
#pragma once

#include <string>

#include "core/terminal/command.h"

namespace podfall::kube {

// The error for a directory: it has no kustomization (kubectl's own message), or it has one, which
// the lab cannot build.
std::string why_no_kustomization(CommandContext& ctx, const std::string& folder);

}  // namespace podfall::kube
