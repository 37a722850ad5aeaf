// Explains the state of an object: the chain of causes from what was typed to what is seen, each
// link with the rule that applied, and what is being waited for now. Only reads the world; the
// texts belong to the front end.
#pragma once

#include <string>
#include <vector>

#include "core/explain/cause_link.h"
#include "core/world/world.h"

namespace podfall {

// The links in order of time; those that are still going on (Happening::waits) come last.
std::vector<CauseLink> explain(const World& world, const Question& question);

// kubectl's STATUS column of a pod, without init containers.
std::string status_text(const Object& pod);

}  // namespace podfall
