// API objects, and parts of them, as fields of plain data: they are visited by their own type
// description. A file that stores one contains `template <> struct DataTypeFor<Pod> :
// ObjectType<Pod> {};`
#pragma once

#include "core/api/schema/equal.h"
#include "core/api/schema/heap.h"
#include "core/base/data_type.h"

namespace podfall {

template <class T>
struct ObjectType {
    static const DataType& get() {
        static const DataType type{.form = DataForm::foreign, .size = sizeof(T), .foreign = &ops};
        return type;
    }

private:
    static constexpr ForeignOps ops = {
        [](Hasher& h, const void* value, const void*) { hash_value(h, type_of<T>(), value); },
        [](const void* a, const void* b, const void*) { return equal(type_of<T>(), a, b); },
        [](const void* value, const void*, Counted& counted) {
            return heap_bytes(type_of<T>(), value, counted);
        },
    };
};

}  // namespace podfall
