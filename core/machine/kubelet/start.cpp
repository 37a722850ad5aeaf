// Creates sandboxes, images and containers as a pod's spec requires. Models kuberuntime_manager.go
// (computePodActions, SyncPod), kuberuntime_container.go and pkg/kubelet/images of v1.20.2.
#include "core/api/objects/policy.h"
#include "core/base/text.h"
#include "core/machine/docker/docker.h"
#include "core/machine/docker/image.h"
#include "core/machine/host/address.h"
#include "core/machine/kubelet/kubelet.h"
#include "core/machine/profile.h"
#include "core/world/timing.h"

namespace podfall::kubelet {

namespace {

constexpr const char* pause_image = "k8s.gcr.io/pause:3.2";
constexpr std::int64_t least_memory = 4 << 20;  // docker's own limit

std::string container_path(const PodEntry& e, const std::string& name) {
    return cat(e.init ? "spec.initContainers{" : "spec.containers{", name, "}");
}

const Container& spec_at(const PodEntry& e, int index) {
    const auto& list = e.init ? e.pod->spec.init_containers : e.pod->spec.containers;
    return list[static_cast<std::size_t>(index)];
}

void note(LoopContext& k, const PodEntry& e, const Container& c, const char* type,
          const char* reason, const std::string& message) {
    record(k, Kind::pod, *e.pod, type, reason, message, container_path(e, c.name).c_str());
}

// ---- back-off: client-go's flowcontrol.Backoff ----

bool expired(const Backoff& b, Time at) {
    return at - b.updated > 2 * timing::container_backoff_max;
}

void next_backoff(Table<std::string, Backoff>& table, const std::string& key, Time event,
                  Time now) {
    Backoff& b = table.at_or_new(key);
    if (b.wait == 0 || expired(b, event))
        b.wait = timing::container_backoff_base;
    else
        b.wait = std::min(b.wait * 2, timing::container_backoff_max);
    b.updated = now;
}

std::string go_seconds(Duration d) {
    return d < minutes(1) ? cat(d / seconds(1), "s")
                          : cat(d / minutes(1), "m", d % minutes(1) / seconds(1), "s");
}

// doBackOff: true when the container must wait; the reason goes into the status.
bool backs_off(LoopContext& k, const PodUid& uid, const Container& c) {
    Memory& m = k.memory<Memory>();
    const PodEntry e = *m.pods.find(uid);
    const SeenPod* seen = m.seen.find(uid);
    const SeenContainer* last = nullptr;
    if (seen)
        for (const SeenContainer& s : seen->containers)
            if (!last && s.name == c.name && s.state == DockerState::exited) last = &s;
    if (!last) return false;
    const std::string key = cat(e.pod->metadata.name, "_", e.pod->metadata.namespace_, "_", uid,
                                "_", c.name, "_", container_hash(c));
    const Backoff* b = m.container_backoff.find(key);
    if (b && !expired(*b, last->finished) && k.now() - last->finished < b->wait) {
        const Duration wait = b->wait;
        note(k, e, c, "Warning", "BackOff", "Back-off restarting failed container");
        k.memory<Memory>().pods.edit(uid)->reasons.set(
            c.name,
            {"CrashLoopBackOff",
             cat("back-off ", go_seconds(wait), " restarting failed container=", c.name,
                 " pod=", e.pod->metadata.name, "_", e.pod->metadata.namespace_, "(", uid, ")")});
        return true;
    }
    next_backoff(m.container_backoff, key, last->finished, k.now());
    return false;
}

// ---- containers ----

Table<std::string, std::string> labels_for(const PodEntry& e, const PodUid& uid,
                                           const std::string& name) {
    Table<std::string, std::string> labels;
    for (const auto& [key, value] : e.pod->metadata.labels) labels.set(key, value);
    labels.set("io.kubernetes.pod.uid", uid);
    labels.set("io.kubernetes.pod.name", e.pod->metadata.name);
    labels.set("io.kubernetes.pod.namespace", e.pod->metadata.namespace_);
    labels.set("io.kubernetes.container.name", name);
    labels.set("io.kubernetes.docker.type", name == "POD" ? "podsandbox" : "container");
    labels.set("annotation.io.kubernetes.pod.terminationGracePeriod",
               to_text(e.pod->spec.termination_grace_period_seconds.value_or(30)));
    return labels;
}

std::string docker_name(const PodEntry& e, const PodUid& uid, const std::string& name,
                        int attempt) {
    return cat("k8s_", name, "_", e.pod->metadata.name, "_", e.pod->metadata.namespace_, "_", uid,
               "_", attempt);
}

// generatePodSandboxConfig works out the pod's resolv.conf each time. A kubelet without
// --cluster-dns complains each time, which eats up the pod's and the node's budget of events:
// others are dropped for it.
void configure_sandbox(LoopContext& k, const PodUid& uid) {
    if (profile_of(k.machine()).cluster_dns) return;
    const Ref<Pod> pod = k.memory<Memory>().pods.find(uid)->pod;
    const PodSpec& spec = pod->spec;
    if (spec.dns_policy != "ClusterFirstWithHostNet" &&
        (spec.dns_policy != "ClusterFirst" || spec.host_network))
        return;
    const std::string problem =
        "kubelet does not have ClusterDNS IP configured and cannot create Pod using "
        "\"ClusterFirst\" "
        "policy. Falling back to \"Default\" policy.";
    record_node(k, "Warning", missing_dns, problem);
    record(k, Kind::pod, *pod, "Warning", missing_dns,
           cat("pod: \"", pod->metadata.name, "_", pod->metadata.namespace_, "(", uid, ")\". ",
               problem));
}

// The handler of the pod's runtime class that dockershim does not have, or empty.
std::string runtime_handler(LoopContext& k, const Pod& pod) {
    const std::string name = pod.spec.runtime_class_name.value_or("");
    if (name.empty()) return "";
    const auto found = k.api.get<RuntimeClass>("", name);
    const std::string handler = found ? (*found)->handler : "";
    return handler == "docker" ? "" : handler;
}

void create_sandbox(LoopContext& k, const PodUid& uid) {
    const PodEntry e = *k.memory<Memory>().pods.find(uid);
    configure_sandbox(k, uid);
    if (const std::string handler = runtime_handler(k, *e.pod); !handler.empty()) {
        record(k, Kind::pod, *e.pod, "Warning", "FailedCreatePodSandBox",
               cat("Failed to create pod sandbox: rpc error: code = Unknown desc = RuntimeHandler ",
                   quote(handler), " not supported"));
        k.memory<Memory>().pods.edit(uid)->failed = true;
        return finish_sync(k, uid);
    }
    if (!docker_up(k)) {
        record(
            k, Kind::pod, *e.pod, "Warning", "FailedCreatePodSandBox",
            cat("Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create "
                "a sandbox for pod \"",
                e.pod->metadata.name, "\": ", docker_unreachable));
        k.memory<Memory>().pods.edit(uid)->failed = true;
        return finish_sync(k, uid);
    }
    DockerContainer c;
    c.name = docker_name(e, uid, "POD", e.attempt);
    c.image = pause_image;
    c.command = {"/pause"};
    c.network = e.pod->spec.host_network ? "host" : "none";
    c.labels = labels_for(e, uid, "POD");
    c.labels.set("annotation.io.kubernetes.container.restartCount", to_text(e.attempt));
    set_sandbox_options(k, *e.pod, c);
    const std::string id = docker_create(k.world, k.machine_id(), std::move(c));
    PodEntry& entry = *k.memory<Memory>().pods.edit(uid);
    entry.sandbox = id;
    entry.make_sandbox = false;
    entry.work = Work::sandbox;
    if (!e.pod->spec.host_network)
        k.machine().containers.edit(id)->ip = take_address(k.machine(), id);
    docker_start(k.world, k.machine_id(), id);
    const MachineProfile& profile = profile_of(k.machine());
    k.enqueue("pod/" + uid,
              profile.container_create + (e.pod->spec.host_network ? 0 : profile.network_setup));
}

void start_next(LoopContext& k, const PodUid& uid);

void give_up(LoopContext& k, const PodUid& uid, const Container& c, const char* reason,
             const std::string& message) {
    PodEntry& e = *k.memory<Memory>().pods.edit(uid);
    e.failed = true;
    e.reasons.set(c.name, {reason, message});
    if (!e.to_start.empty()) e.to_start.erase(e.to_start.begin());
    start_next(k, uid);
}

int restarts_before(const Memory& m, const PodUid& uid, const std::string& name) {
    const SeenPod* seen = m.seen.find(uid);
    const SeenContainer* last = seen ? newest(*seen, name) : nullptr;
    return last ? last->attempt + 1 : 0;
}

void create_container(LoopContext& k, const PodUid& uid) {
    const PodEntry e = *k.memory<Memory>().pods.find(uid);
    const Container c = spec_at(e, e.to_start[0]);
    if (!docker_up(k)) {
        const std::string why = cat("rpc error: code = Unknown desc = ", docker_unreachable);
        note(k, e, c, "Warning", "Failed", cat("Error: ", docker_unreachable));
        return give_up(k, uid, c, "CreateContainerError", why);
    }
    DockerContainer made;
    const int attempt = restarts_before(k.memory<Memory>(), uid, c.name);
    made.name = docker_name(e, uid, c.name, attempt);
    made.image = c.image;
    made.folder = c.working_dir;
    made.tty = c.tty;
    made.open_stdin = c.stdin_open;
    if (const auto limit = c.resources.limits.find("memory"); limit != c.resources.limits.end())
        made.memory_limit = limit->second.value();
    if (const std::string missing = set_environment(k, uid, *e.pod, c, made); !missing.empty()) {
        note(k, e, c, "Warning", "Failed", cat("Error: ", missing));
        return give_up(k, uid, c, "CreateContainerConfigError", missing);
    }
    if (const std::string why = non_root_problem(*e.pod, c); !why.empty()) {
        note(k, e, c, "Warning", "Failed", cat("Error: ", why));
        return give_up(k, uid, c, "CreateContainerConfigError", why);
    }
    if (const std::string why = mount_volumes(uid, e, c, made); !why.empty()) {
        note(k, e, c, "Warning", "Failed", cat("Error: ", why));
        return give_up(k, uid, c, "CreateContainerConfigError", why);
    }
    if (const std::string why = seccomp_problem(k, *e.pod, c); !why.empty()) {
        note(k, e, c, "Warning", "Failed", cat("Error: ", why));
        return give_up(k, uid, c, "CreateContainerError", why);
    }
    set_container_options(*e.pod, c, e.sandbox, made);
    create_mount_folders(k, *e.pod, c, made);
    if (made.memory_limit != 0 && made.memory_limit < least_memory) {
        const std::string why = "Error response from daemon: Minimum memory limit allowed is 4MB";
        note(k, e, c, "Warning", "Failed", cat("Error: ", why));
        return give_up(k, uid, c, "CreateContainerError", why);
    }
    made.network = "container:" + e.sandbox;
    made.labels = labels_for(e, uid, c.name);
    made.labels.set("annotation.io.kubernetes.container.restartCount", to_text(attempt));
    made.labels.set("annotation.io.kubernetes.container.hash", container_hash(c));
    made.labels.set("io.kubernetes.sandbox.id", e.sandbox);
    mount_termination_log(k, uid, c, made);
    const std::string id = docker_create(k.world, k.machine_id(), std::move(made));
    note(k, e, c, "Normal", "Created", cat("Created container ", c.name));
    PodEntry& entry = *k.memory<Memory>().pods.edit(uid);
    entry.container = id;
    entry.work = Work::creating;
    k.enqueue("pod/" + uid, profile_of(k.machine()).container_create);
}

void start_created(LoopContext& k, const PodUid& uid) {
    const PodEntry e = *k.memory<Memory>().pods.find(uid);
    const Container c = spec_at(e, e.to_start[0]);
    if (!docker_up(k) || !k.machine().containers.contains(e.container))
        return give_up(k, uid, c, "RunContainerError", docker_unreachable);
    const std::string problem = docker_start(k.world, k.machine_id(), e.container);
    if (!problem.empty()) {
        note(k, e, c, "Warning", "Failed",
             cat("Error: failed to start container \"", c.name,
                 "\": Error response from daemon: ", problem));
        return give_up(k, uid, c, "RunContainerError",
                       cat("failed to start container \"", e.container,
                           "\": Error response from daemon: ", problem));
    }
    note(k, e, c, "Normal", "Started", cat("Started container ", c.name));
    if (c.lifecycle && c.lifecycle->post_start) return begin_post_start(k, uid, c);
    post_start_done(k, uid, {});
}

// ---- images ----

void pull(LoopContext& k, const PodUid& uid) {
    const PodEntry e = *k.memory<Memory>().pods.find(uid);
    const Container c = spec_at(e, e.to_start[0]);
    const std::string key = cat(uid, "_", c.image);
    const Backoff* b = k.memory<Memory>().image_backoff.find(key);
    if (b && !expired(*b, k.now()) && k.now() - b->updated < b->wait) {
        const std::string message = cat("Back-off pulling image \"", c.image, "\"");
        note(k, e, c, "Normal", "BackOff", message);
        note(k, e, c, "Warning", "Failed", "Error: ImagePullBackOff");
        return give_up(k, uid, c, "ImagePullBackOff", message);
    }
    note(k, e, c, "Normal", "Pulling", cat("Pulling image \"", c.image, "\""));
    // One image at a time: --serialize-image-pulls.
    const Duration takes = profile_of(k.machine()).pull.draw(k.world.random);
    Memory& m = k.memory<Memory>();
    m.puller_free = std::max(m.puller_free, k.now()) + takes;
    PodEntry& entry = *m.pods.edit(uid);
    entry.work = Work::pulling;
    entry.pull_began = k.now();
    k.enqueue("pod/" + uid, m.puller_free - k.now());
}

void pulled(LoopContext& k, const PodUid& uid) {
    const PodEntry e = *k.memory<Memory>().pods.find(uid);
    const Container c = spec_at(e, e.to_start[0]);
    std::string problem = docker_up(k) ? pull_problem(c.image) : std::string(docker_unreachable);
    if (problem.empty()) {
        add_image(k.machine(), c.image);
        const Duration took = k.now() - e.pull_began;
        const std::string nanos =
            pad_left(to_text(static_cast<std::int64_t>(k.world.random.below(1000))), 3, '0');
        note(k, e, c, "Normal", "Pulled",
             cat("Successfully pulled image \"", c.image, "\" in ", took / seconds(1), ".",
                 pad_left(to_text(took % seconds(1)), 6, '0'), nanos, "s"));
        return create_container(k, uid);
    }
    problem = cat("rpc error: code = Unknown desc = ", problem);
    note(k, e, c, "Warning", "Failed", cat("Failed to pull image \"", c.image, "\": ", problem));
    next_backoff(k.memory<Memory>().image_backoff, cat(uid, "_", c.image), k.now(), k.now());
    note(k, e, c, "Warning", "Failed", "Error: ErrImagePull");
    give_up(k, uid, c, "ErrImagePull", problem);
}

// startContainer, up to the part that takes time.
void start_next(LoopContext& k, const PodUid& uid) {
    const PodEntry e = *k.memory<Memory>().pods.find(uid);
    if (e.to_start.empty() || !e.pod) return finish_sync(k, uid);
    const Container c = spec_at(e, e.to_start[0]);
    if (backs_off(k, uid, c)) {
        PodEntry& entry = *k.memory<Memory>().pods.edit(uid);
        entry.failed = true;
        entry.to_start.erase(entry.to_start.begin());
        return start_next(k, uid);
    }
    const bool here = find_image(k.machine(), c.image) != nullptr;
    if (c.image_pull_policy == "Never" && !here) {
        const std::string message =
            cat("Container image \"", c.image, "\" is not present with pull policy of Never");
        note(k, e, c, "Warning", "ErrImageNeverPull", message);
        note(k, e, c, "Warning", "Failed", "Error: ErrImageNeverPull");
        return give_up(k, uid, c, "ErrImageNeverPull", message);
    }
    if (c.image_pull_policy == "Always" || !here) return pull(k, uid);
    note(k, e, c, "Normal", "Pulled",
         cat("Container image \"", c.image, "\" already present on machine"));
    create_container(k, uid);
}

// ---- what to do ----

bool succeeded(const SeenPod& seen, const Container& c) {
    const SeenContainer* last = newest(seen, c.name);
    return last && last->state == DockerState::exited && last->exit_code == 0;
}

std::vector<int> wanted_in_new_sandbox(const Pod& pod, const SeenPod& seen) {
    std::vector<int> wanted;
    for (std::size_t i = 0; i < pod.spec.containers.size(); ++i) {
        if (pod.spec.restart_policy == "OnFailure" && succeeded(seen, pod.spec.containers[i]))
            continue;
        wanted.push_back(static_cast<int>(i));
    }
    return wanted;
}

// findNextInitContainerToRun: the index of the next one, -1 if one is running, -2 if all are done.
int next_init(const Pod& pod, const SeenPod& seen) {
    const auto& inits = pod.spec.init_containers.items();
    if (inits.empty()) return -2;
    for (const Container& c : pod.spec.containers)
        if (const SeenContainer* s = newest(seen, c.name); s && s->running()) return -2;
    for (int i = static_cast<int>(inits.size()) - 1; i >= 0; --i) {
        const SeenContainer* s = newest(seen, inits[static_cast<std::size_t>(i)].name);
        if (!s) continue;
        if (s->running()) return -1;
        if (s->state == DockerState::exited && s->exit_code == 0)
            return i + 1 == static_cast<int>(inits.size()) ? -2 : i + 1;
        return i;
    }
    return 0;
}

bool init_failed_for_good(const Pod& pod, const SeenPod& seen) {
    if (pod.spec.restart_policy != "Never") return false;
    for (const Container& c : pod.spec.init_containers) {
        const SeenContainer* s = newest(seen, c.name);
        if (s && s->state == DockerState::exited && s->exit_code != 0) return true;
    }
    return false;
}

// The reason why a running container has to be stopped, or empty.
std::string why_stop(const Memory& m, const PodUid& uid, const SeenContainer& seen,
                     const Container& c) {
    if (seen.hash != container_hash(c)) return " definition changed";
    for (const char* kind : {"liveness", "startup"})
        if (probe_result(m, uid, seen, kind, ProbeResult::success) == ProbeResult::failure)
            return cat(" failed ", kind, " probe");
    return "";
}

bool runs(const Machine& machine, const PodUid& uid, const std::string& name) {
    for (const auto& [id, c] : machine.containers) {
        const std::string* of = c.labels.find(std::string("io.kubernetes.pod.uid"));
        const std::string* called = c.labels.find(std::string("io.kubernetes.container.name"));
        if (of && *of == uid && called && *called == name && c.pid != 0) return true;
    }
    return false;
}

// Containers that must have stopped before they start again in the same sync.
void replace(LoopContext& k, const PodUid& uid) {
    const PodEntry e = *k.memory<Memory>().pods.find(uid);
    for (int i : e.to_start)
        if (runs(k.machine(), uid, spec_at(e, i).name)) {
            k.memory<Memory>().pods.edit(uid)->work = Work::replacing;
            return;
        }
    start_next(k, uid);
}

void sync_in_sandbox(LoopContext& k, const PodUid& uid, const SeenPod& seen) {
    const Ref<Pod> pod = k.memory<Memory>().pods.find(uid)->pod;
    if (init_failed_for_good(*pod, seen)) return stop_pod(k, uid);
    const int init = next_init(*pod, seen);
    PodEntry& e = *k.memory<Memory>().pods.edit(uid);
    e.init = init >= 0;
    e.to_start.clear();
    if (init == -1) return finish_sync(k, uid);
    if (init >= 0) {
        e.to_start.push_back(init);
        return start_next(k, uid);
    }
    int kept = 0;
    const bool never = pod->spec.restart_policy == "Never";
    std::vector<std::string> names, changed, messages, paths;
    for (std::size_t i = 0; i < pod->spec.containers.size(); ++i) {
        const Container& c = pod->spec.containers[i];
        const SeenContainer* s = newest(seen, c.name);
        if (!s || !s->running()) {
            if (should_restart(c, *pod, seen)) e.to_start.push_back(static_cast<int>(i));
        } else if (const std::string why = why_stop(k.memory<Memory>(), uid, *s, c); !why.empty()) {
            // A changed definition is started whatever the policy, a failed probe is not. (Under
            // the other policies the next sync starts it.)
            const bool redefined = s->hash != container_hash(c);
            if (never && redefined) e.to_start.push_back(static_cast<int>(i));
            names.push_back(c.name);
            changed.push_back(s->id);
            messages.push_back(
                cat("Container ", c.name, why, !never || redefined ? ", will be restarted" : ""));
            paths.push_back(container_path(e, c.name));
            kept += !never;
        } else {
            ++kept;
        }
    }
    if (kept == 0 && k.memory<Memory>().pods.find(uid)->to_start.empty()) return stop_pod(k, uid);
    for (std::size_t i = 0; i < changed.size(); ++i) {
        record(k, Kind::pod, *pod, "Normal", "Killing", messages[i], paths[i].c_str());
        kill_container(k, uid, names[i], changed[i],
                       seconds(pod->spec.termination_grace_period_seconds.value_or(30)));
    }
    replace(k, uid);
}

}  // namespace

void begin_runtime_sync(LoopContext& k, const PodUid& uid) {
    const Memory& m = k.memory<Memory>();
    const Ref<Pod> pod = m.pods.find(uid)->pod;
    const SeenPod* found = m.seen.find(uid);
    const SeenPod seen = found ? *found : SeenPod{};
    const SeenContainer* sandbox = newest(seen, "");
    int ready = 0;
    for (const SeenContainer& c : seen.containers) ready += c.sandbox() && c.running();
    if (sandbox && sandbox->running() && ready == 1) {
        k.memory<Memory>().pods.edit(uid)->sandbox = sandbox->id;
        configure_sandbox(k, uid);
        return sync_in_sandbox(k, uid, seen);
    }
    const int attempt = sandbox ? sandbox->attempt + 1 : 0;
    bool had_containers = false;
    for (const SeenContainer& c : seen.containers) had_containers = had_containers || !c.sandbox();
    if (pod->spec.restart_policy == "Never" && attempt != 0 && had_containers)
        return finish_sync(k, uid);
    const std::vector<int> wanted = wanted_in_new_sandbox(*pod, seen);
    if (wanted.empty()) return finish_sync(k, uid);
    PodEntry& e = *k.memory<Memory>().pods.edit(uid);
    e.attempt = attempt;
    e.make_sandbox = true;
    e.init = !pod->spec.init_containers.empty();
    e.to_start = e.init ? std::vector<int>{0} : wanted;
    if (!sandbox) return create_sandbox(k, uid);
    record(k, Kind::pod, *pod, "Normal", "SandboxChanged",
           "Pod sandbox changed, it will be killed and re-created.");
    stop_pod(k, uid);
}

void post_start_done(LoopContext& k, const PodUid& uid, const Reason& failed) {
    const PodEntry e = *k.memory<Memory>().pods.find(uid);
    if (!e.pod) return stop_pod(k, uid);
    const Container c = spec_at(e, e.to_start[0]);
    if (!failed.reason.empty()) return give_up(k, uid, c, failed.reason.c_str(), failed.message);
    PodEntry& entry = *k.memory<Memory>().pods.edit(uid);
    entry.reasons.erase(c.name);
    entry.to_start.erase(entry.to_start.begin());
    start_next(k, uid);
}

void continue_runtime_sync(LoopContext& k, const PodUid& uid) {
    const PodEntry e = *k.memory<Memory>().pods.find(uid);
    if (!e.pod) return stop_pod(k, uid);
    switch (e.work) {
        case Work::sandbox:
            if (e.make_sandbox) return create_sandbox(k, uid);
            configure_sandbox(k, uid);
            return start_next(k, uid);
        case Work::pulling:
            return pulled(k, uid);
        case Work::creating:
            return start_created(k, uid);
        case Work::replacing:
            return replace(k, uid);
        default:
            return;
    }
}

}  // namespace podfall::kubelet
