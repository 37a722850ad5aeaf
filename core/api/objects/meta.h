// Object metadata and label selectors. Models apimachinery pkg/apis/meta/v1.
// Field meanings are those of the upstream types; `fields` in meta.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct OwnerReference {
    std::string api_version;
    std::string kind;
    std::string name;
    std::string uid;
    std::optional<bool> controller;
    std::optional<bool> block_owner_deletion;
};

struct ManagedFieldsEntry {
    std::string manager;
    std::string operation;
    std::string api_version;
    Time time = 0;
    std::string fields_type;
    RawJson fields_v1;
};

struct ObjectMeta {
    std::string name;
    std::string generate_name;
    std::string namespace_;
    std::string self_link;
    std::string uid;
    std::int64_t resource_version = 0;
    std::int64_t generation = 0;
    Time creation_timestamp = 0;
    Time deletion_timestamp = 0;
    std::optional<std::int64_t> deletion_grace_period_seconds;
    StringMap labels;
    StringMap annotations;
    List<OwnerReference> owner_references;
    List<std::string> finalizers;
    std::string cluster_name;
    List<ManagedFieldsEntry> managed_fields;
};

// The base of every kind of object. It has no virtual functions: what depends on the kind goes
// through KindInfo (kind.h).
struct Object {
    ObjectMeta metadata;
};

struct LabelSelectorRequirement {
    std::string key;
    std::string operator_;
    List<std::string> values;
};

struct LabelSelector {
    StringMap match_labels;
    List<LabelSelectorRequirement> match_expressions;
};

struct Condition {
    std::string type;
    std::string status;
    std::int64_t observed_generation = 0;
    Time last_transition_time = 0;
    std::string reason;
    std::string message;
};

}  // namespace podfall
