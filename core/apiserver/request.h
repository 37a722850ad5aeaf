// A request to the API server as HTTP carries it, its response, and an open watch.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/world/caller.h"
#include "core/world/store.h"

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

template <class V>
void fields(V& v, Request& r) {
    v("method", r.method), v("path", r.path), v("query", r.query), v("accept", r.accept);
    v("content_type", r.content_type), v("body", r.body), v("caller", r.caller);
}

struct Response {
    int code = 200;  // HTTP status; -1: no answer, `body` is Go's network error text
    std::string content_type = "application/json";
    std::string body;
    bool watch = false;                 // the response continues: read it with next_events()
    std::vector<std::string> warnings;  // Warning headers: the API version is deprecated
};

template <class V>
void fields(V& v, Response& r) {
    v("code", r.code), v("content_type", r.content_type), v("body", r.body), v("watch", r.watch);
    v("warnings", r.warnings);
}

// An open watch (or a followed log). Plain data: rewinding restores it.
struct Watch {
    Request request;
    Revision seen = 0;             // changes up to here were sent; for a log: lines
    std::uint64_t connection = 0;  // the API server process that serves it
    bool closed = false;           // that process is gone, or the revision was compacted
    bool started = false;          // the objects that existed at the beginning have been sent
    bool columns_sent = false;     // for a Table: only the first event carries them
    Time deadline = 0;             // timeoutSeconds, or the server's own limit
    Time bookmark = 0;             // when the last BOOKMARK was sent
    Time silent_since = 0;         // since when nothing gets through; 0: it does
};

template <class V>
void fields(V& v, Watch& w) {
    v("request", w.request), v("seen", w.seen), v("connection", w.connection);
    v("closed", w.closed), v("started", w.started), v("columns_sent", w.columns_sent);
    v("deadline", w.deadline), v("bookmark", w.bookmark), v("silent_since", w.silent_since);
}

}  // namespace podfall
