// kubectl's JSONPath templates. Models client-go/util/jsonpath of v1.20.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/format/json.h"

namespace podfall::kube {

struct PathNode {
    enum class Type : unsigned char {
        list,
        text,
        field,
        array,
        filter,
        number,
        boolean,
        wildcard,
        recursive,
        union_,
        identifier,
    } type = Type::text;
    std::string text;  // text, field's name, identifier, filter's operator
    double number = 0;
    bool is_float = false;
    struct Bound {
        int value = 0;
        bool known = false, derived = false;
    } bounds[3];
    std::vector<PathNode> nodes;  // of a list or union; of a filter: left and right
};

// A parsed template.
struct JsonPath {
    std::vector<PathNode> nodes;
};

// False with the parser's error text.
bool parse_json_path(std::string_view text, JsonPath& out, std::string& error);

// "metadata.name", ".metadata.name" and "{metadata.name}" all become "{.metadata.name}".
bool relaxed_json_path(std::string_view text, std::string& out, std::string& error);

// Runs a template on a document: returns the lists of values found, one for each node of the
// template. Values point into the document or into `literals`.
class JsonPathRun {
public:
    explicit JsonPathRun(bool allow_missing) : allow_missing_(allow_missing) {}
    using Values = std::vector<const Json*>;
    bool find(const JsonPath& path, const Json& data, std::vector<Values>& out, std::string& error);

private:
    bool block(const std::vector<PathNode>& nodes, std::size_t begin, const Json& data,
               std::vector<Values>& out);
    bool walk(const Values& in, const PathNode& node, Values& out);
    bool array(const Values& in, const PathNode& node, Values& out);
    bool filter(const Values& in, const PathNode& node, Values& out);
    bool field(const Values& in, const PathNode& node, Values& out);
    void recursive(const Values& in, Values& out);
    bool all(const Values& in, const std::vector<PathNode>& nodes, Values& out);
    const Json* literal(Json value);
    bool fail(std::string text) {
        error_ = std::move(text);
        return false;
    }
    bool allow_missing_;
    int begin_range_ = 0, in_range_ = 0, end_range_ = 0;
    std::size_t last_end_ = 0;
    std::string error_;
    std::vector<std::shared_ptr<const Json>> literals_;
};

// The template's output for a document, as `-o jsonpath=...` prints it.
bool run_json_path(const JsonPath& path, const Json& data, bool allow_missing, bool as_json,
                   std::string& out, std::string& error);

// Go's fmt.Fprint of a decoded JSON value: numbers, texts, "map[a:1]", "[1 2]", "<nil>".
std::string go_value(const Json& value);

// Go's %#v of a decoded JSON value.
std::string go_syntax(const Json& value);

}  // namespace podfall::kube
