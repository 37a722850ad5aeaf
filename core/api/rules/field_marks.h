// What every field of the served kinds does in this simulation: it acts, it is stored only, as on a
// real cluster like the lab's, or it is not simulated. The table in core/README.md and
// tests/api/field_marks.cpp hold this list against the schema.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/api/schema/type.h"

namespace podfall {

struct NotSimulated {
    const char* type;     // "v1.PodSpec"
    const char* field;    // its name in JSON
    std::int64_t usual;   // a number that has no effect of its own: the default
    const char* instead;  // what happens instead
};
const std::vector<NotSimulated>& not_simulated_fields();

struct FieldMark {
    std::string type, field;
    bool stored_only = false;
};
// All other fields.
std::vector<FieldMark> simulated_fields();

// The fields without effect that an object sets, as "spec.containers[0].volumeDevices".
struct FieldUse {
    std::string path;
    const char* instead;
};
std::vector<FieldUse> not_simulated_in(const Type& type, const void* object);

}  // namespace podfall
