// kubectl cordon, uncordon and drain. Models kubectl/pkg/cmd/drain and kubectl/pkg/drain.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/rules/selector.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/verbs/delete.h"

namespace podfall {

namespace kube {

namespace {

constexpr int stage_evicting = 2;

// A pod to be removed, as stored in Memory::items: "namespace name uid evicted due".
struct Leaving {
    std::string namespace_, name, uid;
    bool evicted = false;
    Time due = 0;

    std::string text() const {
        return join({namespace_, name, uid, evicted ? "1" : "0", to_text(due)}, " ");
    }
    static Leaving read(const std::string& text) {
        const std::vector<std::string> p = split(text, ' ');
        Leaving l{p[0], p[1], p[2], p[3] == "1", 0};
        parse_int(p[4], l.due);
        return l;
    }
};

bool read_nodes(Kubectl& k, std::vector<Info>& nodes, Step& failed) {
    const std::string selector = k.flags.text("selector");
    if (k.args().empty() && !k.flags.changed("selector")) {
        failed = k.usage_error(cat("USAGE: ", k.command.path, " NODE [flags]"));
        return false;
    }
    if (!k.args().empty() && !selector.empty()) {
        failed = k.usage_error("error: cannot specify both a node name and a --selector option");
        return false;
    }
    Selector ignored;
    std::string why;
    if (!parse_selector(k.flags.known_text("pod-selector"), ignored, why)) {
        failed = k.fail("--pod-selector=<pod_selector> must be a valid label selector");
        return false;
    }
    Builder b = make_builder(k);
    b.flatten = true;
    b.args = {"nodes"};
    for (const std::string& name : k.args()) {
        b.args.push_back(name.rfind("node/", 0) == 0    ? name.substr(5)
                         : name.rfind("nodes/", 0) == 0 ? name.substr(6)
                                                        : name);
    }
    Error fatal;
    Errors errors;
    nodes = b.infos(k, fatal, errors);
    if (fatal)
        failed = k.fail(fatal);
    else if (!errors.empty())
        failed = k.fail(errors);
    return !fatal && errors.empty();
}

void print_node(Kubectl& k, const Json& node, const std::string& operation, int dry_run) {
    ObjectPrinter printer;
    Error error;
    if (printer.init(k, with_dry_run(operation, dry_run), error)) printer.print(k, node);
}

void set_unschedulable(Kubectl& k, Info& node, bool desired, int dry_run) {
    const char* un = desired ? "" : "un";
    if (bool_at(*node.object, "spec.unschedulable") == desired) {
        return print_node(k, *node.object, cat("already ", un, "cordoned"), dry_run);
    }
    if (dry_run != 1) {
        const Json change = {{"spec", {{"unschedulable", desired ? Json(true) : Json()}}}};
        Json answer;
        if (Error e = patch(k, node, PatchType::strategic, json_text(change), dry_run, answer)) {
            k.err(cat("error: unable to ", un, "cordon node ", quote(node.name), ": ", e.text(),
                      "\n"));
            return;
        }
    }
    print_node(k, *node.object, cat(un, "cordoned"), dry_run);
}

// The filters' verdict on a pod. `go`: it is evicted.
struct Verdict {
    bool go = true, fatal = false;
    std::string message;
};

const Json* controller(const Json& pod) {
    for (const Json& o : items(at(pod, "metadata.ownerReferences"))) {
        if (bool_at(o, "controller")) return &o;
    }
    return nullptr;
}

Verdict judge(Kubectl& k, const Json& pod) {
    const std::string phase = text_at(pod, "status.phase");
    const bool finished = phase == "Succeeded" || phase == "Failed";
    const Json* owner = controller(pod);
    const bool force = k.flags.on("force");
    Verdict v;
    if (owner && text_at(*owner, "kind") == "DaemonSet" && !finished) {
        Json answer;
        Error error;
        const Resource sets = known_resource("apps", "v1", "daemonsets", "DaemonSet");
        if (!k.get(sets.path(text_at(pod, "metadata.namespace"), text_at(*owner, "name")), {},
                   answer, error)) {
            if (error.not_found() && force) return {true, false, error.text()};
            return {false, true, error.text()};
        }
        if (!k.flags.on("ignore-daemonsets")) {
            return {false, true, "DaemonSet-managed Pods (use --ignore-daemonsets to ignore)"};
        }
        return {false, false, "ignoring DaemonSet-managed Pods"};
    }
    if (!member(at(pod, "metadata.annotations"), "kubernetes.io/config.mirror").is_null()) {
        return {false, false, ""};
    }
    bool local = false;
    for (const Json& volume : items(at(pod, "spec.volumes"))) {
        local |= at(volume, "emptyDir").is_object();
    }
    if (local && !finished && !k.flags.on("delete-emptydir-data") &&
        !k.flags.on("delete-local-data")) {
        return {false, true, "Pods with local storage (use --delete-emptydir-data to override)"};
    }
    if (finished || owner) return v;
    constexpr const char* unmanaged =
        "Pods not managed by ReplicationController, ReplicaSet, Job, DaemonSet or StatefulSet";
    if (!force) return {false, true, cat(unmanaged, " (use --force to override)")};
    return {true, false, cat("deleting ", unmanaged)};
}

// Messages with their pods, in order of first occurrence.
class Messages {
public:
    void add(const std::string& message, const Json& pod) {
        const std::string name =
            cat(text_at(pod, "metadata.namespace"), "/", text_at(pod, "metadata.name"));
        for (auto& [m, pods] : list_) {
            if (m == message) {
                pods += cat(", ", name);
                return;
            }
        }
        list_.emplace_back(message, name);
    }
    std::vector<std::string> lines() const {
        std::vector<std::string> out;
        for (const auto& [m, pods] : list_) out.push_back(cat(m, ": ", pods));
        return out;
    }

private:
    std::vector<std::pair<std::string, std::string>> list_;
};

// The pods of a node that are to be removed; false with the reasons when one may not.
bool collect_leaving(Kubectl& k, const std::string& node, std::vector<Leaving>& out,
                     std::string& warning, Errors& errors) {
    Json answer;
    Error error;
    Query query = {{"fieldSelector", cat("spec.nodeName=", node)}};
    const std::string selector = k.flags.text("pod-selector");
    if (!selector.empty()) query.emplace_back("labelSelector", selector);
    if (!k.get("/api/v1/pods", query, answer, error)) {
        errors.push_back(error);
        return false;
    }
    Messages fatal, warnings;
    for (const Json& pod : items(at(answer, "items"))) {
        const Verdict v = judge(k, pod);
        if (v.fatal)
            fatal.add(v.message, pod);
        else if (!v.message.empty())
            warnings.add(v.message, pod);
        if (v.go) {
            out.push_back({text_at(pod, "metadata.namespace"), text_at(pod, "metadata.name"),
                           text_at(pod, "metadata.uid"), false, 0});
        }
    }
    for (const std::string& line : fatal.lines()) {
        errors.push_back(plain_error(cat("cannot delete ", line)));
    }
    warning = join(warnings.lines(), "; ");
    return errors.empty();
}

bool list_leaving(Kubectl& k, const std::string& node, std::vector<Leaving>& out, Errors& errors) {
    std::string warning;
    if (!collect_leaving(k, node, out, warning, errors)) return false;
    if (!warning.empty()) k.err(cat("WARNING: ", warning, "\n"));
    return true;
}

bool timed_out(const Kubectl& k) {
    return k.flags.duration("timeout") > 0 && k.ctx.now() >= k.memory.deadline;
}
std::string timeout_text(const Kubectl& k) {
    return cat("global timeout reached: ", duration_text(k.flags.duration("timeout")));
}

// Requests one eviction (or deletion). False when it failed permanently.
bool evict(Kubectl& k, Leaving& pod, Error& error) {
    Info info;
    info.resource = known_resource("", "v1", "pods", "Pod");
    info.namespace_ = pod.namespace_;
    info.name = pod.name;
    const std::int64_t grace = k.flags.number("grace-period");
    if (k.flags.on("disable-eviction")) {
        std::string uid;
        error = delete_one(k, info, grace, "Background", 0, uid);
        pod.evicted = true;
        return !error || error.not_found();
    }
    k.out(cat("evicting pod ", pod.namespace_, "/", pod.name, "\n"));
    const std::string what =
        cat("error when evicting pods/", quote(pod.name), " -n ", quote(pod.namespace_));
    if (timed_out(k)) {
        error = plain_error(cat(what, ": ", timeout_text(k)));
        return false;
    }
    Json options = Json::object(), answer;
    if (grace >= 0) options["gracePeriodSeconds"] = grace;
    const Json body = {{"apiVersion", "policy/v1beta1"},
                       {"kind", "Eviction"},
                       {"metadata", {{"name", pod.name}, {"namespace", pod.namespace_}}},
                       {"deleteOptions", options}};
    error = {};
    if (k.call("POST", info.path("eviction"), {}, &body, answer, error) || error.not_found()) {
        pod.evicted = true;
        return true;
    }
    if (error.code == 429 || error.reason == "TooManyRequests") {
        k.err(cat(what, " (will retry after 5s): ", error.text(), "\n"));
        pod.due = k.ctx.now() + seconds(5);
        error = {};
        return true;
    }
    error = plain_error(cat(what, ": ", error.text()));
    return false;
}

// True when the pod is gone (or replaced by another of the same name).
bool gone(Kubectl& k, const Leaving& pod, Error& error) {
    Json answer;
    Error e;
    const Resource pods = known_resource("", "v1", "pods", "Pod");
    if (k.get(pods.path(pod.namespace_, pod.name), {}, answer, e)) {
        return text_at(answer, "metadata.uid") != pod.uid;
    }
    if (e.not_found()) return true;
    error = plain_error(
        cat("error when waiting for pod ", quote(pod.name), " terminating: ", e.text()));
    return false;
}

std::string current_node(const Kubectl& k) {
    return split(k.memory.text, ',')[0];
}

Step aborted(Kubectl& k, const Errors& errors) {
    k.err(cat("error: unable to drain node ", quote(current_node(k)),
              ", aborting command...\n\nThere are pending nodes to be drained:\n"));
    for (const std::string& name : split(k.memory.text, ',')) k.err(cat(" ", name, "\n"));
    return k.fail(errors);
}

// Checks every pod that is being removed; true when each has gone or failed.
bool look(Kubectl& k, Errors& errors) {
    std::vector<std::string> still;
    const char* word = k.flags.on("disable-eviction") ? "deleted" : "evicted";
    for (const std::string& text : k.memory.items) {
        Leaving pod = Leaving::read(text);
        Error error;
        if (!pod.evicted && pod.due <= k.ctx.now() && !evict(k, pod, error)) {
            errors.push_back(error);
            continue;
        }
        if (pod.evicted && gone(k, pod, error)) {
            k.out(cat("pod/", pod.name, " ", word, "\n"));
            k.memory.exit_code = 1;  // determines the node's line from now on
            continue;
        }
        if (!error && pod.evicted && timed_out(k) && !k.flags.on("disable-eviction"))
            error = plain_error(cat("error when waiting for pod ", quote(pod.name),
                                    " terminating: ", timeout_text(k)));
        if (error) {
            errors.push_back(error);
            continue;
        }
        still.push_back(pod.text());
    }
    k.memory.items = still;
    return still.empty();
}

// The pods that are still on the node after an error.
void print_pending(Kubectl& k, const Errors& errors) {
    std::vector<Leaving> pods;
    Errors ignored;
    std::string warnings;
    collect_leaving(k, current_node(k), pods, warnings, ignored);
    if (!pods.empty())
        k.err(cat("There are pending pods in node ", quote(current_node(k)),
                  " when an error occurred: ", list_text(errors), "\n"));
    for (const Leaving& pod : pods) k.err(cat("pod/", pod.name, "\n"));
    if (!ignored.empty())
        k.err(cat("Following errors occurred while getting the list of pods to delete:\n",
                  list_text(ignored)));
}

// Every pod is followed to its end, even when others fail; their errors come last.
Step go_on(Kubectl& k) {
    Errors now;
    bool finished = look(k, now);
    for (const Error& e : now) k.memory.late.push_back(e.text());
    if (!finished && timed_out(k) && k.flags.on("disable-eviction")) {
        k.memory.late.emplace_back("timed out waiting for the condition");
        finished = true;
    }
    if (!finished) return sleep_until(k.ctx.now() + seconds(1));
    if (k.memory.late.empty()) return exited(0);
    Errors errors;
    for (const std::string& text : std::exchange(k.memory.late, {}))
        errors.push_back(plain_error(text));
    print_pending(k, errors);
    return aborted(k, errors);
}

// Starts with the first node of Memory::text, from which finished nodes are removed.
Step drain_nodes(Kubectl& k, int dry_run) {
    while (true) {
        if (k.memory.stage == stage_evicting) {
            const Step step = go_on(k);
            if (step.what != Step::What::exited || step.exit_code != 0) return step;
            k.memory.stage = 1;
        } else {
            std::vector<Leaving> pods;
            Errors errors;
            if (!list_leaving(k, current_node(k), pods, errors)) return aborted(k, errors);
            for (const Leaving& pod : dry_run ? pods : std::vector<Leaving>{}) {
                k.out(cat("evicting pod ", pod.namespace_, "/", pod.name, with_dry_run("", dry_run),
                          "\n"));
            }
            if (!dry_run && !pods.empty()) {
                // Each pod has a goroutine; Go's scheduler runs the most recently started one
                // first.
                std::rotate(pods.begin(), pods.end() - 1, pods.end());
                for (const Leaving& pod : pods) k.memory.items.push_back(pod.text());
                const Duration timeout = k.flags.duration("timeout");
                k.memory.deadline = timeout > 0 ? k.ctx.now() + timeout : never;
                k.memory.stage = stage_evicting;
                continue;
            }
        }
        const char* word = !k.memory.exit_code              ? "drained"
                           : k.flags.on("disable-eviction") ? "deleted"
                                                            : "evicted";
        k.out(cat("node/", current_node(k), " ", with_dry_run(word, dry_run), "\n"));
        const std::size_t comma = k.memory.text.find(',');
        if (comma == std::string::npos) return k.done();
        k.memory.text.erase(0, comma + 1);
    }
}

Step drain(Kubectl& k) {
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    if (k.memory.stage == stage_evicting) return drain_nodes(k, dry_run);
    std::vector<Info> nodes;
    Step failed;
    if (!read_nodes(k, nodes, failed)) return failed;
    std::vector<std::string> names;
    for (Info& node : nodes) {
        set_unschedulable(k, node, true, dry_run);
        names.push_back(node.name);
    }
    if (names.empty()) return k.done();
    k.memory.text = join(names, ",");
    return drain_nodes(k, dry_run);
}

Step cordon_or_not(Kubectl& k, bool desired) {
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    std::vector<Info> nodes;
    Step failed;
    if (!read_nodes(k, nodes, failed)) return failed;
    for (Info& node : nodes) set_unschedulable(k, node, desired, dry_run);
    return k.done();
}

Step cordon(Kubectl& k) {
    return cordon_or_not(k, true);
}
Step uncordon(Kubectl& k) {
    return cordon_or_not(k, false);
}
Step run_cordon(CommandContext& ctx) {
    return run(ctx, "cordon", cordon);
}
Step run_uncordon(CommandContext& ctx) {
    return run(ctx, "uncordon", uncordon);
}
Step run_drain(CommandContext& ctx) {
    return run(ctx, "drain", drain);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_cordon = {
    .name = "kubectl cordon",
    .summary = "Mark node as unschedulable",
    .run = kube::run_cordon,
};

extern const Command kubectl_uncordon = {
    .name = "kubectl uncordon",
    .summary = "Mark node as schedulable",
    .run = kube::run_uncordon,
};

extern const Command kubectl_drain = {
    .name = "kubectl drain",
    .summary = "Drain node in preparation for maintenance",
    .run = kube::run_drain,
};

}  // namespace podfall
