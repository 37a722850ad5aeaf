// The parts of handle(), one file for each.
#pragma once

#include "core/api/objects/pod.h"
#include "core/apiserver/registry/write_options.h"
#include "core/apiserver/rest/reply.h"
#include "core/net/api_access.h"

namespace podfall {

constexpr int kubelet_port = 10250;  // where every node's kubelet serves the API server

// rest/discovery.cpp: paths that are not objects: discovery, /version, health. False when there is
// no such path. reply_unserved() is the response for unserved paths: a Status below a served
// version, otherwise plain text.
Response reply_unserved(const std::string& path);
bool answer_meta(const World& world, const Request& request, const ApiAccess& access,
                 Response& out);

// rest/read.cpp
Response get_one(const World& world, const Request& request, const Route& route);
Response list(const World& world, const Request& request, const Route& route);

// rest/write.cpp
Response create(World& world, const Request& request, const Route& route);
Response replace(World& world, const Request& request, const Route& route);
Response patch(World& world, const Request& request, const Route& route);

// rest/delete.cpp
Response remove_one(World& world, const Request& request, const Route& route);
Response remove_collection(World& world, const Request& request, const Route& route);
bool read_delete_options(const Request& request, DeleteOptions& out, Status& error);

// rest/subresource.cpp: scale, binding, eviction, and sub-resources that are refused.
Response answer_subresource(World& world, const Request& request, const Route& route);

// rest/review.cpp: the access reviews, which are answered and not stored.
bool is_review(Kind kind);
Response review(const World& world, const Request& request, const Route& route);

// rest/component.cpp: component statuses, which are computed on request.
std::vector<Ref<Object>> component_statuses(const World& world, MachineId api_server);

// rest/log.cpp
Response read_log(const World& world, const Request& request, const Route& route);
Response open_log(const World& world, const Request& request, const Route& route, Watch& watch);
std::string next_log_lines(const World& world, Watch& watch);

// The container of a pod that a request means, or the 400 that asks to name one.
Result<std::string> choose_container(const Pod& pod, const std::string& asked);
// A node's InternalIP.
std::string node_address(const World& world, const std::string& node);

// rest/connect.cpp: exec, attach and portforward, which continue as a separate connection.
Response connect_to_pod(const World& world, const Request& request, const Route& route);

// rest/node_proxy.cpp: what a node's kubelet serves, through the API server.
Response proxy_to_node(const World& world, const Request& request, const Route& route);

// rest/write.cpp: the document after the patch of the request.
Result<Json> patched(const Request& request, const Json& current, const Type& type);

// The warning for a deprecated version of a kind, or empty.
std::string deprecation(const Route& route);

}  // namespace podfall
