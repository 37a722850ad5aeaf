// Values of jq: reading, comparing and printing them.
#include "core/terminal/jq/value.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/text.h"

namespace podfall::jq {

const Value* Value::find(std::string_view key) const {
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (keys[i] == key) return &items[i];
    return nullptr;
}

Value& Value::at_or_new(const std::string& key) {
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (keys[i] == key) return items[i];
    kind = Kind::object;
    keys.push_back(key);
    return items.emplace_back();
}

void Value::erase(std::string_view key) {
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (keys[i] == key) {
            keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(i));
            items.erase(items.begin() + static_cast<std::ptrdiff_t>(i));
            return;
        }
}

Value boolean(bool b) {
    Value v;
    v.kind = b ? Kind::yes : Kind::no;
    return v;
}
Value number(double n) {
    Value v;
    v.kind = Kind::number;
    v.number = n;
    return v;
}
Value text(std::string s) {
    Value v;
    v.kind = Kind::text;
    v.text = std::move(s);
    return v;
}
Value array(std::vector<Value> items) {
    Value v;
    v.kind = Kind::array;
    v.items = std::move(items);
    return v;
}

const char* kind_name(Kind kind) {
    constexpr const char* names[] = {"null",   "boolean", "boolean", "number",
                                     "string", "array",   "object"};
    return names[static_cast<std::size_t>(kind)];
}

static std::vector<std::string> sorted_keys(const Value& v) {
    std::vector<std::string> keys = v.keys;
    std::sort(keys.begin(), keys.end());
    return keys;
}

int compare(const Value& a, const Value& b) {
    if (a.kind != b.kind) return a.kind < b.kind ? -1 : 1;
    if (a.kind == Kind::number) return a.number < b.number ? -1 : a.number > b.number;
    if (a.kind == Kind::text) {
        const int c = a.text.compare(b.text);
        return c < 0 ? -1 : c > 0;
    }
    if (a.kind == Kind::object) {
        const std::vector<std::string> x = sorted_keys(a), y = sorted_keys(b);
        if (x != y) return x < y ? -1 : 1;
        for (const std::string& key : x)
            if (const int c = compare(*a.find(key), *b.find(key)); c != 0) return c;
        return 0;
    }
    for (std::size_t i = 0; i < a.items.size() && i < b.items.size(); ++i)
        if (const int c = compare(a.items[i], b.items[i]); c != 0) return c;
    return a.items.size() < b.items.size() ? -1 : a.items.size() > b.items.size();
}

namespace {

Value from_json(const Json& j) {
    Value v;
    if (j.is_boolean()) return boolean(j.get<bool>());
    if (j.is_number()) return number(j.get<double>());
    if (j.is_string()) return text(j.get<std::string>());
    if (j.is_array()) v.kind = Kind::array;
    if (j.is_object()) v.kind = Kind::object;
    for (auto it = j.begin(); !j.is_null() && it != j.end(); ++it) {
        if (j.is_object()) v.keys.push_back(it.key());
        v.items.push_back(from_json(*it));
    }
    return v;
}

// The end of the JSON value that begins at `at`.
std::size_t value_end(std::string_view s, std::size_t at) {
    int depth = 0;
    bool quoted = false;
    const std::size_t begin = at;
    for (; at < s.size(); ++at) {
        const char c = s[at];
        if (quoted) {
            if (c == '\\') ++at;
            if (c == '"') quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
        } else if (depth == 0 && (c == ' ' || c == '\n' || c == '\t' || c == '\r')) {
            return at;
        }
        if (!quoted && depth == 0 && (c == '}' || c == ']' || (c == '"' && at > begin)))
            return at + 1;
    }
    return at;
}

std::string number_text(double n) {
    const auto whole = static_cast<std::int64_t>(n > -9e15 && n < 9e15 ? n : 0);
    if (static_cast<double>(whole) == n) return to_text(whole);
    return Json(n).dump();
}

void put(const Value& v, const Style& style, int depth, std::string& out) {
    const auto line = [&](int level) {
        if (style.indent == 0) return;
        out += '\n';
        out.append(style.indent == 8 ? static_cast<std::size_t>(level)
                                     : static_cast<std::size_t>(level * style.indent),
                   style.indent == 8 ? '\t' : ' ');
    };
    switch (v.kind) {
        case Kind::null:
            out += "null";
            return;
        case Kind::no:
            out += "false";
            return;
        case Kind::yes:
            out += "true";
            return;
        case Kind::number:
            out += number_text(v.number);
            return;
        case Kind::text:
            out += Json(v.text).dump(-1, ' ', false, Json::error_handler_t::replace);
            return;
        case Kind::array:
        case Kind::object:
            break;
    }
    const bool object = v.kind == Kind::object;
    out += object ? '{' : '[';
    const std::vector<std::string> keys = style.sorted ? sorted_keys(v) : v.keys;
    for (std::size_t i = 0; i < v.items.size(); ++i) {
        if (i > 0) out += ',';
        line(depth + 1);
        if (object)
            out += Json(keys[i]).dump(-1, ' ', false, Json::error_handler_t::replace) +
                   (style.indent == 0 ? ":" : ": ");
        put(object ? *v.find(keys[i]) : v.items[i], style, depth + 1, out);
    }
    if (!v.items.empty()) line(depth);
    out += object ? '}' : ']';
}

}  // namespace

bool read_values(std::string_view input, std::vector<Value>& out, std::string& error) {
    for (std::size_t at = 0;;) {
        while (at < input.size() &&
               (input[at] == ' ' || input[at] == '\n' || input[at] == '\t' || input[at] == '\r'))
            ++at;
        if (at >= input.size()) return true;
        const std::size_t end = value_end(input, at);
        const Json j = Json::parse(input.substr(at, end - at), nullptr, false);
        if (j.is_discarded()) {
            const auto line =
                std::count(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(end), '\n');
            error = cat(
                "parse error: Invalid numeric literal at line ", line + 1, ", column ",
                static_cast<std::int64_t>(end - (input.rfind('\n', end == 0 ? 0 : end - 1) + 1)));
            return false;
        }
        out.push_back(from_json(j));
        at = end;
    }
}

std::string print(const Value& v, const Style& style) {
    std::string out;
    put(v, style, 0, out);
    return out;
}

}  // namespace podfall::jq
