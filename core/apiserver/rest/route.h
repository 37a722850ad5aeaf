// Parses request URLs. Models apiserver/pkg/endpoints/request/requestinfo.go of v1.20.
#pragma once

#include <string>
#include <string_view>

#include "core/api/objects/kind.h"
#include "core/apiserver/request.h"

namespace podfall {

struct Route {
    const KindInfo* kind = nullptr;  // as named in the URL
    Kind stored{};                   // the kind its objects are stored as
    std::string version;             // "v1", without the group
    std::string namespace_;          // empty for cluster-scoped kinds and for all namespaces
    std::string name;                // empty for a collection
    std::string subresource;         // "status", "scale", "log", ...

    std::string api_version() const;  // "apps/v1"
    ObjectKey key() const { return {stored, namespace_, name}; }
};

// False when the path is not served.
bool parse_route(std::string_view path, Route& out);

// The verb of a request as authorizers and discovery name it; empty for other methods.
const char* verb_of(const Request& request, const Route& route);

// The value of a query parameter; empty if it is missing.
std::string query_value(const Request& request, std::string_view key);
// Whether it is there and neither "false" nor "0", as for all boolean parameters of upstream.
bool query_flag(const Request& request, std::string_view key);

// Whether the comma-separated `list` contains the word.
bool has_word(std::string_view list, std::string_view word);

}  // namespace podfall
