// Events, in the core form in which they are stored and in the events.k8s.io/v1 form. Field
// meanings are those of the upstream types; `fields` in event.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/objects/meta.h"
#include "core/api/objects/reference.h"
#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct EventSource {
    std::string component;
    std::string host;
};

struct EventSeries {
    std::int32_t count = 0;
    Time last_observed_time = 0;
};

struct Event : Object {
    ObjectReference involved_object;
    std::string reason;
    std::string message;
    EventSource source;
    Time first_timestamp = 0;
    Time last_timestamp = 0;
    std::int32_t count = 0;
    std::string type;
    Time event_time = 0;
    Box<EventSeries> series;
    std::string action;
    Box<ObjectReference> related;
    std::string reporting_component;
    std::string reporting_instance;
};

struct EventsV1EventSeries {
    std::int32_t count = 0;
    Time last_observed_time = 0;
};

struct EventsV1Event : Object {
    Time event_time = 0;
    Box<EventsV1EventSeries> series;
    std::string reporting_controller;
    std::string reporting_instance;
    std::string action;
    std::string reason;
    ObjectReference regarding;
    Box<ObjectReference> related;
    std::string note;
    std::string type;
    EventSource deprecated_source;
    Time deprecated_first_timestamp = 0;
    Time deprecated_last_timestamp = 0;
    std::int32_t deprecated_count = 0;
};

}  // namespace podfall
