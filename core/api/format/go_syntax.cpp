// Go's "%#v" of objects, for errors that print a refused value.
#include "core/api/rules/field_errors.h"

namespace podfall {

namespace {

// The API server validates internal types: those of the core group are in package core, and so on;
// types of meta/v1 have no internal form.
std::string internal_name(const Type& type) {
    constexpr std::string_view prefix = "io.k8s.api.";
    std::string_view schema = type.schema;
    if (schema.substr(0, prefix.size()) != prefix) return type.name;
    schema.remove_prefix(prefix.size());
    const std::string_view group = schema.substr(0, schema.find('.'));
    const std::string_view name = type.name;
    return cat(group, ".", name.substr(name.find('.') + 1));
}

std::string type_name(const Type& type) {
    switch (type.shape) {
        case Shape::list:
            return "[]" + type_name(type.element());
        case Shape::map:
            return "map[string]" + type_name(type.element());
        case Shape::optional:
        case Shape::box:
            return "*" + type_name(type.element());
        case Shape::held:
            return type_name(type.element());
        case Shape::structure:
            return internal_name(type);
        default:
            return type.name;
    }
}

std::string field_type_name(const Field& field) {
    const Type* inner = &field.type();
    while (inner->element) inner = &inner->element();
    const std::string_view named = field.detail("type=");
    if (inner->shape == Shape::structure || named.empty()) return type_name(field.type());
    // Named string types of the core group are in package core too.
    return replace_all(named, "v1.", "core.");
}

std::string list_syntax(const Type& type, const void* p, const std::string& name) {
    const std::size_t n = type.list->size(p);
    if (n == 0) return name + "(nil)";
    const Type& element = type.element();
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < n; ++i) {
        parts.push_back(go_syntax(element, at_offset(type.list->items(p), i * element.size)));
    }
    return cat(name, "{", join(parts, ", "), "}");
}

std::string map_syntax(const Type& type, const void* p, const std::string& name) {
    if (type.map->size(p) == 0) return name + "(nil)";
    struct Context {
        std::vector<std::string> parts;
        const Type& element;
    } context{{}, type.element()};
    type.map->each(p, &context, [](void* c, const std::string& key, const void* value) {
        Context& context = *static_cast<Context*>(c);
        context.parts.push_back(cat(quote(key), ":", go_syntax(context.element, value)));
    });
    return cat(name, "{", join(context.parts, ", "), "}");
}

std::string value_syntax(const Type& type, const void* p, const std::string& name) {
    switch (type.shape) {
        case Shape::boolean:
            return *static_cast<const bool*>(p) ? "true" : "false";
        case Shape::int32:
            return to_text(*static_cast<const std::int32_t*>(p));
        case Shape::int64:
            return to_text(*static_cast<const std::int64_t*>(p));
        case Shape::string:
            return quote(*static_cast<const std::string*>(p));
        case Shape::int_or_string: {
            const auto& v = *static_cast<const IntOrString*>(p);
            return cat("intstr.IntOrString{Type:", v.is_string ? 1 : 0, ", IntVal:", v.number,
                       ", StrVal:", quote(v.string), "}");
        }
        case Shape::quantity:
            return quote(static_cast<const Quantity*>(p)->text());
        case Shape::list:
            return list_syntax(type, p, name);
        case Shape::map:
            return map_syntax(type, p, name);
        case Shape::held:
            return go_syntax(type.element(), type.box->get(p));
        case Shape::optional:
        case Shape::box:
            // Go prints an address, which differs from run to run; this is an arbitrary one.
            return type.box->get(p) ? cat("(", name, ")(0xc000123400)") : cat("(", name, ")(nil)");
        case Shape::structure: {
            std::vector<std::string> parts;
            for (const Field& f : type.fields) {
                parts.push_back(
                    cat(f.go_name(), ":",
                        value_syntax(f.type(), at_offset(p, f.offset), field_type_name(f))));
            }
            return cat(name, "{", join(parts, ", "), "}");
        }
        default:
            return "\"\"";
    }
}

}  // namespace

std::string go_type_name(const Type& type) {
    return type_name(type);
}

std::string go_syntax(const Type& type, const void* value) {
    return value_syntax(type, value, type_name(type));
}

}  // namespace podfall
