// kubectl apply. Models kubectl/pkg/cmd/apply (apply.go, patcher.go) of v1.20.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/patch/patch.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/verbs/apply.h"
#include "core/terminal/kubectl/verbs/prune.h"

namespace podfall {

namespace kube {

std::string info_text(const Info& info) {
    const Resource& r = info.resource;
    return cat("Resource: ", quote(resource_text(r)),
               ", GroupVersionKind: ", quote(cat(r.group, "/", r.version, ", Kind=", r.kind)),
               "\nName: ", quote(info.name), ", Namespace: ", quote(info.namespace_));
}

Result<Json> apply_patch(const Info& info, const Json& current, const Json& modified,
                         PatchType& type) {
    const std::string last = text_of(member(at(current, "metadata.annotations"), last_applied));
    Json original = Json::parse(last, nullptr, false);
    if (!original.is_object()) original = Json::object();
    const KindInfo* kind = find_kind(info.resource.api_version(), info.resource.kind);
    type = kind ? PatchType::strategic : PatchType::merge;
    if (!kind) return merge_three_way(original, modified, current);
    return strategic_three_way(original, modified, current, kind->type_in(info.resource.version));
}

namespace {

class Apply {
public:
    Apply(Kubectl& k, int dry_run) : k_(k), dry_run_(dry_run) {
        const std::string output = k.flags.text("output");
        print_later_ = !output.empty() && output != "name";
    }
    Error one(Info& info);
    Error print_all();
    Visited visited;  // for --prune

private:
    Error create(Info& info);
    Error configure(Info& info, const std::string& modified);
    Error server_side(Info& info);
    Error done(const Info& info, const char* operation);
    Kubectl& k_;
    int dry_run_;
    bool print_later_ = false;
    std::vector<Json> applied_;
};

Error Apply::done(const Info& info, const char* operation) {
    visited.uids.push_back(text_at(*info.object, "metadata.uid"));
    if (info.resource.namespaced) visited.namespaces.push_back(info.namespace_);
    if (print_later_) {
        applied_.push_back(*info.object);
        return {};
    }
    ObjectPrinter printer;
    Error error;
    std::string text = operation;
    if (!printer.init(k_, with_dry_run(text, dry_run_), error)) return error;
    return printer.print(k_, *info.object);
}

Error Apply::create(Info& info) {
    set_annotation(*info.object, last_applied, modified_configuration(*info.object, false));
    if (dry_run_ != 1) {
        Json answer;
        if (Error e = post(k_, info.resource, info.namespace_, *info.object, dry_run_, answer)) {
            return add_source(e, "creating", info.source);
        }
        *info.object = std::move(answer);
    }
    return done(info, "created");
}

Error Apply::configure(Info& info, const std::string& modified) {
    if (member(at(*info.object, "metadata.annotations"), last_applied).is_null()) {
        k_.err(cat("Warning: resource ", info.resource.plural, "/", info.name, " is missing the ",
                   last_applied,
                   " annotation which is required by kubectl apply. kubectl apply should only be "
                   "used on resources created declaratively by either kubectl create "
                   "--save-config or kubectl apply. The missing annotation will be patched "
                   "automatically.\n"));
    }
    std::string body;
    for (int attempt = 0;; ++attempt) {
        PatchType type{};
        Result<Json> change =
            apply_patch(info, *info.object, Json::parse(modified, nullptr, false), type);
        if (!change) {
            return plain_error(cat("error when applying patch:\n", body, "\nto:\n", info_text(info),
                                   "\nfor: ", quote(info.source), ": ", change.status().message));
        }
        body = json_text(*change);
        if (body == "{}") break;
        Json answer;
        Error error = patch(k_, info, type, body, dry_run_, answer);
        if (!error) {
            *info.object = std::move(answer);
            break;
        }
        if (!error.conflict() || attempt == 5) {
            return add_source(error,
                              cat("applying patch:\n", body, "\nto:\n", info_text(info), "\nfor:"),
                              info.source);
        }
        if (Error e = fetch(k_, info)) return e;
    }
    if (!at(*info.object, "metadata.deletionTimestamp").is_null()) {
        k_.err(cat("Warning: Detected changes to resource ", info.name,
                   " which is currently being deleted.\n"));
    }
    return done(info, body == "{}" ? "unchanged" : "configured");
}

Error Apply::server_side(Info& info) {
    Json answer;
    Error error;
    Query query =
        write_query(k_, dry_run_, k_.flags.changed("field-manager") ? nullptr : "kubectl");
    query.emplace_back("force", k_.flags.on("force-conflicts") ? "true" : "false");
    if (!k_.call("PATCH", info.path(), query, info.object.get(), answer, error,
                 "application/apply-patch+yaml")) {
        if (error.code == 415)
            error = plain_error(
                cat("Server-side apply not available on the server: (", error.text(), ")"));
        return error;
    }
    *info.object = std::move(answer);
    return done(info, "serverside-applied");
}

Error Apply::one(Info& info) {
    record(k_, *info.object);
    if (info.name.empty() && !text_at(*info.object, "metadata.generateName").empty()) {
        return plain_error(cat("from ", text_at(*info.object, "metadata.generateName"),
                               ": cannot use generate name with apply"));
    }
    if (k_.flags.on("server-side")) return server_side(info);
    const std::string modified = modified_configuration(*info.object, true);
    Info current = info;
    if (Error e = info.name.empty() ? plain_error("resource name may not be empty")
                                    : fetch(k_, current)) {
        if (e.not_found()) return create(info);
        return add_source(
            e, cat("retrieving current configuration of:\n", info_text(info), "\nfrom server for:"),
            info.source);
    }
    info.object = current.object;
    if (dry_run_ == 1) return done(info, "configured");
    return configure(info, modified);
}

Error Apply::print_all() {
    if (!print_later_ || applied_.empty()) return {};
    ObjectPrinter printer;
    Error error;
    if (!printer.init(k_, "", error)) return error;
    if (applied_.size() == 1) return printer.print(k_, applied_[0]);
    return printer.print(k_, {{"apiVersion", "v1"},
                              {"kind", "List"},
                              {"metadata", Json::object()},
                              {"items", applied_}});
}

Step apply(Kubectl& k) {
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    if (k.flags.list("filename").empty() && k.flags.text("kustomize").empty()) {
        return k.fail("must specify one of -f and -k");
    }
    if (!k.args().empty()) {
        return k.usage_error(cat("Unexpected args: [", join(k.args(), " "), "]"));
    }
    if (k.flags.on("force-conflicts") && !k.flags.on("server-side")) {
        return k.fail("--force-conflicts only works with --server-side");
    }
    if (k.flags.on("force") && dry_run == 2)
        return k.fail("--dry-run=server cannot be used with --force");
    if (const std::string cascade = k.flags.text("cascade");
        cascade != "true" && cascade != "false" && cascade != "background" &&
        cascade != "foreground" && cascade != "orphan") {
        return k.fail(cat("invalid cascade value (", cascade,
                          "). Must be \"background\", \"foreground\", or \"orphan\""));
    }
    if (k.flags.on("all") && !k.flags.text("selector").empty())
        return k.fail("cannot set --all and --selector at the same time");
    if (k.flags.on("prune")) {
        if (k.flags.text("selector").empty() && !k.flags.on("all")) {
            return k.fail(
                "all resources selected for prune without explicitly passing --all. To prune "
                "all resources, pass the --all flag. If you did not mean to prune all "
                "resources, specify a label selector");
        }
    }
    std::vector<PruneKind> prunable;
    if (k.flags.on("prune") && (error = prunable_kinds(k, prunable))) return k.fail(error);
    Builder b = make_builder(k);
    b.validate = k.flags.on("validate");
    b.flatten = b.continue_on_error = true;
    Errors errors;
    std::vector<Info> infos = b.infos(k, error, errors);
    if (error) return k.fail(error);
    if (infos.empty() && errors.empty()) return k.fail("no objects passed to apply");
    // Errors of reading the files are one error among those of the objects.
    if (errors.size() > 1 && !infos.empty()) errors = {plain_error(list_text(errors))};
    Apply apply(k, dry_run);
    for (Info& info : infos) {
        if (Error e = apply.one(info)) errors.push_back(std::move(e));
    }
    if (!errors.empty()) return k.fail(errors);
    error = apply.print_all();
    if (!error && k.flags.on("prune")) error = prune(k, prunable, apply.visited, dry_run);
    return error ? k.fail(error) : k.done();
}

Step run_apply(CommandContext& ctx) {
    return run(ctx, "apply", apply);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_apply = {
    .name = "kubectl apply",
    .summary = "Apply a configuration to a resource by filename or stdin",
    .run = kube::run_apply,
};

}  // namespace podfall
