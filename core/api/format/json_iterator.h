// What the API server's JSON decoder says of a document that does not fit a type.
#pragma once

#include <string>
#include <string_view>

#include "core/api/schema/type.h"

namespace podfall {

// The error of decoding `text` (which is JSON) into a struct of `type`; empty when it is decoded.
// Models github.com/json-iterator/go as vendored in v1.20: after an error the decoder goes on with
// the next byte until nothing fits any more, and each level puts its name before the error.
std::string json_iterator_error(std::string_view text, const Type& type);

}  // namespace podfall
