// Converts objects between API versions.
#include "core/apiserver/rest/version.h"

#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/apiserver/rest/autoscaler_version.h"
#include "core/base/text.h"

namespace podfall {

namespace {

void rename(Json& object, const char* from, const char* to) {
    if (!object.is_object()) return;
    const auto it = object.find(from);
    if (it == object.end()) return;
    Json value = std::move(*it);
    object.erase(from);
    object[to] = std::move(value);
}

struct EventName {
    const char* core;
    const char* events;
};
constexpr EventName event_names[] = {
    {"involvedObject", "regarding"},
    {"message", "note"},
    {"source", "deprecatedSource"},
    {"firstTimestamp", "deprecatedFirstTimestamp"},
    {"lastTimestamp", "deprecatedLastTimestamp"},
    {"count", "deprecatedCount"},
    {"reportingComponent", "reportingController"},
};

// ---- ingress v1beta1 ----

void backend_to_beta(Json& backend) {
    if (!backend.is_object() || !backend.contains("service")) return;
    const Json service = backend["service"];
    backend.erase("service");
    backend["serviceName"] = service.value("name", "");
    const Json port = service.contains("port") ? service["port"] : Json::object();
    if (port.contains("name"))
        backend["servicePort"] = port["name"];
    else
        backend["servicePort"] = port.contains("number") ? port["number"] : Json(0);
}

void backend_from_beta(Json& backend) {
    if (!backend.is_object()) return;
    if (!backend.contains("serviceName") && !backend.contains("servicePort")) return;
    Json service = {{"name", backend.value("serviceName", Json(""))}};
    if (backend.contains("servicePort")) {
        const Json& port = backend["servicePort"];
        service["port"] = {{port.is_string() ? "name" : "number", port}};
    }
    backend.erase("serviceName");
    backend.erase("servicePort");
    backend["service"] = std::move(service);
}

void convert_ingress(Json& json, bool to_beta) {
    Json& spec = json["spec"];
    if (!spec.is_object()) return;
    void (*convert)(Json&) = to_beta ? &backend_to_beta : &backend_from_beta;
    if (to_beta)
        rename(spec, "defaultBackend", "backend");
    else
        rename(spec, "backend", "defaultBackend");
    if (const auto it = spec.find(to_beta ? "backend" : "defaultBackend"); it != spec.end())
        convert(*it);
    if (!spec.contains("rules") || !spec["rules"].is_array()) return;
    for (Json& rule : spec["rules"]) {
        if (!rule.is_object() || !rule.contains("http") || !rule["http"].is_object()) continue;
        Json& http = rule["http"];
        if (!http.contains("paths") || !http["paths"].is_array()) continue;
        for (Json& path : http["paths"]) {
            if (!path.is_object()) continue;
            // The beta version has defaults for fields that v1 requires.
            if (!to_beta && !path.contains("pathType")) path["pathType"] = "ImplementationSpecific";
            if (path.contains("backend")) convert(path["backend"]);
        }
    }
}

bool beta_ingress(const Route& route) {
    return route.stored == Kind::ingress && route.version == "v1beta1";
}
bool v2_autoscaler(const Route& route) {
    return route.stored == Kind::horizontal_pod_autoscaler && route.version != "v1";
}

}  // namespace

Json versioned_json(const Route& route, const Object& object) {
    Json json = object_json(object, route.stored);
    json["apiVersion"] = route.api_version();
    if (beta_ingress(route)) convert_ingress(json, true);
    if (route.kind->kind == Kind::events_event)
        for (const EventName& n : event_names) rename(json, n.core, n.events);
    if (v2_autoscaler(route)) autoscaler_to_v2(json, route.version);
    return json;
}

Status versioned_error(const Route& route, Status status) {
    if (!beta_ingress(route) || !status.is("Invalid")) return status;
    // pkg/apis/networking/validation: serviceNameFieldPath and its like.
    constexpr std::pair<const char*, const char*> names[] = {
        {"spec.defaultBackend", "spec.backend"},
        {"`defaultBackend`", "`backend`"},
        {"ackend.service.name", "ackend.serviceName"},
        {"ackend.service.port.number", "ackend.servicePort"},
        {"ackend.service.port.name", "ackend.servicePort"}};
    for (const auto& [ours, theirs] : names)
        for (std::string* text : {&status.message, &status.details})
            *text = replace_all(*text, ours, theirs);
    return status;
}

Result<std::shared_ptr<Object>> read_versioned(const Route& route, Json json) {
    if (beta_ingress(route)) convert_ingress(json, false);
    if (route.kind->kind == Kind::events_event)
        for (const EventName& n : event_names) rename(json, n.events, n.core);
    if (v2_autoscaler(route)) autoscaler_from_v2(json, route.version);
    return read_object(json, route.stored);
}

}  // namespace podfall
