// Which requests a user may make, by the roles and bindings in the cluster.
// Models plugin/pkg/auth/authorizer/rbac, pkg/registry/rbac/validation and the impersonation filter
// of v1.20, and authentication by certificate or token. Simplified: the cluster's own components
// may do everything; users with a certificate, service account tokens, users without credentials
// and impersonated users (kubectl --as) are checked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/api/objects/rbac.h"
#include "core/apiserver/rest/route.h"
#include "core/base/status.h"

namespace podfall {

struct World;

struct UserInfo {
    std::string name;
    std::vector<std::string> groups;
};

// What a request accesses: a resource or, with a path, anything else that the API server serves.
struct Attributes {
    std::string verb;        // "get", "list", "create", ...
    std::string group;       // of the API; "" for the core group
    std::string resource;    // "pods", "pods/log"
    std::string namespace_;  // empty: at the cluster scope
    std::string name;
    std::string path;  // "/healthz"
};

// Before a token in Caller::user: the Authorization header instead of a client certificate's name.
inline constexpr std::string_view bearer = "Bearer ";
// Before a client certificate in PEM there, which the API server verifies.
inline constexpr std::string_view client_certificate = "Certificate ";

// The user that a request acts for, with the groups that come with every name. 401 Unauthorized for
// a token that no ServiceAccount has or a certificate that the cluster did not sign, 403 for one
// who may not act for another.
Result<UserInfo> user_of(const World& world, const Caller& caller);
UserInfo user_with_groups(const std::string& name, std::vector<std::string> groups);

struct Decision {
    bool allowed = false;
    std::string reason;  // the binding that allows it, or the missing role
};
Decision authorize(const World& world, const UserInfo& user, const Attributes& asked);

// All rules that apply to a user in a namespace.
std::vector<PolicyRule> rules_for(const World& world, const UserInfo& user,
                                  const std::string& namespace_);

// 403 Forbidden when the request's user may not do it. A null route means a path that is not a
// resource.
Status check_allowed(const World& world, const Request& request, const Route* route);

}  // namespace podfall
