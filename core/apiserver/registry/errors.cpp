// Builds the API server's Status errors.
#include "core/apiserver/registry/errors.h"

#include "core/base/text.h"

namespace podfall {

std::string json_string(std::string_view text) {
    static const char digits[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    out += "\\u00";
                    out += digits[c >> 4];
                    out += digits[c & 15];
                } else {
                    out += c;
                }
        }
    }
    return out += '"';
}

std::string details_json(std::string_view name, std::string_view group, std::string_view kind,
                         std::string_view uid, std::string_view causes) {
    std::string out = "{";
    auto member = [&](std::string_view key, std::string_view value) {
        if (value.empty()) return;
        if (out.size() > 1) out += ',';
        out += cat('"', key, "\":", value);
    };
    auto text = [](std::string_view v) { return v.empty() ? std::string() : json_string(v); };
    member("name", text(name));
    member("group", text(group));
    member("kind", text(kind));
    member("uid", text(uid));
    member("causes", causes);
    return out += '}';
}

std::string invalid_cause(std::string_view field, std::string_view message) {
    return cat("[{\"reason\":\"FieldValueInvalid\",\"message\":", json_string(message),
               ",\"field\":", json_string(field), "}]");
}

std::string details_of(std::string_view name, const KindInfo& kind, std::string_view uid) {
    return details_json(name, kind.group, kind.plural, uid);
}

Status not_found(Kind kind, const std::string& name) {
    return {404, "NotFound", cat(info(kind).resource(), " ", quote(name), " not found"),
            details_of(name, info(kind))};
}

Status already_exists(Kind kind, std::string_view name) {
    return {409, "AlreadyExists", cat(info(kind).resource(), " ", quote(name), " already exists"),
            details_of(name, info(kind))};
}

Status conflict(Kind kind, std::string_view name, std::string_view why) {
    return {409, "Conflict",
            cat("Operation cannot be fulfilled on ", info(kind).resource(), " ", quote(name), ": ",
                why),
            details_of(name, info(kind))};
}

Status modified_conflict(Kind kind, std::string_view name) {
    return conflict(kind, name,
                    "the object has been modified; please apply your changes to the latest version "
                    "and try again");
}

Status forbidden(Kind kind, std::string_view name, std::string_view why) {
    const std::string what =
        name.empty() ? info(kind).resource() : cat(info(kind).resource(), " ", quote(name));
    return {403, "Forbidden", cat(what, " is forbidden: ", why), details_of(name, info(kind))};
}

Status bad_request(std::string message) {
    return {400, "BadRequest", std::move(message), ""};
}

Status method_not_supported(Kind kind, std::string_view action) {
    return {405, "MethodNotAllowed",
            cat(action, " is not supported on resources of kind \"", info(kind).resource(), "\""),
            details_json("", info(kind).group, info(kind).plural)};
}

Status internal_error(std::string_view message) {
    return {500, "InternalError", cat("Internal error occurred: ", message),
            cat("{\"causes\":[{\"message\":", json_string(message), "}]}")};
}

Status resource_expired(std::string message) {
    return {410, "Expired", std::move(message), ""};
}

Status unknown_path() {
    return {404, "NotFound", "the server could not find the requested resource", "{}"};
}

}  // namespace podfall
