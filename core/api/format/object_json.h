// Objects to JSON and back, as Go's encoding/json does with the upstream struct tags.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/api/format/json.h"
#include "core/api/objects/kind.h"
#include "core/base/status.h"

namespace podfall {

// The JSON of a value of any described type.
Json to_json(const Type& type, const void* value);

// (J defers the need for the complete type Json to the caller.)
template <class T, class J = Json>
J to_json(const T& value) {
    return to_json(type_of<T>(), &value);
}

// The whole object with its apiVersion and kind.
Json object_json(const Object& object, Kind kind);

// Reads `json` into `out` over the present values; unknown fields are skipped. Returns the text of
// Go's error ("json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of
// type int32"), or empty on success.
std::string read_json(const Json& json, const Type& type, void* out);

template <class T>
std::string read_json(const Json& json, T& out) {
    return read_json(json, type_of<T>(), &out);
}

// A new object of this kind. The error is the API server's 400 BadRequest:
// `Deployment in version "v1" cannot be handled as a Deployment: ...`.
Result<std::shared_ptr<Object>> read_object(const Json& json, Kind kind);

// A member's text, `otherwise` when it is missing or none; a member that is an object, an empty one
// when it is not.
std::string text_member(const Json& object, const char* key, const char* otherwise = "");
const Json& object_member(const Json& object, const char* key);

// encoding/json's name for the kind of a JSON value: "string", "bool", "number", "array", "object".
std::string json_kind(const Json& json);

// Compact JSON text with sorted keys and Go's escapes (<, >, & as \u003c...), without a final
// newline. With a type, members are in the order of its fields, as Go prints a struct.
std::string json_text(const Json& json, const Type* type = nullptr);

// The same text indented by 4 spaces per level, as `kubectl get -o json` prints it, with a final
// newline.
std::string json_pretty(const Json& json, const Type* type = nullptr);

}  // namespace podfall
