// Reports the node to the API server: registration, conditions, the lease. Models
// pkg/kubelet/kubelet_node_status.go, pkg/kubelet/nodestatus/setters.go, pkg/kubelet/nodelease and
// pkg/kubelet/lifecycle (admission) of v1.20.2.
#include "core/api/objects/node.h"
#include "core/api/objects/policy.h"
#include "core/api/rules/placement.h"
#include "core/api/rules/pod_state.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/machine/kubelet/kubelet.h"
#include "core/machine/profile.h"
#include "core/world/timing.h"

namespace podfall::kubelet {

namespace {

constexpr Duration lease_retry_first = milliseconds(200);  // backoffEnsureLease
constexpr Duration lease_retry_max = seconds(7);           // maxBackoff
constexpr std::int64_t disk_kib = 36678148;                // the lab's virtual disk: 36 GB for /

// Digits that are fixed for a machine.
std::string fixed_hex(const Machine& machine, const char* what, int length) {
    Hasher h;
    h.add(machine.name);
    h.add(what);
    Random random{.state = h.value()};
    return random_hex(random, length);
}

std::string as_uuid(const std::string& hex) {
    return cat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
               hex.substr(16, 4), "-", hex.substr(20, 12));
}

// wait.Until waits from the end of its function, so the loop drifts by the duration of its
// requests.
Duration request_time(LoopContext& k) {
    return profile_of(k.machine()).request.draw(k.world.random);
}

// Formats "200ms", "6.4s": as Go prints a multiple of a tenth of a second.
std::string go_duration(Duration d) {
    if (d < seconds(1)) return cat(d / milliseconds(1), "ms");
    const auto tenths = d / milliseconds(100);
    return tenths % 10 == 0 ? cat(tenths / 10, "s") : cat(tenths / 10, ".", tenths % 10, "s");
}

void set_capacity(const Machine& machine, const Settings& settings, NodeStatus& status) {
    const std::int64_t kib = machine.memory_bytes / 1024;
    ResourceList& c = status.capacity;
    c["cpu"] = make_quantity(machine.cpus);
    c["memory"] = quantity(cat(kib, "Ki"));
    c["pods"] = make_quantity(settings.max_pods);
    if (!profile_of(machine)
             .cgroups) {  // a stub of a container manager: no disk, nothing kept back
        c["ephemeral-storage"] = make_quantity(0);
        status.allocatable = c;
        return;
    }
    c["ephemeral-storage"] = quantity(cat(disk_kib, "Ki"));
    c["hugepages-2Mi"] = make_quantity(0);
    status.allocatable = c;
    // The hard eviction thresholds are kept back.
    status.allocatable["memory"] =
        quantity(cat(kib - settings.memory.of(machine.memory_bytes) / 1024, "Ki"));
    const std::int64_t disk = disk_kib * 1024;
    status.allocatable["ephemeral-storage"] = make_quantity(disk - settings.disk.of(disk));
}

void set_node_info(const World& world, const Machine& machine, NodeStatus& status) {
    NodeSystemInfo& info = status.node_info;
    const MachineProfile& profile = profile_of(machine);
    info.kubelet_version = info.kube_proxy_version = release_text(named_release(world, machine));
    info.operating_system = "linux";
    info.architecture = "amd64";
    info.kernel_version = profile.kernel;
    info.os_image = profile.os_image;
    info.container_runtime_version = profile.runtime_version;
    if (!profile.has_ids) return;
    info.machine_id = fixed_hex(machine, "machine", 32);
    std::string system = as_uuid(fixed_hex(machine, "system", 32));
    for (char& c : system) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c;
    info.system_uuid = system;
    info.boot_id = as_uuid(fixed_hex(machine, to_text(machine.boots).c_str(), 32));
}

// The largest fifty images, as the kubelet reports them.
void set_images(const Machine& machine, NodeStatus& status) {
    std::vector<ContainerImage> images;
    const bool weigh = profile_of(machine).images_weigh;
    for (const auto& [id, image] : machine.images)
        images.push_back({List<std::string>(image.tags), weigh ? image.bytes : 0});
    std::sort(images.begin(), images.end(), [](const ContainerImage& a, const ContainerImage& b) {
        if (a.size_bytes != b.size_bytes) return a.size_bytes > b.size_bytes;
        return a.names.items() < b.names.items();
    });
    status.images = images;
}

struct Said {
    const char* type;
    bool holds;
    const char* reason;
    std::string message;
    const char* event;  // recorded on a change
};

void record_node_event(LoopContext& k, const char* reason) {
    record_node(k, "Normal", reason, cat("Node ", k.machine().name, " status is now: ", reason));
}

void set_node_condition(LoopContext& k, NodeStatus& status, const Said& said) {
    const std::string value = said.holds ? "True" : "False";
    NodeCondition* c = nullptr;
    for (NodeCondition& have : status.conditions.edit())
        if (have.type == said.type) c = &have;
    // For Ready no event is recorded the first time, for the other conditions it is (setters.go).
    const bool tells = c || said.type != std::string_view("Ready");
    if (!c) {
        status.conditions.push_back(NodeCondition{.type = said.type});
        c = &status.conditions.edit().back();
    }
    if (c->status != value) {
        c->last_transition_time = whole_seconds(k.now());
        c->status = value;
        if (tells) record_node_event(k, said.event);
    }
    c->reason = said.reason;
    c->message = said.message;
    c->last_heartbeat_time = whole_seconds(k.now());
}

std::string joined(const std::vector<std::string>& errors) {
    if (errors.size() == 1) return errors[0];
    return "[" + join(errors, ", ") + "]";
}

void set_conditions(LoopContext& k, NodeStatus& status) {
    set_node_condition(k, status,
                       {"MemoryPressure", false, "KubeletHasSufficientMemory",
                        "kubelet has sufficient memory available", "NodeHasSufficientMemory"});
    set_node_condition(k, status,
                       disk_pressure(k)
                           ? Said{"DiskPressure", true, "KubeletHasDiskPressure",
                                  "kubelet has disk pressure", "NodeHasDiskPressure"}
                           : Said{"DiskPressure", false, "KubeletHasNoDiskPressure",
                                  "kubelet has no disk pressure", "NodeHasNoDiskPressure"});
    set_node_condition(k, status,
                       {"PIDPressure", false, "KubeletHasSufficientPID",
                        "kubelet has sufficient PID available", "NodeHasSufficientPID"});
    std::vector<std::string> errors = runtime_errors(k);
    if (!network_ready(k))
        errors.push_back(
            "runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady "
            "message:docker: network plugin is not ready: cni config uninitialized");
    const bool ready = errors.empty();
    set_node_condition(k, status,
                       {"Ready", ready, ready ? "KubeletReady" : "KubeletNotReady",
                        ready ? "kubelet is posting ready status" : joined(errors),
                        ready ? "NodeReady" : "NodeNotReady"});
}

NodeStatus current_status(LoopContext& k, const NodeStatus& before) {
    NodeStatus status = before;
    const Machine& machine = k.machine();
    status.addresses = {{"InternalIP", machine.ip}, {"Hostname", machine.name}};
    set_capacity(machine, k.memory<Memory>().settings, status);
    set_node_info(k.world, machine, status);
    set_images(machine, status);
    status.daemon_endpoints.kubelet_endpoint.port = 10250;
    set_conditions(k, status);
    return status;
}

// Whether more than heartbeat times differ.
bool changed(const NodeStatus& a, const NodeStatus& b) {
    NodeStatus x = a;
    if (!x.conditions.empty() && x.conditions.size() == b.conditions.size())
        for (std::size_t i = 0; i < x.conditions.size(); ++i)
            x.conditions.edit()[i].last_heartbeat_time = b.conditions[i].last_heartbeat_time;
    return !equal(x, b);
}

Node initial_node(LoopContext& k) {
    const Machine& machine = k.machine();
    Node node;
    node.metadata.name = machine.name;
    node.metadata.labels = {{"beta.kubernetes.io/arch", "amd64"},
                            {"beta.kubernetes.io/os", "linux"},
                            {"kubernetes.io/arch", "amd64"},
                            {"kubernetes.io/hostname", machine.name},
                            {"kubernetes.io/os", "linux"}};
    if (const std::string_view provider = profile_of(machine).provider; !provider.empty())
        node.spec.provider_id = cat(provider, "://", machine.name);
    else
        node.metadata.annotations = {
            {"volumes.kubernetes.io/controller-managed-attach-detach", "true"}};
    node.status = current_status(k, {});
    return node;
}

std::string resource_text(const char* name, const Quantity& q) {
    return to_text(std::string_view(name) == "cpu" ? q.milli_value() : q.value());
}

// PodFitsResources of lifecycle.predicateAdmitHandler.
Reason lacking(const ResourceList& asked, const ResourceList& used, const ResourceList& have) {
    for (const char* name : {"cpu", "memory"}) {
        const auto a = asked.find(name);
        if (a == asked.end() || a->second.is_zero()) continue;
        const auto u = used.find(name);
        const auto h = have.find(name);
        const Quantity taken = u == used.end() ? Quantity{} : u->second;
        const Quantity total = h == have.end() ? Quantity{} : h->second;
        if (compare(taken + a->second, total) <= 0) continue;
        return {cat("OutOf", name), cat("Node didn't have enough resource: ", name,
                                        ", requested: ", resource_text(name, a->second),
                                        ", used: ", resource_text(name, taken),
                                        ", capacity: ", resource_text(name, total))};
    }
    return {};
}

}  // namespace

std::string server_url(LoopContext& k) {
    const std::string& server = k.memory<Memory>().settings.server;
    if (!server.empty()) return cat("https://", server);
    return cat("https://", k.world.api_endpoint.ip, ":", k.world.api_endpoint.port);
}

// Repeated failures make the kubelet close its connections: the balancer may route the next ones to
// a healthy API server (onRepeatedHeartbeatFailure).
static void heartbeat(LoopContext& k, bool well) {
    int& failed = k.memory<Memory>().failed_heartbeats;
    failed = well ? 0 : failed + 1;
    if (failed > 1) k.close_connections();
}

// registerWithAPIServer, one attempt.
static bool register_node(LoopContext& k) {
    const std::string& name = k.machine().name;
    klog(k, cat("I kubelet_node_status.go:71] Attempting to register node ", name));
    Node node = initial_node(k);  // on every attempt, with its events, needed or not
    const Result<Ref<Node>> there = k.api.get<Node>("", name);
    if (!there && there.status().code != 404) {
        klog(k, cat("E kubelet_node_status.go:93] Unable to register node \"", name,
                    "\" with API server: Post \"", server_url(k),
                    "/api/v1/nodes\": ", there.status().message));
        return false;
    }
    if (!there && !k.api.create(std::move(node))) return false;
    if (there)
        klog(k, cat("I kubelet_node_status.go:109] Node ", name, " was previously registered"));
    klog(k, cat("I kubelet_node_status.go:74] Successfully registered node ", name));
    k.memory<Memory>().registered = true;
    return true;
}

static void update_node_status(LoopContext& k) {
    const Result<Ref<Node>> stored = k.api.get<Node>("", k.machine().name);
    heartbeat(k, stored.ok());
    if (!stored) {
        klog(k, cat("E kubelet_node_status.go:447] Error updating node status, will retry: error "
                    "getting "
                    "node \"",
                    k.machine().name, "\": Get \"", server_url(k), "/api/v1/nodes/",
                    k.machine().name, "?timeout=10s\": ", stored.status().message));
        return;
    }
    NodeStatus status = current_status(k, (*stored)->status);
    const bool due =
        k.now() >= k.memory<Memory>().last_report + k.memory<Memory>().settings.status_report;
    if (!due && !changed((*stored)->status, status)) return;
    Node node = **stored;
    node.status = std::move(status);
    if (k.api.update_status(std::move(node))) k.memory<Memory>().last_report = k.now();
}

Duration sync_node_status(LoopContext& k) {
    Memory& m = k.memory<Memory>();
    if (!m.registered && !register_node(k)) {
        m.register_wait = std::min(m.register_wait * 2, timing::node_register_retry_max);
        return m.register_wait;
    }
    update_node_status(k);
    return m.settings.status_update + request_time(k);
}

bool fast_node_status(LoopContext& k) {
    const Ref<Node> node = k.cached<Node>("", k.machine().name);
    if (!k.memory<Memory>().registered || !node || node->spec.pod_cidr.empty()) return false;
    update_node_status(k);
    return true;
}

// newLease for a node without one: its owner is the node, so it waits for the node.
static bool create_lease(LoopContext& k, const std::string& name) {
    const Result<Ref<Node>> node = k.api.get<Node>("", name);
    if (!node) return false;
    Lease lease;
    lease.metadata.name = name;
    lease.metadata.namespace_ = "kube-node-lease";
    lease.metadata.owner_references = {OwnerReference{
        .api_version = "v1", .kind = "Node", .name = name, .uid = (*node)->metadata.uid}};
    lease.spec.holder_identity = name;
    lease.spec.lease_duration_seconds =
        static_cast<std::int32_t>(k.memory<Memory>().settings.lease_duration / seconds(1));
    lease.spec.renew_time = k.now();
    return k.api.create(std::move(lease)).ok();
}

Duration renew_lease(LoopContext& k) {
    const std::string name = k.machine().name;
    const Result<Ref<Lease>> there = k.api.get<Lease>("kube-node-lease", name);
    heartbeat(k, there || there.status().code == 404);
    Memory& m = k.memory<Memory>();
    if (!there && there.status().code != 404) {
        const std::string url =
            cat(server_url(k), "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/");
        if (m.lease_wait == 0)
            klog(k, cat("E controller.go:187] failed to update lease, error: Put \"", url, name,
                        "?timeout=10s\": ", there.status().message));
        m.lease_wait =
            m.lease_wait == 0 ? lease_retry_first : std::min(m.lease_wait * 2, lease_retry_max);
        klog(k, cat("E controller.go:144] failed to ensure lease exists, will retry in ",
                    go_duration(m.lease_wait), ", error: Get \"", url, name,
                    "?timeout=10s\": ", there.status().message));
        return m.lease_wait;
    }
    m.lease_wait = 0;
    if (there) {
        Lease lease = **there;
        lease.spec.renew_time = k.now();
        k.api.update(std::move(lease));
    } else {
        create_lease(k, name);  // no node yet: try again at the next tick
    }
    return m.settings.lease_duration / 4 + request_time(k);
}

Reason refuse(LoopContext& k, const Pod& pod) {
    const Ref<Node> node = k.cached<Node>("", k.machine().name);
    if (disk_pressure(k) && pod.spec.priority.value_or(0) < 2'000'000'000)
        return {"Evicted", "The node had condition: [DiskPressure]. "};
    if (!node) return {};
    if (!matches_node_selection(pod.spec, *node))
        return {"NodeAffinity", "Predicate NodeAffinity failed"};
    if (std::string why = sysctl_problem(pod); !why.empty()) return {"SysctlForbidden", why};
    ResourceList used;
    int pods = 0;
    for (const auto& [uid, e] : k.memory<Memory>().pods) {
        if (!e.pod || e.rejected || uid == pod.metadata.uid) continue;
        if (e.status.phase == "Failed" || e.status.phase == "Succeeded") continue;
        ++pods;
        for (const auto& [name, amount] : pod_requests(e.pod->spec))
            used[name] = used[name] + amount;
    }
    const int most = k.memory<Memory>().settings.max_pods;
    if (pods + 1 > most)
        return {"OutOfpods", cat("Node didn't have enough resource: pods, requested: 1, used: ",
                                 pods, ", capacity: ", most)};
    return lacking(pod_requests(pod.spec), used, node->status.allocatable);
}

}  // namespace podfall::kubelet
