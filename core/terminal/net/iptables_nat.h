// kube-proxy's rules in the nat and filter tables, as iptables shows them.
#pragma once

#include <string>

#include "core/world/machine.h"

namespace podfall {

// The rules of `iptables -t nat -S` for one chain, or for all when `chain` is empty. False if there
// is no such chain.
bool nat_rules(const Machine& machine, const std::string& chain, std::string& out);

// The same as `iptables -t nat -nL` lists them.
bool nat_list(const Machine& machine, const std::string& chain, std::string& out);

}  // namespace podfall
