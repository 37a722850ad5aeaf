// JSON names, order, omission and patch rules of the types in rbac.h.
#include "core/api/objects/rbac.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, PolicyRule& s) {
    v("verbs", s.verbs, required);
    v("apiGroups", s.api_groups, optional, "name=APIGroups");
    v("resources", s.resources);
    v("resourceNames", s.resource_names);
    v("nonResourceURLs", s.non_resource_urls);
}
PODFALL_TYPE(PolicyRule, "v1", "io.k8s.api.rbac.v1")

template <class V>
static void fields(V& v, Subject& s) {
    v("kind", s.kind, required);
    v("apiGroup", s.api_group, optional, "name=APIGroup");
    v("name", s.name, required);
    v("namespace", s.namespace_);
}
PODFALL_TYPE(Subject, "v1", "io.k8s.api.rbac.v1")

template <class V>
static void fields(V& v, RoleRef& s) {
    v("apiGroup", s.api_group, required, "name=APIGroup");
    v("kind", s.kind, required);
    v("name", s.name, required);
}
PODFALL_TYPE(RoleRef, "v1", "io.k8s.api.rbac.v1")

template <class V>
static void fields(V& v, Role& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("rules", s.rules, always);
}
PODFALL_TYPE(Role, "v1", "io.k8s.api.rbac.v1")

template <class V>
static void fields(V& v, RoleBinding& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("subjects", s.subjects);
    v("roleRef", s.role_ref, required);
}
PODFALL_TYPE(RoleBinding, "v1", "io.k8s.api.rbac.v1")

template <class V>
static void fields(V& v, AggregationRule& s) {
    v("clusterRoleSelectors", s.cluster_role_selectors);
}
PODFALL_TYPE(AggregationRule, "v1", "io.k8s.api.rbac.v1")

template <class V>
static void fields(V& v, ClusterRole& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("rules", s.rules, always);
    v("aggregationRule", s.aggregation_rule);
}
PODFALL_TYPE(ClusterRole, "v1", "io.k8s.api.rbac.v1")

template <class V>
static void fields(V& v, ClusterRoleBinding& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("subjects", s.subjects);
    v("roleRef", s.role_ref, required);
}
PODFALL_TYPE(ClusterRoleBinding, "v1", "io.k8s.api.rbac.v1")

}  // namespace podfall
