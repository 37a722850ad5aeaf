// The sources of the kubelet's pods: the API server, and files in the manifest directory, whose
// pods get a mirror in the API server. Models pkg/kubelet/config (apiserver, file, common) and
// pkg/kubelet/pod/mirror_client.go of v1.20.2.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/api/rules/defaults.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/machine/kubelet/kubelet.h"
#include "core/world/timing.h"

namespace podfall::kubelet {

namespace {

constexpr const char* mirror_annotation = "kubernetes.io/config.mirror";
constexpr const char* hash_annotation = "kubernetes.io/config.hash";
constexpr const char* seen_annotation = "kubernetes.io/config.seen";
constexpr const char* source_annotation = "kubernetes.io/config.source";

// podsDifferSemantically: changes that a worker needs to know; its own status updates are not.
bool differs(const Pod& a, const Pod& b) {
    return a.metadata.deletion_timestamp != b.metadata.deletion_timestamp ||
           a.metadata.deletion_grace_period_seconds != b.metadata.deletion_grace_period_seconds ||
           a.metadata.labels != b.metadata.labels ||
           a.metadata.annotations != b.metadata.annotations || !equal(a.spec, b.spec);
}

void status_batch_soon(LoopContext& k) {
    k.enqueue("batch",
              next_beat(k.memory<Memory>(), k.now(), timing::status_manager_sync) - k.now());
}

void housekeeping_soon(LoopContext& k) {
    k.enqueue("housekeeping",
              next_beat(k.memory<Memory>(), k.now(), timing::kubelet_housekeeping) - k.now());
}

// A source no longer wants the pod.
void drop(LoopContext& k, const PodUid& uid) {
    PodEntry* e = k.memory<Memory>().pods.edit(uid);
    if (!e) return;
    const bool busy = e->work != Work::idle && e->work != Work::waiting;
    e->pod.reset();
    e->mirror.reset();
    e->has_status = false;
    k.forget("resync/" + uid);
    if (!busy) stop_pod(k, uid);
    housekeeping_soon(k);
}

void reject(LoopContext& k, const PodUid& uid, const Reason& why) {
    PodEntry& e = *k.memory<Memory>().pods.edit(uid);
    e.rejected = true;
    const Ref<Pod> pod = e.pod;
    record(k, Kind::pod, *pod, "Warning", why.reason.c_str(), why.message);
    PodStatus status = pod->status;
    status.phase = "Failed";
    status.reason = why.reason;
    status.message = "Pod " + why.message;
    set_status(k, uid, status);
}

void add(LoopContext& k, const PodUid& uid, Ref<Pod> pod, bool is_static) {
    PodEntry entry;
    entry.pod = std::move(pod);
    entry.is_static = is_static;
    // The mirror of the manifest as it was before: sync_mirror finds that it is outdated.
    if (is_static) {
        const ObjectMeta& m = entry.pod->metadata;
        const Ref<Pod> mirror = k.cached<Pod>(m.namespace_, m.name);
        if (mirror && is_mirror(*mirror)) entry.mirror = mirror;
    }
    k.memory<Memory>().pods.set(uid, entry);
    klog(k, cat("I kubelet.go:1888] SyncLoop (ADD, \"", is_static ? "file" : "api", "\"): \"",
                entry.pod->metadata.name, "_", entry.pod->metadata.namespace_, "(", uid, ")\""));
    const bool over = entry.pod->status.phase == "Failed" || entry.pod->status.phase == "Succeeded";
    if (!is_static && !over && entry.pod->metadata.deletion_timestamp == 0) {
        const Reason why = refuse(k, *entry.pod);
        if (!why.reason.empty()) return reject(k, uid, why);
    }
    dispatch(k, uid);
}

void mirror_changed(LoopContext& k, const Ref<Pod>& mirror, bool deleted) {
    const std::string name = full_name(*mirror);
    for (const auto& [uid, e] : Table<PodUid, PodEntry>(k.memory<Memory>().pods)) {
        if (!e.is_static || !e.pod || full_name(*e.pod) != name) continue;
        // An older mirror has gone, which this one has replaced.
        if (deleted && e.mirror && e.mirror->metadata.uid != mirror->metadata.uid) return;
        const bool other = !e.mirror || deleted || differs(*e.mirror, *mirror) ||
                           e.mirror->metadata.uid != mirror->metadata.uid;
        k.memory<Memory>().pods.edit(uid)->mirror = deleted ? nullptr : mirror;
        status_batch_soon(k);
        if (other) dispatch(k, uid);
        return;
    }
    housekeeping_soon(k);  // a mirror without a static pod
}

// A hash of the manifest with the node and the file's path, which is the UID as in getHashes of
// config/common.go; upstream uses MD5.
PodUid static_uid(const Machine& machine, const std::string& path, const std::string& text) {
    Random random;
    Hasher h;
    h.add(machine.name);
    h.add(path);
    h.add(text);
    random.state = h.value();
    return random_hex(random, 32);
}

Ref<Pod> parse_manifest(LoopContext& k, const std::string& path, const std::string& text) {
    Json json;
    std::string error;
    if (!yaml_to_json(text, json, error) || !json.is_object()) {
        klog(k, cat("E file.go:187] Can't process manifest file \"", path, "\": ", path,
                    ": couldn't parse as pod(", error, "), please check config file"));
        return nullptr;
    }
    Result<std::shared_ptr<Object>> read = read_object(json, Kind::pod);
    if (!read || json.value("kind", std::string()) != "Pod") {
        klog(k, cat("E file.go:187] Can't process manifest file \"", path,
                    "\": invalid pod: ", read.status().message));
        return nullptr;
    }
    apply_defaults(**read, Kind::pod);
    Pod pod = static_cast<const Pod&>(**read);
    const PodUid uid = static_uid(k.machine(), path, text);
    pod.metadata.uid = uid;
    pod.metadata.name += "-" + k.machine().name;
    if (pod.metadata.namespace_.empty()) pod.metadata.namespace_ = "default";
    pod.metadata.annotations[hash_annotation] = uid;
    pod.metadata.annotations[source_annotation] = "file";
    const std::string micros = rfc3339_micro(k.now());
    pod.metadata.annotations[seen_annotation] = micros.substr(0, micros.size() - 1) + "000Z";
    pod.spec.node_name = k.machine().name;
    pod.spec.tolerations.push_back(Toleration{.operator_ = "Exists", .effect = "NoExecute"});
    pod.status.phase = "Pending";
    return std::make_shared<Pod>(std::move(pod));
}

Table<std::string, Text> manifest_files(LoopContext& k) {
    const Machine& machine = k.machine();
    const std::string& path = k.memory<Memory>().settings.static_pod_path;
    Table<std::string, Text> files;
    if (path.empty()) return files;
    const File* there = find_file(machine, path);
    if (!there)
        klog(k, cat("E file_linux.go:60] Unable to read config path ", quote(path),
                    ": path does not exist, ignoring"));
    if (there && !there->folder) files.set(path, there->content);
    const std::string first = path + "/";
    for (auto it = machine.files.lower_bound(first); it != machine.files.end(); ++it) {
        if (it->key.compare(0, first.size(), first) != 0) break;
        const std::string name = it->key.substr(first.size());
        if (it->value.folder || name.empty() || name[0] == '.' || contains(name, "/")) continue;
        files.set(it->key, it->value.content);
    }
    return files;
}

}  // namespace

bool is_mirror(const Pod& pod) {
    return pod.metadata.annotations.count(mirror_annotation) != 0;
}

std::string full_name(const Pod& pod) {
    return cat(pod.metadata.name, "_", pod.metadata.namespace_);
}

void pod_changed(LoopContext& k, const Change& change) {
    const Ref<Pod> pod = std::static_pointer_cast<const Pod>(change.object);
    const bool deleted = change.type == ChangeType::deleted;
    if (is_mirror(*pod)) return mirror_changed(k, pod, deleted);
    const PodUid uid = pod->metadata.uid;
    PodEntry* e = k.memory<Memory>().pods.edit(uid);
    if (deleted) {
        if (e) drop(k, uid);
        return;
    }
    if (!e || !e->pod) return add(k, uid, pod, false);
    const bool other = differs(*e->pod, *pod);
    e->pod = pod;
    status_batch_soon(k);
    if (!other) return;
    if (pod->metadata.deletion_timestamp != 0) housekeeping_soon(k);
    dispatch(k, uid);
}

bool watches_file(LoopContext& k, std::string_view path) {
    const std::string& folder = k.memory<Memory>().settings.static_pod_path;
    const std::size_t shorter = std::min(path.size(), folder.size());
    return shorter > 1 && path.substr(0, shorter) == std::string_view(folder).substr(0, shorter);
}

void read_manifests(LoopContext& k) {
    const Table<std::string, Text> files = manifest_files(k);
    const Table<std::string, Text> before = k.memory<Memory>().manifests;
    for (const auto& [path, text] : before) {
        const Text* now = files.find(path);
        if (now && (*now == text || **now == *text)) continue;
        k.memory<Memory>().manifests.erase(path);
        if (const PodUid* uid = k.memory<Memory>().manifest_pods.find(path)) {
            const PodUid gone = *uid;
            k.memory<Memory>().manifest_pods.erase(path);
            drop(k, gone);
        }
    }
    for (const auto& [path, text] : files) {
        if (k.memory<Memory>().manifests.contains(path)) continue;
        k.memory<Memory>().manifests.set(path, text);
        const Ref<Pod> pod = parse_manifest(k, path, *text);
        if (!pod) continue;
        const PodUid uid = pod->metadata.uid;
        k.memory<Memory>().manifest_pods.set(path, uid);
        add(k, uid, pod, true);
    }
}

void sync_mirror(LoopContext& k, const PodUid& uid) {
    const PodEntry e = *k.memory<Memory>().pods.find(uid);
    const Pod& pod = *e.pod;
    const ObjectKey key{Kind::pod, pod.metadata.namespace_, pod.metadata.name};
    bool missing = !e.mirror;
    if (e.mirror) {
        const auto& annotations = e.mirror->metadata.annotations;
        const auto hash = annotations.find(mirror_annotation);
        const bool outdated = hash == annotations.end() || hash->second != uid;
        if (e.mirror->metadata.deletion_timestamp != 0 || outdated) {
            const DeleteOptions now{.grace_seconds = 0, .uid = e.mirror->metadata.uid};
            if (!k.api.remove(key, now)) return;
            klog(k, cat("W kubelet.go:1625] Deleted mirror pod \"", full_name(pod), "(",
                        e.mirror->metadata.uid, ")\" because it is outdated"));
            k.memory<Memory>().pods.edit(uid)->mirror.reset();
            missing = true;
        }
    }
    if (!missing) return;
    const Ref<Node> node = k.cached<Node>("", k.machine().name);
    if (!node || node->metadata.deletion_timestamp != 0) return;
    Pod mirror = pod;
    mirror.metadata.uid.clear();
    mirror.metadata.annotations[mirror_annotation] = uid;
    mirror.metadata.owner_references = {OwnerReference{.api_version = "v1",
                                                       .kind = "Node",
                                                       .name = node->metadata.name,
                                                       .uid = node->metadata.uid,
                                                       .controller = true}};
    const Result<Ref<Pod>> made = k.api.create(std::move(mirror));
    if (!made) return;
    k.memory<Memory>().pods.edit(uid)->mirror = *made;
    status_batch_soon(k);
}

}  // namespace podfall::kubelet
