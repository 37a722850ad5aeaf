// Appends changes to the store's log and stamps resource versions.
#include "core/apiserver/registry/commit.h"

#include "core/api/objects/meta.h"
#include "core/base/check.h"
#include "core/world/history.h"
#include "core/world/timing.h"
#include "core/world/world.h"

namespace podfall {

Ref<Object> commit(World& world, Kind kind, std::shared_ptr<Object> object) {
    Store& store = world.store;
    object->metadata.resource_version = ++store.revision;

    Change change;
    change.revision = store.revision;
    change.key = {kind, object->metadata.namespace_, object->metadata.name};
    change.previous = find(store, change.key);
    change.type = change.previous ? ChangeType::modified : ChangeType::added;
    change.object = object;
    change.at = world.now;
    change.turn = current_turn(world);

    store.objects.set(change.key, change.object);
    store.log.set(change.revision, change);
    remember(world, change);
    return change.object;
}

Ref<Object> commit_delete(World& world, const ObjectKey& key) {
    Store& store = world.store;
    Change change;
    change.previous = find(store, key);
    CHECK_ALWAYS(change.previous);
    change.revision = ++store.revision;
    change.type = ChangeType::deleted;
    change.key = key;
    // Watchers see the last state with the revision of the deletion. Objects are immutable, so the
    // object keeps its own revision and the log record carries the deletion's.
    change.object = change.previous;
    change.at = world.now;
    change.turn = current_turn(world);

    store.objects.erase(key);
    store.log.set(change.revision, change);
    remember(world, change);
    return change.object;
}

void compact(World& world) {
    Store& store = world.store;
    const Time keep_from = world.now - timing::etcd_compaction;
    while (!store.log.empty() && store.log.begin()->value.at < keep_from) {
        store.compacted = store.log.begin()->key;
        store.log.erase(store.compacted);
    }
}

}  // namespace podfall
