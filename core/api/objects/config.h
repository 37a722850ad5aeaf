// Namespaces, ConfigMaps, Secrets, ServiceAccounts. Models k8s.io/api/core/v1. Field meanings are
// those of the upstream types; `fields` in config.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/objects/meta.h"
#include "core/api/objects/reference.h"
#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct NamespaceSpec {
    List<std::string> finalizers;
};

struct NamespaceCondition {
    std::string type;
    std::string status;
    Time last_transition_time = 0;
    std::string reason;
    std::string message;
};

struct NamespaceStatus {
    std::string phase;
    List<NamespaceCondition> conditions;
};

struct Namespace : Object {
    NamespaceSpec spec;
    NamespaceStatus status;
};

struct ServiceAccount : Object {
    List<ObjectReference> secrets;
    List<LocalObjectReference> image_pull_secrets;
    std::optional<bool> automount_service_account_token;
};

struct Secret : Object {
    std::optional<bool> immutable;
    BytesMap data;
    StringMap string_data;
    std::string type;
};

struct ConfigMap : Object {
    std::optional<bool> immutable;
    StringMap data;
    BytesMap binary_data;
};

struct ScopedResourceSelectorRequirement {
    std::string scope_name;
    std::string operator_;
    List<std::string> values;
};

struct ScopeSelector {
    List<ScopedResourceSelectorRequirement> match_expressions;
};

struct ResourceQuotaSpec {
    ResourceList hard;
    List<std::string> scopes;
    Box<ScopeSelector> scope_selector;
};

struct ResourceQuotaStatus {
    ResourceList hard;
    ResourceList used;
};

struct ResourceQuota : Object {
    ResourceQuotaSpec spec;
    ResourceQuotaStatus status;
};

struct LimitRangeItem {
    std::string type;
    ResourceList max;
    ResourceList min;
    ResourceList default_;
    ResourceList default_request;
    ResourceList max_limit_request_ratio;
};

struct LimitRangeSpec {
    List<LimitRangeItem> limits;
};

struct LimitRange : Object {
    LimitRangeSpec spec;
};

struct Binding : Object {
    ObjectReference target;
};

struct ComponentCondition {
    std::string type;
    std::string status;
    std::string message;
    std::string error;
};

struct ComponentStatus : Object {
    List<ComponentCondition> conditions;
};

}  // namespace podfall
