// The contents of a pod's volumes below /var/lib/kubelet/pods. Models the volume plugins configmap,
// secret, downwardapi, projected, emptydir and hostpath of v1.20.2, and SetVolumeOwnership.
// Simplified: plain files instead of the symbolic links that switch a whole volume at once.
#include "core/api/objects/config.h"
#include "core/base/base64.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/host_file.h"
#include "core/machine/kubelet/kubelet.h"

namespace podfall::kubelet {

namespace {

struct Content {
    std::string text;
    std::int32_t mode = 0644;
};
using Contents = Table<std::string, Content>;

// "rw-r--r--" of 0644.
std::string mode_text(std::int32_t mode) {
    std::string text = "rwxrwxrwx";
    for (int i = 0; i < 9; ++i)
        if ((mode >> (8 - i) & 1) == 0) text[static_cast<std::size_t>(i)] = '-';
    return text;
}

const char* plugin_of(const VolumeSource& s) {
    return s.secret         ? "secret"
           : s.config_map   ? "configmap"
           : s.projected    ? "projected"
           : s.downward_api ? "downward-api"
                            : "empty-dir";
}

// The requested keys and their paths; all keys if none is listed.
// Base64 as in JSON Web Tokens: URL-safe, without padding.
std::string url_base64(std::string_view bytes) {
    std::string out = base64_encode(bytes);
    while (!out.empty() && out.back() == '=') out.pop_back();
    return replace_all(replace_all(out, "+", "-"), "/", "_");
}

struct Taker {
    LoopContext& k;
    const PodUid& uid;
    const Pod& pod;
    std::int32_t mode;  // of files without one of their own
    Contents out = {};

    template <class Map, class Text>
    void take(const Map& data, const List<KeyToPath>& items, Text text) {
        if (items.empty())
            for (const auto& [key, value] : data) out.set(key, {text(value), mode});
        for (const KeyToPath& i : items)
            if (const auto it = data.find(i.key); it != data.end())
                out.set(i.path, {text(it->second), i.mode.value_or(mode)});
    }
    void secret(const std::string& name, const List<KeyToPath>& items) {
        if (const auto secret = config_object<Secret>(k, pod.metadata.namespace_, name))
            take(secret->data, items, [](const Bytes& b) { return b.data; });
    }
    void map(const std::string& name, const List<KeyToPath>& items) {
        if (const auto map = config_object<ConfigMap>(k, pod.metadata.namespace_, name)) {
            take(map->data, items, [](const std::string& text) { return text; });
            take(map->binary_data, items, [](const Bytes& b) { return b.data; });
        }
    }
    void fields(const List<DownwardAPIVolumeFile>& items) {
        for (const DownwardAPIVolumeFile& f : items) {
            std::string text;
            if (f.field_ref) text = field_of(k, uid, pod, f.field_ref->field_path);
            if (f.resource_field_ref)
                text = resource_of(k, pod, pod.spec.containers[0], *f.resource_field_ref);
            out.set(f.path, {text, f.mode.value_or(mode)});
        }
    }
    // The token of a TokenRequest: pkg/serviceaccount/claims.go. Simplified: its signature is not
    // verified by anybody, and it is not renewed before it expires.
    void token(const ServiceAccountTokenProjection& p, const std::string& folder) {
        const File* old = k.machine().files.find(cat(folder, "/", p.path));
        if (old && old->content) return out.set(p.path, {*old->content, mode}), void();
        const ObjectMeta& m = pod.metadata;
        const std::string& name = pod.spec.service_account_name;
        const auto account = k.api.get<ServiceAccount>(m.namespace_, name);
        const std::string issuer = "https://kubernetes.default.svc.cluster.local";
        const std::int64_t now = k.now() / seconds(1);
        const std::string claims = cat(
            "{\"aud\":[", quote(p.audience.empty() ? issuer : p.audience),
            "],\"exp\":", now + p.expiration_seconds.value_or(3600), ",\"iat\":", now,
            ",\"iss\":", quote(issuer), ",\"kubernetes.io\":{\"namespace\":", quote(m.namespace_),
            ",\"pod\":{\"name\":", quote(m.name), ",\"uid\":", quote(uid),
            "},\"serviceaccount\":{\"name\":", quote(name),
            ",\"uid\":", quote(account ? (*account)->metadata.uid : ""), "}},\"nbf\":", now,
            ",\"sub\":", quote(cat("system:serviceaccount:", m.namespace_, ":", name)), "}");
        const std::string signature = sha256_hex(claims);
        out.set(p.path, {cat(url_base64("{\"alg\":\"RS256\"}"), ".", url_base64(claims), ".",
                             url_base64(cat(signature, signature, signature, signature))),
                         0600});
    }
};

Contents contents_of(LoopContext& k, const PodUid& uid, const Pod& pod, const VolumeSource& s,
                     const std::string& folder) {
    const std::optional<std::int32_t> mode = s.secret         ? s.secret->default_mode
                                             : s.config_map   ? s.config_map->default_mode
                                             : s.downward_api ? s.downward_api->default_mode
                                             : s.projected    ? s.projected->default_mode
                                                              : std::nullopt;
    Taker t{k, uid, pod, mode.value_or(0644)};
    if (s.secret) t.secret(s.secret->secret_name, s.secret->items);
    if (s.config_map) t.map(s.config_map->reference.name, s.config_map->items);
    if (s.downward_api) t.fields(s.downward_api->items);
    if (!s.projected) return std::move(t.out);
    for (const VolumeProjection& p : s.projected->sources) {
        if (p.secret) t.secret(p.secret->reference.name, p.secret->items);
        if (p.config_map) t.map(p.config_map->reference.name, p.config_map->items);
        if (p.downward_api) t.fields(p.downward_api->items);
        if (p.service_account_token) t.token(*p.service_account_token, folder);
    }
    return std::move(t.out);
}

std::string volume_path(const PodUid& uid, const PodEntry& e, const Volume& v) {
    if (v.source->host_path) return v.source->host_path->path;
    if (const std::string* path = e.claims.find(v.name)) return *path;
    return cat("/var/lib/kubelet/pods/", uid, "/volumes/kubernetes.io~", plugin_of(*v.source), "/",
               v.name);
}

}  // namespace

void write_volumes(LoopContext& k, const PodUid& uid) {
    const PodEntry entry = *k.memory<Memory>().pods.find(uid);
    const Ref<Pod> pod = entry.pod;
    const auto& security = pod->spec.security_context;
    const bool grouped = security && security->fs_group;
    const std::string owner = grouped ? cat("root:", *security->fs_group) : "root";
    for (const Volume& v : pod->spec.volumes) {
        const VolumeSource& s = *v.source;
        const std::string folder = volume_path(uid, entry, v);
        if (s.empty_dir && !k.machine().files.contains(folder))
            k.machine().files.set(folder, {.folder = true,
                                           .mode = grouped ? "rwxrwsrwx" : "rwxrwxrwx",
                                           .owner = owner,
                                           .modified = k.now()});
        if (!s.secret && !s.config_map && !s.projected && !s.downward_api) continue;
        const Contents wanted = contents_of(k, uid, *pod, s, folder);
        const std::string start = folder + "/";
        std::vector<std::string> stale;
        for (auto it = k.machine().files.lower_bound(start);
             it != k.machine().files.end() && it->key.rfind(start, 0) == 0; ++it)
            if (!wanted.contains(std::string_view(it->key).substr(start.size())))
                stale.push_back(it->key);
        for (const std::string& path : stale) k.machine().files.erase(path);
        for (const auto& [name, content] : wanted) {
            const File* old = k.machine().files.find(start + name);
            if (old && old->content && *old->content == content.text) continue;
            k.machine().files.set(start + name,
                                  {.mode = mode_text(content.mode | (grouped ? 0440 : 0)),
                                   .owner = owner,
                                   .content = std::make_shared<const std::string>(content.text),
                                   .modified = k.now()});
        }
    }
}

void remove_volumes(LoopContext& k, const PodUid& uid) {
    remove_files(k.machine(), cat("/var/lib/kubelet/pods/", uid, "/"));
}

std::string mount_volumes(const PodUid& uid, const PodEntry& e, const Container& c,
                          DockerContainer& made) {
    for (const VolumeMount& m : c.volume_mounts)
        for (const Volume& v : e.pod->spec.volumes) {
            if (v.name != m.name) continue;
            std::string below = m.sub_path;
            if (!m.sub_path_expr.empty()) {
                std::string missing;
                below = expand_variables(m.sub_path_expr, made.environment, missing);
                if (!missing.empty()) return cat("missing value for ", quote(missing));
            }
            const bool fixed = v.source->secret || v.source->config_map || v.source->projected ||
                               v.source->downward_api;
            const auto& claim = v.source->persistent_volume_claim;
            made.mounts.push_back({cat(volume_path(uid, e, v), below.empty() ? "" : "/", below),
                                   m.mount_path,
                                   m.read_only || fixed || (claim && claim->read_only)});
        }
    return "";
}

}  // namespace podfall::kubelet
