// JSON names, order, omission and patch rules of the types in reference.h.
#include "core/api/objects/reference.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, LocalObjectReference& s) {
    v("name", s.name);
}
PODFALL_TYPE(LocalObjectReference, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ObjectReference& s) {
    v("kind", s.kind);
    v("namespace", s.namespace_);
    v("name", s.name);
    v("uid", s.uid, optional, "name=UID type=types.UID");
    v("apiVersion", s.api_version, optional, "name=APIVersion");
    v("resourceVersion", s.resource_version);
    v("fieldPath", s.field_path);
}
PODFALL_TYPE(ObjectReference, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, SecretReference& s) {
    v("name", s.name);
    v("namespace", s.namespace_);
}
PODFALL_TYPE(SecretReference, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, TypedLocalObjectReference& s) {
    v("apiGroup", s.api_group, always, "name=APIGroup");
    v("kind", s.kind, required);
    v("name", s.name, required);
}
PODFALL_TYPE(TypedLocalObjectReference, "v1", "io.k8s.api.core.v1")

}  // namespace podfall
