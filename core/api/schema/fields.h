// Builds a struct's Type from its field list. Included only by files that contain field lists.
#pragma once

#include "core/api/schema/container_types.h"
#include "core/api/schema/type.h"

namespace podfall {

// The only visitor that field lists are instantiated with.
class FieldBuilder {
public:
    FieldBuilder(Type& type, const void* probe)
        : type_(type), probe_(static_cast<const char*>(probe)) {}

    template <class M>
    void operator()(const char* json, const M& member, FieldFlags flags = optional,
                    const char* details = "") {
        add(json, &member, TypeFor<M>::get, flags, details);
    }

private:
    void add(const char* json, const void* member, TypeOf type, FieldFlags flags,
             const char* details);
    Type& type_;
    const char* probe_;
};

template <class T>
Type build_type(const char* name, const char* schema) {
    Type type{.shape = Shape::structure, .size = sizeof(T), .name = name, .schema = schema};
    T probe;
    FieldBuilder builder(type, &probe);
    fields(builder, probe);
    return type;
}

// Defines type_of<T>(). `package` is the schema's, "io.k8s.api.core.v1"; `version` is Go's package.
#define PODFALL_TYPE(T, version, package)                                       \
    template <>                                                                 \
    const Type& struct_type<T>() {                                              \
        static const Type type = build_type<T>(version "." #T, package "." #T); \
        return type;                                                            \
    }

// The same for a struct whose Go name differs from ours.
#define PODFALL_TYPE_NAMED(T, name, version, package)                               \
    template <>                                                                     \
    const Type& struct_type<T>() {                                                  \
        static const Type type = build_type<T>(version "." name, package "." name); \
        return type;                                                                \
    }

}  // namespace podfall
