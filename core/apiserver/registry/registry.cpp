// The generic registry: the steps between a request and etcd that all kinds share. Models
// apiserver/pkg/registry/generic/registry/store.go and registry/rest/{create,update,delete}.go.
#include "core/apiserver/registry/registry.h"

#include "core/api/objects/batch.h"
#include "core/api/objects/config.h"
#include "core/api/objects/pod.h"
#include "core/api/objects/service.h"
#include "core/api/rules/defaults.h"
#include "core/api/rules/pod_state.h"
#include "core/api/rules/validation.h"
#include "core/api/schema/equal.h"
#include "core/apiserver/admission/admission.h"
#include "core/apiserver/registry/certificate.h"
#include "core/apiserver/registry/commit.h"
#include "core/apiserver/registry/errors.h"
#include "core/apiserver/registry/service.h"
#include "core/apiserver/registry/strategy.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

constexpr const char* orphan_finalizer = "orphan";
constexpr const char* foreground_finalizer = "foregroundDeletion";

// rand.SimpleNameGenerator: names are shortened so that the suffix fits in 63 characters.
std::string generate_name(Random& random, const std::string& base) {
    return cat(base.substr(0, 63 - 5), random_suffix(random));
}

// A job selects its pods by a label with its own UID, unless manualSelector is set.
void select_own_pods(Job& job) {
    if (job.spec.manual_selector.value_or(false)) return;
    StringMap& labels = job.spec.pod_template.metadata.labels;
    labels.emplace("controller-uid", job.metadata.uid);
    labels.emplace("job-name", job.metadata.name);
    job.spec.selector.edit().match_labels.emplace("controller-uid", job.metadata.uid);
}

Admission admission_for(World& world, const Caller& caller, Kind kind, Object* object,
                        const Object* old, Subresource part = Subresource::none) {
    const ObjectMeta& m = object ? object->metadata : old->metadata;
    return {world, caller, kind, object, old, part, m.name, m.namespace_};
}

void fill_new_metadata(World& world, ObjectMeta& m) {
    m.deletion_timestamp = 0;
    m.deletion_grace_period_seconds.reset();
    m.creation_timestamp = whole_seconds(world.now);
    m.uid = random_uuid(world.random);
    m.self_link.clear();
    if (m.name.empty() && !m.generate_name.empty())
        m.name = generate_name(world.random, m.generate_name);
}

Status generated_name_taken(Kind kind, const ObjectMeta& m) {
    Status s = already_exists(kind, m.name);
    if (m.generate_name.empty()) return s;
    s.message += ", the server was not able to generate a unique name for the object";
    return s;
}

}  // namespace

Result<Ref<Object>> create_object(World& world, const Caller& caller, Kind kind,
                                  std::shared_ptr<Object> object) {
    ObjectMeta& m = object->metadata;
    if (!info(kind).namespaced) m.namespace_.clear();
    const bool unlabelled = m.labels.empty();
    apply_defaults(*object, kind);
    Admission admission = admission_for(world, caller, kind, object.get(), nullptr);
    if (Status s = admit(admission); !s.ok()) return s;

    prepare_for_create(world, kind, *object);
    if (kind == Kind::certificate_signing_request)
        if (Status s = begin_certificate_request(world, caller, static_cast<RawObject&>(*object));
            !s.ok())
            return s;
    fill_new_metadata(world, m);
    if (kind == Kind::job) {
        Job& job = static_cast<Job&>(*object);
        select_own_pods(job);
        // A job's default labels are the same Go map as its template's: what is added to one
        // appears in both.
        if (unlabelled) m.labels = job.spec.pod_template.metadata.labels;
    }
    if (Status s = validate(*object, nullptr, kind); !s.ok()) return s;
    if (kind == Kind::service) {
        Status s =
            allocate_for_service(world, static_cast<Service&>(*object), nullptr, caller.dry_run);
        if (!s.ok()) return s;
    }
    // Whether the key exists is checked where upstream's storage does it: after the last plugin.
    admission.name = m.name;
    if (Status s = admit_validated(admission); !s.ok()) return s;
    if (const Ref<Object> there = find(world.store, {kind, m.namespace_, m.name})) {
        Status taken = generated_name_taken(kind, m);
        if (there->metadata.deletion_timestamp != 0)
            taken.message = cat("object is being deleted: ", taken.message);
        return taken;
    }
    if (caller.dry_run) return Ref<Object>(std::move(object));
    return commit(world, kind, std::move(object));
}

namespace {

// BeforeUpdate: restores from the stored object what no update may change.
void keep_metadata(ObjectMeta& next, const ObjectMeta& old) {
    next.self_link.clear();
    if (next.uid.empty()) next.uid = old.uid;
    next.creation_timestamp = old.creation_timestamp;
    if (old.deletion_timestamp)
        next.deletion_timestamp = old.deletion_timestamp;
    else
        next.deletion_timestamp = 0;
    next.deletion_grace_period_seconds = old.deletion_grace_period_seconds;
}

Status check_preconditions(Kind kind, const ObjectMeta& next, const ObjectMeta& old) {
    if (!next.uid.empty() && next.uid != old.uid) {
        return conflict(kind, old.name,
                        cat("Precondition failed: UID in precondition: ", next.uid,
                            ", UID in object meta: ", old.uid));
    }
    if (next.resource_version && next.resource_version != old.resource_version)
        return modified_conflict(kind, old.name);
    return {};
}

Status check_update(World& world, const Caller& caller, Kind kind, Object& next, const Object& old,
                    Subresource part) {
    if (part == Subresource::status || part == Subresource::finalize)
        return validate_metadata_update(next, old, kind);
    if (Status s = validate(next, &old, kind); !s.ok()) return s;
    if (kind != Kind::service) return {};
    return allocate_for_service(world, static_cast<Service&>(next),
                                static_cast<const Service*>(&old), caller.dry_run);
}

// A deleted object is removed when its last finalizer is.
bool is_over(Kind kind, const Object& next, const Object& old) {
    const ObjectMeta& m = next.metadata;
    if (!old.metadata.deletion_timestamp || !m.finalizers.empty()) return false;
    if (m.deletion_grace_period_seconds.value_or(0) != 0) return false;
    return kind != Kind::namespace_ || static_cast<const Namespace&>(next).spec.finalizers.empty();
}

}  // namespace

Result<Ref<Object>> update_object(World& world, const Caller& caller, Kind kind,
                                  std::shared_ptr<Object> object, Subresource part) {
    ObjectMeta& m = object->metadata;
    if (!info(kind).namespaced) m.namespace_.clear();
    const ObjectKey key{kind, m.namespace_, m.name};
    const Ref<Object> old = find(world.store, key);
    if (!old) {
        if (part != Subresource::none || !may_create_on_update(kind))
            return not_found(kind, m.name);
        m.resource_version = 0;
        return create_object(world, caller, kind, std::move(object));
    }
    if (Status s = check_preconditions(kind, m, old->metadata); !s.ok()) return s;
    m.resource_version = old->metadata.resource_version;
    // A status update takes its spec from the stored object, which has the defaults applied.
    if (part != Subresource::status) apply_defaults(*object, kind);
    Admission admission = admission_for(world, caller, kind, object.get(), old.get(), part);
    if (Status s = admit(admission); !s.ok()) return s;

    prepare_for_update(kind, *object, *old, part);
    if (kind == Kind::certificate_signing_request)
        keep_certificate_request(world, static_cast<RawObject&>(*object),
                                 static_cast<const RawObject&>(*old), part);
    keep_metadata(m, old->metadata);
    if (Status s = check_update(world, caller, kind, *object, *old, part); !s.ok()) return s;
    if (Status s = admit_validated(admission); !s.ok()) return s;

    const bool over = is_over(kind, *object, *old);
    if (!over && equal(info(kind).type(), object.get(), old.get())) return old;
    if (caller.dry_run) return Ref<Object>(std::move(object));
    const Ref<Object> stored = commit(world, kind, std::move(object));
    if (!over) return stored;
    return commit_delete(world, key);
}

namespace {

// A deletion in progress: a copy of the object and the outcome so far.
struct Deletion {
    World& world;
    const Caller& caller;
    const ObjectKey& key;
    const DeleteOptions& options;
    Ref<Object> old;
    std::shared_ptr<Object> next;
    bool graceful = false;  // the object stays until its grace period is over
    std::int64_t grace = 0;
};

Status check_delete_preconditions(const Deletion& d) {
    const ObjectMeta& m = d.old->metadata;
    const KindInfo& k = info(d.key.kind);
    std::string why;
    if (!d.options.uid.empty() && d.options.uid != m.uid) {
        why = cat("the UID in the precondition (", d.options.uid,
                  ") does not match the UID in record (", m.uid,
                  "). The object might have been deleted and then recreated");
    } else if (d.options.resource_version && d.options.resource_version != m.resource_version) {
        why = cat("the ResourceVersion in the precondition (", d.options.resource_version,
                  ") does not match the ResourceVersion in record (", m.resource_version,
                  "). The object might have been modified");
    }
    if (why.empty()) return {};
    // Unlike others, this error names the kind and not the resource.
    const std::string what = *k.group ? cat(k.name, ".", k.group) : k.name;
    return {409, "Conflict",
            cat("Operation cannot be fulfilled on ", what, " ", quote(m.name), ": ", why),
            details_json(m.name, k.group, k.name)};
}

std::int64_t grace_of(const Pod& pod, const DeleteOptions& options) {
    if (pod.spec.node_name.empty() || is_finished(pod)) return 0;
    if (options.grace_seconds) return *options.grace_seconds;
    return pod.spec.termination_grace_period_seconds.value_or(0);
}

// BeforeDelete for pods, the only kind that is deleted gracefully. False when a deletion in
// progress ends no later than this one would.
bool begin_grace(Deletion& d) {
    if (d.key.kind != Kind::pod) return true;
    ObjectMeta& m = d.next->metadata;
    if (!m.deletion_timestamp) {
        d.graceful = true;
        d.grace = grace_of(static_cast<const Pod&>(*d.old), d.options);
        m.deletion_timestamp = whole_seconds(d.world.now) + seconds(d.grace);
        if (m.generation > 0) ++m.generation;
    } else {
        const std::int64_t had = m.deletion_grace_period_seconds.value_or(0);
        if (had == 0) return true;
        if (!d.options.grace_seconds || *d.options.grace_seconds >= had) return false;
        d.graceful = true;
        d.grace = *d.options.grace_seconds;
        m.deletion_timestamp += seconds(d.grace - had);
    }
    m.deletion_grace_period_seconds = d.grace;
    return true;
}

// Kinds whose dependents are orphaned by default, as in their first API versions.
bool orphans_by_default(Kind kind) {
    return kind == Kind::replication_controller || kind == Kind::job || kind == Kind::cron_job;
}

// Which of the garbage collector's finalizers the object gets while it is deleted.
void set_gc_finalizers(Kind kind, ObjectMeta& m, Propagation propagation) {
    bool orphan = propagation == Propagation::orphan;
    bool foreground = propagation == Propagation::foreground;
    List<std::string> kept;
    for (const std::string& f : m.finalizers) {
        if (f != orphan_finalizer && f != foreground_finalizer) {
            kept.push_back(f);
        } else if (propagation == Propagation::unset) {
            orphan |= f == orphan_finalizer;
            foreground |= f == foreground_finalizer;
        }
    }
    if (propagation == Propagation::unset && !foreground) orphan |= orphans_by_default(kind);
    if (kind == Kind::event) orphan = foreground = false;
    if (orphan) kept.push_back(orphan_finalizer);
    if (foreground) kept.push_back(foreground_finalizer);
    m.finalizers = std::move(kept);
}

// Deletion of an object that has to wait for its finalizers.
void mark_as_deleting(World& world, ObjectMeta& m) {
    if (!m.deletion_timestamp && m.generation > 0) ++m.generation;
    const Time now = whole_seconds(world.now);
    if (!m.deletion_timestamp || m.deletion_timestamp > now) m.deletion_timestamp = now;
    m.deletion_grace_period_seconds = 0;
}

Result<Ref<Object>> store_unless_equal(Deletion& d) {
    if (equal(info(d.key.kind).type(), d.next.get(), d.old.get())) return d.old;
    if (d.caller.dry_run) return Ref<Object>(d.next);
    return commit(d.world, d.key.kind, d.next);
}

Result<Ref<Object>> delete_namespace(Deletion& d) {
    Namespace& ns = static_cast<Namespace&>(*d.next);
    if (!ns.metadata.deletion_timestamp) {
        ns.metadata.deletion_timestamp = whole_seconds(d.world.now);
        ns.status.phase = "Terminating";
        set_gc_finalizers(Kind::namespace_, ns.metadata, d.options.propagation);
        return store_unless_equal(d);
    }
    if (!ns.spec.finalizers.empty()) {
        return conflict(Kind::namespace_, ns.metadata.name,
                        "The system is ensuring all content is removed from this namespace.  Upon "
                        "completion, this namespace will automatically be purged by the system.");
    }
    return d.caller.dry_run ? d.old : commit_delete(d.world, d.key);
}

// Deleting a service deletes its endpoints.
void delete_endpoints(Deletion& d) {
    const ObjectKey endpoints{Kind::endpoints, d.key.namespace_, d.key.name};
    if (find(d.world.store, endpoints)) commit_delete(d.world, endpoints);
}

}  // namespace

Result<Ref<Object>> delete_object(World& world, const Caller& caller, const ObjectKey& key,
                                  const DeleteOptions& options) {
    Deletion d{world, caller, key, options, nullptr, nullptr};
    Admission admission{world,    caller,        key.kind, nullptr, nullptr, Subresource::none,
                        key.name, key.namespace_};
    if (Status s = admit(admission); !s.ok()) return s;
    d.old = find(world.store, key);
    if (!d.old) return not_found(key.kind, key.name);
    if (Status s = check_delete_preconditions(d); !s.ok()) return s;
    d.next = info(key.kind).copy(*d.old);
    if (key.kind == Kind::namespace_) return delete_namespace(d);

    if (!begin_grace(d)) return d.old;
    set_gc_finalizers(key.kind, d.next->metadata, options.propagation);
    const bool pending = !d.next->metadata.finalizers.empty();
    if (pending && !d.graceful) mark_as_deleting(world, d.next->metadata);
    if (pending || (d.graceful && d.grace > 0)) return store_unless_equal(d);

    if (caller.dry_run) return Ref<Object>(d.next);
    // A pod is written once more with a grace period of zero, which watchers see, then removed.
    if (d.graceful) commit(world, key.kind, d.next);
    if (key.kind == Kind::service) delete_endpoints(d);
    return commit_delete(world, key);
}

}  // namespace podfall
