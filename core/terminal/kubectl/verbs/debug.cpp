// kubectl debug and alpha debug. Models kubectl/pkg/cmd/debug of v1.20.
// Ephemeral containers are behind a feature gate that is off in v1.20; the server reports that.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/container_client.h"
#include "core/terminal/kubectl/client/builder.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/verbs/attach.h"

namespace podfall {

namespace kube {

namespace {

enum : int { debug_coming = 2, debug_attached };

// The pod and the container that are attached to.
struct DebugMemory {
    std::string path, container;
};

template <class V>
void fields(V& v, DebugMemory& m) {
    v("path", m.path), v("container", m.container);
}

// Name and command are separated by "--".
std::vector<std::string> words_after_dash(const Kubectl& k) {
    const int dash = k.flags.dash_at;
    if (dash < 0) return {};
    return {k.args().begin() + dash, k.args().end()};
}

// "a=b" lists of --env and --set-image.
std::vector<std::pair<std::string, std::string>> pairs_of(const Kubectl& k, const char* flag) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const std::string& item : k.flags.list(flag)) {
        const std::size_t equals = item.find('=');
        out.emplace_back(item.substr(0, equals),
                         equals == std::string::npos ? "" : item.substr(equals + 1));
    }
    return out;
}

// DebugOptions.Validate; empty if there is no problem.
std::string flag_problem(const Kubectl& k) {
    const Flags& f = k.flags;
    const bool copies = !f.text("copy-to").empty(), image = !f.text("image").empty(),
               images = !f.list("set-image").empty(), words = !words_after_dash(k).empty(),
               container = !f.text("container").empty();
    if (f.changed("attach") && f.on("attach") && !image && !container)
        return "you must specify --container or create a new container using --image in order to "
               "attach.";
    if (copies && !image && !images && !words)
        return "you must specify --image, --set-image or command arguments.";
    if (copies && words && !container && !image)
        return "you must specify an existing container or a new image when specifying args.";
    if (!copies) {
        if (f.on("replace")) return "--replace may only be used with --copy-to.";
        if (f.on("same-node")) return "--same-node may only be used with --copy-to.";
        if (images) return "--set-image may only be used with --copy-to.";
        if (!image) return "you must specify --image when not using --copy-to.";
    }
    if (k.args().empty() || f.dash_at == 0) return "NAME is required for debug";
    const std::string pull = f.text("image-pull-policy");
    if (!pull.empty() && pull != "Always" && pull != "IfNotPresent" && pull != "Never")
        return cat("invalid image pull policy: ", pull);
    if (!f.text("target").empty() && copies)
        return "--target is incompatible with --copy-to. Use --share-processes instead.";
    if (f.on("tty") && !f.on("stdin"))
        return "-i/--stdin is required for containers with -t/--tty=true";
    return "";
}

// What the flags say of the debugging container.
void configure(const Kubectl& k, Json& c) {
    const std::vector<std::string> words = words_after_dash(k);
    const bool only_args = k.flags.on("arguments-only");
    if (!words.empty()) c[only_args ? "args" : "command"] = words;
    if (!words.empty() && !only_args) c.erase("args");
    Json env = Json::array();
    for (const auto& [name, value] : pairs_of(k, "env"))
        env.push_back({{"name", name}, {"value", value}});
    if (!env.empty()) c["env"] = env;
    for (const char* flag : {"image", "image-pull-policy"})
        if (const std::string text = k.flags.text(flag); !text.empty())
            c[std::string_view(flag) == "image" ? "image" : "imagePullPolicy"] = text;
    for (const char* flag : {"stdin", "tty"}) {
        c.erase(flag);
        if (k.flags.on(flag)) c[flag] = true;
    }
}

std::string random_letters(Kubectl& k) {
    constexpr std::string_view letters = "bcdfghjklmnpqrstvwxz2456789";
    std::string out;
    for (int i = 0; i < 5; ++i)
        out += letters[static_cast<std::size_t>(k.ctx.world.random.below(letters.size()))];
    return out;
}

Json node_debugger(Kubectl& k, const std::string& node, std::string& container) {
    container = k.flags.text("container").empty() ? "debugger" : k.flags.text("container");
    const std::string name = cat("node-debugger-", node, "-", random_letters(k));
    if (!k.flags.on("quiet"))
        k.out(cat("Creating debugging pod ", name, " with container ", container, " on node ", node,
                  ".\n"));
    Json c = {{"name", container},
              {"resources", Json::object()},
              {"terminationMessagePolicy", "File"},
              {"volumeMounts", list_of({{"mountPath", "/host"}, {"name", "host-root"}})}};
    configure(k, c);
    Json pod = {{"apiVersion", "v1"}, {"kind", "Pod"}, {"status", Json::object()}};
    pod["metadata"] = {{"name", name}, {"creationTimestamp", nullptr}};
    pod["spec"] = {{"containers", list_of(c)},
                   {"hostIPC", true},
                   {"hostNetwork", true},
                   {"hostPID", true},
                   {"nodeName", node},
                   {"restartPolicy", "Never"},
                   {"volumes", list_of({{"name", "host-root"}, {"hostPath", {{"path", "/"}}}})}};
    return pod;
}

// generatePodCopyWithDebugContainer. An error, or empty.
std::string copy_of(Kubectl& k, const Json& pod, Json& copy, std::string& container) {
    copy = {{"apiVersion", "v1"}, {"kind", "Pod"}, {"status", Json::object()}};
    copy["metadata"] = {{"name", k.flags.text("copy-to")},
                        {"namespace", at(pod, "metadata.namespace")},
                        {"creationTimestamp", nullptr}};
    if (const Json& notes = at(pod, "metadata.annotations"); !notes.is_null())
        copy["metadata"]["annotations"] = notes;
    Json& spec = copy["spec"] = at(pod, "spec");
    if (k.flags.changed("share-processes"))
        spec["shareProcessNamespace"] = k.flags.on("share-processes");
    if (!k.flags.on("same-node")) spec.erase("nodeName");
    const auto images = pairs_of(k, "set-image");
    std::string name = k.flags.text("container");
    Json* found = nullptr;
    const auto taken = [&](const std::string& n) {
        for (const char* list : {"initContainers", "containers"})
            for (const Json& c : items(at(spec, list)))
                if (text_at(c, "name") == n) return true;
        return false;
    };
    for (Json& c : spec["containers"]) {
        if (text_at(c, "name") == name) found = &c;
        std::string image;
        for (const auto& [of, value] : images)
            if (of == text_at(c, "name") || (of == "*" && image.empty())) image = value;
        if (!image.empty()) c["image"] = image;
    }
    if (found) {
        container = name;
        configure(k, *found);
        return "";
    }
    if (k.flags.text("image").empty())
        return images.empty() ? "you must specify image when creating new container" : "";
    if (name.empty()) {
        do name = cat("debugger-", random_letters(k));
        while (taken(name));
        if (!k.flags.on("quiet")) k.out(cat("Defaulting debug container name to ", name, ".\n"));
    }
    Json c = {{"name", name}, {"resources", Json::object()}, {"terminationMessagePolicy", "File"}};
    configure(k, c);
    spec["containers"].push_back(std::move(c));
    container = name;
    return "";
}

Step refuse_ephemeral(Kubectl& k, const Info& info) {
    Json answer;
    Error error;
    if (k.get(info.path("ephemeralcontainers"), {}, answer, error))
        return k.fail("the server has ephemeral containers, which this kubectl does not add");
    if (!error.not_found()) return k.fail(error);
    return k.fail(cat("ephemeral containers are disabled for this cluster (error from server: ",
                      quote(error.message), ")."));
}

const Json* status_of(const Json& pod, const std::string& container) {
    for (const char* list : {"status.initContainerStatuses", "status.containerStatuses"})
        for (const Json& s : items(at(pod, list)))
            if (text_at(s, "name") == container) return &s;
    return nullptr;
}

// Waits until the container runs or has ended, then attaches to it or prints its log.
Step attach_when_ready(Kubectl& k) {
    const DebugMemory& m = k.ctx.memory<DebugMemory>();
    if (k.memory.stage == debug_attached) {
        if (!follow_attached(k)) return hand_on_input(k.ctx, k.ctx.memory<ContainerClient>());
        k.out(k.memory.text);
        return k.done();
    }
    Json pod;
    Error error;
    if (!k.get(m.path, {}, pod, error)) return k.fail(error);
    const Json* status = status_of(pod, m.container);
    if (status && !at(*status, "state.terminated").is_null()) {
        std::string log;
        if (!k.request("GET", m.path + "/log", {{"container", m.container}}, "", "", log, error))
            return k.fail(error);
        k.out(log);
        return k.done();
    }
    if (!status || at(*status, "state.running").is_null())
        return sleep_until(k.ctx.now() + milliseconds(100));
    Step failed;
    if (!begin_attach(k, pod, m.container, failed)) return failed;
    k.memory.stage = debug_attached;
    if (k.ctx.memory<ContainerClient>().attached && text_at(pod, "spec.restartPolicy") == "Always")
        k.memory.text =
            cat("Session ended, resume using 'kubectl attach ", text_at(pod, "metadata.name"),
                " -c ", m.container, " -i -t' command when the pod is running\n");
    return sleep_until(k.ctx.now() + milliseconds(20));
}

Step create_debugger(Kubectl& k, const Info& info) {
    Json pod, answer;
    std::string container;
    Error error;
    const bool node = info.resource.kind == "Node";
    if (node)
        pod = node_debugger(k, info.name, container);
    else if (const std::string why = copy_of(k, *info.object, pod, container); !why.empty())
        return k.fail(why);
    const Resource pods = known_resource("", "v1", "pods", "Pod");
    const std::string namespace_ = node ? k.namespace_() : info.namespace_;
    if ((error = post(k, pods, namespace_, pod, 0, answer))) return k.fail(error);
    if (k.flags.on("replace")) {
        const Json options = {{"gracePeriodSeconds", 0}};
        Json ignored;
        if (!k.call("DELETE", info.path(), {}, &options, ignored, error)) return k.fail(error);
    }
    const bool attach = k.flags.changed("attach") ? k.flags.on("attach") : k.flags.on("stdin");
    if (!attach || container.empty()) return k.done();
    DebugMemory& m = k.ctx.memory<DebugMemory>();
    m.path = pods.path(namespace_, text_at(answer, "metadata.name"));
    m.container = container;
    k.memory.stage = debug_coming;
    return attach_when_ready(k);
}

Step debug(Kubectl& k) {
    if (k.memory.stage >= debug_coming) return attach_when_ready(k);
    if (const std::string problem = flag_problem(k); !problem.empty()) return k.fail(problem);
    Builder b = make_builder(k);
    if (!contains(k.args()[0], "/"))
        b.args = {"pods", k.args()[0]};
    else
        b.args.resize(1);
    Error fatal;
    Errors errors;
    const std::vector<Info> infos = b.infos(k, fatal, errors);
    if (fatal) return k.fail(fatal);
    if (!errors.empty()) return k.fail(errors);
    const Info& info = infos[0];
    const std::string& kind = info.resource.kind;
    if (kind != "Node" && kind != "Pod")
        return k.fail(
            cat(quote(cat(info.resource.group, "/", info.resource.version, ", Kind=", kind)),
                " not supported by debug"));
    if (kind == "Pod" && k.flags.text("copy-to").empty()) return refuse_ephemeral(k, info);
    return create_debugger(k, info);
}

Step alpha_debug(Kubectl& k) {
    if (k.memory.stage < debug_coming)
        k.err(
            "NOTE: \"kubectl alpha debug\" is deprecated and will be removed in release 1.21. "
            "Please use \"kubectl debug\" instead.\n\n");
    return debug(k);
}

Step run_debug(CommandContext& ctx) {
    return run(ctx, "debug", debug);
}
Step run_alpha_debug(CommandContext& ctx) {
    return run(ctx, "alpha debug", alpha_debug);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_debug = {
    .name = "kubectl debug",
    .summary = "Create debugging sessions for troubleshooting workloads and nodes",
    .run = kube::run_debug,
};

extern const Command kubectl_alpha_debug = {
    .name = "kubectl alpha debug",
    .summary = "The former name of kubectl debug",
    .run = kube::run_alpha_debug,
};

}  // namespace podfall
