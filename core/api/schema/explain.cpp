// The schema side of `kubectl explain`.
#include <algorithm>

#include "core/api/schema/schema.h"
#include "core/base/text.h"

namespace podfall {

namespace {

// The type's name as explain prints it in angle brackets.
std::string type_name(const Type& type) {
    switch (type.shape) {
        case Shape::boolean:
            return "boolean";
        case Shape::int32:
        case Shape::int64:
            return "integer";
        case Shape::list:
            return "[]" + type_name(type.element());
        case Shape::map:
            return "map[string]" + type_name(type.element());
        case Shape::optional:
        case Shape::box:
        case Shape::held:
            return type_name(type.element());
        case Shape::raw:
            return "map[string]";
        case Shape::structure:
            return "Object";
        default:
            return "string";
    }
}

// The innermost struct of lists, maps and boxes; null if there is none.
const Type* struct_in(const Type& type) {
    const Type* t = &type;
    while (t->element) t = &t->element();
    return t->shape == Shape::structure ? t : nullptr;
}

// JSON of any shape has no description of its own: kubectl would print it twice.
std::string_view field_description(const Type& type, const Field& f) {
    return f.type().shape == Shape::raw ? std::string_view() : description(type, f.json);
}

void add_fields(const Type& type, std::vector<ExplainedField>& out) {
    for (const Field& f : type.fields) {
        if (f.has(in_line)) {
            add_fields(*struct_in(f.type()), out);
        } else if (!f.has(rest)) {
            out.push_back({f.json, cat("<", type_name(f.type()), ">"), f.has(required),
                           field_description(type, f)});
        }
    }
}

}  // namespace

std::string_view raw_members(const KindInfo& kind) {
    const Type& type = kind.type();
    if (type.fields.empty() || !type.fields.back().has(rest)) return {};
    return contains(kind.plural, "webhook") ? "webhooks" : "spec status";
}

Explained explain(const KindInfo& kind, const std::vector<std::string>& path,
                  std::string_view version) {
    Explained out;
    const Type* type = &kind.type_in(version);
    const std::vector<std::string> raw = split_words(raw_members(kind));
    // JSON of any shape has every field.
    if (!path.empty() && std::find(raw.begin(), raw.end(), path[0]) != raw.end()) {
        out.found = true;
        out.type = "<map[string]>";
        return out;
    }
    for (const std::string& part : path) {
        const Type* in = struct_in(*type);
        const bool type_meta = in && in->is_kind() && (part == "apiVersion" || part == "kind");
        const Located found = in ? in->find(part) : Located{};
        if (!found.field && !type_meta) {
            out.missing = part;
            return out;
        }
        const Type* owner = found.owner ? struct_in(found.owner->type()) : in;
        out.field_description =
            found.field ? field_description(*owner, *found.field) : description(*in, part);
        type = type_meta ? &string_type() : &found.field->type();
    }
    out.found = true;
    out.type = cat("<", type_name(*type), ">");
    const Type* in = struct_in(*type);
    out.is_object = in != nullptr;
    if (!in) return out;
    out.type_description = description(*in, "");
    if (in->is_kind()) {
        for (const char* name : {"apiVersion", "kind"})
            out.fields.push_back({name, "<string>", false, description(*in, name)});
    }
    add_fields(*in, out.fields);
    if (path.empty())
        for (const std::string& name : raw)
            out.fields.push_back({name, "<map[string]>", false, {}});
    std::sort(out.fields.begin(), out.fields.end(),
              [](const ExplainedField& a, const ExplainedField& b) { return a.name < b.name; });
    return out;
}

}  // namespace podfall
