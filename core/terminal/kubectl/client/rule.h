// Splits the rules of roles. Models component-helpers/auth/rbac/validation (BreakdownRule).
#pragma once

#include <vector>

#include "core/api/format/json.h"

namespace podfall::kube {

// Each result has one verb, one group, one resource and at most one name, or one URL.
std::vector<Json> rule_parts(const Json& rule);

}  // namespace podfall::kube
