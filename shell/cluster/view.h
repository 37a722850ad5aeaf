// What the cluster panel shows of a world: machines, their parts, pods and workloads as plain data.
// It is omniscient: it reads etcd's objects and the machines' processes, whether or not an API
// server could answer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/api/objects/pod.h"
#include "core/world/world.h"

namespace podfall {

enum class PodLook : std::uint8_t {
    pending,
    assigned,  // to a node whose kubelet has not reported it yet
    creating,
    running,
    not_ready,
    terminating,
    succeeded,
    failed,
    image,
    crash,
    evicted,
    unknown,
};

struct PodView {
    std::string uid, name, namespace_, node, ip, image;
    std::string owner;   // "ReplicaSet/web-57f68b56f7", empty for a bare pod
    std::string status;  // as in kubectl's STATUS column
    PodLook look{};
    int restarts = 0;
    int ready = 0, containers = 0;
    Time created = 0;
    bool system = false;  // in kube-system
};

template <class V>
void fields(V& v, PodView& p) {
    v("uid", p.uid), v("name", p.name), v("namespace_", p.namespace_), v("node", p.node);
    v("ip", p.ip), v("image", p.image), v("owner", p.owner), v("status", p.status);
    v("look", p.look), v("restarts", p.restarts), v("ready", p.ready);
    v("containers", p.containers), v("created", p.created), v("system", p.system);
}

// What distinguishes one of several parts of the same name.
enum class PartRole : std::uint8_t { none, leader, address };

// A part of a machine: a systemd unit, or a control-plane program.
struct PartView {
    std::string name;
    UnitState state{};
    PartRole role = PartRole::none;
};

template <class V>
void fields(V& v, PartView& p) {
    v("name", p.name), v("state", p.state), v("role", p.role);
}

enum class NodeLook : std::uint8_t { ready, not_ready, unknown, absent };

struct MachineView {
    MachineId id = 0;
    std::string name, ip;
    bool control_plane = false, powered = false, cordoned = false;
    NodeLook node{};
    std::vector<PartView> units;  // kubelet, docker
    std::vector<PartView> parts;  // etcd, kube-apiserver, ...; empty on workers
    std::vector<PodView> pods;    // users' pods, then the system's
};

template <class V>
void fields(V& v, MachineView& m) {
    v("id", m.id), v("name", m.name), v("ip", m.ip), v("control_plane", m.control_plane);
    v("powered", m.powered), v("cordoned", m.cordoned), v("node", m.node), v("units", m.units);
    v("parts", m.parts), v("pods", m.pods);
}

// A Deployment, a ReplicaSet or a Service of the users.
struct WorkloadView {
    std::string uid, kind, name;
    std::string namespace_;
    int ready = 0, desired = 0;  // of a Service: ready addresses, and all
    int depth = 0;               // 1: owned by the previous entry
    bool terminating = false;
};

template <class V>
void fields(V& v, WorkloadView& w) {
    v("uid", w.uid), v("kind", w.kind), v("name", w.name), v("namespace_", w.namespace_);
    v("ready", w.ready), v("desired", w.desired), v("depth", w.depth);
    v("terminating", w.terminating);
}

struct ClusterView {
    std::vector<MachineView> machines;
    std::vector<PodView> unscheduled;
    std::vector<WorkloadView> workloads;
    std::uint64_t fingerprint = 0;  // changes when anything here does, except ages
    // The same of the objects it was read from, and of what they gave. They hold for this run of
    // the program only, so the field list leaves them out.
    std::uint64_t objects = 0, things = 0;
};

template <class V>
void fields(V& v, ClusterView& c) {
    v("machines", c.machines), v("unscheduled", c.unscheduled), v("workloads", c.workloads);
    v("fingerprint", c.fingerprint);
}

ClusterView view_cluster(const World& world);
// Updates a view. A thousand pods are read again only when one changed, or `jumps` (Lab::jumps)
// did.
void update_view(ClusterView& view, const World& world, int jumps);
PodView view_pod(const Pod& pod);

// The newest events about an object, at most `most`, newest first: "Scheduled: Successfully
// assigned ...".
std::vector<std::string> recent_events(const World& world, const std::string& uid,
                                       std::size_t most);

// "42s", "5m3s", "2d": as in kubectl's AGE column.
std::string age_text(Duration age);

// A pod's state for display: "Running", "CrashLoopBackOff ×3" after three restarts.
std::string state_words(const PodView& pod);

}  // namespace podfall
