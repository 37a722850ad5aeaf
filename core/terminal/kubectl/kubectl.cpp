// Requests, retries and output shared by kubectl's sub-commands.
#include "core/terminal/kubectl/kubectl.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/discovery.h"
#include "core/terminal/kubectl/client/help.h"
#include "core/terminal/kubectl/client/interrupt.h"
#include "core/terminal/kubectl/client/retry.h"
#include "core/world/timing.h"

namespace podfall {

namespace kube {

namespace {

constexpr int stage_held = -1;  // an error is held back until the connection attempt ends

// Flags that cobra requires.
struct Required {
    const char *path, *flags;
};
constexpr Required required_flags[] = {
    {"scale", "replicas"},
    {"create deployment", "image"},
    {"create clusterrolebinding", "clusterrole"},
    {"create cronjob", "image schedule"},
    {"create service externalname", "external-name"},
    {"run", "image"},
    {"autoscale", "max"},
};

std::string missing_flags(const CommandFlags& command, const Flags& flags) {
    std::vector<std::string> missing;
    for (const Required& r : required_flags) {
        if (std::string_view(command.path) != r.path) continue;
        for (const std::string& name : split_words(r.flags)) {
            if (!flags.changed(name)) missing.push_back(cat("\"", name, "\""));
        }
    }
    return join(missing, ", ");
}

// pflag's warning for a deprecated flag.
struct Deprecated {
    const char *flag, *why;
};
constexpr Deprecated deprecated[] = {
    {"delete-local-data",
     "This option is deprecated and will be deleted. Use --delete-emptydir-data."},
    {"generator", "has no effect and will be removed in the future."},
    {"replicas", "has no effect and will be removed in the future."},
    {"schedule", "has no effect and will be removed in the future."},
};

void warn_of_deprecated(CommandContext& ctx, const Flags& flags) {
    for (const Flags::Value& value : flags.values())
        for (const Deprecated& d : deprecated)
            if (value.changed && value.spec.hidden && value.spec.name == d.flag)
                ctx.err(cat("Flag --", d.flag, " has been deprecated, ", d.why, "\n"));
}

std::vector<std::string> words_after_kubectl(CommandContext& ctx) {
    return {ctx.args().begin() + 1, ctx.args().end()};
}

}  // namespace

Kubectl::Kubectl(CommandContext& context, const CommandFlags& command_, Flags flags_)
    : ctx(context),
      command(command_),
      flags(std::move(flags_)),
      memory(context.memory<Memory>()),
      config(load_config(context, command, flags)),
      discovery_(std::make_unique<Discovery>()) {}

Kubectl::~Kubectl() = default;

std::string Kubectl::path() const {
    return cat("kubectl ", command.path);
}

std::string Kubectl::namespace_() const {
    const std::string given = flags.text("namespace");
    return given.empty() ? config.namespace_ : given;
}

bool Kubectl::explicit_namespace() const {
    return !flags.text("namespace").empty();
}

void Kubectl::out(std::string_view text) {
    ctx.out(text);
}
void Kubectl::err(std::string_view text) {
    ctx.err(text);
}

// A request that may still succeed: TCP sends its SYN again after 1, 3 and 7 s, and etcd holds a
// request until it has a leader. The command restarts as if its first request had only now got
// through.
bool Kubectl::waits_on(Step& step) {
    if (patience == 0 || memory.stage != 1) return false;
    if (memory.waiting_since == 0) memory.waiting_since = ctx.now();
    const Duration waited = ctx.now() - memory.waiting_since;
    if (waited >= patience) {
        timed_out = false;  // this was the wait
        return false;
    }
    Duration next = waited + milliseconds(500);
    if (patience != timing::etcd_request)
        next = waited < seconds(1)   ? seconds(1)
               : waited < seconds(3) ? seconds(3)
               : waited < seconds(7) ? seconds(7)
                                     : patience;
    step = sleep_until(memory.waiting_since + std::min(next, patience));
    return true;
}

Step Kubectl::fail_with(std::string text) {
    if (Step step{}; waits_on(step)) return step;
    if (timed_out) {
        // A dial without a response gives up after net.Dialer's 30 s.
        memory.stage = stage_held;
        memory.held_err = std::move(text);
        return sleep_until(ctx.now() + seconds(30));
    }
    err(text);
    return exited(1);
}

Step Kubectl::fail(const Error& error) {
    return fail_with(check_err_text(error));
}
Step Kubectl::fail(const Errors& errors) {
    return fail_with(check_err_text(errors));
}
Step Kubectl::fail(std::string_view text) {
    return fail(plain_error(std::string(text)));
}

Step Kubectl::usage_error(std::string_view text) {
    return fail(cat(text, "\nSee '", path(), " -h' for help and examples"));
}

bool Kubectl::dry_run(int& out, Error& error) {
    const std::string value = flags.known_text("dry-run");
    out = 0;
    if (value == "none" || value.empty()) return true;
    if (value == "server" || value == "client") {
        out = value == "client" ? 1 : 2;
        return true;
    }
    if (value == "unchanged") {
        log('W', "helpers.go:553",
            "--dry-run is deprecated and can be replaced with "
            "--dry-run=client.");
        out = 1;
        return true;
    }
    if (value == "true" || value == "false" || value == "1" || value == "0" || value == "t" ||
        value == "f") {
        out = value[0] == 't' || value[0] == '1';
        log('W', out ? "helpers.go:567" : "helpers.go:570",
            cat("--dry-run=", value,
                " is deprecated (boolean value) and can be replaced with --dry-run=",
                out ? "client" : "none", "."));
        return true;
    }
    error = plain_error(
        cat("Invalid dry-run value (", value, "). Must be \"none\", \"server\", or \"client\"."));
    return false;
}

bool catches_interrupt(const std::vector<std::string>& words) {
    std::vector<std::string> rest;
    const CommandFlags* found = find_sub_command({words.begin() + 1, words.end()}, rest);
    const std::string_view path = found ? found->path : "";
    for (const std::string_view one : {"delete", "get", "port-forward", "rollout status", "wait"})
        if (path == one) return true;
    return false;
}

namespace {

// Whether the first turn of a command may write, and so may have to wait.
bool writes(std::string_view path) {
    for (const std::string_view one : {"apply", "create", "run", "replace", "expose", "debug"})
        if (path == one || path.rfind(cat(one, " "), 0) == 0) return true;
    return false;
}

// A turn; when one of its requests must wait, it is as if it had not been and comes again.
Step run_again(Kubectl& k, Step (*body)(Kubectl&)) {
    RetryMemory& retry = k.ctx.memory<RetryMemory>();
    retry.records = k.memory.stage == 1 && writes(k.command.path);
    retry.used = 0;
    retry.again = 0;
    if (!retry.records) return body(k);
    const Memory before = k.memory;
    const std::string input(k.ctx.input());
    const Step step = body(k);
    if (retry.again == 0) {
        retry.answers.clear();
        return step;
    }
    k.memory = before;
    k.ctx.discard_output();
    k.ctx.put_back_input(input);
    return sleep_until(retry.again);
}

}  // namespace

Step run(CommandContext& ctx, const char* path, Step (*body)(Kubectl&)) {
    Memory& memory = ctx.memory<Memory>();
    if (memory.stage == 0) {
        memory.stage = 1;
        memory.began = ctx.now();
        return sleep_until(ctx.now() +
                           ctx.world.random.between(milliseconds(60), milliseconds(100)));
    }
    if (memory.stage == stage_held) {
        ctx.err(memory.held_err);
        return exited(memory.exit_code ? memory.exit_code : 1);
    }
    const CommandFlags& command = *find_command_flags(path);
    std::vector<std::string> rest;
    find_sub_command(words_after_kubectl(ctx), rest);
    Flags flags;
    std::string error;
    if (!flags.parse(flag_specs(command), rest, error)) {
        if (error == "help") {
            ctx.out(help_text(command));
            return exited(0);
        }
        ctx.err(cat("Error: ", error, "\nSee 'kubectl ", path, " --help' for usage.\n"));
        return exited(1);
    }
    if (memory.stage == 1) warn_of_deprecated(ctx, flags);
    if (const std::string missing = missing_flags(command, flags); !missing.empty()) {
        ctx.err(cat("Error: required flag(s) ", missing, " not set\n"));
        return exited(1);
    }
    for (const std::string& file : flags.known_list("filename")) {
        if (file == "-" && !ctx.input_ended()) return wait_input();
    }
    Kubectl k(ctx, command, std::move(flags));
    if (memory.stage == 1 && k.flags.number("v") >= 6 && k.config.found) k.log_config();
    // kubectl config writes contexts of clusters that do not exist yet.
    if (!k.config.problem.empty() && std::string_view(command.path).rfind("config ", 0) != 0) {
        ctx.err(cat(k.config.problem, "\n"));
        return exited(1);
    }
    return run_again(k, body);
}

}  // namespace kube

static Step run_kubectl(CommandContext& ctx) {
    std::vector<std::string> rest;
    const std::vector<std::string> words = kube::words_after_kubectl(ctx);
    const kube::CommandFlags* found = kube::find_sub_command(words, rest);
    if (ctx.take_interrupt())
        return exited(std::string_view(found->path) == "port-forward" ? 0 : 1);
    if (!found) return kube::run_root(ctx, rest);
    const Command* command = find_command(cat("kubectl ", found->path));
    if (command && command->run) return command->run(ctx);
    return kube::run_group(ctx, *found, rest);
}

extern const Command kubectl = {
    .name = "kubectl",
    .usage = "kubectl [flags] [options]",
    .summary = "controls the Kubernetes cluster",
    .run = run_kubectl,
    .handles_interrupt_of = kube::catches_interrupt,
    .pauses_between_lines = true,
    .complete = kube::complete,
};

}  // namespace podfall
