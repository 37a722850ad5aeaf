// YAML as kubectl v1.20 reads and prints it. Models sigs.k8s.io/yaml with go-yaml v2.2.8; libyaml
// does the scanning.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/api/format/json.h"

namespace podfall {

// Reads one document; also reads JSON. On failure `error` is the text after "error converting YAML
// to JSON: ", e.g. "yaml: line 3: mapping values are not allowed in this context".
bool yaml_to_json(std::string_view text, Json& out, std::string& error);

// The documents of a file, cut at lines of "---" as apimachinery's YAML reader cuts them. Documents
// of blanks and comments only are left in (they read as null).
std::vector<std::string> split_yaml(std::string_view text);

// Reads a file of manifests as kubectl -f does: YAML documents, or JSON ones when the first letter
// is a brace. Empty documents are left out. On failure `out` has the documents before the broken
// one and `error` is what kubectl prints after "error: error parsing FILE: ".
bool read_documents(std::string_view text, std::vector<Json>& out, std::string& error);

// The text of encoding/json's SyntaxError for `text`, or empty when it is one JSON value.
std::string json_syntax_error(std::string_view text);

// With a final newline.
std::string to_yaml(const Json& json);

}  // namespace podfall
