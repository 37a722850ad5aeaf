// Fields of pods that act: deadlines, users, hooks, termination messages, hostPath types; and
// NetworkPolicies.
#include <doctest/doctest.h>

#include "tests/machine/fixture.h"

using namespace podfall;

namespace {

struct FieldPods : MachineFixture {
    // A pod of one container "c" with these further members, both as JSON.
    void pod(const std::string& name, const std::string& container, const std::string& more = "") {
        out(0, cat("kubectl create -f - <<'E'\n{\"apiVersion\":\"v1\",\"kind\":\"Pod\",",
                   "\"metadata\":{\"name\":\"", name, "\"},\"spec\":{\"containers\":[{\"name\":",
                   "\"c\",", container, "}]", more, "}}\nE"));
    }
    std::string field(const std::string& name, const std::string& path) {
        return out(0, cat("kubectl get pod ", name, " -o jsonpath='{", path, "}'"));
    }
};

}  // namespace

TEST_CASE("a pod fails when its deadline is over") {
    FieldPods m;
    m.pod("dl", R"("image":"busybox","command":["sleep","1000"])",
          R"(,"activeDeadlineSeconds":10)");
    m.pass(seconds(8));
    CHECK(m.field("dl", ".status.phase") == "Running");
    m.pass(seconds(40));
    CHECK(m.field("dl", ".status.phase") == "Failed");
    CHECK(m.field("dl", ".status.reason") == "DeadlineExceeded");
}

TEST_CASE("runAsNonRoot refuses an image of root, and takes a user's number") {
    FieldPods m;
    m.pod("root", R"("image":"nginx","securityContext":{"runAsNonRoot":true})");
    m.pod("user", R"("image":"nginx","securityContext":{"runAsNonRoot":true,"runAsUser":1000})");
    m.pass(seconds(12));
    CHECK(m.field("root", "..waiting.reason") == "CreateContainerConfigError");
    CHECK(m.field("user", ".status.phase") == "Running");
}

TEST_CASE("hooks run, and a postStart hook that fails ends its container") {
    FieldPods m;
    m.pod("ok", R"("image":"nginx","lifecycle":{"postStart":{"exec":{"command":["sh","-c",)"
                R"("echo hi > /tmp/s"]}}})");
    m.pod("bad", R"("image":"nginx","lifecycle":{"postStart":{"exec":{"command":["sh","-c",)"
                 R"("exit 3"]}}})");
    m.pass(seconds(15));
    CHECK(m.out(0, "kubectl exec ok -- cat /tmp/s") == "hi\n");
    CHECK(contains(m.out(0, "kubectl describe pod bad"),
                   "failed - error: command 'sh -c exit 3' exited with 3: , message: \"\""));
}

TEST_CASE("a container's last words are its message") {
    FieldPods m;
    m.pod("file", R"("image":"busybox","command":["sh","-c","echo bye > /dev/termination-log"])",
          R"(,"restartPolicy":"Never")");
    m.pod("log",
          R"("image":"busybox","command":["sh","-c","echo broken; exit 1"],)"
          R"("terminationMessagePolicy":"FallbackToLogsOnError")",
          R"(,"restartPolicy":"Never")");
    m.pass(seconds(12));
    CHECK(m.field("file", "..terminated.message") == "bye\n");
    CHECK(m.field("log", "..terminated.message") == "broken\n");
}

TEST_CASE("a hostPath volume of type Directory needs its folder") {
    FieldPods m;
    m.pod("h", R"("image":"nginx","volumeMounts":[{"name":"h","mountPath":"/h"}])",
          R"(,"volumes":[{"name":"h","hostPath":{"path":"/no/such","type":"Directory"}}])");
    m.pass(seconds(12));
    CHECK(m.field("h", ".status.phase") == "Pending");
    CHECK(contains(m.out(0, "kubectl describe pod h"),
                   "hostPath type check failed: /no/such is not a directory"));
}

TEST_CASE("a policy lets in what its rules name") {
    FieldPods m;
    m.out(0, "kubectl run web --image=nginx --labels app=web; kubectl expose pod web --port=80");
    m.out(0, "kubectl run a --image=busybox --labels role=a -- sleep 3600");
    m.out(0, "kubectl run b --image=busybox --labels role=b -- sleep 3600");
    m.pass(seconds(15));
    m.out(0,
          "kubectl create -f - <<'E'\nkind: NetworkPolicy\napiVersion: networking.k8s.io/v1\n"
          "metadata: {name: p}\nspec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: "
          "[{podSelector: {matchLabels: {role: a}}}], ports: [{port: 80}]}]}\nE");
    CHECK(contains(m.out(0, "kubectl exec a -- wget -qO- -T 3 web"), "Welcome to nginx"));
    CHECK(contains(m.err(0, "kubectl exec b -- wget -qO- -T 3 web"), "download timed out"));
}
