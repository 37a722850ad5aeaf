// Hollow nodes, on which the recordings were made: real kubelets under a runtime that is only
// played, beside a control plane without kubeadm's flags for pod blocks and with no endpoints of
// its own. Models pkg/kubemark/hollow_kubelet.go, cmd/kubemark/hollow-node.go, cadvisor's fake and
// the CRI's fake runtime service of v1.20.2, with what the recordings' own description says of
// their runtime.
//   - A node is a machine of one core and 3.75 GiB that keeps nothing back, runs Debian 7, has no
//   IDs, and is known
//     to a provider "kubemark"; its images weigh nothing.
//   - A container's program runs for ever, but for `true` and `false`. Told to stop, a container is
//   gone at once (the
//     recordings' pods go a tick of the status manager after one or two looks of the event
//     generator, not three). When the runtime itself stops, its containers end with code 0 and
//     without a reason.
//   - The control plane's node is ready at once, the workers', which start together, after their
//   second report: both
//     coredns are on the one, and v1.20.2's queue has the others' stale entries (no recording of it
//     evicts).
//   - The runtime lives in the kubelet's process: a kubelet that starts finds none of the
//   containers it had, and pods
//     that were deleted meanwhile go at once. To stop and start the runtime alone is a switch.
//   - There are no cgroups, and the runtime's network is always ready.
//   - The kubelet looks at every pod each 10 s (SyncFrequency), not each minute, and each time
//   records that it knows
//     no cluster DNS (missing_dns). Who made the recordings took these events' lines out of them,
//     but not what they did: columns as wide as the word, and a pod's other events dropped when its
//     budget of 25 is spent.
//   - The controller manager gives nodes no pod blocks, and the API server writes no endpoints for
//   itself: both are
//     flags in their manifests (static_manifests.cpp), which otherwise say no more than is needed.
//     The workers join moments after the control plane: when within its five seconds the controller
//     manager looks at a lease is chance, and stays for a cluster's life.
#pragma once

#include <cstdint>
#include <string>

#include "core/world/world.h"

namespace podfall::hollow {

// What the kubelet's unit starts on such a machine; that it is one is known by this.
inline constexpr const char* kubelet_exec = "/usr/local/bin/kubelet --morph=kubelet";

inline bool is_hollow(const Machine& machine) {
    const Unit* unit = machine.units.find(std::string("kubelet"));
    return unit && unit->exec == kubelet_exec;
}

// The recordings of the mended release were made by v1.20.2 with that one fix: it calls itself so.
inline Release version(const Machine& machine, Release release) {
    return is_hollow(machine) ? Release::v1_20_2 : release;
}

inline constexpr int cpus = 1;                            // fakeNumCores
inline constexpr std::int64_t memory_bytes = 4026531840;  // fakeMemoryCapacity
inline constexpr const char* kernel = "3.16.0-0.bpo.4-amd64";
inline constexpr const char* os_image = "Debian GNU/Linux 7 (wheezy)";
inline constexpr const char* runtime = "fakeRuntime://0.1.0";
inline constexpr const char* missing_dns = "MissingClusterDNS";
inline constexpr Duration pod_resync = seconds(10);
inline constexpr Duration unmount_time =
    milliseconds(200);  // two turns of the volume manager's loops
// One host does everything, and its requests take longer: in the recordings a report that should
// come 35 s at most after the runtime stopped came after 36.5 s, by what its beat had fallen
// behind.
inline constexpr Duration request_min = milliseconds(10);
inline constexpr Duration request_max = milliseconds(40);
inline constexpr Duration join_min = seconds(1);  // workers' nodes after the control plane's:
inline constexpr Duration join_max = milliseconds(3500);  // the recordings show two to four seconds
inline constexpr Duration container_create = milliseconds(2);
inline constexpr Duration stop_time = milliseconds(1);
inline constexpr Duration kubelet_start =
    milliseconds(150);  // no cAdvisor, no cgroups to look through
inline constexpr Duration runtime_start = milliseconds(1);  // a switch
inline constexpr Duration pull_min = seconds(2);  // the recordings' events say 2.0003 to 2.0016 s
inline constexpr Duration pull_max = seconds(2) + milliseconds(2);

}  // namespace podfall::hollow
