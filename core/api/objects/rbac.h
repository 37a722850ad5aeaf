// Roles and role bindings. Models k8s.io/api/rbac/v1. Field meanings are those of the upstream
// types; `fields` in rbac.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/objects/meta.h"
#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct PolicyRule {
    List<std::string> verbs;
    List<std::string> api_groups;
    List<std::string> resources;
    List<std::string> resource_names;
    List<std::string> non_resource_urls;
};

struct Subject {
    std::string kind;
    std::string api_group;
    std::string name;
    std::string namespace_;
};

struct RoleRef {
    std::string api_group;
    std::string kind;
    std::string name;
};

struct Role : Object {
    List<PolicyRule> rules;
};

struct RoleBinding : Object {
    List<Subject> subjects;
    RoleRef role_ref;
};

struct AggregationRule {
    List<LabelSelector> cluster_role_selectors;
};

struct ClusterRole : Object {
    List<PolicyRule> rules;
    Box<AggregationRule> aggregation_rule;
};

struct ClusterRoleBinding : Object {
    List<Subject> subjects;
    RoleRef role_ref;
};

}  // namespace podfall
