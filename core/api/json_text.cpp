// JSON text as Go's encoding/json writes it.
#include <nlohmann/json.hpp>

#include "core/api/object_json.h"
#include "core/base/text.h"

namespace podfall {

namespace {

constexpr char hex[] = "0123456789abcdef";

// Go escapes <, > and & (for HTML) and the two line separators that JavaScript takes for newlines.
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

// `indent` below 0 writes everything on one line.
void write(std::string& out, const Json& json, int indent) {
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
    for (auto it = json.begin(); it != json.end(); ++it) {
        if (!first) out += ',';
        first = false;
        new_line(inner);
        if (object) {
            write_string(out, it.key());
            out += indent < 0 ? ":" : ": ";
        }
        write(out, *it, inner);
    }
    if (!first) new_line(indent);
    out += object ? '}' : ']';
}

}  // namespace

std::string json_text(const Json& json) {
    std::string out;
    write(out, json, -1);
    return out;
}

std::string json_pretty(const Json& json) {
    std::string out;
    write(out, json, 0);
    out += '\n';
    return out;
}

}  // namespace podfall
