// Parses YAML into Json.
#include "core/api/format/yaml.h"

#include <yaml.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "core/api/format/yaml_scalar.h"
#include "core/api/schema/scalars.h"
#include "core/base/base64.h"
#include "core/base/text.h"

namespace podfall {

namespace {

class YamlReader {
public:
    explicit YamlReader(std::string_view text);
    ~YamlReader();
    bool document(Json& out);
    std::string error;

private:
    bool next();
    bool fail(std::string message);
    bool value(Json& out);
    bool scalar(Json& out, bool& is_merge);
    bool mapping(Json& out);
    bool entry(Json& out);
    bool merge(const Json& from, Json& out);
    bool sequence(Json& out);
    bool alias(Json& out);
    bool key_text(const Json& key, bool plain_null, std::string& out);

    yaml_parser_t parser_;
    yaml_event_t event_;
    bool has_event_ = false;
    std::map<std::string, Json> anchors_;
};

std::string text_of(const yaml_char_t* s) {
    return s ? reinterpret_cast<const char*>(s) : std::string();
}

YamlReader::YamlReader(std::string_view text) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
}

YamlReader::~YamlReader() {
    if (has_event_) yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
}

bool YamlReader::fail(std::string message) {
    if (error.empty()) error = "yaml: " + message;
    return false;
}

// Moves to the next event. The line in an error is counted as go-yaml counts it: from 1 for scanner
// errors, from 0 for parser errors, and left out when it is 0.
bool YamlReader::next() {
    if (has_event_) yaml_event_delete(&event_);
    has_event_ = yaml_parser_parse(&parser_, &event_) == 1;
    if (has_event_) return true;
    std::size_t line = parser_.problem_mark.line;
    if (line != 0) {
        if (parser_.error == YAML_SCANNER_ERROR) ++line;
    } else {
        line = parser_.context_mark.line;
    }
    const std::string where = line ? cat("line ", line, ": ") : std::string();
    return fail(where +
                (parser_.problem ? parser_.problem : "unknown problem parsing YAML content"));
}

// Go's json.Marshal writes an integral float as an integer, and it is read back as one.
Json number(double value) {
    constexpr double exact = 9007199254740992.0;
    if (std::floor(value) == value && std::fabs(value) <= exact) {
        return static_cast<std::int64_t>(value);
    }
    return value;
}

Json typed(const YamlScalar& s, const std::string& text) {
    switch (s.tag) {
        case YamlTag::null:
            return nullptr;
        case YamlTag::boolean:
            return s.boolean;
        case YamlTag::integer:
            if (s.negative) return -static_cast<std::int64_t>(s.magnitude);
            if (s.magnitude > INT64_MAX) return s.magnitude;
            return static_cast<std::int64_t>(s.magnitude);
        case YamlTag::floating:
            return number(s.floating);
        default:
            return text;
    }
}

const char* short_tag(YamlTag tag) {
    constexpr const char* names[] = {"!!str",   "!!bool",      "!!null", "!!int",
                                     "!!float", "!!timestamp", "!!merge"};
    return names[static_cast<int>(tag)];
}

bool YamlReader::scalar(Json& out, bool& is_merge) {
    const auto& s = event_.data.scalar;
    const std::string text(reinterpret_cast<const char*>(s.value), s.length);
    std::string tag = text_of(s.tag);
    constexpr std::string_view prefix = "tag:yaml.org,2002:";
    if (tag.substr(0, prefix.size()) == prefix) tag = "!!" + tag.substr(prefix.size());
    is_merge = text == "<<" && (s.plain_implicit || tag == "!!merge");
    if (tag.empty() && !s.plain_implicit) {
        out = text;
        return true;
    }
    if (tag == "!!binary") {
        std::string bytes;
        if (!base64_decode(text, bytes)) return fail("!!binary value contains invalid base64 data");
        out = bytes;
        return true;
    }
    YamlScalar found = tag == "!!str" ? YamlScalar{} : resolve_scalar(text);
    const bool known = tag.empty() || tag == "!!str" || tag == "!!bool" || tag == "!!int" ||
                       tag == "!!float" || tag == "!!null" || tag == "!!timestamp";
    if (!known) found = {};
    if (known && !tag.empty() && tag != short_tag(found.tag)) {
        if (tag != "!!float" || found.tag != YamlTag::integer) {
            return fail(cat("cannot decode ", short_tag(found.tag), " `", text, "` as a ", tag));
        }
    }
    if (found.tag == YamlTag::floating && !std::isfinite(found.floating)) {
        error = cat("json: unsupported value: ", std::isnan(found.floating) ? "NaN"
                                                 : found.floating > 0       ? "+Inf"
                                                                            : "-Inf");
        return false;
    }
    out = typed(found, text);
    return true;
}

bool YamlReader::alias(Json& out) {
    const std::string name = text_of(event_.data.alias.anchor);
    const auto it = anchors_.find(name);
    if (it == anchors_.end()) return fail(cat("unknown anchor '", name, "' referenced"));
    if (it->second.is_discarded()) return fail(cat("anchor '", name, "' value contains itself"));
    out = it->second;
    return true;
}

bool YamlReader::sequence(Json& out) {
    out = Json::array();
    while (next()) {
        if (event_.type == YAML_SEQUENCE_END_EVENT) return true;
        Json item;
        if (!value(item)) return false;
        out.push_back(std::move(item));
    }
    return false;
}

// Keys that are not strings become strings as in sigs.k8s.io/yaml.
bool YamlReader::key_text(const Json& key, bool plain_null, std::string& out) {
    if (key.is_string()) {
        out = key.get<std::string>();
    } else if (key.is_number_float()) {
        out = go_float(key.get<double>());
    } else if (key.is_structured()) {
        return fail(cat("invalid map key: ", key.dump()));
    } else if (key.is_null() && plain_null) {
        error = "Unsupported map key of type: %!s(<nil>), key: <nil>, value: <nil>";
        return false;
    } else {
        out = key.dump();
    }
    return true;
}

bool YamlReader::merge(const Json& from, Json& out) {
    if (from.is_array()) {
        for (std::size_t i = from.size(); i-- > 0;) {
            if (!from[i].is_object())
                return fail("map merge requires map or sequence of maps as the value");
            out.update(from[i]);
        }
        return true;
    }
    if (!from.is_object()) return fail("map merge requires map or sequence of maps as the value");
    out.update(from);
    return true;
}

bool YamlReader::entry(Json& out) {
    Json key, item;
    bool is_merge = false;
    if (event_.type == YAML_SCALAR_EVENT) {
        const std::string anchor = text_of(event_.data.scalar.anchor);
        if (!scalar(key, is_merge)) return false;
        if (!anchor.empty()) anchors_[anchor] = key;
    } else if (!value(key)) {
        return false;
    }
    if (!next() || !value(item)) return false;
    if (is_merge) return merge(item, out);
    std::string text;
    if (!key_text(key, true, text)) return false;
    out[text] = std::move(item);
    return true;
}

bool YamlReader::mapping(Json& out) {
    out = Json::object();
    while (next()) {
        if (event_.type == YAML_MAPPING_END_EVENT) return true;
        if (!entry(out)) return false;
    }
    return false;
}

bool YamlReader::value(Json& out) {
    bool is_merge = false;
    std::string anchor;
    bool ok = false;
    switch (event_.type) {
        case YAML_ALIAS_EVENT:
            return alias(out);
        case YAML_SCALAR_EVENT:
            anchor = text_of(event_.data.scalar.anchor);
            ok = scalar(out, is_merge);
            break;
        case YAML_SEQUENCE_START_EVENT:
            anchor = text_of(event_.data.sequence_start.anchor);
            if (!anchor.empty()) anchors_[anchor] = Json(Json::value_t::discarded);
            ok = sequence(out);
            break;
        case YAML_MAPPING_START_EVENT:
            anchor = text_of(event_.data.mapping_start.anchor);
            if (!anchor.empty()) anchors_[anchor] = Json(Json::value_t::discarded);
            ok = mapping(out);
            break;
        default:
            return fail("unknown problem parsing YAML content");
    }
    if (ok && !anchor.empty()) anchors_[anchor] = out;
    return ok;
}

bool YamlReader::document(Json& out) {
    out = nullptr;
    if (!next() || !next())
        return false;  // the stream's start, then the document's or the stream's end
    if (event_.type == YAML_STREAM_END_EVENT) return true;
    if (!next() || !value(out)) return false;
    return next();  // text after the value in the same document is a parser error
}

std::string ends_trimmed(std::string_view line) {
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) {
        line.remove_suffix(1);
    }
    return std::string(line);
}

bool read_json_documents(std::string_view text, std::vector<Json>& out, std::string& error);

}  // namespace

bool yaml_to_json(std::string_view text, Json& out, std::string& error) {
    YamlReader reader(text);
    if (reader.document(out)) return true;
    error = std::move(reader.error);
    return false;
}

std::vector<std::string> split_yaml(std::string_view text) {
    std::vector<std::string> documents;
    std::string current;
    for (const std::string& line : split_lines(text)) {
        // A separator with nothing before it stays: it starts the document.
        if (ends_trimmed(line) == "---" && !current.empty()) {
            documents.push_back(std::move(current));
            current.clear();
            continue;
        }
        current += line;
        current += '\n';
    }
    if (!current.empty()) documents.push_back(std::move(current));
    return documents;
}

bool read_documents(std::string_view text, std::vector<Json>& out, std::string& error) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && text[first] == '{') {
        return read_json_documents(text, out, error);
    }
    for (const std::string& document : split_yaml(text)) {
        Json json;
        std::string problem;
        if (!yaml_to_json(document, json, problem)) {
            error = "error converting YAML to JSON: " + problem;
            return false;
        }
        if (!json.is_null()) out.push_back(std::move(json));
    }
    return true;
}

namespace {

// The end of the JSON value at the start of the text, found by counting brackets outside of
// strings.
std::size_t value_end(std::string_view text) {
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\') ++i;
            if (c == '"') in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return i + 1;
        }
    }
    return text.size();
}

bool read_json_documents(std::string_view text, std::vector<Json>& out, std::string& error) {
    while (!(text = trim(text)).empty()) {
        const std::size_t end = value_end(text);
        const std::string_view one = text.substr(0, end);
        if (const std::string problem = json_syntax_error(one); !problem.empty()) {
            // kubectl counts lines in the part that its decoder has not consumed: 0, except for
            // long files.
            error = problem == "unexpected end of JSON input" ? "unexpected EOF"
                                                              : "json: line 0: " + problem;
            return false;
        }
        out.push_back(Json::parse(one, nullptr, false));
        text.remove_prefix(end);
    }
    return true;
}

}  // namespace

}  // namespace podfall
