// kubectl patch, replace and autoscale. Models kubectl/pkg/cmd/{patch,replace,autoscale}.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/api/patch/patch.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/raw.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/verbs/delete.h"

namespace podfall {

namespace kube {

namespace {

constexpr int stage_sent = 2;

// Applies a patch locally, for --local and --dry-run=client.
Error apply_locally(const Info& info, PatchType type, const std::string& body, Json& object) {
    const Json change = Json::parse(body, nullptr, false);
    if (change.is_discarded()) return plain_error("unable to parse the patch");
    const KindInfo* kind = find_kind(info.resource.api_version(), info.resource.kind);
    if (type == PatchType::merge || (type == PatchType::strategic && !kind)) {
        object = merge_patch(object, change);
        return {};
    }
    Result<Json> next =
        type == PatchType::json
            ? json_patch(object, change)
            : strategic_merge_patch(object, change, kind->type_in(info.resource.version));
    if (!next) return plain_error(next.status().message);
    object = *next;
    return {};
}

bool patch_text(Kubectl& k, std::string& body, Step& failed) {
    body = k.flags.text("patch");
    const std::string file = k.flags.text("patch-file");
    if (!body.empty() && !file.empty()) {
        failed = k.fail("cannot specify --patch and --patch-file together");
        return false;
    }
    std::string why;
    if (!file.empty() && !k.ctx.read_file(k.ctx.absolute(file), body, why)) {
        failed = k.fail(cat("unable to read patch file: open ", file, ": ", to_lower(why)));
        return false;
    }
    if (body.empty()) {
        failed =
            k.fail("must specify --patch or --patch-file containing the contents of the patch");
        return false;
    }
    // Text that begins like JSON is sent unchanged; other text is converted from YAML.
    if (trim(body).front() == '{') return true;
    Json json;
    if (!yaml_to_json(body, json, why)) {
        failed = k.fail(cat("unable to parse ", quote(body), ": ", why));
        return false;
    }
    body = json_text(json);
    return true;
}

Step patch_objects(Kubectl& k) {
    const std::string kind = k.flags.text("type");
    if (kind != "strategic" && kind != "merge" && kind != "json") {
        return k.fail(cat("--type must be one of [json merge strategic], not ", quote(kind)));
    }
    const PatchType type = kind == "strategic" ? PatchType::strategic
                           : kind == "merge"   ? PatchType::merge
                                               : PatchType::json;
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    std::string body;
    Step failed;
    if (!patch_text(k, body, failed)) return failed;
    Builder b = make_builder(k);
    b.flatten = b.continue_on_error = true;
    b.local = k.flags.on("local");
    int count = 0;
    auto one = [&](Info& info) -> Error {
        ++count;
        const Json before = *info.object;
        Json after = before;
        if (b.local || dry_run == 1) {
            if (Error e = apply_locally(info, type, body, after)) return e;
        } else if (Error e = patch(k, info, type, body, dry_run, after)) {
            return e;
        } else if (recording(k)) {
            Json change, answer;
            record(k, change);
            patch(k, info, PatchType::merge, json_text(change), dry_run, answer);
        }
        ObjectPrinter printer;
        Error bad;
        const std::string verb = after == before ? "patched (no change)" : "patched";
        if (!printer.init(k, verb, bad))
            return bad;  // patch does not mention that it was a dry run
        return printer.print(k, after);
    };
    Errors errors;
    b.visit(k, error, errors, one);
    if (error) return k.fail(error);
    if (!errors.empty()) return k.fail(errors);
    return count ? k.done() : k.fail("no objects passed to patch");
}

Error put(Kubectl& k, const Info& info, Json object, int dry_run, Json& answer) {
    Error error;
    if (text_at(object, "metadata.resourceVersion").empty()) {
        // A missing object is sent nevertheless: some kinds are created by PUT.
        Json current;
        if (k.get(info.path(), {}, current, error))
            edit(object, "metadata.resourceVersion") = text_at(current, "metadata.resourceVersion");
        error = {};
    }
    k.call("PUT", info.path(), write_query(k, dry_run), &object, answer, error);
    return error;
}

Builder file_builder(Kubectl& k) {
    Builder b = make_builder(k);
    b.validate = k.flags.on("validate");
    b.flatten = b.continue_on_error = true;
    return b;
}

Step create_again(Kubectl& k, int dry_run, ObjectPrinter& printer) {
    Builder b = file_builder(k);
    int count = 0;
    auto one = [&](Info& info) -> Error {
        save_config(k, *info.object);
        Json answer;
        if (Error e = post(k, info.resource, info.namespace_, *info.object, dry_run, answer)) {
            return e;
        }
        ++count;
        return printer.print(k, answer);
    };
    Error error;
    Errors errors;
    b.visit(k, error, errors, one);
    if (error) return k.fail(error);
    if (!errors.empty()) return k.fail(errors);
    return count ? k.done() : k.fail("no objects passed to replace");
}

// Deletes the files' objects, waits, and creates them again.
Step replace_by_force(Kubectl& k, int dry_run, ObjectPrinter& printer) {
    Error error;
    if (k.memory.stage != stage_sent) {
        Builder b = file_builder(k);
        Errors errors;
        std::int64_t grace = k.flags.number("grace-period");
        if (grace == 0) grace = 1;
        auto one = [&](Info& info) -> Error {
            std::string uid;
            Error e = delete_one(k, info, grace, "Background", dry_run, uid);
            if (e.not_found()) return {};
            if (e) return e;
            k.out(cat(info.resource.typed(), " ", quote(info.name), " deleted\n"));
            wait_for_deletion(k, info, uid);
            return {};
        };
        b.visit(k, error, errors, one);
        if (error) return k.fail(error);
        if (!errors.empty()) return k.fail(errors);
        const Duration timeout = k.flags.duration("timeout");
        k.memory.deadline = k.ctx.now() + (timeout > 0 ? timeout : minutes(5));
        k.memory.stage = stage_sent;
    }
    if (!deletions_done(k, error)) {
        // The real kubectl polls once a second.
        return sleep_until(k.ctx.now() + seconds(1));
    }
    if (error) return k.fail("timed out waiting for the condition");
    return create_again(k, dry_run, printer);
}

Step replace(Kubectl& k) {
    if (!k.flags.text("raw").empty() && !k.flags.list("filename").empty())
        return send_raw(k, "PUT");
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    ObjectPrinter printer;
    if (!printer.init(k, with_dry_run("replaced", dry_run), error)) return k.fail(error);
    if (k.flags.number("grace-period") >= 0 && !k.flags.on("force")) {
        return k.fail("--grace-period must have --force specified");
    }
    if (k.flags.duration("timeout") != 0 && !k.flags.on("force")) {
        return k.fail("--timeout must have --force specified");
    }
    if (k.flags.list("filename").empty() && k.flags.text("kustomize").empty()) {
        return k.fail("must specify one of -f and -k");
    }
    if (k.flags.on("force")) return replace_by_force(k, dry_run, printer);
    Builder b = file_builder(k);
    auto one = [&](Info& info) -> Error {
        save_config(k, *info.object);
        record(k, *info.object);
        if (dry_run == 1) return printer.print(k, *info.object);
        Json answer;
        if (Error e = put(k, info, *info.object, dry_run, answer)) {
            return add_source(e, "replacing", info.source);
        }
        return printer.print(k, answer);
    };
    Errors errors;
    b.visit(k, error, errors, one);
    if (error) return k.fail(error);
    return errors.empty() ? k.done() : k.fail(errors);
}

Step autoscale(Kubectl& k) {
    const std::int64_t most = k.flags.number("max"), least = k.flags.number("min");
    const std::int64_t cpu = k.flags.number("cpu-percent");
    if (most < 1) {
        return k.fail(cat("--max=MAXPODS is required and must be at least 1, max: ", most));
    }
    if (most < least) {
        return k.fail(cat("--max=MAXPODS must be larger or equal to --min=MINPODS, max: ", most,
                          ", min: ", least));
    }
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    ObjectPrinter printer;
    printer.typed = true;
    if (!printer.init(k, with_dry_run(dry_run ? "created" : "autoscaled", dry_run), error))
        return k.fail(error);
    Builder b = make_builder(k);
    b.flatten = b.continue_on_error = true;
    auto one = [&](Info& info) -> Error {
        const Resource& r = info.resource;
        const bool scalable = r.is("", "ReplicationController") || r.is("apps", "Deployment") ||
                              r.is("apps", "ReplicaSet") || r.is("apps", "StatefulSet");
        if (!scalable) {
            return plain_error(cat("cannot autoscale a ", r.kind,
                                   ": could not find scale subresource for ", resource_text(r),
                                   " in discovery information"));
        }
        const std::string name = k.flags.text("name").empty() ? info.name : k.flags.text("name");
        Json object = {{"apiVersion", "autoscaling/v1"},
                       {"kind", "HorizontalPodAutoscaler"},
                       {"metadata", {{"name", name}, {"creationTimestamp", nullptr}}},
                       {"status", {{"currentReplicas", 0}, {"desiredReplicas", 0}}}};
        object["spec"] = {
            {"maxReplicas", most},
            {"scaleTargetRef",
             {{"apiVersion", r.api_version()}, {"kind", r.kind}, {"name", info.name}}}};
        if (least > 0) object["spec"]["minReplicas"] = least;
        if (cpu >= 0) object["spec"]["targetCPUUtilizationPercentage"] = cpu;
        record(k, object);
        if (dry_run == 1) return printer.print(k, object);
        save_config(k, object);
        Json answer;
        if (Error e = post(k,
                           known_resource("autoscaling", "v1", "horizontalpodautoscalers",
                                          "HorizontalPodAutoscaler"),
                           k.namespace_(), object, dry_run, answer)) {
            return e;
        }
        return printer.print(k, answer);
    };
    Errors errors;
    b.visit(k, error, errors, one);
    if (error) return k.fail(error);
    return errors.empty() ? k.done() : k.fail(errors);
}

Step run_patch(CommandContext& ctx) {
    return run(ctx, "patch", patch_objects);
}
Step run_replace(CommandContext& ctx) {
    return run(ctx, "replace", replace);
}
Step run_autoscale(CommandContext& ctx) {
    return run(ctx, "autoscale", autoscale);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_patch = {
    .name = "kubectl patch",
    .summary = "Update field(s) of a resource",
    .run = kube::run_patch,
};

extern const Command kubectl_replace = {
    .name = "kubectl replace",
    .summary = "Replace a resource by filename or stdin",
    .run = kube::run_replace,
};

extern const Command kubectl_autoscale = {
    .name = "kubectl autoscale",
    .summary = "Auto-scale a Deployment, ReplicaSet, or ReplicationController",
    .run = kube::run_autoscale,
};

}  // namespace podfall
