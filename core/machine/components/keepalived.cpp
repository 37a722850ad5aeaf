// Decides which master holds the virtual address: the live one with the highest priority, as in
// VRRP. Models keepalived 1.3 (VRRP version 2: RFC 3768) with the configuration and check script of
// kubeadm's guide to high availability. Simplified: advertisements arrive at once; the address
// disappears with the process, however that ended; the check's curl returns at once. Unlike other
// programs here, the check is affected by INPUT and OUTPUT rules on its own machine, like curl on
// the loopback interface.
#include "core/base/text.h"
#include "core/machine/components/api_endpoint.h"
#include "core/net/api_access.h"
#include "core/runtime/controller.h"
#include "core/runtime/process.h"

namespace podfall {

namespace {

constexpr Duration advert_interval = seconds(1);  // advert_int
constexpr Duration check_interval = seconds(3);   // vrrp_script: interval, fall, rise, weight
constexpr int fall = 10, rise = 2, weight = -2;

struct Memory {
    bool master = false;
    bool failing = false;  // the check script failed `fall` times
    int run = 0;           // consecutive results that contradict it
};

template <class V>
void fields(V& v, Memory& m) {
    v("master", m.master), v("failing", m.failing), v("run", m.run);
}

int priority(LoopContext& loop) {
    return keepalived_priority(loop.machine_id()) + (loop.memory<Memory>().failing ? weight : 0);
}

Duration skew(LoopContext& loop) {
    return seconds(1) * (256 - priority(loop)) / 256;
}

void wait_for_master(LoopContext& loop, Duration after) {
    loop.forget("down");
    loop.enqueue("down", after);
}

void advertise(LoopContext& loop) {
    const std::string key = cat("heard/", priority(loop), "/", loop.machine_id());
    for (const auto& [id, machine] : Table<MachineId, Machine>(loop.world.machines))
        if (id != loop.machine_id() && packets_pass(loop.world, loop.machine_id(), id))
            wake(loop.world, id, "keepalived", key);
}

void become_master(LoopContext& loop) {
    loop.memory<Memory>().master = true;
    loop.world.virtual_addresses.set(loop.machine_id(),
                                     {loop.world.api_endpoint.ip, loop.pid(), loop.now()});
    loop.forget("down");
    loop.log("VRRP_Instance(VI_1) Transition to MASTER STATE");
    loop.log(cat("VRRP_Instance(VI_1) Sending gratuitous ARPs on eth1 for ",
                 loop.world.api_endpoint.ip));
    loop.enqueue("advert");
}

void become_backup(LoopContext& loop) {
    loop.memory<Memory>().master = false;
    loop.world.virtual_addresses.erase(loop.machine_id());
    loop.forget("advert");
    loop.log("VRRP_Instance(VI_1) Entering BACKUP STATE");
    wait_for_master(loop, 3 * advert_interval + skew(loop));
}

// Another master's advertisement: a lower priority is ignored, so that the higher one takes over
// when its timer expires.
void hear(LoopContext& loop, int theirs, MachineId from) {
    const bool outranks =
        theirs > priority(loop) || (theirs == priority(loop) && from > loop.machine_id());
    if (loop.memory<Memory>().master) {
        if (!outranks) return;
        loop.log("VRRP_Instance(VI_1) Received advert with higher priority " + to_text(theirs) +
                 ", ours " + to_text(priority(loop)));
        become_backup(loop);
    } else if (theirs == 0) {
        wait_for_master(loop, skew(loop));
    } else if (theirs >= priority(loop)) {
        wait_for_master(loop, 3 * advert_interval + skew(loop));
    }
}

// check_apiserver.sh
bool check_passes(LoopContext& loop) {
    if (!packets_pass(loop.world, loop.machine_id(), loop.machine_id())) return false;
    Caller curl;
    curl.machine = loop.machine_id();
    curl.server = cat(loop.machine().ip, ":", loop.world.api_endpoint.port);
    return api_access(loop.world, curl).reach == Reach::ok;
}

void check(LoopContext& loop) {
    const bool well = check_passes(loop);
    Memory& m = loop.memory<Memory>();
    m.run = well == m.failing ? m.run + 1 : 0;
    if (m.run < (m.failing ? rise : fall)) return;
    m.failing = !m.failing;
    m.run = 0;
    loop.log(cat("VRRP_Script(check_apiserver) ", well ? "succeeded" : "failed"));
    loop.log(cat("VRRP_Instance(VI_1) Changing effective priority from ",
                 priority(loop) - (well ? -weight : weight), " to ", priority(loop)));
}

void start(LoopContext& loop) {
    loop.world.virtual_addresses.erase(loop.machine_id());
    loop.log("Starting VRRP child process");
    loop.enqueue("check", check_interval);
    // `state MASTER` of the first: it does not wait until the others are silent.
    if (loop.machine_id() == 0) return loop.enqueue("down", advert_interval);
    loop.log("VRRP_Instance(VI_1) Entering BACKUP STATE");
    wait_for_master(loop, 3 * advert_interval + skew(loop));
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const std::vector<std::string> words = split(key, '/');
    if (words[0] == "heard") {
        std::int64_t theirs = 0, from = 0;
        parse_int(words[1], theirs);
        parse_int(words[2], from);
        hear(loop, static_cast<int>(theirs), static_cast<MachineId>(from));
    } else if (key == "down") {
        become_master(loop);
    } else if (key == "check") {
        check(loop);
        return every(check_interval);
    } else if (key == "advert" && loop.memory<Memory>().master) {
        advertise(loop);
        return every(advert_interval);
    } else if (key == "terminate") {
        loop.log("Stopped");
        World& world = loop.world;
        const MachineId machine = loop.machine_id();
        const Pid pid = loop.pid();
        keepalived_resigns(world, machine);
        end_process(world, machine, pid, 0);
    }
    return done();
}

}  // namespace

int keepalived_priority(MachineId machine) {
    return 101 - machine;
}

void keepalived_resigns(World& world, MachineId machine) {
    if (!world.virtual_addresses.contains(machine)) return;
    world.virtual_addresses.erase(machine);
    for (const auto& [id, other] : Table<MachineId, Machine>(world.machines))
        if (id != machine && packets_pass(world, machine, id))
            wake(world, id, "keepalived", cat("heard/0/", machine));
}

extern const Controller keepalived = {.name = "keepalived",
                                      .host = "keepalived",
                                      .start_delay = milliseconds(200),
                                      .start = start,
                                      .reconcile = reconcile,
                                      .memory = &memory_of<Memory>};

}  // namespace podfall
