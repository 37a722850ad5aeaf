// The API server as a REST server. kubectl in the terminal is a client of this and nothing more; so
// the same function can be put on a socket and a real kubectl gets the same answers.
// Models staging/src/k8s.io/apiserver of v1.20: discovery, CRUD, lists, watches, patches, Table
// output.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/apiserver/registry/registry.h"
#include "core/world/world.h"

namespace podfall {

struct Request {
    std::string method = "GET";  // GET POST PUT PATCH DELETE
    std::string path;            // "/api/v1/namespaces/default/pods", no query
    std::vector<std::pair<std::string, std::string>> query;  // decoded
    std::string accept;        // "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
    std::string content_type;  // of the body: "application/strategic-merge-patch+json", ...
    std::string body;
    Caller caller;
};

struct Response {
    int code = 200;  // HTTP status; -1: no answer, `body` is Go's network error text
    std::string content_type = "application/json";
    std::string body;
    bool watch = false;                 // the answer goes on: read it with next_events()
    std::vector<std::string> warnings;  // Warning headers: the API version is deprecated
};

// Answers one request. The caller's machine must reach a live API server and that server its etcd:
// otherwise the code is -1 and the body what Go's net package says, or a 5xx Status.
Response handle(World& world, const Request& request);

// A watch request (or a followed log) that is being answered. Plain data: a rewind restores it.
struct Watch {
    Request request;
    Revision seen = 0;             // changes up to here were sent; of a log: its lines
    std::uint64_t connection = 0;  // the API server process that answers
    bool closed = false;           // that process is gone, or the revision was compacted
    bool started = false;          // the objects that were there at the beginning have been sent
    bool columns_sent = false;     // of a Table: only the first event carries them
    Time deadline = 0;             // timeoutSeconds, or the server's own limit
    Time bookmark = 0;             // when the last BOOKMARK was sent
    Time silent_since = 0;         // since when nothing gets through
};

// Begins a watch (the request has watch=1 or true) or follows a pod's log (follow=true); fails as
// handle() does.
Response open_watch(World& world, const Request& request, Watch& watch);

// The events since the last call, one JSON object a line, as the chunked body would carry them;
// empty when there are none. Of a log: its new lines. Sets `closed` when the connection ended.
std::string next_events(World& world, Watch& watch);

}  // namespace podfall
