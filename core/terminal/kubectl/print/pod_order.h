// Which of several pods a command uses when it needs only one. Models kubectl/pkg/util/podutils.
#pragma once

#include "core/terminal/kubectl/client/json.h"

namespace podfall::kube {

// Whether the first pod precedes the second for logs (ByLogging) or for attaching (ActivePods,
// reversed): they differ in how restarts count.
bool logs_before(const Json& a, const Json& b);
bool attaches_before(const Json& a, const Json& b);

}  // namespace podfall::kube
