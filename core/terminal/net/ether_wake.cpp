// ether-wake: switches on a machine over the network. Models that of net-tools 2.0. Simplified:
// machines are known by name (as with /etc/ethers); only eth1 leads to them.
#include "core/base/text.h"
#include "core/machine/host/power.h"
#include "core/terminal/command.h"

namespace podfall {

static Step run_ether_wake(CommandContext& ctx) {
    std::string device = "eth0", host;
    const std::vector<std::string>& args = ctx.args();
    for (std::size_t i = 1; i < args.size(); ++i) {
        if (args[i] == "-i" && i + 1 < args.size())
            device = args[++i];
        else
            host = args[i];
    }
    const MachineId machine = host.empty() ? -1 : find_machine(ctx.world, host);
    if (machine < 0) {
        ctx.err(
            "ether-wake: The Magic Packet host address must be specified as\n"
            "  - a station address, 00:11:22:33:44:55, or\n"
            "  - a hostname with a known 'ethers' entry.\n");
        return exited(3);
    }
    // The packet gets no answer; a running machine ignores it.
    if (device == "eth1") power_on(ctx.world, machine, boot_time);
    return exited(0);
}

extern const Command ether_wake = {.name = "ether-wake",
                                   .usage = "ether-wake [-i IFNAME] HOST",
                                   .summary = "Switch another machine on over the network.",
                                   .run = run_ether_wake};

}  // namespace podfall
