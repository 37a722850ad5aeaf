// The scheduler's event recorder: events.k8s.io/v1, where a repeated event becomes a series.
// Models staging/src/k8s.io/client-go/tools/events (v1.20).
#pragma once

#include <string>

#include "core/api/objects/pod.h"
#include "core/runtime/controller.h"

namespace podfall {

// The last event recorded for one reason and one version of an object.
struct RecordedEvents {
    struct Record {
        std::string name;  // of the Event object
        Time last = 0;
        Time written = 0;
        int series = 0;  // repetitions so far
    };
    Table<std::string, Record> records;
};

template <class V>
void fields(V& v, RecordedEvents::Record& r) {
    v("name", r.name), v("last", r.last), v("written", r.written), v("series", r.series);
}
template <class V>
void fields(V& v, RecordedEvents& e) {
    v("records", e.records);
}

// Records an event about a pod. Two events are the same if, among other things, the object's
// version is; their text does not matter. Repetitions are written once, then every 30 minutes.
void record_event(LoopContext& loop, RecordedEvents& recorded, const Pod& pod, const char* type,
                  const char* reason, const char* action, std::string note);

}  // namespace podfall
