// Writing and reading the JSON of objects.
#include "core/api/format/object_json.h"

#include <nlohmann/json.hpp>

#include "core/api/objects/raw.h"
#include "core/base/base64.h"
#include "core/base/text.h"

namespace podfall {

namespace {

// encoding/json's isEmptyValue. Structs are never empty, so a zero Time or Quantity is printed.
bool is_empty(const Field& field, const void* p) {
    const Type& type = field.type();
    switch (type.shape) {
        case Shape::boolean:
            return !*static_cast<const bool*>(p);
        case Shape::int32:
            return *static_cast<const std::int32_t*>(p) == 0;
        case Shape::int64:
        case Shape::decimal:
            return *static_cast<const std::int64_t*>(p) == 0;
        case Shape::string:
            return static_cast<const std::string*>(p)->empty();
        case Shape::time:
        case Shape::micro_time:
            return field.has(pointer) && *static_cast<const Time*>(p) == 0;
        case Shape::bytes:
            return static_cast<const Bytes*>(p)->data.empty();
        case Shape::raw:
            return static_cast<const RawJson*>(p)->text.empty();
        case Shape::list:
            return type.list->size(p) == 0;
        case Shape::map:
            return type.map->size(p) == 0;
        case Shape::optional:
        case Shape::box:
            return type.box->get(p) == nullptr;
        case Shape::quantity:
        case Shape::int_or_string:
        case Shape::held:
        case Shape::structure:
            return false;
    }
    return false;
}

Json list_json(const Type& type, const void* p) {
    const std::size_t n = type.list->size(p);
    if (n == 0) return nullptr;
    const Type& element = type.element();
    const void* items = type.list->items(p);
    Json out = Json::array();
    for (std::size_t i = 0; i < n; ++i) {
        out.push_back(to_json(element, at_offset(items, i * element.size)));
    }
    return out;
}

Json map_json(const Type& type, const void* p) {
    if (type.map->size(p) == 0) return nullptr;
    struct Context {
        Json out = Json::object();
        const Type* element;
    } context{.element = &type.element()};
    type.map->each(p, &context, [](void* c, const std::string& key, const void* item) {
        Context& context = *static_cast<Context*>(c);
        context.out[key] = to_json(*context.element, item);
    });
    return std::move(context.out);
}

void add_members(const Type& type, const void* p, Json& out);

void add_member(const Field& field, const void* member, Json& out) {
    if (field.has(rest)) {
        const std::string& text = static_cast<const RawJson*>(member)->text;
        if (const Json body = Json::parse(text, nullptr, false); body.is_object()) out.update(body);
        return;
    }
    if (field.has(in_line)) {
        const Type& type = field.type();
        if (type.shape == Shape::held) {
            add_members(type.element(), type.box->get(member), out);
        } else {
            add_members(type, member, out);
        }
        return;
    }
    if (!field.has(always) && is_empty(field, member)) return;
    Json json = to_json(field.type(), member);
    if (const std::string_view kind = field.detail("kind="); !kind.empty()) {
        for (Json& item : json) {
            item["apiVersion"] = "v1";
            item["kind"] = kind;
        }
    }
    out[field.json] = std::move(json);
}

void add_members(const Type& type, const void* p, Json& out) {
    for (const Field& field : type.fields) add_member(field, at_offset(p, field.offset), out);
}

Json time_json(Time t, bool micro) {
    if (t == 0) return nullptr;
    return micro ? rfc3339_micro(t) : rfc3339(t);
}

}  // namespace

Json to_json(const Type& type, const void* p) {
    switch (type.shape) {
        case Shape::boolean:
            return *static_cast<const bool*>(p);
        case Shape::int32:
            return *static_cast<const std::int32_t*>(p);
        case Shape::int64:
            return *static_cast<const std::int64_t*>(p);
        case Shape::decimal: {
            const std::int64_t n = *static_cast<const std::int64_t*>(p);
            return n == 0 ? std::string() : to_text(n);
        }
        case Shape::string:
            return *static_cast<const std::string*>(p);
        case Shape::time:
            return time_json(*static_cast<const Time*>(p), false);
        case Shape::micro_time:
            return time_json(*static_cast<const Time*>(p), true);
        case Shape::bytes:
            return base64_encode(static_cast<const Bytes*>(p)->data);
        case Shape::quantity:
            return static_cast<const Quantity*>(p)->text();
        case Shape::int_or_string: {
            const auto& v = *static_cast<const IntOrString*>(p);
            return v.is_string ? Json(v.string) : Json(v.number);
        }
        case Shape::raw: {
            Json json = Json::parse(static_cast<const RawJson*>(p)->text, nullptr, false);
            return json.is_discarded() ? Json(nullptr) : json;
        }
        case Shape::list:
            return list_json(type, p);
        case Shape::map:
            return map_json(type, p);
        case Shape::optional:
        case Shape::box:
        case Shape::held: {
            const void* inner = type.box->get(p);
            return inner ? to_json(type.element(), inner) : Json(nullptr);
        }
        case Shape::structure: {
            Json out = Json::object();
            add_members(type, p, out);
            return out;
        }
    }
    return nullptr;
}

Json object_json(const Object& object, Kind kind) {
    const KindInfo& k = info(kind);
    Json out = to_json(k.type(), &object);
    out["apiVersion"] = k.api_version();
    out["kind"] = k.name;
    return out;
}

}  // namespace podfall
