// kubectl scale. Models kubectl/pkg/cmd/scale/scale.go and kubectl/pkg/scale.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"

namespace podfall {

namespace kube {

namespace {

constexpr int stage_scaling = 2;

Error scale_one(Kubectl& k, const Info& info, int dry_run) {
    const std::int64_t wanted = k.flags.number("replicas");
    const std::int64_t current = k.flags.number("current-replicas");
    const std::string version = k.flags.text("resource-version");
    Json answer;
    Error error;
    if (current == -1 && version.empty()) {
        return patch(k, info, PatchType::merge, cat("{\"spec\":{\"replicas\":", wanted, "}}"),
                     dry_run, answer, "scale");
    }
    if (!k.get(info.path("scale"), {}, answer, error)) return error;
    const std::int64_t replicas = number_at(answer, "spec.replicas");
    if (current != -1 && replicas != current) {
        return plain_error(cat("Expected replicas to be ", current, ", was ", replicas));
    }
    const std::string actual = text_at(answer, "metadata.resourceVersion");
    if (!version.empty() && version != actual) {
        return plain_error(cat("Expected resource version to be ", version, ", was ", actual));
    }
    edit(answer, "spec.replicas") = wanted;
    const Json body = answer;
    k.call("PUT", info.path("scale"), write_query(k, dry_run), &body, answer, error);
    return error;
}

Step wait_scaled(Kubectl& k) {
    const std::int64_t wanted = k.flags.number("replicas");
    while (!k.memory.items.empty()) {
        const std::vector<std::string> parts = split(k.memory.items[0], ' ');
        Json scale;
        Error error;
        if (!k.get(parts[0], {}, scale, error)) return k.fail(error);
        if (number_at(scale, "spec.replicas") == wanted &&
            number_at(scale, "status.replicas") == wanted) {
            k.out(cat(parts[1], k.flags.text("output") == "name" ? "" : " scaled", "\n"));
            k.memory.items.erase(k.memory.items.begin());
            continue;
        }
        if (k.ctx.now() >= k.memory.deadline) {
            return k.fail(cat("timed out waiting for ", quote(text_at(scale, "metadata.name")),
                              " to be synced"));
        }
        // The real kubectl polls once a second.
        return sleep_until(std::min(k.memory.deadline, k.ctx.now() + seconds(1)));
    }
    return k.done();
}

Step scale(Kubectl& k) {
    if (k.memory.stage == stage_scaling) return wait_scaled(k);
    if (k.flags.number("replicas") < 0) {
        return k.fail(
            "The --replicas=COUNT flag is required, and COUNT must be greater than or "
            "equal to 0");
    }
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    ObjectPrinter printer;
    if (!printer.init(k, "scaled", error)) return k.fail(error);
    Builder b = make_builder(k);
    b.allow_empty_selector = k.flags.on("all");
    b.flatten = b.continue_on_error = true;
    const Duration timeout = k.flags.duration("timeout");
    int count = 0;
    auto one = [&](Info& info) {
        ++count;
        if (dry_run == 1) return printer.print(k, *info.object);
        if (Error e = scale_one(k, info, dry_run)) return e;
        if (recording(k)) {
            Json change, answer;
            record(k, change);
            patch(k, info, PatchType::merge, change.dump(), dry_run, answer, "", "");
        }
        if (timeout == 0 || dry_run) return printer.print(k, *info.object);
        k.memory.items.push_back(cat(info.path("scale"), " ", info.typed_name()));
        return Error{};
    };
    Errors errors;
    b.visit(k, error, errors, one);
    if (error) return k.fail(error);
    if (!errors.empty()) return k.fail(errors);
    if (count == 0) return k.fail("no objects passed to scale");
    if (k.memory.items.empty()) return k.done();
    k.memory.deadline = k.ctx.now() + timeout;
    k.memory.stage = stage_scaling;
    return wait_scaled(k);
}

Step run_scale(CommandContext& ctx) {
    return run(ctx, "scale", scale);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_scale = {
    .name = "kubectl scale",
    .summary = "Set a new size for a Deployment, ReplicaSet or Replication Controller",
    .run = kube::run_scale,
};

}  // namespace podfall
