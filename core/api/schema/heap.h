// Memory use of an object of any type.
#pragma once

#include "core/api/schema/type.h"
#include "core/base/data_type.h"

namespace podfall {

// Bytes that a value uses outside of itself; shared parts are counted once, for the first user.
std::size_t heap_bytes(const Type& type, const void* value, Counted& counted);

}  // namespace podfall
