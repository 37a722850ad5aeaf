// A small cluster for tests of control loops: one machine that runs API server, etcd, controller
// manager and scheduler, nodes that are only objects, and functions that act for the kubelets.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/api/objects/config.h"
#include "core/api/objects/event.h"
#include "core/api/objects/node.h"
#include "core/api/objects/policy.h"
#include "core/api/objects/storage.h"
#include "core/api/objects/workload.h"
#include "core/api/rules/pod_state.h"
#include "core/apiserver/client.h"
#include "core/base/text.h"
#include "core/runtime/controller.h"
#include "core/runtime/process.h"
#include "core/runtime/runtime.h"
#include "core/world/timing.h"
#include "core/world/world.h"

namespace podfall {

class ControllerLab {
public:
    World world;
    Pid api_server = 0, etcd = 0, manager = 0, scheduler = 0;

    explicit ControllerLab(Release release = Release::v1_20_2, int nodes = 3) {
        world.now = from_civil(2022, 8, 15, 5);
        world.release = release;
        world.random.state = 7;
        Machine m;
        m.name = "m-k8s";
        m.ip = "192.168.1.10";
        m.powered = true;
        m.control_plane = true;
        world.machines.set(0, m);
        etcd = start("etcd", {2379});
        api_server = start("kube-apiserver", {6443});
        run(timing::api_server_start + seconds(2));
        for (int i = 1; i <= nodes; ++i) add_node(cat("w", i, "-k8s"));
        manager = start("kube-controller-manager", {});
        scheduler = start("kube-scheduler", {});
        run(seconds(6));
    }

    Pid start(const char* program, std::vector<int> ports) {
        Process p;
        p.program = program;
        p.command_line = program;
        p.ports = std::move(ports);
        return start_process(world, 0, p);
    }

    Client api() { return Client(world, {.machine = 0, .agent = "test", .user = "test"}); }

    template <class T>
    Ref<T> get(const char* ns, const std::string& name) {
        auto r = api().get<T>(ns, name);
        return r ? *r : nullptr;
    }

    template <class T>
    Ref<T> create(T object) {
        auto r = api().create(std::move(object));
        CHECK_MESSAGE(r.ok(), r.status().message);
        return r ? *r : nullptr;
    }

    // Changes the stored object.
    template <class T, class F>
    void change(const char* ns, const std::string& name, F f, bool status = false) {
        const Ref<T> old = get<T>(ns, name);
        REQUIRE(old);
        T copy = *old;
        f(copy);
        auto r = status ? api().update_status(copy) : api().update(copy);
        CHECK_MESSAGE(r.ok(), r.status().message);
    }

    template <class T>
    std::vector<Ref<T>> list(const std::string& ns = "default") {
        std::vector<Ref<T>> out;
        for (const auto& [key, object] : Table<ObjectKey, Ref<Object>>(world.store.objects)) {
            if (key.kind != kind_of<T> || (!ns.empty() && key.namespace_ != ns)) continue;
            out.push_back(std::static_pointer_cast<const T>(object));
        }
        return out;
    }

    void add_node(const std::string& name) {
        Node n;
        n.metadata.name = name;
        n.metadata.labels = {{"kubernetes.io/hostname", name}, {"kubernetes.io/os", "linux"}};
        n.status.capacity = n.status.allocatable = {
            {"cpu", quantity("2")}, {"memory", quantity("2Gi")}, {"pods", quantity("110")}};
        n.status.conditions.push_back({.type = "Ready", .status = "True"});
        create(n);
        beat(name);
    }

    // A kubelet's heartbeat.
    void beat(const std::string& name) {
        const auto old = get<Lease>("kube-node-lease", name);
        Lease lease;
        if (old) lease = *old;
        lease.metadata.name = name;
        lease.metadata.namespace_ = "kube-node-lease";
        lease.spec.holder_identity = name;
        lease.spec.renew_time = world.now;
        if (old)
            api().update(lease);
        else
            api().create(lease);
    }

    // Sets the node's status as its kubelet would.
    void set_ready(const std::string& name, const char* status) {
        change<Node>(
            "", name,
            [&](Node& n) {
                for (NodeCondition& c : n.status.conditions.edit()) {
                    if (c.type != "Ready") continue;
                    if (c.status != status) c.last_transition_time = world.now;
                    c.status = status;
                    c.last_heartbeat_time = world.now;
                }
            },
            true);
    }

    // Advances time; the kubelets of running nodes do their work every second.
    void run(Duration d) {
        const Time end = world.now + d;
        while (world.now < end) {
            advance(world, std::min(end, world.now + seconds(1)));
            play_kubelets();
        }
    }

    std::vector<std::string> down;  // nodes whose kubelet does nothing

    bool is_up(const std::string& node) const {
        for (const std::string& d : down) {
            if (d == node) return false;
        }
        return true;
    }

    void play_kubelets() {
        for (const Ref<Node>& n : list<Node>("")) {
            if (is_up(n->metadata.name)) beat(n->metadata.name);
        }
        for (const Ref<Pod>& pod : list<Pod>("")) {
            const std::string& node = pod->spec.node_name;
            if (node.empty() || !is_up(node)) continue;
            if (pod->metadata.deletion_timestamp != 0) {
                DeleteOptions now;
                now.grace_seconds = 0;
                api().remove({kind_of<Pod>, pod->metadata.namespace_, pod->metadata.name}, now);
            } else if (pod->status.phase == "Pending" && !pod->metadata.labels.count("stuck")) {
                run_pod(*pod);
            }
        }
    }

    void run_pod(Pod pod) {
        pod.status.phase = "Running";
        pod.status.pod_ip = cat("172.16.0.", ++last_ip);
        pod.status.pod_ips = List<PodIP>{PodIP{pod.status.pod_ip}};
        set_condition(pod.status, {.type = "Ready", .status = "True"}, world.now);
        api().update_status(pod);
    }

    std::vector<std::string> events(const char* reason) {
        std::vector<std::string> out;
        for (const Ref<Event>& e : list<Event>("")) {
            if (e->reason == reason) out.push_back(e->message);
        }
        return out;
    }

private:
    int last_ip = 0;
};

inline PodTemplateSpec nginx_template(const char* app) {
    PodTemplateSpec t;
    t.metadata.labels["app"] = app;
    Container c;
    c.name = "nginx";
    c.image = "nginx";
    t.spec.containers.push_back(c);
    return t;
}

inline Deployment nginx_deployment(const char* name, int replicas) {
    Deployment d;
    d.metadata.name = name;
    d.metadata.namespace_ = "default";
    d.spec.replicas = replicas;
    LabelSelector s;
    s.match_labels["app"] = name;
    d.spec.selector = s;
    d.spec.pod_template = nginx_template(name);
    return d;
}

inline Pod bare_pod(const char* name, const char* cpu = "") {
    Pod p;
    p.metadata.name = name;
    p.metadata.namespace_ = "default";
    Container c;
    c.name = "c";
    c.image = "nginx";
    if (*cpu) c.resources.requests["cpu"] = quantity(cpu);
    p.spec.containers.push_back(c);
    return p;
}

}  // namespace podfall
