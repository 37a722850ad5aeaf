// The entrance of the API server: authorization, routing, dispatch to the handlers.
#include "core/apiserver/server.h"

#include "core/apiserver/authorizer.h"
#include "core/apiserver/registry/errors.h"
#include "core/apiserver/rest/handlers.h"
#include "core/apiserver/rest/list_options.h"
#include "core/base/text.h"

namespace podfall {

namespace {

Response method_not_allowed() {
    return reply_error({405, "MethodNotAllowed",
                        "the server does not allow this method on the requested resource", "{}"});
}

bool is_watch(const Request& request) {
    return request.method == "GET" && query_flag(request, "watch");
}

Response answer(World& world, const Request& request, const Route& route) {
    if (!route.subresource.empty()) return answer_subresource(world, request, route);
    const bool one = !route.name.empty();
    const bool on_one = request.method == "PUT" || request.method == "PATCH";
    if ((one && request.method == "POST") || (!one && on_one)) return method_not_allowed();
    if (!has_word(route.kind->verbs, verb_of(request, route))) return method_not_allowed();
    if (is_review(route.stored)) return review(world, request, route);
    // Namespaced objects are created and deleted in one namespace; only reads may span all.
    if (route.kind->namespaced && route.namespace_.empty() && request.method != "GET")
        return method_not_allowed();
    if (request.method == "GET")
        return one ? get_one(world, request, route) : list(world, request, route);
    if (request.method == "POST") return create(world, request, route);
    if (request.method == "PUT") return replace(world, request, route);
    if (request.method == "PATCH") return patch(world, request, route);
    return one ? remove_one(world, request, route) : remove_collection(world, request, route);
}

// Requests that change something may be dry runs; the query says so.
bool read_dry_run(const Request& request, Request& out, Status& error) {
    for (const auto& [key, value] : request.query) {
        if (key != "dryRun") continue;
        if (value != "All") {
            const std::string why =
                cat("Unsupported value: ", quote(value), ": supported values: \"All\"");
            error = {422, "Invalid",
                     cat(request.method == "DELETE" ? "DeleteOptions"
                         : request.method == "POST" ? "CreateOptions"
                         : request.method == "PUT"  ? "UpdateOptions"
                                                    : "PatchOptions",
                         ".meta.k8s.io \"\" is invalid: dryRun: ", why),
                     ""};
            return false;
        }
        out.caller.dry_run = true;
    }
    return true;
}

}  // namespace

Response handle(World& world, const Request& request) {
    const ApiAccess access = api_access(world, request.caller);
    if (access.reach != Reach::ok) return reply(-1, unreachable(access).message);
    Route route;
    const bool resource = parse_route(request.path, route);
    if (Status s = check_allowed(world, request, resource ? &route : nullptr); !s.ok())
        return reply_error(s);
    if (!resource) {
        Response meta;
        if (answer_meta(world, request, access, meta)) return meta;
        return reply_unserved(request.path);
    }
    if (!access.etcd) return reply_error({500, "", "etcdserver: request timed out", ""});
    if (view_of(request) == View::none) {
        return reply_error({406, "NotAcceptable",
                            "only the following media types are accepted: application/json, "
                            "application/json;stream=watch",
                            ""});
    }
    if (request.method == "GET" && (route.name.empty() || is_watch(request)))
        if (Status s = check_list_options(request); !s.ok()) return reply_error(s);
    if (is_watch(request)) {
        Watch watch;
        return open_watch(world, request, watch);
    }
    Request checked = request;
    Status error;
    if (!read_dry_run(request, checked, error)) return reply_error(error);
    Response response = answer(world, checked, route);
    if (const std::string warning = deprecation(route); !warning.empty())
        response.warnings.push_back(warning);
    return response;
}

}  // namespace podfall
