// Access reviews: whether a user may do something. Models pkg/registry/authorization of v1.20.
// Simplified: no tokens are known.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/apiserver/authorizer.h"
#include "core/apiserver/registry/errors.h"
#include "core/apiserver/rest/handlers.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

bool is_review(Kind kind) {
    switch (kind) {
        case Kind::token_review:
        case Kind::local_subject_access_review:
        case Kind::self_subject_access_review:
        case Kind::self_subject_rules_review:
        case Kind::subject_access_review:
            return true;
        default:
            return false;
    }
}

namespace {

Attributes attributes_of(const Json& spec) {
    const Json& other = object_member(spec, "nonResourceAttributes");
    if (!other.empty())
        return {.verb = text_member(other, "verb"), .path = text_member(other, "path")};
    const Json& r = object_member(spec, "resourceAttributes");
    Attributes asked{.verb = text_member(r, "verb"),
                     .group = text_member(r, "group"),
                     .resource = text_member(r, "resource"),
                     .namespace_ = text_member(r, "namespace"),
                     .name = text_member(r, "name")};
    if (const std::string part = text_member(r, "subresource"); !part.empty())
        asked.resource += "/" + part;
    return asked;
}

// check_allowed() has found that there is one.
UserInfo asker(const World& world, const Request& request) {
    const Result<UserInfo> user = user_of(world, request.caller);
    return user ? *user : UserInfo{};
}

// The user whose access is reviewed: the requester, or the one named in the review.
UserInfo subject_of(const World& world, const Request& request, const Route& route,
                    const Json& spec) {
    if (route.stored == Kind::self_subject_access_review) return asker(world, request);
    std::vector<std::string> groups;
    if (const auto it = spec.find("groups"); it != spec.end() && it->is_array())
        for (const Json& group : *it)
            if (group.is_string()) groups.push_back(group.get<std::string>());
    return {text_member(spec, "user"), groups};
}

Json rules_status(const World& world, const UserInfo& user, const std::string& namespace_) {
    Json resources = Json::array(), others = Json::array();
    for (const PolicyRule& rule : rules_for(world, user, namespace_)) {
        (rule.non_resource_urls.empty() ? resources : others).push_back(to_json(rule));
    }
    return {{"incomplete", false},
            {"resourceRules", std::move(resources)},
            {"nonResourceRules", std::move(others)}};
}

}  // namespace

Response review(const World& world, const Request& request, const Route& route) {
    Json json = Json::parse(request.body, nullptr, false);
    if (!json.is_object()) return reply_error(bad_request(json_syntax_error(request.body)));
    json["kind"] = route.kind->name;
    json["apiVersion"] = route.api_version();
    if (!json.contains("metadata")) json["metadata"] = {{"creationTimestamp", nullptr}};
    const Json spec = object_member(json, "spec");  // a copy: json is changed below
    if (route.stored == Kind::self_subject_rules_review) {
        json["status"] = rules_status(world, asker(world, request), text_member(spec, "namespace"));
    } else if (route.stored == Kind::token_review) {
        json["status"] = {{"user", Json::object()}, {"error", "[invalid bearer token]"}};
    } else {
        const Decision decision =
            authorize(world, subject_of(world, request, route, spec), attributes_of(spec));
        json["status"] = {{"allowed", decision.allowed}};
        if (!decision.reason.empty()) json["status"]["reason"] = decision.reason;
    }
    return reply(201, json_text(json));
}

}  // namespace podfall
