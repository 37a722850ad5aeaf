// Which volumes can be mounted, and where they are. Models the volume plugins of v1.20.2 on a node
// without cloud, CSI drivers, or clients of network file systems.
#include "core/api/objects/config.h"
#include "core/api/objects/storage.h"
#include "core/base/text.h"
#include "core/machine/kubelet/kubelet.h"

namespace podfall::kubelet {

namespace {

constexpr const char* set_up = "MountVolume.SetUp failed for volume ";
constexpr const char* new_mounter = "MountVolume.NewMounter initialization failed for volume ";

MountProblem failed_with(const char* step, const std::string& volume, const std::string& why) {
    return {true, why.empty() ? "" : cat(step, quote(volume), " : ", why)};
}

// mount(8) without the file system's own helper program, under systemd-run.
std::string no_helper(const PodUid& uid, const std::string& volume, const char* plugin,
                      const char* type, const std::string& source) {
    const std::string folder =
        cat("/var/lib/kubelet/pods/", uid, "/volumes/kubernetes.io~", plugin, "/", volume);
    return cat(
        "mount failed: exit status 32\nMounting command: systemd-run\nMounting arguments: "
        "--description=Kubernetes transient mount for ",
        folder, " --scope -- mount -t ", type, " ", source, " ", folder,
        "\nOutput: Running scope as unit run-", 10000 + source.size() * 7,
        ".scope.\nmount: wrong fs type, bad option, bad superblock on ", source,
        ",\n       missing codepage or helper program, or other error\n       (for several "
        "filesystems (e.g. nfs, cifs) you might\n       need a /sbin/mount.<type> helper "
        "program)\n\n       In some cases useful info is found in syslog - try\n       dmesg "
        "| tail or so.\n");
}

MountProblem nfs(const PodUid& uid, const std::string& volume, const NFSVolumeSource& s) {
    return failed_with(set_up, volume,
                       no_helper(uid, volume, "nfs", "nfs", cat(s.server, ":", s.path)));
}

// The sources that a pod and a persistent volume share. Volumes that have to be attached wait for a
// controller that has no cloud to ask.
template <class Source>
MountProblem shared_source(const PodUid& uid, const std::string& volume, const Source& s) {
    if (s.nfs) return nfs(uid, volume, *s.nfs);
    if (s.glusterfs)
        return failed_with(new_mounter, volume,
                           cat("endpoints ", quote(s.glusterfs->endpoints), " not found"));
    if (s.cephfs)
        return failed_with(set_up, volume,
                           no_helper(uid, volume, "cephfs", "ceph", s.cephfs->path));
    const bool attached =
        s.gce_persistent_disk || s.aws_elastic_block_store || s.rbd || s.iscsi || s.cinder ||
        s.fc || s.flocker || s.flex_volume || s.azure_file || s.vsphere_volume || s.quobyte ||
        s.azure_disk || s.photon_persistent_disk || s.portworx_volume || s.scale_io || s.storageos;
    return {attached, ""};
}

template <class T, class Data>
std::string missing_keys(const Data& data, const List<KeyToPath>& items, bool optional,
                         const char* kind) {
    for (const KeyToPath& i : items)
        if (!optional && !data.count(i.key))
            return cat("references non-existent ", kind, " key: ", i.key);
    return "";
}

std::string secret_problem(LoopContext& k, const Pod& pod, const std::string& name,
                           const List<KeyToPath>& items, bool optional) {
    const auto secret = config_object<Secret>(k, pod.metadata.namespace_, name);
    if (!secret) return optional ? "" : cat("secret ", quote(name), " not found");
    return missing_keys<Secret>(secret->data, items, optional, "secret");
}

std::string map_problem(LoopContext& k, const Pod& pod, const std::string& name,
                        const List<KeyToPath>& items, bool optional) {
    const auto map = config_object<ConfigMap>(k, pod.metadata.namespace_, name);
    if (!map) return optional ? "" : cat("configmap ", quote(name), " not found");
    List<KeyToPath> text_items;
    for (const KeyToPath& i : items)
        if (!map->binary_data.count(i.key)) text_items.push_back(i);
    return missing_keys<ConfigMap>(map->data, text_items, optional, "config");
}

std::string projected_problem(LoopContext& k, const Pod& pod, const ProjectedVolumeSource& s) {
    for (const VolumeProjection& p : s.sources) {
        std::string why;
        if (p.secret)
            why = secret_problem(k, pod, p.secret->reference.name, p.secret->items,
                                 p.secret->optional.value_or(false));
        if (p.config_map)
            why = map_problem(k, pod, p.config_map->reference.name, p.config_map->items,
                              p.config_map->optional.value_or(false));
        if (!why.empty()) return why;
    }
    return "";
}

// The volume behind a claim. Claims that are missing or not bound are waited for.
MountProblem claim_problem(LoopContext& k, const PodUid& uid, const Pod& pod, const Volume& v) {
    const auto claim = k.api.get<PersistentVolumeClaim>(
        pod.metadata.namespace_, v.source->persistent_volume_claim->claim_name);
    if (!claim || (*claim)->spec.volume_name.empty()) return {true, ""};
    const auto found = k.api.get<PersistentVolume>("", (*claim)->spec.volume_name);
    if (!found) return {true, ""};
    const std::string& name = (*found)->metadata.name;
    const PersistentVolumeSource& s = *(*found)->spec.source;
    std::string path;
    if (s.host_path) {
        if (const std::string why = check_host_path(k, *s.host_path); !why.empty())
            return failed_with(set_up, name, why);
        path = s.host_path->path;
    } else if (s.local) {
        path = s.local->path;
        if (!check_host_path(k, {.path = path, .type = "Directory"}).empty())
            return failed_with(new_mounter, name, cat("path ", quote(path), " does not exist"));
    } else if (s.csi) {
        return {true, ""};  // to be attached
    } else {
        return shared_source(uid, name, s);
    }
    k.memory<Memory>().pods.edit(uid)->claims.set(v.name, path);
    return {};
}

}  // namespace

MountProblem mount_problem(LoopContext& k, const PodUid& uid, const Pod& pod, const Volume& v) {
    const VolumeSource& s = *v.source;
    std::string why;
    if (s.persistent_volume_claim) return claim_problem(k, uid, pod, v);
    if (s.csi)
        return failed_with(new_mounter, v.name,
                           cat("volume mode \"Ephemeral\" not supported by driver ", s.csi->driver,
                               " (no CSIDriver object)"));
    if (s.git_repo) {
        why = cat("failed to exec 'git clone -- ", s.git_repo->repository,
                  "': : exec: \"git\": executable file not found in $PATH");
    } else if (s.host_path) {
        why = check_host_path(k, *s.host_path);
    } else if (s.secret) {
        why = secret_problem(k, pod, s.secret->secret_name, s.secret->items,
                             s.secret->optional.value_or(false));
    } else if (s.config_map) {
        why = map_problem(k, pod, s.config_map->reference.name, s.config_map->items,
                          s.config_map->optional.value_or(false));
    } else if (s.projected) {
        why = projected_problem(k, pod, *s.projected);
    } else {
        return shared_source(uid, v.name, s);
    }
    return why.empty() ? MountProblem{} : failed_with(set_up, v.name, why);
}

}  // namespace podfall::kubelet
