// Formats errors as kubectl prints them.
#include "core/terminal/kubectl/client/error.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"

namespace podfall::kube {

namespace {

std::string server_of(const std::string& url) {
    const std::size_t begin = url.find("://");
    if (begin == std::string::npos) return url;
    return url.substr(begin + 3, url.find('/', begin + 3) - begin - 3);
}

// StandardErrorMessage: empty when the error is not of a special kind.
std::string standard_message(const Error& e) {
    if (e.kind == Error::Kind::status) {
        if (e.reason == "Unauthorized") {
            return cat("error: You must be logged in to the server (", e.message, ")");
        }
        if (e.reason.empty()) return cat("Error from server: ", e.message);
        return cat("Error from server (", e.reason, "): ", e.message);
    }
    if (e.kind == Error::Kind::network) {
        if (contains(e.message, "connection refused")) {
            return cat("The connection to the server ", server_of(e.url),
                       " was refused - did you specify the right host or port?");
        }
        return cat("Unable to connect to the server: ", e.message);
    }
    return {};
}

std::string invalid_text(const Error& e) {
    if (!e.has_details) return "The request is invalid\n";
    std::string head = "The request is invalid";
    if (!e.object_kind.empty() || !e.object_name.empty()) {
        head = cat("The ", e.object_kind, " ", quote(e.object_name), " is invalid");
    }
    std::vector<std::string> lines;
    for (const auto& [field, message] : e.causes) {
        std::string line = cat(field, ": ", message);
        bool known = false;
        for (const std::string& l : lines) known = known || l == line;
        if (!known) lines.push_back(std::move(line));
    }
    if (lines.empty()) return cat(head, "\n");
    if (lines.size() == 1) return cat(head, ": ", lines[0], "\n");
    std::string text = cat(head, ": \n");
    for (const std::string& line : lines) text += cat("* ", line, "\n");
    return text;
}

std::string with_newline(std::string text) {
    if (text.empty() || text.back() != '\n') text += '\n';
    return text;
}

}  // namespace

std::string Error::text() const {
    if (kind == Kind::network) return cat(method, " ", quote(url), ": ", message);
    return message;
}

Error plain_error(std::string text) {
    Error e;
    e.kind = Error::Kind::plain;
    e.message = std::move(text);
    return e;
}

Error status_error(const Json& status, int code) {
    Error e;
    e.kind = Error::Kind::status;
    e.message = text_of(at(status, "message"));
    e.reason = text_of(at(status, "reason"));
    e.code = code;
    const Json& details = at(status, "details");
    e.has_details = details.is_object();
    e.object_kind = text_of(at(details, "kind"));
    e.object_name = text_of(at(details, "name"));
    for (const Json& cause : items(at(details, "causes"))) {
        e.causes.emplace_back(text_of(at(cause, "field")), text_of(at(cause, "message")));
    }
    return e;
}

Error add_source(Error e, std::string_view verb, std::string_view source) {
    if (source.empty()) return e;
    e.message = cat("error when ", verb, " ", quote(source), ": ", e.text());
    if (e.kind != Error::Kind::status) e.kind = Error::Kind::plain;
    return e;
}

std::string check_err_text(const Error& e) {
    if (e.kind == Error::Kind::status && e.reason == "Invalid") return invalid_text(e);
    if (e.kind == Error::Kind::no_match) return with_newline(e.message);
    std::string text = standard_message(e);
    if (text.empty()) {
        text = e.message.rfind("error: ", 0) == 0 ? e.message : cat("error: ", e.message);
    }
    return with_newline(text);
}

std::string message_for_error(const Error& e) {
    const std::string text = standard_message(e);
    return text.empty() ? e.text() : text;
}

std::string check_err_text(const Errors& errors) {
    if (errors.size() == 1) return check_err_text(errors[0]);
    std::string text;
    for (std::size_t i = 0; i < errors.size(); ++i) {
        text += cat(message_for_error(errors[i]), "\n");
    }
    return text;
}

std::string list_text(const Errors& errors) {
    std::vector<std::string> texts;
    for (const Error& e : errors)
        if (std::find(texts.begin(), texts.end(), e.text()) == texts.end())
            texts.push_back(e.text());
    return texts.size() == 1 ? texts[0] : cat("[", join(texts, ", "), "]");
}

}  // namespace podfall::kube
