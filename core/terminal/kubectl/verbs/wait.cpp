// kubectl wait. Models kubectl/pkg/cmd/wait/wait.go.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/builder.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/print/print.h"

namespace podfall {

namespace kube {

namespace {

constexpr int stage_waiting = 2;

struct Condition {
    bool deletion = false;
    std::string type, status = "true";
};

bool parse_condition(const std::string& text, Condition& out) {
    if (to_lower(text) == "delete") {
        out.deletion = true;
        return true;
    }
    constexpr std::string_view prefix = "condition=";
    if (text.rfind(prefix, 0) != 0) return false;
    out.type = to_lower(text.substr(prefix.size()));
    const std::size_t equals = out.type.find('=');
    if (equals != std::string::npos) {
        out.status = out.type.substr(equals + 1);
        out.type.resize(equals);
    }
    return true;
}

bool met(const Json& object, const Condition& condition) {
    for (const Json& c : items(at(object, "status.conditions"))) {
        if (to_lower(text_at(c, "type")) != condition.type) continue;
        const std::int64_t observed =
            number_at(c, "observedGeneration", number_at(object, "status.observedGeneration", -1));
        if (observed >= 0 && observed < number_at(object, "metadata.generation")) return false;
        return to_lower(text_at(c, "status")) == condition.status;
    }
    return false;
}

// An object that is waited for, as stored in Memory::items: "path uid resource/name".
Step wait_on(Kubectl& k, const Condition& condition, ObjectPrinter& printer) {
    while (!k.memory.items.empty()) {
        const std::vector<std::string> parts = split(k.memory.items[0], ' ');
        Json object;
        Error error;
        const bool found = k.get(parts[0], {}, object, error);
        if (!found && !error.not_found()) return k.fail(error);
        const bool same = found && text_at(object, "metadata.uid") == parts[1];
        if (condition.deletion ? !same : found && met(object, condition)) {
            if (condition.deletion) object = Json::parse(k.memory.text, nullptr, false)[parts[2]];
            printer.print(k, object);
            k.memory.items.erase(k.memory.items.begin());
            k.memory.deadline = never;
            continue;
        }
        if (!found && !condition.deletion) return k.fail(error);
        const Duration timeout = k.flags.duration("timeout");
        if (k.memory.deadline == never) {
            k.memory.deadline = k.ctx.now() + (timeout < 0 ? hours(168) : timeout);
        }
        if (k.ctx.now() < k.memory.deadline) return wait_change(k.memory.deadline);
        // The others are still waited for, each with its own timeout.
        k.memory.late.push_back(parts[2]);
        k.memory.items.erase(k.memory.items.begin());
        k.memory.deadline = never;
    }
    Errors errors;
    for (const std::string& name : k.memory.late)
        errors.push_back(plain_error(cat("timed out waiting for the condition on ", name)));
    return errors.empty() ? k.done(k.memory.exit_code) : k.fail(errors);
}

Step wait(Kubectl& k) {
    Condition condition;
    if (!parse_condition(k.flags.text("for"), condition)) {
        return k.fail(cat("unrecognized condition: ", quote(k.flags.text("for"))));
    }
    ObjectPrinter printer;
    Error error;
    if (!printer.init(k, "condition met", error)) return k.fail(error);
    if (k.memory.stage == stage_waiting) return wait_on(k, condition, printer);
    Builder b = make_builder(k);
    b.select_all = k.flags.on("all");
    b.allow_empty_selector = b.select_all;
    b.flatten = b.latest = true;
    Errors errors;
    const std::vector<Info> infos = b.infos(k, error, errors);
    if (error) return k.fail(error);
    if (condition.deletion) {
        std::erase_if(errors, [](const Error& e) { return e.not_found(); });
    }
    if (!errors.empty()) return k.fail(errors);
    if (infos.empty()) return k.fail("no matching resources found");
    Json shown = Json::object();
    for (const Info& info : infos) {
        const std::string name = cat(info.resource.plural, "/", info.name);
        k.memory.items.push_back(
            join({info.path(), text_at(*info.object, "metadata.uid"), name}, " "));
        const Json& o = *info.object;
        shown[name] = {{"apiVersion", at(o, "apiVersion")},
                       {"kind", at(o, "kind")},
                       {"metadata", {{"name", info.name}}}};
    }
    if (condition.deletion) k.memory.text = shown.dump();
    k.memory.stage = stage_waiting;
    return wait_on(k, condition, printer);
}

Step run_wait(CommandContext& ctx) {
    return run(ctx, "wait", wait);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_wait = {
    .name = "kubectl wait",
    .summary = "Wait for a specific condition on one or many resources.",
    .run = kube::run_wait,
};

}  // namespace podfall
