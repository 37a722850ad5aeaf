// Kinds that the cluster keeps for its users but in which no part of the simulation looks.
#pragma once

#include "core/api/objects/meta.h"

namespace podfall {

// Everything except apiVersion, kind and metadata is one JSON text.
struct RawObject : Object {
    RawJson body;
};

}  // namespace podfall
