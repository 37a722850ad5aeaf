// Objects to JSON and back, defaults, equality, cost.
#include "core/api/objects/network.h"
#include "core/api/objects/node.h"
#include "core/api/objects/policy.h"
#include "core/api/objects/raw.h"
#include "core/api/objects/service.h"
#include "core/api/objects/workload.h"
#include "core/api/schema/equal.h"
#include "tests/api/fixture.h"

using namespace podfall;

TEST_CASE("an empty pod prints what Go's encoding/json would") {
    CHECK(json_text(object_json(Pod(), Kind::pod)) ==
          "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"creationTimestamp\":null},"
          "\"spec\":{\"containers\":null},\"status\":{}}");
    CHECK(json_text(object_json(Service(), Kind::service)) ==
          "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"creationTimestamp\":null},"
          "\"spec\":{},\"status\":{\"loadBalancer\":{}}}");
}

TEST_CASE("text is escaped as Go escapes it") {
    CHECK(json_text(Json{{"a", "<&>\"\\\n\t\x01é"}}) ==
          "{\"a\":\"\\u003c\\u0026\\u003e\\\"\\\\\\n\\t\\u0001é\"}");
    CHECK(json_pretty(Json{{"a", {1, Json::object()}}}) ==
          "{\n    \"a\": [\n        1,\n        {}\n    ]\n}\n");
}

TEST_CASE("a pod is unchanged after conversion to JSON and back") {
    const auto pod = object_of<Pod>(
        "metadata: {name: p, uid: u, resourceVersion: '42', creationTimestamp: "
        "'2026-11-24T00:44:47Z'}\n"
        "spec:\n  volumes: [{name: v, hostPath: {path: /x}}, {name: e}]\n"
        "  containers: [{name: a, image: 'b:1', envFrom: [{configMapRef: {name: c}}], "
        "livenessProbe: {httpGet: "
        "{port: http}, periodSeconds: 3}}]\n"
        "status: {startTime: '2026-11-24T00:44:48Z', containerStatuses: [{name: a, state: "
        "{waiting: "
        "{reason: X}}}]}");
    CHECK(pod->metadata.resource_version == 42);
    CHECK(pod->spec.volumes[1].source->empty_dir);
    CHECK(pod->spec.containers[0].liveness_probe->handler.http_get->port.string == "http");
    const Json json = object_json(*pod, Kind::pod);
    CHECK(json["metadata"]["resourceVersion"] == "42");
    CHECK(json["metadata"]["creationTimestamp"] == "2026-11-24T00:44:47Z");
    Pod copy;
    CHECK(read_json(json, copy) == "");
    CHECK(equal(copy, *pod));
    Hasher a, b;
    hash_value(a, copy);
    hash_value(b, *pod);
    CHECK(a.value() == b.value());
    copy.spec.containers.edit()[0].image = "other";
    CHECK(!equal(copy, *pod));
    CHECK(pod->spec.containers[0].image == "b:1");
}

TEST_CASE("pods get the defaults of v1.20") {
    const auto pod = object_of<Pod>(
        "spec: {hostNetwork: true, containers: [{name: a, image: nginx, ports: [{containerPort: "
        "80}], "
        "resources: {limits: {cpu: 1}}}, {name: b, image: 'x/y:1'}, {name: c, image: "
        "'r:5000/z'}]}");
    const Container& a = pod->spec.containers[0];
    CHECK(a.image_pull_policy == "Always");
    CHECK(pod->spec.containers[1].image_pull_policy == "IfNotPresent");
    CHECK(pod->spec.containers[2].image_pull_policy == "Always");
    CHECK(a.ports[0].protocol == "TCP");
    CHECK(a.ports[0].host_port == 80);
    CHECK(a.resources.requests.at("cpu").text() == "1");
    CHECK(a.termination_message_path == "/dev/termination-log");
    CHECK(pod->spec.dns_policy == "ClusterFirst");
    CHECK(pod->spec.termination_grace_period_seconds == 30);
    CHECK(pod->spec.enable_service_links == true);
    CHECK(pod->spec.security_context);
}

TEST_CASE("workloads and services get the defaults of v1.20") {
    const auto d =
        object_of<Deployment>("spec: {template: {spec: {containers: [{name: a, image: b}]}}}");
    CHECK(d->spec.replicas == 1);
    CHECK(d->spec.strategy.rolling_update->max_surge->text() == "25%");
    CHECK(d->spec.revision_history_limit == 10);
    CHECK(d->spec.progress_deadline_seconds == 600);
    CHECK(!d->spec.pod_template.spec.enable_service_links);
    const auto s = object_of<Service>(
        "spec: {type: NodePort, ports: [{port: 80}, {port: 81, targetPort: x}]}");
    CHECK(s->spec.ports[0].target_port.number == 80);
    CHECK(s->spec.ports[1].target_port.string == "x");
    CHECK(s->spec.session_affinity == "None");
    CHECK(s->spec.external_traffic_policy == "Cluster");
}

TEST_CASE("wrong types give encoding/json's errors") {
    Deployment d;
    CHECK(read_json(json_of("{spec: {replicas: three}}"), d) ==
          "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type "
          "int32");
    CHECK(read_json(json_of("{spec: {template: {spec: {containers: [{name: 5}]}}}}"), d) ==
          "json: cannot unmarshal number into Go struct field "
          "Container.spec.template.spec.containers.name "
          "of type string");
    CHECK(read_json(json_of("{spec: {template: {spec: {containers: {a: b}}}}}"), d) ==
          "json: cannot unmarshal object into Go struct field "
          "PodSpec.spec.template.spec.containers of type "
          "[]v1.Container");
}

TEST_CASE("kinds are found by what people type") {
    CHECK(find_resource("po")->kind == Kind::pod);
    CHECK(find_resource("Deployments")->kind == Kind::deployment);
    CHECK(find_resource("deploy.apps")->kind == Kind::deployment);
    CHECK(find_resource("deployments.v1.apps")->kind == Kind::deployment);
    CHECK(find_resource("deployments.v2.apps") == nullptr);
    CHECK(find_resource("ing")->kind == Kind::ingress);
    CHECK(find_resource("ing.networking.k8s.io")->kind == Kind::ingress);
    CHECK(find_resource("nope") == nullptr);
    CHECK(find_kind("apps/v1", "Deployment")->kind == Kind::deployment);
    CHECK(find_kind("v1", "Deployment") == nullptr);
    CHECK(info(Kind::lease).resource() == "leases.coordination.k8s.io");
    for (int i = 0; i < kind_count; ++i) CHECK(static_cast<int>(all_kinds()[i].kind) == i);
}

TEST_CASE("every kind's empty object is unchanged after conversion to JSON and back") {
    for (const KindInfo& k : all_kinds()) {
        const auto object = k.make();
        const Json json = object_json(*object, k.kind);
        const auto read = read_object(json, k.kind);
        REQUIRE_MESSAGE(read.ok(), k.name);
        CHECK_MESSAGE(object_json(**read, k.kind) == json, k.name);
        CHECK_MESSAGE(equal(k.type(), object.get(), read->get()), k.name);
        CHECK_MESSAGE(json["kind"] == k.name, k.name);
    }
}

TEST_CASE("kinds that the simulation does not read keep their body") {
    const Json json = json_of(
        "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, "
        "metadata: {name: x, creationTimestamp: null}, spec: {group: g, names: {a: [1]}}}");
    const auto read = read_object(json, Kind::custom_resource_definition);
    REQUIRE(read.ok());
    CHECK(object_json(**read, Kind::custom_resource_definition) == json);
}

TEST_CASE("claims in a StatefulSet are printed with their kind, as the conversion does") {
    const auto set =
        object_of<StatefulSet>("spec: {volumeClaimTemplates: [{metadata: {name: d}}]}");
    const Json json = object_json(*set, Kind::stateful_set);
    CHECK(json["spec"]["volumeClaimTemplates"][0]["kind"] == "PersistentVolumeClaim");
    CHECK(json["spec"]["volumeClaimTemplates"][0]["apiVersion"] == "v1");
}

TEST_CASE("times have the forms of metav1.Time and MicroTime") {
    Time t = 0;
    CHECK(parse_rfc3339("2026-11-24T09:44:47.123456+09:00", t));
    CHECK(rfc3339(t) == "2026-11-24T00:44:47Z");
    CHECK(rfc3339_micro(t) == "2026-11-24T00:44:47.123456Z");
    CHECK(!parse_rfc3339("2026-11-24", t));
    Lease lease;
    lease.spec.renew_time = t;
    CHECK(to_json(lease)["spec"]["renewTime"] == "2026-11-24T00:44:47.123456Z");
}

TEST_CASE("copies share what is not written") {
    const auto pod = object_of<Pod>("spec: {containers: [{name: a, image: b}]}");
    Pod copy = *pod;
    CHECK(copy.spec.containers.same(pod->spec.containers));
    copy.status.phase = "Running";
    CHECK(copy.spec.containers.same(pod->spec.containers));
    copy.spec.containers.edit();
    CHECK(!copy.spec.containers.same(pod->spec.containers));
}

TEST_CASE("a map of times is a map, not a time") {
    const auto budget = object_of<PodDisruptionBudget>(
        "metadata: {name: b}\nstatus: {disruptedPods: {p: '2026-11-24T00:44:47Z'}}\n");
    REQUIRE(budget->status.disrupted_pods.count("p") == 1);
    const Json json = object_json(*budget, Kind::pod_disruption_budget);
    CHECK(json["status"]["disruptedPods"]["p"] == "2026-11-24T00:44:47Z");
    CHECK(equal(budget->status, PodDisruptionBudget(*budget).status));
}
