// kubectl cluster-info dump. Models kubectl/pkg/cmd/clusterinfo/clusterinfo_dump.go.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/objects/kind.h"
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/kubectl/client/builder.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/print/print.h"

namespace podfall {

namespace kube {

namespace {

// The resources dumped from a namespace, in kubectl's order.
struct Part {
    const char *file, *base, *plural;
};
constexpr Part parts[] = {
    {"events", "/api/v1", "events"},
    {"replication-controllers", "/api/v1", "replicationcontrollers"},
    {"services", "/api/v1", "services"},
    {"daemonsets", "/apis/apps/v1", "daemonsets"},
    {"deployments", "/apis/apps/v1", "deployments"},
    {"replicasets", "/apis/apps/v1", "replicasets"},
    {"pods", "/api/v1", "pods"},
};

// A list as Go prints its struct: the items keep the order of their fields.
std::string typed_list(const Json& list) {
    const std::string kind = text_at(list, "kind");
    const KindInfo* of = find_kind(text_at(list, "apiVersion"), kind.substr(0, kind.size() - 4));
    const auto indented = [](std::string text, int blanks) {
        return replace_all(std::string(trim(text)), "\n",
                           cat("\n", std::string(static_cast<std::size_t>(blanks), ' ')));
    };
    std::string all;
    for (const Json& item : items(at(list, "items")))
        all += cat(all.empty() ? "\n" : ",\n", std::string(8, ' '),
                   indented(json_pretty(item, of ? &of->type() : nullptr), 8));
    return cat("{\n    \"kind\": ", quote(kind),
               ",\n    \"apiVersion\": ", quote(text_at(list, "apiVersion")),
               ",\n    \"metadata\": ", indented(json_pretty(at(list, "metadata")), 4),
               ",\n    \"items\": [", all, all.empty() ? "" : "\n    ", "]\n}\n");
}

// The parent directories of a file.
void make_folders(Kubectl& k, const std::string& path) {
    std::string ignored;
    for (std::size_t slash = path.find('/', 1); slash != path.npos;
         slash = path.find('/', slash + 1))
        if (const std::string folder = path.substr(0, slash); !find_file(k.ctx.machine(), folder))
            make_folder(k.ctx.world, k.ctx.machine(), folder, ignored);
}

class Dump {
public:
    explicit Dump(Kubectl& k) : k_(k), folder_(k.flags.text("output-directory")) {
        const std::string format = k.flags.text("output");
        extension_ = format == "json" || format == "yaml" ? cat(".", format) : ".txt";
        if (folder_ == "-") folder_.clear();
    }

    bool begin() { return printer_.init(k_, "", error, false, "json"); }
    bool list(const std::string& path, const std::string& file, Json& out);
    bool namespace_(const std::string& name);
    void end() {
        if (!folder_.empty())
            k_.out(cat("Cluster info dumped to ", k_.flags.text("output-directory"), "\n"));
    }

    Error error;

private:
    bool write(const std::string& file, const std::string& text);
    std::string container_log(const Json& pod, const std::string& container);
    Kubectl& k_;
    std::string folder_, extension_;
    ObjectPrinter printer_;
};

bool Dump::write(const std::string& file, const std::string& text) {
    if (folder_.empty()) {
        k_.out(text);
        return true;
    }
    const std::string path = k_.ctx.absolute(cat(folder_, "/", file));
    std::string why;
    make_folders(k_, path);
    if (k_.ctx.write_file(path, text, why)) return true;
    error = plain_error(cat("open ", folder_, "/", file, ": ", to_lower(why)));
    return false;
}

bool Dump::list(const std::string& path, const std::string& file, Json& out) {
    if (!k_.get(path, {}, out, error)) return false;
    std::string text;
    if (printer_.format() == Output::json)
        text = typed_list(out);
    else
        error = printer_.print(out, text);
    return !error && write(cat(file, extension_), text);
}

std::string Dump::container_log(const Json& pod, const std::string& container) {
    const std::string name = text_at(pod, "metadata.name"), ns = text_at(pod, "metadata.namespace");
    const std::string who =
        cat(" logs for container ", container, " of pod ", ns, "/", name, " ====\n");
    std::string log;
    Error failed;
    if (!k_.request("GET", cat("/api/v1/namespaces/", ns, "/pods/", name, "/log"),
                    {{"container", container}}, "", "", log, failed))
        log = cat("Request log error: ", failed.text(), "\n");
    return cat("==== START", who, log, "==== END", who);
}

bool Dump::namespace_(const std::string& name) {
    Json list_;
    for (const Part& part : parts)
        if (!list(cat(part.base, "/namespaces/", name, "/", part.plural), cat(name, "/", part.file),
                  list_))
            return false;
    for (const Json& pod : items(at(list_, "items"))) {
        std::string text;
        for (const char* containers : {"spec.initContainers", "spec.containers"})
            for (const Json& c : items(at(pod, containers)))
                text += container_log(pod, text_at(c, "name"));
        if (!write(cat(name, "/", text_at(pod, "metadata.name"), "/logs.txt"), text)) return false;
    }
    return true;
}

Step dump(Kubectl& k) {
    Dump d(k);
    Json nodes, namespaces;
    if (!d.begin() || !d.list("/api/v1/nodes", "nodes", nodes)) return k.fail(d.error);
    std::vector<std::string> names = k.flags.list("namespaces");
    if (k.flags.on("all-namespaces")) {
        names.clear();
        if (!k.get("/api/v1/namespaces", {}, namespaces, d.error)) return k.fail(d.error);
        for (const Json& n : items(at(namespaces, "items")))
            names.push_back(text_at(n, "metadata.name"));
    } else if (names.empty()) {
        names = {"kube-system", k.namespace_()};
    }
    for (const std::string& name : names)
        if (!d.namespace_(name)) return k.fail(d.error);
    d.end();
    return k.done();
}

Step run_dump(CommandContext& ctx) {
    return run(ctx, "cluster-info dump", dump);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_cluster_info_dump = {
    .name = "kubectl cluster-info dump",
    .summary = "Dump lots of relevant info for debugging and diagnosis",
    .run = kube::run_dump,
};

}  // namespace podfall
