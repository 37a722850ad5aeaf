// --raw of get, create, replace and delete: requests a path of the API server unchanged.
#pragma once

#include <string>

#include "core/terminal/kubectl/kubectl.h"

namespace podfall::kube {

// Requests the path of --raw, "/api/v1/pods?limit=1", and prints the response body.
Step request_raw(Kubectl& k, const char* verb, const std::string& body = {});

// The same with the contents of the one file of -f as body (for DELETE it is optional).
Step send_raw(Kubectl& k, const char* verb);

}  // namespace podfall::kube
