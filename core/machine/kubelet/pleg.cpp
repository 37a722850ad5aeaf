// The pod lifecycle event generator: lists docker's containers every second and reports changes.
// Models pkg/kubelet/pleg/generic.go and pkg/kubelet/kuberuntime's view of docker. A relist that
// would find nothing new is skipped: docker notifies it when there is something to find.
#include <algorithm>
#include <map>

#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/machine/docker/container_exec.h"
#include "core/machine/docker/docker.h"
#include "core/machine/docker/image.h"
#include "core/machine/kubelet/kubelet.h"
#include "core/machine/profile.h"
#include "core/world/timing.h"

namespace podfall::kubelet {

namespace {

const std::string& label(const DockerContainer& c, std::string_view key) {
    static const std::string none;
    const std::string* value = c.labels.find(key);
    return value ? *value : none;
}

// Played containers that neither succeed nor fail by themselves have ended with their runtime.
bool ends_without_reason(const Machine& machine, const DockerContainer& c) {
    const std::string program = c.command.empty() ? std::string() : c.command[0];
    return profile_of(machine).plays_containers && program != "true" && program != "false";
}

// How the API shows an image. Many containers have the same one, so a look keeps what it found.
struct ShownImage {
    std::string name, id;
};
using ShownImages = std::map<std::string_view, ShownImage>;

const ShownImage& shown_image(const Machine& machine, const std::string& name, ShownImages& known) {
    const auto [it, first] = known.try_emplace(name);
    if (!first) return it->second;
    it->second.name = name;
    if (const Image* image = find_image(machine, name)) {
        it->second.name = image->tags.empty() ? image->id : image->tags[0];
        it->second.id = pullable_id(*image);
    }
    return it->second;
}

SeenContainer seen_container(const Machine& machine, const DockerContainer& c,
                             ShownImages& images) {
    SeenContainer s{.id = c.id,
                    .name = label(c, "io.kubernetes.container.name"),
                    .state = c.state,
                    .exit_code = c.exit_code,
                    .out_of_memory = c.out_of_memory,
                    .no_reason = ends_without_reason(machine, c),
                    .created = c.created,
                    .started = c.started,
                    .finished = c.finished,
                    .hash = label(c, "annotation.io.kubernetes.container.hash"),
                    .ip = c.ip,
                    .host_network = c.network == "host"};
    // dockershim takes a created container with an exit code for one that has ended.
    if (c.state == DockerState::created && c.exit_code != 0 && !c.command.empty()) {
        s.state = DockerState::exited;
        s.started = s.finished = c.created;
        s.start_error =
            cat("OCI runtime create failed: ", program_problem(machine, c, c.command[0]));
    }
    if (s.state == DockerState::exited) s.message = termination_message(machine, c);
    std::int64_t attempt = 0;
    parse_int(label(c, "annotation.io.kubernetes.container.restartCount"), attempt);
    s.attempt = static_cast<int>(attempt);
    if (s.name == "POD") s.name.clear();
    const ShownImage& image = shown_image(machine, c.image, images);
    s.image = image.name;
    s.image_id = image.id;
    return s;
}

// Newest first; the ID decides between those of one time.
bool newer(const SeenContainer& a, const SeenContainer& b) {
    return a.created != b.created ? a.created > b.created : a.id < b.id;
}

struct Event {
    PodUid uid;
    std::string container;
    enum class What : std::uint8_t { started, died, removed } what;
};

bool equal_state(const SeenContainer& a, const SeenContainer& b) {
    return a.id == b.id && a.running() == b.running() && a.state == b.state;
}

const SeenContainer* find_id(const SeenPod* pod, const std::string& id) {
    if (pod)
        for (const SeenContainer& c : pod->containers)
            if (c.id == id) return &c;
    return nullptr;
}

// generateEvents: what happened to each container between two relists.
std::vector<Event> compare_looks(const SeenPods& before, const SeenPods& after) {
    std::vector<Event> events;
    for (const auto& [uid, pod] : after) {
        const SeenPod* old = before.find(uid);
        for (const SeenContainer& c : pod.containers) {
            const SeenContainer* was = find_id(old, c.id);
            if (was && equal_state(*was, c)) continue;
            if (c.state == DockerState::running)
                events.push_back({uid, c.id, Event::What::started});
            if (c.state == DockerState::exited) events.push_back({uid, c.id, Event::What::died});
        }
    }
    for (const auto& [uid, pod] : before) {
        const SeenPod* now = after.find(uid);
        for (const SeenContainer& c : pod.containers) {
            if (find_id(now, c.id)) continue;
            if (c.running()) events.push_back({uid, c.id, Event::What::died});
            events.push_back({uid, c.id, Event::What::removed});
        }
    }
    return events;
}

}  // namespace

SeenPods look_at_docker(const Machine& machine) {
    SeenPods pods;
    ShownImages images;
    for (const auto& [id, c] : machine.containers) {
        const std::string& uid = label(c, "io.kubernetes.pod.uid");
        if (uid.empty()) continue;
        SeenPod& pod = pods.at_or_new(uid);
        pod.namespace_ = label(c, "io.kubernetes.pod.namespace");
        pod.name = label(c, "io.kubernetes.pod.name");
        SeenContainer seen = seen_container(machine, c, images);
        std::vector<SeenContainer>& list = pod.containers;
        list.insert(std::upper_bound(list.begin(), list.end(), seen, newer), std::move(seen));
    }
    return pods;
}

const SeenContainer* newest(const SeenPod& pod, const std::string& name) {
    for (const SeenContainer& c : pod.containers)
        if (c.name == name) return &c;
    return nullptr;
}

std::string container_hash(const Container& spec) {
    Hasher h;
    hash_value(h, spec);
    return to_text(static_cast<std::int64_t>(h.value() >> 1));
}

void relist(LoopContext& k) {
    if (!docker_up(k)) {
        klog(
            k,
            cat("E generic.go:205] GenericPLEG: Unable to retrieve pods: rpc error: code = Unknown "
                "desc = ",
                docker_unreachable));
        const Memory& m = k.memory<Memory>();
        // syncLoop's own error message, repeated at the interval of its longest sleep.
        const std::vector<std::string> errors = runtime_errors(k);
        if (!errors.empty() && (k.now() - m.born) % seconds(5) < timing::pleg_relist)
            klog(k, cat("E kubelet.go:1826] skipping pod synchronization - ",
                        errors.size() == 1 ? errors[0] : "[" + join(errors, ", ") + "]"));
        k.enqueue("pleg", next_beat(m, k.now(), timing::pleg_relist) - k.now());
        return;
    }
    SeenPods after = look_at_docker(k.machine());
    Memory& m = k.memory<Memory>();
    if (m.sleeping) {  // its events wait until syncLoop reads them
        m.relisted = k.now();
        return;
    }
    const SeenPods before = m.seen;
    m.seen = after;
    m.relisted = k.now();
    const std::vector<Event> events = compare_looks(before, after);
    std::vector<PodUid> to_sync;
    for (const Event& e : events) {
        if (e.what != Event::What::removed &&
            std::find(to_sync.begin(), to_sync.end(), e.uid) == to_sync.end())
            to_sync.push_back(e.uid);
        if (e.what == Event::What::removed) container_removed(k, e.uid);
        if (e.what == Event::What::died) container_died(k, e.uid, e.container);
    }
    for (const PodUid& uid : to_sync) dispatch(k, uid);
    // Workers that wait for a relist newer than their last sync may continue.
    for (const auto& [uid, entry] : Table<PodUid, PodEntry>(k.memory<Memory>().pods))
        if (entry.work == Work::waiting) k.enqueue("pod/" + uid);
}

}  // namespace podfall::kubelet
