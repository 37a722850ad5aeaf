// The event recorder of client-go (tools/record) with its correlator: equal events are counted up
// on one object, similar ones are combined, and events of a noisy object are dropped.
#pragma once

#include <string>

#include "core/api/objects/kind.h"
#include "core/apiserver/client.h"
#include "core/base/time.h"
#include "core/world/world.h"

namespace podfall {

struct EventText {
    Kind kind;
    const Object* about;
    const char* type;  // "Normal", "Warning"
    const char* reason;
    std::string message;
    const char* field_path;  // "spec.containers{nginx}", or ""
    Time at = 0;             // when it happened; 0: now
};

// The source of an event: the loop whose memory holds the correlator, and the component name.
struct EventRecorder {
    World& world;
    LoopId loop = 0;
    Client& api;
    const char* component;  // "replicaset-controller"

    LoopState& state() { return *world.loops.edit(loop); }
};

// Sends the event to the API server. Without one the event is lost, as upstream after two minutes
// of retries; the kubelet, which outlives API servers, does retry
// (core/machine/kubelet/events.cpp).
void record_event(EventRecorder& recorder, EventText event);

}  // namespace podfall
