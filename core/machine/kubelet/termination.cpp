// The message that a container leaves when it ends. Models makeMounts, getTerminationMessage and
// readLastStringFromContainerLogs of pkg/kubelet/kuberuntime/kuberuntime_container.go of v1.20.2.
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/host_file.h"
#include "core/machine/kubelet/kubelet.h"
#include "core/machine/profile.h"

namespace podfall::kubelet {

namespace {

constexpr const char* path_label = "annotation.io.kubernetes.container.terminationMessagePath";
constexpr const char* policy_label = "annotation.io.kubernetes.container.terminationMessagePolicy";
constexpr std::size_t longest_message = 4096;  // MaxContainerTerminationMessageLength
constexpr std::size_t longest_log = 2048;      // MaxContainerTerminationMessageLogLength
constexpr std::size_t most_log_lines = 80;     // MaxContainerTerminationMessageLogLines

std::string tail_of(std::string text, std::size_t most) {
    return text.size() > most ? text.substr(text.size() - most) : text;
}

std::string last_log_lines(const DockerContainer& c) {
    std::string text;
    const std::size_t lines = c.log.size();
    std::size_t number = 0;
    for (const auto& [key, line] : c.log)
        if (++number + most_log_lines > lines) text += line + "\n";
    return tail_of(std::move(text), longest_log);
}

}  // namespace

void mount_termination_log(LoopContext& k, const PodUid& uid, const Container& c,
                           DockerContainer& made) {
    made.labels.set(path_label, c.termination_message_path);
    made.labels.set(policy_label, c.termination_message_policy);
    if (c.termination_message_path.empty() || profile_of(k.machine()).plays_containers) return;
    // Its name is random upstream; here it follows from the container's, which is unique.
    Hasher h;
    h.add(made.name);
    Random random{.state = h.value()};
    const std::string path =
        cat("/var/lib/kubelet/pods/", uid, "/containers/", c.name, "/", random_hex(random, 8));
    put_file(k.machine(), path, "", k.now(), "rw-rw-rw-");
    const std::string& target = c.termination_message_path;
    made.mounts.push_back({path, target[0] == '/' ? target : "/" + target, false});
}

std::string termination_message(const Machine& machine, const DockerContainer& c) {
    const std::string* path = c.labels.find(std::string(path_label));
    const std::string* policy = c.labels.find(std::string(policy_label));
    std::string text;
    if (path && !path->empty()) {
        const std::string target = (*path)[0] == '/' ? *path : "/" + *path;
        for (const ContainerMount& m : c.mounts)
            if (m.target == target)
                if (const File* file = machine.files.find(m.source); file && file->content)
                    text = tail_of(*file->content, longest_message);
    }
    const bool falls_back = policy && *policy == "FallbackToLogsOnError" && c.exit_code != 0;
    return text.empty() && falls_back ? last_log_lines(c) : text;
}

}  // namespace podfall::kubelet
