// The memory of a loop or a command, stored in the World without the World knowing its type.
#pragma once

#include <memory>
#include <utility>

#include "core/base/data_type.h"

namespace podfall {

// How to create and copy such a memory, and the type description for hashing and comparing.
struct MemoryType {
    std::shared_ptr<void> (*make)();
    std::shared_ptr<void> (*copy)(const void*);
    DataTypeOf data;
};

// The MemoryType of a struct that has a `fields` function.
template <class M>
inline constexpr MemoryType memory_of = {
    []() -> std::shared_ptr<void> { return std::make_shared<M>(); },
    [](const void* m) -> std::shared_ptr<void> {
        return std::make_shared<M>(*static_cast<const M*>(m));
    },
    &data_type_of<M>,
};

// A value of any MemoryType, or none. Copies share it until one is written, so a restore point
// costs nothing.
class AnyMemory {
public:
    AnyMemory() = default;
    explicit AnyMemory(const MemoryType& type) : type_(&type), value_(type.make()) {}

    explicit operator bool() const { return value_ != nullptr; }
    const MemoryType* type() const { return type_; }
    const void* get() const { return value_.get(); }
    // For writing; valid until the next copy of this.
    void* edit() {
        if (value_.use_count() != 1) value_ = type_->copy(value_.get());
        return value_.get();
    }

private:
    const MemoryType* type_ = nullptr;
    std::shared_ptr<void> value_;
};

template <>
struct DataTypeFor<AnyMemory> {
    static const DataType& get();
};

}  // namespace podfall
