// The history of a Deployment's, DaemonSet's or StatefulSet's pod templates.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/terminal/kubectl/client/builder.h"

namespace podfall::kube {

struct RolloutRevision {
    std::int64_t number = 0;
    std::string change_cause;
    std::shared_ptr<Json> source;  // the ReplicaSet or ControllerRevision
    std::shared_ptr<Json> pod_template;
};

// The revisions in order. Deployments store them in ReplicaSets, the others in ControllerRevisions.
std::vector<RolloutRevision> rollout_revisions(Kubectl& k, const Info& info, Error& error);

// The objects that a rollout command applies to; `failed` is set if there are none.
bool rollout_targets(Kubectl& k, std::vector<Info>& out, Errors& errors, Step& failed);

}  // namespace podfall::kube
