// Pod addresses: Calico's IPAM with one block per machine.
#pragma once

#include <string>

#include "core/world/machine.h"

namespace podfall {

// Takes the address of the block that has been free for longest, as Calico's allocator does. Empty
// if all are taken.
std::string take_address(Machine& machine, const std::string& container);
void give_back_address(Machine& machine, const std::string& address);

// The `index`-th address of a block such as "172.16.221.64/26".
std::string block_address(const std::string& block, int index);

}  // namespace podfall
