// Reads one field of an object by its path, without converting the object to JSON.
#pragma once

#include <string>
#include <string_view>

#include "core/api/schema/type.h"

namespace podfall {

// The scalar at `path`, as JSON would print it without quotes ("3", "true", "Running", a time as
// RFC 3339). False when part of the path is nil, missing in a list or unknown, and when the value
// is not a scalar. An empty path segment is unknown.
bool field_text(const Type& type, const void* value, std::string_view path, std::string& out);

// Whether the type has the field that the path names (items in [...] are assumed to exist).
bool is_field_path(const Type& type, std::string_view path);

// The same for a field that holds a time.
bool is_time_path(const Type& type, std::string_view path);

}  // namespace podfall
