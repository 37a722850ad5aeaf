// RBAC: evaluates roles and bindings for an impersonated user.
#include "core/apiserver/authorizer.h"

#include <algorithm>

#include "core/api/objects/config.h"
#include "core/apiserver/registry/errors.h"
#include "core/base/crypto/x509.h"
#include "core/base/text.h"
#include "core/net/api_access.h"
#include "core/world/world.h"

namespace podfall {

namespace {

constexpr const char* masters = "system:masters";
constexpr const char* account_prefix = "system:serviceaccount:";
constexpr const char* account_token = "kubernetes.io/service-account-token";
constexpr const char* anonymous = "system:anonymous";

bool has(const List<std::string>& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool has_or_all(const List<std::string>& list, std::string_view word) {
    return has(list, "*") || has(list, word);
}

bool path_matches(const List<std::string>& urls, std::string_view path) {
    return std::any_of(urls.begin(), urls.end(), [&](const std::string& url) {
        if (url == "*" || url == path) return true;
        return !url.empty() && url.back() == '*' &&
               path.substr(0, url.size() - 1) == std::string_view(url).substr(0, url.size() - 1);
    });
}

// "*/scale" matches that sub-resource of every resource.
bool resource_matches(const List<std::string>& resources, const std::string& resource) {
    if (has_or_all(resources, resource)) return true;
    const std::size_t slash = resource.find('/');
    return slash != std::string::npos && has(resources, "*" + resource.substr(slash));
}

bool allows(const PolicyRule& rule, const Attributes& asked) {
    if (!has_or_all(rule.verbs, asked.verb)) return false;
    if (!asked.path.empty()) return path_matches(rule.non_resource_urls, asked.path);
    return has_or_all(rule.api_groups, asked.group) &&
           resource_matches(rule.resources, asked.resource) &&
           (rule.resource_names.empty() || has(rule.resource_names, asked.name));
}

// The subject as reasons name it; empty when it is not this user.
std::string means(const Subject& subject, const UserInfo& user, const std::string& namespace_) {
    if (subject.kind == "User" && subject.name == user.name)
        return cat("User ", quote(subject.name));
    if (subject.kind == "Group" &&
        std::find(user.groups.begin(), user.groups.end(), subject.name) != user.groups.end())
        return cat("Group ", quote(subject.name));
    if (subject.kind != "ServiceAccount") return "";
    const std::string& place = subject.namespace_.empty() ? namespace_ : subject.namespace_;
    if (place.empty() || user.name != cat(account_prefix, place, ":", subject.name)) return "";
    return cat("ServiceAccount ", quote(cat(subject.name, "/", place)));
}

struct Granted {
    const List<PolicyRule>* rules = nullptr;  // null: the role is missing
    std::string reason;
};

Granted rules_of(const World& world, const RoleRef& ref, const std::string& namespace_) {
    const bool in_cluster = ref.kind == "ClusterRole";
    const Ref<Object> role = find(world.store, {in_cluster ? Kind::cluster_role : Kind::role,
                                                in_cluster ? "" : namespace_, ref.name});
    if (!role)
        return {nullptr, cat("RBAC: ", to_lower(ref.kind), ".rbac.authorization.k8s.io ",
                             quote(ref.name), " not found")};
    return {in_cluster ? &static_cast<const ClusterRole&>(*role).rules
                       : &static_cast<const Role&>(*role).rules,
            ""};
}

template <class Binding, class Visit>
void visit_bindings(const World& world, const UserInfo& user, const std::string& namespace_,
                    Visit visit) {
    const Kind kind = kind_of<Binding>;
    const auto& objects = world.store.objects;
    for (auto it = objects.lower_bound(ObjectKey{kind, namespace_, ""}); it != objects.end();
         ++it) {
        if (it->key.kind != kind || it->key.namespace_ != namespace_) return;
        const auto& binding = static_cast<const Binding&>(*it->value);
        for (const Subject& subject : binding.subjects) {
            const std::string who = means(subject, user, namespace_);
            if (who.empty()) continue;
            Granted granted = rules_of(world, binding.role_ref, namespace_);
            const std::string place = namespace_.empty() ? std::string() : cat("/", namespace_);
            if (granted.rules)
                granted.reason =
                    cat("RBAC: allowed by ", info(kind).name, " ",
                        quote(cat(binding.metadata.name, place)), " of ", binding.role_ref.kind,
                        " ", quote(binding.role_ref.name), " to ", who);
            visit(granted);
            break;
        }
    }
}

template <class Visit>
void visit_all(const World& world, const UserInfo& user, const std::string& namespace_,
               Visit visit) {
    visit_bindings<ClusterRoleBinding>(world, user, "", visit);
    if (!namespace_.empty()) visit_bindings<RoleBinding>(world, user, namespace_, visit);
}

// forbiddenMessage of the API server's responsewriters.
std::string refusal(const UserInfo& user, const Attributes& asked) {
    const std::string who = cat("User ", quote(user.name), " cannot ", asked.verb);
    if (!asked.path.empty()) return cat(who, " path ", quote(asked.path));
    return cat(who, " resource ", quote(asked.resource), " in API group ", quote(asked.group),
               asked.namespace_.empty() ? std::string(" at the cluster scope")
                                        : cat(" in the namespace ", quote(asked.namespace_)));
}

}  // namespace

UserInfo user_with_groups(const std::string& name, std::vector<std::string> groups) {
    UserInfo user{name, std::move(groups)};
    const bool bare = user.groups.empty();
    if (bare && name.rfind(account_prefix, 0) == 0) {
        const std::vector<std::string> parts = split(name, ':');
        user.groups = {"system:serviceaccounts", "system:serviceaccounts:" + parts[2]};
    }
    user.groups.emplace_back(name == "system:anonymous" ? "system:unauthenticated"
                                                        : "system:authenticated");
    return user;
}

namespace {

// The account whose Secret holds the token: pkg/serviceaccount looks that up after it has checked
// the signature.
std::string account_of(const World& world, const std::string& token) {
    const auto& objects = world.store.objects;
    for (auto it = objects.lower_bound(ObjectKey{Kind::secret, "", ""});
         it != objects.end() && it->key.kind == Kind::secret; ++it) {
        const auto& secret = static_cast<const Secret&>(*it->value);
        const auto data = secret.data.find("token");
        if (secret.type != account_token || data == secret.data.end() || data->second.data != token)
            continue;
        const auto& notes = secret.metadata.annotations;
        const auto name = notes.find("kubernetes.io/service-account.name");
        if (name == notes.end() || secret.metadata.deletion_timestamp != 0) continue;
        if (find(world.store, {Kind::service_account, secret.metadata.namespace_, name->second}))
            return cat(account_prefix, secret.metadata.namespace_, ":", name->second);
    }
    return "";
}

Status unauthorized() {
    return {401, "Unauthorized", "Unauthorized", ""};
}

// x509.CommonNameUserConversion, with the authorities in the file of --client-ca-file.
Result<UserInfo> certificate_user(const World& world, const Caller& caller) {
    const Certificate leaf =
        read_certificate_pem(std::string_view(caller.user).substr(client_certificate.size()));
    const Machine* server = world.machines.find(api_access(world, caller).machine);
    const File* file = server ? server->files.find("/etc/kubernetes/pki/ca.crt") : nullptr;
    if (!file || !file->content || !leaf.readable()) return unauthorized();
    const std::vector<Certificate> roots = read_certificates(*file->content);
    if (verify(leaf, roots, world.now + server->clock_offset, true) != Trust::good)
        return unauthorized();
    return user_with_groups(common_name(leaf.fields.subject), organizations(leaf.fields.subject));
}

Result<UserInfo> authenticate(const World& world, const Caller& caller) {
    const std::string& user = caller.user;
    if (user.rfind(client_certificate, 0) == 0) return certificate_user(world, caller);
    if (user.rfind(bearer, 0) != 0)
        return user == anonymous
                   ? user_with_groups(user, {})
                   : user_with_groups(user.empty() ? "kubernetes-admin" : user, {masters});
    const std::string account = account_of(world, user.substr(bearer.size()));
    if (account.empty()) return unauthorized();
    return user_with_groups(account, {});
}

}  // namespace

Result<UserInfo> user_of(const World& world, const Caller& caller) {
    const Result<UserInfo> own = authenticate(world, caller);
    if (!own || caller.as_user.empty()) return own;
    const Decision may = authorize(
        world, *own, {.verb = "impersonate", .resource = "users", .name = caller.as_user});
    if (may.allowed) return user_with_groups(caller.as_user, caller.as_groups);
    return Status{403, "Forbidden",
                  cat("users ", quote(caller.as_user), " is forbidden: User ", quote((*own).name),
                      " cannot impersonate resource \"users\" in API group \"\" at the cluster "
                      "scope"),
                  ""};
}

Decision authorize(const World& world, const UserInfo& user, const Attributes& asked) {
    if (std::find(user.groups.begin(), user.groups.end(), masters) != user.groups.end())
        return {true, ""};
    Decision decision;
    std::vector<std::string> missing;
    visit_all(world, user, asked.namespace_, [&](const Granted& granted) {
        if (decision.allowed) return;
        if (!granted.rules) return missing.push_back(granted.reason);
        for (const PolicyRule& rule : *granted.rules)
            if (!decision.allowed && allows(rule, asked)) decision = {true, granted.reason};
    });
    if (!decision.allowed) decision.reason = join(missing, ", ");
    return decision;
}

std::vector<PolicyRule> rules_for(const World& world, const UserInfo& user,
                                  const std::string& namespace_) {
    std::vector<PolicyRule> out;
    visit_all(world, user, namespace_, [&](const Granted& granted) {
        if (granted.rules) out.insert(out.end(), granted.rules->begin(), granted.rules->end());
    });
    return out;
}

Status check_allowed(const World& world, const Request& request, const Route* route) {
    const Result<UserInfo> user = user_of(world, request.caller);
    if (!user) return user.status();
    Attributes asked;
    if (route) {
        asked.verb = verb_of(request, *route);
        asked.group = route->kind->group;
        asked.resource = route->subresource.empty()
                             ? route->kind->plural
                             : cat(route->kind->plural, "/", route->subresource);
        asked.namespace_ = route->stored == Kind::namespace_ ? route->name : route->namespace_;
        asked.name = route->name;
    } else {
        asked.verb = to_lower(request.method);
        asked.path = request.path;
    }
    const Decision decision = authorize(world, *user, asked);
    if (decision.allowed) return {};
    const std::string why =
        cat(refusal(*user, asked), decision.reason.empty() ? "" : ": ", decision.reason);
    if (route) return forbidden(route->kind->kind, route->name, why);
    return {403, "Forbidden", cat("forbidden: ", why), "{}"};
}

}  // namespace podfall
