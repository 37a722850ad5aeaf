// tcpdump: the packets of connections that the cluster's programs hold on a machine: heartbeats
// between kubelets, API server and etcd. Models tcpdump 4.9.2. Simplified: one request and its
// answer for each such connection in turn; a filter may name ports and hosts.
#include <algorithm>

#include "core/base/text.h"
#include "core/machine/host/time_text.h"
#include "core/net/api_access.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"

namespace podfall {

namespace {

struct Flow {
    std::string client, server;
    int port = 0, server_port = 0;
};

struct DumpMemory {
    bool begun = false;
    std::int64_t packets = 0;
};

template <class V>
void fields(V& v, DumpMemory& m) {
    v("begun", m.begun), v("packets", m.packets);
}

// The connections of kubelets and kube-proxies to the API server that pass this machine.
std::vector<Flow> flows(CommandContext& ctx) {
    std::vector<Flow> found;
    for (const auto& [id, m] : ctx.world.machines)
        for (const char* program : {"kubelet", "kube-proxy", "calico-node"}) {
            const Pid pid = find_process(m, program);
            if (!m.powered || pid == 0) continue;
            const ApiAccess access = api_access(ctx.world, id);
            const Machine* server = ctx.world.machines.find(access.machine);
            if (!access.ok() || !server) continue;
            if (id == access.machine || (id != ctx.machine_id && access.machine != ctx.machine_id))
                continue;
            found.push_back({m.ip, server->ip, 32768 + pid * 7 % 28000, access.port});
        }
    return found;
}

bool passes_filter(const Flow& f, const std::vector<std::string>& words) {
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        std::int64_t port = 0;
        if (words[i] == "port" && parse_int(words[i + 1], port) && port != f.port &&
            port != f.server_port)
            return false;
        if (words[i] == "host" && words[i + 1] != f.client && words[i + 1] != f.server)
            return false;
    }
    return words.size() != 1 || (words[0] != "udp" && words[0] != "icmp" && words[0] != "arp");
}

std::string packet(CommandContext& ctx, const Flow& f, std::int64_t number) {
    const std::int64_t seq = 1 + number / 4 * 93, size = 40 + number % 4 * 31;
    const bool answer = number % 2 == 1;
    const auto end = [](const std::string& ip, int port) { return cat(ip, ".", port); };
    const std::string client = end(f.client, f.port), server = end(f.server, f.server_port);
    return cat(format_time("%H:%M:%S", ctx.now(), ctx.world.utc_offset), ".",
               pad_left(to_text(ctx.now() % seconds(1)), 6, '0'), " IP ", answer ? server : client,
               " > ", answer ? client : server, ": Flags [P.], seq ", seq, ":", seq + size,
               ", ack ", seq, ", win 501, options [nop,nop,TS val ", ctx.now() / 1000 % 1000000000,
               " ecr ", ctx.now() / 1000 % 1000000000 - 3, "], length ", size, "\n");
}

Step run_tcpdump(CommandContext& ctx) {
    const Options options(ctx, "+nvqetXAc:i:s:w:");
    if (!options.ok()) return exited(1);
    DumpMemory& memory = ctx.memory<DumpMemory>();
    std::int64_t count = -1;
    if (options.has('c') && !options.number(ctx, 'c', count)) return exited(1);
    const std::string device = options.value('i', "eth0");
    if (!memory.begun) {
        memory.begun = true;
        if (device != "any" && device != "eth0" && device != "eth1" && device != "lo" &&
            device != "docker0" && device != "tunl0") {
            ctx.err(cat("tcpdump: ", device,
                        ": No such device exists\n(SIOCGIFHWADDR: No such "
                        "device)\n"));
            return exited(1);
        }
        ctx.err(
            cat("tcpdump: verbose output suppressed, use -v or -vv for full protocol decode\n"
                "listening on ",
                device, ", link-type ",
                device == "any" ? "LINUX_SLL (Linux cooked)" : "EN10MB (Ethernet)",
                ", capture size 262144 bytes\n"));
        return sleep_until(ctx.now() + milliseconds(200));
    }
    const bool over = ctx.take_interrupt() || memory.packets == count;
    if (over) {
        ctx.err(cat(memory.packets, " packets captured\n", memory.packets + 2,
                    " packets received by filter\n0 packets dropped by kernel\n"));
        return exited(0);
    }
    std::vector<Flow> all;
    if (device == "eth1" || device == "any")
        for (const Flow& f : flows(ctx))
            if (passes_filter(f, options.rest())) all.push_back(f);
    if (all.empty()) return sleep_until(ctx.now() + milliseconds(500));
    const std::int64_t number = memory.packets++;
    const Flow& f = all[static_cast<std::size_t>(number / 2) % all.size()];
    ctx.out(packet(ctx, f, number));
    return sleep_until(ctx.now() + (number % 2 == 0 ? milliseconds(2) : milliseconds(430)));
}

}  // namespace

extern const Command tcpdump = {.name = "tcpdump",
                                .usage = "tcpdump [-n] [-i DEVICE] [-c COUNT] [FILTER]",
                                .summary = "packets on an interface",
                                .run = run_tcpdump,
                                .handles_interrupt = true,
                                .startup = milliseconds(20)};

}  // namespace podfall
