// Memory use of objects, by walking their types.
#include "core/api/schema/heap.h"

namespace podfall {

namespace {

// The links and colour of a std::map node.
constexpr std::size_t map_node = 4 * sizeof(void*);

std::size_t of_text(const std::string& text) {
    const bool inside = text.capacity() <= std::string().capacity();
    return inside ? 0 : text.capacity() + 1;
}

template <class T>
const T& value_of(const void* p) {
    return *static_cast<const T*>(p);
}

std::size_t of_list(const Type& type, const void* list, Counted& counted) {
    const void* identity = type.list->identity(list);
    if (!identity || !counted.first(identity)) return 0;
    const Type& element = type.element();
    const std::size_t n = type.list->size(list);
    const void* items = type.list->items(list);
    std::size_t bytes = n * element.size;
    for (std::size_t i = 0; i < n; ++i)
        bytes += heap_bytes(element, at_offset(items, i * element.size), counted);
    return bytes;
}

std::size_t of_map(const Type& type, const void* map, Counted& counted) {
    struct Context {
        const Type& element;
        Counted& counted;
        std::size_t bytes = 0;
    } context{type.element(), counted};
    type.map->each(map, &context, [](void* c, const std::string& key, const void* value) {
        Context& context = *static_cast<Context*>(c);
        context.bytes += map_node + sizeof(std::string) + of_text(key) + context.element.size +
                         heap_bytes(context.element, value, context.counted);
    });
    return context.bytes;
}

}  // namespace

std::size_t heap_bytes(const Type& type, const void* p, Counted& counted) {
    switch (type.shape) {
        case Shape::string:
            return of_text(value_of<std::string>(p));
        case Shape::bytes:
            return of_text(value_of<Bytes>(p).data);
        case Shape::raw:
            return of_text(value_of<RawJson>(p).text);
        case Shape::int_or_string:
            return of_text(value_of<IntOrString>(p).string);
        case Shape::list:
            return of_list(type, p, counted);
        case Shape::map:
            return of_map(type, p, counted);
        case Shape::optional: {  // its value is stored inside it
            const void* inner = type.box->get(p);
            return inner ? heap_bytes(type.element(), inner, counted) : 0;
        }
        case Shape::box:
        case Shape::held: {
            const void* inner = type.box->get(p);
            if (!inner || !counted.first(inner)) return 0;
            return type.element().size + heap_bytes(type.element(), inner, counted);
        }
        case Shape::structure: {
            std::size_t bytes = 0;
            for (const Field& f : type.fields)
                bytes += heap_bytes(f.type(), at_offset(p, f.offset), counted);
            return bytes;
        }
        default:
            return 0;
    }
}

}  // namespace podfall
