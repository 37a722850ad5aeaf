// The common loop of kubectl set. Models kubectl/pkg/cmd/set/helper.go and
// polymorphichelpers.UpdatePodSpecForObject.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/patch/patch.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/verbs/set.h"

namespace podfall::kube {

namespace {

const char* pod_spec_path(const std::string& kind) {
    if (kind == "Pod") return "spec";
    if (kind == "CronJob") return "spec.jobTemplate.spec.template.spec";
    return "spec.template.spec";
}

// A manifest as Go prints it after reading it into the kind's struct: members without omitempty are
// present.
void as_struct(Json& object) {
    const KindInfo* kind = find_kind(text_at(object, "apiVersion"), text_at(object, "kind"));
    if (!kind || kind->api_version() != text_at(object, "apiVersion"))
        return;  // other versions have other structs
    if (const auto read = read_object(object, kind->kind)) object = object_json(**read, kind->kind);
}

std::string go_type(const Json& object) {
    const std::string version = text_at(object, "apiVersion");
    return cat("*", version.substr(version.rfind('/') + 1), ".", text_at(object, "kind"));
}

Error change_part(Info& info, const SetOptions& options, const Change& change) {
    Json& object = *info.object;
    if (!options.pod_spec) return change(info, object);
    Json& spec = edit(object, pod_spec_path(text_at(object, "kind")));
    if (items(at(spec, "containers")).size()) return change(info, spec);
    return plain_error(
        cat("the object is not a pod or does not have a pod template: ", go_type(object)));
}

Error send(Kubectl& k, Info& info, const Json& before, int dry_run, const SetOptions& options,
           ObjectPrinter& printer) {
    Json& after = *info.object;
    if (k.flags.on("local") || dry_run == 1) return printer.print(k, after);
    const KindInfo* kind = find_kind(info.resource.api_version(), info.resource.kind);
    Json body = merge_diff(before, after);
    if (kind) {
        Result<Json> difference =
            strategic_diff(before, after, kind->type_in(info.resource.version));
        if (difference) body = *difference;
    }
    Json answer;
    if (Error e = patch(k, info, kind ? PatchType::strategic : PatchType::merge, json_text(body),
                        dry_run, answer))
        return plain_error(cat("failed to patch ", options.patching, e.text()));
    return printer.print(k, answer);
}

}  // namespace

std::string name_in_error(const Info& info) {
    if (!info.resource.plural.empty()) return cat(info.resource.plural, "/", info.name);
    const std::string name = typed_name(*info.object);
    return contains(text_at(*info.object, "apiVersion"), "/")
               ? name + "\n"
               : name;  // (*Info).ObjectName ends the one line only
}

Step set_each(Kubectl& k, const std::vector<std::string>& resources, const SetOptions& options,
              const Change& change) {
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    ObjectPrinter printer;
    printer.typed = true;
    if (!printer.init(k, with_dry_run(options.operation, dry_run), error)) return k.fail(error);
    Builder b = make_builder(k);
    b.local = k.flags.on("local");
    b.args = b.local && !options.takes_names ? std::vector<std::string>{} : resources;
    b.allow_empty_selector = k.flags.on("all");
    b.flatten = b.continue_on_error = b.latest = true;
    Errors errors;
    std::vector<Info> infos = b.infos(k, error, errors);
    if (error) return k.fail(error);
    if (!errors.empty()) return k.fail(errors);
    for (Info& info : infos) {
        if (b.local) as_struct(*info.object);
        const Json before = *info.object;
        const Error e = change_part(info, options, change);
        if (options.only_looks) continue;
        if (e) {
            errors.push_back(plain_error(cat("error: ", name_in_error(info), " ", e.text(), "\n")));
            continue;
        }
        record(k, *info.object);
        const bool same = *info.object == before;
        if (same && options.unchanged != SetOptions::Unchanged::sent) continue;
        if (Error e = send(k, info, before, dry_run, options, printer))
            errors.push_back(std::move(e));
    }
    return errors.empty() ? k.done() : k.fail(errors);
}

}  // namespace podfall::kube
