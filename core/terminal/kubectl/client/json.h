// Reads JSON that may have an unexpected shape. Only for sources that include <nlohmann/json.hpp>.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/format/json.h"
#include "core/base/time.h"

namespace podfall::kube {

// The value at "a.b.c"; null when any part is missing.
const Json& at(const Json& json, std::string_view path);
// The value of one key, which may contain dots; null if missing.
const Json& member(const Json& json, const std::string& key);
// The same for writing; creates missing objects on the path.
Json& edit(Json& json, std::string_view path);
// Removes the member at "a.b.c".
void erase(Json& json, std::string_view path);

// The text of a string, number or bool; "" otherwise.
std::string text_of(const Json& json);
std::string text_at(const Json& json, std::string_view path);
std::int64_t number_of(const Json& json, std::int64_t missing = 0);
std::int64_t number_at(const Json& json, std::string_view path, std::int64_t missing = 0);
bool bool_at(const Json& json, std::string_view path);
// A time in RFC 3339; 0 if there is none.
Time time_at(const Json& json, std::string_view path);

// The items of an array; none if it is not an array.
const Json::array_t& items(const Json& json);
// The members of an object in key order; none if it is not an object.
const Json::object_t& members(const Json& json);

// A list with one item.
Json list_of(Json item);

// An object without its empty members ("", [], {}, null), as Go's omitempty produces.
Json compact(Json json);

}  // namespace podfall::kube
