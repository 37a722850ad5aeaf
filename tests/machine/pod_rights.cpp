// Fields of pods that show inside containers: names, resolvers, users, rights, volumes of claims;
// and what is answered about fields that do nothing.
#include <doctest/doctest.h>

#include "tests/machine/fixture.h"

using namespace podfall;

namespace {

struct RightsPods : MachineFixture {
    // Applies a pod of busybox "c" that sleeps, with further members of the container and the spec.
    void pod(const std::string& name, const std::string& container, const std::string& more = "") {
        apply(cat("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"", name,
                  "\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"busybox\",",
                  "\"command\":[\"sleep\",\"10000\"]", container, "}]", more, "}}"));
    }
    void apply(const std::string& json) { out(0, cat("kubectl create -f - <<'E'\n", json, "\nE")); }
    std::string in(const std::string& name, const std::string& command) {
        return out(0, cat("kubectl exec ", name, " -- ", command));
    }
    std::string described(const std::string& what) { return out(0, "kubectl describe " + what); }
};

}  // namespace

TEST_CASE("hostAliases, subdomain and dnsConfig are in a pod's files") {
    RightsPods m;
    m.pod("names", "",
          R"(,"hostname":"web","subdomain":"shop","hostAliases":[{"ip":"10.1.2.3",)"
          R"("hostnames":["foo.remote","bar.remote"]}],"dnsPolicy":"None","dnsConfig":)"
          R"({"nameservers":["1.2.3.4"],"searches":["my.dns.search"],)"
          R"("options":[{"name":"ndots","value":"2"},{"name":"edns0"}]})");
    m.pass(seconds(12));
    const std::string hosts = m.in("names", "cat /etc/hosts");
    CHECK(contains(hosts, "\tweb.shop.default.svc.cluster.local\tweb\n"));
    CHECK(contains(hosts, "\n# Entries added by HostAliases.\n10.1.2.3\tfoo.remote\tbar.remote\n"));
    CHECK(m.in("names", "hostname") == "web\n");
    CHECK(m.in("names", "hostname -f") == "web.shop.default.svc.cluster.local\n");
    CHECK(m.in("names", "cat /etc/resolv.conf") ==
          "nameserver 1.2.3.4\nsearch my.dns.search\noptions edns0 ndots:2\n");
}

TEST_CASE("a security context decides who a container's programs are") {
    RightsPods m;
    m.pod("user", R"(,"volumeMounts":[{"name":"d","mountPath":"/data"}])",
          R"(,"securityContext":{"runAsUser":1000,"runAsGroup":3000,"fsGroup":2000},)"
          R"("volumes":[{"name":"d","emptyDir":{}}])");
    m.pass(seconds(12));
    CHECK(m.in("user", "id") == "uid=1000 gid=3000 groups=3000,2000\n");
    CHECK(contains(m.in("user", "ls -l /"), "drwxrwsrwx 2 root 2000"));
    CHECK(contains(m.in("user", "sh -c 'echo hi > /data/f; ls -l /data'"), "1000 2000"));
    CHECK(contains(m.err(0, "kubectl exec user -- touch /etc/x"), "Permission denied"));
    CHECK(contains(m.in("user", "cat /proc/1/status"), "CapEff:\t0000000000000000\n"));
}

TEST_CASE("capabilities and a read-only root show in a container") {
    RightsPods m;
    m.pod("caps", R"(,"securityContext":{"capabilities":{"add":["NET_ADMIN","SYS_TIME"]},)"
                  R"("readOnlyRootFilesystem":true})");
    m.apply(
        R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"ro"},"spec":{"containers":)"
        R"([{"name":"n","image":"nginx","securityContext":{"readOnlyRootFilesystem":true}}]}})");
    m.pass(seconds(15));
    CHECK(contains(m.in("caps", "cat /proc/1/status"), "CapPrm:\t00000000aa0435fb\n"));
    CHECK(contains(m.err(0, "kubectl exec caps -- touch /x"), "Read-only file system"));
    CHECK(contains(m.out(0, "kubectl logs ro"),
                   "mkdir() \"/var/cache/nginx/client_temp\" failed (30: Read-only file system)"));
}

TEST_CASE("the containers of a pod may share their processes") {
    RightsPods m;
    m.apply(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"shared"},"spec":)"
            R"({"shareProcessNamespace":true,"containers":[{"name":"nginx","image":"nginx"},)"
            R"({"name":"shell","image":"busybox","command":["sleep","10000"]}]}})");
    m.pass(seconds(15));
    const std::string all = m.out(0, "kubectl exec shared -c shell -- ps ax");
    CHECK(contains(all, " 1 root"));
    CHECK(contains(all, "/pause"));
    CHECK(contains(all, "nginx: master process"));
}

TEST_CASE("a claim's volume is the volume's directory on the node") {
    RightsPods m;
    m.out(1, "mkdir -p /mnt/data; echo hello > /mnt/data/index.html");
    m.apply(R"({"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"pv"},"spec":)"
            R"({"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],)"
            R"("storageClassName":"manual","hostPath":{"path":"/mnt/data"}}})");
    m.apply(R"({"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"pvc"},)"
            R"("spec":{"storageClassName":"manual","accessModes":["ReadWriteOnce"],)"
            R"("resources":{"requests":{"storage":"1Gi"}}}})");
    m.pass(seconds(3));
    m.pod("claim", R"(,"volumeMounts":[{"name":"d","mountPath":"/d"}])",
          R"(,"nodeName":"w1-k8s","volumes":[{"name":"d","persistentVolumeClaim":)"
          R"({"claimName":"pvc"}}])");
    m.pod("nfs", R"(,"volumeMounts":[{"name":"d","mountPath":"/d"}])",
          R"(,"volumes":[{"name":"d","nfs":{"server":"10.0.0.9","path":"/x"}}])");
    m.pass(seconds(15));
    CHECK(m.in("claim", "cat /d/index.html") == "hello\n");
    CHECK(contains(m.described("pod nfs"), "need a /sbin/mount.<type> helper program"));
}

TEST_CASE("readiness gates and forbidden sysctls hold a pod back") {
    RightsPods m;
    m.pod("gate", "", R"(,"readinessGates":[{"conditionType":"a.b/c"}])");
    m.pod("sysctl", "",
          R"(,"securityContext":{"sysctls":[{"name":"net.core.somaxconn","value":"1024"}]})");
    m.pass(seconds(12));
    CHECK(contains(m.out(0,
                         "kubectl get pod gate -o jsonpath='{.status.conditions[?(@.type=="
                         "\"Ready\")].message}'"),
                   "corresponding condition of pod readiness gate \"a.b/c\" does not exist."));
    CHECK(m.out(0, "kubectl get pod sysctl -o jsonpath='{.status.reason}'") == "SysctlForbidden");
}

TEST_CASE("a field without effect is said in an event") {
    RightsPods m;
    m.pod("ipc", "", R"(,"hostIPC":true)");
    m.pass(seconds(5));
    CHECK(contains(m.described("pod ipc"), "NotSimulated"));
    CHECK(contains(m.described("pod ipc"), "This simulation does nothing with spec.hostIPC: "));
}

TEST_CASE("a replication controller makes its pods, and a nodes' proxy shows them") {
    RightsPods m;
    m.apply(R"({"apiVersion":"v1","kind":"ReplicationController","metadata":{"name":"rc"},"spec":)"
            R"({"replicas":2,"selector":{"app":"rc"},"template":{"metadata":{"labels":)"
            R"({"app":"rc"}},"spec":{"containers":[{"name":"n","image":"nginx"}]}}}})");
    m.pass(seconds(15));
    CHECK(m.out(0, "kubectl get rc rc --no-headers").substr(0, 20) == "rc    2     2     2 ");
    m.out(0, "kubectl scale rc rc --replicas=1");
    m.pass(seconds(3));
    CHECK(m.out(0, "kubectl get rc rc -o jsonpath='{.status.replicas}'") == "1");
    CHECK(contains(m.described("rc rc"), "replication-controller"));
    CHECK(m.out(0, "kubectl get --raw /api/v1/nodes/w1-k8s/proxy/healthz") == "ok");
    CHECK(contains(m.out(0, "kubectl get --raw /api/v1/nodes/w1-k8s/proxy/stats/summary"),
                   "\"nodeName\": \"w1-k8s\""));
}

TEST_CASE("endpoints without a selector are mirrored to a slice") {
    RightsPods m;
    m.apply(R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"db"},"spec":)"
            R"({"ports":[{"port":3306}]}})");
    m.apply(R"({"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"db"},"subsets":)"
            R"([{"addresses":[{"ip":"10.20.30.40"}],"ports":[{"port":3306}]}]})");
    m.pass(seconds(3));
    CHECK(m.out(0,
                "kubectl get endpointslice -l kubernetes.io/service-name=db "
                "-o jsonpath='{.items[0].endpoints[0].addresses[0]}'") == "10.20.30.40");
}
