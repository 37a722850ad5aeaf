// Three masters: what survives the loss of one, what stops after the loss of two, and how both
// recover by themselves.
#include <doctest/doctest.h>

#include <string>

#include "core/api/objects/config.h"
#include "core/api/objects/event.h"
#include "core/api/objects/node.h"
#include "core/api/objects/pod.h"
#include "core/api/objects/policy.h"
#include "core/api/objects/service.h"
#include "core/api/rules/pod_state.h"
#include "core/base/text.h"
#include "core/machine/host/power.h"
#include "core/net/api_access.h"
#include "core/net/etcd.h"
#include "core/runtime/controller.h"
#include "core/runtime/process.h"
#include "core/runtime/runtime.h"
#include "core/sim.h"
#include "core/terminal/bash/session.h"
#include "core/world/world_hash.h"

using namespace podfall;

namespace {

// Built once; tests take copies.
const Sim& cluster() {
    static const Sim sim = Sim::open(
        {.seed = 5, .workers = 2, .masters = 3, .cluster_age = minutes(10), .utc_offset = 0});
    return sim;
}

struct Masters {
    Sim sim = cluster();

    const World& world() const { return sim.world(); }
    MachineId id(const char* machine) const { return find_machine(world(), machine); }
    const Machine& machine(const char* name) const { return *world().machines.find(id(name)); }
    TerminalId terminal(const char* name) const { return static_cast<TerminalId>(id(name) + 1); }
    void pass(Duration d) { sim.advance(d); }
    void type(const char* name, std::string_view line) { sim.type_line(terminal(name), line); }

    // Types a line and waits for its end; returns stdout and stderr.
    std::string run(const char* name, std::string_view line) {
        type(name, line);
        for (int i = 0; i < 1200 && !world().terminals.find(terminal(name))->at_prompt; ++i)
            pass(milliseconds(50));
        std::string text, errors;
        reported_output(world(), terminal(name), text, errors);
        return text + errors;
    }
    // How long a line took.
    Duration time_of(const char* name, std::string_view line, std::string& out) {
        const Time began = sim.now();
        out = run(name, line);
        return sim.now() - began;
    }
    template <class T>
    Ref<T> get(const char* ns, const char* name) const {
        return std::static_pointer_cast<const T>(find(world().store, {kind_of<T>, ns, name}));
    }
    std::string holder(const char* lease) const {
        const std::string identity =
            get<Lease>("kube-system", lease)->spec.holder_identity.value_or("");
        return identity.substr(0, identity.find('_'));
    }
    std::string etcd_leads() const {
        const Machine* m = world().machines.find(etcd_leader(world()));
        return m ? m->name : "";
    }
    std::string vip() const {
        const Machine* m = world().machines.find(endpoint_machine(world()));
        return m ? m->name : "";
    }
    bool ready(const char* node) const {
        for (const NodeCondition& c : get<Node>("", node)->status.conditions)
            if (c.type == "Ready") return c.status == "True";
        return false;
    }
    int running(std::string_view prefix) const {
        int n = 0;
        for (auto it = world().store.objects.lower_bound(ObjectKey{Kind::pod, "default", ""});
             it != world().store.objects.end() && it->key.kind == Kind::pod &&
             it->key.namespace_ == "default";
             ++it)
            n +=
                it->key.name.rfind(prefix, 0) == 0 && is_ready(static_cast<const Pod&>(*it->value));
        return n;
    }
    // Waits until `met`, for at most `limit`; returns how long it took, -1 if it was not met.
    template <class F>
    Duration until(Duration limit, F met) {
        const Time began = sim.now();
        while (sim.now() - began <= limit) {
            if (met()) return sim.now() - began;
            pass(milliseconds(100));
        }
        return -1;
    }
    const char* other_than(const std::string& one) const {
        return one == "m-k8s" ? "m2-k8s" : "m-k8s";
    }
};

}  // namespace

TEST_CASE("kubeadm's stacked control plane runs on three masters") {
    Masters m;
    const std::string nodes = m.run("m-k8s", "kubectl get nodes");
    for (const char* name : {"m-k8s ", "m2-k8s", "m3-k8s"})
        CHECK(contains(nodes, cat(name, "   Ready    control-plane,master")));
    CHECK(m.machine("m3-k8s").ip == "192.168.1.12");
    const std::string pods = m.run("m2-k8s", "kubectl get pods -n kube-system");
    for (const char* part : {"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"})
        for (const char* on : {"m-k8s", "m2-k8s", "m3-k8s"})
            CHECK_MESSAGE(contains(pods, cat(part, "-", on)), pods);
    CHECK_FALSE(contains(pods, "0/1"));
    CHECK(contains(m.run("m-k8s", "kubectl get endpoints kubernetes"),
                   "192.168.1.10:6443,192.168.1.11:6443,192.168.1.12:6443"));
    CHECK(contains(m.run("m-k8s", "kubectl describe node m3-k8s"),
                   "node-role.kubernetes.io/master:NoSchedule"));
    CHECK(contains(m.run("m3-k8s", "kubectl cluster-info"), "https://192.168.1.100:8443"));
    CHECK(contains(m.run("m-k8s", "ip addr show eth1"), "192.168.1.100/32"));
    CHECK_FALSE(contains(m.run("m2-k8s", "ip addr show eth1"), "192.168.1.100/32"));
    CHECK(contains(m.run("m3-k8s", "grep server: /etc/kubernetes/scheduler.conf"),
                   "https://192.168.1.12:6443"));
    CHECK(contains(m.run("m3-k8s", "grep initial-cluster= /etc/kubernetes/manifests/etcd.yaml"),
                   "m-k8s=https://192.168.1.10:2380,m2-k8s=https://192.168.1.11:2380,m3-k8s=https:/"
                   "/192.168.1.12:2380"));
}

TEST_CASE("of three schedulers and controller managers one is active, as the leases say") {
    Masters m;
    const std::string leases = m.run("m-k8s", "kubectl -n kube-system get lease");
    CHECK(contains(leases, "kube-scheduler"));
    CHECK(contains(leases, "kube-controller-manager"));
    int leading = 0;
    for (const auto& [id, loop] : m.world().loops)
        leading +=
            std::string_view(all_controllers[loop.controller]->name) == "replicaset-controller";
    CHECK(leading == 1);
}

TEST_CASE("one master loses its power") {
    Masters m;
    m.run("m-k8s", "kubectl create deployment web --image=nginx --replicas=2");
    REQUIRE(m.until(seconds(30), [&] { return m.running("web-") == 2; }) >= 0);
    // The busiest one: it holds the address; whatever else it leads moves too.
    REQUIRE(m.vip() == "m-k8s");
    const Time off = m.sim.now();
    m.type("m-k8s", "poweroff");
    REQUIRE(m.until(seconds(5), [&] { return !m.machine("m-k8s").powered; }) >= 0);
    SUBCASE("kubectl goes on at once or after the address has moved") {
        std::string out;
        const Duration took = m.time_of("m2-k8s", "kubectl get nodes", out);
        CHECK_MESSAGE(contains(out, "m2-k8s   Ready"), out);
        CHECK(took < seconds(9));
        CHECK(m.vip() == "m2-k8s");
    }
    SUBCASE("etcd has a leader again within its election timeout") {
        const Duration took = m.until(seconds(5), [&] { return etcd_leader(m.world()) >= 0; });
        CHECK(took >= 0);
        CHECK(took <= milliseconds(3500));
    }
    SUBCASE("scheduling goes on after the lease has run out") {
        const Duration took = m.until(seconds(30), [&] {
            return m.holder("kube-scheduler") != "m-k8s" &&
                   m.holder("kube-controller-manager") != "m-k8s";
        });
        CHECK(took >= 0);
        CHECK(took <= seconds(24));
        m.run("m2-k8s", "kubectl scale deployment web --replicas=4");
        CHECK(m.until(seconds(40), [&] { return m.running("web-") == 4; }) >= 0);
    }
    SUBCASE(
        "the node turns NotReady and its API server leaves the endpoints; power brings all back") {
        // The controller manager that took over counts its 40 s from when it first looked.
        CHECK(m.until(seconds(75), [&] { return !m.ready("m-k8s"); }) >= seconds(45));
        for (const char* node : {"m2-k8s", "m3-k8s", "w1-k8s", "w2-k8s"}) CHECK(m.ready(node));
        CHECK(contains(m.run("m2-k8s", "kubectl get endpoints kubernetes"),
                       "192.168.1.11:6443,192.168.1.12:6443 "));
        m.type("m2-k8s", "ether-wake -i eth1 m-k8s");
        CHECK(m.until(minutes(3), [&] { return m.ready("m-k8s") && m.vip() == "m-k8s"; }) >= 0);
        CHECK(m.until(minutes(1), [&] { return etcd_answers(m.world(), 0); }) >= 0);
        const Duration listed = m.until(seconds(40), [&] {
            return m.get<Endpoints>("default", "kubernetes")->subsets[0].addresses.size() == 3;
        });
        CHECK(listed >= 0);
    }
    CHECK(m.sim.now() > off);
}

TEST_CASE("with two masters off nothing is answered, and it recovers by itself") {
    Masters m;
    m.run("m-k8s", "kubectl create deployment web --image=nginx --replicas=2");
    REQUIRE(m.until(seconds(30), [&] { return m.running("web-") == 2; }) >= 0);
    m.type("m-k8s", "poweroff");
    m.type("m3-k8s", "poweroff");
    m.pass(seconds(10));
    const Revision last = m.world().store.revision;
    CHECK(etcd_leader(m.world()) == -1);
    std::string out;
    const Duration took = m.time_of("m2-k8s", "kubectl get pods", out);
    CHECK(out == "Error from server: etcdserver: request timed out\n");
    CHECK(took >= seconds(7));
    CHECK(contains(m.run("m2-k8s", "curl -k https://192.168.1.11:6443/readyz"), "[-]etcd failed"));
    CHECK(contains(m.run("m2-k8s", "curl http://127.0.0.1:2381/health"), "{\"health\":\"false\"}"));

    // Its probes fail: the kubelet restarts etcd and the API server, which then cannot start alone.
    const auto restarts = [&](const char* name) {
        int n = 0;
        for (const auto& [id, c] : m.machine("m2-k8s").containers)
            n += c.name.rfind(cat("k8s_", name, "_"), 0) == 0;
        return n;
    };
    const int etcd_before = restarts("etcd"), api_before = restarts("kube-apiserver");
    m.pass(seconds(150));
    CHECK(restarts("etcd") > etcd_before);
    CHECK(restarts("kube-apiserver") > api_before);
    m.type("w1-k8s", "docker kill $(docker ps -qf name=k8s_nginx)");
    m.pass(seconds(30));
    CHECK(m.world().store.revision == last);
    // A starting API server waits for an etcd without a leader: the balancer has no server.
    CHECK(m.until(minutes(8), [&] {
        return api_access(m.world(), m.id("w1-k8s")).reach == Reach::closed;
    }) >= 0);
    CHECK(m.run("m2-k8s", "kubectl get pods") == "Unable to connect to the server: EOF\n");
    CHECK(m.world().store.revision == last);

    m.type("m2-k8s", "ether-wake -i eth1 m-k8s");
    m.type("m2-k8s", "ether-wake -i eth1 m3-k8s");
    CHECK(m.until(minutes(2), [&] { return etcd_leader(m.world()) >= 0; }) >= 0);
    m.pass(minutes(6));  // the API server of m2 may be in its back-off for five
    for (const char* node : {"m-k8s", "m2-k8s", "m3-k8s", "w1-k8s", "w2-k8s"})
        CHECK_MESSAGE(m.ready(node), node);
    for (MachineId id : {0, 1, 2}) CHECK(etcd_answers(m.world(), id));
    CHECK(m.running("web-") == 2);
    CHECK(m.get<Endpoints>("default", "kubernetes")->subsets[0].addresses.size() == 3);
    CHECK(contains(m.run("m2-k8s", "kubectl get nodes"), "m3-k8s   Ready"));
}

TEST_CASE("a master that is cut off keeps its processes but loses the lead") {
    Masters m;
    std::string cut = m.etcd_leads();
    SUBCASE("the one whose etcd leads") {}
    SUBCASE("one that has neither the lead nor the address") {
        for (const char* name : {"m-k8s", "m2-k8s", "m3-k8s"})
            if (m.etcd_leads() != name && m.vip() != name) cut = name;
    }
    const char* side = m.other_than(cut);
    m.type(cut.c_str(), "iptables -P INPUT DROP");
    m.type(cut.c_str(), "iptables -P OUTPUT DROP");
    const Duration elected =
        m.until(seconds(6), [&] { return m.etcd_leads() != cut && !m.etcd_leads().empty(); });
    CHECK(elected >= 0);
    CHECK(elected <= seconds(4));
    m.pass(seconds(20));
    CHECK_FALSE(etcd_answers(m.world(), m.id(cut.c_str())));
    CHECK(m.until(seconds(20), [&] { return m.holder("kube-scheduler") != cut; }) >=
          0);  // 15 s and their tries
    CHECK(m.vip() != cut);
    CHECK(contains(m.run(side, "kubectl create deployment web --image=nginx"), "created"));
    CHECK(m.until(seconds(30), [&] { return m.running("web-") == 1; }) >= 0);
    CHECK(m.until(seconds(60), [&] { return !m.ready(cut.c_str()); }) >= 0);
    for (const char* node : {"w1-k8s", "w2-k8s"}) CHECK(m.ready(node));
    // After rejoining it catches up; its higher term may cause one more election.
    m.type(cut.c_str(), "iptables -P INPUT ACCEPT");
    m.type(cut.c_str(), "iptables -P OUTPUT ACCEPT");
    CHECK(m.until(minutes(2), [&] {
        return m.ready(cut.c_str()) && etcd_answers(m.world(), m.id(cut.c_str()));
    }) >= 0);
}

TEST_CASE("a power loss is noticed by clients whose connections go silent") {
    for (const char* lost : {"m-k8s", "m3-k8s"}) {
        World world = cluster().world();
        power_off(world, find_machine(world, lost));
        for (int i = 0; i < 90; ++i) {
            advance(world, world.now + seconds(1));
            for (const char* node : {"w1-k8s", "w2-k8s"}) {
                const Ref<Object> object = find(world.store, {Kind::node, "", node});
                for (const NodeCondition& c : static_cast<const Node&>(*object).status.conditions)
                    if (c.type == "Ready")
                        CHECK_MESSAGE(c.status == "True", lost, " ", node, " after ", i, " s");
            }
        }
        CHECK(api_access(world, find_machine(world, "w1-k8s")).ok());
    }
}

TEST_CASE("the leading scheduler ends and another takes over when its lease runs out") {
    Masters m;
    const std::string leader = m.holder("kube-scheduler");
    m.type(leader.c_str(), "mv /etc/kubernetes/manifests/kube-scheduler.yaml /root/");
    REQUIRE(m.until(seconds(40), [&] {
        return find_process(m.machine(leader.c_str()), "kube-scheduler") == 0;
    }) >= 0);
    const Duration took =
        m.until(seconds(30), [&] { return m.holder("kube-scheduler") != leader; });
    CHECK(took >= seconds(8));
    CHECK(took <= seconds(24));  // 15 s, and twice up to 4.4 s between two looks
    m.run("m-k8s", "kubectl run lone --image=nginx");
    CHECK(m.until(seconds(20), [&] { return m.running("lone") == 1; }) >= 0);
}

TEST_CASE(
    "a balancer that ended is left by its address when the check script has failed ten times") {
    Masters m;
    m.run("m-k8s", "systemctl stop haproxy");
    CHECK(contains(m.run("m-k8s", "kubectl get nodes"), "192.168.1.100:8443 was refused"));
    CHECK(contains(m.run("m-k8s", "kubectl -s https://192.168.1.11:6443 get nodes"), "m2-k8s"));
    const Duration took = m.until(seconds(60), [&] { return m.vip() == "m2-k8s"; });
    CHECK(took >= seconds(15));
    CHECK(took <= seconds(40));
    CHECK(contains(m.run("m-k8s", "kubectl get nodes"), "m3-k8s"));
    m.run("m-k8s", "systemctl start haproxy");
    CHECK(m.until(seconds(20), [&] { return m.vip() == "m-k8s"; }) >= 0);
}

TEST_CASE(
    "an API server whose etcd is gone takes connections and answers 500 until its probe ends it") {
    Masters m;
    m.type("m3-k8s", "mv /etc/kubernetes/manifests/etcd.yaml /root/");
    REQUIRE(m.until(seconds(60), [&] { return find_process(m.machine("m3-k8s"), "etcd") == 0; }) >=
            0);
    CHECK(contains(m.run("m3-k8s", "kubectl -s https://192.168.1.12:6443 get nodes"),
                   "etcdserver: request timed out"));
    CHECK(contains(m.run("m-k8s", "kubectl -s https://192.168.1.10:6443 get nodes"), "m3-k8s"));
    m.pass(minutes(2));  // kubelets that were routed there have found another
    for (const char* node : {"m-k8s", "m2-k8s", "m3-k8s", "w1-k8s", "w2-k8s"})
        CHECK_MESSAGE(m.ready(node), node);
}

TEST_CASE("three masters are deterministic under rewinds, saving and slices") {
    const auto live = [](int slices) {
        Masters m;
        for (int i = 0; i < slices; ++i) m.pass(seconds(20) / slices);
        m.type("m3-k8s", "poweroff");
        for (int i = 0; i < slices; ++i) m.pass(seconds(40) / slices);
        m.type("m2-k8s", "kubectl run lone --image=nginx");
        for (int i = 0; i < slices; ++i) m.pass(seconds(20) / slices);
        return m;
    };
    Masters m = live(1);
    const std::uint64_t hash = hash_of(m.world());
    CHECK(hash_of(live(250).world()) == hash);
    const Time end = m.sim.now();
    m.sim.seek(m.sim.timeline().begin() + seconds(33));
    const std::uint64_t middle = hash_of(m.world());
    m.sim.seek(end);
    CHECK(hash_of(m.world()) == hash);
    m.sim.seek(m.sim.timeline().begin() + seconds(33));
    CHECK(hash_of(m.world()) == middle);
    m.sim.seek(end);

    std::string error;
    const std::string saved = m.sim.save();
    const std::optional<Sim> again = Sim::open_saved(saved, error);
    REQUIRE_MESSAGE(again, error);
    CHECK(hash_of(again->world()) == hash);
    CHECK_FALSE(Sim::open_saved(replace_all(saved, "\"masters\":3", "\"masters\":2"), error));
    CHECK(error == "\"masters\" is neither 1 nor 3");
    CHECK_FALSE(contains(Sim::open({.workers = 1, .cluster_age = minutes(1)}).save(), "masters"));
}

TEST_CASE("an old cluster of three masters is healthy after its reboots") {
    Masters m;
    m.sim = Sim::open({.workers = 2, .masters = 3, .cluster_age = days(9) + hours(5)});
    for (const char* node : {"m-k8s", "m2-k8s", "m3-k8s", "w1-k8s", "w2-k8s"})
        CHECK_MESSAGE(m.ready(node), node);
    CHECK(etcd_leader(m.world()) >= 0);
    CHECK(m.vip() == "m-k8s");
    CHECK_FALSE(contains(m.run("m-k8s", "kubectl get pods -n kube-system"), "0/1"));
}
