// Writes YAML as go-yaml v2.2.8 does. Its emitter is a port of libyaml's, which writes here; the
// choice of style and the order of keys are go-yaml's own.
#include <yaml.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/format/yaml.h"
#include "core/api/format/yaml_scalar.h"
#include "core/api/schema/scalars.h"
#include "core/base/base64.h"
#include "core/base/utf8.h"

namespace podfall {

namespace {

bool is_digit(char32_t c) {
    return c >= '0' && c <= '9';
}

std::u32string characters_of(std::string_view text) {
    std::u32string out;
    while (!text.empty()) out += take_character(text);
    return out;
}

bool is_letter(char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xAA;
}

// A run of digits compares as a number. `at` is where two keys differ first.
bool number_less(const std::u32string& a, const std::u32string& b, std::size_t at) {
    std::int64_t x = 0, y = 0;
    if (a[at] == '0' || b[at] == '0') {
        for (std::size_t j = at; j-- > 0 && is_digit(a[j]);) {
            if (a[j] != '0') {
                x = y = 1;
                break;
            }
        }
    }
    std::size_t i = at, j = at;
    for (; i < a.size() && is_digit(a[i]); ++i) x = x * 10 + (a[i] - '0');
    for (; j < b.size() && is_digit(b[j]); ++j) y = y * 10 + (b[j] - '0');
    if (x != y) return x < y;
    if (i != j) return i < j;
    return a[at] < b[at];
}

// go-yaml's natural order of keys: "a2" before "a10", punctuation before letters.
bool key_less(const std::string& left, const std::string& right) {
    const std::u32string a = characters_of(left), b = characters_of(right);
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
        if (a[i] == b[i]) continue;
        const bool x = is_letter(a[i]), y = is_letter(b[i]);
        if (x && y) return a[i] < b[i];
        if (x || y) return y;
        return number_less(a, b, i);
    }
    return a.size() < b.size();
}

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0, length = 1; at < text.size(); at += length)
        if (character_at(text, at, length) == replacement_character && length == 1) return false;
    return true;
}

constexpr const char* binary_tag = "tag:yaml.org,2002:binary";

// Models resolve.go's encodeBase64.
std::string base64_lines(std::string_view bytes) {
    constexpr std::size_t line = 70;
    const std::string all = base64_encode(bytes);
    if (all.size() < line) return all;
    std::string out;
    for (std::size_t at = 0; at < all.size(); at += line) out += all.substr(at, line) + "\n";
    return out;
}

// Feeds libyaml's emitter the events that go-yaml's encoder makes of a value.
class Writer {
public:
    Writer() {
        yaml_emitter_initialize(&emitter_);
        yaml_emitter_set_unicode(&emitter_, 1);
        yaml_emitter_set_output(
            &emitter_,
            [](void* out, unsigned char* bytes, std::size_t size) {
                static_cast<std::string*>(out)->append(reinterpret_cast<char*>(bytes), size);
                return 1;
            },
            &out_);
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer() { yaml_emitter_delete(&emitter_); }

    std::string document(const Json& json) {
        yaml_stream_start_event_initialize(&event_, YAML_UTF8_ENCODING);
        emit();
        yaml_document_start_event_initialize(&event_, nullptr, nullptr, nullptr, 1);
        emit();
        node(json);
        // After a literal block that keeps its last line breaks libyaml 0.2.5 writes "..."; the
        // libyaml that go-yaml was made from did not.
        emitter_.open_ended = 0;
        yaml_document_end_event_initialize(&event_, 1);
        emit();
        yaml_stream_end_event_initialize(&event_);
        emit();
        return std::move(out_);
    }

private:
    void emit() { yaml_emitter_emit(&emitter_, &event_); }

    void node(const Json& json) {
        if (json.is_object())
            mapping(json);
        else if (json.is_array())
            sequence(json);
        else if (json.is_string())
            text(json.get_ref<const std::string&>());
        else
            scalar(json.is_number_float() ? go_float(json.get<double>()) : json.dump(),
                   YAML_PLAIN_SCALAR_STYLE);
    }

    void mapping(const Json& json) {
        yaml_mapping_start_event_initialize(&event_, nullptr, nullptr, 1, YAML_BLOCK_MAPPING_STYLE);
        emit();
        std::vector<std::string> keys;
        for (const auto& [key, value] : json.items()) keys.push_back(key);
        // The JSON's own order breaks ties, so that the order is total.
        std::stable_sort(keys.begin(), keys.end(), key_less);
        for (const std::string& key : keys) {
            text(key);
            node(json[key]);
        }
        yaml_mapping_end_event_initialize(&event_);
        emit();
    }

    void sequence(const Json& json) {
        yaml_sequence_start_event_initialize(&event_, nullptr, nullptr, 1,
                                             YAML_BLOCK_SEQUENCE_STYLE);
        emit();
        for (const Json& item : json) node(item);
        yaml_sequence_end_event_initialize(&event_);
        emit();
    }

    // Models encode.go's stringv.
    void text(const std::string& s) {
        if (!is_utf8(s)) {
            const std::string encoded = base64_lines(s);
            return scalar(encoded, style_of(true, encoded), binary_tag);
        }
        const bool plain = resolve_scalar(s).tag == YamlTag::string && !is_base60(s);
        scalar(s, style_of(plain, s));
    }
    static yaml_scalar_style_t style_of(bool plain, const std::string& s) {
        if (s.find('\n') != std::string::npos) return YAML_LITERAL_SCALAR_STYLE;
        return plain ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    }

    void scalar(const std::string& s, yaml_scalar_style_t style, const char* tag = nullptr) {
        const auto bytes = [](const char* p) { return reinterpret_cast<const unsigned char*>(p); };
        yaml_scalar_event_initialize(&event_, nullptr, bytes(tag), bytes(s.data()),
                                     static_cast<int>(s.size()), tag == nullptr, tag == nullptr,
                                     style);
        emit();
    }

    yaml_emitter_t emitter_;
    yaml_event_t event_;
    std::string out_;
};

}  // namespace

std::string to_yaml(const Json& json) {
    return Writer().document(json);
}

}  // namespace podfall
