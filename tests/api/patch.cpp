// Patches. The expected documents and texts were checked against `kubectl patch --local` v1.20.2.
#include "core/api/patch/patch.h"

#include "core/api/objects/workload.h"
#include "tests/api/fixture.h"

using namespace podfall;

static Json web() {
    return json_of(
        "metadata: {name: web, labels: {a: b, c: d}, finalizers: [f1.x/a, f2.x/b]}\n"
        "spec:\n  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}\n  template:\n"
        "    spec:\n      containers:\n"
        "      - {name: a, image: nginx, env: [{name: A, value: '1'}, {name: B, value: '2'}], "
        "args: [x]}\n"
        "      - {name: b, image: nginx}\n      - {name: c, image: nginx}\n");
}

static Json patched(std::string_view patch) {
    auto out = strategic_merge_patch(web(), json_of(patch), type_of<Deployment>());
    CHECK_MESSAGE(out.ok(), out.status().message);
    return out.ok() ? *out : Json();
}

static std::string names(const Json& list) {
    std::string out;
    for (const Json& item : list)
        out += item.is_object() ? item["name"].get<std::string>() : item.get<std::string>();
    return out;
}

static Json containers(const Json& json) {
    return json["spec"]["template"]["spec"]["containers"];
}
static Json in_pod(std::string_view patch) {
    return patched("spec: {template: {spec: {" + std::string(patch) + "}}}");
}

static std::string refused_patch(std::string_view patch) {
    return strategic_merge_patch(web(), json_of(patch), type_of<Deployment>()).status().message;
}

TEST_CASE("items merge by their key and new ones go first") {
    const Json out = containers(in_pod("containers: [{name: b, image: x}, {name: z, image: y}]"));
    CHECK(names(out) == "abzc");
    CHECK(out[1]["image"] == "x");
    const Json env =
        containers(in_pod("containers: [{name: a, env: [{name: C, value: '3'}]}]"))[0]["env"];
    CHECK(names(env) == "CAB");
}

TEST_CASE("lists without a key are replaced") {
    CHECK(names(containers(in_pod("containers: [{name: a, args: [q]}]"))[0]["args"]) == "q");
}

TEST_CASE("directives inside lists") {
    CHECK(names(containers(in_pod("containers: [{name: b, $patch: delete}]"))) == "ac");
    CHECK(names(containers(in_pod("containers: [{name: q, image: i}, {$patch: replace}]"))) == "q");
    CHECK(names(containers(
              in_pod("$setElementOrder/containers: [{name: c}, {name: a}], containers: [{name: a, "
                     "image: n}]"))) == "bca");
}

TEST_CASE("directives for maps and lists of strings") {
    CHECK(patched("{metadata: {labels: {a: null, x: w}}}")["metadata"]["labels"] ==
          Json({{"c", "d"}, {"x", "w"}}));
    CHECK(
        patched("{spec: {strategy: {$retainKeys: [type], type: Recreate}}}")["spec"]["strategy"] ==
        Json({{"type", "Recreate"}}));
    CHECK(patched("{metadata: {$deleteFromPrimitiveList/finalizers: [f1.x/a]}}")["metadata"]
                                                                                ["finalizers"] ==
          Json({"f2.x/b"}));
    CHECK(patched("{metadata: {finalizers: [f3.x/a]}}")["metadata"]["finalizers"].size() == 3);
    CHECK(patched("{spec: {template: {spec: {$patch: replace, nodeName: w1}}}}")["spec"]["template"]
                                                                                ["spec"] ==
          Json({{"nodeName", "w1"}}));
}

TEST_CASE("invalid patches are refused with upstream's messages") {
    CHECK(refused_patch("{spec: {template: {spec: {containers: [{image: z}]}}}}") ==
          "map: map[image:z] does not contain declared merge key: name");
    CHECK(refused_patch("{spec: {strategy: {$retainKeys: [type], rollingUpdate: {}}}}") ==
          "invalid patch format of retainKeys");
    CHECK(refused_patch("{spec: {strategy: {$patch: bogus, a: [b]}}}") ==
          "unknown patch type: bogus in map: map[$patch:bogus a:[b]]");
}

TEST_CASE("the patch between two documents turns one into the other") {
    Json after = web();
    after["metadata"]["labels"] = {{"c", "e"}};
    after["spec"]["template"]["spec"]["containers"] =
        json_of("[{name: c, image: x}, {name: a, image: nginx}]");
    const auto patch = strategic_diff(web(), after, type_of<Deployment>());
    REQUIRE(patch.ok());
    CHECK(patched(json_text(*patch)) == after);
    CHECK(strategic_diff(after, after, type_of<Deployment>())->empty());
}

TEST_CASE("apply deletes what was applied before and keeps what others added") {
    const Json last = json_of(
        "{metadata: {labels: {a: b, old: x}}, spec: {replicas: 2, template: {spec: {containers: "
        "[{name: a, image: n1}, {name: b, image: x}]}}}}");
    const Json now = json_of(
        "{metadata: {labels: {a: b}}, spec: {template: {spec: {containers: "
        "[{name: a, image: n2}, {name: c, image: x}]}}}}");
    const Json live = json_of(
        "{metadata: {labels: {a: b, old: x, other: z}}, spec: {replicas: 5, template: {spec: "
        "{containers: [{name: a, image: n1, imagePullPolicy: Always}, {name: b, image: x}, "
        "{name: s, image: sidecar}]}}}}");
    const auto patch = strategic_three_way(last, now, live, type_of<Deployment>());
    REQUIRE(patch.ok());
    CHECK(json_text(*patch) ==
          "{\"metadata\":{\"labels\":{\"old\":null}},\"spec\":{\"replicas\":null,\"template\":{"
          "\"spec\":{"
          "\"$setElementOrder/containers\":[{\"name\":\"a\"},{\"name\":\"c\"}],\"containers\":["
          "{\"image\":\"n2\",\"name\":\"a\"},{\"image\":\"x\",\"name\":\"c\"},"
          "{\"$patch\":\"delete\",\"name\":\"b\"}]}}}}");
    const auto out = strategic_merge_patch(live, *patch, type_of<Deployment>());
    REQUIRE(out.ok());
    CHECK(names(containers(*out)) == "acs");
    CHECK(containers(*out)[0]["imagePullPolicy"] == "Always");
    CHECK((*out)["metadata"]["labels"] == Json({{"a", "b"}, {"other", "z"}}));
    CHECK(!(*out)["spec"].contains("replicas"));
    // Applying it again only repeats the order, which changes nothing.
    const auto again = strategic_three_way(now, now, *out, type_of<Deployment>());
    REQUIRE(again.ok());
    CHECK(*strategic_merge_patch(*out, *again, type_of<Deployment>()) == *out);
}

TEST_CASE("merge patches are RFC 7386") {
    CHECK(merge_patch(json_of("{a: {b: 1, c: 2}, l: [1]}"),
                      json_of("{a: {b: null, d: 3}, l: [2]}")) ==
          json_of("{a: {c: 2, d: 3}, l: [2]}"));
    CHECK(merge_diff(json_of("{a: 1, b: {c: 2}}"), json_of("{b: {c: 3}}")) ==
          json_of("{a: null, b: {c: 3}}"));
    CHECK(merge_three_way(json_of("{a: 1, b: 2}"), json_of("{b: 3}"),
                          json_of("{a: 1, b: 2, x: 9}")) == json_of("{a: null, b: 3}"));
}

static std::string json_patch_error(std::string_view operations) {
    return json_patch(web(), json_of(operations)).status().message;
}

TEST_CASE("JSON patches work and fail like the library's") {
    const auto out =
        json_patch(web(), json_of("[{op: add, path: /spec/template/spec/containers/-, value: "
                                  "{name: t}}, {op: remove, path: "
                                  "/metadata/labels/a}, {op: move, from: /metadata/labels/c, path: "
                                  "/metadata/labels/x~1z}]"));
    REQUIRE(out.ok());
    CHECK(names(containers(*out)) == "abct");
    CHECK((*out)["metadata"]["labels"] == Json({{"x/z", "d"}}));
    CHECK(json_patch(web(), json_of("[{op: replace, path: /spec/new, value: 1}]")).ok());
    CHECK(json_patch_error("[{op: remove, path: /spec/nope}]") ==
          "error in remove for path: '/spec/nope': Unable to remove nonexistent key: nope: missing "
          "value");
    CHECK(json_patch_error("[{op: test, path: /metadata/name, value: x}]") ==
          "testing value /metadata/name failed: test failed");
    CHECK(json_patch_error("[{op: add, path: /spec/a/b, value: 1}]") ==
          "add operation does not apply: doc is missing path: \"/spec/a/b\": missing value");
    CHECK(json_patch_error("[{op: foo, path: /a}]") == "Unexpected kind: foo");
}
