// The kubeconfig file as kubectl config reads and writes it.
#pragma once

#include <string>

#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/kubectl.h"

namespace podfall::kube {

// --kubeconfig, $KUBECONFIG or /root/.kube/config.
std::string config_path(Kubectl& k);

// What the file says; an empty configuration without one.
Json read_config(Kubectl& k);
// Writes it and prints what was done.
Step write_config(Kubectl& k, const Json& json, const std::string& said);

// The entry of that name of a list ("clusters", "contexts", "users"), or null.
Json* find_named(Json& config, const char* list, const std::string& name);

// helpErrorf: the command's help, then that its arguments are not understood.
Step unexpected_args(Kubectl& k);

}  // namespace podfall::kube
