// The API server's validation. Models pkg/apis/*/validation and apimachinery's field errors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/api/objects/kind.h"
#include "core/api/rules/field_error.h"
#include "core/api/rules/names.h"
#include "core/base/status.h"

namespace podfall {

// 200, or the 422 Invalid that lists every error. `previous` is null on creation. Both objects must
// have had their defaults applied.
Status validate(const Object& next, const Object* previous, Kind kind);

// For the status sub-resource and other special updates, which check metadata only.
Status validate_metadata_update(const Object& next, const Object& previous, Kind kind);

// 422 for a list of errors; 200 for none.
Status invalid(Kind kind, std::string_view name, const FieldErrors& errors);

}  // namespace podfall
