// Reads and writes the kubeconfig file for kubectl config.
#pragma once

#include <string>

#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/kubectl.h"

namespace podfall::kube {

// --kubeconfig, $KUBECONFIG or /root/.kube/config.
std::string config_path(Kubectl& k);

// The contents of the file; an empty configuration if there is none.
Json read_config(Kubectl& k);
// Writes the file and prints the result.
Step write_config(Kubectl& k, const Json& json, const std::string& said);

// The entry with that name in a list ("clusters", "contexts", "users"), or null.
Json* find_named(Json& config, const char* list, const std::string& name);

// helpErrorf: the command's help, then an error about unexpected arguments.
Step unexpected_args(Kubectl& k);

}  // namespace podfall::kube
