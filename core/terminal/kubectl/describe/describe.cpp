// The layout writer of kubectl describe and its table of kinds.
#include "core/terminal/kubectl/describe/describe.h"

#include <nlohmann/json.hpp>

#include "core/terminal/kubectl/client/json.h"

namespace podfall {

namespace kube {

namespace {

void (*describer(const Resource& r))(Description&) {
    if (r.is("", "Node")) return describe_node;
    for (const Described* table :
         {described_pods, described_services, described_settings, described_storage}) {
        for (; table->kind; ++table) {
            if (r.is(table->group, table->kind)) return table->write;
        }
    }
    return describe_generic;
}

std::string describe_one(Kubectl& k, const Info& info) {
    Description d(k, info, k.flags.on("show-events"));
    describer(info.resource)(d);
    return d.text();
}

// A name that does not exist may be the prefix of names that do.
Step by_prefix(Kubectl& k, const Errors& original) {
    Builder b = make_builder(k);
    b.args = {k.args()[0]};
    b.allow_empty_selector = b.single_resource_type = b.flatten = true;
    Error fatal;
    Errors errors;
    bool found = false;
    const std::vector<Info> infos = b.infos(k, fatal, errors);
    if (fatal) return k.fail(fatal);
    if (!errors.empty()) return k.fail(errors);
    for (const Info& info : infos) {
        if (info.name.rfind(k.args()[1], 0) != 0) continue;
        found = true;
        k.out(describe_one(k, info) + "\n");
    }
    return found ? k.done() : k.fail(original);
}

Step describe(Kubectl& k) {
    if (k.args().empty() && k.flags.list("filename").empty() && k.flags.text("kustomize").empty()) {
        return k.fail(
            "You must specify the type of resource to describe. Use \"kubectl "
            "api-resources\" for a complete list of supported resources.");
    }
    Builder b = make_builder(k);
    b.allow_empty_selector = b.flatten = b.continue_on_error = true;
    Error fatal;
    Errors errors;
    const std::vector<Info> infos = b.infos(k, fatal, errors);
    if (fatal) return k.fail(fatal);
    if (!errors.empty() && errors[0].not_found() && k.args().size() == 2) {
        return by_prefix(k, errors);
    }
    bool first = true;
    for (const Info& found : infos) {
        Info info = found;
        if (!k.flags.list("filename").empty()) {
            if (Error e = fetch(k, info)) {
                errors.push_back(std::move(e));
                continue;
            }
        }
        k.out(cat(first ? "" : "\n\n", describe_one(k, info)));
        first = false;
    }
    if (!errors.empty()) return k.fail(errors);
    if (infos.empty()) {
        k.err(b.all_namespaces ? "No resources found\n"
                               : cat("No resources found in ", b.namespace_, " namespace.\n"));
    }
    return k.done();
}

Step run_describe(CommandContext& ctx) {
    return run(ctx, "describe", describe);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_describe = {
    .name = "kubectl describe",
    .summary = "Show details of a specific resource or group of resources",
    .run = kube::run_describe,
};

}  // namespace podfall
