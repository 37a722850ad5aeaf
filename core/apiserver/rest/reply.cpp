// Writes responses: objects, lists, tables and errors.
#include "core/apiserver/rest/reply.h"

#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/apiserver/columns/columns.h"
#include "core/apiserver/registry/errors.h"
#include "core/apiserver/rest/version.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

std::string parameter(const std::vector<std::string>& parts, std::string_view name) {
    for (const std::string& part : parts) {
        const std::string_view p = trim(part);
        if (p.size() > name.size() && p.substr(0, name.size()) == name && p[name.size()] == '=')
            return std::string(p.substr(name.size() + 1));
    }
    return {};
}

// One clause of an Accept header; none when this server does not support it.
View view_of_clause(const std::string& clause) {
    const std::vector<std::string> parts = split(clause, ';');
    const std::string_view type = trim(parts[0]);
    if (type != "application/json" && type != "*/*" && type != "application/*" && !type.empty())
        return View::none;
    const std::string as = parameter(parts, "as");
    if (as.empty()) return View::object;
    const std::string version = parameter(parts, "v");
    if (parameter(parts, "g") != "meta.k8s.io" || (version != "v1" && version != "v1beta1"))
        return View::none;
    if (as == "Table") return View::table;
    return as.rfind("PartialObjectMetadata", 0) == 0 ? View::metadata : View::none;
}

std::string metadata_text(const Object& object, Revision revision) {
    Json meta = to_json(object.metadata);
    if (revision) meta["resourceVersion"] = to_text(revision);
    return cat(
        "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":",
        json_text(meta), "}");
}

std::string list_meta_text(const ListMeta& meta) {
    std::string out = cat("{\"resourceVersion\":\"", meta.revision, "\"");
    if (!meta.continue_token.empty())
        out += cat(",\"continue\":", json_string(meta.continue_token));
    if (meta.remaining) out += cat(",\"remainingItemCount\":", meta.remaining);
    return out += '}';
}

// The object member of a Table row.
std::string row_object(const Request& request, const Route& route, const Object& object,
                       Revision revision) {
    const std::string include = query_value(request, "includeObject");
    if (include == "None") return "null";
    if (include == "Object") return object_text(route, object, revision);
    return metadata_text(object, revision);
}

void append_row(std::string& out, const World& world, const Request& request, const Route& route,
                const Object& object, Revision revision) {
    out += "{\"cells\":";
    out += cells_text(world, route.stored, object);
    out += conditions_text(route.stored, object);
    out += ",\"object\":";
    out += row_object(request, route, object, revision);
    out += '}';
}

std::string table_head(Kind kind, const std::string& meta, bool columns) {
    return cat("{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":", meta,
               ",\"columnDefinitions\":", columns ? columns_text(kind) : "null", ",\"rows\":[");
}

Status bad_include(const std::string& include) {
    return bad_request(
        cat("Unable to convert to Table as requested: includeObject: Unsupported value: ",
            quote(include), ": supported values: \"None\", \"Metadata\", \"Object\", \"\""));
}

}  // namespace

View view_of(const Request& request) {
    if (request.accept.empty()) return View::object;
    for (const std::string& clause : split(request.accept, ',')) {
        const View view = view_of_clause(clause);
        if (view != View::none) return view;
    }
    return View::none;
}

Response reply(int code, std::string body) {
    Response r;
    r.code = code;
    r.body = std::move(body);
    return r;
}

Response reply_text(int code, std::string body) {
    Response r = reply(code, std::move(body));
    r.content_type = "text/plain; charset=utf-8";
    return r;
}

std::string status_json(const Status& s) {
    std::string out = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},";
    out += s.ok() ? "\"status\":\"Success\"" : "\"status\":\"Failure\"";
    if (!s.message.empty()) out += cat(",\"message\":", json_string(s.message));
    if (!s.reason.empty()) out += cat(",\"reason\":", json_string(s.reason));
    if (!s.details.empty()) out += cat(",\"details\":", s.details);
    if (s.code) out += cat(",\"code\":", s.code);
    return out += '}';
}

Response reply_error(const Status& status) {
    return reply(status.code, status_json(status));
}

Response reply_success(int code, const std::string& details) {
    Status s;
    // Only statuses of sub-resources have a code; those of deletions do not.
    s.code = code == 201 ? 201 : 0;
    s.details = details;
    std::string body = status_json({s.code ? s.code : 200, "", "", s.details});
    if (!s.code) body = replace_all(body, ",\"code\":200}", "}");
    return reply(code, std::move(body));
}

std::string object_text(const Route& route, const Object& object, Revision revision) {
    Json json = versioned_json(route, object);
    if (revision) json["metadata"]["resourceVersion"] = to_text(revision);
    return json_text(json);
}

std::string view_text(const World& world, const Request& request, const Route& route,
                      const Object& object, Revision revision, bool columns) {
    switch (view_of(request)) {
        case View::metadata:
            return metadata_text(object, revision);
        case View::table: {
            const Revision own = revision ? revision : object.metadata.resource_version;
            std::string out =
                table_head(route.stored, cat("{\"resourceVersion\":\"", own, "\"}"), columns);
            append_row(out, world, request, route, object, revision);
            return out += "]}";
        }
        default:
            return object_text(route, object, revision);
    }
}

Response reply_object(const World& world, const Request& request, const Route& route, int code,
                      const Object& object) {
    return reply(code, view_text(world, request, route, object));
}

Response reply_list(const World& world, const Request& request, const Route& route,
                    const std::vector<Ref<Object>>& items, const ListMeta& meta) {
    const View view = view_of(request);
    std::string out;
    if (view == View::table) {
        const std::string include = query_value(request, "includeObject");
        if (!include.empty() && !has_word("None,Metadata,Object", include))
            return reply_error(bad_include(include));
        out = table_head(route.stored, list_meta_text(meta), true);
    } else if (view == View::metadata) {
        out =
            cat("{\"kind\":\"PartialObjectMetadataList\",\"apiVersion\":\"meta.k8s.io/v1\","
                "\"metadata\":",
                list_meta_text(meta), ",\"items\":[");
    } else {
        out = cat("{\"kind\":\"", route.kind->name, "List\",\"apiVersion\":\"", route.api_version(),
                  "\",\"metadata\":", list_meta_text(meta), ",\"items\":[");
    }
    bool first = true;
    for (const Ref<Object>& item : items) {
        if (!first) out += ',';
        first = false;
        if (view == View::table) {
            append_row(out, world, request, route, *item, 0);
        } else if (view == View::metadata) {
            out += metadata_text(*item, 0);
        } else {
            Json json = versioned_json(route, *item);
            // Items of a typed list have no kind or apiVersion.
            json.erase("kind");
            json.erase("apiVersion");
            out += json_text(json);
        }
    }
    out += "]}";
    return reply(200, std::move(out));
}

}  // namespace podfall
