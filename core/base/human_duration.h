// Durations and ages in kubectl's format.
#pragma once

#include <string>

#include "core/base/time.h"

namespace podfall {

// Models apimachinery's duration.HumanDuration: "5s", "3m20s", "2d3h".
std::string human_duration(Duration d);

}  // namespace podfall
