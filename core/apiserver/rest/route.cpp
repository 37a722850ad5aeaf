// Parses request URLs.
#include "core/apiserver/rest/route.h"

#include <vector>

#include "core/base/text.h"

namespace podfall {

namespace {

// Ingresses of extensions and events of events.k8s.io are other versions of the same objects.
Kind stored_kind(Kind kind) {
    if (kind == Kind::extensions_ingress) return Kind::ingress;
    if (kind == Kind::events_event) return Kind::event;
    return kind;
}

}  // namespace

const char* verb_of(const Request& request, const Route& route) {
    const bool one = !route.name.empty();
    if (request.method == "GET")
        return query_flag(request, "watch") ? "watch" : one ? "get" : "list";
    if (request.method == "POST") return "create";
    if (request.method == "PUT") return "update";
    if (request.method == "PATCH") return "patch";
    if (request.method == "DELETE") return one ? "delete" : "deletecollection";
    return "";
}

bool has_word(std::string_view list, std::string_view word) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        if (list.substr(0, comma) == word) return true;
        if (comma == std::string_view::npos) break;
        list.remove_prefix(comma + 1);
    }
    return false;
}

std::string Route::api_version() const {
    return *kind->group ? cat(kind->group, "/", version) : version;
}

bool parse_route(std::string_view path, Route& out) {
    std::vector<std::string> parts;
    for (std::string& part : split(path, '/'))
        if (!part.empty()) parts.push_back(std::move(part));
    std::size_t i = 0;
    const auto next = [&] { return i < parts.size() ? parts[i++] : std::string(); };
    const std::string prefix = next();
    if (prefix != "api" && prefix != "apis") return false;
    const std::string group = prefix == "apis" ? next() : std::string();
    if (prefix == "apis" && group.empty()) return false;
    out = {};
    out.version = next();
    std::string plural = next();
    // "namespaces/x/pods"; but "namespaces/x", "namespaces/x/status" and "namespaces/x/finalize"
    // mean the namespace itself.
    if (plural == "namespaces" && i + 1 < parts.size() && parts[i + 1] != "status" &&
        parts[i + 1] != "finalize") {
        out.namespace_ = next();
        plural = next();
    }
    out.kind = find_plural(group, out.version, plural);
    if (!out.kind) return false;
    out.name = next();
    out.subresource = next();
    out.stored = stored_kind(out.kind->kind);
    if (!out.kind->namespaced && !out.namespace_.empty()) return false;
    if (out.kind->namespaced && out.namespace_.empty() && !out.name.empty()) return false;
    if (!out.subresource.empty() && !has_word(out.kind->subresources, out.subresource))
        return false;
    return i >= parts.size() || out.subresource == "proxy";
}

std::string query_value(const Request& request, std::string_view key) {
    for (const auto& [k, v] : request.query)
        if (k == key) return v;
    return {};
}

bool query_flag(const Request& request, std::string_view key) {
    for (const auto& [k, v] : request.query)
        if (k == key) return v != "0" && to_lower(v) != "false";
    return false;
}

}  // namespace podfall
