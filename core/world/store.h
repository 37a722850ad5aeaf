// The contents of etcd: every object by its key, and the log of changes that watches read.
//
// The World has one Store, whatever happens to the etcd processes: data survive a crash. Whether a
// request can reach it is decided by api_access() in core/net/api_access.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/api/objects/kind.h"
#include "core/api/schema/ref.h"
#include "core/base/data_type.h"
#include "core/base/table.h"
#include "core/base/time.h"
#include "core/world/causes.h"

namespace podfall {

struct Object;

// etcd's revision: one counter for all objects; an object's resourceVersion is the revision of its
// last write.
using Revision = std::int64_t;

// The key of an object. Cluster-scoped kinds have an empty namespace.
struct ObjectKey {
    Kind kind{};
    std::string namespace_;
    std::string name;

    bool operator==(const ObjectKey&) const = default;
    bool operator<(const ObjectKey& o) const {
        if (kind != o.kind) return kind < o.kind;
        if (const int c = namespace_.compare(o.namespace_); c != 0) return c < 0;
        return name < o.name;
    }
};

template <class V>
void fields(V& v, ObjectKey& k) {
    v("kind", k.kind), v("namespace_", k.namespace_), v("name", k.name);
    ;
}

// The object of an entry is one of its key's kind.
template <class V>
void entry_fields(V& v, Table<ObjectKey, Ref<Object>>::Entry& e) {
    v("key", e.key), v("value", e.value, e.key.kind);
}

extern const ForeignOps object_ops;

template <>
struct DataTypeFor<Ref<Object>> {
    static const DataType& get() {
        static const DataType type{
            .form = DataForm::foreign, .size = sizeof(Ref<Object>), .foreign = &object_ops};
        return type;
    }
};

// "namespace/name", or "name" when cluster-scoped: client-go's MetaNamespaceKeyFunc.
std::string key_text(const ObjectKey& key);
std::string key_text(const Object& object);

// The reverse of key_text.
ObjectKey object_key(Kind kind, std::string_view text);

enum class ChangeType : std::uint8_t { added, modified, deleted };

// One write. `object` is the object after it (for a deletion: its last state); `previous` is the
// one before (null for an addition).
struct Change {
    Revision revision = 0;
    ChangeType type = ChangeType::added;
    ObjectKey key;
    Ref<Object> object;
    Ref<Object> previous;
    Time at = 0;
    TurnId turn = 0;
};

template <class V>
void fields(V& v, Change& c) {
    v("revision", c.revision), v("type", c.type), v("key", c.key),
        v("object", c.object, c.key.kind);
    v("previous", c.previous, c.key.kind), v("at", c.at), v("turn", c.turn);
}

struct Store {
    Table<ObjectKey, Ref<Object>> objects;
    Table<Revision, Change> log;  // the changes since the last compaction
    Revision revision = 1;        // of the newest write
    Revision compacted = 0;       // changes up to here are no longer in the log
    std::uint64_t database = 1;   // the number of the database that etcd has open
};

// The contents of a database file that is not open: a snapshot, or another data directory's.
struct Database {
    Table<ObjectKey, Ref<Object>> objects;
    Revision revision = 1;
};

template <class V>
void fields(V& v, Database& d) {
    v("objects", d.objects), v("revision", d.revision);
}

template <class V>
void fields(V& v, Store& s) {
    v("objects", s.objects), v("log", s.log), v("revision", s.revision);
    v("compacted", s.compacted), v("database", s.database);
}

// The object under a key, or null.
Ref<Object> find(const Store& store, const ObjectKey& key);

}  // namespace podfall
