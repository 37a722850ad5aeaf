// The files and flags of a kubelet and of the control plane's static pods determine how they run,
// and how they fail.
#include <doctest/doctest.h>

#include "core/api/objects/node.h"
#include "core/machine/kubelet/settings.h"
#include "core/machine/profile.h"
#include "core/runtime/component_flags.h"
#include "tests/machine/fixture.h"

namespace podfall {
namespace {

constexpr const char* config = "/var/lib/kubelet/config.yaml";
constexpr const char* manifests = "/etc/kubernetes/manifests/";

// Waits until a command on a machine prints a text; false after that long.
bool shows(MachineFixture& m, int index, std::string_view command, std::string_view text,
           Duration limit) {
    for (const Time end = m.sim.now() + limit; m.sim.now() < end; m.pass(seconds(1)))
        if (contains(cat(m.out(index, command), m.errors), text)) return true;
    return false;
}

std::string journal(MachineFixture& m, int index) {
    return m.out(index, "journalctl -u kubelet -n 40");
}

// The output of a kubelet with this configuration and flags before it exits; empty: it runs.
std::string fatal(const Machine& machine, std::string_view flags = "", bool docker = true) {
    const std::string line = cat(profile_of(machine).kubelet_exec, " ", flags);
    return kubelet::read_settings(machine, line, docker).fatal;
}

}  // namespace

TEST_CASE("flags are read as pflag reads them, and one that v1.20.2 does not know ends a program") {
    const ComponentFlags flags = read_component_flags(
        "kube-apiserver",
        {"--etcd-servers=https://a:1", "--secure-port", "6444", "--allow-privileged", "--v=2"});
    CHECK(flags.problem == "");
    CHECK(flags.text("etcd-servers") == "https://a:1");
    CHECK(flags.number("secure-port", 6443) == 6444);
    CHECK(flags.flag("allow-privileged", false));
    CHECK(flags.text("nothing", "default") == "default");
    CHECK(read_component_flags("kube-scheduler", {"--leader-elct=true"}).problem ==
          "unknown flag: --leader-elct");
    CHECK(read_component_flags("kube-scheduler", {"--kubeconfig"}).problem ==
          "flag needs an argument: --kubeconfig");
    CHECK(read_component_flags("etcd", {"-data-dir=/x", "--nope"}).problem ==
          "flag provided but not defined: -nope");
}

TEST_CASE("a kubelet says what is wrong with its files and ends") {
    MachineFixture m;
    CHECK(fatal(m.machine(1)) == "");
    CHECK(fatal(m.machine(1), "--no-such-flag=1") == "server.go:156] unknown flag: --no-such-flag");
    CHECK(contains(fatal(m.machine(1), "", false),
                   "failed to run Kubelet: failed to get docker version: Cannot connect to the "
                   "Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"));
    const auto after = [&](std::string_view command) {
        MachineFixture broken;
        broken.out(1, command);
        return fatal(broken.machine(1));
    };
    CHECK(after(cat("mv ", config, " /root/")) ==
          cat("server.go:198] failed to load Kubelet config file ", config,
              ", error failed to read kubelet config file \"", config, "\", error: open ", config,
              ": no such file or directory"));
    CHECK(contains(after(cat("> ", config)), "was empty"));
    CHECK(contains(after(cat("sed -i 's/^kind:/knd:/' ", config)), "Object 'Kind' is missing"));
    CHECK(contains(after(cat("sed -i 's/v1beta1/v1/' ", config)),
                   "no kind \"KubeletConfiguration\" is registered for version "
                   "\"kubelet.config.k8s.io/v1\""));
    CHECK(contains(after(cat("sed -i 's/^clusterDNS:/clusterDNS: [/' ", config)),
                   "failed to decode: yaml: line"));
    CHECK(after(cat("sed -i 's/ca.crt/nope.crt/' ", config)) ==
          "server.go:257] unable to load client CA file /etc/kubernetes/pki/nope.crt: open "
          "/etc/kubernetes/pki/nope.crt: no such file or directory");
    CHECK(contains(after(cat("sed -i 's/cgroupfs/systemd/' ", config)),
                   "misconfiguration: kubelet cgroup driver: \"systemd\" is different from docker "
                   "cgroup driver: \"cgroupfs\""));
    CHECK(contains(after("rm -f /etc/kubernetes/kubelet.conf"),
                   "unable to load bootstrap kubeconfig: stat "
                   "/etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"));
}

TEST_CASE("a kubelet that cannot begin is started again every 10 s, and its node turns NotReady") {
    MachineFixture m;
    m.out(1, cat("sed -i 's/ca.crt/nope.crt/' ", config));
    m.out(1, "systemctl restart kubelet");
    CHECK(shows(m, 1, "systemctl status kubelet", "activating (auto-restart)", seconds(20)));
    CHECK(contains(m.out(1, "systemctl status kubelet"), "code=exited, status=255"));
    CHECK(contains(journal(m, 1), "unable to load client CA file"));
    CHECK(shows(m, 0, "kubectl get node w1-k8s", "NotReady", seconds(60)));
    m.out(1, cat("sed -i 's/nope.crt/ca.crt/' ", config));
    CHECK(shows(m, 0, "kubectl get node w1-k8s", " Ready", seconds(30)));
}

TEST_CASE("a kubelet takes its periods, its limit of pods and its manifest folder from its file") {
    MachineFixture m;
    m.out(1, cat("printf 'maxPods: 7\\nevictionHard: {memory.available: 200Mi}\\n' >> ", config));
    m.out(1, cat("sed -i 's#/etc/kubernetes/manifests#/srv/pods#' ", config));
    m.out(1, "systemctl restart kubelet");
    CHECK(shows(m, 0, "kubectl get node w1-k8s -o jsonpath='{.status.capacity.pods}'", "7",
                seconds(30)));
    CHECK(m.out(0, "kubectl get node w1-k8s -o jsonpath='{.status.allocatable.memory}'") ==
          "2300Mi");
    CHECK(contains(journal(m, 1), "Unable to read config path \"/srv/pods\""));
    m.out(1, "mkdir -p /srv/pods");
    m.out(1,
          "printf 'apiVersion: v1\\nkind: Pod\\nmetadata: {name: s}\\nspec: {containers: "
          "[{name: c, image: nginx}]}\\n' > /srv/pods/s.yaml");
    CHECK(shows(m, 0, "kubectl get pod s-w1-k8s", "Running", seconds(30)));
}

TEST_CASE("a kubelet asks the API server that its kubeconfig names") {
    MachineFixture m;
    m.out(1, "sed -i 's/:6443/:6444/' /etc/kubernetes/kubelet.conf");
    m.out(1, "systemctl restart kubelet");
    CHECK(shows(m, 0, "kubectl get node w1-k8s", "NotReady", seconds(70)));
    CHECK(contains(journal(m, 1), "dial tcp 192.168.1.10:6444: connect: connection refused"));
}

TEST_CASE(
    "an API server with the wrong port of etcd ends after 20 s; the right one brings it back") {
    MachineFixture m;
    const std::string file = cat(manifests, "kube-apiserver.yaml");
    m.out(0, cat("sed -i 's#127.0.0.1:2379#127.0.0.1:9999#' ", file));
    CHECK(shows(m, 0, "kubectl get nodes", "was refused", seconds(30)));
    CHECK(shows(m, 0, "docker ps -a | grep k8s_kube-apiserver", "Exited (1)", seconds(60)));
    CHECK(contains(m.out(0, "docker logs $(docker ps -aqf name=k8s_kube-apiserver | head -1) 2>&1"),
                   "dial tcp 127.0.0.1:9999: connect: connection refused"));
    m.out(0, cat("sed -i 's#127.0.0.1:9999#127.0.0.1:2379#' ", file));
    CHECK(shows(m, 0, "kubectl get node m-k8s", " Ready", seconds(120)));
}

TEST_CASE("a scheduler whose kubeconfig is missing, or whose flag is unknown, crashes") {
    for (const char* broken : {"s#--kubeconfig=.*#--kubeconfig=/nope#", "s#--port=0#--prt=0#"}) {
        MachineFixture m;
        m.out(0, cat("sed -i '", broken, "' ", manifests, "kube-scheduler.yaml"));
        CHECK(shows(m, 0, "kubectl get pod -n kube-system kube-scheduler-m-k8s", "CrashLoopBackOff",
                    seconds(90)));
        m.out(0, "kubectl run p --image=nginx");
        m.pass(seconds(10));
        CHECK(contains(m.out(0, "kubectl get pod p"), "Pending"));
        const std::string log =
            m.out(0, "docker logs $(docker ps -aqf name=k8s_kube-scheduler | head -1) 2>&1");
        CHECK(contains(log, contains(broken, "nope") ? "stat /nope: no such file or directory"
                                                     : "Error: unknown flag: --prt"));
    }
}

TEST_CASE("the controller manager's flags set when a node counts as silent") {
    MachineFixture m;
    m.out(0, cat("sed -i 's/    - --port=0/&\\n    - --node-monitor-grace-period=16s/' ", manifests,
                 "kube-controller-manager.yaml"));
    m.pass(seconds(60));
    m.out(1, "systemctl stop kubelet");
    CHECK(shows(m, 0, "kubectl get node w1-k8s", "NotReady", seconds(24)));
}

TEST_CASE("a container whose program is not there cannot run: 127, and with Always it backs off") {
    MachineFixture m;
    m.out(0, "kubectl run never --image=busybox --restart=Never -- notexist");
    m.out(0, "kubectl run always --image=nginx --command -- /bin/nothere");
    CHECK(shows(m, 0, "kubectl get pod never", "ContainerCannotRun", seconds(30)));
    const std::string end = "{.status.containerStatuses[0].state.terminated";
    CHECK(m.out(0, cat("kubectl get pod never -o jsonpath='", end, ".exitCode}'")) == "127");
    CHECK(contains(m.out(0, cat("kubectl get pod never -o jsonpath='", end, ".message}'")),
                   "exec: \"notexist\": executable file not found in $PATH"));
    CHECK(shows(m, 0, "kubectl get pod always", "CrashLoopBackOff", seconds(60)));
}

}  // namespace podfall
