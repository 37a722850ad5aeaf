// Checks a JSON document against a type description and words the mismatches as the API server
// does.
#include "core/api/format/unstructured.h"

#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/base/text.h"

namespace podfall {

namespace {

// Go's reflect.Kind of a decoded JSON value.
const char* kind_of_value(const Json& json) {
    if (json.is_string()) return "string";
    if (json.is_boolean()) return "bool";
    if (json.is_number_integer()) return "int64";
    if (json.is_number()) return "float64";
    return json.is_array() ? "slice" : "map";
}

// Numbers convert to number types if no fraction is lost, and integers also "convert" to strings in
// Go's reflection.
std::string scalar_error(const Json& json, const Type& type, const Field* field) {
    const bool number = type.shape == Shape::int32 || type.shape == Shape::int64;
    const bool text = type.shape == Shape::string || type.shape == Shape::decimal;
    if (type.shape == Shape::boolean ? json.is_boolean()
        : number                     ? json.is_number_integer()
                                     : json.is_string())
        return "";
    const std::string_view kind = text ? "string" : type.name;
    const std::string_view named =
        field && !field->detail("type=").empty() ? field->detail("type=") : kind;
    if (number && json.is_number()) {
        const auto n = json.get<double>();
        const auto whole = static_cast<std::int64_t>(n);
        return static_cast<double>(whole) == n ? std::string()
                                               : cat("cannot convert float64 to ", named);
    }
    if (text && json.is_number_integer()) return cat("cannot convert int64 to ", named);
    return cat("unrecognized type: ", kind);
}

// Types with their own UnmarshalJSON.
std::string own_error(const Json& json, const Type& type) {
    Quantity quantity;
    IntOrString number;
    Time time = 0;
    switch (type.shape) {
        case Shape::quantity:
            return read_json(json, type, &quantity);
        case Shape::int_or_string:
            return read_json(json, type, &number);
        case Shape::time:
        case Shape::micro_time:
            return read_json(json, type, &time);
        default:
            return "";
    }
}

std::string value_error(const Json& json, const Type& type, const Field* field);

std::string struct_error(const Json& json, const Type& type) {
    if (!json.is_object()) return cat("cannot restore struct from: ", kind_of_value(json));
    for (const Field& field : type.fields) {
        const auto it = *field.json ? json.find(field.json) : json.end();
        const Json* value = !*field.json ? &json : it != json.end() ? &*it : nullptr;
        if (!value) continue;
        if (std::string error = value_error(*value, field.type(), &field); !error.empty())
            return error;
    }
    return "";
}

std::string value_error(const Json& json, const Type& type, const Field* field) {
    if (json.is_null()) return "";
    switch (type.shape) {
        case Shape::boolean:
        case Shape::int32:
        case Shape::int64:
        case Shape::string:
        case Shape::decimal:
            return scalar_error(json, type, field);
        case Shape::optional:
        case Shape::box:
        case Shape::held:
            return value_error(json, type.element(), field);
        case Shape::structure:
            return struct_error(json, type);
        case Shape::list:
            if (!json.is_array()) return cat("cannot restore slice from ", kind_of_value(json));
            break;
        case Shape::map:
            if (!json.is_object()) return cat("cannot restore map from ", kind_of_value(json));
            break;
        default:
            return own_error(json, type);
    }
    for (const Json& item : json)
        if (std::string error = value_error(item, type.element(), field); !error.empty())
            return error;
    return "";
}

}  // namespace

std::string conversion_error(const Json& json, const Type& type) {
    return value_error(json, type, nullptr);
}

}  // namespace podfall
