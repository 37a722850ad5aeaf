// --sort-by. Models kubectl/pkg/cmd/get/sorter.go.
#pragma once

#include <string>
#include <vector>

#include "core/terminal/kubectl/client/error.h"

namespace podfall::kube {

// Sorts objects (or, with `inside` = "object", rows of a Table) by a field.
Error sort_by(std::vector<Json>& list, const std::string& field, const char* inside);

// Numbers inside texts compare as numbers: "pod-2" < "pod-10" (fvbommel/sortorder).
bool natural_less(std::string_view a, std::string_view b);

}  // namespace podfall::kube
