// Reading JSON into objects, with the errors of Go's encoding/json.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/base/base64.h"
#include "core/base/text.h"

namespace podfall {

namespace {

std::string_view short_name(const char* name) {
    const std::string_view all = name;
    const std::size_t dot = all.find('.');
    return dot == std::string_view::npos ? all : all.substr(dot + 1);
}

class JsonReader {
public:
    // False after the first error, which is in `error`.
    bool value(const Json& json, const Type& type, void* p);
    std::string error;

private:
    bool members(const Json& json, const Type& type, void* p);
    bool member(const std::string& key, const Json& json, const Type& type, void* p);
    bool list(const Json& json, const Type& type, void* p);
    bool map(const Json& json, const Type& type, void* p);
    bool integer(const Json& json, const Type& type, std::int64_t low, std::int64_t high,
                 std::int64_t& out);
    bool time(const Json& json, Time& out);
    bool text_value(const Json& json, const Type& type, void* p);
    bool wrong(const Json& json, std::string_view go_type);

    std::vector<std::string> path_;
    const Type* owner_ = nullptr;
    std::string go_type_;  // the current field's type, if its details override it
};

bool JsonReader::wrong(const Json& json, std::string_view go_type) {
    // A number of the wrong type is reported by its kind; one that does not fit, by its digits.
    const bool unfit = json.is_number() && (go_type == "int32" || go_type == "int64");
    error = cat("json: cannot unmarshal ", json_kind(json), unfit ? cat(" ", json.dump()) : "",
                " into Go ");
    if (owner_)
        error += cat("struct field ", short_name(owner_->name), ".", join(path_, "."), " of type ");
    if (!owner_) error += "value of type ";
    error += go_type;
    return false;
}

bool JsonReader::integer(const Json& json, const Type& type, std::int64_t low, std::int64_t high,
                         std::int64_t& out) {
    if (json.is_number_unsigned()) {
        const auto n = json.get<std::uint64_t>();
        if (n > static_cast<std::uint64_t>(high)) return wrong(json, type.name);
        out = static_cast<std::int64_t>(n);
        return true;
    }
    if (!json.is_number_integer()) return wrong(json, type.name);
    out = json.get<std::int64_t>();
    return out >= low && out <= high ? true : wrong(json, type.name);
}

bool JsonReader::time(const Json& json, Time& out) {
    if (!json.is_string()) return wrong(json, "string");
    const auto& text = json.get_ref<const std::string&>();
    if (parse_rfc3339(text, out)) return true;
    error = cat("parsing time ", quote(text), " as \"2006-01-02T15:04:05Z07:00\": cannot parse ",
                quote(text), " as \"2006\"");
    return false;
}

bool JsonReader::text_value(const Json& json, const Type& type, void* p) {
    if (type.shape == Shape::quantity) {
        const std::string text = json.is_string() ? json.get<std::string>() : json.dump();
        if (const char* problem = parse_quantity(text, *static_cast<Quantity*>(p))) {
            error = problem;
            return false;
        }
        return true;
    }
    if (!json.is_string()) return wrong(json, go_type_.empty() ? type.name : go_type_);
    const auto& text = json.get_ref<const std::string&>();
    if (type.shape == Shape::string) {
        *static_cast<std::string*>(p) = text;
        return true;
    }
    if (type.shape == Shape::decimal) {
        std::int64_t n = 0;
        if (!text.empty() && !parse_int(text, n)) return wrong(json, type.name);
        *static_cast<std::int64_t*>(p) = n;
        return true;
    }
    if (base64_decode(text, static_cast<Bytes*>(p)->data)) return true;
    error = "illegal base64 data at input byte 0";
    return false;
}

bool JsonReader::list(const Json& json, const Type& type, void* p) {
    if (!json.is_array())
        return wrong(json, go_type_.empty() ? cat("[]", type.element().name) : go_type_);
    type.list->clear(p);
    for (const Json& item : json) {
        if (!value(item, type.element(), type.list->append(p))) return false;
    }
    return true;
}

bool JsonReader::map(const Json& json, const Type& type, void* p) {
    if (!json.is_object()) {
        return wrong(json, go_type_.empty() ? cat("map[string]", type.element().name) : go_type_);
    }
    type.map->clear(p);
    for (const auto& [key, item] : json.items()) {
        path_.push_back(key);
        if (!value(item, type.element(), type.map->at(p, key))) return false;
        path_.pop_back();
    }
    return true;
}

bool JsonReader::member(const std::string& key, const Json& json, const Type& type, void* p) {
    const Located found = type.find(key);
    if (!found.field) return true;
    if (found.owner) {
        p = at_offset(p, found.owner->offset);
        const Type& owner = found.owner->type();
        if (owner.shape == Shape::held) {
            if (json.is_null()) return true;
            p = owner.box->edit(p);
        }
    }
    path_.push_back(key);
    const std::string outer_type = std::move(go_type_);
    go_type_ = found.field->detail("type=");
    const bool ok = value(json, found.field->type(), at_offset(p, found.field->offset));
    go_type_ = outer_type;
    path_.pop_back();
    return ok;
}

bool JsonReader::members(const Json& json, const Type& type, void* p) {
    if (!json.is_object()) return wrong(json, type.name);
    const Type* outer = owner_;
    owner_ = &type;
    const Field* last = type.fields.empty() ? nullptr : &type.fields.back();
    Json remainder = Json::object();
    for (const auto& [key, item] : json.items()) {
        if (last && last->has(rest) && !type.find(key).field && key != "apiVersion" &&
            key != "kind") {
            remainder[key] = item;
        } else if (!member(key, item, type, p)) {
            return false;
        }
    }
    if (last && last->has(rest)) {
        static_cast<RawJson*>(at_offset(p, last->offset))->text =
            remainder.empty() ? std::string() : json_text(remainder);
    }
    owner_ = outer;
    return true;
}

bool JsonReader::value(const Json& json, const Type& type, void* p) {
    if (type.shape == Shape::raw) {
        static_cast<RawJson*>(p)->text = json.is_null() ? std::string() : json_text(json);
        return true;
    }
    if (json.is_null()) {
        // null sets pointers, lists and maps to nil and leaves everything else unchanged.
        if (type.box && type.shape != Shape::held) type.box->clear(p);
        if (type.list) type.list->clear(p);
        if (type.map) type.map->clear(p);
        if (type.shape == Shape::time || type.shape == Shape::micro_time)
            *static_cast<Time*>(p) = 0;
        return true;
    }
    std::int64_t n = 0;
    switch (type.shape) {
        case Shape::boolean:
            if (!json.is_boolean()) return wrong(json, type.name);
            *static_cast<bool*>(p) = json.get<bool>();
            return true;
        case Shape::int32:
            if (!integer(json, type, INT32_MIN, INT32_MAX, n)) return false;
            *static_cast<std::int32_t*>(p) = static_cast<std::int32_t>(n);
            return true;
        case Shape::int64:
            if (!integer(json, type, INT64_MIN, INT64_MAX, n)) return false;
            *static_cast<std::int64_t*>(p) = n;
            return true;
        case Shape::time:
        case Shape::micro_time:
            return time(json, *static_cast<Time*>(p));
        case Shape::int_or_string:
            if (json.is_string()) {
                *static_cast<IntOrString*>(p) =
                    std::string_view(json.get_ref<const std::string&>());
                return true;
            }
            if (!integer(json, int32_type(), INT32_MIN, INT32_MAX, n)) return false;
            *static_cast<IntOrString*>(p) = static_cast<std::int32_t>(n);
            return true;
        case Shape::list:
            return list(json, type, p);
        case Shape::map:
            return map(json, type, p);
        case Shape::optional:
        case Shape::box:
        case Shape::held:
            return value(json, type.element(), type.box->edit(p));
        case Shape::structure:
            return members(json, type, p);
        default:
            return text_value(json, type, p);
    }
}

}  // namespace

std::string json_kind(const Json& json) {
    return json.is_boolean() ? "bool" : json.type_name();
}

std::string text_member(const Json& object, const char* key, const char* otherwise) {
    const auto it = object.find(key);
    return it != object.end() && it->is_string() ? it->get<std::string>() : otherwise;
}

const Json& object_member(const Json& object, const char* key) {
    static const Json none = Json::object();
    const auto it = object.find(key);
    return it != object.end() && it->is_object() ? *it : none;
}

std::string read_json(const Json& json, const Type& type, void* out) {
    JsonReader reader;
    reader.value(json, type, out);
    return reader.error;
}

Result<std::shared_ptr<Object>> read_object(const Json& json, Kind kind) {
    const KindInfo& k = info(kind);
    std::shared_ptr<Object> object = k.make();
    std::string error = read_json(json, k.type(), object.get());
    if (error.empty()) return object;
    return Status{.code = 400,
                  .reason = "BadRequest",
                  .message = cat(k.name, " in version ", quote(k.version()),
                                 " cannot be handled as a ", k.name, ": ", error)};
}

}  // namespace podfall
