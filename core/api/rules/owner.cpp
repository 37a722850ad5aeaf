// Owner references: reading and making them.
#include "core/api/rules/owner.h"

namespace podfall {

const OwnerReference* controller_of(const ObjectMeta& meta) {
    for (const OwnerReference& ref : meta.owner_references) {
        if (ref.controller.value_or(false)) return &ref;
    }
    return nullptr;
}

bool controlled_by(const ObjectMeta& meta, const ObjectMeta& owner) {
    const OwnerReference* ref = controller_of(meta);
    return ref && ref->uid == owner.uid;
}

OwnerReference controller_ref(Kind kind, const ObjectMeta& owner) {
    OwnerReference ref;
    ref.api_version = info(kind).api_version();
    ref.kind = info(kind).name;
    ref.name = owner.name;
    ref.uid = owner.uid;
    ref.controller = true;
    ref.block_owner_deletion = true;
    return ref;
}

}  // namespace podfall
