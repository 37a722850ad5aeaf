// Attaching to a container's first process: kubectl attach, kubectl run -i.
#pragma once

#include <string>

#include "core/terminal/kubectl/kubectl.h"

namespace podfall::kube {

// Begins to attach to a container of a pod, after the words about it. False after filling `failed`.
bool begin_attach(Kubectl& k, const Json& pod, const std::string& container, Step& failed);
// Passes on what is printed; true when the container has ended or the line to it.
bool follow_attached(Kubectl& k);

}  // namespace podfall::kube
