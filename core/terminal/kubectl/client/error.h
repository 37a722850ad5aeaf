// Errors as kubectl prints them. Models kubectl/pkg/cmd/util/helpers.go (checkErr).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/api/format/json.h"

namespace podfall::kube {

struct Error {
    enum class Kind : unsigned char {
        none,
        plain,     // printed as "error: ..."
        status,    // a Status of the API server
        network,   // no response; `message` is the text of Go's net package, `url` the request's
        no_match,  // discovery has no such resource: printed without "error: "
    } kind = Kind::none;
    std::string message;
    std::string reason;  // of a status
    int code = 0;
    std::string url, method;  // of a network error: "https://...", "Get"
    std::string object_kind, object_name;
    std::vector<std::pair<std::string, std::string>> causes;  // field, message
    bool has_details = false;

    explicit operator bool() const { return kind != Kind::none; }
    bool not_found() const { return kind == Kind::status && reason == "NotFound"; }
    bool already_exists() const { return kind == Kind::status && reason == "AlreadyExists"; }
    bool conflict() const { return kind == Kind::status && reason == "Conflict"; }
    // Go's err.Error().
    std::string text() const;
};

using Errors = std::vector<Error>;

Error plain_error(std::string text);
Error status_error(const Json& status, int code);

// `error when creating "x.yaml": ...` (AddSourceToErr).
Error add_source(Error error, std::string_view verb, std::string_view source);

// What CheckErr prints, with a final newline; what MultipleErrors prints for one of several.
std::string check_err_text(const Error& error);
std::string check_err_text(const Errors& errors);
std::string message_for_error(const Error& error);

// Go's text of an aggregate: "[a, b]", each text once; a single error is just its text.
std::string list_text(const Errors& errors);

}  // namespace podfall::kube
