// Writes into etcd: each write appends one change to the store's log and calls nothing else. The
// runtime reads the log and wakes the loops that watch (core/runtime/announce.h). Models
// storage/etcd3 of v1.20.
#pragma once

#include <memory>

#include "core/world/store.h"

namespace podfall {

struct World;

// Writes an object (or its deletion) and sets its resourceVersion. Nothing is checked here: this is
// etcd, not the API server.
Ref<Object> commit(World& world, Kind kind, std::shared_ptr<Object> object);
Ref<Object> commit_delete(World& world, const ObjectKey& key);

// Drops the log's changes that are older than timing::etcd_compaction.
void compact(World& world);

}  // namespace podfall
