// Reads one field of an object by its path, without making JSON of the object.
#pragma once

#include <string>
#include <string_view>

#include "core/api/schema/type.h"

namespace podfall {

// The scalar at `path`, as JSON would print it without quotes ("3", "true", "Running", a time as
// RFC 3339). False when a part of the path is nil, missing in a list, or unknown, and when the
// value is no scalar. An empty path segment is unknown.
bool field_text(const Type& type, const void* value, std::string_view path, std::string& out);

// Whether the path names a field that the type has (items in [...] are taken as given).
bool is_field_path(const Type& type, std::string_view path);

// The same, of a field that holds a time.
bool is_time_path(const Type& type, std::string_view path);

}  // namespace podfall
