// Options of a write: the sub-resource, dry run, and how a deletion proceeds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/world/store.h"

namespace podfall {

enum class Subresource : std::uint8_t { none, status, scale, binding, eviction, finalize };

enum class Propagation : std::uint8_t { unset, background, foreground, orphan };

struct DeleteOptions {
    std::optional<std::int64_t> grace_seconds;  // null: the pod's own
    Propagation propagation = Propagation::unset;
    std::string uid;                // precondition, empty for none
    Revision resource_version = 0;  // precondition, 0 for none
};

}  // namespace podfall
