// The rules of roles, taken apart. Models component-helpers/auth/rbac/validation (BreakdownRule).
#pragma once

#include <vector>

#include "core/api/format/json.h"

namespace podfall::kube {

// One verb, one group, one resource and at most one name, or one URL, each.
std::vector<Json> rule_parts(const Json& rule);

}  // namespace podfall::kube
