// The REST interface: paths, verbs, errors, patches, sub-resources.
#include "tests/apiserver/fixture.h"

using namespace podfall;

namespace {
const std::string deployments = "/apis/apps/v1/namespaces/default/deployments";
}  // namespace

TEST_CASE("server: discovery lists groups, versions and resources as v1.20 does") {
    Door door;
    const Json groups = door.ask("GET", "/apis");
    CHECK(groups["groups"][0]["name"] == "apiregistration.k8s.io");
    CHECK(groups["groups"][1]["name"] == "apps");
    CHECK(groups["groups"][9]["name"] ==
          "extensions");  // listed after networking.k8s.io, which has the current Ingress
    for (const Json& g : groups["groups"])
        if (g["name"] == "batch") {
            CHECK(g["preferredVersion"]["version"] == "v1");
            CHECK(g["versions"].size() == 2);
        }
    CHECK(door.ask("GET", "/api")["versions"][0] == "v1");
    const Json core = door.ask("GET", "/api/v1");
    CHECK(core["resources"][0]["name"] == "bindings");
    std::size_t pods_at = 0;
    for (std::size_t i = 0; i < core["resources"].size(); ++i)
        if (core["resources"][i]["name"] == "pods") pods_at = i;
    const Json& pod = core["resources"][pods_at];
    CHECK(pod["shortNames"][0] == "po");
    CHECK(pod["singularName"] == "");
    CHECK(pod["categories"][0] == "all");
    CHECK(pod["verbs"].size() == 8);
    CHECK(core["resources"][pods_at + 1]["name"] == "pods/attach");
    CHECK(core["resources"][pods_at + 3]["kind"] == "Eviction");
    CHECK(door.ask("GET", "/apis/apps/v1")["resources"].size() == 12);
    CHECK(door.ask("GET", "/version")["gitVersion"] == "v1.20.2");
    CHECK(door.answer("GET", "/healthz").body == "ok");
    CHECK(door.answer("GET", "/nope").code == 404);
}

TEST_CASE("server: objects are created, read, listed and deleted") {
    Door door;
    Json made = door.ask("POST", pods, pod_json("a"));
    CHECK(door.code == 201);
    CHECK(made["metadata"]["namespace"] == "default");
    CHECK(made["spec"]["dnsPolicy"] == "ClusterFirst");
    CHECK(door.ask("GET", cat(pods, "/a"))["metadata"]["uid"] == made["metadata"]["uid"]);
    const Json list = door.ask("GET", pods);
    CHECK(list["kind"] == "PodList");
    REQUIRE(list["items"].size() == 1);
    CHECK(!list["items"][0].contains("kind"));
    CHECK(door.ask("DELETE", cat(pods, "/a"))["kind"] == "Pod");
    CHECK(door.message("GET", cat(pods, "/a")) == "pods \"a\" not found");
    CHECK(door.code == 404);

    door.create(nginx_deployment("shop"));
    const Json gone =
        door.ask("DELETE", cat(deployments, "/shop"), {{"propagationPolicy", "Background"}});
    CHECK(gone["status"] == "Success");
    CHECK(gone["details"]["kind"] == "deployments");
    CHECK(gone["details"]["group"] == "apps");
}

TEST_CASE("server: an invalid request gives the right error") {
    Door door;
    Json pod = pod_json("a");
    pod["apiVersion"] = "apps/v1";
    CHECK(door.message("POST", pods, pod) ==
          "the API version in the data (apps/v1) does not match "
          "the expected API version (v1)");
    pod = pod_json("a");
    pod["metadata"]["namespace"] = "other";
    CHECK(door.message("POST", pods, pod) ==
          "the namespace of the provided object does not match the "
          "namespace sent on the request");
    CHECK(door.code == 400);
    door.ask("POST", pods, pod_json("a"));
    CHECK(door.message("POST", pods, pod_json("a")) == "pods \"a\" already exists");
    CHECK(door.code == 409);
    CHECK(door.message("PUT", cat(pods, "/b"), pod_json("a")) ==
          "the name of the object (a) does not match the name on the URL (b)");
    CHECK(door.message("GET", cat(pods, "?labelSelector=a b")) ==
          "unable to parse requirement: found 'b', expected: '=', '!=', '==', 'in', notin'");
    CHECK(door.message("GET", cat(pods, "?fieldSelector=foo=bar")) ==
          "field label not supported: foo");
    CHECK(door.message("GET", cat(deployments, "?fieldSelector=foo=bar")) ==
          "\"foo\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    door.ask("POST", "/api/v1/namespaces/gone/pods", pod_json("a"));
    CHECK(door.code == 404);
    CHECK(door.answer("POST", "/api/v1/pods", pod_json("z")).code == 405);
    CHECK(door.answer("GET", "/api/v1/nopes").code == 404);
    CHECK(door.message("POST", pods,
                       {{"kind", "Pod"},
                        {"apiVersion", "v1"},
                        {"metadata", {{"name", "Bad_Name"}}},
                        {"spec", {{"containers", Json::array()}}}})
              .rfind("Pod \"Bad_Name\" is invalid: [metadata.name: Invalid value", 0) == 0);
    CHECK(door.code == 422);
}

TEST_CASE("server: invalid JSON gives Go's error") {
    Door door;
    door.ask("POST", pods, pod_json("a"));
    const auto error = [&](const std::string& body) {
        Request r = door.request("PATCH", cat(pods, "/a"), nullptr,
                                 "application/strategic-merge-patch+json");
        r.body = body;
        const Json json = Json::parse(handle(door.world, r).body, nullptr, false);
        return json.value("message", "");
    };
    CHECK(error("{bad") == "invalid character 'b' looking for beginning of object key string");
    CHECK(error("") == "EOF");
    CHECK(error("{\"a\":1") == "unexpected EOF");
    CHECK(error("{\"a\" 1}") == "invalid character '1' after object key");
    CHECK(error("{\"a\":1 2}") == "invalid character '2' after object key:value pair");
    CHECK(error("{\"a\":tru}") == "invalid character '}' in literal true (expecting 'e')");
    CHECK(error("{} x").empty());  // Go's decoder stops after the first value
    CHECK(error("[1]") ==
          "json: cannot unmarshal array into Go value of type map[string]interface {}");
}

TEST_CASE("server: a patch that does not fit the type gives the converter's error") {
    Door door;
    door.create(nginx_deployment("shop", 3));
    const auto error = [&](const std::string& body) {
        Request r = door.request("PATCH", cat(deployments, "/shop"), nullptr,
                                 "application/strategic-merge-patch+json");
        r.body = body;
        return Json::parse(handle(door.world, r).body, nullptr, false).value("message", "");
    };
    const std::string patch = " \"\" is invalid: patch: Invalid value: ";
    CHECK(error(R"({"spec":{"replicas":"x"}})") ==
          patch + "\"map[spec:map[replicas:x]]\": unrecognized type: int32");
    CHECK(error(R"({"spec":{"replicas":1.5}})") ==
          patch + "\"map[spec:map[replicas:1.5]]\": cannot convert float64 to int32");
    CHECK(error(R"({"spec":{"paused":1}})") ==
          patch + "\"map[spec:map[paused:1]]\": unrecognized type: bool");
    CHECK(error(R"({"metadata":{"labels":[]}})") ==
          patch + "\"map[metadata:map[labels:[]]]\": cannot restore map from slice");
    CHECK(error(R"({"spec":{"replicas":4}})").empty());
}

TEST_CASE("server: patches of all three kinds") {
    Door door;
    door.create(nginx_deployment("shop", 3));
    const std::string shop = cat(deployments, "/shop");
    const std::string strategic = "application/strategic-merge-patch+json";
    CHECK(door.ask("PATCH", shop, {{"spec", {{"replicas", 2}}}}, strategic)["spec"]["replicas"] ==
          2);
    const Revision before = door.world.store.revision;
    door.ask("PATCH", shop, {{"spec", {{"replicas", 2}}}}, strategic);
    CHECK(door.world.store.revision == before);
    const Json operations =
        Json::array({Json{{"op", "replace"}, {"path", "/spec/replicas"}, {"value", 1}}});
    CHECK(door.ask("PATCH", shop, operations, "application/json-patch+json")["spec"]["replicas"] ==
          1);
    CHECK(door.ask("PATCH", shop, {{"metadata", {{"labels", {{"x", "y"}}}}}},
                   "application/merge-patch+json")["metadata"]["labels"]["x"] == "y");
    CHECK(door.ask("PATCH", shop, Json::object(), "application/cbor")["code"] == 415);
    const std::string applied = "application/apply-patch+yaml";
    const Json configuration = {{"apiVersion", "apps/v1"},
                                {"kind", "Deployment"},
                                {"metadata", {{"name", "shop"}, {"labels", {{"tier", "web"}}}}},
                                {"spec", {{"replicas", 4}, {"paused", nullptr}}}};
    CHECK(door.ask("PATCH", shop, configuration, applied)["code"] ==
          422);  // without a field manager
    const Json merged = door.ask("PATCH", cat(shop, "?fieldManager=me"), configuration, applied);
    CHECK(merged["spec"]["replicas"] == 4);
    CHECK(merged["metadata"]["labels"] == Json({{"tier", "web"}, {"x", "y"}}));
    const std::string maps = "/api/v1/namespaces/default/configmaps/made?fieldManager=me";
    CHECK(door.ask("PATCH", maps,
                   {{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"data", {{"a", "b"}}}},
                   applied)["data"]["a"] == "b");
    CHECK(door.message("PATCH", cat(deployments, "/nope"), Json::object(), strategic) ==
          "deployments.apps \"nope\" not found");
    CHECK(door.message("PATCH", shop,
                       {{"metadata", {{"resourceVersion", "1"}}}, {"spec", {{"replicas", 9}}}},
                       strategic)
              .rfind("Operation cannot be fulfilled on deployments.apps \"shop\": the object has",
                     0) == 0);
    CHECK(door.message("PATCH", shop,
                       {{"spec", {{"selector", {{"matchLabels", {{"app", "other"}}}}}}}}, strategic)
              .rfind("Deployment.apps \"shop\" is invalid: ", 0) == 0);
}

TEST_CASE("server: a dry run changes nothing") {
    Door door;
    CHECK(door.ask("POST", cat(pods, "?dryRun=All"), pod_json("a"))["metadata"]["name"] == "a");
    CHECK(door.code == 201);
    CHECK(!door.get<Pod>("a"));
    CHECK(door.answer("POST", cat(pods, "?dryRun=Some"), pod_json("a")).code == 422);
}

TEST_CASE("server: scale is a separate view") {
    Door door;
    door.create(nginx_deployment("shop", 3));
    const std::string scale = cat(deployments, "/shop/scale");
    Json view = door.ask("GET", scale);
    CHECK(view["kind"] == "Scale");
    CHECK(view["spec"]["replicas"] == 3);
    CHECK(view["status"]["selector"] == "app=shop");
    view["spec"]["replicas"] = 5;
    CHECK(door.ask("PUT", scale, view)["spec"]["replicas"] == 5);
    view["spec"]["replicas"] = 7;
    door.ask("PUT", scale, view);
    CHECK(door.code == 409);
    CHECK(door.ask("PATCH", scale, {{"spec", {{"replicas", 1}}}},
                   "application/merge-patch+json")["spec"]["replicas"] == 1);
    CHECK(*door.get<Deployment>("shop")->spec.replicas == 1);
}

TEST_CASE("server: lists come in chunks of one revision") {
    Door door;
    for (int i = 0; i < 5; ++i) door.create(nginx_pod(cat("p", i)));
    const Json first = door.ask("GET", cat(pods, "?limit=2"));
    CHECK(first["items"].size() == 2);
    CHECK(first["metadata"]["remainingItemCount"] == 3);
    // Changes between two chunks are not visible.
    door.remove<Pod>("p3");
    door.create(nginx_pod("p2x"));
    const std::string token = first["metadata"]["continue"];
    const Json rest = door.ask("GET", cat(pods, "?limit=500&continue=", token));
    REQUIRE(rest["items"].size() == 3);
    CHECK(rest["items"][1]["metadata"]["name"] == "p3");
    CHECK(rest["metadata"]["resourceVersion"] == first["metadata"]["resourceVersion"]);
    CHECK(!rest["metadata"].contains("continue"));
    door.world.store.compacted = door.world.store.revision;
    door.ask("GET", cat(pods, "?continue=", token));
    CHECK(door.code == 410);
}

TEST_CASE("server: selectors filter") {
    Door door;
    door.ask("POST", pods, pod_json("a"));
    door.ask("POST", pods, pod_json("b"));
    CHECK(door.ask("GET", cat(pods, "?labelSelector=app!=a"))["items"].size() == 1);
    CHECK(
        door.ask("GET", "/api/v1/pods?fieldSelector=metadata.name=b,status.phase=Pending")["items"]
            .size() == 1);
    CHECK(door.ask("GET", cat(pods, "?fieldSelector=spec.nodeName!="))["items"].empty());
    CHECK(door.ask("DELETE", cat(pods, "?labelSelector=app=a"))["items"].size() == 1);
    CHECK(door.ask("GET", pods)["items"].size() == 1);
}

TEST_CASE("server: a stopped server does not answer") {
    Door door;
    door.world.machines.edit(0)->processes.edit(10)->state = ProcessState::paused;
    const Response lost = door.answer("GET", pods);
    CHECK(lost.code == 500);
    CHECK(contains(lost.body, "etcdserver: request timed out"));
    CHECK(contains(door.answer("GET", "/readyz").body, "[-]etcd failed"));
    CHECK(door.answer("GET", "/version").code == 200);
    door.world.machines.edit(0)->processes.erase(11);
    const Response refused = door.answer("GET", pods);
    CHECK(refused.code == -1);
    CHECK(refused.body == "dial tcp 192.168.1.10:6443: connect: connection refused");
}

TEST_CASE("server: old versions warn, and show the same objects") {
    Door door;
    const Json body = {
        {"apiVersion", "networking.k8s.io/v1beta1"},
        {"kind", "Ingress"},
        {"metadata", {{"name", "web"}}},
        {"spec",
         {{"rules",
           Json::array({Json{{"host", "a.example"},
                             {"http",
                              {{"paths", Json::array({Json{{"path", "/"},
                                                           {"backend",
                                                            {{"serviceName", "web"},
                                                             {"servicePort", 80}}}}})}}}}})}}}};
    const std::string beta = "/apis/networking.k8s.io/v1beta1/namespaces/default/ingresses";
    const Response made = door.answer("POST", beta, body);
    CHECK(made.code == 201);
    REQUIRE(made.warnings.size() == 1);
    CHECK(made.warnings[0] ==
          "networking.k8s.io/v1beta1 Ingress is deprecated in v1.19+, unavailable "
          "in v1.22+; use networking.k8s.io/v1 Ingress");
    const Json v1 = door.ask("GET", "/apis/networking.k8s.io/v1/namespaces/default/ingresses/web");
    const Json& path = v1["spec"]["rules"][0]["http"]["paths"][0];
    CHECK(path["backend"]["service"]["port"]["number"] == 80);
    CHECK(path["pathType"] == "ImplementationSpecific");
    const Json old = door.ask("GET", "/apis/extensions/v1beta1/namespaces/default/ingresses/web");
    CHECK(old["spec"]["rules"][0]["http"]["paths"][0]["backend"]["serviceName"] == "web");
    CHECK(old["apiVersion"] == "extensions/v1beta1");
}

TEST_CASE("server: access reviews are answered, not stored") {
    Door door;
    const Revision before = door.world.store.revision;
    const Json asked = {
        {"spec", {{"resourceAttributes", {{"verb", "create"}, {"resource", "pods"}}}}}};
    const Json said =
        door.ask("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", asked);
    CHECK(said["status"]["allowed"] == true);
    CHECK(door.world.store.revision == before);
}

TEST_CASE("server: a client that asks for initial events is refused, so that it lists instead") {
    Door door;
    const Json said = door.ask(
        "GET", "/api/v1/pods?watch=True&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");
    CHECK(said["code"] == 422);
    CHECK(said["message"] ==
          "ListOptions.meta.k8s.io \"\" is invalid: [resourceVersionMatch: Forbidden: "
          "resourceVersionMatch is forbidden for watch, resourceVersionMatch: Forbidden: "
          "resourceVersionMatch is forbidden unless resourceVersion is provided]");
    CHECK(said["details"]["causes"][0]["reason"] == "FieldValueForbidden");
    CHECK(door.ask("GET",
                   "/api/v1/pods?resourceVersion=1&resourceVersionMatch=NotOlderThan")["kind"] ==
          "PodList");
}
