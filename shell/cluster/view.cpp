// Collects what the cluster panel shows from a world.
#include "shell/cluster/view.h"

#include <algorithm>
#include <map>

#include "core/api/objects/event.h"
#include "core/api/objects/kind.h"
#include "core/api/objects/node.h"
#include "core/api/objects/policy.h"
#include "core/api/objects/service.h"
#include "core/api/objects/workload.h"
#include "core/api/rules/owner.h"
#include "core/api/rules/pod_state.h"
#include "core/base/text.h"
#include "core/explain/explain.h"
#include "core/net/api_access.h"
#include "core/net/etcd.h"

namespace podfall {

namespace {

// Calls f for each object of a type, in key order.
template <class T, class F>
void each(const World& world, F f) {
    const auto& objects = world.store.objects;
    for (auto it = objects.lower_bound(ObjectKey{kind_of<T>, "", ""});
         it != objects.end() && it->key.kind == kind_of<T>; ++it)
        f(static_cast<const T&>(*it->value));
}

PodLook look_of(const Pod& pod, const std::string& status) {
    if (status == "Terminating") return PodLook::terminating;
    if (status == "Unknown") return PodLook::unknown;
    if (status == "Evicted") return PodLook::evicted;
    if (status == "Running") return is_ready(pod) ? PodLook::running : PodLook::not_ready;
    if (status == "Completed" || status == "Succeeded") return PodLook::succeeded;
    if (contains(status, "Image")) return PodLook::image;
    if (status == "CrashLoopBackOff") return PodLook::crash;
    if (status == "ContainerCreating" || status == "PodInitializing") return PodLook::creating;
    if (status == "Pending")
        return pod.spec.node_name.empty() ? PodLook::pending : PodLook::assigned;
    return PodLook::failed;
}

NodeLook node_look(const World& world, const std::string& name, bool& cordoned) {
    const Ref<Object> object = find(world.store, {Kind::node, "", name});
    if (!object) return NodeLook::absent;
    const Node& node = static_cast<const Node&>(*object);
    cordoned = node.spec.unschedulable;
    for (const NodeCondition& c : node.status.conditions) {
        if (c.type != "Ready") continue;
        if (c.status == "True") return NodeLook::ready;
        return c.status == "False" ? NodeLook::not_ready : NodeLook::unknown;
    }
    return NodeLook::unknown;
}

UnitState program_state(const Machine& machine, std::string_view program) {
    for (const auto& [pid, process] : machine.processes)
        if (process.program == program) return UnitState::active;
    return UnitState::inactive;
}

// Whether this machine's program holds the leader's lease of that name.
bool holds_lease(const World& world, const Machine& machine, const std::string& name) {
    const Ref<Object> lease = find(world.store, {Kind::lease, "kube-system", name});
    if (!lease) return false;
    const std::string holder = static_cast<const Lease&>(*lease).spec.holder_identity.value_or("");
    return holder.rfind(machine.name + "_", 0) == 0;
}

// Of several masters: which one leads, and which has the address that clients dial.
PartRole role_of(const World& world, MachineId id, const Machine& machine, const PartView& part) {
    if (world.etcd_members.empty() || part.state != UnitState::active) return PartRole::none;
    if (part.name == "keepalived")
        return endpoint_machine(world) == id ? PartRole::address : PartRole::none;
    if (part.name == "etcd") return etcd_leads(world, id) ? PartRole::leader : PartRole::none;
    const bool elected = part.name == "kube-scheduler" || part.name == "kube-controller-manager";
    return elected && holds_lease(world, machine, part.name) ? PartRole::leader : PartRole::none;
}

MachineView view_machine(const World& world, MachineId id, const Machine& machine) {
    MachineView v;
    v.id = id;
    v.name = machine.name;
    v.ip = machine.ip;
    v.control_plane = machine.control_plane;
    v.powered = machine.powered;
    v.node = node_look(world, machine.name, v.cordoned);
    for (const char* name : {"kubelet", "docker"}) {
        const Unit* unit = machine.units.find(std::string(name));
        v.units.push_back({name, unit ? unit->state : UnitState::inactive});
    }
    for (const char* name : {"haproxy", "keepalived"})  // of one of several masters
        if (const Unit* unit = machine.units.find(std::string(name)))
            v.units.push_back({name, unit->state});
    if (!machine.control_plane) return v;
    for (const char* name : {"kube-apiserver", "etcd", "kube-scheduler", "kube-controller-manager"})
        v.parts.push_back({name, program_state(machine, name)});
    for (auto* all : {&v.units, &v.parts})
        for (PartView& part : *all) part.role = role_of(world, id, machine, part);
    return v;
}

bool is_users(const ObjectMeta& meta) {
    return meta.namespace_ != "kube-system";
}

WorkloadView view_workload(const ObjectMeta& meta, const char* kind, int ready, int desired) {
    return {meta.uid, kind,    meta.name, meta.namespace_,
            ready,    desired, 0,         meta.deletion_timestamp != 0};
}

// Deployments, each followed by its ReplicaSets; then the other ReplicaSets; then Services.
std::vector<WorkloadView> view_workloads(const World& world) {
    std::vector<WorkloadView> out;
    each<Deployment>(world, [&](const Deployment& d) {
        if (is_users(d.metadata))
            out.push_back(view_workload(d.metadata, "Deployment", d.status.ready_replicas,
                                        d.spec.replicas.value_or(1)));
    });
    each<ReplicaSet>(world, [&](const ReplicaSet& r) {
        const int desired = r.spec.replicas.value_or(1);
        const OwnerReference* owner = controller_of(r.metadata);
        if (!is_users(r.metadata) || (owner && desired == 0 && r.status.replicas == 0)) return;
        WorkloadView v = view_workload(r.metadata, "ReplicaSet", r.status.ready_replicas, desired);
        auto place = out.end();
        for (auto it = out.begin(); owner && it != out.end(); ++it)
            if (it->uid == owner->uid) place = it + 1;
        v.depth = place != out.end() || (owner && !out.empty() && out.back().uid == owner->uid);
        out.insert(place, std::move(v));
    });
    each<Service>(world, [&](const Service& s) {
        if (!is_users(s.metadata) || s.metadata.name == "kubernetes") return;
        int ready = 0, all = 0;
        const ObjectMeta& meta = s.metadata;
        if (const Ref<Object> ends =
                find(world.store, {Kind::endpoints, meta.namespace_, meta.name}))
            for (const EndpointSubset& subset : static_cast<const Endpoints&>(*ends).subsets) {
                ready += static_cast<int>(subset.addresses.size());
                all +=
                    static_cast<int>(subset.addresses.size() + subset.not_ready_addresses.size());
            }
        out.push_back(view_workload(meta, "Service", ready, all));
    });
    return out;
}

void add(Hasher& h, const PodView& p) {
    h.add(p.uid);
    h.add(p.status);
    h.add(p.node);
    h.add(static_cast<std::uint64_t>(p.look) << 32 | static_cast<std::uint64_t>(p.restarts));
}

std::uint64_t fingerprint_of(const ClusterView& view) {
    Hasher h;
    for (const MachineView& m : view.machines) {
        h.add(static_cast<std::uint64_t>(m.node) << 2 | static_cast<std::uint64_t>(m.powered) << 1 |
              static_cast<std::uint64_t>(m.cordoned));
        for (const auto* all : {&m.units, &m.parts})
            for (const PartView& p : *all)
                h.add(static_cast<std::uint64_t>(p.state) << 2 |
                      static_cast<std::uint64_t>(p.role));
    }
    h.add(view.things);
    return h.value();
}

std::uint64_t things_of(const ClusterView& view) {
    Hasher h;
    for (const MachineView& m : view.machines)
        for (const PodView& p : m.pods) add(h, p);
    for (const PodView& p : view.unscheduled) add(h, p);
    for (const WorkloadView& w : view.workloads) {
        h.add(w.uid);
        h.add(static_cast<std::uint64_t>(w.ready) << 32 | static_cast<std::uint64_t>(w.desired));
    }
    return h.value();
}

// Identity of the objects that pods and workloads are read from: objects are immutable, changes
// replace them.
std::uint64_t objects_of(const World& world, int jumps) {
    Hasher h;
    const auto add = [&h](const Object& object) {
        h.add(reinterpret_cast<std::uintptr_t>(&object));
        h.add(static_cast<std::uint64_t>(object.metadata.resource_version));
    };
    h.add(static_cast<std::uint64_t>(jumps));
    h.add(world.machines.size());
    each<Pod>(world, add);
    each<Deployment>(world, add);
    each<ReplicaSet>(world, add);
    each<Service>(world, add);
    each<Endpoints>(world, add);
    return h.value();
}

void read_objects(ClusterView& view, const World& world) {
    std::map<std::string_view, MachineView*> machines;
    for (MachineView& m : view.machines) machines[m.name] = &m;
    view.unscheduled.clear();
    each<Pod>(world, [&](const Pod& pod) {
        PodView v = view_pod(pod);
        const auto on = machines.find(v.node);
        (on == machines.end() ? view.unscheduled : on->second->pods).push_back(std::move(v));
    });
    for (MachineView& m : view.machines)
        std::stable_partition(m.pods.begin(), m.pods.end(),
                              [](const PodView& p) { return !p.system; });
    view.workloads = view_workloads(world);
    view.things = things_of(view);
}

}  // namespace

PodView view_pod(const Pod& pod) {
    PodView v;
    v.uid = pod.metadata.uid;
    v.name = pod.metadata.name;
    v.namespace_ = pod.metadata.namespace_;
    v.node = pod.spec.node_name;
    v.ip = pod.status.pod_ip;
    v.containers = static_cast<int>(pod.spec.containers.size());
    if (!pod.spec.containers.empty()) v.image = pod.spec.containers.front().image;
    if (const OwnerReference* o = controller_of(pod.metadata)) v.owner = cat(o->kind, "/", o->name);
    v.status = status_text(pod);
    v.look = look_of(pod, v.status);
    v.restarts = max_restarts(pod);
    for (const ContainerStatus& c : pod.status.container_statuses) v.ready += c.ready;
    v.created = pod.metadata.creation_timestamp;
    v.system = pod.metadata.namespace_ == "kube-system";
    return v;
}

void update_view(ClusterView& view, const World& world, int jumps) {
    const std::uint64_t objects = objects_of(world, jumps);
    const bool same = objects == view.objects;
    std::vector<MachineView> machines;
    for (const auto& [id, machine] : world.machines) {
        MachineView& m = machines.emplace_back(view_machine(world, id, machine));
        if (same) m.pods = std::move(view.machines[machines.size() - 1].pods);
    }
    view.machines = std::move(machines);
    if (!same) read_objects(view, world);
    view.objects = objects;
    view.fingerprint = fingerprint_of(view);
}

ClusterView view_cluster(const World& world) {
    ClusterView view;
    update_view(view, world, 0);
    return view;
}

std::vector<std::string> recent_events(const World& world, const std::string& uid,
                                       std::size_t most) {
    std::vector<std::pair<Time, std::string>> found;
    each<Event>(world, [&](const Event& e) {
        if (e.involved_object.uid != uid) return;
        found.emplace_back(std::max(e.last_timestamp, e.event_time),
                           cat(e.reason, ": ", e.message));
    });
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::string> out;
    for (auto& [at, text] : found)
        if (out.size() < most) out.push_back(std::move(text));
    return out;
}

std::string state_words(const PodView& pod) {
    return pod.restarts > 0 ? cat(pod.status, " ×", pod.restarts) : pod.status;
}

std::string age_text(Duration age) {
    const std::int64_t s = std::max<std::int64_t>(age / seconds(1), 0);
    if (s < 120) return cat(s, "s");
    if (s < 600) return s % 60 ? cat(s / 60, "m", s % 60, "s") : cat(s / 60, "m");
    if (s < 3 * 3600) return cat(s / 60, "m");
    if (s < 8 * 3600)
        return s / 60 % 60 ? cat(s / 3600, "h", s / 60 % 60, "m") : cat(s / 3600, "h");
    return s < 2 * 86400 ? cat(s / 3600, "h") : cat(s / 86400, "d");
}

}  // namespace podfall
