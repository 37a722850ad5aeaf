// Kinds that the API server stores but no part of the simulation reads.
#pragma once

#include "core/api/objects/meta.h"

namespace podfall {

// Everything except apiVersion, kind and metadata is stored as one JSON text.
struct RawObject : Object {
    RawJson body;
};

}  // namespace podfall
