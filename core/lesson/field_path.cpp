// Walks a field path over type descriptions.
#include "core/lesson/field_path.h"

#include "core/api/schema/scalars.h"
#include "core/base/text.h"

namespace podfall {

namespace {

// The position of a walk. `value` is null when only types are walked.
struct Place {
    const Type* type;
    const void* value;
};

bool is_boxed(const Type& t) {
    return t.shape == Shape::box || t.shape == Shape::held || t.shape == Shape::optional;
}

// Dereferences boxes and optionals; false at a nil one.
bool unbox(Place& p) {
    while (is_boxed(*p.type)) {
        if (p.value) {
            p.value = p.type->box->get(p.value);
            if (!p.value) return false;
        }
        p.type = &p.type->element();
    }
    return true;
}

bool enter_field(Place& p, const Field& field) {
    if (p.value) p.value = at_offset(p.value, field.offset);
    p.type = &field.type();
    return true;
}

bool enter_member(Place& p, std::string_view name, std::string_view& merge_key) {
    if (!unbox(p) || p.type->shape != Shape::structure) return false;
    const Located found = p.type->find(name);
    if (!found.field) return false;
    if (found.owner && !(enter_field(p, *found.owner) && unbox(p))) return false;
    merge_key = found.field->merge_key();
    return enter_field(p, *found.field);
}

// The list item whose merge key has the value `wanted`, or the item with that index.
bool enter_item(Place& p, std::string_view wanted, std::string_view merge_key) {
    if (!unbox(p)) return false;
    if (p.type->shape == Shape::map) {
        if (p.value && !(p.value = p.type->map->find(p.value, std::string(wanted)))) return false;
        p.type = &p.type->element();
        return true;
    }
    if (p.type->shape != Shape::list) return false;
    const Type& element = p.type->element();
    if (!p.value) {
        p.type = &element;
        return true;
    }
    const std::size_t size = p.type->list->size(p.value);
    const void* items = p.type->list->items(p.value);
    std::int64_t number = -1;
    if (!parse_int(wanted, number)) number = -1;
    for (std::size_t i = 0; i < size; ++i) {
        const void* item = at_offset(items, i * element.size);
        std::string key;
        const bool hit = merge_key.empty()
                             ? static_cast<std::int64_t>(i) == number
                             : field_text(element, item, merge_key, key) && key == wanted;
        if (!hit) continue;
        p = {&element, item};
        return true;
    }
    return false;
}

// Walks the whole path.
bool walk(Place& p, std::string_view path) {
    while (!path.empty()) {
        const std::size_t end = path.find_first_of(".[");
        std::string_view merge_key;
        if (!enter_member(p, path.substr(0, end), merge_key)) return false;
        path = end == std::string_view::npos ? std::string_view() : path.substr(end);
        while (!path.empty() && path[0] == '[') {
            const std::size_t close = path.find(']');
            if (close == std::string_view::npos) return false;
            if (!enter_item(p, path.substr(1, close - 1), merge_key)) return false;
            path.remove_prefix(close + 1);
        }
        if (path.empty()) break;
        if (path[0] != '.' || path.size() == 1) return false;
        path.remove_prefix(1);
    }
    return unbox(p);
}

template <class T>
const T& as(const void* p) {
    return *static_cast<const T*>(p);
}

bool is_scalar(Shape s) {
    return s != Shape::raw && s != Shape::list && s != Shape::map && s != Shape::structure;
}

bool scalar_text(const Type& type, const void* p, std::string& out) {
    switch (type.shape) {
        case Shape::boolean:
            out = as<bool>(p) ? "true" : "false";
            return true;
        case Shape::int32:
            out = to_text(as<std::int32_t>(p));
            return true;
        case Shape::int64:
            out = to_text(as<std::int64_t>(p));
            return true;
        case Shape::string:
            out = as<std::string>(p);
            return true;
        case Shape::decimal:
            out = as<std::int64_t>(p) ? to_text(as<std::int64_t>(p)) : "";
            return true;
        case Shape::time:
            out = as<Time>(p) ? rfc3339(as<Time>(p)) : "";
            return true;
        case Shape::micro_time:
            out = as<Time>(p) ? rfc3339_micro(as<Time>(p)) : "";
            return true;
        case Shape::bytes:
            out = as<Bytes>(p).data;
            return true;
        case Shape::quantity:
            out = as<Quantity>(p).text();
            return true;
        case Shape::int_or_string:
            out = as<IntOrString>(p).text();
            return true;
        default:
            return false;
    }
}

}  // namespace

bool field_text(const Type& type, const void* value, std::string_view path, std::string& out) {
    Place place{&type, value};
    return walk(place, path) && scalar_text(*place.type, place.value, out);
}

bool is_field_path(const Type& type, std::string_view path) {
    Place place{&type, nullptr};
    return walk(place, path) && is_scalar(place.type->shape);
}

bool is_time_path(const Type& type, std::string_view path) {
    Place place{&type, nullptr};
    return walk(place, path) &&
           (place.type->shape == Shape::time || place.type->shape == Shape::micro_time);
}

}  // namespace podfall
