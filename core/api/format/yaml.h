// YAML as kubectl v1.20 reads and prints it. Models sigs.k8s.io/yaml with go-yaml v2.2.8; libyaml
// does the scanning.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/api/format/json.h"

namespace podfall {

// Reads one document; JSON too. On failure `error` is the text after "error converting YAML to
// JSON: ", e.g. "yaml: line 3: mapping values are not allowed in this context".
bool yaml_to_json(std::string_view text, Json& out, std::string& error);

// The documents of a file, split at "---" lines as apimachinery's YAML reader does. Documents that
// contain only blanks and comments are included (they read as null).
std::vector<std::string> split_yaml(std::string_view text);

// Reads a manifest file as kubectl -f does: YAML documents, or JSON when the first character is a
// brace. Empty documents are skipped. On failure `out` contains the documents before the broken
// one, and `error` is the text after "error: error parsing FILE: ".
bool read_documents(std::string_view text, std::vector<Json>& out, std::string& error);

// The text of encoding/json's SyntaxError for `text`, or empty when it is a single JSON value.
std::string json_syntax_error(std::string_view text);

// The text ends with a newline.
std::string to_yaml(const Json& json);

}  // namespace podfall
