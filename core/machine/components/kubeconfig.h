// The part of a kubeconfig that a component needs. Models client-go's tools/clientcmd.
#pragma once

#include <string>

#include "core/world/world.h"

namespace podfall {

// The address of the current context's cluster: "192.168.1.10:6443"; empty if the file is missing
// or names none. `path` may be in a container (container_root.h).
std::string kubeconfig_server(const Machine& machine, const std::string& path);

// Why clientcmd.BuildConfigFromFlags refuses the file, in its words without the container's part of
// the path; or nothing.
std::string kubeconfig_problem(const Machine& machine, const std::string& path);

// The certificates that the file has or names; those that cannot be read are absent.
TlsClient kubeconfig_tls(const Machine& machine, const std::string& path);

}  // namespace podfall
