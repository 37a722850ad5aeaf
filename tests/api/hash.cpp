// pod-template-hash, compared with names from a real v1.20.2 cluster.
#include "core/api/objects/workload.h"
#include "core/api/rules/template_hash.h"
#include "core/api/schema/equal.h"
#include "core/world/world_hash.h"
#include "tests/api/fixture.h"

using namespace podfall;

static std::string hash_of(std::string_view name, std::string_view spec) {
    const std::string yaml =
        "spec:\n  template:\n    metadata: {labels: {app: " + std::string(name) +
        "}}\n    spec: " + std::string(spec);
    const auto deployment = object_of<Deployment>(yaml);
    return compute_hash(deployment->spec.pod_template, {});
}

TEST_CASE("a deployment of one container hashes as in a real cluster") {
    CHECK(hash_of("h0", "{containers: [{name: nginx, image: nginx}]}") == "6979cd665b");
    CHECK(hash_of("h1", "{containers: [{name: nginx, image: 'nginx:1.19'}]}") == "7b55c5c588");
    CHECK(hash_of("h2", "{containers: [{name: busybox, image: busybox}]}") == "598bc77df8");
    CHECK(hash_of("h3", "{containers: [{name: redis, image: 'redis:6'}]}") == "69685cbdb5");
    CHECK(hash_of("h4", "{containers: [{name: chk-info, image: sysnet4admin/chk-info}]}") ==
          "7bccf698cb");
    CHECK(hash_of("hp",
                  "{containers: [{name: nginx, image: nginx, ports: [{containerPort: 8080}]}]}") ==
          "5cd5fc9b5");
    CHECK(hash_of("del-deploy", "{containers: [{name: nginx, image: nginx}]}") == "57f68b56f7");
    CHECK(hash_of("nginx", "{containers: [{name: nginx, image: nginx}]}") == "6799fc88d8");
    CHECK(hash_of("web", "{containers: [{name: nginx, image: 'nginx:1.18'}]}") == "6c57bdf5f4");
    CHECK(hash_of("web", "{containers: [{name: nginx, image: 'nginx:1.19'}]}") == "bc7cc9f65");
    CHECK(hash_of("web", "{containers: [{name: nginx, image: 'nginx:1.20'}]}") == "7f5844f89c");
    CHECK(hash_of("web", "{containers: [{name: nginx, image: 'nginx:bad'}]}") == "7b865587c7");
}

TEST_CASE("quantities, environment and pointers to scalars are part of the hash") {
    CHECK(hash_of("shop",
                  "{containers: [{name: nginx, image: 'nginx:1.19', ports: [{containerPort: 80}], "
                  "env: [{name: MODE, value: prod}], resources: {requests: {cpu: 10m, memory: "
                  "32Mi}, limits: {memory: 64Mi}}}]}") == "7ff9bd869c");
    CHECK(hash_of("two",
                  "{terminationGracePeriodSeconds: 5, hostNetwork: true, tolerations: [{key: gpu, "
                  "operator: Exists, effect: NoSchedule}], containers: [{name: a, image: nginx, "
                  "ports: [{containerPort: 80, name: http}]}, {name: b, image: 'busybox:1.32', "
                  "workingDir: /tmp}]}") == "67f4b68747");
    const auto env = object_of<Deployment>(
        "spec:\n  template:\n    metadata: {labels: {app: env, tier: a}, annotations: {note: x}}\n"
        "    spec: {nodeSelector: {kubernetes.io/os: linux}, containers: [{name: c, image: nginx, "
        "env: "
        "[{name: A, value: '1'}, {name: B, value: two}], command: [sh, -c], args: ['sleep 1'], "
        "imagePullPolicy: IfNotPresent}]}");
    CHECK(compute_hash(env->spec.pod_template, {}) == "799478f86");
}

TEST_CASE("a collision count gives another hash, and an empty list the same as none") {
    const auto d =
        object_of<Deployment>("spec: {template: {spec: {containers: [{name: a, image: b}]}}}");
    const std::string plain = compute_hash(d->spec.pod_template, {});
    CHECK(compute_hash(d->spec.pod_template, 0) != plain);
    CHECK(compute_hash(d->spec.pod_template, 1) != compute_hash(d->spec.pod_template, 0));
    d->spec.pod_template.spec.volumes.edit();
    CHECK(compute_hash(d->spec.pod_template, {}) == plain);
}

TEST_CASE("spew prints every member with its Go name and type") {
    const PodTemplateSpec empty;
    const std::string text = spew_text(type_of<PodTemplateSpec>(), &empty);
    CHECK(text.find(
              "(v1.PodTemplateSpec){ObjectMeta:(v1.ObjectMeta){Name:(string) GenerateName:") == 0);
    CHECK(text.find("UID:(types.UID) ResourceVersion:(string) Generation:(int64)0 "
                    "CreationTimestamp:(v1.Time){Time:(time.Time){wall:(uint64)0 ext:(int64)0 "
                    "loc:(*time.Location)<nil>}}") != std::string::npos);
    CHECK(text.find("SetHostnameAsFQDN:(*bool)<nil>}}") != std::string::npos);
}

TEST_CASE("revision data replaces the whole template") {
    PodTemplateSpec t;
    t.metadata.labels["app"] = "db";
    CHECK(
        revision_data(t) ==
        "{\"spec\":{\"template\":{\"$patch\":\"replace\",\"metadata\":{\"creationTimestamp\":null,"
        "\"labels\":{\"app\":\"db\"}},\"spec\":{\"containers\":null}}}}");
    CHECK(controller_revision_hash("{}", {}) != controller_revision_hash("{}", 1));
}
