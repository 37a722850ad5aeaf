// kubectl create -f. Models kubectl/pkg/cmd/create/create.go.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/help.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/raw.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/verbs/edit.h"

namespace podfall {

namespace kube {

static Step create(Kubectl& k) {
    if (k.flags.list("filename").empty() && k.flags.text("kustomize").empty()) {
        k.err("Error: must specify one of -f and -k\n\n");
        if (!k.args().empty())
            return k.usage_error(cat("unknown command ", quote(join(k.args(), " "))));
        k.err(help_text(k.command));
        return k.done(1);
    }
    if (!k.args().empty()) {
        return k.usage_error(cat("Unexpected args: [", join(k.args(), " "), "]"));
    }
    if (!k.flags.text("raw").empty()) {
        return k.flags.on("edit") ? k.usage_error("--raw and --edit are mutually exclusive")
                                  : send_raw(k, "POST");
    }
    if (k.flags.on("edit")) return edit_before_create(k);
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    ObjectPrinter printer;
    if (!printer.init(k, with_dry_run("created", dry_run), error)) return k.fail(error);
    Builder b = make_builder(k);
    b.validate = k.flags.on("validate");
    b.flatten = b.continue_on_error = true;
    int count = 0;
    auto one = [&](Info& info) {
        save_config(k, *info.object);
        record(k, *info.object);
        if (dry_run != 1) {
            Json answer;
            if (Error e = post(k, info.resource, info.namespace_, *info.object, dry_run, answer)) {
                return add_source(e, "creating", info.source);
            }
            *info.object = std::move(answer);
        }
        ++count;
        return printer.print(k, *info.object);
    };
    Errors errors;
    b.visit(k, error, errors, one);
    if (error) return k.fail(error);
    if (!errors.empty()) return k.fail(errors);
    return count ? k.done() : k.fail("no objects passed to create");
}

static Step run_create(CommandContext& ctx) {
    return run(ctx, "create", create);
}

}  // namespace kube

extern const Command kubectl_create = {
    .name = "kubectl create",
    .summary = "Create a resource from a file or from stdin.",
    .run = kube::run_create,
};

}  // namespace podfall
