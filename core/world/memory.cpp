// The type description of a memory is that of the contained type.
#include "core/world/memory.h"

namespace podfall {

const DataType& DataTypeFor<AnyMemory>::get() {
    static const DataType type{.form = DataForm::pointer,
                               .size = sizeof(AnyMemory),
                               .get = [](const void* p) -> DataValue {
                                   const auto& memory = *static_cast<const AnyMemory*>(p);
                                   if (!memory) return {};
                                   return {memory.get(), &memory.type()->data()};
                               }};
    return type;
}

}  // namespace podfall
