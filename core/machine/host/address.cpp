// Allocates pod addresses.
#include "core/machine/host/address.h"

#include "core/base/text.h"

namespace podfall {

namespace {
constexpr int block_size = 64;  // blockSize 26 of Calico's default pool
}

std::string block_address(const std::string& block, int index) {
    const std::string first = block.substr(0, block.find('/'));
    const std::size_t dot = first.rfind('.');
    std::int64_t last = 0;
    parse_int(first.substr(dot + 1), last);
    return cat(first.substr(0, dot + 1), last + index);
}

std::string take_address(Machine& machine, const std::string& container) {
    for (int tried = 0; tried < block_size; ++tried) {
        const int index = machine.next_address;
        machine.next_address = (index + 1) % block_size;
        const std::string address = block_address(machine.pod_block, index);
        if (index == 0 || machine.addresses.contains(address)) continue;
        machine.addresses.set(address, container);
        return address;
    }
    return "";
}

void give_back_address(Machine& machine, const std::string& address) {
    machine.addresses.erase(address);
}

}  // namespace podfall
