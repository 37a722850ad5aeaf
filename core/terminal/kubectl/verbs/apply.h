// The patch that apply sends; diff computes it too.
#pragma once

#include "core/base/status.h"
#include "core/terminal/kubectl/client/write.h"

namespace podfall::kube {

// The three-way patch from the current object to the modified configuration; "{}" when nothing
// changes. Includers need the complete type Json.
Result<Json> apply_patch(const Info& info, const Json& current, const Json& modified,
                         PatchType& type);

// `Resource: "apps/v1, Resource=deployments", ...`: how apply's errors describe an object.
std::string info_text(const Info& info);

}  // namespace podfall::kube
