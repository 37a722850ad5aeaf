// kubectl delete. Models kubectl/pkg/cmd/delete/delete.go and the wait that follows it.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/raw.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/verbs/delete.h"

namespace podfall {

namespace kube {

namespace {

constexpr int stage_deleting = 2;

struct Options {
    int dry_run = 0;
    std::int64_t grace = -1;
    std::string policy = "Background";
    bool ignore_missing = false;
    bool force = false;
};

bool read_cascade(Kubectl& k, std::string& policy, Error& error) {
    const std::string value = k.flags.text("cascade");
    if (value == "background")
        policy = "Background";
    else if (value == "foreground")
        policy = "Foreground";
    else if (value == "orphan")
        policy = "Orphan";
    else if (value == "true" || value == "false") {
        k.err(cat("warning: --cascade=", value,
                  " is deprecated (boolean value) and can be "
                  "replaced with --cascade=",
                  value == "true" ? "background" : "orphan", ".\n"));
        policy = value == "true" ? "Background" : "Orphan";
    } else {
        error = plain_error(cat("invalid cascade value (", value,
                                "). Must be \"background\", \"foreground\", or \"orphan\""));
    }
    return !error;
}

bool read_options(Kubectl& k, Options& o, Error& error) {
    if (!read_cascade(k, o.policy, error)) return false;
    const bool selecting = k.flags.on("all") || !k.flags.text("selector").empty() ||
                           !k.flags.text("field-selector").empty();
    o.ignore_missing = k.flags.on("ignore-not-found");
    if (selecting && !k.flags.changed("ignore-not-found")) o.ignore_missing = true;
    o.grace = k.flags.number("grace-period");
    o.force = k.flags.on("force");
    if (k.flags.on("now")) {
        if (o.grace != -1) {
            error = plain_error("--now and --grace-period cannot be specified together");
            return false;
        }
        o.grace = 1;
    }
    if (o.grace == 0 && !o.force) o.grace = 1;
    if (o.force && o.grace < 0) o.grace = 0;
    return k.dry_run(o.dry_run, error);
}

bool validate(Kubectl& k, const Options& o, Error& error) {
    const std::string output = k.flags.text("output");
    if (!output.empty() && output != "name") {
        error =
            plain_error(cat("unexpected -o output mode: ", output, ". We only support '-o name'"));
    } else if (o.grace == 0 && o.force) {
        k.err(
            "warning: Immediate deletion does not wait for confirmation that the running "
            "resource has been terminated. The resource may continue to run on the cluster "
            "indefinitely.\n");
    } else if (o.grace > 0 && o.force) {
        error = plain_error(
            "--force and --grace-period greater than 0 cannot be specified "
            "together");
    }
    return !error;
}

void print_deleted(Kubectl& k, const Info& info, const Options& o) {
    const std::string typed = info.resource.typed();
    if (k.flags.known_text("output") == "name") {
        k.out(cat(typed, "/", info.name, "\n"));
        return;
    }
    const std::string operation =
        with_dry_run(o.grace == 0 ? "force deleted" : "deleted", o.dry_run);
    k.out(cat(typed, " ", quote(info.name), " ", operation, "\n"));
}

}  // namespace

Error delete_one(Kubectl& k, const Info& info, std::int64_t grace, const std::string& policy,
                 int dry_run, std::string& uid) {
    Json options = {{"propagationPolicy", policy}};
    if (grace >= 0) options["gracePeriodSeconds"] = grace;
    if (dry_run == 2) options["dryRun"] = list_of("All");
    Json answer;
    Error error;
    Query query;
    if (dry_run == 2) query.emplace_back("dryRun", "All");
    if (!k.call("DELETE", info.path(), query, &options, answer, error)) {
        return add_source(error, "deleting", info.source);
    }
    uid = text_at(answer, "kind") == "Status" && at(answer, "details").is_object()
              ? text_at(answer, "details.uid")
              : text_at(answer, "metadata.uid");
    return {};
}

void wait_for_deletion(Kubectl& k, const Info& info, const std::string& uid) {
    k.memory.items.push_back(
        join({info.path(), uid, cat(info.resource.plural, "/", info.name)}, " "));
}

bool deletions_done(Kubectl& k, Error& error) {
    while (!k.memory.items.empty()) {
        const std::vector<std::string> parts = split(k.memory.items[0], ' ');
        Json answer;
        Error e;
        if (k.get(parts[0], {}, answer, e)) {
            const bool same = parts[1].empty() || text_at(answer, "metadata.uid") == parts[1];
            if (same && k.ctx.now() >= k.memory.deadline) {
                error = plain_error(cat("timed out waiting for the condition on ", parts[2]));
                return true;
            }
            if (same) return false;
        } else if (!e.not_found()) {
            error = e;
            return true;
        }
        k.memory.items.erase(k.memory.items.begin());
    }
    return true;
}

namespace {

Step wait_deleted(Kubectl& k) {
    Error error;
    if (!deletions_done(k, error)) return wait_change(k.memory.deadline);
    return error ? k.fail(error) : k.done();
}

Step delete_(Kubectl& k) {
    if (!k.flags.text("raw").empty()) return send_raw(k, "DELETE");
    if (k.memory.stage == stage_deleting) return wait_deleted(k);
    Options o;
    Error error;
    if (!read_options(k, o, error)) return k.fail(error);
    Builder b = make_builder(k);
    b.select_all = k.flags.on("all");
    b.require_object = false;
    b.flatten = b.continue_on_error = true;
    if (b.select_all && !b.label_selector.empty()) {
        return k.fail("setting 'all' parameter but found a non empty selector. ");
    }
    bool warn_scope = b.explicit_namespace, validated = false;
    int found = 0;
    std::vector<std::pair<Info, std::string>> deleted;
    Errors errors;
    const bool arguments = !b.args.empty() || !b.filenames.empty();
    if (arguments && !validate(k, o, error)) return k.fail(error);
    validated = arguments;
    auto one = [&](Info& info) {
        ++found;
        if (warn_scope && !info.resource.namespaced) {
            k.err(
                "warning: deleting cluster-scoped resources, not scoped to the provided "
                "namespace\n");
            warn_scope = false;
        }
        std::string uid;
        if (o.dry_run != 1) {
            if (Error e = delete_one(k, info, o.grace, o.policy, o.dry_run, uid)) return e;
        }
        print_deleted(k, info, o);
        info.object.reset();
        deleted.emplace_back(info, uid);
        return Error{};
    };
    b.visit(k, error, errors, one);
    if (error) return k.fail(error);
    if (!validated && !validate(k, o, error)) return k.fail(error);
    if (o.ignore_missing) {
        std::erase_if(errors, [](const Error& e) { return e.not_found(); });
    }
    if (!errors.empty()) return k.fail(errors);
    if (found == 0) {
        k.out("No resources found\n");
        return k.done();
    }
    if (!k.flags.on("wait") || o.dry_run) return k.done();
    for (const auto& [info, uid] : deleted) wait_for_deletion(k, info, uid);
    const Duration timeout = k.flags.duration("timeout");
    k.memory.deadline = k.ctx.now() + (timeout > 0 ? timeout : hours(168));
    k.memory.stage = stage_deleting;
    return wait_deleted(k);
}

Step run_delete(CommandContext& ctx) {
    return run(ctx, "delete", delete_);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_delete = {
    .name = "kubectl delete",
    .summary =
        "Delete resources by filenames, stdin, resources and names, or by resources and "
        "label selector",
    .run = kube::run_delete,
};

}  // namespace podfall
