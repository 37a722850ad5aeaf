// Which pods stand behind a Service, and when that changes: shared by the Endpoints and
// EndpointSlice controllers. Models pkg/controller/util/endpoint.
#pragma once

#include <string>
#include <vector>

#include "core/api/objects/service.h"
#include "core/controllers/pod_control.h"

namespace podfall {

// The pods its selector matches, in the order of their names.
Pods pods_of(LoopContext& loop, const Service& service);

// Whether a pod that has finished for good is left out.
bool may_be_endpoint(const Pod& pod);

// Whether the endpoint carries the pod's host name: it must name this Service as its subdomain.
bool sets_hostname(const Pod& pod, const Service& service);

// The number behind a Service's port on this pod; 0 when the pod has no port of that name.
int target_port(const Pod& pod, const ServicePort& port);

// Queues the Services whose endpoints a pod's change touches.
void enqueue_services(LoopContext& loop, const Change& change);

// The moment of the pod's or Service's change that the next write of endpoints answers to.
// Models TriggerTimeTracker.
struct TriggerTimes {
    struct Seen {
        Time service = 0;
        Table<std::string, Time> pods;
    };
    Table<std::string, Seen> services;

    // Remembers what is there now; the earliest new moment, or 0 when nothing is new.
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
