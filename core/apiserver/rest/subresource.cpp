// Sub-resources that are not a view of the object itself: scale, binding, eviction. Models
// pkg/registry/{apps,core}/*/storage of v1.20.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/api/objects/workload.h"
#include "core/api/rules/selector.h"
#include "core/api/rules/validation.h"
#include "core/apiserver/registry/errors.h"
#include "core/apiserver/registry/pod.h"
#include "core/apiserver/registry/registry.h"
#include "core/apiserver/rest/handlers.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

// The fields of a workload that scaling uses.
struct ScaleView {
    std::optional<std::int32_t>* replicas = nullptr;
    std::int32_t current = 0;
    std::string selector;
};

template <class T>
ScaleView scale_view(Object& object) {
    T& workload = static_cast<T&>(object);
    return {&workload.spec.replicas, workload.status.replicas,
            selector_of(*workload.spec.selector).text()};
}

ScaleView scale_of(Kind kind, Object& object) {
    switch (kind) {
        case Kind::deployment:
            return scale_view<Deployment>(object);
        case Kind::replica_set:
            return scale_view<ReplicaSet>(object);
        case Kind::stateful_set:
            return scale_view<StatefulSet>(object);
        case Kind::replication_controller: {
            auto& rc = static_cast<ReplicationController&>(object);
            return {&rc.spec.replicas, rc.status.replicas, selector_of(rc.spec.selector).text()};
        }
        default:
            return {};
    }
}

Json scale_json(Kind kind, const Object& object) {
    const std::shared_ptr<Object> copy = info(kind).copy(object);
    const ScaleView view = scale_of(kind, *copy);
    const ObjectMeta& m = object.metadata;
    Json json = {{"kind", "Scale"}, {"apiVersion", "autoscaling/v1"}};
    json["metadata"] = {{"name", m.name},
                        {"namespace", m.namespace_},
                        {"uid", m.uid},
                        {"resourceVersion", to_text(m.resource_version)},
                        {"creationTimestamp", rfc3339(m.creation_timestamp)}};
    json["spec"] = Json::object();
    if (view.replicas->value_or(0)) json["spec"]["replicas"] = view.replicas->value_or(0);
    json["status"] = {{"replicas", view.current}};
    if (!view.selector.empty()) json["status"]["selector"] = view.selector;
    return json;
}

const Json& member(const Json& json, const char* key) {
    static const Json none;
    const auto it = json.is_object() ? json.find(key) : json.end();
    return json.is_object() && it != json.end() ? *it : none;
}

Response apply_scale(World& world, const Request& request, const Route& route,
                     const Object& current, const Json& scale) {
    const Json& replicas = member(member(scale, "spec"), "replicas");
    const Json& version = member(member(scale, "metadata"), "resourceVersion");
    const std::int64_t wanted = replicas.is_number_integer() ? replicas.get<std::int64_t>() : 0;
    if (wanted < 0) {
        Status s =
            invalid(route.kind->kind, route.name,
                    {{"FieldValueInvalid", "spec.replicas",
                      cat("Invalid value: ", wanted, ": must be greater than or equal to 0")}});
        // The invalid object in this error is the Scale.
        s.message = cat("Scale.autoscaling ", quote(route.name),
                        " is invalid: spec.replicas: ", "Invalid value: ", wanted,
                        ": must be greater than or equal to 0");
        return reply_error(s);
    }
    const std::shared_ptr<Object> next = info(route.stored).copy(current);
    std::int64_t revision = 0;
    if (version.is_string() && parse_int(version.get_ref<const std::string&>(), revision))
        next->metadata.resource_version = revision;
    *scale_of(route.stored, *next).replicas = static_cast<std::int32_t>(wanted);
    const auto stored = update_object(world, request.caller, route.stored, next);
    if (!stored) return reply_error(stored.status());
    return reply(200, json_text(scale_json(route.stored, **stored)));
}

// Scale has no fields that merge by key, so a strategic patch is the same as a merge patch.
const Type& scale_type() {
    static const Type type{.shape = Shape::structure, .size = 1, .name = "v1.Scale"};
    return type;
}

Response answer_scale(World& world, const Request& request, const Route& route) {
    const Ref<Object> current = find(world.store, route.key());
    if (!current) return reply_error(not_found(route.kind->kind, route.name));
    const Json now = scale_json(route.stored, *current);
    if (request.method == "GET") return reply(200, json_text(now));
    if (request.method == "PUT") {
        const Json scale = Json::parse(request.body, nullptr, false);
        if (scale.is_discarded()) return reply_error(bad_request(json_syntax_error(request.body)));
        return apply_scale(world, request, route, *current, scale);
    }
    Request merge = request;
    if (contains(request.content_type, "strategic"))
        merge.content_type = "application/merge-patch+json";
    const Result<Json> scale = patched(merge, now, scale_type());
    if (!scale) return reply_error(scale.status());
    return apply_scale(world, request, route, *current, *scale);
}

Response answer_binding(World& world, const Request& request, const Route& route) {
    const Json body = Json::parse(request.body, nullptr, false);
    if (!body.is_object()) return reply_error(bad_request(json_syntax_error(request.body)));
    const Json& node = member(member(body, "target"), "name");
    if (!node.is_string() || node.get_ref<const std::string&>().empty()) {
        return reply_error(invalid(Kind::binding, route.name,
                                   {{"FieldValueRequired", "target.name", "Required value"}}));
    }
    const Status s = bind_pod(world, request.caller, route.key(), node.get<std::string>());
    return s.ok() ? reply_success(201, "") : reply_error(s);
}

Response answer_eviction(World& world, const Request& request, const Route& route) {
    const Json body = Json::parse(request.body, nullptr, false);
    if (!body.is_object()) return reply_error(bad_request(json_syntax_error(request.body)));
    const Json& name = member(member(body, "metadata"), "name");
    if (name.is_string() && name != route.name)
        return reply_error(bad_request("name in URL does not match name in Eviction object"));
    Request inner = request;
    const Json& options = member(body, "deleteOptions");
    inner.body = options.is_object() ? options.dump() : std::string();
    DeleteOptions parsed;
    Status error;
    if (!read_delete_options(inner, parsed, error)) return reply_error(error);
    const Status s = evict_pod(world, request.caller, route.key(), parsed);
    return s.ok() ? reply_success(201, "") : reply_error(s);
}

}  // namespace

Response answer_subresource(World& world, const Request& request, const Route& route) {
    const std::string& part = route.subresource;
    const std::string& method = request.method;
    if (part == "scale" && (method == "GET" || method == "PUT" || method == "PATCH"))
        return answer_scale(world, request, route);
    if (part == "binding" && method == "POST") return answer_binding(world, request, route);
    if (part == "eviction" && method == "POST") return answer_eviction(world, request, route);
    if (part == "log" && method == "GET") return read_log(world, request, route);
    if (part == "status" || part == "finalize" || part == "approval") {
        if (method == "GET") return get_one(world, request, route);
        if (method == "PUT") return replace(world, request, route);
        if (method == "PATCH") return patch(world, request, route);
    }
    if (part == "exec" || part == "attach" || part == "portforward")
        return connect_to_pod(world, request, route);
    if (part == "proxy" && route.stored == Kind::node && method == "GET")
        return proxy_to_node(world, request, route);
    return reply_error({405, "MethodNotAllowed",
                        "the server does not allow this method on the requested resource", "{}"});
}

}  // namespace podfall
