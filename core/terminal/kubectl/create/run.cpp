// kubectl run. Models kubectl/pkg/cmd/run/run.go and the BasicPod generator.
#include <nlohmann/json.hpp>

#include "core/api/patch/patch.h"
#include "core/base/text.h"
#include "core/terminal/container_client.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/create/service_from_flags.h"
#include "core/terminal/kubectl/verbs/attach.h"

namespace podfall {

namespace kube {

namespace {

bool env_name(const std::string& name) {
    if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
    for (char c : name) {
        const bool ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                        (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.';
        if (!ok) return false;
    }
    return true;
}

bool image_reference(const std::string& image) {
    for (char c : image) {
        if (c <= ' ' || contains("!$%&*()+=[]{}|\\;\"'<>,?~`^#", std::string_view(&c, 1))) {
            return false;
        }
    }
    // The path of an image must be lower case; only host and tag may have capitals.
    const std::string path = image.substr(image.rfind('/') + 1);
    const std::size_t end = path.find_first_of(":@");
    const std::string name = path.substr(0, end);
    if (name.empty() || to_lower(name) != name) return false;
    if (end == std::string::npos || path[end] == '@') return true;
    constexpr std::size_t longest_tag = 128;
    const std::string tag = path.substr(end + 1, path.find('@') - end - 1);
    return !tag.empty() && tag.size() <= longest_tag && tag[0] != '.' && tag[0] != '-' &&
           !contains(tag, ":");
}

// A list of `KEY=value` as an object; false when an item has no "=".
bool pairs(const std::vector<std::string>& list, Json& out, std::string& error, bool env) {
    out = env ? Json::array() : Json::object();
    for (const std::string& item : list) {
        const std::size_t equals = item.find('=');
        const std::string name = item.substr(0, equals);
        if (equals == std::string::npos || (env && !env_name(name))) {
            error = env ? cat("invalid env: ", item) : cat("invalid annotations format: ", item);
            return false;
        }
        const std::string value = item.substr(equals + 1);
        if (env && value.empty())
            out.push_back({{"name", name}});
        else if (env)
            out.push_back({{"name", name}, {"value", value}});
        else
            out[name] = value;
    }
    return true;
}

bool resources(Kubectl& k, Json& out, std::string& error) {
    Json limits, requests;
    if (!parse_resources(k.flags.text("limits"), limits, error) ||
        !parse_resources(k.flags.text("requests"), requests, error)) {
        return false;
    }
    out = compact({{"limits", limits}, {"requests", requests}});
    if (out.is_null()) out = Json::object();
    return true;
}

bool make_container(Kubectl& k, const std::string& name, Json& c, std::string& error) {
    Json env, limits;
    if (!pairs(k.flags.list("env"), env, error, true) || !resources(k, limits, error)) return false;
    c = {{"name", name}, {"image", k.flags.text("image")}, {"resources", limits}};
    if (k.args().size() > 1) {
        c[k.flags.on("command") ? "command" : "args"] =
            std::vector<std::string>(k.args().begin() + 1, k.args().end());
    }
    if (!env.empty()) c["env"] = env;
    if (!k.flags.text("image-pull-policy").empty()) {
        c["imagePullPolicy"] = k.flags.text("image-pull-policy");
    }
    if (k.flags.on("stdin")) {
        c["stdin"] = true;
        if (!k.flags.on("leave-stdin-open")) c["stdinOnce"] = true;
    }
    if (k.flags.on("tty")) c["tty"] = true;
    if (k.flags.on("privileged")) c["securityContext"] = {{"privileged", true}};
    const std::string port = k.flags.text("port");
    if (!port.empty()) {
        std::int64_t n = 0;
        if (!parse_int(port, n)) {
            error = cat("strconv.Atoi: parsing ", quote(port), ": invalid syntax");
            return false;
        }
        Json entry = {{"containerPort", n}};
        if (k.flags.number("hostport") > 0) entry["hostPort"] = k.flags.number("hostport");
        c["ports"] = list_of(entry);
    } else if (k.flags.number("hostport") > 0) {
        error = "--hostport requires --port to be specified";
        return false;
    }
    return true;
}

bool make_pod(Kubectl& k, const std::string& restart, Json& pod, std::string& error) {
    const std::string name = k.args()[0];
    Json labels = {{"run", name}}, annotations, c;
    if (!k.flags.text("labels").empty() && !parse_labels(k.flags.text("labels"), labels, error)) {
        return false;
    }
    if (!pairs(k.flags.list("annotations"), annotations, error, false)) return false;
    if (!make_container(k, name, c, error)) return false;
    pod = {{"apiVersion", "v1"}, {"kind", "Pod"}, {"status", Json::object()}};
    pod["metadata"] = {{"name", name}, {"creationTimestamp", nullptr}, {"labels", labels}};
    if (!annotations.empty()) pod["metadata"]["annotations"] = annotations;
    pod["spec"] = {
        {"containers", list_of(c)}, {"dnsPolicy", "ClusterFirst"}, {"restartPolicy", restart}};
    if (!k.flags.text("serviceaccount").empty()) {
        pod["spec"]["serviceAccountName"] = k.flags.text("serviceaccount");
    }
    return true;
}

// The error in the flags, or empty.
bool usage_problem(Kubectl& k, int dry_run, Step& failed) {
    const bool attach = k.flags.on("attach") || k.flags.on("stdin");
    const std::string restart = k.flags.text("restart"), pull = k.flags.text("image-pull-policy");
    std::string text;
    if (k.flags.on("tty") && !k.flags.on("stdin")) {
        text = "-i/--stdin is required for containers with -t/--tty=true";
    } else if (k.flags.on("expose") && k.flags.text("port").empty()) {
        text = "--port must be set when exposing a service";
    } else if (restart != "Always" && restart != "OnFailure" && restart != "Never" &&
               !restart.empty()) {
        text = cat("invalid restart policy: ", restart);
    } else if (!attach && k.flags.on("rm")) {
        text = "--rm should only be used for attached containers";
    } else if (attach && dry_run) {
        text =
            "--dry-run=[server|client] can't be used with attached containers options "
            "(--attach, --stdin, or --tty)";
    } else if (!pull.empty() && pull != "Always" && pull != "IfNotPresent" && pull != "Never") {
        text = cat("invalid image pull policy: ", pull);
    }
    if (text.empty()) return false;
    failed = k.usage_error(text);
    return true;
}

// Creates the object, and replaces it with the server's response.
Error create_one(Kubectl& k, const Resource& resource, Json& object, int dry_run) {
    record(k, object);
    if (dry_run != 1) {
        save_config(k, object);
        Json answer;
        if (Error e = post(k, resource, k.namespace_(), object, dry_run, answer)) return e;
        object = std::move(answer);
    } else if (k.explicit_namespace()) {
        edit(object, "metadata.namespace") = k.namespace_();
    }
    return {};
}

// --expose: the pod is created first, but its Service is printed first.
Error expose_pod(Kubectl& k, int dry_run, ObjectPrinter& printer) {
    Json service;
    std::string why;
    ServiceParameters p;
    p.name = k.args()[0];
    p.ports = {k.flags.text("port")};
    p.selector = k.flags.text("labels").empty() ? cat("run=", p.name) : k.flags.text("labels");
    if (!generate_service(p, service, why)) return plain_error(why);
    if (Error e = create_one(k, known_resource("", "v1", "services", "Service"), service, dry_run))
        return e;
    if (Error e = printer.print(k, service)) return e;
    if (k.flags.text("output") == "yaml") k.out("---\n");  // in addition to the printer's own
    return {};
}

enum : int { stage_coming = 2, stage_attached, stage_ending, stage_removing };

std::string pod_path(Kubectl& k) {
    return cat("/api/v1/namespaces/", k.namespace_(), "/pods/", k.args()[0]);
}

// The end of an attached run: the exit code of a pod that has finished, and --rm.
Step end_run(Kubectl& k) {
    Json pod;
    Error error;
    if (k.memory.stage == stage_ending) {
        const std::string restart = k.flags.text("restart");
        const bool found = k.get(pod_path(k), {}, pod, error);
        const std::string phase = text_at(pod, "status.phase");
        if (found && restart != "Always" && phase != "Succeeded" && phase != "Failed")
            return sleep_until(k.ctx.now() + milliseconds(100));
        const Json::array_t& statuses = items(at(pod, "status.containerStatuses"));
        const Json state = statuses.empty() ? Json() : at(statuses[0], "state.terminated");
        if (restart != "Always" && phase == "Failed") {
            k.memory.exit_code = static_cast<int>(number_at(state, "exitCode", 1));
            k.memory.text = cat("pod ", k.namespace_(), "/", k.args()[0], " terminated (",
                                text_at(state, "reason"), ")\n");
        }
        if (k.flags.on("rm")) {
            if (!k.request("DELETE", pod_path(k), {}, "", "", k.memory.held_out, error))
                return k.fail(error);
            k.out(cat("pod ", quote(k.args()[0]), " deleted\n"));
        }
        k.memory.stage = stage_removing;
    }
    if (k.flags.on("rm") && k.get(pod_path(k), {}, pod, error))
        return sleep_until(k.ctx.now() + milliseconds(200));
    k.err(k.memory.text);
    return k.done(k.memory.exit_code);
}

// Waits until the pod is ready, then attaches to it.
Step run_attached(Kubectl& k) {
    if (k.memory.stage >= stage_ending) return end_run(k);
    const std::string name = k.args()[0];
    if (k.memory.stage == stage_attached) {
        const bool had = k.ctx.memory<ContainerClient>().attached;
        if (!follow_attached(k)) return hand_on_input(k.ctx, k.ctx.memory<ContainerClient>());
        if (had && k.flags.text("restart") == "Always")
            k.out(cat("Session ended, resume using 'kubectl attach ", name, " -c ", name,
                      " -i -t' command when the pod is running\n"));
        k.memory.stage = stage_ending;
        return end_run(k);
    }
    Json pod;
    Error error;
    if (!k.get(pod_path(k), {}, pod, error)) return k.fail(error);
    const std::string phase = text_at(pod, "status.phase");
    bool ready = false;
    for (const Json& c : items(at(pod, "status.conditions")))
        ready = ready || (text_at(c, "type") == "Ready" && text_at(c, "status") == "True");
    if (phase == "Succeeded" || phase == "Failed") {  // too late to attach: prints its log
        std::string log;
        if (k.request("GET", pod_path(k) + "/log", {{"container", name}}, "", "", log, error))
            k.out(log);
        k.memory.stage = stage_ending;
        return end_run(k);
    }
    if (k.ctx.now() >= k.memory.deadline) return k.fail("timed out waiting for the condition");
    if (phase != "Running" || !ready) return sleep_until(k.ctx.now() + milliseconds(100));
    Step failed;
    if (!begin_attach(k, pod, name, failed)) return failed;
    k.memory.stage = stage_attached;
    return sleep_until(k.ctx.now() + milliseconds(20));
}

Step run_pod(Kubectl& k) {
    if (k.memory.stage >= stage_coming) return run_attached(k);
    if (k.args().empty() || k.flags.dash_at == 0) {
        return k.usage_error("NAME is required for run");
    }
    const std::string image = k.flags.text("image");
    if (image.empty()) return k.fail("--image is required");
    if (!image_reference(image)) {
        return k.fail(cat("Invalid image name ", quote(image), ": invalid reference format"));
    }
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    Step failed;
    if (usage_problem(k, dry_run, failed)) return failed;
    ObjectPrinter printer;
    printer.typed = true;
    printer.typed = true;
    if (!printer.init(k, with_dry_run("created", dry_run), error)) return k.fail(error);
    Json pod;
    std::string why;
    std::string restart = k.flags.text("restart");
    if (restart.empty()) restart = "Always";
    if (!make_pod(k, restart, pod, why)) return k.fail(why);
    const std::string overrides = k.flags.text("overrides");
    if (!overrides.empty()) {
        const Json patch = Json::parse(overrides, nullptr, false);
        if (patch.is_discarded()) return k.fail("Invalid JSON Patch");
        pod = merge_patch(std::move(pod), patch);
    }
    if (k.flags.on("attach") || k.flags.on("stdin")) {
        record(k, pod);
        save_config(k, pod);
        Json answer;
        if ((error = post(k, known_resource("", "v1", "pods", "Pod"), k.namespace_(), pod, dry_run,
                          answer)))
            return k.fail(error);
        if (k.flags.on("expose") && (error = expose_pod(k, dry_run, printer))) return k.fail(error);
        k.memory.stage = stage_coming;
        k.memory.deadline =
            k.ctx.now() + std::max<Duration>(k.flags.duration("pod-running-timeout"), seconds(1));
        return run_attached(k);
    }
    error = create_one(k, known_resource("", "v1", "pods", "Pod"), pod, dry_run);
    if (!error && k.flags.on("expose")) error = expose_pod(k, dry_run, printer);
    if (!error) error = printer.print(k, pod);
    return error ? k.fail(error) : k.done();
}

Step run_run(CommandContext& ctx) {
    return run(ctx, "run", run_pod);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_run = {
    .name = "kubectl run",
    .summary = "Run a particular image on the cluster",
    .run = kube::run_run,
};

}  // namespace podfall
