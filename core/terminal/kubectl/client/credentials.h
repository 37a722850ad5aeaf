// The certificates of a kubeconfig in kubectl's requests. Models client-go's rest.TLSConfigFor and
// the checks of Go's crypto/tls. Simplified: with --token the client certificate stays at home;
// client-go sends both, and then the API server goes by the certificate.
#pragma once

#include <string>

#include "core/net/api_access.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/kubectl.h"

namespace podfall::kube {

// The text that a member of a kubeconfig's entry embeds (NAME-data, in base64) or names a file of;
// empty: it has none. `error` is kubectl's for a file that cannot be read.
std::string certificate_text(CommandContext& ctx, const Json& entry, const char* name,
                             std::string& error);

// Why the certificate of the API server on that machine is not accepted, as Go reports it; empty:
// it is.
std::string server_problem(CommandContext& ctx, const Config& config, const ApiAccess& access);

// The user and the trusted authorities of the current context, put into `config`.
void read_credentials(CommandContext& ctx, const Json& cluster, const Json& user,
                      const std::string& token, Config& config);

}  // namespace podfall::kube
