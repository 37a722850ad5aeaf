// Publishes the cluster's root certificate in every namespace as the ConfigMap kube-root-ca.crt.
// Models pkg/controller/certificates/rootcacertpublisher (v1.20).
#include "core/controllers/root_ca.h"

#include "core/api/objects/config.h"

namespace podfall {
namespace {

constexpr const char* map_name = "kube-root-ca.crt";

Outcome reconcile(LoopContext& loop, const std::string& name) {
    const auto ns = loop.cached<Namespace>("", name);
    if (!ns || ns->status.phase != "Active") return done();
    const std::string* root = root_certificate(loop);
    const std::string wanted = root ? *root : std::string();
    const auto there = loop.cached<ConfigMap>(name, map_name);
    if (there) {
        const auto it = there->data.find("ca.crt");
        if (it != there->data.end() && it->second == wanted) return done();
    }
    ConfigMap map;
    if (there) map = *there;
    map.metadata.name = map_name;
    map.metadata.namespace_ = name;
    map.data = {{"ca.crt", wanted}};
    const auto written = there ? loop.api.update(std::move(map)) : loop.api.create(std::move(map));
    const bool fine = written || written.status().is("AlreadyExists") ||
                      written.status().is("NotFound") || written.status().is("Forbidden");
    return fine ? done() : failed();
}

void observe(LoopContext& loop, const Change& change) {
    if (change.key.kind == kind_of<Namespace>) {
        if (change.type != ChangeType::deleted) loop.enqueue(change.key.name);
    } else if (change.key.name == map_name && change.type != ChangeType::added) {
        loop.enqueue(change.key.namespace_);
    }
}

}  // namespace

const std::string* root_certificate(LoopContext& loop) {
    const File* file =
        loop.machine().files.find("/etc/kubernetes/pki/ca.crt");  // as kubeadm passes it
    return file && file->content ? &*file->content : nullptr;
}

extern const Controller root_ca = {
    .name = "root-ca-cert-publisher",
    .host = "kube-controller-manager",
    .watches = {kind_of<Namespace>, kind_of<ConfigMap>},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
