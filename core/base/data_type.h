// The run-time description of plain data: the World, and the memory of loops and commands. Each
// struct lists its fields once, in a `fields` function next to it; the list is instantiated once,
// for the builder of this description, so a struct costs one table and a visitor (hash, comparison,
// memory use) one function. API objects have a richer description (core/api/schema/type.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
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

// Entries that lie one after the other in memory.
struct EntryRun {
    const void* first = nullptr;
    std::size_t count = 0;
};

// The members of a struct in the order of its list.
struct DataMembers {
    const DataMember* first = nullptr;
    std::size_t count = 0;

    const DataMember* begin() const { return first; }
    const DataMember* end() const { return first + count; }
    std::size_t size() const { return count; }
    bool empty() const { return count == 0; }
    const DataMember& front() const { return *first; }
};

// Those of containers are constants; a struct's is made when it is first asked for. So they cost
// the page little code.
struct DataType {
    DataForm form;
    bool is_signed = false;        // of a whole
    bool in_place = false;         // of a sequence: its entries are stored inside it
    std::uint8_t declared = 0;     // number of members according to the compiler; 0: unknown
    std::uint32_t size = 0;        // bytes
    DataTypeOf element = nullptr;  // of a sequence
    // The runs of a sequence from 0 on; an empty one is behind the last.
    EntryRun (*run)(const void* sequence, std::size_t i) = nullptr;
    DataValue (*get)(const void* pointer) = nullptr;
    const ForeignOps* foreign = nullptr;
    DataMembers members = {};  // of a structure
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
    const std::size_t size = type.element().size;
    EntryRun run;
    for (std::size_t i = 0; (run = type.run(sequence, i)).count != 0; ++i)
        for (std::size_t k = 0; k < run.count; ++k)
            visit(static_cast<const char*>(run.first) + k * size);
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

// The visitor of `fields` functions that makes a DataType. It takes only the addresses of members,
// of a struct that was never made.
class DataTypeBuilder {
public:
    explicit DataTypeBuilder(const void* probe) : probe_(static_cast<const char*>(probe)) {}

    template <class M>
    void operator()(const char* name, const M& member) {
        add(name, &member, &data_type_of<M>, nullptr);
    }
    template <class M, class Tag>
    void operator()(const char* name, const M& member, const Tag& tag) {
        add(name, &member, &data_type_of<M>, &tag);
    }
    DataMembers take() const;

private:
    void add(const char* name, const void* member, DataTypeOf type, const void* tag);
    const char* probe_;
    std::vector<DataMember> members_;
};

// The type of a struct with its members. `list` calls the struct's `fields`.
DataType struct_type_of(std::size_t size, std::size_t declared,
                        void (*list)(DataTypeBuilder&, void* probe));

// What can stand for any member in an aggregate's initializer.
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
        static const DataType type = struct_type_of(sizeof(T), member_count<T>(), &list);
        return type;
    }

private:
    static void list(DataTypeBuilder& v, void* probe) { fields(v, *static_cast<T*>(probe)); }
};

template <class A, class B>
struct DataTypeFor<std::pair<A, B>> {
    static const DataType& get() {
        static const DataType type = struct_type_of(sizeof(std::pair<A, B>), 2, &list);
        return type;
    }

private:
    static void list(DataTypeBuilder& v, void* probe) {
        auto& pair = *static_cast<std::pair<A, B>*>(probe);
        v("first", pair.first);
        v("second", pair.second);
    }
};

template <class T>
struct DataTypeFor<std::vector<T>> {
    static const DataType& get() { return type; }

private:
    static EntryRun run(const void* sequence, std::size_t i) {
        const auto& list = *static_cast<const std::vector<T>*>(sequence);
        return i == 0 ? EntryRun{list.data(), list.size()} : EntryRun{};
    }
    static constexpr DataType type{.form = DataForm::sequence,
                                   .size = sizeof(std::vector<T>),
                                   .element = &data_type_of<T>,
                                   .run = &run};
};

template <class T, std::size_t n>
struct DataTypeFor<std::array<T, n>> {
    static const DataType& get() { return type; }

private:
    static EntryRun run(const void* sequence, std::size_t i) {
        return i == 0 ? EntryRun{sequence, n} : EntryRun{};
    }
    static constexpr DataType type{.form = DataForm::sequence,
                                   .in_place = true,
                                   .size = sizeof(std::array<T, n>),
                                   .element = &data_type_of<T>,
                                   .run = &run};
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
    static const DataType& get() { return type; }

private:
    static EntryRun run(const void* sequence, std::size_t i) {
        const auto [first, count] = static_cast<const Table<K, V>*>(sequence)->run(i);
        return {first, count};
    }
    static const DataType& entry() {
        static const DataType type = struct_type_of(sizeof(Entry), 2, &list);
        return type;
    }
    static void list(DataTypeBuilder& v, void* probe) {
        entry_fields(v, *static_cast<Entry*>(probe));
    }
    static constexpr DataType type{
        .form = DataForm::sequence, .size = sizeof(Table<K, V>), .element = &entry, .run = &run};
};

// Its nodes lie apart, so a run is one of them; such maps are small.
template <class K, class V>
struct DataTypeFor<std::map<K, V>> {
    static const DataType& get() { return type; }

private:
    static EntryRun run(const void* sequence, std::size_t i) {
        const auto& map = *static_cast<const std::map<K, V>*>(sequence);
        return i < map.size()
                   ? EntryRun{&*std::next(map.begin(), static_cast<std::ptrdiff_t>(i)), 1}
                   : EntryRun{};
    }
    static constexpr DataType type{.form = DataForm::sequence,
                                   .size = sizeof(std::map<K, V>),
                                   .element = &data_type_of<std::pair<K, V>>,
                                   .run = &run};
};

// A shared, immutable value.
template <class T>
struct DataTypeFor<std::shared_ptr<const T>> {
    static const DataType& get() { return type; }

private:
    static DataValue value_of(const void* pointer) {
        const T* value = static_cast<const std::shared_ptr<const T>*>(pointer)->get();
        return {value, value ? &data_type_of<T>() : nullptr};
    }
    static constexpr DataType type{
        .form = DataForm::pointer, .size = sizeof(std::shared_ptr<const T>), .get = &value_of};
};

}  // namespace podfall
