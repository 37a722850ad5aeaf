// The event recorder of client-go: tools/record, with its correlator. Equal events are counted up
// on one object, similar ones are combined, and a noisy object's events are dropped.
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

// Who records: the loop whose memory the correlator lives in, and the component it speaks for.
struct EventRecorder {
    World& world;
    LoopId loop = 0;
    Client& api;
    const char* component;  // "replicaset-controller"

    LoopState& state() { return *world.loops.edit(loop); }
};

// Sends the event to the API server. Without one it is lost, as it is upstream after two minutes of
// retries; the kubelet, which outlives API servers, does try again
// (core/machine/kubelet/events.cpp).
void record_event(EventRecorder& recorder, EventText event);

}  // namespace podfall
