// kubectl apply view-last-applied and set-last-applied. Models
// kubectl/pkg/cmd/apply/apply_*_applied.go.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"

namespace podfall {

namespace kube {

namespace {

std::string last_applied_of(const Json& object) {
    return text_of(member(at(object, "metadata.annotations"), last_applied));
}

Step view(Kubectl& k) {
    const std::string format = k.flags.text("output");
    Builder b = make_builder(k);
    b.flatten = b.latest = true;
    b.select_all = k.flags.on("all");
    std::string out;
    Error fatal;
    Errors errors;
    auto one = [&](Info& info) -> Error {
        const std::string text = last_applied_of(*info.object);
        if (text.empty()) return {};  // upstream appends its message to an error that is nil
        const Json json = Json::parse(text, nullptr, false);
        // json.Indent keeps the newline at the end of the annotation.
        out += format == "json" ? cat(json.dump(2), "\n") : to_yaml(json);
        return {};
    };
    b.visit(k, fatal, errors, one);
    if (fatal) return k.fail(fatal);
    if (!errors.empty()) return k.fail(errors[0]);
    if (format != "json" && format != "yaml") {
        return k.usage_error(cat("Unexpected -o output mode: ", format,
                                 ", the flag 'output' must be one of yaml|json"));
    }
    k.out(out);
    return k.done();
}

Step set(Kubectl& k) {
    int dry_run = 0;
    Error fatal;
    if (!k.dry_run(dry_run, fatal)) return k.fail(fatal);
    ObjectPrinter printer;
    if (!printer.init(k, with_dry_run("configured", dry_run), fatal)) return k.fail(fatal);
    Builder b = make_builder(k);
    b.flatten = true;
    Errors errors;
    std::vector<std::pair<Info, std::string>> changed;
    auto one = [&](Info& info) -> Error {
        const std::string wanted = json_text(*info.object) + "\n";
        if (Error e = fetch(k, info)) return e;
        const std::string present = last_applied_of(*info.object);
        if (present.empty() && !k.flags.on("create-annotation")) {
            return plain_error(
                cat("no last-applied-configuration annotation found on resource: ", info.name,
                    ", to create the annotation, run the command with --create-annotation"));
        }
        if (present == wanted)
            k.out(cat("set-last-applied ", info.name, ": no changes required.\n"));
        else
            changed.emplace_back(info, wanted);
        return {};
    };
    b.visit(k, fatal, errors, one);
    if (fatal) return k.fail(fatal);
    if (!errors.empty()) return k.fail(errors[0]);
    for (auto& [info, wanted] : changed) {
        Json body, answer = *info.object;
        set_annotation(body, last_applied, wanted);
        if (dry_run != 1) {
            if (Error e = patch(k, info, PatchType::merge, json_text(body), dry_run, answer))
                return k.fail(e);
        }
        if (Error e = printer.print(k, answer)) return k.fail(e);
    }
    return k.done();
}

Step run_view(CommandContext& ctx) {
    return run(ctx, "apply view-last-applied", view);
}
Step run_set(CommandContext& ctx) {
    return run(ctx, "apply set-last-applied", set);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_apply_view_last_applied = {
    .name = "kubectl apply view-last-applied",
    .summary = "View latest last-applied-configuration annotations of a resource/object",
    .run = kube::run_view,
};

extern const Command kubectl_apply_set_last_applied = {
    .name = "kubectl apply set-last-applied",
    .summary = "Set the last-applied-configuration annotation on a live object",
    .run = kube::run_set,
};

}  // namespace podfall
