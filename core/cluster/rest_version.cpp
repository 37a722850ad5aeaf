#include "core/cluster/rest_version.h"

#include <nlohmann/json.hpp>

#include "core/api/object_json.h"
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

struct Renamed {
    const char* core;
    const char* events;
};
constexpr Renamed event_names[] = {
    {"involvedObject", "regarding"},       {"message", "note"},
    {"source", "deprecatedSource"},        {"firstTimestamp", "deprecatedFirstTimestamp"},
    {"lastTimestamp", "deprecatedLastTimestamp"}, {"count", "deprecatedCount"},
    {"reportingComponent", "reportingController"},
};

// ---- ingress v1beta1 -------------------------------------------------------------------------

void backend_to_beta(Json& backend) {
    if (!backend.is_object() || !backend.contains("service")) return;
    const Json service = backend["service"];
    backend.erase("service");
    backend["serviceName"] = service.value("name", "");
    const Json port = service.contains("port") ? service["port"] : Json::object();
    if (port.contains("name")) backend["servicePort"] = port["name"];
    else backend["servicePort"] = port.contains("number") ? port["number"] : Json(0);
}

void backend_from_beta(Json& backend) {
    if (!backend.is_object() || !backend.contains("serviceName")) return;
    Json service = {{"name", backend["serviceName"]}};
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
    if (to_beta) rename(spec, "defaultBackend", "backend");
    else rename(spec, "backend", "defaultBackend");
    if (const auto it = spec.find(to_beta ? "backend" : "defaultBackend"); it != spec.end())
        convert(*it);
    if (!spec.contains("rules") || !spec["rules"].is_array()) return;
    for (Json& rule : spec["rules"]) {
        if (!rule.is_object() || !rule.contains("http") || !rule["http"].is_object()) continue;
        Json& http = rule["http"];
        if (!http.contains("paths") || !http["paths"].is_array()) continue;
        for (Json& path : http["paths"]) {
            if (!path.is_object()) continue;
            // The beta version fills in what v1 demands to be said.
            if (!to_beta && !path.contains("pathType")) path["pathType"] = "ImplementationSpecific";
            if (path.contains("backend")) convert(path["backend"]);
        }
    }
}

// ---- autoscaler v2 ---------------------------------------------------------------------------

Json cpu_metric(const Json& percent, bool beta2, bool current) {
    Json resource = {{"name", "cpu"}};
    if (beta2) {
        Json amount = {{"averageUtilization", percent}};
        if (current) amount["averageValue"] = "0";
        else amount["type"] = "Utilization";
        resource[current ? "current" : "target"] = std::move(amount);
    } else {
        resource[current ? "currentAverageUtilization" : "targetAverageUtilization"] = percent;
        if (current) resource["currentAverageValue"] = "0";
    }
    return {{"type", "Resource"}, {"resource", std::move(resource)}};
}

void autoscaler_to_v2(Json& json, bool beta2) {
    Json& spec = json["spec"];
    if (spec.is_object() && spec.contains("targetCPUUtilizationPercentage")) {
        spec["metrics"] =
            Json::array({cpu_metric(spec["targetCPUUtilizationPercentage"], beta2, false)});
        spec.erase("targetCPUUtilizationPercentage");
    }
    Json& status = json["status"];
    if (!status.is_object()) status = Json::object();
    status["currentMetrics"] = nullptr;
    if (status.contains("currentCPUUtilizationPercentage")) {
        status["currentMetrics"] =
            Json::array({cpu_metric(status["currentCPUUtilizationPercentage"], beta2, true)});
        status.erase("currentCPUUtilizationPercentage");
    }
    status["conditions"] = nullptr;
    Json& meta = json["metadata"];
    const char* key = "autoscaling.alpha.kubernetes.io/conditions";
    if (meta.contains("annotations") && meta["annotations"].contains(key)) {
        const Json conditions = Json::parse(
            meta["annotations"][key].get_ref<const std::string&>(), nullptr, false);
        if (conditions.is_array()) status["conditions"] = conditions;
        meta["annotations"].erase(key);
        if (meta["annotations"].empty()) meta.erase("annotations");
    }
}

void autoscaler_from_v2(Json& json) {
    Json& spec = json["spec"];
    if (!spec.is_object() || !spec.contains("metrics") || !spec["metrics"].is_array()) return;
    for (const Json& metric : spec["metrics"]) {
        if (!metric.is_object() || !metric.contains("resource")) continue;
        const Json& resource = metric["resource"];
        if (!resource.is_object() || !resource.contains("name") || resource["name"] != "cpu") continue;
        if (resource.contains("targetAverageUtilization"))
            spec["targetCPUUtilizationPercentage"] = resource["targetAverageUtilization"];
        else if (resource.contains("target") && resource["target"].is_object() &&
                 resource["target"].contains("averageUtilization"))
            spec["targetCPUUtilizationPercentage"] = resource["target"]["averageUtilization"];
    }
    spec.erase("metrics");
    json.erase("status");
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
        for (const Renamed& n : event_names) rename(json, n.core, n.events);
    if (v2_autoscaler(route)) autoscaler_to_v2(json, route.version == "v2beta2");
    return json;
}

Result<std::shared_ptr<Object>> read_versioned(const Route& route, Json json) {
    if (beta_ingress(route)) convert_ingress(json, false);
    if (route.kind->kind == Kind::events_event)
        for (const Renamed& n : event_names) rename(json, n.events, n.core);
    if (v2_autoscaler(route)) autoscaler_from_v2(json);
    return read_object(json, route.stored);
}

}  // namespace podfall
