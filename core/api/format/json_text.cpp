// JSON text as Go's encoding/json writes it.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/schema/type.h"
#include "core/base/text.h"

namespace podfall {

namespace {

constexpr char hex[] = "0123456789abcdef";

// Go escapes <, > and & (for HTML) and the two line separators that JavaScript treats as newlines.
void write_string(std::string& out, std::string_view s) {
    out += '"';
    for (std::size_t i = 0; i < s.size(); ++i) {
        const char c = s[i];
        const std::string_view three = s.substr(i, 3);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (static_cast<unsigned char>(c) < 0x20 || c == '<' || c == '>' || c == '&') {
            out += "\\u00";
            out += hex[c >> 4 & 15];
            out += hex[c & 15];
        } else if (three == "\xe2\x80\xa8" || three == "\xe2\x80\xa9") {
            out += three == "\xe2\x80\xa8" ? "\\u2028" : "\\u2029";
            i += 2;
        } else {
            out += c;
        }
    }
    out += '"';
}

// The members of a struct in the order Go prints them: members of embedded structs at the position
// of the struct.
void field_order(const Type& type, std::vector<std::pair<std::string, const Type*>>& out) {
    if (type.is_kind())
        for (const char* name : {"kind", "apiVersion"}) out.emplace_back(name, nullptr);
    for (const Field& f : type.fields) {
        const Type* inner = &f.type();
        if (!f.has(in_line)) {
            out.emplace_back(f.json, inner);
            continue;
        }
        while (inner->element) inner = &inner->element();
        field_order(*inner, out);
    }
}

// The element type of a list, map or pointer; a struct's own type.
const Type* held_by(const Type* type) {
    while (type && type->element && type->shape != Shape::list && type->shape != Shape::map)
        type = &type->element();
    return type;
}

// `indent` < 0 writes everything on one line. `type` may be null: then members are sorted.
void write(std::string& out, const Json& json, int indent, const Type* type = nullptr) {
    const bool object = json.is_object();
    if (!object && !json.is_array()) {
        if (json.is_string()) {
            write_string(out, json.get_ref<const std::string&>());
        } else {
            out += json.dump();
        }
        return;
    }
    const int inner = indent < 0 ? indent : indent + 4;
    const auto new_line = [&](int blanks) {
        if (blanks < 0) return;
        out += '\n';
        out.append(static_cast<std::size_t>(blanks), ' ');
    };
    out += object ? '{' : '[';
    bool first = true;
    const auto item = [&](const std::string& key, const Json& value, const Type* of) {
        if (!first) out += ',';
        first = false;
        new_line(inner);
        if (object) {
            write_string(out, key);
            out += indent < 0 ? ":" : ": ";
        }
        write(out, value, inner, of);
    };
    type = held_by(type);
    if (object && type && type->shape == Shape::structure) {
        std::vector<std::pair<std::string, const Type*>> fields;
        field_order(*type, fields);
        for (const auto& field : fields)
            if (const auto it = json.find(field.first); it != json.end())
                item(field.first, *it, field.second);
    } else {
        const Type* element = type && type->element ? &type->element() : nullptr;
        for (auto it = json.begin(); it != json.end(); ++it)
            item(object ? it.key() : std::string(), *it, element);
    }
    if (!first) new_line(indent);
    out += object ? '}' : ']';
}

}  // namespace

std::string json_text(const Json& json, const Type* type) {
    std::string out;
    write(out, json, -1, type);
    return out;
}

std::string json_pretty(const Json& json, const Type* type) {
    std::string out;
    write(out, json, 0, type);
    out += '\n';
    return out;
}

}  // namespace podfall
