// The tables of fields that kustomize changes.
#include "core/terminal/kubectl/kustomize/field_specs.h"

#include <iterator>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"

namespace podfall::kube {

namespace {

#define PODFALL_AFFINITY(group, when) "@affinity/" group "/" when "labelSelector/matchLabels"
constexpr const char* affine = "Deployment StatefulSet";
constexpr FieldSpec labels[] = {
    {"", "metadata/labels", true},
    {"Service ReplicationController", "spec/selector", true},
    {"ReplicationController Deployment ReplicaSet DaemonSet StatefulSet Job CronJob",
     "%metadata/labels", true},
    {"Deployment ReplicaSet DaemonSet StatefulSet", "spec/selector/matchLabels", true},
    {"Job PodDisruptionBudget", "spec/selector/matchLabels"},
    {"CronJob", "spec/jobTemplate/spec/selector/matchLabels"},
    {"CronJob", "spec/jobTemplate/metadata/labels", true},
    {"StatefulSet", "spec/volumeClaimTemplates/metadata/labels", true},
    {affine, PODFALL_AFFINITY("podAffinity",
                              "preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/")},
    {affine, PODFALL_AFFINITY("podAffinity", "requiredDuringSchedulingIgnoredDuringExecution/")},
    {affine, PODFALL_AFFINITY("podAntiAffinity",
                              "preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/")},
    {affine,
     PODFALL_AFFINITY("podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution/")},
    {"NetworkPolicy", "spec/podSelector/matchLabels"},
    {"NetworkPolicy", "spec/ingress/from/podSelector/matchLabels"},
    {"NetworkPolicy", "spec/egress/to/podSelector/matchLabels"},
};
#undef PODFALL_AFFINITY

constexpr FieldSpec annotations[] = {
    {"", "metadata/annotations", true},
    {"ReplicationController Deployment ReplicaSet DaemonSet StatefulSet Job CronJob",
     "%metadata/annotations", true},
    {"CronJob", "spec/jobTemplate/metadata/annotations", true},
};

constexpr const char* with_pods = "Pod Deployment ReplicaSet DaemonSet StatefulSet Job CronJob";
constexpr const char* with_claims =
    "Pod Deployment ReplicationController DaemonSet StatefulSet Job CronJob";
constexpr const char* bindings = "RoleBinding ClusterRoleBinding";
constexpr NameField names[] = {
    {"Deployment", {"HorizontalPodAutoscaler", "spec/scaleTargetRef/name"}},
    {"ReplicationController", {"HorizontalPodAutoscaler", "spec/scaleTargetRef/name"}},
    {"ReplicaSet", {"HorizontalPodAutoscaler", "spec/scaleTargetRef/name"}},
    {"ConfigMap", {with_pods, "@volumes/configMap/name"}},
    {"ConfigMap", {with_pods, "@containers/env/valueFrom/configMapKeyRef/name"}},
    {"ConfigMap", {with_pods, "@initContainers/env/valueFrom/configMapKeyRef/name"}},
    {"ConfigMap", {with_pods, "@containers/envFrom/configMapRef/name"}},
    {"ConfigMap", {with_pods, "@initContainers/envFrom/configMapRef/name"}},
    {"ConfigMap", {"Deployment StatefulSet", "@volumes/projected/sources/configMap/name"}},
    {"Secret", {with_pods, "@volumes/secret/secretName"}},
    {"Secret", {with_pods, "@containers/env/valueFrom/secretKeyRef/name"}},
    {"Secret", {with_pods, "@initContainers/env/valueFrom/secretKeyRef/name"}},
    {"Secret", {with_pods, "@containers/envFrom/secretRef/name"}},
    {"Secret", {with_pods, "@initContainers/envFrom/secretRef/name"}},
    {"Secret", {with_pods, "@imagePullSecrets/name"}},
    {"Secret", {"Deployment StatefulSet", "@volumes/projected/sources/secret/name"}},
    {"Secret", {"Ingress", "spec/tls/secretName"}},
    {"Secret", {"ServiceAccount", "imagePullSecrets/name"}},
    {"Secret", {"Role ClusterRole", "rules/resourceNames"}},
    {"Service", {"StatefulSet", "spec/serviceName"}},
    {"Service", {"Ingress", "spec/rules/http/paths/backend/serviceName"}},
    {"Service", {"Ingress", "spec/backend/serviceName"}},
    {"Role", {"RoleBinding", "roleRef/name"}},
    {"ClusterRole", {bindings, "roleRef/name"}},
    {"ServiceAccount", {bindings, "subjects/name"}},
    {"ServiceAccount",
     {"Pod Deployment ReplicationController DaemonSet StatefulSet CronJob", "@serviceAccountName"}},
    {"PersistentVolumeClaim", {with_claims, "@volumes/persistentVolumeClaim/claimName"}},
    {"PersistentVolume", {"PersistentVolumeClaim", "spec/volumeName"}},
};

constexpr FieldSpec variables[] = {
    {with_pods, "@containers/command"},
    {with_pods, "@initContainers/command"},
    {with_pods, "@containers/args"},
    {with_pods, "@initContainers/args"},
    {with_pods, "@containers/env/value"},
    {with_pods, "@initContainers/env/value"},
    {with_pods, "@containers/volumeMounts/mountPath"},
    {with_pods, "@initContainers/volumeMounts/mountPath"},
    {"Ingress", "spec/rules/host"},
    {"Ingress", "spec/tls/hosts"},
    {"", "metadata/labels"},
};

bool has_word(std::string_view words, std::string_view word) {
    return words.empty() || contains(cat(" ", words, " "), cat(" ", word, " "));
}

// mutateField of pkg/transformers.
bool change_at(Json& at, const std::vector<std::string>& path, std::size_t depth, bool create,
               FieldChange change, std::string& error) {
    if (at.is_array()) {
        for (Json& item : at)
            if (!change_at(item, path, depth, create, change, error)) return false;
        return true;
    }
    if (at.is_null()) return true;
    if (!at.is_object()) {
        error = cat(at.is_string() ? quote(text_of(at)) : at.dump(),
                    " is not expected to be a primitive type");
        return false;
    }
    const auto found = at.find(path[depth]);
    if (found == at.end() && !create) return true;
    Json& value = found == at.end() ? at[path[depth]] = Json::object() : *found;
    if (depth + 1 < path.size()) return change_at(value, path, depth + 1, create, change, error);
    change(value);
    return true;
}

}  // namespace

Specs<FieldSpec> label_fields() {
    return {std::begin(labels), std::end(labels)};
}
Specs<FieldSpec> annotation_fields() {
    return {std::begin(annotations), std::end(annotations)};
}
Specs<NameField> name_fields() {
    return {std::begin(names), std::end(names)};
}
Specs<FieldSpec> variable_fields() {
    return {std::begin(variables), std::end(variables)};
}

bool change_fields(Json& object, std::string_view kind, const FieldSpec& spec, FieldChange change,
                   std::string& error) {
    if (!has_word(spec.kinds, kind)) return true;
    std::string path = spec.path;
    if (path[0] == '@' || path[0] == '%') {
        const std::string_view above = kind == "CronJob" ? "spec/jobTemplate/spec/template/"
                                       : kind == "Pod"   ? ""
                                                         : "spec/template/";
        path = cat(above, path[0] == '@' ? "spec/" : "", std::string_view(path).substr(1));
    }
    return change_at(object, split(path, '/'), 0, spec.create, change, error);
}

}  // namespace podfall::kube
