// A chain of causes in the reader's language: what happened at a link, and the rule behind it with its periods.
#pragma once

#include <string>

#include "core/cluster/explain.h"
#include "shell/strings.h"

namespace podfall {

// "40초", "5분", "1 min 30 s": a length of time in a sentence. The parts that matter.
std::string length_text(Duration length, const Strings& words);

std::string happening_text(const CauseLink& link, const Strings& words);
std::string rule_text(const World& world, const CauseLink& link, const Strings& words);

// "node-controller, m-k8s"; "you, m-k8s" for the reader.
std::string actor_text(const CauseLink& link, const Strings& words);

}  // namespace podfall
