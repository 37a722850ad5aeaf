// Keeps the replicas of a workload between an autoscaler's limits, and says why it cannot do more:
// nothing in this cluster serves metrics. Models pkg/controller/podautoscaler (v1.20). Simplified:
// without metrics its recommendations, stabilisation and behaviours never come into play.
#include <nlohmann/json.hpp>

#include "core/api/format/json.h"
#include "core/api/format/object_json.h"
#include "core/api/objects/policy.h"
#include "core/api/objects/workload.h"
#include "core/api/schema/equal.h"
#include "core/apiserver/rest/autoscaler_version.h"
#include "core/base/text.h"
#include "core/runtime/controller.h"
#include "core/world/timing.h"

namespace podfall {
namespace {

// autoscaling/v1 keeps conditions as JSON in an annotation.
void set_condition(HorizontalPodAutoscaler& hpa, Time now, const char* type, bool status,
                   const char* reason, const std::string& message) {
    const auto kept = hpa.metadata.annotations.find(autoscaler_conditions);
    Json list = kept == hpa.metadata.annotations.end() ? Json::array()
                                                       : Json::parse(kept->second, nullptr, false);
    if (!list.is_array()) list = Json::array();
    Json condition = {{"type", type},
                      {"status", status ? "True" : "False"},
                      {"lastTransitionTime", rfc3339(now)},
                      {"reason", reason},
                      {"message", message}};
    bool found = false;
    for (Json& old : list) {
        if (!old.is_object() || old.value("type", "") != type) continue;
        if (old.value("status", "") == condition["status"])
            condition["lastTransitionTime"] = old.value("lastTransitionTime", "");
        old = condition;
        found = true;
    }
    if (!found) list.push_back(condition);
    std::string text;
    for (const Json& c : list) {
        text += text.empty() ? "[{" : ",{";
        const char* before = "";
        for (const char* field : {"type", "status", "lastTransitionTime", "reason", "message"})
            text +=
                cat(std::exchange(before, ","), "\"", field, "\":", json_text(c.value(field, "")));
        text += "}";
    }
    hpa.metadata.annotations[autoscaler_conditions] = text + "]";
}

bool write_status(LoopContext& loop, const HorizontalPodAutoscaler& before,
                  HorizontalPodAutoscaler after) {
    if (equal(before.status, after.status) &&
        before.metadata.annotations == after.metadata.annotations)
        return true;
    return bool(loop.api.update_status(std::move(after)));
}

// The scale of the target: read into `replicas`, and written when `wanted` is given.
template <class T>
Status scale_of(LoopContext& loop, const HorizontalPodAutoscaler& hpa, int& replicas,
                std::optional<int> wanted) {
    const auto target = loop.api.get<T>(hpa.metadata.namespace_, hpa.spec.scale_target_ref.name);
    if (!target) return target.status();
    replicas = (*target)->spec.replicas.value_or(1);
    if (!wanted) return {};
    T copy = **target;
    copy.spec.replicas = *wanted;
    const auto written = loop.api.update(std::move(copy));
    return written ? Status{} : written.status();
}

Status scale_target(LoopContext& loop, const HorizontalPodAutoscaler& hpa, int& replicas,
                    std::optional<int> wanted = {}) {
    const CrossVersionObjectReference& ref = hpa.spec.scale_target_ref;
    const KindInfo* kind = find_kind(ref.api_version, ref.kind);
    Status status;
    if (!kind) {
        const std::size_t slash = ref.api_version.find('/');
        const std::string group =
            slash == std::string::npos ? "" : ref.api_version.substr(0, slash);
        return {404, "NotFound",
                cat("no matches for kind ", quote(ref.kind), " in group ", quote(group)), "{}"};
    }
    switch (kind->kind) {
        case Kind::deployment:
            status = scale_of<Deployment>(loop, hpa, replicas, wanted);
            break;
        case Kind::replica_set:
            status = scale_of<ReplicaSet>(loop, hpa, replicas, wanted);
            break;
        case Kind::stateful_set:
            status = scale_of<StatefulSet>(loop, hpa, replicas, wanted);
            break;
        case Kind::replication_controller:
            status = scale_of<ReplicationController>(loop, hpa, replicas, wanted);
            break;
        default:
            return {404, "NotFound", "the server could not find the requested resource", "{}"};
    }
    if (status.is("NotFound")) {
        status.message = cat(kind->plural, "/scale", *kind->group ? "." : "", kind->group, " ",
                             quote(ref.name), " not found");
    }
    return status;
}

// A limit that the replicas are outside of, with what is then said.
bool outside(const HorizontalPodAutoscaler& hpa, int current, int& wanted, const char*& reason) {
    const int least = hpa.spec.min_replicas.value_or(1);
    wanted = std::min(std::max(current, least), hpa.spec.max_replicas);
    reason = current > hpa.spec.max_replicas ? "Current number of replicas above Spec.MaxReplicas"
                                             : "Current number of replicas below Spec.MinReplicas";
    return wanted != current;
}

bool rescale(LoopContext& loop, const HorizontalPodAutoscaler& hpa, HorizontalPodAutoscaler& next,
             int current, int wanted, const char* reason) {
    int ignored = 0;
    next.status.current_replicas = current;
    const Status scaled = scale_target(loop, hpa, ignored, wanted);
    if (!scaled.ok()) {
        loop.event(Kind::horizontal_pod_autoscaler, hpa, "Warning", "FailedRescale",
                   cat("New size: ", wanted, "; reason: ", reason, "; error: ", scaled.message));
        set_condition(
            next, loop.now(), "AbleToScale", false, "FailedUpdateScale",
            cat("the HPA controller was unable to update the target scale: ", scaled.message));
        return write_status(loop, hpa, std::move(next));
    }
    set_condition(next, loop.now(), "AbleToScale", true, "SucceededRescale",
                  cat("the HPA controller was able to update the target scale to ", wanted));
    loop.event(Kind::horizontal_pod_autoscaler, hpa, "Normal", "SuccessfulRescale",
               cat("New size: ", wanted, "; reason: ", reason));
    next.status.desired_replicas = wanted;
    next.status.last_scale_time = loop.now();
    return write_status(loop, hpa, std::move(next));
}

// Why a metric cannot be had: what its event and condition say, and what the whole computation's
// error does.
struct Unmeasured {
    const char* reason;
    std::string said, error;
};

Unmeasured unmeasured(const HorizontalPodAutoscaler& hpa, const Json& metric) {
    const auto type = metric.value("type", "");
    const std::string source = to_lower(type);
    const Json part = metric.value(source, Json::object());
    const std::string name = part.value("metric", Json::object()).value("name", "");
    const std::string custom =
        "unable to fetch metrics from custom metrics API: no custom metrics API "
        "(custom.metrics.k8s.io) registered";
    if (type == "Resource") {
        const auto resource = part.value("name", "");
        const std::string why =
            cat("failed to get ", resource, " utilization: unable to get metrics for resource ",
                resource,
                ": unable to fetch metrics from resource metrics API: the server could not find "
                "the requested resource (get pods.metrics.k8s.io)");
        return {"FailedGetResourceMetric", why, why};
    }
    if (type == "External") {
        const bool average = part.value("target", Json::object()).contains("averageValue");
        const std::string why =
            cat("unable to get external metric ", hpa.metadata.namespace_, "/", name,
                "/nil: unable to fetch metrics from external metrics API: "
                "the server could not find the requested resource (get ",
                name, ".external.metrics.k8s.io)");
        return {"FailedGetExternalMetric", why,
                average ? cat("failed to get ", name, " external metric: ", why)
                        : cat("failed to get external metric ", name, ": ", why)};
    }
    const Json described = part.value("describedObject", Json::object());
    std::string why = cat("unable to get metric ", name, ": ", custom);
    if (type == "Pods")
        return {"FailedGetPodsMetric", why, cat("failed to get pods metric value: ", why)};
    why = cat("unable to get metric ", name, ": ", custom, " on ", described.value("kind", ""), " ",
              hpa.metadata.namespace_, "/", described.value("name", ""));
    return {"FailedGetObjectMetric", why, cat("failed to get object metric value: ", why)};
}

void sync(LoopContext& loop, const HorizontalPodAutoscaler& hpa) {
    HorizontalPodAutoscaler next = hpa;
    int current = 0, wanted = 0;
    const char* reason = nullptr;
    if (const Status found = scale_target(loop, hpa, current); !found.ok()) {
        loop.event(Kind::horizontal_pod_autoscaler, hpa, "Warning", "FailedGetScale",
                   found.message);
        set_condition(next, loop.now(), "AbleToScale", false, "FailedGetScale",
                      cat("the HPA controller was unable to get the target's current scale: ",
                          found.message));
        write_status(loop, hpa, std::move(next));
        return;
    }
    set_condition(next, loop.now(), "AbleToScale", true, "SucceededGetScale",
                  "the HPA controller was able to get the target's current scale");
    if (current == 0 && hpa.spec.min_replicas.value_or(1) != 0) {
        set_condition(next, loop.now(), "ScalingActive", false, "ScalingDisabled",
                      "scaling is disabled since the replica count of the target is zero");
        next.status.current_replicas = next.status.desired_replicas = 0;
        write_status(loop, hpa, std::move(next));
    } else if (outside(hpa, current, wanted, reason)) {
        rescale(loop, hpa, next, current, wanted, reason);
    } else {
        std::string first;
        int invalid = 0;
        for (const Json& metric : metrics_v2(hpa)) {
            const Unmeasured u = unmeasured(hpa, metric);
            loop.event(Kind::horizontal_pod_autoscaler, hpa, "Warning", u.reason, u.said);
            if (invalid++ > 0) continue;
            first = u.error;
            set_condition(next, loop.now(), "ScalingActive", false, u.reason,
                          cat("the HPA was unable to compute the replica count: ", u.said));
        }
        next.status.current_replicas = current;
        write_status(loop, hpa, std::move(next));
        loop.event(Kind::horizontal_pod_autoscaler, hpa, "Warning", "FailedComputeMetricsReplicas",
                   cat("invalid metrics (", invalid, " invalid out of ", invalid,
                       "), first error is: ", first));
    }
}

// The queue's limiter lets each autoscaler through once in a period, whatever happened to it.
Outcome reconcile(LoopContext& loop, const std::string& key) {
    const Ref<Object> object = loop.cached(object_key(Kind::horizontal_pod_autoscaler, key));
    if (!object) return done();
    sync(loop, static_cast<const HorizontalPodAutoscaler&>(*object));
    return every(timing::autoscaler_sync);
}

void observe(LoopContext& loop, const Change& change) {
    if (change.type == ChangeType::added)
        loop.enqueue(key_text(change.key), timing::autoscaler_sync);
}

}  // namespace

extern const Controller horizontal_pod_autoscaler = {
    .name = "horizontal-pod-autoscaler",
    .host = "kube-controller-manager",
    .watches = {Kind::horizontal_pod_autoscaler},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
