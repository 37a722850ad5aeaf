// JSON names, order, omission and patch rules of the types in meta.h.
#include "core/api/objects/meta.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, OwnerReference& s) {
    v("apiVersion", s.api_version, required, "name=APIVersion");
    v("kind", s.kind, required);
    v("name", s.name, required);
    v("uid", s.uid, required, "name=UID type=types.UID");
    v("controller", s.controller);
    v("blockOwnerDeletion", s.block_owner_deletion);
}
PODFALL_TYPE(OwnerReference, "v1", "io.k8s.apimachinery.pkg.apis.meta.v1")

template <class V>
static void fields(V& v, ManagedFieldsEntry& s) {
    v("manager", s.manager);
    v("operation", s.operation, optional, "type=v1.ManagedFieldsOperationType");
    v("apiVersion", s.api_version, optional, "name=APIVersion");
    v("time", s.time, as_time | pointer);
    v("fieldsType", s.fields_type);
    v("fieldsV1", s.fields_v1, optional, "type=*v1.FieldsV1");
}
PODFALL_TYPE(ManagedFieldsEntry, "v1", "io.k8s.apimachinery.pkg.apis.meta.v1")

template <class V>
static void fields(V& v, ObjectMeta& s) {
    v("name", s.name);
    v("generateName", s.generate_name);
    v("namespace", s.namespace_);
    v("selfLink", s.self_link);
    v("uid", s.uid, optional, "name=UID type=types.UID");
    v("resourceVersion", s.resource_version, as_decimal, "type=string");
    v("generation", s.generation);
    v("creationTimestamp", s.creation_timestamp, as_time);
    v("deletionTimestamp", s.deletion_timestamp, as_time | pointer);
    v("deletionGracePeriodSeconds", s.deletion_grace_period_seconds);
    v("labels", s.labels);
    v("annotations", s.annotations);
    v("ownerReferences", s.owner_references, patch_merge, "key=uid");
    v("finalizers", s.finalizers, patch_merge);
    v("clusterName", s.cluster_name);
    v("managedFields", s.managed_fields);
}
PODFALL_TYPE(ObjectMeta, "v1", "io.k8s.apimachinery.pkg.apis.meta.v1")

template <class V>
static void fields(V& v, LabelSelectorRequirement& s) {
    v("key", s.key, required | patch_merge, "key=key");
    v("operator", s.operator_, required, "type=v1.LabelSelectorOperator");
    v("values", s.values);
}
PODFALL_TYPE(LabelSelectorRequirement, "v1", "io.k8s.apimachinery.pkg.apis.meta.v1")

template <class V>
static void fields(V& v, LabelSelector& s) {
    v("matchLabels", s.match_labels);
    v("matchExpressions", s.match_expressions);
}
PODFALL_TYPE(LabelSelector, "v1", "io.k8s.apimachinery.pkg.apis.meta.v1")

template <class V>
static void fields(V& v, Condition& s) {
    v("type", s.type, required);
    v("status", s.status, required, "type=v1.ConditionStatus");
    v("observedGeneration", s.observed_generation);
    v("lastTransitionTime", s.last_transition_time, required | as_time);
    v("reason", s.reason, required);
    v("message", s.message, required);
}
PODFALL_TYPE(Condition, "v1", "io.k8s.apimachinery.pkg.apis.meta.v1")

}  // namespace podfall
