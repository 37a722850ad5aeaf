// kubectl rollout status. Models kubectl/pkg/cmd/rollout/rollout_status.go and
// polymorphichelpers/rollout_status.go.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/verbs/rollout.h"

namespace podfall {

namespace kube {

namespace {

constexpr int stage_rolling = 2;

struct Status {
    std::string text, problem;
    bool done = false;
};

Status deployment_status(const Json& o, std::int64_t revision) {
    const std::string name = quote(text_at(o, "metadata.name"));
    if (revision > 0) {
        std::int64_t running = 0;
        parse_int(
            text_of(member(at(o, "metadata.annotations"), "deployment.kubernetes.io/revision")),
            running);
        if (running != revision) {
            return {"",
                    cat("desired revision (", revision,
                        ") is different from the running "
                        "revision (",
                        running, ")"),
                    false};
        }
    }
    if (number_at(o, "metadata.generation") > number_at(o, "status.observedGeneration")) {
        return {"Waiting for deployment spec update to be observed...\n", "", false};
    }
    for (const Json& c : items(at(o, "status.conditions"))) {
        if (text_at(c, "type") == "Progressing" &&
            text_at(c, "reason") == "ProgressDeadlineExceeded") {
            return {"", cat("deployment ", name, " exceeded its progress deadline"), false};
        }
    }
    const std::int64_t wanted = number_at(o, "spec.replicas"),
                       all = number_at(o, "status.replicas");
    const std::int64_t updated = number_at(o, "status.updatedReplicas");
    const std::int64_t available = number_at(o, "status.availableReplicas");
    const std::string head = cat("Waiting for deployment ", name, " rollout to finish: ");
    if (updated < wanted) {
        return {cat(head, updated, " out of ", wanted, " new replicas have been updated...\n"), "",
                false};
    }
    if (all > updated) {
        return {cat(head, all - updated, " old replicas are pending termination...\n"), "", false};
    }
    if (available < updated) {
        return {cat(head, available, " of ", updated, " updated replicas are available...\n"), "",
                false};
    }
    return {cat("deployment ", name, " successfully rolled out\n"), "", true};
}

Status daemon_set_status(const Json& o) {
    const std::string name = quote(text_at(o, "metadata.name"));
    if (text_at(o, "spec.updateStrategy.type") != "RollingUpdate") {
        return {"", "rollout status is only available for RollingUpdate strategy type", false};
    }
    if (number_at(o, "metadata.generation") > number_at(o, "status.observedGeneration")) {
        return {"Waiting for daemon set spec update to be observed...\n", "", false};
    }
    const std::int64_t wanted = number_at(o, "status.desiredNumberScheduled");
    const std::int64_t updated = number_at(o, "status.updatedNumberScheduled");
    const std::int64_t available = number_at(o, "status.numberAvailable");
    const std::string head = cat("Waiting for daemon set ", name, " rollout to finish: ");
    if (updated < wanted) {
        return {cat(head, updated, " out of ", wanted, " new pods have been updated...\n"), "",
                false};
    }
    if (available < wanted) {
        return {cat(head, available, " of ", wanted, " updated pods are available...\n"), "",
                false};
    }
    return {cat("daemon set ", name, " successfully rolled out\n"), "", true};
}

Status stateful_set_status(const Json& o) {
    if (text_at(o, "spec.updateStrategy.type") != "RollingUpdate") {
        return {"", "rollout status is only available for RollingUpdate strategy type", false};
    }
    const std::int64_t observed = number_at(o, "status.observedGeneration");
    if (observed == 0 || number_at(o, "metadata.generation") > observed) {
        return {"Waiting for statefulset spec update to be observed...\n", "", false};
    }
    const std::int64_t wanted = number_at(o, "spec.replicas");
    const std::int64_t ready = number_at(o, "status.readyReplicas");
    const std::int64_t updated = number_at(o, "status.updatedReplicas");
    if (ready < wanted)
        return {cat("Waiting for ", wanted - ready, " pods to be ready...\n"), "", false};
    const Json& rolling = at(o, "spec.updateStrategy.rollingUpdate");
    if (rolling.is_object()) {
        const std::int64_t share = wanted - number_at(rolling, "partition");
        if (at(rolling, "partition").is_number() && updated < share) {
            return {cat("Waiting for partitioned roll out to finish: ", updated, " out of ", share,
                        " new pods have been updated...\n"),
                    "", false};
        }
        return {cat("partitioned roll out complete: ", updated, " new pods have been updated...\n"),
                "", true};
    }
    const std::string current = text_at(o, "status.currentRevision");
    const std::string next = text_at(o, "status.updateRevision");
    if (next != current) {
        return {cat("waiting for statefulset rolling update to complete ", updated,
                    " pods at revision ", next, "...\n"),
                "", false};
    }
    return {cat("statefulset rolling update complete ", number_at(o, "status.currentReplicas"),
                " pods at revision ", current, "...\n"),
            "", true};
}

// Prints an object's status. True when the command is finished; its result is in `step`.
bool report(Kubectl& k, const Json& o, Step& step) {
    const std::string kind = text_at(o, "kind");
    const Status s = kind == "DaemonSet"     ? daemon_set_status(o)
                     : kind == "StatefulSet" ? stateful_set_status(o)
                                             : deployment_status(o, k.flags.number("revision"));
    if (!s.problem.empty()) {
        step = k.fail(s.problem);
        return true;
    }
    k.out(s.text);
    if (!s.done && k.flags.on("watch")) return false;
    step = k.done();
    return true;
}

// Starts watching the object whose path is in Memory::text, from a list's revision on.
bool begin(Kubectl& k, Step& step) {
    const std::vector<std::string> parts = split(k.memory.text, ' ');  // collection, name
    const Query query = {{"fieldSelector", cat("metadata.name=", parts[1])}};
    Json list;
    Error error;
    if (!k.get(parts[0], query, list, error)) {
        // An informer retries until the command's timeout.
        step = sleep_until(k.ctx.now() + seconds(1));
        return false;
    }
    const std::string kind = text_at(list, "kind");
    for (const Json& item : items(at(list, "items"))) {
        Json object = item;
        if (!object.contains("kind")) object["kind"] = kind.substr(0, kind.size() - 4);
        if (report(k, object, step)) return false;
    }
    Query watch = query;
    watch.emplace_back("resourceVersion", text_at(list, "metadata.resourceVersion"));
    k.memory.watches.resize(1);
    if (!k.watch(parts[0], watch, k.memory.watches[0], error)) {
        k.memory.watches.clear();
        step = sleep_until(k.ctx.now() + seconds(1));
        return false;
    }
    return true;
}

Step watch_rollout(Kubectl& k) {
    Step step;
    if (k.memory.watches.empty() && !begin(k, step)) {
        const bool late = k.ctx.now() >= k.memory.deadline;
        if (step.what == Step::What::exited || !late) return step;
    }
    if (!k.memory.watches.empty()) {
        Watch& watch = k.memory.watches[0];
        for (const std::string& line : split_lines(next_events(k.ctx.world, watch))) {
            const Json event = Json::parse(line, nullptr, false);
            const std::string type = text_at(event, "type");
            if (type == "DELETED") return k.fail("object has been deleted");
            if ((type == "ADDED" || type == "MODIFIED") && report(k, at(event, "object"), step)) {
                return step;
            }
        }
        if (watch.closed) k.memory.watches.clear();
    }
    if (k.ctx.now() >= k.memory.deadline) return k.fail("timed out waiting for the condition");
    if (k.memory.watches.empty()) return sleep_until(k.ctx.now() + seconds(1));
    return wait_change(k.memory.deadline);
}

Step status(Kubectl& k) {
    if (k.memory.stage == stage_rolling) return watch_rollout(k);
    if (k.args().empty() && k.flags.list("filename").empty() && k.flags.text("kustomize").empty()) {
        return k.fail("required resource not specified");
    }
    if (k.flags.number("revision") < 0) {
        return k.fail(cat("revision must be a positive integer: ", k.flags.number("revision")));
    }
    Builder b = make_builder(k);
    b.allow_empty_selector = b.single_resource_type = b.latest = true;
    Error fatal;
    Errors errors;
    const std::vector<Info> infos = b.infos(k, fatal, errors);
    if (fatal) return k.fail(fatal);
    if (!errors.empty()) return k.fail(errors);
    if (infos.size() != 1) {
        return k.fail(
            cat("rollout status is only supported on individual resources and resource "
                "collections - ",
                infos.size(), " resources were found"));
    }
    const Info& info = infos[0];
    const std::string& kind = info.resource.kind;
    if (kind != "Deployment" && kind != "DaemonSet" && kind != "StatefulSet") {
        return k.fail(cat("no status viewer has been implemented for ", kind,
                          info.resource.group.empty() ? "" : ".", info.resource.group));
    }
    const Duration timeout = k.flags.duration("timeout");
    k.memory.deadline = timeout > 0 ? k.ctx.now() + timeout : never;
    k.memory.text = cat(info.resource.path(info.namespace_), " ", info.name);
    k.memory.stage = stage_rolling;
    return watch_rollout(k);
}

Step run_status(CommandContext& ctx) {
    return run(ctx, "rollout status", status);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_rollout_status = {
    .name = "kubectl rollout status",
    .summary = "Show the status of the rollout",
    .run = kube::run_status,
};

}  // namespace podfall
