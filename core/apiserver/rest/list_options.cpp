// Checks resourceVersionMatch against the other options.
#include "core/apiserver/rest/list_options.h"

#include <string>
#include <vector>

#include "core/apiserver/registry/errors.h"
#include "core/apiserver/rest/route.h"
#include "core/base/text.h"

namespace podfall {

namespace {

constexpr const char* match_field = "resourceVersionMatch";

struct OptionError {
    const char* reason;  // of Status.details.causes
    std::string message;
};

OptionError forbidden_option(std::string_view why) {
    return {"FieldValueForbidden", cat("Forbidden: ", why)};
}

std::vector<OptionError> errors_of(const Request& request, const std::string& match) {
    const std::string version = query_value(request, "resourceVersion");
    std::vector<OptionError> errors;
    if (query_flag(request, "watch"))
        errors.push_back(forbidden_option("resourceVersionMatch is forbidden for watch"));
    if (version.empty())
        errors.push_back(forbidden_option(
            "resourceVersionMatch is forbidden unless resourceVersion is provided"));
    if (!query_value(request, "continue").empty())
        errors.push_back(
            forbidden_option("resourceVersionMatch is forbidden when continue is provided"));
    if (match != "Exact" && match != "NotOlderThan")
        errors.push_back({"FieldValueNotSupported",
                          cat("Unsupported value: ", quote(match),
                              ": supported values: \"Exact\", \"NotOlderThan\", \"\"")});
    if (match == "Exact" && version == "0")
        errors.push_back(forbidden_option(
            "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
    return errors;
}

}  // namespace

Status check_list_options(const Request& request) {
    const std::string match = query_value(request, match_field);
    if (match.empty()) return {};
    std::string causes;
    std::vector<std::string> messages;
    for (const OptionError& e : errors_of(request, match)) {
        messages.push_back(cat(match_field, ": ", e.message));
        causes +=
            cat(causes.empty() ? "" : ",", "{\"reason\":\"", e.reason,
                "\",\"message\":", json_string(e.message), ",\"field\":\"", match_field, "\"}");
    }
    if (messages.empty()) return {};
    const std::string all =
        messages.size() == 1 ? messages[0] : cat("[", join(messages, ", "), "]");
    return {422, "Invalid", cat("ListOptions.meta.k8s.io \"\" is invalid: ", all),
            details_json("", "meta.k8s.io", "ListOptions", "", cat("[", causes, "]"))};
}

}  // namespace podfall
