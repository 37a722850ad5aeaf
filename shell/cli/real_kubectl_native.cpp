// Runs a line in the real bash with the real kubectl, against an HttpDoor.
#include "shell/cli/real_kubectl_native.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "shell/cli/whole_file_native.h"
#include "shell/serve/door.h"

namespace podfall {

namespace {

constexpr int patience_real = 30;  // seconds that a client may run

bool is_client_only(const std::string& line) {
    std::string rest = replace_all(line, "kubectl config ", "");
    return rest != line && !contains(rest, "kubectl");
}

Json client_of(const ClientOutcome& o) {
    const Json answer = Json::parse(o.out, nullptr, false);
    return answer.is_object() ? answer.value("clientVersion", Json::object()) : Json::object();
}

void empty_folder(const std::string& folder) {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    std::filesystem::create_directory(folder, ignored);
}

int wait_for(pid_t child, double limit, int signal) {
    const Time end = wall_clock() + static_cast<Duration>(limit * 1e6);
    int status = 0;
    bool told = false;
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (!told && wall_clock() > end) told = kill(-child, signal) == 0;
        usleep(1000);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

RealKubectl::RealKubectl(const std::string& kubectl) {
    char name[] = "/tmp/podfall-judge-XXXXXX";
    if (const char* made = mkdtemp(name)) root_ = made;
    mkdir(path("bin").c_str(), 0755);
    mkdir(path("home").c_str(), 0755);
    good_ = !root_.empty() && symlink(kubectl.c_str(), path("bin/kubectl").c_str()) == 0;
}
RealKubectl::~RealKubectl() {
    std::error_code ignored;
    if (!root_.empty()) std::filesystem::remove_all(root_, ignored);
}

ClientOutcome RealKubectl::run(const Sim& sim, const Json& files, const JudgedLine& c) {
    LiveCluster cluster(sim, c.speed);
    HttpDoor door(cluster);
    if (!door.open(port_)) return {"", "the door does not open", -1};
    port_ = door.port();  // kept, since kubectl's discovery cache is keyed by host and port
    empty_folder(path("work"));
    for (const auto& [name, content] : files.items()) {
        const std::filesystem::path file = path("work/" + name);
        std::error_code ignored;
        std::filesystem::create_directories(file.parent_path(), ignored);
        write_whole_file(file, content.get<std::string>());
    }
    write_whole_file(path("home/config"), kubeconfig(sim, c.run));
    write_whole_file(path("line.sh"), c.run + "\n");
    const double limit =
        c.interrupt > 0 ? std::max(1.0, c.interrupt / std::max(c.speed, 1.0)) : patience_real;
    const int exit = run_bash(limit, c.interrupt > 0 ? SIGINT : SIGKILL);
    ClientOutcome o;
    read_whole_file(path("out"), o.out);
    read_whole_file(path("err"), o.err);
    o.exit = exit;
    for (std::string* text : {&o.out, &o.err}) *text = in_the_cluster(*text);
    return o;
}

void RealKubectl::learn_build(const Sim& sim, const ClientOutcome& ours) {
    const Json released = client_of(ours),
               real = client_of(run(sim, Json::object(), {"kubectl version --client -o json"}));
    for (const auto& [key, value] : real.items()) {
        if (!value.is_string() || !released.contains(key) || value == released[key]) continue;
        const auto theirs = value.get<std::string>(), own = released[key].get<std::string>();
        // "clean" and similar words also occur elsewhere.
        if (key != "gitTreeState")
            build_.emplace_back(theirs, own);
        else
            for (const char* before : {"GitTreeState:\"", "gitTreeState: ", "gitTreeState\": \""})
                build_.emplace_back(before + theirs, before + own);
    }
}

// The kubeconfig of the served API or, for commands that only read the file, the cluster's own.
std::string RealKubectl::kubeconfig(const Sim& sim, const std::string& line) const {
    std::string text, error;
    if (!is_client_only(line) ||
        !read_file(*sim.world().machines.find(0), "/root/.kube/config", text, error))
        return kubeconfig_for(port_);
    return replace_all(
        replace_all(text, "https://192.168.1.10:6443", cat("http://127.0.0.1:", port_)),
        "DATA+OMITTED", "REFUQQ==");
}

std::string RealKubectl::path(const std::string& name) const {
    return cat(root_, "/", name);
}

// Runs the line in the folder "work" with an environment of its own; after `limit` seconds its
// process group gets `signal`. The exit code as a shell tells it.
int RealKubectl::run_bash(double limit, int signal) const {
    const std::vector<std::string> environment = {
        cat("PATH=", path("bin"), ":/usr/bin:/bin"), cat("HOME=", path("home")),
        cat("KUBECONFIG=", path("home/config")), "TZ=UTC"};
    std::vector<char*> variables;
    for (const std::string& v : environment) variables.push_back(const_cast<char*>(v.c_str()));
    variables.push_back(nullptr);
    char bash[] = "bash", file[] = "../line.sh";
    char* const words[] = {bash, file, nullptr};
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addchdir_np(&files, path("work").c_str());
    const auto open = [&](int fd, const char* name, int mode) {
        posix_spawn_file_actions_addopen(&files, fd, name, mode, 0644);
    };
    open(0, "/dev/null", O_RDONLY);
    open(1, "../out", O_WRONLY | O_CREAT | O_TRUNC);
    open(2, "../err", O_WRONLY | O_CREAT | O_TRUNC);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    pid_t child = -1;
    const int failed =
        posix_spawn(&child, "/bin/bash", &files, &attributes, words, variables.data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return failed ? -1 : wait_for(child, limit, signal);
}

// Replaces the server's address and this directory by their names in the cluster.
std::string RealKubectl::in_the_cluster(std::string text) const {
    text = replace_all(text, cat("http://127.0.0.1:", port_), "https://192.168.1.10:6443");
    text = replace_all(text, cat("127.0.0.1:", port_), "192.168.1.10:6443");
    text = replace_all(text, path("home/config"), "/root/.kube/config");
    text = replace_all(text, path("work"), "/root");
    text = replace_all(text, path("line.sh"), "line.sh");
    for (const auto& [real, ours] : build_) text = replace_all(text, real, ours);
    return replace_all(text, "../line.sh: line 1: ", "-bash: ");
}

}  // namespace podfall
