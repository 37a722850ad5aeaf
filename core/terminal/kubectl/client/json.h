// Reading JSON that may not look as hoped. Only for sources that include <nlohmann/json.hpp>.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/format/json.h"
#include "core/base/time.h"

namespace podfall::kube {

// The value under "a.b.c"; null when any part is missing.
const Json& at(const Json& json, std::string_view path);
// The value under one key, which may hold dots; null when missing.
const Json& member(const Json& json, const std::string& key);
// The same for writing, objects made on the way.
Json& edit(Json& json, std::string_view path);
// Takes out the member under "a.b.c".
void erase(Json& json, std::string_view path);

// The text of a string, number or bool; "" for the rest.
std::string text_of(const Json& json);
std::string text_at(const Json& json, std::string_view path);
std::int64_t number_of(const Json& json, std::int64_t missing = 0);
std::int64_t number_at(const Json& json, std::string_view path, std::int64_t missing = 0);
bool bool_at(const Json& json, std::string_view path);
// A time in RFC 3339; 0 when there is none.
Time time_at(const Json& json, std::string_view path);

// The items of an array; none when it is no array.
const Json::array_t& items(const Json& json);
// The members of an object in key order; none when it is no object.
const Json::object_t& members(const Json& json);

// A list of one.
Json list_of(Json item);

// An object without its empty members ("", [], {}, null), for building what Go's omitempty makes.
Json compact(Json json);

}  // namespace podfall::kube
