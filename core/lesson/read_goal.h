// Parses goal conditions of a lesson's JSON.
#pragma once

#include "core/lesson/goal.h"
#include "core/lesson/json_place.h"

namespace podfall {

GoalCondition read_condition(const JsonPlace& place);

}  // namespace podfall
