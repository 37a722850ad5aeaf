// JSON names, order, omission and patch rules of the types in config.h.
#include "core/api/objects/config.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, NamespaceSpec& s) {
    v("finalizers", s.finalizers, optional, "type=[]v1.FinalizerName");
}
PODFALL_TYPE(NamespaceSpec, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, NamespaceCondition& s) {
    v("type", s.type, required, "type=v1.NamespaceConditionType");
    v("status", s.status, required, "type=v1.ConditionStatus");
    v("lastTransitionTime", s.last_transition_time, as_time);
    v("reason", s.reason);
    v("message", s.message);
}
PODFALL_TYPE(NamespaceCondition, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, NamespaceStatus& s) {
    v("phase", s.phase, optional, "type=v1.NamespacePhase");
    v("conditions", s.conditions, patch_merge, "key=type");
}
PODFALL_TYPE(NamespaceStatus, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Namespace& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(Namespace, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ServiceAccount& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("secrets", s.secrets, patch_merge, "key=name");
    v("imagePullSecrets", s.image_pull_secrets);
    v("automountServiceAccountToken", s.automount_service_account_token);
}
PODFALL_TYPE(ServiceAccount, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Secret& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("immutable", s.immutable);
    v("data", s.data);
    v("stringData", s.string_data);
    v("type", s.type, optional, "type=v1.SecretType");
}
PODFALL_TYPE(Secret, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ConfigMap& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("immutable", s.immutable);
    v("data", s.data);
    v("binaryData", s.binary_data);
}
PODFALL_TYPE(ConfigMap, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ScopedResourceSelectorRequirement& s) {
    v("scopeName", s.scope_name, required, "type=v1.ResourceQuotaScope");
    v("operator", s.operator_, required, "type=v1.ScopeSelectorOperator");
    v("values", s.values);
}
PODFALL_TYPE(ScopedResourceSelectorRequirement, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ScopeSelector& s) {
    v("matchExpressions", s.match_expressions);
}
PODFALL_TYPE(ScopeSelector, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ResourceQuotaSpec& s) {
    v("hard", s.hard, optional, "type=v1.ResourceList");
    v("scopes", s.scopes, optional, "type=[]v1.ResourceQuotaScope");
    v("scopeSelector", s.scope_selector);
}
PODFALL_TYPE(ResourceQuotaSpec, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ResourceQuotaStatus& s) {
    v("hard", s.hard, optional, "type=v1.ResourceList");
    v("used", s.used, optional, "type=v1.ResourceList");
}
PODFALL_TYPE(ResourceQuotaStatus, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ResourceQuota& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(ResourceQuota, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, LimitRangeItem& s) {
    v("type", s.type, required, "type=v1.LimitType");
    v("max", s.max, optional, "type=v1.ResourceList");
    v("min", s.min, optional, "type=v1.ResourceList");
    v("default", s.default_, optional, "type=v1.ResourceList");
    v("defaultRequest", s.default_request, optional, "type=v1.ResourceList");
    v("maxLimitRequestRatio", s.max_limit_request_ratio, optional, "type=v1.ResourceList");
}
PODFALL_TYPE(LimitRangeItem, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, LimitRangeSpec& s) {
    v("limits", s.limits, required);
}
PODFALL_TYPE(LimitRangeSpec, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, LimitRange& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
}
PODFALL_TYPE(LimitRange, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Binding& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("target", s.target, required);
}
PODFALL_TYPE(Binding, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ComponentCondition& s) {
    v("type", s.type, required, "type=v1.ComponentConditionType");
    v("status", s.status, required, "type=v1.ConditionStatus");
    v("message", s.message);
    v("error", s.error);
}
PODFALL_TYPE(ComponentCondition, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ComponentStatus& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("conditions", s.conditions, patch_merge, "key=type");
}
PODFALL_TYPE(ComponentStatus, "v1", "io.k8s.api.core.v1")

}  // namespace podfall
