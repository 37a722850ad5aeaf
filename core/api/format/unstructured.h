// Whether a JSON document fits a type, with the errors of the API server's converter. Models
// apimachinery/pkg/runtime/converter.go (FromUnstructured) of v1.20.
#pragma once

#include <string>

#include "core/api/format/json.h"
#include "core/api/schema/type.h"

namespace podfall {

// The converter's first error ("unrecognized type: int32"), or empty when the document fits.
std::string conversion_error(const Json& json, const Type& type);

}  // namespace podfall
