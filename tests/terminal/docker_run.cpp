// docker run, exec, pull, rmi, tag: containers that the kubelet does not know.
#include <doctest/doctest.h>

#include "tests/machine/fixture.h"

using namespace podfall;

TEST_CASE("docker run -d -p: a web server, until docker stops") {
    MachineFixture m;
    CHECK(m.out(0, "docker run -d --name web -p 8080:80 nginx | wc -c") == "65\n");
    CHECK(contains(
        m.errors,
        "Unable to find image 'nginx:latest' locally\nlatest: Pulling from library/nginx\n"));
    CHECK(contains(m.errors, "Status: Downloaded newer image for nginx:latest\n"));
    CHECK(contains(m.out(0, "docker ps --filter name=web"), "0.0.0.0:8080->80/tcp   web\n"));
    CHECK(contains(m.out(1, "curl -s 192.168.1.10:8080"), "Welcome to nginx!"));
    m.out(0, "docker exec web sh -c 'echo mine > /usr/share/nginx/html/index.html'");
    CHECK(m.out(0, "curl -s localhost:8080") == "mine\n");
    m.pass(seconds(70));
    CHECK(m.out(0, "docker ps -q --filter name=web | wc -l") == "1\n");  // the kubelet ignores it
    CHECK(contains(m.err(0, "docker run -d --name web nginx"),
                   "Conflict. The container name \"/web\" is already in use by container"));
    CHECK(m.status == 125);
    CHECK(contains(m.err(0, "docker run -d -p 8080:80 nginx"),
                   "Bind for 0.0.0.0:8080 failed: port is already allocated.\n"));
    m.out(0, "systemctl restart docker");
    m.pass(seconds(5));
    CHECK(
        contains(m.out(0, "docker ps -a --filter name=web --format '{{.Status}}'"), "Exited (0)"));
    m.out(0, "curl -s localhost:8080");
    CHECK(m.status == 7);
}

TEST_CASE("docker run in the foreground: output, exit status, --rm") {
    MachineFixture m;
    CHECK(
        m.out(0,
              "docker run --rm busybox sh -c 'for i in 1 2; do echo $i; sleep 1; done; exit 4'") ==
        "1\n2\n");
    CHECK(m.status == 4);
    CHECK(m.out(0, "docker run --rm busybox echo hello") == "hello\n");
    CHECK(m.out(0, "docker ps -aq --filter ancestor=busybox").empty());
    CHECK(m.err(0, "docker run busybox nosuch") ==
          "docker: Error response from daemon: OCI runtime create failed: container_linux.go:370: "
          "starting container process caused: "
          "exec: \"nosuch\": executable file not found in $PATH: unknown.\n");
    CHECK(m.status == 127);
    m.out(0, "docker run -it --rm busybox sh");
    CHECK(m.terminal(0).prompt == "/ # ");
    m.out(0, "exit 3");
    m.pass(seconds(1));
    CHECK(m.terminal(0).prompt == "[root@m-k8s ~]# ");
    CHECK(m.out(0, "echo $?") == "3\n");
    CHECK(m.err(0, "docker run nosuch-image") ==
          "Unable to find image 'nosuch-image:latest' locally\ndocker: Error response from daemon: "
          "pull access denied for nosuch-image, "
          "repository does not exist or may require 'docker login': denied: requested access to "
          "the resource is denied.\n"
          "See 'docker run --help'.\n");
}

TEST_CASE("docker exec, pull, rmi, tag and their refusals") {
    MachineFixture m;
    CHECK(m.err(0, "docker exec nope ls") == "Error: No such container: nope\n");
    CHECK(contains(m.out(0, "docker exec $(docker ps -q --filter name=k8s_coredns | head -1) sh"),
                   "exec: \"sh\": executable file not found in $PATH"));
    CHECK(m.status == 126);
    CHECK(contains(
        m.out(0, "docker pull alpine"),
        "Status: Downloaded newer image for alpine:latest\ndocker.io/library/alpine:latest\n"));
    CHECK(contains(m.out(0, "docker pull alpine"),
                   "Status: Image is up to date for alpine:latest\n"));
    m.out(0, "docker tag alpine mine:1");
    CHECK(m.out(0, "docker images mine -q") == m.out(0, "docker images alpine -q"));
    CHECK(m.out(0, "docker rmi mine:1") == "Untagged: mine:1\n");
    CHECK(contains(m.out(0, "docker rmi alpine"), "Untagged: alpine:latest\n"));
    CHECK(m.err(0, "docker rmi alpine") == "Error: No such image: alpine\n");
    CHECK(contains(m.err(0, "docker rmi k8s.gcr.io/pause:3.2"),
                   "conflict: unable to remove repository reference"));
    CHECK(m.err(0, "docker pull nginx:nope") ==
          "Error response from daemon: manifest for nginx:nope not found: manifest unknown: "
          "manifest unknown\n");
}
