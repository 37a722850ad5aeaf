// Creates the ServiceAccount "default" in every namespace. Models
// pkg/controller/serviceaccount/serviceaccounts_controller.go (v1.20).
#include "core/api/objects/config.h"
#include "core/runtime/controller.h"

namespace podfall {
namespace {

constexpr const char* account_name = "default";

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const auto ns = loop.cached<Namespace>("", key);
    if (!ns || ns->status.phase != "Active") return done();
    if (loop.cached<ServiceAccount>(key, account_name)) return done();
    ServiceAccount account;
    account.metadata.name = account_name;
    account.metadata.namespace_ = key;
    const auto created = loop.api.create(std::move(account));
    return created || created.status().is("AlreadyExists") ||
                   created.status().is("NotFound")  // the namespace went away
               ? done()
               : failed();
}

void observe(LoopContext& loop, const Change& change) {
    if (change.key.kind == kind_of<Namespace>) {
        if (change.type != ChangeType::deleted) loop.enqueue(change.key.name);
    } else if (change.type == ChangeType::deleted && change.key.name == account_name) {
        loop.enqueue(change.key.namespace_);
    }
}

}  // namespace

extern const Controller service_account = {
    .name = "serviceaccount-controller",
    .host = "kube-controller-manager",
    .watches = {kind_of<Namespace>, kind_of<ServiceAccount>},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
