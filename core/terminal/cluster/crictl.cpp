// crictl 1.13 (the cri-tools of kubeadm's repository) against dockershim, which is a part of the
// kubelet: without a kubelet nothing answers on its socket. Changes of containers go through
// docker's client, as dockershim calls dockerd.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/machine/docker/docker.h"
#include "core/terminal/command.h"
#include "core/terminal/docker/client.h"

namespace podfall {

namespace {

using docker_cli::short_id;

struct CriWords {
    std::string endpoint = "unix:///var/run/dockershim.sock", verb;
    std::vector<std::string> flags, names;
    std::vector<std::pair<std::string, std::string>> values;

    bool has(std::string_view a, std::string_view b = "") const {
        return std::any_of(flags.begin(), flags.end(),
                           [&](const std::string& f) { return f == a || (!b.empty() && f == b); });
    }
    std::string value(std::string_view a, std::string_view b) const {
        for (const auto& [name, text] : values)
            if (name == a || name == b) return text;
        return "";
    }
};

CriWords read_cri_words(CommandContext& ctx) {
    constexpr std::string_view with_value =
        " --name --pod -p --state -s --label --image -o --output --tail --timeout -t --namespace "
        "--id --last -n ";
    CriWords w;
    std::string text, error;
    if (ctx.read_file("/etc/crictl.yaml", text, error))
        for (const std::string& line : split_lines(text))
            if (line.rfind("runtime-endpoint:", 0) == 0) w.endpoint = trim(line.substr(17));
    const std::vector<std::string>& args = ctx.args();
    for (std::size_t i = 1; i < args.size(); ++i) {
        std::string name = args[i];
        const std::size_t equals = name.find('=');
        const bool flag = name.size() > 1 && name[0] == '-';
        if (!flag || (w.verb == "exec" && !w.names.empty())) {
            if (w.verb.empty())
                w.verb = name;
            else
                w.names.push_back(name);
            continue;
        }
        std::string given;
        if (equals != std::string::npos) {
            given = name.substr(equals + 1);
            name.resize(equals);
        }
        const bool endpoint = name == "-r" || name == "--runtime-endpoint";
        const bool image_endpoint = name == "-i" || name == "--image-endpoint";
        const bool own = w.verb.empty() && (endpoint || image_endpoint);
        if ((own || (!w.verb.empty() && contains(with_value, cat(" ", name, " ")))) &&
            !(w.verb == "exec" && name == "-t") && given.empty() && i + 1 < args.size())
            given = args[++i];
        if (own && endpoint) w.endpoint = given;
        w.flags.push_back(name);
        w.values.emplace_back(name, given);
    }
    return w;
}

int no_runtime(CommandContext& ctx, const std::string& why) {
    ctx.err(
        cat("FATA[0010] failed to connect: failed to connect, make sure you are running as "
            "root and the runtime has been started: ",
            why, " \n"));
    return 1;
}

// Why nothing answers as a container runtime at an endpoint, or empty.
std::string runtime_problem(CommandContext& ctx, std::string endpoint) {
    if (endpoint.rfind("unix://", 0) == 0) endpoint = endpoint.substr(7);
    const bool shim = endpoint == "/var/run/dockershim.sock" || endpoint == "/run/dockershim.sock";
    if (shim && find_process(ctx.machine(), "kubelet") != 0 &&
        docker_answers(ctx.world, ctx.machine_id))
        return "";
    const bool containerd =
        contains(endpoint, "containerd.sock") && find_process(ctx.machine(), "containerd") != 0;
    return containerd ? "rpc error: code = Unimplemented desc = unknown service "
                        "runtime.v1alpha2.RuntimeService"
                      : "context deadline exceeded";
}

std::string label(const DockerContainer& c, const char* name) {
    const std::string* value = c.labels.find(std::string(name));
    return value ? *value : std::string();
}

bool is_sandbox(const DockerContainer& c) {
    return label(c, "io.kubernetes.docker.type") == "podsandbox";
}

std::string attempt_of(const DockerContainer& c) {
    const std::string text = label(c, "annotation.io.kubernetes.container.restartCount");
    return text.empty() ? "0" : text;
}

// The pods or the containers of pods, the newest first.
std::vector<DockerContainer> listed(CommandContext& ctx, const CriWords& w, bool sandboxes) {
    std::vector<DockerContainer> found;
    const std::string name = w.value("--name", ""), pod = w.value("--pod", "-p"),
                      state = to_lower(w.value("--state", "-s")),
                      space = w.value("--namespace", "");
    for (const auto& [id, c] : ctx.machine().containers) {
        const bool runs = c.state == DockerState::running;
        const std::string own =
            label(c, sandboxes ? "io.kubernetes.pod.name" : "io.kubernetes.container.name");
        if (own.empty() || is_sandbox(c) != sandboxes) continue;
        if (!sandboxes && !runs && !w.has("-a", "--all") && state.empty()) continue;
        if (!state.empty() && state != (runs ? (sandboxes ? "ready" : "running")
                                             : (sandboxes ? "notready" : "exited")))
            continue;
        if (!name.empty() && !contains(own, name)) continue;
        if (!space.empty() && label(c, "io.kubernetes.pod.namespace") != space) continue;
        if (!pod.empty() && label(c, "io.kubernetes.sandbox.id").rfind(pod, 0) != 0) continue;
        found.push_back(c);
    }
    std::sort(found.begin(), found.end(), [](const DockerContainer& a, const DockerContainer& b) {
        return a.created != b.created ? a.created > b.created : a.id < b.id;
    });
    return found;
}

int list(CommandContext& ctx, const CriWords& w, bool sandboxes) {
    std::vector<std::vector<std::string>> rows = {
        sandboxes
            ? std::vector<std::string>{"POD ID", "CREATED", "STATE", "NAME", "NAMESPACE", "ATTEMPT"}
            : std::vector<std::string>{"CONTAINER ID", "IMAGE", "CREATED", "STATE", "NAME",
                                       "ATTEMPT", "POD ID"}};
    for (const DockerContainer& c : listed(ctx, w, sandboxes)) {
        const bool runs = c.state == DockerState::running;
        const std::string id = w.has("--no-trunc") ? c.id : c.id.substr(0, 13);
        const std::string age = docker_duration(ctx.now() - c.created) + " ago";
        if (w.has("-q", "--quiet")) {
            ctx.out(c.id + "\n");
        } else if (sandboxes) {
            rows.push_back({id, age, runs ? "Ready" : "NotReady",
                            label(c, "io.kubernetes.pod.name"),
                            label(c, "io.kubernetes.pod.namespace"), attempt_of(c)});
        } else {
            rows.push_back({id, short_id(c.image_id).substr(0, 13), age,
                            runs                              ? "Running"
                            : c.state == DockerState::created ? "Created"
                                                              : "Exited",
                            label(c, "io.kubernetes.container.name"), attempt_of(c),
                            label(c, "io.kubernetes.sandbox.id").substr(0, 13)});
        }
    }
    if (!w.has("-q", "--quiet")) ctx.out(docker_cli::table(rows));
    return 0;
}

std::string size_text(std::int64_t bytes) {
    const std::int64_t tenths = bytes / 100000;
    return tenths < 1000 ? cat(tenths / 10, ".", tenths % 10, "MB") : cat(tenths / 10, "MB");
}

int images(CommandContext& ctx, const CriWords& w) {
    std::vector<std::vector<std::string>> rows = {{"IMAGE", "TAG", "IMAGE ID", "SIZE"}};
    for (const auto& [id, image] : ctx.machine().images)
        for (const std::string& tag : image.tags) {
            const std::size_t colon = tag.rfind(':');
            if (w.has("-q", "--quiet")) ctx.out(id + "\n");
            rows.push_back({tag.substr(0, colon), tag.substr(colon + 1), short_id(id) + "0",
                            size_text(image.bytes)});
            rows.back()[2] = id.substr(id.find(':') + 1, 13);
        }
    std::sort(rows.begin() + 1, rows.end());
    if (!w.has("-q", "--quiet")) ctx.out(docker_cli::table(rows));
    return 0;
}

int inspect(CommandContext& ctx, const CriWords& w, bool sandbox) {
    if (w.names.empty()) {
        ctx.err("FATA[0000] ID cannot be empty                           \n");
        return 1;
    }
    const DockerContainer* c = docker_find(ctx.machine(), w.names[0]);
    if (!c || is_sandbox(*c) != sandbox) {
        ctx.err(cat("FATA[0000] getting the status of the ", sandbox ? "pod sandbox" : "container",
                    " ", quote(w.names[0]),
                    " failed: rpc error: code = Unknown desc = Error: No such container: ",
                    w.names[0], " \n"));
        return 1;
    }
    Json status;
    status["id"] = c->id;
    status["createdAt"] = docker_cli::docker_time(c->created);
    if (sandbox) {
        status["metadata"] = {{"name", label(*c, "io.kubernetes.pod.name")},
                              {"namespace", label(*c, "io.kubernetes.pod.namespace")},
                              {"uid", label(*c, "io.kubernetes.pod.uid")}};
        status["network"]["ip"] = c->ip;
        status["state"] = c->state == DockerState::running ? "SANDBOX_READY" : "SANDBOX_NOTREADY";
    } else {
        status["metadata"]["name"] = label(*c, "io.kubernetes.container.name");
        status["image"]["image"] = c->image;
        status["imageRef"] = c->image_id;
        status["startedAt"] = docker_cli::docker_time(c->started);
        status["finishedAt"] = docker_cli::docker_time(c->finished);
        status["exitCode"] = c->exit_code;
        status["reason"] = c->out_of_memory ? "OOMKilled" : "";
        status["state"] = c->state == DockerState::running   ? "CONTAINER_RUNNING"
                          : c->state == DockerState::created ? "CONTAINER_CREATED"
                                                             : "CONTAINER_EXITED";
        status["logPath"] =
            cat("/var/log/pods/", label(*c, "io.kubernetes.pod.namespace"), "_",
                label(*c, "io.kubernetes.pod.name"), "_", label(*c, "io.kubernetes.pod.uid"), "/",
                label(*c, "io.kubernetes.container.name"), "/", attempt_of(*c), ".log");
        for (const ContainerMount& m : c->mounts)
            status["mounts"].push_back(
                {{"containerPath", m.target}, {"hostPath", m.source}, {"readonly", m.read_only}});
    }
    for (const auto& [name, value] : c->labels)
        if (name.rfind("annotation.", 0) != 0) status["labels"][name] = value;
    Json out;
    out["status"] = status;
    if (!sandbox) out["info"]["pid"] = c->pid;
    ctx.out(out.dump(2) + "\n");
    return 0;
}

struct CriMemory {
    std::size_t child = 0;  // how many children have been started
    int status = 0;
};

template <class V>
void fields(V& v, CriMemory& m) {
    v("child", m.child), v("status", m.status);
}

// docker's words for a sub-command that dockershim does by calling dockerd.
std::vector<std::string> docker_words(const CriWords& w) {
    std::vector<std::string> out = {"docker", w.verb};
    if (w.verb == "stopp") out = {"docker", "stop"};
    if (w.verb == "rmp") out = {"docker", "rm"};
    for (const std::string& f : w.flags)
        if (w.verb == "exec" ? f == "-i" || f == "-t" || f == "-it"
                             : w.verb == "logs" && (f == "-f" || f == "--follow"))
            out.push_back(f);
    if (w.has("-f", "--force") && (w.verb == "rm" || w.verb == "rmp")) out.emplace_back("-f");
    if (const std::string tail = w.value("--tail", ""); !tail.empty())
        out.push_back(cat("--tail=", tail));
    out.insert(out.end(), w.names.begin(), w.names.end());
    return out;
}

int say_version(CommandContext& ctx) {
    ctx.out(
        "Version:  0.1.0\nRuntimeName:  docker\nRuntimeVersion:  19.03.14\n"
        "RuntimeApiVersion:  1.40.0\n");
    return 0;
}

Step run_crictl(CommandContext& ctx) {
    const CriWords w = read_cri_words(ctx);
    CriMemory& m = ctx.memory<CriMemory>();
    if (m.child > 0) return exited(ctx.child_exit());
    if (w.has("--version", "-v") && w.verb.empty())
        return ctx.out("crictl version 1.13.0\n"), exited(0);
    if (w.verb.empty() || w.verb == "help") {
        ctx.out(
            "NAME:\n   crictl - client for CRI\n\nCOMMANDS:\n     exec, images, info, inspect, "
            "inspectp, logs, pods, ps, pull, rm, rmi, rmp, stop, stopp, version\n");
        return exited(0);
    }
    if (const std::string why = runtime_problem(ctx, w.endpoint); !why.empty())
        return exited(no_runtime(ctx, why));
    if (w.verb == "ps") return exited(list(ctx, w, false));
    if (w.verb == "pods") return exited(list(ctx, w, true));
    if (w.verb == "images" || w.verb == "image") return exited(images(ctx, w));
    if (w.verb == "inspect") return exited(inspect(ctx, w, false));
    if (w.verb == "inspectp") return exited(inspect(ctx, w, true));
    if (w.verb == "version") return exited(say_version(ctx));
    if (w.verb == "info") {
        ctx.out(
            "{\n  \"status\": {\n    \"conditions\": [\n      {\n        \"type\": "
            "\"RuntimeReady\",\n        \"status\": true,\n        \"reason\": \"\",\n        "
            "\"message\": \"\"\n      }\n    ]\n  }\n}\n");
        return exited(0);
    }
    if (!contains(" exec logs stop stopp rm rmp rmi pull start ", cat(" ", w.verb, " "))) {
        ctx.err(cat("No help topic for '", w.verb, "'\n"));
        return exited(3);
    }
    if (w.names.empty()) {
        ctx.err("FATA[0000] ID cannot be empty                           \n");
        return exited(1);
    }
    m.child = 1;
    ctx.start_child(docker_words(w));
    return wait_child();
}

}  // namespace

extern const Command crictl = {.name = "crictl",
                               .usage = "crictl [-r ENDPOINT] COMMAND",
                               .summary = "asks the container runtime",
                               .run = run_crictl,
                               .startup = milliseconds(20)};

}  // namespace podfall
