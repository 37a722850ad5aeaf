// Reads a document as json-iterator does, to produce the same error messages.
#include "core/api/format/json_iterator.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/api/format/json.h"
#include "core/api/format/object_json.h"
#include "core/base/base64.h"
#include "core/base/text.h"

namespace podfall {

namespace {

constexpr std::size_t near_context = 10, wide_context = 50;  // bytes

// Where encoding/base64 finds the fault of a text that it does not decode.
std::size_t base64_fault(std::string_view text) {
    std::size_t letters = 0;  // of the group of four
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                            (c >= '0' && c <= '9') || c == '+' || c == '/';
        if (c == '\n' || c == '\r') continue;
        if (letter) {
            letters = (letters + 1) % 4;
        } else if (c != '=' || letters < 2) {
            return i;
        } else if (letters == 3) {
            return i + 1;
        } else if (i + 1 == text.size()) {
            return text.size();
        } else {
            return text[i + 1] == '=' ? i + 2 : i;
        }
    }
    return text.size() - letters;
}

class Iterator {
public:
    explicit Iterator(std::string_view text) : text_(text) {}

    void value(const Type& type, std::string_view go_type = {});
    std::string error;

private:
    char next() {
        while (head_ < text_.size() &&
               std::string_view(" \t\r\n").find(text_[head_]) != std::string_view::npos)
            ++head_;
        return head_ < text_.size() ? text_[head_++] : '\0';
    }
    char peek() {
        const char c = next();
        if (c != '\0') --head_;
        return c;
    }
    void report(std::string_view operation, std::string_view what) {
        if (!error.empty()) return;
        const std::size_t from = head_ - std::min(head_, near_context),
                          far = head_ - std::min(head_, wide_context);
        error = cat(operation, ": ", what, ", error found in #",
                    static_cast<std::uint64_t>(head_ - from), " byte of ...|",
                    text_.substr(from, head_ - from + near_context), "|..., bigger context ...|",
                    text_.substr(far, head_ - far + wide_context), "|...");
    }
    void expect(std::string_view operation, std::string_view what, char found) {
        report(operation, cat(what, ", but found ", std::string_view(&found, 1)));
    }
    void prefix(std::string_view name) {
        if (!error.empty()) error = cat(name, error);
    }
    void skip_string();
    std::string_view skip_value();
    void integer(const Type& type);
    void unmarshal(const Type& type);
    void bytes();
    void list(const Type& type, std::string_view go_type);
    void map(const Type& type);
    void structure(const Type& type);
    void field(const Type& type);

    std::string_view text_;
    std::size_t head_ = 0;
};

// Up to the end of the string whose quote was read.
void Iterator::skip_string() {
    while (head_ < text_.size() && text_[head_] != '"') head_ += text_[head_] == '\\' ? 2 : 1;
    head_ = std::min(head_ + 1, text_.size());
}

std::string_view Iterator::skip_value() {
    peek();
    const std::size_t begin = head_;
    int depth = 0;
    do {
        const char c = next();
        if (c == '\0') break;
        if (c == '"') {
            skip_string();
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
        } else if (c != ',' && c != ':') {
            while (head_ < text_.size() &&
                   std::string_view(" \t\r\n,:]}").find(text_[head_]) == std::string_view::npos)
                ++head_;
        }
    } while (depth > 0);
    return text_.substr(begin, head_ - begin);
}

void Iterator::integer(const Type& type) {
    const bool wide = type.shape == Shape::int64;
    const char* read = wide ? "readUint64" : "readUint32";
    const char* whole = wide ? "ReadInt64" : "ReadInt32";
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    char c = next();
    const bool negative = c == '-';
    if (negative) c = head_ < text_.size() ? text_[head_++] : '\0';
    // The decoder prints the entry of its table, not the character: byte 255 is no UTF-8.
    if (!is_digit(c)) return report(read, "unexpected character: \xef\xbf\xbd");
    std::string digits(1, c);
    while (c != '0' && head_ < text_.size() && is_digit(text_[head_])) digits += text_[head_++];
    if (head_ < text_.size() && text_[head_] == '.')
        return report("assertInteger", "can not decode float as int");
    std::int64_t n = 0;
    const bool fits = parse_int(digits, n);
    constexpr std::int64_t most32 = 4294967295, high32 = 2147483647;
    if (!fits || (!wide && n > most32)) return report(read, "overflow");
    if (!wide && n > high32 + (negative ? 1 : 0)) report(whole, cat("overflow: ", n));
}

// Types that read themselves: the decoder gives them the bytes of a whole value.
void Iterator::unmarshal(const Type& type) {
    const Json json = Json::parse(std::string(skip_value()), nullptr, false);
    std::string problem;
    if (type.shape == Shape::quantity) {
        Quantity quantity;
        const std::string text = json.is_string() ? json.get<std::string>() : json.dump();
        if (const char* why = parse_quantity(text, quantity)) problem = why;
    } else if (type.shape == Shape::int_or_string) {
        if (!json.is_string() && !json.is_number_integer())
            problem =
                cat("json: cannot unmarshal ", json_kind(json),
                    json.is_number() ? cat(" ", json.dump()) : "", " into Go value of type int32");
    } else if (!json.is_string()) {
        problem = cat("json: cannot unmarshal ", json_kind(json), " into Go value of type string");
    } else {
        const std::string text = json.get<std::string>();
        Time time = 0;
        if (!parse_rfc3339(text, time))
            problem = cat("parsing time ", quote(text),
                          " as \"2006-01-02T15:04:05Z07:00\": cannot parse ", quote(text),
                          " as \"2006\"");
    }
    if (!problem.empty()) report("unmarshalerDecoder", problem);
}

// encoding/base64's error for the text of a []byte.
void Iterator::bytes() {
    const Json json = Json::parse(std::string(skip_value()), nullptr, false);
    if (json.is_null() || json.is_array()) return;
    if (!json.is_string()) return report("base64Codec", "invalid input");
    std::string out;
    const std::string text = json.get<std::string>();
    if (base64_decode(text, out)) return;
    report("decode base64", cat("illegal base64 data at input byte ", base64_fault(text)));
}

void Iterator::list(const Type& type, std::string_view go_type) {
    const char c = next();
    if (c != '[') {
        expect("decode slice", "expect [ or n", c);
    } else if (peek() == ']') {
        next();
    } else {
        do value(type.element());
        while (next() == ',');
    }
    prefix(cat(go_type.empty() ? cat("[]", type.element().name) : std::string(go_type), ": "));
}

void Iterator::map(const Type& type) {
    const char c = next();
    if (c != '{') return expect("ReadMapCB", "expect { or n", c);
    if (peek() == '}') {
        next();
        return;
    }
    do {
        if (next() != '"') return;
        skip_string();
        if (next() != ':') return;
        value(type.element());
    } while (next() == ',');
}

void Iterator::field(const Type& type) {
    const std::size_t begin = head_;
    skip_string();
    const std::string_view key = text_.substr(begin, head_ - begin - 1);
    next();  // the colon
    const bool type_meta = type.is_kind() && (key == "apiVersion" || key == "kind");
    const Located found = type_meta ? Located{} : type.find(key);
    if (type_meta) {
        value(string_type());
        prefix(key == "kind" ? "TypeMeta: Kind: " : "TypeMeta: APIVersion: ");
    } else if (!found.field) {
        skip_value();
    } else {
        value(found.field->type(), found.field->detail("type="));
        prefix(cat(found.field->go_name(), ": "));
        if (found.owner) prefix(cat(found.owner->go_name(), ": "));
    }
}

void Iterator::structure(const Type& type) {
    const char c = next();
    if (c != '{') return expect("readObjectStart", "expect { or n", c);
    if (peek() == '}') {
        next();
        return;
    }
    do {
        if (next() != '"') break;  // where an error has led it
        field(type);
    } while (next() == ',');
    prefix(cat(type.name, "."));
}

void Iterator::value(const Type& type, std::string_view go_type) {
    if (type.box) return value(type.element(), go_type);
    if (type.shape == Shape::bytes) return bytes();
    if (type.shape == Shape::raw) {
        skip_value();
        return;
    }
    if (peek() == 'n') {
        head_ = std::min(head_ + 4, text_.size());
        return;
    }
    switch (type.shape) {
        case Shape::boolean: {
            const char c = next();
            if (c == 't' || c == 'f')
                head_ = std::min(head_ + (c == 't' ? 3 : 4), text_.size());
            else
                expect("ReadBool", "expect t or f", c);
            return;
        }
        case Shape::int32:
        case Shape::int64:
            return integer(type);
        case Shape::string:
        case Shape::decimal: {
            const char c = next();
            if (c == '"')
                skip_string();
            else
                expect("ReadString", "expects \" or n", c);
            return;
        }
        case Shape::list:
            return list(type, go_type);
        case Shape::map:
            return map(type);
        case Shape::structure:
            return structure(type);
        default:
            return unmarshal(type);
    }
}

}  // namespace

std::string json_iterator_error(std::string_view text, const Type& type) {
    Iterator iterator(text);
    iterator.value(type);
    return iterator.error;
}

}  // namespace podfall
