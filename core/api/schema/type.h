// The run-time description of a type, used by every visitor (JSON, patch, hash, explain, ...). Each
// struct lists its fields once, in a `fields` function next to it; the list is instantiated once,
// for the builder of this description. So a struct costs one table and a visitor one function.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

enum class Shape : std::uint8_t {
    boolean,
    int32,
    int64,
    string,
    decimal,     // int64 here, a string of digits in JSON (resourceVersion); 0 is ""
    time,        // metav1.Time: null when zero
    micro_time,  // metav1.MicroTime
    bytes,
    quantity,
    int_or_string,
    raw,  // RawJson
    list,
    map,       // string keys
    optional,  // Go's pointer to a scalar
    box,       // Go's pointer to a struct
    held,      // Go's struct by value, out of line here
    structure,
};

struct Type;
using TypeOf = const Type& (*)();

// Bits of Field::flags. With none of them, a field is optional and omitted when empty.
enum FieldFlags : std::uint32_t {
    optional = 0,
    always = 1,        // printed even when empty: the Go tag has no omitempty
    required = 3,      // and the schema says required
    in_line = 4,       // its members appear in the outer JSON object
    patch_merge = 8,   // patchStrategy merge
    retain_keys = 16,  // patchStrategy retainKeys
    pointer = 32,      // a nil pointer when zero (for Time: omitted when zero)
    as_time = 64,
    as_micro_time = 128,
    as_decimal = 256,
    rest = 512,       // a RawJson that collects all members that no other field names
    set_list = 1024,  // listType=set
    map_list = 2048,  // listType=map
    atomic = 4096,    // structType=atomic, or listType=atomic on a list that has a merge key
};
constexpr FieldFlags operator|(FieldFlags a, FieldFlags b) {
    return static_cast<FieldFlags>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b));
}

struct Field {
    const char* json;  // "" for an in_line field
    // "key=name name=DNSPolicy type=v1.DNSPolicy keys=containerPort,protocol kind=...": the merge
    // key, Go's name and type where they do not follow from ours, the keys of a map_list, and the
    // kind that items of a list of whole objects are printed with.
    const char* details;
    TypeOf type;
    std::uint32_t offset;
    std::uint32_t flags;

    bool has(FieldFlags bits) const { return (flags & bits) == bits; }

    // The patch merge key, or empty.
    std::string_view merge_key() const { return detail("key="); }
    // The field's name in Go.
    std::string go_name() const;
    // The part of `details` after `name`, up to a blank.
    std::string_view detail(std::string_view name) const;
};

// Operations on a List of any type.
struct ListOps {
    std::size_t (*size)(const void* list);
    const void* (*items)(
        const void* list);        // the first item; items are `element().size` bytes apart
    void* (*edit)(void* list);    // the first item for writing
    void* (*append)(void* list);  // a new item at the end
    void (*clear)(void* list);
    const void* (*identity)(
        const void* list);  // the same pointer for two lists that share their items
};

// Operations on a map with string keys.
struct MapOps {
    std::size_t (*size)(const void* map);
    void* (*at)(void* map,
                const std::string& key);  // the value under the key, created when missing
    const void* (*find)(const void* map, const std::string& key);  // or null
    // Calls `visit` for each entry in key order.
    void (*each)(const void* map, void* context,
                 void (*visit)(void* context, const std::string& key, const void* value));
    void (*clear)(void* map);
};

// Operations on an optional, Box or Held.
struct BoxOps {
    const void* (*get)(const void* box);  // null when nil; never null for Held
    void* (*edit)(void* box);             // created when nil
    void (*clear)(void* box);
};

// A field found by name. `owner` is the in_line field whose struct has it, or null when the struct
// itself has it. (Upstream does not nest in_line structs.)
struct Located {
    const Field* field = nullptr;
    const Field* owner = nullptr;
};

struct Type {
    Shape shape;
    std::uint32_t size;        // bytes
    const char* name = "";     // of a struct: "v1.PodSpec"; of a scalar: "int32"
    const char* schema = "";   // of a struct: "io.k8s.api.core.v1.PodSpec"
    TypeOf element = nullptr;  // of list, map, optional, box, held
    const ListOps* list = nullptr;
    const MapOps* map = nullptr;
    const BoxOps* box = nullptr;
    std::vector<Field> fields = {};  // of a struct, in Go's order of declaration

    // True for kinds of objects, which have apiVersion and kind although no field lists them.
    bool is_kind() const;

    // The field with this JSON name, including those of in_line members.
    Located find(std::string_view json) const;
};

inline const void* at_offset(const void* p, std::size_t n) {
    return static_cast<const char*>(p) + n;
}
inline void* at_offset(void* p, std::size_t n) {
    return static_cast<char*>(p) + n;
}

const Type& bool_type();
const Type& int32_type();
const Type& int64_type();
const Type& string_type();
const Type& decimal_type();
const Type& time_type();
const Type& micro_time_type();
const Type& bytes_type();
const Type& quantity_type();
const Type& int_or_string_type();
const Type& raw_type();

// The description of a struct; defined by PODFALL_TYPE next to the struct's field list.
template <class T>
const Type& struct_type();

template <class T>
struct TypeFor {
    static constexpr TypeOf get = &struct_type<T>;
};
template <>
struct TypeFor<bool> {
    static constexpr TypeOf get = &bool_type;
};
template <>
struct TypeFor<std::int32_t> {
    static constexpr TypeOf get = &int32_type;
};
template <>
struct TypeFor<std::int64_t> {
    static constexpr TypeOf get = &int64_type;
};
template <>
struct TypeFor<std::string> {
    static constexpr TypeOf get = &string_type;
};
template <>
struct TypeFor<Bytes> {
    static constexpr TypeOf get = &bytes_type;
};
template <>
struct TypeFor<Quantity> {
    static constexpr TypeOf get = &quantity_type;
};
template <>
struct TypeFor<IntOrString> {
    static constexpr TypeOf get = &int_or_string_type;
};
template <>
struct TypeFor<RawJson> {
    static constexpr TypeOf get = &raw_type;
};

// The description of any type used in objects.
template <class T>
const Type& type_of() {
    return TypeFor<T>::get();
}

}  // namespace podfall
