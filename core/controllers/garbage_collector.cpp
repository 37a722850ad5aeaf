// Deletes objects whose owners are gone, and executes foreground and orphaning deletion. Models
// pkg/controller/garbagecollector (v1.20): attemptToDeleteItem, processDeletingDependentsItem,
// orphanDependents. Simplified: owners are looked up in the API server instead of a cache of absent
// owners; custom resources are not followed.
#include <algorithm>
#include <string>
#include <vector>

#include "core/api/objects/kind.h"
#include "core/base/text.h"
#include "core/runtime/controller.h"

namespace podfall {
namespace {

constexpr const char* foreground_finalizer = "foregroundDeletion";
constexpr const char* orphan_finalizer = "orphan";

// The dependency graph: the objects with an ownerReference, by the owner's UID.
struct Memory {
    using Dependents = Table<ObjectKey, bool>;
    Table<std::string, Dependents> dependents;
};

template <class V>
void fields(V& v, Memory& m) {
    v("dependents", m.dependents);
}

std::string queue_key(const char* task, const ObjectKey& key) {
    return cat(task, "/", static_cast<int>(key.kind), "/", key_text(key));
}

bool has_finalizer(const ObjectMeta& meta, std::string_view name) {
    return std::find(meta.finalizers.begin(), meta.finalizers.end(), name) != meta.finalizers.end();
}

// Being deleted, and waiting for its dependents to be deleted first.
bool waits_for_dependents(const ObjectMeta& meta) {
    return meta.deletion_timestamp != 0 && has_finalizer(meta, foreground_finalizer);
}

std::shared_ptr<Object> copy_of(Kind kind, const Object& object) {
    return info(kind).copy(object);
}

Outcome outcome_of(const Result<Ref<Object>>& written) {
    return written || written.status().is("NotFound") ? done() : failed();
}

std::vector<ObjectKey> dependents_of(LoopContext& loop, const std::string& uid) {
    std::vector<ObjectKey> out;
    const auto* keys = loop.memory<Memory>().dependents.find(uid);
    if (!keys) return out;
    for (const auto& [key, on] : *keys) out.push_back(key);
    return out;
}

enum class OwnerState : std::uint8_t { solid, dangling, waiting };

bool look_up(LoopContext& loop, const OwnerReference& ref, const std::string& namespace_,
             OwnerState& out) {
    const KindInfo* kind = find_kind(ref.api_version, ref.kind);
    if (!kind) {
        out = OwnerState::solid;  // objects of unknown kinds are left alone
        return true;
    }
    const auto owner =
        loop.api.get({kind->kind, kind->namespaced ? namespace_ : std::string(), ref.name});
    if (!owner) {
        out = OwnerState::dangling;
        return owner.status().is("NotFound");
    }
    const ObjectMeta& meta = (*owner)->metadata;
    out = meta.uid != ref.uid          ? OwnerState::dangling
          : waits_for_dependents(meta) ? OwnerState::waiting
                                       : OwnerState::solid;
    return true;
}

Outcome remove_finalizer(LoopContext& loop, const ObjectKey& key, const Object& object,
                         const char* finalizer) {
    auto copy = copy_of(key.kind, object);
    erase_if(copy->metadata.finalizers.edit(),
             [&](const std::string& f) { return f == finalizer; });
    if (copy->metadata.finalizers.empty()) copy->metadata.finalizers.clear();
    return outcome_of(loop.api.update(key.kind, std::move(copy)));
}

// Deletes the dependents that block the object's deletion, or removes its finalizer if none are
// left.
Outcome delete_dependents(LoopContext& loop, const ObjectKey& key, const Object& object) {
    bool blocked = false;
    for (const ObjectKey& dependent : dependents_of(loop, object.metadata.uid)) {
        const Ref<Object> d = loop.cached(dependent);
        if (!d) continue;
        for (const OwnerReference& ref : d->metadata.owner_references) {
            if (ref.uid == object.metadata.uid && ref.block_owner_deletion.value_or(false)) {
                blocked = true;
            }
        }
        if (!waits_for_dependents(d->metadata)) loop.enqueue(queue_key("delete", dependent));
    }
    return blocked ? done() : remove_finalizer(loop, key, object, foreground_finalizer);
}

Propagation policy_of(const ObjectMeta& meta) {
    if (has_finalizer(meta, orphan_finalizer)) return Propagation::orphan;
    if (has_finalizer(meta, foreground_finalizer)) return Propagation::foreground;
    return Propagation::background;
}

Outcome delete_object(LoopContext& loop, const ObjectKey& key, const ObjectMeta& meta,
                      Propagation policy) {
    DeleteOptions options;
    options.propagation = policy;
    options.uid = meta.uid;
    return outcome_of(loop.api.remove(key, options));
}

Outcome drop_references(LoopContext& loop, const ObjectKey& key, const Object& object,
                        const std::vector<std::string>& uids) {
    auto copy = copy_of(key.kind, object);
    erase_if(copy->metadata.owner_references.edit(), [&](const OwnerReference& ref) {
        return std::find(uids.begin(), uids.end(), ref.uid) != uids.end();
    });
    if (copy->metadata.owner_references.empty()) copy->metadata.owner_references.clear();
    return outcome_of(loop.api.update(key.kind, std::move(copy)));
}

Outcome attempt_to_delete(LoopContext& loop, const ObjectKey& key) {
    const auto live = loop.api.get(key);
    if (!live) return live.status().is("NotFound") ? done() : failed();
    const ObjectMeta& meta = (*live)->metadata;
    if (waits_for_dependents(meta)) return delete_dependents(loop, key, **live);
    if (meta.deletion_timestamp != 0 || meta.owner_references.empty()) return done();
    int solid = 0, waiting = 0;
    std::vector<std::string> others;
    for (const OwnerReference& ref : meta.owner_references) {
        OwnerState state{};
        if (!look_up(loop, ref, meta.namespace_, state)) return failed();
        if (state == OwnerState::solid)
            ++solid;
        else
            others.push_back(ref.uid);
        if (state == OwnerState::waiting) ++waiting;
    }
    if (solid > 0) return others.empty() ? done() : drop_references(loop, key, **live, others);
    const bool has_dependents = !dependents_of(loop, meta.uid).empty();
    if (waiting > 0 && has_dependents) {
        return delete_object(loop, key, meta, Propagation::foreground);
    }
    return delete_object(loop, key, meta, policy_of(meta));
}

Outcome orphan_dependents(LoopContext& loop, const ObjectKey& key) {
    const auto live = loop.api.get(key);
    if (!live) return live.status().is("NotFound") ? done() : failed();
    const std::string uid = (*live)->metadata.uid;
    for (const ObjectKey& dependent : dependents_of(loop, uid)) {
        const auto d = loop.api.get(dependent);
        if (!d) continue;
        const Outcome o = drop_references(loop, dependent, **d, {uid});
        if (o.what == Outcome::What::failed) return o;
    }
    return remove_finalizer(loop, key, **live, orphan_finalizer);
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const std::size_t first = key.find('/'), second = key.find('/', first + 1);
    std::int64_t kind = 0;
    parse_int(std::string_view(key).substr(first + 1, second - first - 1), kind);
    const ObjectKey where = object_key(static_cast<Kind>(kind), key.substr(second + 1));
    return key.compare(0, first, "orphan") == 0 ? orphan_dependents(loop, where)
                                                : attempt_to_delete(loop, where);
}

bool same_owners(const ObjectMeta& a, const ObjectMeta& b) {
    const auto &x = a.owner_references, &y = b.owner_references;
    return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                      [](const OwnerReference& p, const OwnerReference& q) {
                          return p.uid == q.uid && p.block_owner_deletion == q.block_owner_deletion;
                      });
}

// Most writes change nothing here.
bool concerns(const World&, const LoopState&, const Change& change) {
    if (change.type != ChangeType::modified || !change.previous) return true;
    const ObjectMeta &before = change.previous->metadata, &now = change.object->metadata;
    return before.uid != now.uid || before.deletion_timestamp != now.deletion_timestamp ||
           before.finalizers.items() != now.finalizers.items() || !same_owners(before, now);
}

void update_index(LoopContext& loop, const Change& change) {
    Memory& m = loop.memory<Memory>();
    const Ref<Object>& before =
        change.type == ChangeType::deleted ? change.object : change.previous;
    if (before) {
        for (const OwnerReference& ref : before->metadata.owner_references) {
            Memory::Dependents* d = m.dependents.edit(ref.uid);
            if (!d) continue;
            d->erase(change.key);
            if (d->empty()) m.dependents.erase(ref.uid);
        }
    }
    if (change.type == ChangeType::deleted) return;
    for (const OwnerReference& ref : change.object->metadata.owner_references) {
        m.dependents.at_or_new(ref.uid).set(change.key, true);
    }
}

// Owners that wait for this object to be deleted or orphaned.
void enqueue_waiting_owners(LoopContext& loop, const ObjectMeta& meta) {
    for (const OwnerReference& ref : meta.owner_references) {
        const KindInfo* kind = find_kind(ref.api_version, ref.kind);
        if (!kind) continue;
        const ObjectKey key{kind->kind, kind->namespaced ? meta.namespace_ : std::string(),
                            ref.name};
        const Ref<Object> owner = loop.cached(key);
        if (owner && waits_for_dependents(owner->metadata)) {
            loop.enqueue(queue_key("delete", key));
        }
    }
}

bool owner_is_missing(LoopContext& loop, const ObjectMeta& meta) {
    return std::any_of(
        meta.owner_references.begin(), meta.owner_references.end(), [&](const OwnerReference& ref) {
            const KindInfo* kind = find_kind(ref.api_version, ref.kind);
            if (!kind) return false;
            const Ref<Object> owner = loop.cached(
                {kind->kind, kind->namespaced ? meta.namespace_ : std::string(), ref.name});
            return !owner || owner->metadata.uid != ref.uid;
        });
}

void observe(LoopContext& loop, const Change& change) {
    update_index(loop, change);
    const ObjectMeta& meta = change.object->metadata;
    if (change.previous && !same_owners(change.previous->metadata, meta)) {
        enqueue_waiting_owners(loop, change.previous->metadata);
    }
    if (change.type == ChangeType::deleted) {
        for (const ObjectKey& d : dependents_of(loop, meta.uid)) {
            loop.enqueue(queue_key("delete", d));
        }
        return enqueue_waiting_owners(loop, meta);
    }
    if (meta.deletion_timestamp != 0 && has_finalizer(meta, orphan_finalizer)) {
        loop.enqueue(queue_key("orphan", change.key));
    } else if (waits_for_dependents(meta) || owner_is_missing(loop, meta)) {
        loop.enqueue(queue_key("delete", change.key));
    }
}

constexpr KindSet all_kinds_but_events() {
    KindSet set;
    for (int i = 0; i < kind_count; ++i) {
        const Kind kind = static_cast<Kind>(i);
        if (kind != Kind::event && kind != Kind::events_event) set.bits |= std::uint64_t{1} << i;
    }
    return set;
}

}  // namespace

extern const Controller garbage_collector = {
    .name = "generic-garbage-collector",
    .host = "kube-controller-manager",
    .watches = all_kinds_but_events(),
    .needs_lead = true,
    .concerns = concerns,
    .observe = observe,
    .reconcile = reconcile,
    .memory = &memory_of<Memory>,
};

}  // namespace podfall
