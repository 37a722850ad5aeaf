// Access reviews: may this user do that? Models pkg/registry/authorization of v1.20.
// Simplified: everyone who has a way to ask is the administrator of kubeadm's kubeconfig (group
// system:masters), to whom everything is allowed.
#include <nlohmann/json.hpp>

#include "core/api/object_json.h"
#include "core/api/yaml.h"
#include "core/base/text.h"
#include "core/cluster/registry_errors.h"
#include "core/cluster/rest_handlers.h"

namespace podfall {

bool is_review(Kind kind) {
    switch (kind) {
        case Kind::token_review:
        case Kind::local_subject_access_review:
        case Kind::self_subject_access_review:
        case Kind::self_subject_rules_review:
        case Kind::subject_access_review: return true;
        default: return false;
    }
}

Response review(const World&, const Request& request, const Route& route) {
    Json json = Json::parse(request.body, nullptr, false);
    if (!json.is_object()) return reply_error(bad_request(json_syntax_error(request.body)));
    json["kind"] = route.kind->name;
    json["apiVersion"] = route.api_version();
    if (!json.contains("metadata")) json["metadata"] = {{"creationTimestamp", nullptr}};
    const Json all = Json::array({"*"});
    if (route.stored == Kind::self_subject_rules_review) {
        json["status"] = {
            {"incomplete", false},
            {"resourceRules",
             Json::array({Json{{"verbs", all}, {"apiGroups", all}, {"resources", all}}})},
            {"nonResourceRules", Json::array({Json{{"verbs", all}, {"nonResourceURLs", all}}})}};
    } else if (route.stored == Kind::token_review) {
        json["status"] = {{"user", Json::object()}, {"error", "[invalid bearer token]"}};
    } else {
        const bool master = request.caller.user == "kubernetes-admin" || request.caller.user.empty();
        json["status"] = {{"allowed", master}};
    }
    return reply(201, json_text(json));
}

}  // namespace podfall
