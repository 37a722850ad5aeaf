// --raw of get, create, replace and delete: a path of the API server as it is.
#pragma once

#include <string>

#include "core/terminal/kubectl/kubectl.h"

namespace podfall::kube {

// Asks for the path that --raw names, "/api/v1/pods?limit=1", and prints the answer's body.
Step request_raw(Kubectl& k, const char* verb, const std::string& body = {});

// The same with the body of the one file that -f names (of none for DELETE, if none is named).
Step send_raw(Kubectl& k, const char* verb);

}  // namespace podfall::kube
