// The run-time description of plain data: the World, and the memory of loops and commands. Each
// struct lists its fields once, in a `fields` function next to it; the list is instantiated once,
// for the builder of this description, so a struct costs one table and a visitor (hash, comparison,
// memory use) one function. API objects have a richer description (core/api/schema/type.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/hash.h"
#include "core/base/table.h"

namespace podfall {

struct DataType;
using DataTypeOf = const DataType& (*)();

enum class DataForm : std::uint8_t {
    whole,      // bool, an integer, an enum
    text,       // std::string
    sequence,   // entries in order: array, vector, Table, map
    pointer,    // a shared value, or none
    structure,  // members
    foreign,    // described elsewhere: API objects
};

// A value and its type; the value is null for a null pointer.
struct DataValue {
    const void* value = nullptr;
    const DataType* type = nullptr;
};

// A field of a struct. A foreign value may need another field that determines its type: its tag.
struct DataMember {
    const char* name;
    DataTypeOf type;
    std::uint32_t offset;
    std::uint32_t tag;  // offset of the tag
};

// The shared memory that has been counted already.
class Counted;

// The operations on a foreign value.
struct ForeignOps {
    void (*hash)(Hasher&, const void* value, const void* tag);
    bool (*equal)(const void* a, const void* b, const void* tag);
    std::size_t (*heap_bytes)(const void* value, const void* tag, Counted&);
};

struct DataType {
    DataForm form;
    bool is_signed = false;        // of a whole
    bool in_place = false;         // of a sequence: its entries are stored inside it
    std::uint8_t declared = 0;     // number of members according to the compiler; 0: unknown
    std::uint32_t size = 0;        // bytes
    DataTypeOf element = nullptr;  // of a sequence
    void (*each)(const void* sequence, void* context,
                 void (*visit)(void* context, const void* entry)) = nullptr;
    DataValue (*get)(const void* pointer) = nullptr;
    const ForeignOps* foreign = nullptr;
    std::vector<DataMember> members = {};  // of a structure
};

// ---- visitors ----

// Hashes every field; values that differ in any field have different hashes.
void hash_value(Hasher& hasher, const DataType& type, const void* value);

// The path of the first field in which two values differ, "machines[2].processes[5].value.ports[0]"
// (entries are counted from 0); empty when they are equal.
std::string difference(const DataType& type, const void* a, const void* b);

// Bytes that a value uses outside of itself. Shared memory is counted once, for the first user.
std::size_t heap_bytes(const DataType& type, const void* value, Counted& counted);

// Calls visit(const void* entry) for each entry of a sequence.
template <class F>
void for_each_entry(const DataType& type, const void* sequence, F visit) {
    type.each(sequence, &visit,
              [](void* context, const void* entry) { (*static_cast<F*>(context))(entry); });
}

class Counted {
public:
    // True when the memory at `p` had not been counted before.
    bool first(const void* p) { return !seen_.contains(p) && (seen_.set(p, true), true); }

private:
    Table<const void*, bool> seen_;
};

// ---- building ----------------------------------------------------------------------------------

// The description of a type. It is specialized below for values, containers and structs with a
// `fields` function; for foreign types next to their definition.
template <class T>
struct DataTypeFor;

template <class T>
const DataType& data_type_of() {
    return DataTypeFor<T>::get();
}

// The visitor of `fields` functions that builds a DataType.
class DataTypeBuilder {
public:
    DataTypeBuilder(DataType& type, const void* probe)
        : type_(type), probe_(static_cast<const char*>(probe)) {}

    template <class M>
    void operator()(const char* name, const M& member) {
        add(name, &member, &data_type_of<M>, nullptr);
    }
    template <class M, class Tag>
    void operator()(const char* name, const M& member, const Tag& tag) {
        add(name, &member, &data_type_of<M>, &tag);
    }

private:
    void add(const char* name, const void* member, DataTypeOf type, const void* tag);
    DataType& type_;
    const char* probe_;
};

// Converts to any member type in an aggregate's initializer.
struct Anything {
    template <class T>
    operator T() const;
};

// The number of members of an aggregate; 0 for other structs. This finds a list that misses one.
template <class T, class... Members>
consteval std::size_t member_count() {
    if constexpr (!std::is_aggregate_v<T>) {
        return 0;
    } else if constexpr (requires { T{Members{}..., Anything{}}; }) {
        return member_count<T, Members..., Anything>();
    } else {
        return sizeof...(Members);
    }
}

const DataType& whole_type(std::size_t size, bool is_signed);
const DataType& text_type();

template <class T>
requires std::is_integral_v<T>
struct DataTypeFor<T> {
    static const DataType& get() { return whole_type(sizeof(T), std::is_signed_v<T>); }
};

template <class T>
requires std::is_enum_v<T>
struct DataTypeFor<T> {
    static const DataType& get() { return data_type_of<std::underlying_type_t<T>>(); }
};

template <>
struct DataTypeFor<std::string> {
    static const DataType& get() { return text_type(); }
};

// Each struct with a field list.
template <class T>
requires std::is_class_v<T> && requires(DataTypeBuilder& v, T& s) {
    fields(v, s);
}
struct DataTypeFor<T> {
    static const DataType& get() {
        static const DataType type = make();
        return type;
    }

private:
    static DataType make() {
        DataType type{
            .form = DataForm::structure, .declared = member_count<T>(), .size = sizeof(T)};
        T probe{};
        DataTypeBuilder builder(type, &probe);
        fields(builder, probe);
        return type;
    }
};

template <class A, class B>
struct DataTypeFor<std::pair<A, B>> {
    static const DataType& get() {
        static const DataType type = make();
        return type;
    }

private:
    static DataType make() {
        DataType type{.form = DataForm::structure, .declared = 2, .size = sizeof(std::pair<A, B>)};
        std::pair<A, B> probe{};
        DataTypeBuilder builder(type, &probe);
        builder("first", probe.first);
        builder("second", probe.second);
        return type;
    }
};

template <class C, class E>
void each_entry(const void* sequence, void* context, void (*visit)(void*, const void*)) {
    for (const E& entry : *static_cast<const C*>(sequence)) visit(context, &entry);
}

template <class T>
struct DataTypeFor<std::vector<T>> {
    static const DataType& get() {
        static const DataType type{.form = DataForm::sequence,
                                   .size = sizeof(std::vector<T>),
                                   .element = &data_type_of<T>,
                                   .each = &each_entry<std::vector<T>, T>};
        return type;
    }
};

template <class T, std::size_t n>
struct DataTypeFor<std::array<T, n>> {
    static const DataType& get() {
        static const DataType type{.form = DataForm::sequence,
                                   .in_place = true,
                                   .size = sizeof(std::array<T, n>),
                                   .element = &data_type_of<T>,
                                   .each = &each_entry<std::array<T, n>, T>};
        return type;
    }
};

// The fields of a Table's entry; overloaded where the key determines the type of the value.
template <class V, class Entry>
void entry_fields(V& v, Entry& e) {
    v("key", e.key);
    v("value", e.value);
}

template <class K, class V>
struct DataTypeFor<Table<K, V>> {
    using Entry = typename Table<K, V>::Entry;
    static const DataType& get() {
        static const DataType type{.form = DataForm::sequence,
                                   .size = sizeof(Table<K, V>),
                                   .element = &entry,
                                   .each = &each_entry<Table<K, V>, Entry>};
        return type;
    }

private:
    static const DataType& entry() {
        static const DataType type = make_entry();
        return type;
    }
    static DataType make_entry() {
        DataType type{.form = DataForm::structure, .declared = 2, .size = sizeof(Entry)};
        Entry probe{};
        DataTypeBuilder builder(type, &probe);
        entry_fields(builder, probe);
        return type;
    }
};

template <class K, class V>
struct DataTypeFor<std::map<K, V>> {
    using Entry = std::pair<const K, V>;
    static const DataType& get() {
        static const DataType type{.form = DataForm::sequence,
                                   .size = sizeof(std::map<K, V>),
                                   .element = &data_type_of<std::pair<K, V>>,
                                   .each = &each_entry<std::map<K, V>, Entry>};
        return type;
    }
};

// A shared, immutable value.
template <class T>
struct DataTypeFor<std::shared_ptr<const T>> {
    static const DataType& get() {
        static const DataType type{
            .form = DataForm::pointer, .size = sizeof(std::shared_ptr<const T>), .get = &value_of};
        return type;
    }

private:
    static DataValue value_of(const void* pointer) {
        const T* value = static_cast<const std::shared_ptr<const T>*>(pointer)->get();
        return {value, value ? &data_type_of<T>() : nullptr};
    }
};

}  // namespace podfall
