// A chain of causes in the user's language: the event of each link, and the rule behind it with its
// periods.
#pragma once

#include <string>

#include "core/explain/explain.h"
#include "shell/ui/strings.h"

namespace podfall {

std::string happening_text(const CauseLink& link, const Strings& words);
std::string rule_text(const World& world, const CauseLink& link, const Strings& words);

// "node-controller, m-k8s"; "you, m-k8s" for the user.
std::string actor_text(const CauseLink& link, const Strings& words);

}  // namespace podfall
