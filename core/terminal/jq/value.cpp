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

// Reads one value after another; an object's keys keep their order.
class Reader {
public:
    explicit Reader(std::string_view input) : s_(input) {}

    bool more() {
        space();
        return at_ < s_.size();
    }
    bool read(Value& out) {
        constexpr int deepest = 256;  // MAX_PARSING_DEPTH
        space();
        if (at_ >= s_.size() || depth_ > deepest) return false;
        if (s_[at_] == '{' || s_[at_] == '[') return read_many(out);
        const std::size_t begin = at_;
        if (s_[at_] == '"') {
            for (++at_; at_ < s_.size() && s_[at_] != '"'; ++at_) at_ += s_[at_] == '\\';
            ++at_;
        } else {
            while (at_ < s_.size() && !contains(" \t\r\n,:]}[{\"", s_.substr(at_, 1))) ++at_;
        }
        const Json j = Json::parse(s_.substr(begin, at_ - begin), nullptr, false);
        if (j.is_discarded()) return false;
        out = j.is_boolean()  ? boolean(j.get<bool>())
              : j.is_number() ? number(j.get<double>())
              : j.is_string() ? text(j.get<std::string>())
                              : Value{};
        return true;
    }
    // " at line 3, column 7"
    std::string place() const {
        const std::string_view before = s_.substr(0, std::min(at_, s_.size()));
        const std::size_t line = before.rfind('\n');
        return cat(" at line ", std::count(before.begin(), before.end(), '\n') + 1, ", column ",
                   before.size() - (line == std::string_view::npos ? 0 : line));
    }

private:
    void space() {
        while (at_ < s_.size() && contains(" \t\r\n", s_.substr(at_, 1))) ++at_;
    }
    bool take(char c) {
        space();
        if (at_ >= s_.size() || s_[at_] != c) return false;
        return ++at_, true;
    }
    bool read_many(Value& out) {
        const bool object = s_[at_++] == '{';
        const char end = object ? '}' : ']';
        out = {};
        out.kind = object ? Kind::object : Kind::array;
        ++depth_;
        for (bool first = true; !take(end); first = false) {
            Value key, value;
            if (!first && !take(',')) return false;
            if (object && (!read(key) || key.kind != Kind::text || !take(':'))) return false;
            if (!read(value)) return false;
            if (object)
                out.at_or_new(key.text) = std::move(value);
            else
                out.items.push_back(std::move(value));
        }
        --depth_;
        return true;
    }
    std::string_view s_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

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
    Reader reader(input);
    while (reader.more()) {
        if (!reader.read(out.emplace_back())) {
            out.pop_back();
            error = cat("parse error: Invalid numeric literal", reader.place());
            return false;
        }
    }
    return true;
}

std::string print(const Value& v, const Style& style) {
    std::string out;
    put(v, style, 0, out);
    return out;
}

}  // namespace podfall::jq
