// ServiceAccount and Priority. Models plugin/pkg/admission/{serviceaccount,priority} of v1.20.
#include "core/api/objects/config.h"
#include "core/api/objects/pod.h"
#include "core/api/objects/policy.h"
#include "core/apiserver/admission/admission.h"
#include "core/apiserver/registry/errors.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

constexpr const char* token_mount_path = "/var/run/secrets/kubernetes.io/serviceaccount";
constexpr const char* token_type = "kubernetes.io/service-account-token";

template <class T>
Ref<T> find_as(const World& world, std::string_view namespace_, std::string_view name) {
    return std::static_pointer_cast<const T>(
        find(world.store, {kind_of<T>, std::string(namespace_), std::string(name)}));
}

std::string annotation(const ObjectMeta& meta, const char* key) {
    const auto it = meta.annotations.find(key);
    return it == meta.annotations.end() ? std::string() : it->second;
}

// The first secret of the account that is a token for it, or empty.
std::string token_of(const World& world, const ServiceAccount& account) {
    for (const ObjectReference& ref : account.secrets) {
        const auto secret = find_as<Secret>(world, account.metadata.namespace_, ref.name);
        if (!secret || secret->type != token_type) continue;
        if (annotation(secret->metadata, "kubernetes.io/service-account.name") !=
            account.metadata.name)
            continue;
        if (annotation(secret->metadata, "kubernetes.io/service-account.uid") ==
            account.metadata.uid)
            return ref.name;
    }
    return {};
}

// Mounts the volume unless the container mounts something there itself.
bool mount_token(std::vector<Container>& containers, const std::string& volume) {
    bool used = false;
    for (Container& c : containers) {
        bool taken = false;
        for (const VolumeMount& m : c.volume_mounts) taken |= m.mount_path == token_mount_path;
        if (taken) continue;
        VolumeMount mount;
        mount.name = volume;
        mount.read_only = true;
        mount.mount_path = token_mount_path;
        c.volume_mounts.push_back(std::move(mount));
        used = true;
    }
    return used;
}

Status mount_service_account_token(Admission& a, const ServiceAccount& account, Pod& pod) {
    const std::string token = token_of(a.world, account);
    if (token.empty()) {
        return {500, "ServerTimeout",
                cat("No API token found for service account ", quote(account.metadata.name),
                    ", retry after the token is automatically created and added to the service "
                    "account"),
                "{\"name\":\"create pod\",\"kind\":\"serviceaccounts\",\"retryAfterSeconds\":1}"};
    }
    std::string volume = replace_all(token, ".", "-");
    bool has_volume = false, name_taken = false;
    for (const Volume& v : pod.spec.volumes) {
        if (v.source->secret && v.source->secret->secret_name == token) {
            volume = v.name;
            has_volume = true;
            break;
        }
        name_taken |= v.name == volume;
    }
    if (!has_volume && name_taken) volume = cat(volume, "-", random_suffix(a.world.random));
    bool used = false;
    if (!pod.spec.init_containers.empty())
        used |= mount_token(pod.spec.init_containers.edit(), volume);
    if (!pod.spec.containers.empty()) used |= mount_token(pod.spec.containers.edit(), volume);
    if (!has_volume && used) {
        Volume v;
        v.name = volume;
        SecretVolumeSource secret;
        secret.secret_name = token;
        secret.default_mode = 0644;
        v.source.edit().secret = std::move(secret);
        pod.spec.volumes.push_back(std::move(v));
    }
    return {};
}

bool is_mirror(const Pod& pod) {
    return pod.metadata.annotations.count("kubernetes.io/config.mirror") != 0;
}

bool wants_token(const ServiceAccount& account, const Pod& pod) {
    if (pod.spec.automount_service_account_token) return *pod.spec.automount_service_account_token;
    return account.automount_service_account_token.value_or(true);
}

}  // namespace

Status admit_service_account(Admission& a) {
    Pod& pod = static_cast<Pod&>(*a.object);
    if (is_mirror(pod)) {
        if (!pod.spec.service_account_name.empty())
            return forbidden(a.kind, a.name, "a mirror pod may not reference service accounts");
        for (const Volume& v : pod.spec.volumes)
            if (v.source->secret)
                return forbidden(a.kind, a.name, "a mirror pod may not reference secrets");
        return {};
    }
    if (pod.spec.service_account_name.empty()) pod.spec.service_account_name = "default";
    pod.spec.service_account = pod.spec.service_account_name;
    const std::string& name = pod.spec.service_account_name;
    const auto account = find_as<ServiceAccount>(a.world, a.namespace_, name);
    if (!account) {
        return forbidden(a.kind, a.name,
                         cat("error looking up service account ", a.namespace_, "/", name,
                             ": serviceaccount ", quote(name), " not found"));
    }
    if (wants_token(*account, pod)) {
        if (Status s = mount_service_account_token(a, *account, pod); !s.ok()) return s;
    }
    if (pod.spec.image_pull_secrets.empty())
        pod.spec.image_pull_secrets = account->image_pull_secrets;
    return {};
}

namespace {

// The default priority class; the one with the lowest value if there are several.
Ref<PriorityClass> default_priority_class(const World& world) {
    Ref<PriorityClass> found;
    const auto& objects = world.store.objects;
    for (auto it = objects.lower_bound(ObjectKey{Kind::priority_class, "", ""});
         it != objects.end(); ++it) {
        if (it->key.kind != Kind::priority_class) break;
        auto c = std::static_pointer_cast<const PriorityClass>(it->value);
        if (c->global_default && (!found || found->value > c->value)) found = std::move(c);
    }
    return found;
}

}  // namespace

Status admit_priority(Admission& a) {
    PodSpec& spec = static_cast<Pod&>(*a.object).spec;
    if (a.old) {
        const PodSpec& old = static_cast<const Pod&>(*a.old).spec;
        if (!spec.priority) spec.priority = old.priority;
        if (!spec.preemption_policy) spec.preemption_policy = old.preemption_policy;
        return {};
    }
    Ref<PriorityClass> priority_class;
    if (spec.priority_class_name.empty()) {
        priority_class = default_priority_class(a.world);
        if (priority_class) spec.priority_class_name = priority_class->metadata.name;
    } else {
        priority_class = find_as<PriorityClass>(a.world, "", spec.priority_class_name);
        if (!priority_class)
            return forbidden(
                a.kind, a.name,
                cat("no PriorityClass with name ", spec.priority_class_name, " was found"));
    }
    const std::int32_t priority = priority_class ? priority_class->value : 0;
    if (spec.priority && *spec.priority != priority) {
        return forbidden(a.kind, a.name,
                         cat("the integer value of priority (", *spec.priority,
                             ") must not be provided in pod spec; priority admission controller "
                             "computed ",
                             priority, " from the given PriorityClass name"));
    }
    spec.priority = priority;
    std::string policy = "PreemptLowerPriority";
    if (priority_class && priority_class->preemption_policy)
        policy = *priority_class->preemption_policy;
    if (spec.preemption_policy && *spec.preemption_policy != policy) {
        return forbidden(a.kind, a.name,
                         cat("the string value of PreemptionPolicy (", *spec.preemption_policy,
                             ") must not be provided in pod spec; priority admission controller "
                             "computed ",
                             policy, " from the given PriorityClass name"));
    }
    spec.preemption_policy = policy;
    return {};
}

Status check_priority_class(Admission& a) {
    if (!static_cast<const PriorityClass&>(*a.object).global_default) return {};
    const auto other = default_priority_class(a.world);
    if (!other || (a.old && other->metadata.name == a.object->metadata.name)) return {};
    return forbidden(a.kind, a.name,
                     cat("PriorityClass ", other->metadata.name,
                         " is already marked as default. Only one default can exist"));
}

}  // namespace podfall
