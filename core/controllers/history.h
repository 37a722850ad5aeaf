// The ControllerRevisions of a DaemonSet or StatefulSet: the templates it has had. Models
// pkg/controller/history and pkg/controller/daemon/update.go.
#pragma once

#include <string>
#include <vector>

#include "core/api/objects/workload.h"
#include "core/controllers/pod_control.h"

namespace podfall {

using Revisions = std::vector<Ref<ControllerRevision>>;

inline constexpr const char* revision_hash_label = "controller-revision-hash";

// The patch that sets a workload's template to this one:
// {"spec":{"template":{...,"$patch":"replace"}}}.
std::string template_patch(const PodTemplateSpec& pod_template);

// The template in such a patch, with the API server's defaults.
PodTemplateSpec template_of(const ControllerRevision& revision);

// The revisions an owner controls, lowest number first; those that match and have lost their owner
// (it was deleted with --cascade=orphan) become its own.
Status claim_revisions(LoopContext& loop, const Owner& owner, const Selector& selector,
                       Revisions& out);

// One more than the highest number.
std::int64_t next_revision(const Revisions& revisions);

}  // namespace podfall
