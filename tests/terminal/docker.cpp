// docker on a machine of the cluster.
#include <doctest/doctest.h>

#include "tests/machine/fixture.h"

using namespace podfall;

TEST_CASE("docker ps lists what the kubelet runs, under the kubelet's names") {
    MachineFixture m;
    const std::string listing = m.out(1, "docker ps");
    CHECK(listing.rfind("CONTAINER ID        IMAGE                  COMMAND                  "
                        "CREATED             "
                        "STATUS              PORTS               NAMES\n",
                        0) == 0);
    CHECK(contains(listing, "k8s.gcr.io/pause:3.2   \"/pause\"                 "));
    CHECK(contains(listing, "\"/usr/local/bin/kube…\""));
    CHECK(contains(listing, "k8s_POD_kube-proxy-"));
    CHECK(contains(listing, "k8s_kube-proxy_kube-proxy-"));
    CHECK_FALSE(contains(listing, "Exited"));
    CHECK(contains(m.out(1, "docker ps -a"), "Exited (0) "));  // calico's init containers
    CHECK(m.out(1, "docker ps -q | wc -l") == "4\n");
    CHECK(m.out(1, "docker ps --filter name=k8s_POD -q | wc -l") == "2\n");
    CHECK(m.out(1,
                "docker ps --filter name=k8s_kube-proxy --format '{{.State}}/{{.Image}}' | cut -d/ "
                "-f1") == "running\n");
    CHECK(m.out(1, "docker ps -q --no-trunc | head -1 | wc -c") == "65\n");
    CHECK(contains(m.out(1, "docker images"), "k8s.gcr.io/pause            3.2                 "));
    CHECK(contains(m.out(1, "docker images"), "683kB\n"));
}

TEST_CASE("a container stopped by hand is started again by the kubelet") {
    MachineFixture m;
    const std::string id = m.container(1, "k8s_kube-proxy_")->id;
    CHECK(m.out(1, "docker stop $(docker ps -q --filter name=k8s_kube-proxy_)") ==
          id.substr(0, 12) + "\n");
    CHECK(m.machine(1).containers.find(id)->state == DockerState::exited);
    CHECK(m.machine(1).containers.find(id)->exit_code == 2);
    CHECK(m.out(1, "docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' " +
                       id.substr(0, 8)) == "exited 2\n");
    m.pass(seconds(15));
    CHECK(m.out(0,
                "kubectl get pods -n kube-system -l k8s-app=kube-proxy --field-selector "
                "spec.nodeName=w1-k8s "
                "--no-headers | awk '{print $2, $3, $4}'") == "1/1 Running 1\n");
    CHECK(
        m.out(1, "docker ps --filter name=k8s_kube-proxy_ --format '{{.Names}}' | sed 's/.*_//'") ==
        "1\n");
}

TEST_CASE("docker kill, pause, rm and their refusals") {
    MachineFixture m;
    const std::string name = m.container(0, "k8s_kube-scheduler_")->name;
    CHECK(m.out(0, "docker pause " + name) == name + "\n");
    CHECK(m.out(0, "docker ps --filter status=paused --format '{{.Names}}'") == name + "\n");
    CHECK(contains(m.out(0, "docker ps"), "(Paused)"));
    CHECK(contains(m.err(0, "docker pause " + name), "is already paused\n"));
    CHECK(contains(m.err(0, "docker rm " + name), "You cannot remove a paused container "));
    m.out(0, "docker unpause " + name);
    CHECK(contains(m.err(0, "docker rm " + name), "You cannot remove a running container "));
    CHECK(m.status == 1);
    CHECK(m.out(0, "docker kill " + name) == name + "\n");
    CHECK(m.out(0, "docker inspect -f '{{.State.ExitCode}}' " + name) == "137\n");
    CHECK(m.err(0, "docker kill " + name) ==
          cat("Error response from daemon: Cannot kill container: ", name, ": Container ",
              m.container(0, name)->id, " is not running\n"));
    CHECK(m.out(0, "docker rm " + name) == name + "\n");
    CHECK(m.container(0, name) == nullptr);
    m.pass(seconds(10));
    CHECK(m.container(0, "k8s_kube-scheduler_") != nullptr);
    CHECK(m.container(0, "k8s_kube-scheduler_")->state == DockerState::running);
}

TEST_CASE("docker's complaints") {
    MachineFixture m;
    CHECK(m.err(1, "docker logs nothing") == "Error: No such container: nothing\n");
    CHECK(m.err(1, "docker stop nothing") ==
          "Error response from daemon: No such container: nothing\n");
    CHECK(m.out(1, "docker inspect nothing") == "[]\n");
    CHECK(m.errors == "Error: No such object: nothing\n");
    CHECK(m.err(1, "docker ps --nothing") == "unknown flag: --nothing\nSee 'docker ps --help'.\n");
    CHECK(m.status == 125);
    CHECK(m.err(1, "docker nothing") ==
          "docker: 'nothing' is not a docker command.\nSee 'docker --help'\n");
    CHECK(contains(m.err(1, "docker stop"), "\"docker stop\" requires at least 1 argument.\n"));
    m.out(1, "systemctl stop docker");
    CHECK(m.err(1, "docker ps") ==
          "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker "
          "daemon running?\n");
    CHECK(m.status == 1);
    m.out(1, "systemctl start docker");
    CHECK(contains(m.out(1, "docker ps -a"), "Exited ("));
}

TEST_CASE("docker logs follows a container to its end") {
    MachineFixture m;
    const std::string name = m.container(0, "k8s_kube-scheduler_")->name;
    CHECK(contains(m.out(0, "docker logs --tail 1 " + name), "successfully acquired lease"));
    m.type(0, "docker logs -f " + name);
    m.pass(seconds(2));
    CHECK_FALSE(m.terminal(0).at_prompt);
    m.sim.interrupt(1);
    m.pass(milliseconds(10));
    CHECK(m.terminal(0).at_prompt);
    m.type(0, "docker logs -f " + name);
    m.pass(seconds(1));
    const TerminalId second = m.sim.open_terminal(0);
    m.pass(milliseconds(10));
    m.sim.type_line(second, "docker stop " + name);
    m.pass(seconds(2));
    CHECK(m.terminal(0).at_prompt);
}

TEST_CASE("a pod that is deleted by force while it waits for a volume leaves nothing behind") {
    MachineFixture m;
    m.sim.write_home_file(
        0, "p.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n"
        "  volumes: [{name: v, secret: {secretName: absent}}]\n"
        "  containers: [{name: c, image: nginx, volumeMounts: [{name: v, mountPath: /v}]}]\n");
    m.out(0, "kubectl create -f p.yaml");
    m.pass(seconds(5));
    m.out(0, "kubectl delete pod p --force");
    m.pass(minutes(4));
    CHECK(m.out(0, "kubectl get pods") == "");
    for (int i = 1; i <= 3; ++i) CHECK(m.out(i, "docker ps -q --filter name=k8s_c_p") == "");
}
