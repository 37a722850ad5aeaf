// The contents of a pod's volumes below /var/lib/kubelet/pods. Models the volume plugins configmap,
// secret, downwardapi, projected, emptydir and hostpath of v1.20.2.
// Simplified: plain files instead of the symbolic links that switch a whole volume at once.
#include "core/api/objects/config.h"
#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/host_file.h"
#include "core/machine/kubelet/kubelet.h"

namespace podfall::kubelet {

namespace {

using Contents = Table<std::string, std::string>;

const char* plugin_of(const VolumeSource& s) {
    return s.secret         ? "secret"
           : s.config_map   ? "configmap"
           : s.projected    ? "projected"
           : s.downward_api ? "downward-api"
                            : "empty-dir";
}

// The requested keys and their paths; all keys if none is listed.
template <class Map, class Text>
void take(Contents& out, const Map& data, const List<KeyToPath>& items, Text text) {
    if (items.empty())
        for (const auto& [key, value] : data) out.set(key, text(value));
    for (const KeyToPath& i : items)
        if (const auto it = data.find(i.key); it != data.end()) out.set(i.path, text(it->second));
}

void take_secret(LoopContext& k, const Pod& pod, Contents& out, const std::string& name,
                 const List<KeyToPath>& items) {
    if (const auto secret = config_object<Secret>(k, pod.metadata.namespace_, name))
        take(out, secret->data, items, [](const Bytes& b) { return b.data; });
}

void take_map(LoopContext& k, const Pod& pod, Contents& out, const std::string& name,
              const List<KeyToPath>& items) {
    if (const auto map = config_object<ConfigMap>(k, pod.metadata.namespace_, name)) {
        take(out, map->data, items, [](const std::string& text) { return text; });
        take(out, map->binary_data, items, [](const Bytes& b) { return b.data; });
    }
}

void take_fields(LoopContext& k, const PodUid& uid, const Pod& pod, Contents& out,
                 const List<DownwardAPIVolumeFile>& items) {
    for (const DownwardAPIVolumeFile& f : items)
        if (f.field_ref) out.set(f.path, field_of(k, uid, pod, f.field_ref->field_path));
}

Contents contents_of(LoopContext& k, const PodUid& uid, const Pod& pod, const VolumeSource& s) {
    Contents out;
    if (s.secret) take_secret(k, pod, out, s.secret->secret_name, s.secret->items);
    if (s.config_map) take_map(k, pod, out, s.config_map->reference.name, s.config_map->items);
    if (s.downward_api) take_fields(k, uid, pod, out, s.downward_api->items);
    if (!s.projected) return out;
    for (const VolumeProjection& p : s.projected->sources) {
        if (p.secret) take_secret(k, pod, out, p.secret->reference.name, p.secret->items);
        if (p.config_map) take_map(k, pod, out, p.config_map->reference.name, p.config_map->items);
        if (p.downward_api) take_fields(k, uid, pod, out, p.downward_api->items);
    }
    return out;
}

}  // namespace

std::string volume_path(const PodUid& uid, const Volume& v) {
    if (v.source->host_path) return v.source->host_path->path;
    return cat("/var/lib/kubelet/pods/", uid, "/volumes/kubernetes.io~", plugin_of(*v.source), "/",
               v.name);
}

void write_volumes(LoopContext& k, const PodUid& uid) {
    const Ref<Pod> pod = k.memory<Memory>().pods.find(uid)->pod;
    for (const Volume& v : pod->spec.volumes) {
        const VolumeSource& s = *v.source;
        const std::string folder = volume_path(uid, v);
        if (s.empty_dir && !k.machine().files.contains(folder))
            k.machine().files.set(folder,
                                  {.folder = true, .mode = "rwxrwxrwx", .modified = k.now()});
        if (!s.secret && !s.config_map && !s.projected && !s.downward_api) continue;
        const Contents wanted = contents_of(k, uid, *pod, s);
        const std::string start = folder + "/";
        std::vector<std::string> stale;
        for (auto it = k.machine().files.lower_bound(start);
             it != k.machine().files.end() && it->key.rfind(start, 0) == 0; ++it)
            if (!wanted.contains(std::string_view(it->key).substr(start.size())))
                stale.push_back(it->key);
        for (const std::string& path : stale) k.machine().files.erase(path);
        for (const auto& [name, text] : wanted) {
            const File* old = k.machine().files.find(start + name);
            if (old && old->content && *old->content == text) continue;
            k.machine().files.set(start + name,
                                  {.mode = "rw-r--r--",
                                   .content = std::make_shared<const std::string>(text),
                                   .modified = k.now()});
        }
    }
}

void remove_volumes(LoopContext& k, const PodUid& uid) {
    remove_files(k.machine(), cat("/var/lib/kubelet/pods/", uid, "/"));
}

void mount_volumes(const PodUid& uid, const Pod& pod, const Container& c, DockerContainer& made) {
    for (const VolumeMount& m : c.volume_mounts)
        for (const Volume& v : pod.spec.volumes) {
            if (v.name != m.name) continue;
            const bool fixed = v.source->secret || v.source->config_map || v.source->projected ||
                               v.source->downward_api;
            made.mounts.push_back(
                {cat(volume_path(uid, v), m.sub_path.empty() ? "" : "/", m.sub_path), m.mount_path,
                 m.read_only || fixed});
        }
}

}  // namespace podfall::kubelet
