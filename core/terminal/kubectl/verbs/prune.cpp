// Prunes after an apply. Models kubectl/pkg/cmd/apply/prune.go.
#include "core/terminal/kubectl/verbs/prune.h"

#include <nlohmann/json.hpp>

#include <algorithm>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/verbs/delete.h"

namespace podfall::kube {

namespace {

std::string api_version(const PruneKind& p) {
    return p.group.empty() ? p.version : cat(p.group, "/", p.version);
}

std::string go_kind(const PruneKind& p) {
    return cat(p.group, "/", p.version, ", Kind=", p.kind);
}

Error prune_one(Kubectl& k, const PruneKind& p, const std::string& namespace_,
                const Visited& visited, int dry_run) {
    Query query;
    if (const std::string selector = k.flags.text("selector"); !selector.empty())
        query.emplace_back("labelSelector", selector);
    Json list;
    Error error;
    if (!k.get(p.resource.path(namespace_), query, list, error)) return error;
    for (Json object : items(at(list, "items"))) {
        object["apiVersion"] = api_version(p);
        object["kind"] = p.kind;
        const std::string uid = text_at(object, "metadata.uid");
        if (member(at(object, "metadata.annotations"), last_applied).is_null() ||
            std::find(visited.uids.begin(), visited.uids.end(), uid) != visited.uids.end())
            continue;
        Info info;
        info.resource = p.resource;
        info.namespace_ = namespace_;
        info.name = text_at(object, "metadata.name");
        std::string ignored, cascade = k.flags.text("cascade");
        cascade = cascade == "foreground"                     ? "Foreground"
                  : cascade == "orphan" || cascade == "false" ? "Orphan"
                                                              : "Background";
        if (dry_run != 1 && (error = delete_one(k, info, k.flags.number("grace-period"), cascade,
                                                dry_run, ignored)))
            return error;
        ObjectPrinter printer;
        if (!printer.init(k, with_dry_run("pruned", dry_run), error)) return error;
        if ((error = printer.print(k, object))) return error;
    }
    return {};
}

}  // namespace

Error prunable_kinds(Kubectl& k, std::vector<PruneKind>& kinds) {
    for (const std::string& text : k.flags.list("prune-whitelist")) {
        const std::vector<std::string> parts = split(text, '/');
        if (parts.size() != 3)
            return plain_error(cat("invalid GroupVersionKind format: ", text,
                                   ", please follow <group/version/kind>"));
        PruneKind p{parts[0] == "core" ? "" : parts[0], parts[1], parts[2], true, {}};
        Error error;
        if (!k.find_kind(api_version(p), p.kind, p.resource, error)) return error;
        p.namespaced = p.resource.namespaced;
        kinds.push_back(std::move(p));
    }
    return {};
}

Error prune(Kubectl& k, std::vector<PruneKind>& kinds, const Visited& visited, int dry_run) {
    if (kinds.empty()) {
        struct Known {
            const char *group, *version, *kind;
            bool namespaced = true;
        };
        constexpr Known known[] = {
            {"", "v1", "ConfigMap"},
            {"", "v1", "Endpoints"},
            {"", "v1", "Namespace", false},
            {"", "v1", "PersistentVolumeClaim"},
            {"", "v1", "PersistentVolume", false},
            {"", "v1", "Pod"},
            {"", "v1", "ReplicationController"},
            {"", "v1", "Secret"},
            {"", "v1", "Service"},
            {"batch", "v1", "Job"},
            {"batch", "v1beta1", "CronJob"},
            {"extensions", "v1beta1", "Ingress"},
            {"apps", "v1", "DaemonSet"},
            {"apps", "v1", "Deployment"},
            {"apps", "v1", "ReplicaSet"},
            {"apps", "v1", "StatefulSet"},
        };
        for (const Known& one : known) {
            PruneKind p{one.group, one.version, one.kind, one.namespaced, {}};
            Error error;
            if (!k.find_kind(api_version(p), p.kind, p.resource, error))
                return plain_error(cat("error retrieving RESTMappings to prune: invalid resource ",
                                       go_kind(p), ", Namespaced=", p.namespaced ? "true" : "false",
                                       ": ", error.text()));
            kinds.push_back(std::move(p));
        }
    }
    std::vector<std::string> namespaces = visited.namespaces;
    std::sort(namespaces.begin(), namespaces.end());
    namespaces.erase(std::unique(namespaces.begin(), namespaces.end()), namespaces.end());
    namespaces.emplace_back();  // last the kinds without namespaces
    for (const std::string& namespace_ : namespaces) {
        for (const PruneKind& p : kinds) {
            if (p.namespaced == namespace_.empty()) continue;
            if (Error e = prune_one(k, p, namespace_, visited, dry_run))
                return plain_error(cat("error pruning ",
                                       p.namespaced ? "namespaced" : "nonNamespaced", " object ",
                                       go_kind(p), ": ", e.text()));
        }
    }
    return {};
}

}  // namespace podfall::kube
