// JSON names of the type in raw.h.
#include "core/api/objects/raw.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, RawObject& s) {
    v("metadata", s.metadata);
    v("", s.body, rest);
}
PODFALL_TYPE(RawObject, "v1", "io.k8s")

}  // namespace podfall
