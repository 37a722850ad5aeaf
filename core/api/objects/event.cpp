// JSON names, order, omission and patch rules of the types in event.h.
#include "core/api/objects/event.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, EventSource& s) {
    v("component", s.component);
    v("host", s.host);
}
PODFALL_TYPE(EventSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, EventSeries& s) {
    v("count", s.count);
    v("lastObservedTime", s.last_observed_time, as_micro_time);
}
PODFALL_TYPE(EventSeries, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Event& s) {
    v("metadata", s.metadata, required, "name=ObjectMeta");
    v("involvedObject", s.involved_object, required);
    v("reason", s.reason);
    v("message", s.message);
    v("source", s.source);
    v("firstTimestamp", s.first_timestamp, as_time);
    v("lastTimestamp", s.last_timestamp, as_time);
    v("count", s.count);
    v("type", s.type);
    v("eventTime", s.event_time, as_micro_time);
    v("series", s.series);
    v("action", s.action);
    v("related", s.related);
    v("reportingComponent", s.reporting_component, always, "name=ReportingController");
    v("reportingInstance", s.reporting_instance, always);
}
PODFALL_TYPE(Event, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, EventsV1EventSeries& s) {
    v("count", s.count, required);
    v("lastObservedTime", s.last_observed_time, required | as_micro_time);
}
PODFALL_TYPE_NAMED(EventsV1EventSeries, "EventSeries", "v1", "io.k8s.api.events.v1")

template <class V>
static void fields(V& v, EventsV1Event& s) {
    v("metadata", s.metadata, required, "name=ObjectMeta");
    v("eventTime", s.event_time, required | as_micro_time);
    v("series", s.series);
    v("reportingController", s.reporting_controller);
    v("reportingInstance", s.reporting_instance);
    v("action", s.action);
    v("reason", s.reason);
    v("regarding", s.regarding);
    v("related", s.related);
    v("note", s.note);
    v("type", s.type);
    v("deprecatedSource", s.deprecated_source);
    v("deprecatedFirstTimestamp", s.deprecated_first_timestamp, as_time);
    v("deprecatedLastTimestamp", s.deprecated_last_timestamp, as_time);
    v("deprecatedCount", s.deprecated_count);
}
PODFALL_TYPE_NAMED(EventsV1Event, "Event", "v1", "io.k8s.api.events.v1")

}  // namespace podfall
