// Settings of containers (environment, volumes, limits), and probes.
#include <doctest/doctest.h>

#include "tests/machine/fixture.h"

using namespace podfall;

namespace {

struct Pods : MachineFixture {
    // A pod of one container "c" with these further members, both as JSON.
    void pod(const std::string& name, const std::string& container, const std::string& more = "") {
        out(0,
            cat("kubectl create -f - "
                "<<'E'\n{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"",
                name, "\",\"labels\":{\"app\":\"", name,
                "\"}},\"spec\":{\"containers\":[{\"name\":\"c\",", container, "}]", more, "}}\nE"));
    }
    std::string state(const std::string& name) {
        return out(0, "kubectl get pod " + name + " --no-headers | awk '{print $2, $3, $4}'");
    }
};

}  // namespace

TEST_CASE(
    "a container's environment: values, fields, config maps, services that were there before it") {
    Pods m;
    m.out(0, "kubectl create configmap cm --from-literal=x=hello");
    m.out(0, "kubectl create service clusterip my-db --tcp=5432");
    m.pod("e", R"("image":"busybox","command":["sh","-c","echo $(A)/$A-'$$(A)'; env; sleep 100"],)"
               R"("env":[{"name":"A","value":"1"},)"
               R"({"name":"N","valueFrom":{"fieldRef":{"fieldPath":"spec.nodeName"}}},{"name":"X",)"
               R"("valueFrom":{"configMapKeyRef":{"name":"cm","key":"x"}}},)"
               R"({"name":"B","value":"<$(X)>"}])");
    m.pass(seconds(8));
    m.out(0, "kubectl create service clusterip late --tcp=80");
    const std::string log = m.out(0, "kubectl logs e");
    CHECK(log.rfind("1/1-$(A)\n", 0) == 0);
    CHECK(contains(log, "\nX=hello\n"));
    CHECK(contains(log, "\nB=<hello>\n"));
    CHECK(contains(log, "-k8s\n"));
    CHECK(contains(log, "\nMY_DB_SERVICE_PORT=5432\n"));
    CHECK_FALSE(contains(m.out(0, "kubectl exec e -- env"), "LATE_SERVICE_HOST"));
    m.pod("f",
          R"("image":"busybox","env":[{"name":"X","valueFrom":{"configMapKeyRef":{"name":"none",)"
          R"("key":"x"}}}])");
    m.pass(seconds(8));
    CHECK(m.state("f") == "0/1 CreateContainerConfigError 0\n");
    CHECK(contains(m.out(0, "kubectl describe pod f"), "Error: configmap \"none\" not found"));
}

TEST_CASE("config maps are mounted, read only, and follow their object; an emptyDir is shared") {
    Pods m;
    m.out(0, "kubectl create configmap cm --from-literal=index.html=first");
    m.pod("v",
          R"("image":"nginx","volumeMounts":[{"name":"h","mountPath":"/usr/share/nginx/html"},)"
          R"({"name":"s","mountPath":"/s"}]},)"
          R"({"name":"d","image":"busybox","command":["sleep","1000"],)"
          R"("volumeMounts":[{"name":"s","mountPath":"/x"}])",
          R"(,"volumes":[{"name":"h","configMap":{"name":"cm"}},{"name":"s","emptyDir":{}}])");
    m.pass(seconds(12));
    CHECK(m.out(0, "curl -s $(kubectl get pod v -o jsonpath='{.status.podIP}')") == "first");
    CHECK(contains(
        m.err(0, "kubectl exec v -c c -- sh -c 'echo x > /usr/share/nginx/html/index.html'"),
        "Read-only file system"));
    m.out(0, "kubectl exec v -c c -- sh -c 'echo shared > /s/f'");
    CHECK(m.out(0, "kubectl exec v -c d -- cat /x/f") == "shared\n");
    m.out(0, "kubectl patch configmap cm -p '{\"data\":{\"index.html\":\"second\"}}'");
    m.pass(seconds(100));
    CHECK(m.out(0, "curl -s $(kubectl get pod v -o jsonpath='{.status.podIP}')") == "second");
}

TEST_CASE("a readiness probe that fails takes the pod out of its service, and back") {
    Pods m;
    m.pod(
        "r",
        R"("image":"nginx","readinessProbe":{"httpGet":{"path":"/","port":80},"periodSeconds":3})");
    m.out(0, "kubectl expose pod r --port=80");
    m.pass(seconds(12));
    CHECK(m.state("r") == "1/1 Running 0\n");
    m.out(0, "kubectl exec r -- mv /usr/share/nginx/html/index.html /tmp");
    m.pass(seconds(14));
    CHECK(m.state("r") == "0/1 Running 0\n");
    CHECK(m.out(0, "kubectl get endpoints r -o jsonpath='{.subsets[0].addresses}'").empty());
    CHECK(contains(m.out(0, "kubectl describe pod r"),
                   "Readiness probe failed: HTTP probe failed with statuscode: 403"));
    m.out(0, "kubectl exec r -- mv /tmp/index.html /usr/share/nginx/html");
    m.pass(seconds(6));
    CHECK(m.state("r") == "1/1 Running 0\n");
}

TEST_CASE("a liveness probe that fails three times restarts the container") {
    Pods m;
    m.pod("l",
          R"("image":"busybox","args":["/bin/sh","-c","touch /tmp/healthy; sleep 30; )"
          R"(rm -f /tmp/healthy; sleep 600"],)"
          R"("livenessProbe":{"exec":{"command":["cat","/tmp/healthy"]},"initialDelaySeconds":5,)"
          R"("periodSeconds":5})");
    m.pass(seconds(30));
    CHECK(m.state("l") == "1/1 Running 0\n");
    m.pass(seconds(60));
    CHECK(m.state("l") == "1/1 Running 1\n");
    const std::string told = m.out(0, "kubectl describe pod l");
    CHECK(contains(
        told, "Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory"));
    CHECK(contains(told, "Container c failed liveness probe, will be restarted"));
}

TEST_CASE("a startup probe delays the others") {
    Pods m;
    m.pod("s", R"("image":"busybox","command":["sh","-c","sleep 20; touch /up; sleep 600"],)"
               R"("startupProbe":{"exec":{"command":["ls","/up"]},"periodSeconds":4,)"
               R"("failureThreshold":20},)"
               R"("livenessProbe":{"exec":{"command":["ls","/up"]},"periodSeconds":2,)"
               R"("failureThreshold":1})");
    m.pass(seconds(15));
    CHECK(m.state("s") == "0/1 Running 0\n");
    m.pass(seconds(20));
    CHECK(m.state("s") == "1/1 Running 0\n");
}

TEST_CASE("a container above its memory limit is killed") {
    Pods m;
    m.pod("o", R"("image":"polinux/stress","command":["stress"],"args":["--vm","1","--vm-bytes",)"
               R"("250M"],"resources":{"limits":{"memory":"100Mi"}})");
    m.pod("ok", R"("image":"polinux/stress","command":["stress"],"args":["--vm","1","--vm-bytes",)"
                R"("50M"],"resources":{"limits":{"memory":"100Mi"}})");
    m.pass(seconds(8));
    CHECK(contains(m.out(0, "kubectl describe pod o"), "Reason:       OOMKilled"));
    CHECK(m.state("ok") == "1/1 Running 0\n");
}

TEST_CASE("a script in a container runs, its output is the log") {
    Pods m;
    m.pod("t", R"("image":"busybox","command":["sh","-c","i=0; while true; do i=$((i+1)); )"
               R"(echo line $i; sleep 1; done"])");
    m.pass(seconds(8));
    CHECK(m.out(0, "kubectl logs t | head -2") == "line 1\nline 2\n");
    m.pass(seconds(5));
    CHECK(contains(m.out(0, "kubectl logs t"), "line 8\n"));
    m.pod("x",
          R"("image":"busybox","command":["sh","-c","echo to stdout; echo to stderr >&2; exit 7"])",
          R"(,"restartPolicy":"Never")");
    m.pass(seconds(8));
    CHECK(m.out(0, "kubectl logs x") == "to stdout\nto stderr\n");
    CHECK(m.out(0,
                "kubectl get pod x -o "
                "jsonpath='{.status.containerStatuses[0].state.terminated.exitCode}'") == "7");
    CHECK(m.err(0, "kubectl exec x -- ls") ==
          "error: cannot exec into a container in a completed pod; current phase is Failed\n");
}

TEST_CASE("a log's lines have their own times: --since, --timestamps, -f") {
    Pods m;
    m.pod("p",
          R"("image":"busybox","command":["sh","-c","for i in 1 2 3 4 5 6; do echo tick $i; )"
          R"(sleep 2; done"])",
          R"(,"restartPolicy":"Never")");
    m.pass(seconds(9));
    CHECK(m.out(0, "kubectl logs p | head -2") == "tick 1\ntick 2\n");
    CHECK(m.out(0, "kubectl logs p --since=2s | wc -l") == "1\n");
    CHECK(m.out(0,
                "kubectl logs p --timestamps > l; test $(cut -d. -f1 l | sort -u | wc -l) = $(cat "
                "l | wc -l) && echo same") == "same\n");
    CHECK(contains(m.out(0, "kubectl logs -f p --tail=1"), "tick 5\ntick 6\n"));  // until it ends
    m.pass(seconds(3));
    CHECK(m.out(0, "kubectl get pod p -o jsonpath='{.status.phase}'") == "Succeeded");
}

TEST_CASE("a container that only uses CPU does not stop the clock") {
    Pods m;
    m.pod("burn", R"("image":"busybox","command":["sh","-c","while true; do i=$((i+1)); done"])");
    m.pass(seconds(20));
    CHECK(m.state("burn") == "1/1 Running 0\n");
    const int node = m.out(0, "kubectl get pod burn -o jsonpath='{.spec.nodeName}'")[1] - '0';
    const auto busy_turns = [&] {
        const DockerContainer* c = m.container(node, "k8s_c_burn_");
        for (const auto& [id, t] : m.sim.world().terminals)
            if (c && t.hidden && t.shell == c->pid && t.machine == node)
                if (const Session* session = find_session(m.sim.world(), id))
                    return session->busy_turns;
        return -1;
    };
    const int then = busy_turns();
    REQUIRE(then > 0);
    m.pass(seconds(30));
    // Once a second by now, not once a millisecond. A turn full of steps counts as twenty turns.
    CHECK(busy_turns() - then <= 31 * 20);
}
