// POST, PUT and PATCH of objects. Models apiserver/pkg/endpoints/handlers/{create,update,patch}.go.
#include <nlohmann/json.hpp>

#include "core/api/format/json_iterator.h"
#include "core/api/format/object_json.h"
#include "core/api/format/unstructured.h"
#include "core/api/format/yaml.h"
#include "core/api/patch/patch.h"
#include "core/api/patch/strategic.h"
#include "core/api/rules/field_errors.h"
#include "core/apiserver/registry/errors.h"
#include "core/apiserver/registry/registry.h"
#include "core/apiserver/registry/strategy.h"
#include "core/apiserver/rest/handlers.h"
#include "core/apiserver/rest/version.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

// --max-request-bytes of etcd and MaxRequestBodyBytes of the API server.
constexpr std::size_t max_body = 3 * 1024 * 1024;

Status unsupported_media_type(const char* accepted) {
    return {415, "UnsupportedMediaType",
            cat("the body of the request was in an unknown format - accepted media types include: ",
                accepted),
            ""};
}

std::string media_type(const Request& request) {
    return std::string(
        trim(std::string_view(request.content_type).substr(0, request.content_type.find(';'))));
}

Status unrecognized(const Route& route, std::string_view why, const std::string& body) {
    std::string hex;
    for (const char c : body.substr(0, 64)) {
        constexpr char digits[] = "0123456789abcdef";
        hex += digits[static_cast<unsigned char>(c) >> 4];
        hex += digits[c & 15];
    }
    return bad_request(cat("the object provided is unrecognized (must be of type ",
                           route.kind->name, "): ", why, " (", hex, body.size() > 64 ? " ..." : "",
                           ")"));
}

// encoding/json's error for a document that is not an object.
std::string no_type_meta(const Json& json) {
    return cat(
        "json: cannot unmarshal ", json_kind(json),
        " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; "
        "Kind string \"json:\\\"kind,omitempty\\\"\" }");
}

Status parse_body(const Request& request, const Route& route, Json& out) {
    if (request.body.size() > max_body)
        return {413, "RequestEntityTooLarge", cat("Request entity too large: limit is ", max_body),
                ""};
    const std::string type = media_type(request);
    if (type == "application/yaml") {
        std::string error;
        if (!yaml_to_json(request.body, out, error))
            return unrecognized(route, cat("couldn't get version/kind; json parse error: ", error),
                                request.body);
        return {};
    }
    if (!type.empty() && type != "application/json")
        return unsupported_media_type(
            "application/json, application/yaml, application/vnd.kubernetes.protobuf");
    out = Json::parse(request.body, nullptr, false);
    if (out.is_object()) return {};
    std::string error = json_syntax_error(request.body);
    if (error.empty()) error = no_type_meta(out);
    return unrecognized(route, cat("couldn't get version/kind; json parse error: ", error),
                        request.body);
}

// kind and apiVersion in the body, if set, must match the URL.
Status check_type(const Route& route, const std::string& version, const std::string& kind) {
    if (!kind.empty() && kind != route.kind->name) {
        const KindInfo* other = find_kind(version.empty() ? route.api_version() : version, kind);
        if (!other)
            return bad_request(cat("no kind ", quote(kind), " is registered for version ",
                                   quote(version.empty() ? route.api_version() : version),
                                   " in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/"
                                   "scheme.go:30\""));
        return bad_request(cat(kind, " in version ", quote(split(version, '/').back()),
                               " cannot be handled as a ", route.kind->name, ": converting (",
                               other->type().name, ") to (", go_type_name(route.kind->type()),
                               "): unknown conversion"));
    }
    if (!version.empty() && version != route.api_version())
        return bad_request(cat("the API version in the data (", version,
                               ") does not match the expected API version (", route.api_version(),
                               ")"));
    return {};
}

// The error for a body that does not fit its type, with the message of the upstream JSON decoder.
Status in_decoders_words(const Status& status, const Request& request, const Route& route) {
    if (status.code != 400 || media_type(request) == "application/yaml") return status;
    const std::string error = json_iterator_error(request.body, route.kind->type_in(route.version));
    if (error.empty()) return status;
    return bad_request(cat(route.kind->name, " in version ", quote(route.version),
                           " cannot be handled as a ", route.kind->name, ": ", error));
}

// The body as an object whose name and namespace match the URL.
Result<std::shared_ptr<Object>> read_body(const Request& request, const Route& route) {
    Json json;
    if (Status s = parse_body(request, route, json); !s.ok()) return s;
    if (Status s = check_type(route, text_member(json, "apiVersion"), text_member(json, "kind"));
        !s.ok())
        return s;
    auto object = read_versioned(route, std::move(json));
    if (!object) return in_decoders_words(object.status(), request, route);
    ObjectMeta& m = (*object)->metadata;
    if (route.kind->namespaced) {
        if (m.namespace_.empty()) m.namespace_ = route.namespace_;
        if (m.namespace_ != route.namespace_) {
            if (route.name.empty())
                return bad_request(
                    "the namespace of the provided object does not match the "
                    "namespace sent on the request");
            return bad_request(cat("the namespace of the object (", m.namespace_,
                                   ") does not match the namespace on the request (",
                                   route.namespace_, ")"));
        }
    }
    if (!route.name.empty()) {
        if (m.name.empty()) m.name = route.name;
        if (m.name != route.name)
            return bad_request(cat("the name of the object (", m.name,
                                   ") does not match the name on the URL (", route.name, ")"));
    }
    return object;
}

Subresource part_of(const Route& route) {
    // The approval of a certificate request is part of its status.
    if (route.subresource == "status" || route.subresource == "approval")
        return Subresource::status;
    if (route.subresource == "finalize") return Subresource::finalize;
    return Subresource::none;
}

Response written(const World& world, const Request& request, const Route& route, int code,
                 const Result<Ref<Object>>& result) {
    if (!result) return reply_error(versioned_error(route, result.status()));
    return reply_object(world, request, route, code, **result);
}

Status needs_version(const Route& route) {
    const std::string why = "Invalid value: 0x0: must be specified for an update";
    return {422, "Invalid",
            cat(route.kind->resource(), " ", quote(route.name),
                " is invalid: metadata.resourceVersion: ", why),
            details_json(route.name, route.kind->group, route.kind->plural, "",
                         invalid_cause("metadata.resourceVersion", why))};
}

// Apply leaves alone what the configuration does not mention.
void drop_nulls(Json& json) {
    if (json.is_array())
        for (Json& item : json) drop_nulls(item);
    if (!json.is_object()) return;
    for (auto it = json.begin(); it != json.end();) {
        drop_nulls(*it);
        it = it->is_null() ? json.erase(it) : std::next(it);
    }
}

// The configuration of a server-side apply; it must name its kind, and contain no server-set field.
Status read_configuration(const Request& request, const Route& route, Json& out) {
    std::string error;
    if (!yaml_to_json(request.body, out, error))
        return bad_request(cat("error decoding YAML: ", error));
    if (!out.is_object()) return bad_request("error decoding YAML: the configuration is no object");
    for (const char* key : {"apiVersion", "kind"})
        if (text_member(out, key).empty())
            return bad_request(cat("failed to create typed patch object: Object '",
                                   std::string_view(key) == "kind" ? "Kind" : key,
                                   "' is missing in '", json_text(out), "'"));
    if (Status s = check_type(route, text_member(out, "apiVersion"), text_member(out, "kind"));
        !s.ok())
        return s;
    drop_nulls(out);
    Json& meta = out["metadata"];
    if (meta.is_object() && meta.contains("managedFields"))
        return bad_request("metadata.managedFields must be nil");
    const std::string name = meta.is_object() ? text_member(meta, "name") : "";
    if (!name.empty() && name != route.name)
        return bad_request(cat("the name of the object (", name,
                               ") does not match the name on the URL (", route.name, ")"));
    meta["name"] = route.name;
    if (route.kind->namespaced && text_member(meta, "namespace").empty())
        meta["namespace"] = route.namespace_;
    return {};
}

}  // namespace

// Server-side apply: creates a missing object, and sets what the configuration contains on an
// existing one. Simplified: the field manager is ignored, so there are no conflicts and omitted
// fields are not removed.
static Response apply(World& world, const Request& request, const Route& route) {
    if (query_value(request, "fieldManager").empty()) {
        return reply_error({422, "Invalid",
                            "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required "
                            "value: is required for apply patch",
                            ""});
    }
    Json configuration;
    if (Status s = read_configuration(request, route, configuration); !s.ok())
        return reply_error(s);
    if (find(world.store, route.key())) {
        Request merge = request;
        merge.content_type = "application/strategic-merge-patch+json";
        merge.body = configuration.dump();
        return patch(world, merge, route);
    }
    auto object = read_versioned(route, std::move(configuration));
    if (!object) return reply_error(object.status());
    return written(world, request, route, 201,
                   create_object(world, request.caller, route.stored, std::move(*object)));
}

Response create(World& world, const Request& request, const Route& route) {
    auto object = read_body(request, route);
    if (!object) return reply_error(object.status());
    if (route.stored == Kind::binding) {
        Route pod = route;
        pod.kind = &info(Kind::pod);
        pod.stored = Kind::pod;
        pod.name = (*object)->metadata.name;
        pod.subresource = "binding";
        return answer_subresource(world, request, pod);
    }
    return written(world, request, route, 201,
                   create_object(world, request.caller, route.stored, std::move(*object)));
}

Response replace(World& world, const Request& request, const Route& route) {
    auto object = read_body(request, route);
    if (!object) return reply_error(object.status());
    const bool exists = find(world.store, route.key()) != nullptr;
    if (exists && (*object)->metadata.resource_version == 0 &&
        !may_update_unconditionally(route.stored))
        return reply_error(needs_version(route));
    return written(
        world, request, route, exists ? 200 : 201,
        update_object(world, request.caller, route.stored, std::move(*object), part_of(route)));
}

Response patch(World& world, const Request& request, const Route& route) {
    const std::string type = media_type(request);
    if (type == "application/apply-patch+yaml" && route.subresource.empty())
        return apply(world, request, route);
    if (type != "application/json-patch+json" && type != "application/merge-patch+json" &&
        type != "application/strategic-merge-patch+json")
        return reply_error(
            unsupported_media_type("application/json-patch+json, "
                                   "application/merge-patch+json, "
                                   "application/strategic-merge-patch+json, "
                                   "application/apply-patch+yaml"));
    const Ref<Object> current = find(world.store, route.key());
    if (!current) return reply_error(not_found(route.kind->kind, route.name));
    Result<Json> next =
        patched(request, versioned_json(route, *current), route.kind->type_in(route.version));
    if (!next) return reply_error(next.status());
    if (Status s = check_type(route, text_member(*next, "apiVersion"), text_member(*next, "kind"));
        !s.ok())
        return reply_error(s);
    auto object = read_versioned(route, std::move(*next));
    if (!object) return reply_error(object.status());
    const ObjectMeta& m = (*object)->metadata;
    if (m.name != route.name)
        return reply_error(
            bad_request(cat("the name of the object (", m.name,
                            ") does not match the name on the URL (", route.name, ")")));
    if (m.namespace_ != route.namespace_)
        return reply_error(bad_request(cat("the namespace of the object (", m.namespace_,
                                           ") does not match the namespace on the request (",
                                           route.namespace_, ")")));
    return written(
        world, request, route, 200,
        update_object(world, request.caller, route.stored, std::move(*object), part_of(route)));
}

// How Go's json.Decoder reads a body: it stops after the first value, and reports truncation as
// EOF.
static Result<Json> first_value(const std::string& body) {
    for (std::size_t end = body.find('}'); end != std::string::npos; end = body.find('}', end + 1))
        if (Json json = Json::parse(body.substr(0, end + 1), nullptr, false); !json.is_discarded())
            return json;
    const std::string error = json_syntax_error(body);
    if (error == "unexpected end of JSON input")
        return bad_request(trim(body).empty() ? "EOF" : "unexpected EOF");
    return bad_request(error);
}

// The error for a patch whose result is not an object.
static Status unfit_patch(const std::string& patch, const std::string& error) {
    const std::string shown = cat("Invalid value: ", quote(patch), ": ", error);
    return {422, "Invalid", cat(" \"\" is invalid: patch: ", shown),
            details_json("", "", "", "", invalid_cause("patch", shown))};
}

Result<Json> patched(const Request& request, const Json& current, const Type& type) {
    const std::string kind = media_type(request);
    Json body = Json::parse(request.body, nullptr, false);
    if (kind == "application/merge-patch+json") {
        if (body.is_array())
            return unfit_patch(request.body, cat("couldn't get version/kind; json parse error: ",
                                                 no_type_meta(body)));
        if (!body.is_object()) return Status{500, "", "Invalid JSON Patch", ""};
        return merge_patch(current, body);
    }
    if (kind == "application/json-patch+json") {
        if (body.is_discarded()) return bad_request(json_syntax_error(request.body));
        return json_patch(current, body);
    }
    if (body.is_discarded()) {
        Result<Json> first = first_value(request.body);
        if (!first) return first;
        body = std::move(*first);
    }
    if (!body.is_object()) {
        return bad_request(cat("json: cannot unmarshal ", json_kind(body),
                               " into Go value of type map[string]interface {}"));
    }
    Result<Json> next = strategic_merge_patch(current, body, type);
    if (!next) return next;
    if (const std::string error = conversion_error(*next, type); !error.empty())
        return unfit_patch(go_value(body), error);
    return next;
}

}  // namespace podfall
