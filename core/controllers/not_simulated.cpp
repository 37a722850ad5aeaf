// Says on an object that it sets fields which have no effect here. Upstream has no such controller.
#include "core/api/rules/field_marks.h"
#include "core/api/rules/owner.h"
#include "core/base/text.h"
#include "core/runtime/controller.h"

namespace podfall {
namespace {

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const std::size_t blank = key.find(' ');
    std::int64_t kind = 0;
    parse_int(key.substr(0, blank), kind);
    const ObjectKey where = object_key(static_cast<Kind>(kind), key.substr(blank + 1));
    const Ref<Object> object = loop.cached(where);
    if (!object) return done();
    for (const FieldUse& use : not_simulated_in(info(where.kind).type(), object.get()))
        loop.event(where.kind, *object, "Warning", "NotSimulated",
                   cat("This simulation does nothing with ", use.path, ": ", use.instead));
    return done();
}

// Objects that a user wrote: what a controller made from them would only repeat it. The status of
// an object and its metadata say nothing new.
bool concerns(const World&, const LoopState&, const Change& change) {
    if (change.type == ChangeType::deleted || controller_of(change.object->metadata)) return false;
    if (change.previous) {
        const bool counted = change.object->metadata.generation != 0;
        if (change.key.kind == Kind::pod ||
            (counted && change.object->metadata.generation == change.previous->metadata.generation))
            return false;
    }
    return !not_simulated_in(info(change.key.kind).type(), change.object.get()).empty();
}

void observe(LoopContext& loop, const Change& change) {
    loop.enqueue(cat(static_cast<int>(change.key.kind), " ", key_text(change.key)));
}

}  // namespace

extern const Controller not_simulated = {
    .name = "simulation",
    .host = "kube-controller-manager",
    .watches = {Kind::pod, Kind::replication_controller, Kind::daemon_set, Kind::deployment,
                Kind::replica_set, Kind::stateful_set, Kind::job, Kind::cron_job, Kind::service,
                Kind::pod_template},
    .needs_lead = true,
    .concerns = concerns,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
