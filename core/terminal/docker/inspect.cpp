// docker inspect: containers and images as JSON or through a template.
#include <nlohmann/json.hpp>

#include "core/api/schema/scalars.h"
#include "core/base/text.h"
#include "core/machine/docker/container_image.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/docker/image.h"
#include "core/terminal/docker/client.h"
#include "core/world/loop.h"

namespace podfall::docker_cli {

namespace {

// JSON with members in docker's order, indented by four.
class JsonText {
public:
    void open(std::string_view name, char bracket) {
        begin(name);
        text_ += bracket;
        ++depth_;
        first_ = true;
    }
    void close(char bracket) {
        --depth_;
        if (!first_) new_line();
        text_ += bracket;
        first_ = false;
    }
    void value(std::string_view name, const Json& v) {
        begin(name);
        text_ += v.dump();
        first_ = false;
    }
    void list(std::string_view name, const std::vector<std::string>& items) {
        open(name, '[');
        for (const std::string& item : items) value("", item);
        close(']');
    }
    std::string text() const { return text_; }

private:
    void new_line() { text_ += "\n" + std::string(4 * depth_, ' '); }
    void begin(std::string_view name) {
        if (!first_) text_ += ',';
        if (depth_ > 0) new_line();
        if (!name.empty()) text_ += cat("\"", name, "\": ");
    }
    std::string text_;
    std::size_t depth_ = 0;
    bool first_ = true;
};

void state(JsonText& j, const DockerContainer& c) {
    const bool runs = c.state == DockerState::running || c.state == DockerState::paused;
    const char* never_yet = "0001-01-01T00:00:00Z";
    j.open("State", '{');
    j.value("Status", state_word(c.state));
    j.value("Running", runs);
    j.value("Paused", c.state == DockerState::paused);
    j.value("Restarting", false);
    j.value("OOMKilled", c.out_of_memory);
    j.value("Dead", false);
    j.value("Pid", c.pid);
    j.value("ExitCode", c.exit_code);
    j.value("Error", "");
    j.value("StartedAt", c.started == 0 ? std::string(never_yet) : docker_time(c.started));
    j.value("FinishedAt", c.finished == 0 ? std::string(never_yet) : docker_time(c.finished));
    j.close('}');
}

// Mounts in docker's own form: "source:target:ro".
std::vector<std::string> binds(const DockerContainer& c) {
    std::vector<std::string> out;
    for (const ContainerMount& m : c.mounts)
        out.push_back(cat(m.source, ":", m.target, m.read_only ? ":ro" : ""));
    return out;
}

void mounts(JsonText& j, const DockerContainer& c) {
    j.open("Mounts", '[');
    for (const ContainerMount& m : c.mounts) {
        j.open("", '{');
        j.value("Type", "bind");
        j.value("Source", m.source);
        j.value("Destination", m.target);
        j.value("Mode", m.read_only ? "ro" : "");
        j.value("RW", !m.read_only);
        j.value("Propagation", "rprivate");
        j.close('}');
    }
    j.close(']');
}

void host_config(JsonText& j, const DockerContainer& c) {
    j.open("HostConfig", '{');
    j.list("Binds", binds(c));
    j.open("LogConfig", '{');
    j.value("Type", "json-file");
    j.open("Config", '{');
    j.close('}');
    j.close('}');
    j.value("NetworkMode", c.network);
    j.open("RestartPolicy", '{');
    j.value("Name", "no");
    j.value("MaximumRetryCount", 0);
    j.close('}');
    j.value("AutoRemove", c.auto_remove);
    j.value("Privileged", false);
    j.value("Memory", c.memory_limit);
    j.close('}');
}

std::string container_json(const Machine& machine, const DockerContainer& c) {
    const EntryPoint entry = entry_point(c);
    JsonText j;
    j.open("", '{');
    j.value("Id", c.id);
    j.value("Created", docker_time(c.created));
    j.value("Path", entry.path);
    j.list("Args", entry.args);
    state(j, c);
    j.value("Image", c.image_id);
    j.value("LogPath", cat("/var/lib/docker/containers/", c.id, "/", c.id, "-json.log"));
    j.value("Name", "/" + c.name);
    j.value("RestartCount", 0);
    j.value("Driver", "overlay2");
    j.value("Platform", "linux");
    host_config(j, c);
    mounts(j, c);
    j.open("Config", '{');
    j.value("Hostname", host_name_of(machine, c));
    j.value("Tty", c.tty);
    j.value("OpenStdin", c.open_stdin);
    std::vector<std::string> environment = c.environment;
    for (std::string& pair : image_environment(c.image)) environment.push_back(std::move(pair));
    j.list("Env", environment);
    j.list("Cmd", c.command);
    j.value("WorkingDir", c.folder);
    j.value("Image", c.image);
    j.open("Labels", '{');
    for (const auto& [key, value] : c.labels) j.value(key, value);
    j.close('}');
    j.close('}');
    j.open("NetworkSettings", '{');
    // A pod's address is assigned by the CNI plugin; docker does not know it.
    j.value("IPAddress", c.network == "bridge" ? c.ip : std::string());
    j.open("Networks", '{');
    j.close('}');
    j.close('}');
    j.close('}');
    return j.text();
}

std::string image_json(const Image& image) {
    JsonText j;
    j.open("", '{');
    j.value("Id", image.id);
    j.list("RepoTags", image.tags);
    const std::string pullable = pullable_id(image);
    j.list("RepoDigests", {pullable.substr(std::string_view("docker-pullable://").size())});
    j.value("Created", docker_time(image.created));
    j.value("Architecture", "amd64");
    j.value("Os", "linux");
    j.value("Size", image.bytes);
    j.value("VirtualSize", image.bytes);
    j.close('}');
    return j.text();
}

const Image* image_named(const Machine& machine, const std::string& name) {
    if (const Image* found = find_image(machine, name)) return found;
    for (const auto& [id, image] : machine.images)
        if (name.size() >= 3 && (id.rfind(name, 0) == 0 || id.substr(7).rfind(name, 0) == 0))
            return &image;
    return nullptr;
}

std::string indented(const std::string& text) {
    return "    " + replace_all(text, "\n", "\n    ");
}

Step inspect(CommandContext& ctx, const Arguments& a) {
    std::vector<std::string> found;
    std::string errors;
    int status = 0;
    for (const std::string& name : a.names) {
        const DockerContainer* c =
            a.value("type") == "image" ? nullptr : docker_find(ctx.machine(), name);
        const Image* image =
            c || a.value("type") == "container" ? nullptr : image_named(ctx.machine(), name);
        if (c)
            found.push_back(container_json(ctx.machine(), *c));
        else if (image)
            found.push_back(image_json(*image));
        else
            errors += cat("Error: No such object: ", name, "\n");
    }
    if (!a.has("format")) {
        std::vector<std::string> parts;
        for (const std::string& text : found) parts.push_back(indented(text));
        ctx.out(parts.empty() ? "[]\n" : cat("[\n", join(parts, ",\n"), "\n]\n"));
    }
    for (const std::string& text : a.has("format") ? found : std::vector<std::string>{}) {
        std::string line, error;
        if (!run_docker_template(a.value("format"), Json::parse(text, nullptr, false), line,
                                 error)) {
            ctx.err(cat("Template parsing error: ", error, "\n"));
            status = 64;
            break;
        }
        ctx.out(line + "\n");
    }
    ctx.err(errors);
    return exited(status != 0 ? status : errors.empty() ? 0 : 1);
}

}  // namespace

std::string docker_time(Time t) {
    const std::string micro = rfc3339_micro(t);
    return cat(micro.substr(0, micro.size() - 1), "000Z");
}

std::vector<Subcommand> inspect_commands() {
    return {{"inspect",
             "inspect [OPTIONS] NAME|ID [NAME|ID...]",
             "Return low-level information on Docker objects",
             inspect,
             {{"format", 'f', true}, {"type", 0, true}, {"size", 's'}},
             1}};
}

}  // namespace podfall::docker_cli
