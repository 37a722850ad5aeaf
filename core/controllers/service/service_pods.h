// Which pods are behind a Service, and when that changes; shared by the Endpoints and EndpointSlice
// controllers. Models pkg/controller/util/endpoint.
#pragma once

#include <string>
#include <vector>

#include "core/api/objects/service.h"
#include "core/controllers/pod_control.h"

namespace podfall {

// The pods that its selector matches, in the order of their names.
Pods pods_of(LoopContext& loop, const Service& service);

// Whether a pod is left out because it has finished for good.
bool may_be_endpoint(const Pod& pod);

// Whether the endpoint has the pod's host name: the pod must name this Service as its subdomain.
bool sets_hostname(const Pod& pod, const Service& service);

// The port number behind a Service port on this pod; 0 if the pod has no port of that name.
int target_port(const Pod& pod, const ServicePort& port);

// Queues the Services whose endpoints a pod's change affects.
void enqueue_services(LoopContext& loop, const Change& change);

// The time of the pod or Service change that triggers the next write of endpoints. Models
// TriggerTimeTracker.
struct TriggerTimes {
    struct Seen {
        Time service = 0;
        Table<std::string, Time> pods;
    };
    Table<std::string, Seen> services;

    // Records the present state; returns the earliest new time, or 0 if nothing is new.
    Time next(const std::string& key, const Service& service, const Pods& pods);
};

template <class V>
void fields(V& v, TriggerTimes::Seen& s) {
    v("service", s.service), v("pods", s.pods);
}
template <class V>
void fields(V& v, TriggerTimes& t) {
    v("services", t.services);
}

inline constexpr const char* trigger_time_annotation =
    "endpoints.kubernetes.io/last-change-trigger-time";

}  // namespace podfall
