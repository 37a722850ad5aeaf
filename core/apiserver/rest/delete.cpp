// DELETE of objects and collections. Models apiserver/pkg/endpoints/handlers/delete.go of v1.20.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/api/objects/config.h"
#include "core/apiserver/registry/errors.h"
#include "core/apiserver/registry/registry.h"
#include "core/apiserver/registry/strategy.h"
#include "core/apiserver/rest/filter.h"
#include "core/apiserver/rest/handlers.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

bool read_propagation(const std::string& text, Propagation& out) {
    if (text.empty())
        out = Propagation::unset;
    else if (text == "Background")
        out = Propagation::background;
    else if (text == "Foreground")
        out = Propagation::foreground;
    else if (text == "Orphan")
        out = Propagation::orphan;
    else
        return false;
    return true;
}

Status wrong_propagation(const std::string& text) {
    const std::string why = cat("Invalid value: ", quote(text),
                                ": DeletionPropagation need to be one of \"Foreground\", "
                                "\"Background\", \"Orphan\" or nil");
    return {422, "Invalid",
            cat("DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: ", why),
            details_json("", "meta.k8s.io", "DeleteOptions", "",
                         invalid_cause("propagationPolicy", why))};
}

// The members of a DeleteOptions document, or of the query when there is no body.
Json options_document(const Request& request) {
    if (!request.body.empty()) return Json::parse(request.body, nullptr, false);
    Json json = Json::object();
    std::int64_t grace = 0;
    if (parse_int(query_value(request, "gracePeriodSeconds"), grace))
        json["gracePeriodSeconds"] = grace;
    if (const std::string p = query_value(request, "propagationPolicy"); !p.empty())
        json["propagationPolicy"] = p;
    if (const std::string o = query_value(request, "orphanDependents"); !o.empty())
        json["orphanDependents"] = o == "true";
    return json;
}

// Whether the object that a deletion returned still exists, waiting to be removed.
bool waits(const World& world, const Request& request, const Route& route, const Object& object) {
    if (!request.caller.dry_run) {
        const Ref<Object> now = find(world.store, route.key());
        return now && now->metadata.uid == object.metadata.uid;
    }
    if (!object.metadata.finalizers.empty()) return true;
    if (object.metadata.deletion_grace_period_seconds.value_or(0) > 0) return true;
    return route.stored == Kind::namespace_;
}

}  // namespace

bool read_delete_options(const Request& request, DeleteOptions& out, Status& error) {
    const Json json = options_document(request);
    if (json.is_discarded()) {
        error = bad_request(json_syntax_error(request.body));
        return false;
    }
    if (!json.is_object()) return true;
    if (const auto it = json.find("gracePeriodSeconds");
        it != json.end() && it->is_number_integer())
        out.grace_seconds = it->get<std::int64_t>();
    const std::string propagation = text_member(json, "propagationPolicy");
    if (!read_propagation(propagation, out.propagation)) {
        error = wrong_propagation(propagation);
        return false;
    }
    if (const auto it = json.find("orphanDependents"); it != json.end() && it->is_boolean())
        out.propagation = it->get<bool>() ? Propagation::orphan : Propagation::background;
    if (const auto it = json.find("preconditions"); it != json.end() && it->is_object()) {
        out.uid = text_member(*it, "uid");
        std::int64_t version = 0;
        if (parse_int(text_member(*it, "resourceVersion"), version)) out.resource_version = version;
    }
    if (out.grace_seconds && *out.grace_seconds < 0) {
        // A negative period means one second (rest.BeforeDelete of later releases refuses it).
        out.grace_seconds = 1;
    }
    return true;
}

Response remove_one(World& world, const Request& request, const Route& route) {
    DeleteOptions options;
    Status error;
    if (!read_delete_options(request, options, error)) return reply_error(error);
    const Result<Ref<Object>> result = delete_object(world, request.caller, route.key(), options);
    if (!result) return reply_error(result.status());
    const Object& object = **result;
    if (waits(world, request, route, object) || returns_deleted_object(route.stored))
        return reply_object(world, request, route, 200, object);
    return reply_success(200, details_of(object.metadata.name, *route.kind, object.metadata.uid));
}

Response remove_collection(World& world, const Request& request, const Route& route) {
    DeleteOptions options;
    Status error;
    if (!read_delete_options(request, options, error)) return reply_error(error);
    Filter filter;
    if (Status s = read_filter(request, route, filter); !s.ok()) return reply_error(s);
    std::vector<Ref<Object>> items;
    const Table<ObjectKey, Ref<Object>> objects = world.store.objects;
    for (auto it = objects.lower_bound(ObjectKey{filter.kind, filter.namespace_, ""});
         it != objects.end() && it->key.kind == filter.kind; ++it) {
        if (!filter.matches(it->key, *it->value)) continue;
        const Result<Ref<Object>> r = delete_object(world, request.caller, it->key, options);
        if (!r && r.status().code != 404) return reply_error(r.status());
        items.push_back(it->value);
    }
    return reply_list(world, request, route, items, {.revision = world.store.revision});
}

}  // namespace podfall
