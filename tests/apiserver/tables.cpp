// The cells of `kubectl get`, compared with recordings of a real cluster.
#include "core/api/objects/batch.h"
#include "core/api/objects/event.h"
#include "core/api/objects/service.h"
#include "core/apiserver/columns/columns.h"
#include "tests/apiserver/fixture.h"

using namespace podfall;

namespace {

ContainerStatus running(const char* name, int restarts = 0) {
    ContainerStatus s;
    s.name = name;
    s.ready = true;
    s.restart_count = restarts;
    s.state.running = ContainerStateRunning{1};
    return s;
}
ContainerStatus waiting(const char* reason, int restarts = 0) {
    ContainerStatus s;
    s.restart_count = restarts;
    s.state.waiting = ContainerStateWaiting{reason, ""};
    return s;
}
ContainerStatus ended(int code, const char* reason, int signal = 0) {
    ContainerStatus s;
    ContainerStateTerminated t;
    t.exit_code = code;
    t.reason = reason;
    t.signal = signal;
    s.state.terminated = t;
    return s;
}

Pod pod_with(const char* phase, List<ContainerStatus> statuses) {
    Pod pod = nginx_pod("a");
    pod.status.phase = phase;
    pod.status.container_statuses = std::move(statuses);
    return pod;
}

}  // namespace

TEST_CASE("tables: the STATUS of a pod") {
    CHECK(pod_status_text(pod_with("Pending", {})) == "Pending");
    CHECK(pod_status_text(pod_with("Running", {running("a")})) == "Running");
    CHECK(pod_status_text(pod_with("Pending", {waiting("ContainerCreating")})) ==
          "ContainerCreating");
    CHECK(pod_status_text(pod_with("Running", {waiting("CrashLoopBackOff", 3)})) ==
          "CrashLoopBackOff");
    CHECK(pod_status_text(pod_with("Succeeded", {ended(0, "Completed")})) == "Completed");
    CHECK(pod_status_text(pod_with("Failed", {ended(3, "")})) == "ExitCode:3");
    CHECK(pod_status_text(pod_with("Failed", {ended(137, "", 9)})) == "Signal:9");
    Pod evicted = pod_with("Failed", {});
    evicted.status.reason = "Evicted";
    CHECK(pod_status_text(evicted) == "Evicted");
    evicted.metadata.deletion_timestamp = 1;
    CHECK(pod_status_text(evicted) == "Terminating");
    evicted.status.reason = "NodeLost";
    CHECK(pod_status_text(evicted) == "Unknown");
    Pod init = pod_with("Pending", {waiting("PodInitializing")});
    init.spec.init_containers = {Container{}, Container{}};
    init.status.init_container_statuses = {ended(0, "Completed"), waiting("PodInitializing")};
    CHECK(pod_status_text(init) == "Init:1/2");
    init.status.init_container_statuses = {waiting("CrashLoopBackOff", 2)};
    CHECK(pod_status_text(init) == "Init:CrashLoopBackOff");
    init.status.init_container_statuses = {ended(2, "")};
    CHECK(pod_status_text(init) == "Init:ExitCode:2");
}

TEST_CASE("tables: ages are as coarse as kubectl's") {
    CHECK(human_duration(seconds(-1)) == "0s");
    CHECK(human_duration(seconds(-5)) == "<invalid>");
    CHECK(human_duration(seconds(119)) == "119s");
    CHECK(human_duration(seconds(143)) == "2m23s");
    CHECK(human_duration(minutes(10) + seconds(59)) == "10m");
    CHECK(human_duration(minutes(179)) == "179m");
    CHECK(human_duration(hours(3)) == "3h");
    CHECK(human_duration(hours(7) + minutes(5)) == "7h5m");
    CHECK(human_duration(hours(47)) == "47h");
    CHECK(human_duration(hours(50)) == "2d2h");
    CHECK(human_duration(days(9)) == "9d");
    CHECK(human_duration(days(800)) == "2y70d");
    CHECK(age_text(0, 5) == "<unknown>");
}

TEST_CASE("tables: a pod's row has all columns and its own metadata") {
    Door door;
    door.create(nginx_pod("a"));
    door.world.now += seconds(21);
    CHECK(door.row(pods) == "a 0/1 Pending 0 21s <none> <none> <none> <none>");
    Pod up = *door.get<Pod>("a");
    up.status.phase = "Running";
    up.status.container_statuses = {running("nginx", 2)};
    up.status.pod_ips = {PodIP{"172.16.221.1"}};
    REQUIRE(door.try_update(up, Subresource::status).ok());
    CHECK(door.row(cat(pods, "/a")) == "a 1/1 Running 2 21s 172.16.221.1 <none> <none> <none>");
    const Json table = door.table(pods);
    CHECK(table["kind"] == "Table");
    CHECK(table["apiVersion"] == "meta.k8s.io/v1");
    CHECK(table["columnDefinitions"][3]["type"] == "integer");
    CHECK(table["columnDefinitions"][5]["priority"] == 1);
    CHECK(table["columnDefinitions"][0]["format"] == "name");
    CHECK(table["rows"][0]["object"]["kind"] == "PartialObjectMetadata");
    CHECK(door.table(cat(pods, "?includeObject=Object"))["rows"][0]["object"]["kind"] == "Pod");
    CHECK(door.table(cat(pods, "?includeObject=None"))["rows"][0]["object"].is_null());
}

TEST_CASE("tables: workloads, services, nodes, namespaces") {
    Door door;
    Deployment shop = nginx_deployment("del-deploy", 3);
    door.create(shop);
    shop = *door.get<Deployment>("del-deploy");
    shop.status.ready_replicas = shop.status.updated_replicas = shop.status.available_replicas = 3;
    REQUIRE(door.try_update(shop, Subresource::status).ok());
    door.world.now += seconds(22);
    CHECK(door.row("/apis/apps/v1/namespaces/default/deployments") ==
          "del-deploy 3/3 3 3 22s nginx nginx app=del-deploy");

    Service web;
    web.metadata.name = "web";
    web.metadata.namespace_ = "default";
    web.spec.cluster_ip = "10.102.124.210";
    ServicePort port;
    port.port = 80;
    web.spec.ports.push_back(port);
    door.create(web);
    CHECK(door.row("/api/v1/namespaces/default/services") ==
          "web ClusterIP 10.102.124.210 <none> 80/TCP 0s <none>");

    Node node;
    node.metadata.name = "m-k8s";
    node.metadata.labels = {{"node-role.kubernetes.io/master", ""},
                            {"node-role.kubernetes.io/control-plane", ""}};
    node.spec.unschedulable = true;
    node.status.conditions.push_back({.type = "Ready", .status = "True"});
    node.status.node_info.kubelet_version = "v1.20.2";
    door.create(node);
    CHECK(door.row("/api/v1/nodes") ==
          "m-k8s Ready,SchedulingDisabled control-plane,master 0s v1.20.2 <none> <none> <unknown> "
          "<unknown> <unknown>");
    CHECK(door.row("/api/v1/namespaces/default") == "default Active 22s");
    CHECK(door.row("/api/v1/namespaces/default/serviceaccounts") == "default 1 22s");
}

TEST_CASE("tables: events, endpoints, components, kinds without a printer") {
    Door door;
    Event e;
    e.metadata.name = "a.1";
    e.metadata.namespace_ = "default";
    e.involved_object.kind = "Pod";
    e.involved_object.name = "a";
    e.involved_object.namespace_ = "default";
    e.reason = "Started";
    e.type = "Normal";
    e.message = "Started container nginx\n";
    e.source.component = "kubelet";
    e.source.host = "w1-k8s";
    e.first_timestamp = door.world.now - seconds(60);
    e.last_timestamp = door.world.now - seconds(5);
    e.count = 3;
    door.create(e);
    CHECK(door.row("/api/v1/namespaces/default/events") ==
          "5s Normal Started pod/a  kubelet, w1-k8s Started container nginx 60s 3 a.1");
    const Json modern = door.ask("GET", "/apis/events.k8s.io/v1/namespaces/default/events/a.1");
    CHECK(modern["regarding"]["name"] == "a");
    CHECK(modern["deprecatedCount"] == 3);

    Endpoints ep;
    ep.metadata.name = "web";
    ep.metadata.namespace_ = "default";
    EndpointSubset subset;
    for (int i = 1; i <= 4; ++i) {
        EndpointAddress a;
        a.ip = cat("172.16.0.", i);
        subset.addresses.push_back(a);
    }
    EndpointPort port;
    port.port = 80;
    port.protocol = "TCP";
    subset.ports.push_back(port);
    ep.subsets.push_back(subset);
    door.create(ep);
    CHECK(door.row("/api/v1/namespaces/default/endpoints") ==
          "web 172.16.0.1:80,172.16.0.2:80,172.16.0.3:80 + 1 more... 0s");

    CHECK(door.row("/api/v1/componentstatuses", 1) == "etcd-0 Healthy {\"health\":\"true\"} ");
    CHECK(door.row("/api/v1/componentstatuses", 2) ==
          "scheduler Unhealthy Get \"http://127.0.0.1:10251/healthz\": dial tcp 127.0.0.1:10251: "
          "connect: connection refused ");
    LimitRange range;
    range.metadata.name = "r";
    range.metadata.namespace_ = "default";
    door.create(range);
    CHECK(door.row("/api/v1/namespaces/default/limitranges") == "r 2022-08-15T05:00:00Z");
}
