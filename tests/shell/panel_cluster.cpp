// The cluster panel: what a press on it shows, and the commands it offers.
#include <doctest/doctest.h>

#include <algorithm>
#include <ctime>

#include "core/base/text.h"
#include "core/sim.h"
#include "shell/cluster/panel.h"
#include "shell/cluster/pod_look.h"
#include "shell/lab.h"
#include "shell/lesson/sandbox.h"
#include "tests/shell/panel_fixture.h"

using namespace podfall;

namespace {

void enter(Sim& sim, const char* machine, std::string_view line) {
    const MachineId id = find_machine(sim.world(), machine);
    for (const auto& [terminal, t] : sim.world().terminals)
        if (t.machine == id) return sim.type_line(terminal, line);
}

bool offers(const Sim& sim, const Thing& subject, std::string_view machine, std::string_view line) {
    const std::vector<MenuItem> items =
        menu_items(sim.world(), subject, find_strings(Language::en));
    return std::any_of(items.begin(), items.end(),
                       [&](const MenuItem& i) { return i.machine == machine && i.line == line; });
}

struct Drawn {
    Sim sim = Sim::open({});
    Headless screen{420, 900};
    ClusterPanel panel;

    auto draw() {
        return [this](const Rect& box) {
            panel.draw(screen.ui, box, view_cluster(sim.world()), sim.world());
        };
    }
    void frame() { screen.frame(draw()); }
    // Presses down the panel's middle until the inspector shows the text.
    bool press_until(std::string_view words, int button = 0) {
        for (float y = 20; y < 880; y += 12) {
            screen.click(60, y, button, draw());
            if (contains(panel.inspected(), words)) return true;
            panel.escape();
        }
        return false;
    }
};

}  // namespace

TEST_CASE("each item offers commands for the right machine") {
    Sim sim = Sim::open({});
    const Thing w1 = machine_thing("w1-k8s"), kubelet = program_thing("w1-k8s", "kubelet");
    CHECK(offers(sim, w1, "w1-k8s", "systemctl stop kubelet"));
    CHECK(offers(sim, w1, "w1-k8s", "poweroff"));
    CHECK(offers(sim, w1, "w1-k8s", "iptables -P INPUT DROP"));
    CHECK(offers(sim, w1, "m-k8s", "kubectl cordon w1-k8s"));
    CHECK(offers(sim, kubelet, "w1-k8s", "systemctl stop kubelet"));
    CHECK(offers(sim, program_thing("m-k8s", "kube-scheduler"), "m-k8s",
                 "mv /etc/kubernetes/manifests/kube-scheduler.yaml /root/"));
    CHECK(offers(sim, {{Kind::pod, "default", "web"}, "", "", ""}, "m-k8s",
                 "kubectl delete pod web"));
    CHECK(offers(sim, {{Kind::pod, "kube-system", "x"}, "", "", ""}, "m-k8s",
                 "kubectl delete pod x -n kube-system"));
    // An operation that was done offers its opposite.
    enter(sim, "w1-k8s", "systemctl stop kubelet");
    enter(sim, "w2-k8s", "iptables -P INPUT DROP");
    enter(sim, "m-k8s", "kubectl cordon w3-k8s");
    sim.advance(seconds(2));
    CHECK(offers(sim, w1, "w1-k8s", "systemctl start kubelet"));
    CHECK(offers(sim, machine_thing("w2-k8s"), "w2-k8s", "iptables -P INPUT ACCEPT"));
    CHECK(offers(sim, machine_thing("w3-k8s"), "m-k8s", "kubectl uncordon w3-k8s"));
}

TEST_CASE("every command in a menu exists in the terminal") {
    Sim sim = Sim::open({});
    enter(sim, "m-k8s", "kubectl create deployment web --image=nginx");
    sim.advance(seconds(10));
    std::vector<Thing> all = {machine_thing("w1-k8s"),
                              program_thing("w1-k8s", "kubelet"),
                              program_thing("w1-k8s", "dockerd"),
                              program_thing("m-k8s", "etcd"),
                              {{Kind::deployment, "default", "web"}, "", "", ""}};
    for (const Thing& subject : all)
        for (const MenuItem& item : menu_items(sim.world(), subject, find_strings(Language::ko))) {
            Sim copy = sim;
            enter(copy, item.machine.c_str(), item.line);
            copy.advance(seconds(3));
            std::string output;
            for (const auto& [id, t] : copy.world().terminals) output += output_since(t, 0);
            CHECK_MESSAGE(!contains(output, "command not found"), item.line);
            CHECK_MESSAGE(!contains(output, "unknown command"), item.line);
        }
}

TEST_CASE("a machine that is off is switched on from another's terminal") {
    Sim sim = Sim::open({});
    enter(sim, "w1-k8s", "poweroff");
    sim.advance(seconds(60));
    REQUIRE_FALSE(sim.world().machines.find(1)->powered);
    REQUIRE(offers(sim, machine_thing("w1-k8s"), "m-k8s", "ether-wake -i eth1 w1-k8s"));
    enter(sim, "m-k8s", "ether-wake -i eth1 w1-k8s");
    sim.advance(seconds(60));
    CHECK(sim.world().machines.find(1)->powered);
    enter(sim, "m-k8s", "ether-wake nobody");
    sim.advance(seconds(1));
    CHECK(contains(output_since(sim.world().terminals.begin()->value, 0), "Magic Packet"));
}

TEST_CASE("a press inspects, another closes, Escape closes") {
    Drawn d;
    d.frame();
    CHECK(d.panel.inspected().empty());
    REQUIRE(d.press_until("w1-k8s"));
    CHECK(d.panel.escape());
    CHECK(d.panel.inspected().empty());
    CHECK_FALSE(d.panel.escape());
}

TEST_CASE("a right click opens the menu, and a choice types its line into the machine's terminal") {
    Drawn d;
    d.frame();
    d.frame();
    // The first chips of the panel's second row are the control plane's; any opens a menu.
    for (float y = 20; y < 400 && d.screen.ui.commands.empty(); y += 10) {
        d.screen.click(60, y, 1, d.draw());
        d.screen.click(80, y + 30, 0, d.draw());
    }
    REQUIRE_FALSE(d.screen.ui.commands.empty());
    const auto* typed = std::get_if<act::TypeText>(&d.screen.ui.commands.front());
    REQUIRE(typed);
    CHECK(typed->machine == "m-k8s");
    CHECK_FALSE(typed->line.empty());
    CHECK(d.sim.timeline().inputs().size() <= 4);  // nothing ran: only the terminals' own inputs
}

TEST_CASE("unhealthy states have distinct marks, without colour") {
    const Strings& words = find_strings(Language::en);
    const auto mark = [&](PodLook look) { return pod_mark(look, find_theme("dark"), words); };
    const PodLook looks[] = {PodLook::running, PodLook::not_ready,   PodLook::creating,
                             PodLook::pending, PodLook::terminating, PodLook::evicted,
                             PodLook::unknown, PodLook::succeeded,   PodLook::failed};
    for (const PodLook a : looks)
        for (const PodLook b : looks)
            if (a != b) {
                CHECK(mark(a).icon != mark(b).icon);
                CHECK(std::string_view(mark(a).about) != mark(b).about);
            }
    const auto part = [&](UnitState state) {
        return part_mark(state, find_theme("dark"), words).icon;
    };
    CHECK(part(UnitState::active) != part(UnitState::inactive));
    CHECK(part(UnitState::active) != part(UnitState::failed));
    CHECK(part(UnitState::inactive) != part(UnitState::failed));
    Pod evicted;
    evicted.status.phase = "Failed";
    evicted.status.reason = "Evicted";
    CHECK(view_pod(evicted).look == PodLook::evicted);
}

TEST_CASE("the panel's text has services, states and restarts") {
    Drawn d;
    enter(d.sim, "m-k8s",
          "kubectl run crash --image=busybox --overrides='{\"spec\":{\"nodeName\":\"w1-k8s\"}}' "
          "--command -- false");
    enter(d.sim, "m-k8s", "kubectl create deployment web --image=nginx --replicas=2");
    enter(d.sim, "m-k8s", "kubectl expose deployment web --port=80");
    d.sim.advance(seconds(30));
    d.frame();
    const std::string text =
        ClusterPanel::text(view_cluster(d.sim.world()), find_strings(Language::en));
    CHECK(contains(text, "Service web 2/2"));
    CHECK(contains(text, "Deployment web 2/2"));
    CHECK(contains(text, " ×2\n"));
    REQUIRE(d.press_until("busybox"));
    for (const char* words : {"Restarts", "Age", "Error"})
        CHECK(contains(d.panel.inspected(), words));
}

TEST_CASE("fifty machines and a thousand pods are drawn within a frame") {
    Sim sim = Sim::open(
        {.release = Release::v1_20_15, .workers = 50, .cluster_age = hours(1), .restarts = 0});
    enter(sim, "m-k8s", "kubectl create deployment web --image=nginx --replicas=1000");
    sim.advance(seconds(120));
    Headless screen(420, 900);
    ClusterPanel panel;
    ClusterView view;
    // Draws as App does while time plays. Measures processor time, since other programs may keep
    // this machine busy.
    const auto draw = [&](const Rect& box) {
        sim.advance(seconds(1) / 60);
        update_view(view, sim.world(), 0);
        panel.draw(screen.ui, box, view, sim.world());
    };
    for (int i = 0; i < 3; ++i) screen.frame(draw);
    const std::clock_t begun = std::clock();
    for (int i = 0; i < 60; ++i) screen.frame(draw);
    const double each = static_cast<double>(std::clock() - begun) * 1000 / CLOCKS_PER_SEC / 60;
    MESSAGE("ms a frame: ", each);
    CHECK(each < 8);
}

TEST_CASE("the sandbox is a lesson of its own size, and offers faults that are only typed") {
    CHECK(sandbox_lesson({7}).workers == 7);
    CHECK(sandbox_lesson({0}).workers == 1);
    CHECK(sandbox_lesson({500}).workers == most_workers);
    CHECK(sandbox_lesson({2, 3}).masters == 3);
    CHECK(sandbox_lesson({2, 2}).masters == 1);
    CHECK(can_be_built({50, 3}));
    for (const ClusterSize& bad :
         {ClusterSize{3, 2}, ClusterSize{3, 0}, ClusterSize{0, 1}, ClusterSize{51, 1}})
        CHECK_FALSE(can_be_built(bad));
    const Lesson lesson = sandbox_lesson({2});
    Lab lab(&lesson, {}, "");
    CHECK(lab.world().machines.size() == 3);
    CHECK(lab.world().release == Release::v1_20_15);
    Headless screen(420, 1600);
    SandboxPanel panel;
    const auto draw = [&](const Rect& box) { panel.draw(screen.ui, box, lab.world()); };
    screen.frame(draw);
    std::vector<UiCommand> seen;
    for (float y = 100; y < 1500; y += 15) {
        screen.click(50, y, 0, draw);
        for (UiCommand& c : std::exchange(screen.ui.commands, {})) seen.push_back(std::move(c));
    }
    std::string types, opens;
    bool saves = false, resizes = false;
    for (const UiCommand& command : seen) {
        if (const auto* c = std::get_if<act::TypeText>(&command)) types += c->line + "\n";
        if (const auto* c = std::get_if<act::OpenLesson>(&command)) opens += c->id + "\n";
        saves = saves || std::holds_alternative<act::SaveSession>(command);
        resizes = resizes || std::holds_alternative<act::OpenSandbox>(command);
    }
    CHECK(contains(types, "poweroff\n"));
    CHECK(contains(opens, "01-deleted-pod\n"));
    CHECK(saves);
    CHECK(resizes);
    // A saved session opens regardless of the requested size.
    lab.enter_line(1, "kubectl run kept --image=nginx");
    lab.next_change();
    const Lesson three = sandbox_lesson({3});
    const Lab again(&three, {}, lab.session());
    CHECK(again.world().machines.size() == 3);
    CHECK(again.world().store.revision == lab.world().store.revision);
}

TEST_CASE(
    "a write moves to the API server, to etcd and out to those who watch, and then all is still") {
    Drawn d;
    d.frame();
    d.frame();
    enter(d.sim, "m-k8s", "kubectl run lone --image=nginx");
    const auto goes = [&](std::string_view from, std::string_view to) {
        const auto& all = d.panel.traffic().marks();
        return std::any_of(all.begin(), all.end(),
                           [&](const Traffic::Mark& m) { return m.from == from && m.to == to; });
    };
    SUBCASE("along the ways they take") {
        d.sim.advance(milliseconds(300));
        d.frame();
        CHECK(goes("m-k8s/", "m-k8s/kube-apiserver"));
        CHECK(goes("m-k8s/kube-apiserver", "m-k8s/etcd"));
        CHECK(goes("m-k8s/kube-apiserver", "m-k8s/kube-scheduler"));
        CHECK(goes("m-k8s/kube-scheduler", "m-k8s/kube-apiserver"));
        CHECK(d.screen.ui.animating);
        for (int i = 0; i < 600; ++i) d.frame();
        CHECK(d.panel.traffic().marks().empty());
        CHECK_FALSE(d.screen.ui.animating);
    }
    SUBCASE("not with reduced motion") {
        d.screen.ui.reduced_motion = true;
        d.sim.advance(milliseconds(300));
        d.frame();
        CHECK(d.panel.traffic().marks().empty());
    }
    SUBCASE("not at high speed") {
        d.sim.advance(milliseconds(300));
        d.screen.frame([&](const Rect& box) {
            d.panel.draw(d.screen.ui, box, view_cluster(d.sim.world()), d.sim.world(), 100);
        });
        CHECK(d.panel.traffic().marks().empty());
    }
}

TEST_CASE("no traffic is drawn to a dead scheduler") {
    Drawn d;
    enter(d.sim, "m-k8s", "mv /etc/kubernetes/manifests/kube-scheduler.yaml /root/");
    d.sim.advance(seconds(30));
    for (int i = 0; i < 3; ++i) d.frame();
    enter(d.sim, "m-k8s", "kubectl run lone --image=nginx");
    d.sim.advance(milliseconds(300));
    d.frame();
    CHECK_FALSE(d.panel.traffic().marks().empty());
    for (const Traffic::Mark& m : d.panel.traffic().marks()) CHECK(m.to != "m-k8s/kube-scheduler");
}

TEST_CASE("nothing moves when nothing changes") {
    Drawn d;
    for (int i = 0; i < 4; ++i) d.frame();
    CHECK_FALSE(d.screen.ui.animating);
}

TEST_CASE("of three masters the panel says in text which leads and which has the address") {
    Drawn d;
    d.sim = Sim::open({.workers = 2, .masters = 3, .cluster_age = minutes(10)});
    const ClusterView view = view_cluster(d.sim.world());
    const std::string words = ClusterPanel::text(view, find_strings(Language::en));
    int etcd = 0, scheduler = 0, manager = 0, address = 0, balancers = 0;
    for (const MachineView& m : view.machines) {
        for (const PartView& p : m.parts) {
            etcd += p.name == "etcd" && p.role == PartRole::leader;
            scheduler += p.name == "kube-scheduler" && p.role == PartRole::leader;
            manager += p.name == "kube-controller-manager" && p.role == PartRole::leader;
        }
        for (const PartView& p : m.units) {
            address += p.role == PartRole::address;
            balancers += p.name == "haproxy";
        }
    }
    CHECK(etcd == 1);
    CHECK(scheduler == 1);
    CHECK(manager == 1);
    CHECK(address == 1);
    CHECK(balancers == 3);
    CHECK(contains(words, "etcd: leader"));
    CHECK(contains(words, "keepalived: VIP"));
    CHECK(offers(d.sim, program_thing("m2-k8s", "haproxy"), "m2-k8s", "systemctl stop haproxy"));
    CHECK(offers(d.sim, machine_thing("m2-k8s"), "m2-k8s", "systemctl stop keepalived"));

    // A write goes through the balancer to one API server, and from the leading etcd to the others.
    d.frame();
    enter(d.sim, "m-k8s", "kubectl run lone --image=nginx");
    d.sim.advance(milliseconds(300));
    d.frame();
    std::size_t by_balancer = 0, between_members = 0;
    for (const Traffic::Mark& mark : d.panel.traffic().marks()) {
        by_balancer += contains(mark.from, "/haproxy") && contains(mark.to, "/kube-apiserver");
        between_members += contains(mark.from, "/etcd") && contains(mark.to, "/etcd");
    }
    CHECK(by_balancer > 0);
    CHECK(between_members > 0);

    // With the first master off, its commands are typed on another.
    enter(d.sim, "m-k8s", "poweroff");
    d.sim.advance(seconds(30));
    CHECK(offers(d.sim, machine_thing("m-k8s"), "m2-k8s", "ether-wake -i eth1 m-k8s"));
    CHECK(offers(d.sim, machine_thing("w1-k8s"), "m2-k8s", "kubectl cordon w1-k8s"));
}
