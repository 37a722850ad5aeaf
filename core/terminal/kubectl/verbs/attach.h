// Attaching to a container's first process: kubectl attach, kubectl run -i.
#pragma once

#include <string>

#include "core/terminal/kubectl/kubectl.h"

namespace podfall::kube {

// Starts attaching to a container of a pod, after printing the usual hint. False after filling
// `failed`.
bool begin_attach(Kubectl& k, const Json& pod, const std::string& container, Step& failed);
// Passes output on; true when the container or the connection has ended.
bool follow_attached(Kubectl& k);

}  // namespace podfall::kube
