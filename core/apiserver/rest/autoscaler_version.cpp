// Converts HorizontalPodAutoscalers between v1, v2beta1 and v2beta2.
#include "core/apiserver/rest/autoscaler_version.h"

#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/base/text.h"

namespace podfall {

namespace {

constexpr int default_cpu_percent = 80;

// Renames a member if it exists.
void move_member(Json& from, const char* name, Json& to, const char* new_name) {
    const auto it = from.find(name);
    if (it == from.end()) return;
    to[new_name] = *it;
    from.erase(name);
}

const Json* member_object(const Json& object, const char* name) {
    const auto it = object.find(name);
    return it != object.end() && it->is_object() ? &*it : nullptr;
}

// ---- one metric: v1 (and v2beta1) to v2beta2 and back ----

struct TargetNames {
    const char *type, *source;  // of the metric: "Resource", "resource"
    const char *value, *average, *utilization, *selector;
};
constexpr TargetNames targets[] = {
    {"Resource", "resource", "", "targetAverageValue", "targetAverageUtilization", ""},
    {"Pods", "pods", "", "targetAverageValue", "", "selector"},
    {"Object", "object", "targetValue", "averageValue", "", "selector"},
    {"External", "external", "targetValue", "targetAverageValue", "", "metricSelector"},
};

Json metric_to_v2(Json metric) {
    for (const TargetNames& n : targets) {
        if (!metric.is_object() || !member_object(metric, n.source)) continue;
        Json& source = metric[n.source];
        Json target = Json::object(), identifier = Json::object();
        if (std::string_view(n.source) == "object")
            move_member(source, "target", source, "describedObject");
        move_member(source, n.value, target, "value");
        move_member(source, n.average, target, "averageValue");
        move_member(source, n.utilization, target, "averageUtilization");
        move_member(source, "metricName", identifier, "name");
        move_member(source, n.selector, identifier, "selector");
        target["type"] =
            target.contains("averageUtilization") ? "Utilization"
            : target.contains("averageValue") && !(*n.value && target.contains("value"))
                ? "AverageValue"
                : "Value";
        source["target"] = std::move(target);
        if (!identifier.empty()) source["metric"] = std::move(identifier);
    }
    return metric;
}

Json metric_from_v2(Json metric) {
    for (const TargetNames& n : targets) {
        if (!metric.is_object() || !member_object(metric, n.source)) continue;
        Json& source = metric[n.source];
        Json target = source.contains("target") ? source["target"] : Json::object();
        Json identifier = source.contains("metric") ? source["metric"] : Json::object();
        source.erase("target");
        source.erase("metric");
        if (std::string_view(n.source) == "object")
            move_member(source, "describedObject", source, "target");
        if (!target.is_object() || !identifier.is_object()) continue;
        if (*n.value) move_member(target, "value", source, n.value);
        move_member(target, "averageValue", source, n.average);
        if (*n.utilization) move_member(target, "averageUtilization", source, n.utilization);
        move_member(identifier, "name", source, "metricName");
        if (*n.selector) move_member(identifier, "selector", source, n.selector);
    }
    return metric;
}

// JSON with its members in the order of Go's structs.
std::string in_go_order(const Json& value) {
    constexpr const char* order[] = {"type",
                                     "object",
                                     "pods",
                                     "resource",
                                     "external",
                                     "kind",
                                     "name",
                                     "apiVersion",
                                     "target",
                                     "metricName",
                                     "metricSelector",
                                     "targetValue",
                                     "targetAverageUtilization",
                                     "targetAverageValue",
                                     "selector",
                                     "averageValue"};
    std::string out;
    if (value.is_array()) {
        for (const Json& item : value) out += (out.empty() ? "" : ",") + in_go_order(item);
        return "[" + out + "]";
    }
    if (!value.is_object() || value.contains("matchLabels") || value.contains("matchExpressions"))
        return json_text(value);
    for (const char* name : order)
        if (const auto it = value.find(name); it != value.end())
            out += cat(out.empty() ? "" : ",", "\"", name, "\":", in_go_order(*it));
    return "{" + out + "}";
}

bool is_cpu_percent(const Json& v1) {
    const Json* resource = member_object(v1, "resource");
    return resource && resource->value("name", "") == "cpu" &&
           resource->contains("targetAverageUtilization");
}

// ---- behavior: stored under the names of Go's fields ----

struct RuleName {
    const char *v2, *kept;
};
constexpr RuleName rule_names[] = {{"StabilizationWindowSeconds", "stabilizationWindowSeconds"},
                                   {"SelectPolicy", "selectPolicy"},
                                   {"Policies", "policies"}};

Json default_policies(bool up) {
    const Json percent = {{"type", "Percent"}, {"value", 100}, {"periodSeconds", 15}};
    return up ? Json::array({{{"type", "Pods"}, {"value", 4}, {"periodSeconds", 15}}, percent})
              : Json::array({percent});
}

Json with_defaults(Json rules, bool up) {
    if (!rules.is_object()) rules = Json::object();
    if (!rules.contains("selectPolicy")) rules["selectPolicy"] = "Max";
    if (!rules.contains("policies")) rules["policies"] = default_policies(up);
    if (up && !rules.contains("stabilizationWindowSeconds"))
        rules["stabilizationWindowSeconds"] = 0;
    return rules;
}

std::string kept_rules(const Json& rules) {
    std::string policies;
    for (const Json& p : rules["policies"])
        policies += cat(policies.empty() ? "" : ",", "{\"Type\":", json_text(p.value("type", "")),
                        ",\"Value\":", p.value("value", 0),
                        ",\"PeriodSeconds\":", p.value("periodSeconds", 0), "}");
    const Json window =
        rules.contains("stabilizationWindowSeconds") ? rules["stabilizationWindowSeconds"] : Json();
    return cat("{\"StabilizationWindowSeconds\":", json_text(window),
               ",\"SelectPolicy\":", json_text(rules["selectPolicy"]), ",\"Policies\":[", policies,
               "]}");
}

Json read_rules(const Json& kept) {
    Json out = Json::object();
    if (!kept.is_object()) return out;
    for (const RuleName& n : rule_names)
        if (const auto it = kept.find(n.v2); it != kept.end() && !it->is_null()) out[n.kept] = *it;
    if (out.contains("policies"))
        for (Json& p : out["policies"]) {
            Json policy = {{"type", p.value("Type", "")},
                           {"value", p.value("Value", 0)},
                           {"periodSeconds", p.value("PeriodSeconds", 0)}};
            p = std::move(policy);
        }
    return out;
}

std::string taken_annotation(Json& object, const char* key) {
    Json& meta = object["metadata"];
    if (!meta.is_object() || !meta.contains("annotations") || !meta["annotations"].is_object())
        return "";
    Json& annotations = meta["annotations"];
    const auto it = annotations.find(key);
    if (it == annotations.end() || !it->is_string()) return "";
    const auto text = it->get<std::string>();
    annotations.erase(key);
    if (annotations.empty()) meta.erase("annotations");
    return text;
}

Json current_cpu(const Json& percent, bool beta2) {
    Json resource = {{"name", "cpu"}};
    if (beta2)
        resource["current"] = {{"averageUtilization", percent}, {"averageValue", "0"}};
    else
        resource["currentAverageUtilization"] = percent, resource["currentAverageValue"] = "0";
    return {{"type", "Resource"}, {"resource", std::move(resource)}};
}

}  // namespace

Json metrics_v2(const std::string& annotation, std::optional<std::int32_t> cpu_percent) {
    Json out = Json::array();
    const Json kept = Json::parse(annotation.empty() ? "[]" : annotation, nullptr, false);
    if (kept.is_array())
        for (const Json& metric : kept) out.push_back(metric_to_v2(metric));
    if (cpu_percent)
        out.push_back(metric_to_v2(
            {{"type", "Resource"},
             {"resource", {{"name", "cpu"}, {"targetAverageUtilization", *cpu_percent}}}}));
    return out;
}

Json metrics_v2(const HorizontalPodAutoscaler& hpa) {
    const auto it = hpa.metadata.annotations.find(autoscaler_metrics);
    return metrics_v2(it == hpa.metadata.annotations.end() ? "" : it->second,
                      hpa.spec.target_cpu_utilization_percentage);
}

Json behavior_v2(const std::string& annotation) {
    const Json kept = Json::parse(annotation.empty() ? "null" : annotation, nullptr, false);
    if (!kept.is_object()) return nullptr;
    Json out = Json::object();
    if (kept.contains("ScaleUp")) out["scaleUp"] = read_rules(kept["ScaleUp"]);
    if (kept.contains("ScaleDown")) out["scaleDown"] = read_rules(kept["ScaleDown"]);
    return out;
}

std::string autoscaler_targets(const HorizontalPodAutoscaler& a) {
    const Json metrics = metrics_v2(a);
    std::vector<std::string> list;
    const auto text = [](const Json& object, const std::string& path) {
        const Json* value = &object;
        for (const std::string& part : split(path, '.'))
            value =
                value && value->is_object() && value->contains(part) ? &(*value)[part] : nullptr;
        return !value               ? std::string()
               : value->is_string() ? value->get<std::string>()
                                    : value->dump();
    };
    for (const Json& m : metrics) {
        const std::string source = to_lower(m.value("type", ""));
        const std::string average = text(m, source + ".target.averageValue"),
                          value = text(m, source + ".target.value");
        const bool resource = source == "resource",
                   cpu = resource && text(m, "resource.name") == "cpu";
        const auto& now = a.status.current_cpu_utilization_percentage;
        if (!average.empty())
            list.push_back(
                cat("<unknown>/", average, resource || source == "pods" ? "" : " (avg)"));
        else if (!resource)
            list.push_back(cat("<unknown>/", value));
        else
            list.push_back(cat(cpu && now ? cat(*now, "%") : std::string("<unknown>"), "/",
                               text(m, "resource.target.averageUtilization"), "%"));
    }
    constexpr std::size_t most = 2;
    if (list.size() <= most) return list.empty() ? "<none>" : join(list, ", ");
    const auto more = static_cast<std::int64_t>(list.size() - most);
    list.resize(most);
    return cat(join(list, ", "), " + ", more, " more...");
}

void autoscaler_to_v2(Json& object, const std::string& version) {
    const bool beta2 = version == "v2beta2";
    Json &spec = object["spec"], &status = object["status"];
    std::optional<std::int32_t> percent;
    if (spec.is_object() && spec.contains("targetCPUUtilizationPercentage")) {
        percent = spec["targetCPUUtilizationPercentage"].get<std::int32_t>();
        spec.erase("targetCPUUtilizationPercentage");
    }
    Json metrics = metrics_v2(taken_annotation(object, autoscaler_metrics), percent);
    if (!beta2)
        for (Json& metric : metrics) metric = metric_from_v2(metric);
    if (!metrics.empty()) spec["metrics"] = std::move(metrics);
    if (Json behavior = behavior_v2(taken_annotation(object, autoscaler_behavior));
        beta2 && !behavior.is_null())
        spec["behavior"] = std::move(behavior);
    if (!status.is_object()) status = Json::object();
    status["currentMetrics"] = nullptr;
    if (status.contains("currentCPUUtilizationPercentage")) {
        status["currentMetrics"] =
            Json::array({current_cpu(status["currentCPUUtilizationPercentage"], beta2)});
        status.erase("currentCPUUtilizationPercentage");
    }
    const Json conditions =
        Json::parse(taken_annotation(object, autoscaler_conditions), nullptr, false);
    status["conditions"] = conditions.is_array() ? conditions : Json();
}

void autoscaler_from_v2(Json& object, const std::string& version) {
    Json& spec = object["spec"];
    object.erase("status");
    if (!spec.is_object()) return;
    Json others = Json::array(), metrics = spec.contains("metrics") && spec["metrics"].is_array()
                                               ? spec["metrics"]
                                               : Json::array();
    if (metrics.empty()) spec["targetCPUUtilizationPercentage"] = default_cpu_percent;
    for (const Json& given : metrics) {
        const Json metric = version == "v2beta2" ? metric_from_v2(given) : given;
        if (metric.is_object() && is_cpu_percent(metric))
            spec["targetCPUUtilizationPercentage"] = metric["resource"]["targetAverageUtilization"];
        else
            others.push_back(metric);
    }
    spec.erase("metrics");
    Json& annotations = object["metadata"]["annotations"];
    if (!others.empty()) annotations[autoscaler_metrics] = in_go_order(others);
    if (spec.contains("behavior") && spec["behavior"].is_object()) {
        const Json &given = spec["behavior"], none;
        annotations[autoscaler_behavior] =
            cat("{\"ScaleUp\":", kept_rules(with_defaults(given.value("scaleUp", none), true)),
                ",\"ScaleDown\":", kept_rules(with_defaults(given.value("scaleDown", none), false)),
                "}");
    }
    spec.erase("behavior");
    if (annotations.is_null()) object["metadata"].erase("annotations");
}

}  // namespace podfall
