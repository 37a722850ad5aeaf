// Which of several pods is meant where only one is wanted. Models kubectl/pkg/util/podutils.
#pragma once

#include "core/terminal/kubectl/client/json.h"

namespace podfall::kube {

// Whether the first is likelier than the second to be the one whose log is wanted (ByLogging), or
// the one to attach to (ActivePods, reversed): they differ in what restarts say.
bool logs_before(const Json& a, const Json& b);
bool attaches_before(const Json& a, const Json& b);

}  // namespace podfall::kube
