// GET of single objects and collections. Models apiserver/pkg/endpoints/handlers/get.go and the
// paging of storage/etcd3 of v1.20.
#include <nlohmann/json.hpp>

#include "core/apiserver/registry/errors.h"
#include "core/apiserver/rest/filter.h"
#include "core/apiserver/rest/handlers.h"
#include "core/base/base64.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

// Where the next chunk of a list begins, and which revision the list is of.
struct Continue {
    Revision revision = 0;
    std::string start;  // "namespace/name" after which it begins
};

std::string encode(const Continue& c) {
    return base64_encode(cat("{\"v\":\"meta.k8s.io/v1\",\"rv\":", c.revision,
                             ",\"start\":", json_string(c.start), "}"));
}

bool decode(const std::string& token, Continue& out) {
    std::string text;
    if (!base64_decode(token, text)) return false;
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("rv") || !json.contains("start")) return false;
    if (!json["rv"].is_number_integer() || !json["start"].is_string()) return false;
    out.revision = json["rv"].get<Revision>();
    out.start = json["start"].get<std::string>();
    return true;
}

// The kind's objects as of a revision: the present ones with later changes undone.
Table<ObjectKey, Ref<Object>> objects_at(const World& world, Kind kind, Revision revision) {
    Table<ObjectKey, Ref<Object>> objects = world.store.objects;
    std::vector<const Change*> later;
    const auto& log = world.store.log;
    for (auto it = log.lower_bound(revision + 1); it != log.end(); ++it)
        if (it->value.key.kind == kind) later.push_back(&it->value);
    for (auto it = later.rbegin(); it != later.rend(); ++it) {
        if ((*it)->previous)
            objects.set((*it)->key, (*it)->previous);
        else
            objects.erase((*it)->key);
    }
    return objects;
}

std::int64_t limit_of(const Request& request) {
    std::int64_t limit = 0;
    return parse_int(query_value(request, "limit"), limit) && limit > 0 ? limit : 0;
}

constexpr const char* inconsistent =
    "The provided continue parameter is too old to display a consistent list result. You can start "
    "a "
    "new list without the continue parameter, or use the continue token in this response to "
    "retrieve "
    "the remainder of the results. Continuing with the provided token results in an inconsistent "
    "list "
    "- objects that were created, modified, or deleted between the time the first chunk was "
    "returned "
    "and now may show up in the list.";

// The list from `from` on; what exceeds `limit` is only counted.
void collect(const Table<ObjectKey, Ref<Object>>& objects, const Filter& filter, ObjectKey from,
             std::int64_t limit, std::vector<Ref<Object>>& items, ListMeta& meta) {
    const bool one_namespace = !filter.namespace_.empty();
    for (auto it = objects.lower_bound(from); it != objects.end(); ++it) {
        if (it->key.kind != filter.kind) break;
        if (one_namespace && it->key.namespace_ != filter.namespace_) break;
        if (!filter.matches(it->key, *it->value)) continue;
        if (limit && static_cast<std::int64_t>(items.size()) == limit) {
            if (meta.continue_token.empty()) {
                const ObjectMeta& last = items.back()->metadata;
                meta.continue_token = encode({meta.revision, cat(last.namespace_, "/", last.name)});
            }
            ++meta.remaining;
            continue;
        }
        items.push_back(it->value);
    }
    // With selectors the number of remaining matches is unknown.
    if (!filter.labels.matches_everything() || !filter.fields.empty()) meta.remaining = 0;
}

Response list_components(const World& world, const Request& request, const Route& route) {
    return reply_list(world, request, route,
                      component_statuses(world, api_access(world, request.caller).machine), {});
}

}  // namespace

Response get_one(const World& world, const Request& request, const Route& route) {
    Ref<Object> object;
    if (route.stored == Kind::component_status) {
        for (const Ref<Object>& c :
             component_statuses(world, api_access(world, request.caller).machine))
            if (c->metadata.name == route.name) object = c;
    } else {
        object = find(world.store, route.key());
    }
    if (!object) return reply_error(not_found(route.kind->kind, route.name));
    return reply_object(world, request, route, 200, *object);
}

Response list(const World& world, const Request& request, const Route& route) {
    if (route.stored == Kind::component_status) return list_components(world, request, route);
    Filter filter;
    if (Status s = read_filter(request, route, filter); !s.ok()) return reply_error(s);
    ListMeta meta;
    meta.revision = world.store.revision;
    ObjectKey from{filter.kind, filter.namespace_, ""};
    const Table<ObjectKey, Ref<Object>>* objects = &world.store.objects;
    Table<ObjectKey, Ref<Object>> past;
    if (const std::string token = query_value(request, "continue"); !token.empty()) {
        Continue c;
        if (!decode(token, c))
            return reply_error(bad_request("continue key is not valid: invalid continue token"));
        if (c.revision >= 0 && c.revision < world.store.compacted) {
            Status s = resource_expired(inconsistent);
            std::string body = status_json(s);
            const std::string fresh = encode({-1, c.start});
            body = replace_all(body, "\"metadata\":{}",
                               cat("\"metadata\":{\"continue\":", json_string(fresh), "}"));
            return reply(410, std::move(body));
        }
        if (c.revision >= 0) {
            meta.revision = c.revision;
            past = objects_at(world, filter.kind, c.revision);
            objects = &past;
        }
        from = object_key(filter.kind, c.start);
        from.name += '\0';  // the key right after that object
    }
    std::vector<Ref<Object>> items;
    collect(*objects, filter, from, limit_of(request), items, meta);
    return reply_list(world, request, route, items, meta);
}

}  // namespace podfall
