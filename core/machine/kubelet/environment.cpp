// The environment of a container, and the expansion of $(NAME) in its command. Models
// makeEnvironmentVariables of pkg/kubelet/kubelet_pods.go, pkg/kubelet/envvars and
// third_party/forked/golang/expansion of v1.20.2.
#include "core/api/objects/config.h"
#include "core/api/objects/service.h"
#include "core/base/text.h"
#include "core/machine/kubelet/kubelet.h"
#include "core/net/api_access.h"

namespace podfall::kubelet {

namespace {

using Values = Table<std::string, std::string>;

std::string expand(std::string_view text, const Values& known) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '$' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        const char next = text[i + 1];
        const std::size_t close = next == '(' ? text.find(')', i) : std::string_view::npos;
        if (next == '$') {
            out += '$';
            ++i;
        } else if (close == std::string_view::npos) {
            out += '$';
        } else {
            const std::string* value = known.find(text.substr(i + 2, close - i - 2));
            out += value ? *value : std::string(text.substr(i, close - i + 1));
            i = close;
        }
    }
    return out;
}

// metadata.labels['app']
std::string keyed(const StringMap& map, std::string_view path) {
    const std::size_t open = path.find('\''), close = path.rfind('\'');
    const auto it =
        open < close ? map.find(std::string(path.substr(open + 1, close - open - 1))) : map.end();
    return it == map.end() ? "" : it->second;
}

}  // namespace

std::string field_of(LoopContext& k, const PodUid& uid, const Pod& pod, const std::string& path) {
    if (path == "metadata.name") return pod.metadata.name;
    if (path == "metadata.namespace") return pod.metadata.namespace_;
    if (path == "metadata.uid") return uid;
    if (path == "spec.nodeName") return pod.spec.node_name;
    if (path == "spec.serviceAccountName") return pod.spec.service_account_name;
    if (path == "status.hostIP") return k.machine().ip;
    if (path.rfind("metadata.labels[", 0) == 0) return keyed(pod.metadata.labels, path);
    if (path.rfind("metadata.annotations[", 0) == 0) return keyed(pod.metadata.annotations, path);
    if (path == "status.podIP" || path == "status.podIPs") {
        if (pod.spec.host_network) return k.machine().ip;
        const DockerContainer* sandbox =
            k.machine().containers.find(k.memory<Memory>().pods.find(uid)->sandbox);
        return sandbox ? sandbox->ip : "";
    }
    std::string out;  // of a downward API volume: one label per line
    const bool labels = path == "metadata.labels";
    if (labels || path == "metadata.annotations")
        for (const auto& [key, value] : labels ? pod.metadata.labels : pod.metadata.annotations)
            out += cat(out.empty() ? "" : "\n", key, "=", quote(value));
    return out;
}

std::string resource_of(LoopContext& k, const Pod& pod, const Container& own,
                        const ResourceFieldSelector& r) {
    const Container* c = &own;
    for (const Container& other : pod.spec.containers)
        if (!r.container_name.empty() && other.name == r.container_name) c = &other;
    const std::size_t dot = r.resource.find('.');
    const ResourceList& list =
        r.resource.rfind("limits.", 0) == 0 ? c->resources.limits : c->resources.requests;
    const std::string name = r.resource.substr(dot + 1);
    const auto it = list.find(name);
    const bool cpu = name == "cpu";
    // Without a limit, the node's capacity.
    std::int64_t milli = it != list.end() ? it->second.milli_value()
                         : cpu            ? k.machine().cpus * 1000
                                          : k.machine().memory_bytes * 1000;
    const std::int64_t divisor = r.divisor.is_zero() ? 1000 : r.divisor.milli_value();
    return to_text((milli + divisor - 1) / std::max<std::int64_t>(divisor, 1));
}

namespace {

struct Maker {
    LoopContext& k;
    const PodUid& uid;
    const Pod& pod;
    const Container& container;
    Values known;
    std::vector<std::string> out;
    std::string error;

    void set(const std::string& name, const std::string& value) {
        if (known.contains(name))
            std::erase_if(out,
                          [&](const std::string& pair) { return pair.rfind(name + "=", 0) == 0; });
        known.set(name, value);
        out.push_back(cat(name, "=", value));
    }

    template <class T>
    Ref<T> find_config(const std::string& name, bool optional, const char* kind) {
        Ref<T> found = config_object<T>(k, pod.metadata.namespace_, name);
        if (!found && !optional) error = cat(kind, " ", quote(name), " not found");
        return found;
    }

    void from_all(const EnvFromSource& e) {
        if (e.config_map_ref) {
            const auto map =
                find_config<ConfigMap>(e.config_map_ref->reference.name,
                                       e.config_map_ref->optional.value_or(false), "configmap");
            if (map)
                for (const auto& [key, value] : map->data) set(e.prefix + key, value);
        } else if (e.secret_ref) {
            const auto secret = find_config<Secret>(
                e.secret_ref->reference.name, e.secret_ref->optional.value_or(false), "secret");
            if (secret)
                for (const auto& [key, value] : secret->data) set(e.prefix + key, value.data);
        }
    }

    // False when the variable is omitted.
    bool value_from(const EnvVarSource& s, std::string& value) {
        if (s.field_ref) return value = field_of(k, uid, pod, s.field_ref->field_path), true;
        if (s.resource_field_ref)
            return value = resource_of(k, pod, container, *s.resource_field_ref), true;
        const bool secret = static_cast<bool>(s.secret_key_ref);
        if (!secret && !s.config_map_key_ref) return false;
        const std::string& name =
            secret ? s.secret_key_ref->reference.name : s.config_map_key_ref->reference.name;
        const std::string& key = secret ? s.secret_key_ref->key : s.config_map_key_ref->key;
        const bool optional =
            (secret ? s.secret_key_ref->optional : s.config_map_key_ref->optional).value_or(false);
        const std::string* found = nullptr;
        Ref<Secret> holder;
        Ref<ConfigMap> map;
        if (secret && (holder = find_config<Secret>(name, optional, "secret"))) {
            if (const auto it = holder->data.find(key); it != holder->data.end())
                found = &it->second.data;
        } else if (!secret && (map = find_config<ConfigMap>(name, optional, "configmap"))) {
            if (const auto it = map->data.find(key); it != map->data.end()) found = &it->second;
        }
        if (found)
            value = *found;
        else if (error.empty() && !optional)
            error = cat("couldn't find key ", key, " in ", secret ? "Secret " : "ConfigMap ",
                        pod.metadata.namespace_, "/", name);
        return found != nullptr;
    }

    void service(const Service& s) {
        if (s.spec.cluster_ip.empty() || s.spec.cluster_ip == "None" || s.spec.ports.empty())
            return;
        std::string name = replace_all(s.metadata.name, "-", "_");
        for (char& c : name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        const auto add = [&](const std::string& key, const std::string& value) {
            if (!known.contains(name + key)) set(name + key, value);
        };
        add("_SERVICE_HOST", s.spec.cluster_ip);
        add("_SERVICE_PORT", to_text(s.spec.ports[0].port));
        for (const ServicePort& p : s.spec.ports) {
            std::string port = replace_all(p.name, "-", "_");
            for (char& c : port) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
            if (!port.empty()) add(cat("_SERVICE_PORT_", port), to_text(p.port));
        }
        bool first = true;
        for (const ServicePort& p : s.spec.ports) {
            const std::string protocol = to_lower(p.protocol),
                              url = cat(protocol, "://", s.spec.cluster_ip, ":", p.port);
            const std::string prefix = cat("_PORT_", p.port, "_", p.protocol);
            if (first) add("_PORT", url);
            first = false;
            add(prefix, url);
            add(prefix + "_PROTO", protocol);
            add(prefix + "_PORT", to_text(p.port));
            add(prefix + "_ADDR", s.spec.cluster_ip);
        }
    }

    // The namespace's present services; later ones are not visible before a restart.
    void services() {
        const bool links = pod.spec.enable_service_links.value_or(true);
        const bool reached = api_access(k.world, k.api.caller()).ok();
        const Table<ObjectKey, Ref<Object>> known_objects =
            reached ? k.world.store.objects : k.state().cache;
        const ObjectKey first{Kind::service, pod.metadata.namespace_, ""};
        for (auto it = known_objects.lower_bound(first);
             links && it != known_objects.end() && it->key.kind == Kind::service; ++it)
            if (it->key.namespace_ == pod.metadata.namespace_)
                service(static_cast<const Service&>(*it->value));
        if (const auto* master =
                known_objects.find(ObjectKey{Kind::service, "default", "kubernetes"}))
            service(static_cast<const Service&>(**master));
    }
};

}  // namespace

std::string expand_variables(const std::string& text, const std::vector<std::string>& environment,
                             std::string& missing) {
    Values known;
    for (const std::string& pair : environment) {
        const std::size_t equals = pair.find('=');
        known.set(pair.substr(0, equals), pair.substr(equals + 1));
    }
    std::string out = expand(text, known);
    const std::size_t left = out.find("$("), end = out.find(')', left);
    if (left != std::string::npos && end != std::string::npos)
        missing = out.substr(left + 2, end - left - 2);
    return out;
}

std::string set_environment(LoopContext& k, const PodUid& uid, const Pod& pod, const Container& c,
                            DockerContainer& made) {
    Maker m{k, uid, pod, c, {}, {}, {}};
    for (const EnvFromSource& e : c.env_from) m.from_all(e);
    for (const EnvVar& v : c.env) {
        std::string value = v.value_from ? "" : expand(v.value, m.known);
        if (v.value_from && !m.value_from(*v.value_from, value)) continue;
        m.set(v.name, value);
    }
    if (!m.error.empty()) return m.error;
    m.services();
    for (const auto* list : {&c.command, &c.args})
        for (const std::string& word : *list) made.command.push_back(expand(word, m.known));
    made.environment = std::move(m.out);
    return "";
}

}  // namespace podfall::kubelet
