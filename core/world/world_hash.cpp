// Hash, comparison and memory use of a whole world: the visitors of plain data applied to its field
// list.
#include "core/world/world_hash.h"

namespace podfall {

std::uint64_t hash_of(const World& world) {
    Hasher h;
    hash_value(h, data_type_of<World>(), &world);
    return h.value();
}

std::string difference(const World& a, const World& b) {
    return difference(data_type_of<World>(), &a, &b);
}

std::size_t bytes_of(const World& world, Counted& counted) {
    return sizeof(World) + heap_bytes(data_type_of<World>(), &world, counted);
}

}  // namespace podfall
