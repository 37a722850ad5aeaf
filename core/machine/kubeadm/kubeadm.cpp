// `kubeadm init` after it has started the kubelet: waits for the API server and the node, marks the
// node as control plane and creates the add-ons; then the lab's script applies Calico. Models
// cmd/kubeadm/app/cmd/init.go of v1.20.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/api/objects/config.h"
#include "core/api/objects/node.h"
#include "core/base/text.h"
#include "core/machine/host/host_file.h"
#include "core/machine/kubeadm/addon.h"
#include "core/machine/kubeadm/kubeadm.h"
#include "core/machine/profile.h"
#include "core/net/api_access.h"
#include "core/runtime/controller.h"
#include "core/runtime/process.h"

namespace podfall {

namespace {

constexpr Duration calico_download = seconds(8);  // the script fetches its manifest from the web

// A manifest with the cluster's version and API address filled in.
std::string in_this_cluster(LoopContext& loop, const char* manifest) {
    const World& world = loop.world;
    const Release release = named_release(world, loop.machine());
    std::string text = replace_all(manifest, "@VERSION@", release_text(release));
    const ApiEndpoint& endpoint = world.api_endpoint;
    if (endpoint.ip == first_master_ip) return text;
    const std::string named = cat(endpoint.ip, ":", endpoint.port);
    text =
        replace_all(text, cat("https://", first_master_ip, ":", api_port), cat("https://", named));
    return replace_all(text, "    controllerManager: {}",
                       cat("    controlPlaneEndpoint: ", named, "\n    controllerManager: {}"));
}

// Creates the objects of a manifest in order; existing ones are kept.
bool create_all(LoopContext& loop, const char* manifest) {
    for (const std::string& document : split_yaml(in_this_cluster(loop, manifest))) {
        Json json;
        std::string error;
        if (!yaml_to_json(document, json, error) || !json.is_object()) continue;
        const KindInfo* kind =
            find_kind(json.value("apiVersion", std::string()), json.value("kind", std::string()));
        if (!kind) continue;
        Result<std::shared_ptr<Object>> object = read_object(json, kind->kind);
        if (!object) continue;
        const Result<Ref<Object>> made = loop.api.create(kind->kind, *object);
        if (!made && !made.status().is("AlreadyExists")) {
            loop.log(cat("error creating ", kind->name, ": ", made.status().message));
            return false;
        }
    }
    return true;
}

}  // namespace

bool mark_control_plane(LoopContext& loop) {
    const Result<Ref<Node>> found = loop.api.get<Node>("", loop.machine().name);
    if (!found) return false;
    Node node = **found;
    node.metadata.labels["node-role.kubernetes.io/master"] = "";
    node.metadata.labels["node-role.kubernetes.io/control-plane"] = "";
    node.metadata.annotations["kubeadm.alpha.kubernetes.io/cri-socket"] =
        "/var/run/dockershim.sock";
    bool marked = false;
    for (const Taint& t : node.spec.taints)
        marked = marked || t.key == "node-role.kubernetes.io/master";
    if (!marked)
        node.spec.taints.push_back(
            {.key = "node-role.kubernetes.io/master", .effect = "NoSchedule"});
    return loop.api.update(std::move(node)).ok();
}

namespace {

void start(LoopContext& loop) {
    const Process* self = loop.machine().processes.find(loop.pid());
    if (self && self->parent != 1) return;  // a command that someone typed does its own work
    loop.enqueue(self && contains(self->command_line, " join ") ? "join" : "init");
}

Outcome apply_calico(LoopContext& loop) {
    if (!create_all(loop, calico_objects)) return again(kubeadm_poll);
    end_process(loop.world, loop.machine_id(), loop.pid(), 0);
    return done();
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    if (key.rfind("join", 0) == 0) return join_control_plane(loop, key);
    if (!api_access(loop.world, loop.api.caller()).ok()) return again(kubeadm_poll);
    if (key == "calico") return apply_calico(loop);
    if (!loop.api.get<Namespace>("", "kube-public")) return again(kubeadm_poll);
    if (!mark_control_plane(loop)) return again(kubeadm_poll);
    const char* proxy =
        profile_of(loop.machine()).kubeadm_writes_all ? kube_proxy_objects : bare_proxy_objects;
    for (const char* manifest : {role_objects, kubeadm_objects, coredns_objects, proxy})
        if (!create_all(loop, manifest)) return again(kubeadm_poll);
    const Process* self = loop.machine().processes.find(loop.pid());
    if (self && !self->args.empty())  // started by a typed `kubeadm init`, without a pod network
        end_process(loop.world, loop.machine_id(), loop.pid(), 0);
    else
        loop.enqueue("calico", calico_download);
    return done();
}

}  // namespace

extern const Controller kubeadm = {
    .name = "kubeadm", .host = "kubeadm", .start = start, .reconcile = reconcile};

}  // namespace podfall
