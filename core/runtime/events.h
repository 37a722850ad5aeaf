// The event recorder of client-go: tools/record, with its correlator. Equal events are counted up
// on one object, similar ones are combined, and a noisy object's events are dropped.
#pragma once

#include <string>

#include "core/api/objects/kind.h"
#include "core/base/time.h"

namespace podfall {

class LoopContext;
struct Object;

struct EventText {
    Kind kind;
    const Object* about;
    const char* type;  // "Normal", "Warning"
    const char* reason;
    std::string message;
    const char* field_path;  // "spec.containers{nginx}", or ""
    Time at = 0;             // when it happened; 0: now
};

// Sends the event to the API server. Without one it is lost, as it is upstream after two minutes of
// retries; the kubelet, which outlives API servers, does try again
// (core/machine/kubelet/events.cpp).
void record_event(LoopContext& loop, EventText event);

}  // namespace podfall
