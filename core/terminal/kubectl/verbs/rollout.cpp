// kubectl rollout history, undo, pause, resume and restart. Models kubectl/pkg/cmd/rollout and
// polymorphichelpers.
#include "core/terminal/kubectl/verbs/rollout.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/patch/patch.h"
#include "core/api/schema/scalars.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/describe/describe.h"
#include "core/terminal/kubectl/print/print.h"

namespace podfall {

namespace kube {

namespace {

constexpr const char* revision_key = "deployment.kubernetes.io/revision";
constexpr const char* cause_key = "kubernetes.io/change-cause";

const Json& annotation(const Json& object, const char* key) {
    return member(at(object, "metadata.annotations"), key);
}

bool owned_by(const Json& object, const Json& owner) {
    for (const Json& o : items(at(object, "metadata.ownerReferences"))) {
        if (bool_at(o, "controller") && text_at(o, "uid") == text_at(owner, "metadata.uid")) {
            return true;
        }
    }
    return false;
}

bool from_replica_set(const Json& rs, RolloutRevision& out) {
    if (!parse_int(text_of(annotation(rs, revision_key)), out.number)) return false;
    out.change_cause = text_of(annotation(rs, cause_key));
    out.pod_template = std::make_shared<Json>(at(rs, "spec.template"));
    if (!out.change_cause.empty()) {
        set_annotation(*out.pod_template, cause_key, out.change_cause);
    }
    return true;
}

bool from_controller_revision(const Json& object, const Json& revision, RolloutRevision& out) {
    out.number = number_at(revision, "revision");
    out.change_cause = text_of(annotation(revision, cause_key));
    // The revision's data is a strategic patch that replaces the template.
    Json t = at(revision, "data.spec.template");
    if (t.is_object())
        t.erase("$patch");
    else
        t = at(object, "spec.template");
    out.pod_template = std::make_shared<Json>(std::move(t));
    return true;
}

std::string template_text(Kubectl& k, const Info& info, const Json& pod_template) {
    Description d(k, info, false);
    d.pod_template(pod_template);
    return d.raw();
}

std::string history_text(const std::vector<RolloutRevision>& revisions) {
    std::string text = "REVISION\tCHANGE-CAUSE\n";
    for (const RolloutRevision& r : revisions) {
        text += cat(r.number, "\t", or_none(r.change_cause), "\n");
    }
    return align_columns(text);
}

Step history(Kubectl& k) {
    if (k.flags.number("revision") < 0) {
        return k.fail(cat("revision must be a positive integer: ", k.flags.number("revision")));
    }
    std::vector<Info> infos;
    Errors errors;
    Step failed;
    if (!rollout_targets(k, infos, errors, failed)) return failed;
    for (const Info& info : infos) {
        Error error;
        const std::int64_t wanted = k.flags.number("revision");
        const std::vector<RolloutRevision> revisions = rollout_revisions(k, info, error);
        if (error) return k.fail(error);
        std::string text =
            revisions.empty() ? "No rollout history found." : history_text(revisions);
        if (wanted > 0) {
            text.clear();
            for (const RolloutRevision& r : revisions) {
                if (r.number == wanted) text = template_text(k, info, *r.pod_template);
            }
            if (text.empty()) return k.fail("unable to find the specified revision");
        }
        if (!k.flags.text("output").empty()) {
            ObjectPrinter printer;
            printer.typed = true;
            if (!printer.init(k, "", error)) return k.fail(error);
            if (Error e = printer.print(k, *info.object)) return k.fail(e);
            continue;
        }
        k.out(cat(info.typed_name(), " ",
                  wanted > 0 ? cat("with revision #", wanted, "\n") : std::string("\n"), text,
                  "\n"));
    }
    return errors.empty() ? k.done() : k.fail(errors);
}

bool skipped_annotation(const std::string& key) {
    return key == last_applied || key == revision_key ||
           key == "deployment.kubernetes.io/revision-history" ||
           key == "deployment.kubernetes.io/desired-replicas" ||
           key == "deployment.kubernetes.io/max-replicas" ||
           key == "deprecated.deployment.rollback.to";
}

// The JSON patch that restores an old template and its annotations in a Deployment.
Json undo_patch(const Json& deployment, const RolloutRevision& r, const Json& pod_template) {
    Json annotations = Json::object();
    for (const auto& [key, value] : members(at(deployment, "metadata.annotations"))) {
        if (skipped_annotation(key)) annotations[key] = value;
    }
    for (const auto& [key, value] : members(at(*r.source, "metadata.annotations"))) {
        if (!skipped_annotation(key)) annotations[key] = value;
    }
    return Json::array(
        {{{"op", "replace"}, {"path", "/spec/template"}, {"value", pod_template}},
         {{"op", "replace"}, {"path", "/metadata/annotations"}, {"value", annotations}}});
}

Error undo_one(Kubectl& k, const Info& info, int dry_run, std::string& result) {
    const std::int64_t wanted = k.flags.number("to-revision");
    Error error;
    const std::vector<RolloutRevision> revisions = rollout_revisions(k, info, error);
    if (error) return error;
    const bool deployment = info.resource.kind == "Deployment";
    const RolloutRevision* found = nullptr;
    for (const RolloutRevision& r : revisions) {
        if (r.number == wanted) found = &r;
    }
    if (wanted == 0 && revisions.size() > 1) found = &revisions[revisions.size() - 2];
    if (!found && wanted != 0) {
        return plain_error(cat("unable to find specified revision ", wanted, " in history"));
    }
    if (!found) {
        return plain_error(deployment
                               ? cat("no rollout history found for deployment ", quote(info.name))
                               : std::string("no last revision to roll back to"));
    }
    if (dry_run == 1) {
        Json pod_template = *found->pod_template;
        Json& annotations = edit(pod_template, "metadata.annotations");
        if (annotations.is_object())
            annotations.erase("kubernetes.io/change-cause");  // added by history
        result = template_text(k, info, pod_template);
        return {};
    }
    if (deployment && bool_at(*info.object, "spec.paused")) {
        return plain_error(
            cat("you cannot rollback a paused deployment; resume it first with "
                "'kubectl rollout resume deployment/",
                info.name, "' and try again"));
    }
    Json old = deployment ? at(*found->source, "spec.template") : *found->pod_template;
    edit(old, "metadata.labels").erase("pod-template-hash");
    if (old == at(*info.object, "spec.template")) {
        result = cat("skipped rollback (current template already matches revision ", wanted, ")");
        return {};
    }
    Json answer;
    Json body = undo_patch(*info.object, *found, old);
    if (!deployment) {
        old["$patch"] = "replace";
        body = {{"spec", {{"template", old}}}};
    }
    error = patch(k, info, deployment ? PatchType::json : PatchType::strategic, json_text(body),
                  dry_run, answer, "", "");
    if (error) {
        return plain_error(cat("failed restoring revision ", wanted, ": ", error.text()));
    }
    result = "rolled back";
    return {};
}

Step undo(Kubectl& k) {
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    std::vector<Info> infos;
    Errors errors;
    Step failed;
    if (!rollout_targets(k, infos, errors, failed)) return failed;
    for (const Info& info : infos) {
        std::string result;
        if (Error e = undo_one(k, info, dry_run, result)) {
            errors.push_back(std::move(e));
            continue;
        }
        ObjectPrinter printer;
        printer.typed = true;
        if (!printer.init(k, with_dry_run(result, dry_run), error)) return k.fail(error);
        if (Error e = printer.print(k, *info.object)) errors.push_back(std::move(e));
    }
    return errors.empty() ? k.done() : k.fail(errors);
}

// The change of pause, resume or restart. False with the reason if it is not possible.
struct RolloutVerb {
    const char* done;
    bool (*change)(Kubectl&, const Info&, Json& patch, std::string& problem);
};

bool pause_it(Kubectl&, const Info& info, Json& patch, std::string& problem) {
    if (info.resource.kind != "Deployment")
        problem = "pausing is not supported";
    else if (bool_at(*info.object, "spec.paused"))
        problem = "is already paused";
    patch = {{"spec", {{"paused", true}}}};
    return problem.empty();
}

bool resume_it(Kubectl&, const Info& info, Json& patch, std::string& problem) {
    if (info.resource.kind != "Deployment")
        problem = "resuming is not supported";
    else if (!bool_at(*info.object, "spec.paused"))
        problem = "is not paused";
    patch = {{"spec", {{"paused", nullptr}}}};
    return problem.empty();
}

bool restart_it(Kubectl& k, const Info& info, Json& patch, std::string& problem) {
    const std::string& kind = info.resource.kind;
    if (kind != "Deployment" && kind != "DaemonSet" && kind != "StatefulSet") {
        problem = "restarting is not supported";
    } else if (bool_at(*info.object, "spec.paused")) {
        problem = "can't restart paused deployment (run rollout resume first)";
    }
    const Duration zone = k.ctx.world.utc_offset;
    std::string now = rfc3339(k.ctx.now() + zone);
    if (zone != 0) {
        now.pop_back();
        const Duration z = zone < 0 ? -zone : zone;
        now += cat(zone < 0 ? "-" : "+", pad_left(to_text(z / hours(1)), 2, '0'), ":",
                   pad_left(to_text(z / minutes(1) % 60), 2, '0'));
    }
    Json t;
    t["metadata"]["annotations"]["kubectl.kubernetes.io/restartedAt"] = now;
    patch = {{"spec", {{"template", t}}}};
    return problem.empty();
}

Step change_all(Kubectl& k, const RolloutVerb& verb) {
    std::vector<Info> infos;
    Errors errors;
    Step failed;
    if (!rollout_targets(k, infos, errors, failed)) return failed;
    for (const Info& info : infos) {
        Json change, answer;
        std::string problem;
        if (!verb.change(k, info, change, problem)) {
            errors.push_back(plain_error(cat("error: ", info.resource.group_resource(), " ",
                                             quote(info.name), " ", problem)));
            continue;
        }
        if (Error e = patch(k, info, PatchType::strategic, json_text(change), 0, answer)) {
            errors.push_back(plain_error(cat("failed to patch: ", e.text())));
            continue;
        }
        ObjectPrinter printer;
        printer.typed = true;
        Error error;
        if (!printer.init(k, verb.done, error)) return k.fail(error);
        if (Error e = printer.print(k, answer)) errors.push_back(std::move(e));
    }
    return errors.empty() ? k.done() : k.fail(errors);
}

Step pause(Kubectl& k) {
    return change_all(k, {"paused", pause_it});
}
Step resume(Kubectl& k) {
    return change_all(k, {"resumed", resume_it});
}
Step restart(Kubectl& k) {
    return change_all(k, {"restarted", restart_it});
}

Step run_history(CommandContext& ctx) {
    return run(ctx, "rollout history", history);
}
Step run_undo(CommandContext& ctx) {
    return run(ctx, "rollout undo", undo);
}
Step run_pause(CommandContext& ctx) {
    return run(ctx, "rollout pause", pause);
}
Step run_resume(CommandContext& ctx) {
    return run(ctx, "rollout resume", resume);
}
Step run_restart(CommandContext& ctx) {
    return run(ctx, "rollout restart", restart);
}

}  // namespace

std::vector<RolloutRevision> rollout_revisions(Kubectl& k, const Info& info, Error& error) {
    std::vector<RolloutRevision> out;
    const bool deployment = info.resource.kind == "Deployment";
    if (!deployment && info.resource.kind != "DaemonSet" && info.resource.kind != "StatefulSet") {
        const char* helper =
            std::string_view(k.command.path) == "rollout undo" ? "rollbacker" : "history";
        const std::string kind = info.resource.group.empty()
                                     ? info.resource.kind
                                     : cat(info.resource.kind, ".", info.resource.group);
        bool visited = false;  // a kind that upstream's visitor handles, but without a history
        for (const char* known : {"Job", "Pod", "ReplicaSet", "ReplicationController", "CronJob"})
            visited |= info.resource.kind == known;
        error = plain_error(visited ? cat("no ", helper, *helper == 'h' ? " viewer" : "",
                                          " has been implemented for ", quote(kind))
                                    : cat("error retrieving ", helper, " for ", quote(kind),
                                          ", no visitor method exists for {", info.resource.group,
                                          " ", info.resource.kind, "}"));
        return out;
    }
    const Resource keeper =
        deployment ? known_resource("apps", "v1", "replicasets", "ReplicaSet")
                   : known_resource("apps", "v1", "controllerrevisions", "ControllerRevision");
    Json answer;
    if (!k.get(keeper.path(info.namespace_),
               {{"labelSelector", selector_text(at(*info.object, "spec.selector"))}}, answer,
               error)) {
        return out;
    }
    for (const Json& item : items(at(answer, "items"))) {
        RolloutRevision r;
        if (!owned_by(item, *info.object)) continue;
        if (deployment ? !from_replica_set(item, r)
                       : !from_controller_revision(*info.object, item, r)) {
            continue;
        }
        r.source = std::make_shared<Json>(item);
        out.push_back(std::move(r));
    }
    std::stable_sort(
        out.begin(), out.end(),
        [](const RolloutRevision& a, const RolloutRevision& b) { return a.number < b.number; });
    return out;
}

bool rollout_targets(Kubectl& k, std::vector<Info>& out, Errors& errors, Step& failed) {
    if (k.args().empty() && k.flags.list("filename").empty() && k.flags.text("kustomize").empty()) {
        failed = k.fail("required resource not specified");
        return false;
    }
    Builder b = make_builder(k);
    b.allow_empty_selector = b.flatten = b.latest = b.continue_on_error = true;
    Error fatal;
    out = b.infos(k, fatal, errors);
    if (fatal)
        failed = k.fail(fatal);
    else if (out.empty() && !errors.empty())
        failed = k.fail(errors);
    return !fatal && (!out.empty() || errors.empty());
}

}  // namespace kube

extern const Command kubectl_rollout_history = {
    .name = "kubectl rollout history",
    .summary = "View rollout history",
    .run = kube::run_history,
};

extern const Command kubectl_rollout_undo = {
    .name = "kubectl rollout undo",
    .summary = "Undo a previous rollout",
    .run = kube::run_undo,
};

extern const Command kubectl_rollout_pause = {
    .name = "kubectl rollout pause",
    .summary = "Mark the provided resource as paused",
    .run = kube::run_pause,
};

extern const Command kubectl_rollout_resume = {
    .name = "kubectl rollout resume",
    .summary = "Resume a paused resource",
    .run = kube::run_resume,
};

extern const Command kubectl_rollout_restart = {
    .name = "kubectl rollout restart",
    .summary = "Restart a resource",
    .run = kube::run_restart,
};

}  // namespace podfall
