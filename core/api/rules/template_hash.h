// The hashes in names: pod-template-hash, and those of ControllerRevisions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/api/objects/pod.h"
#include "core/api/schema/type.h"

namespace podfall {

// controller.ComputeHash: the suffix of a ReplicaSet's name and the label pod-template-hash.
std::string compute_hash(const PodTemplateSpec& pod_template,
                         std::optional<std::int32_t> collision_count);

// history.HashControllerRevision: `data` is the revision's raw JSON.
std::string controller_revision_hash(std::string_view data,
                                     std::optional<std::int32_t> collision_count);

// The patch that a ControllerRevision stores as its data: the whole template, replacing the present
// one.
std::string revision_data(const PodTemplateSpec& pod_template);

// rand.SafeEncodeString: maps digits to letters that form no words.
std::string safe_encode(std::string_view text);

// go-spew's "%#v" of a value with the settings of hash.DeepHashObject.
std::string spew_text(const Type& type, const void* value);

}  // namespace podfall
