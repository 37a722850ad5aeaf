// The API server as a REST server. kubectl in the terminal is a client of this and nothing more, so
// the same function can serve a socket, and a real kubectl gets the same responses. Models
// staging/src/k8s.io/apiserver of v1.20: discovery, CRUD, lists, watches, patches, Table output.
#pragma once

#include <string>

#include "core/apiserver/request.h"
#include "core/world/world.h"

namespace podfall {

// Handles one request. The caller's machine must reach a live API server, and that server its etcd:
// otherwise the code is -1 and the body is the error text of Go's net package, or it is a 5xx
// Status.
Response handle(World& world, const Request& request);

// Opens a watch (the request has watch=1 or true) or follows a pod's log (follow=true); fails as
// handle() does.
Response open_watch(World& world, const Request& request, Watch& watch);

// The events since the last call, one JSON object per line, as in the chunked body; empty when
// there are none. For a log: its new lines. Sets `closed` when the connection has ended.
std::string next_events(World& world, Watch& watch);

}  // namespace podfall
