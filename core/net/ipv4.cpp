// Parses and compares IPv4 addresses.
#include "core/net/ipv4.h"

#include "core/base/text.h"

namespace podfall {

bool parse_ipv4(std::string_view text, std::uint32_t& out) {
    const std::vector<std::string> parts = split(text, '.');
    out = 0;
    for (const std::string& part : parts) {
        std::int64_t n = 0;
        if (!parse_int(part, n) || n < 0 || n > 255) return false;
        out = out << 8 | static_cast<std::uint32_t>(n);
    }
    return parts.size() == 4;
}

bool in_network(std::string_view ip, std::string_view network) {
    const auto slash = network.find('/');
    std::int64_t bits = 32;
    if (slash != std::string_view::npos) parse_int(network.substr(slash + 1), bits);
    if (network.empty() || bits <= 0) return true;
    std::uint32_t address = 0, first = 0;
    if (!parse_ipv4(ip, address) || !parse_ipv4(network.substr(0, slash), first)) return false;
    const int shift = 32 - static_cast<int>(bits);
    return address >> shift == first >> shift;
}

MachineId machine_of_pod(const World& world, std::string_view ip) {
    for (const auto& [id, machine] : world.machines)
        if (machine.addresses.contains(ip)) return id;
    return -1;
}

}  // namespace podfall
