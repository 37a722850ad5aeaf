// Semantic equality and hashing of objects.
#include "core/api/schema/equal.h"

namespace podfall {

namespace {

bool equal_lists(const Type& type, const void* a, const void* b) {
    const ListOps& ops = *type.list;
    if (ops.identity(a) == ops.identity(b)) return true;
    const std::size_t n = ops.size(a);
    if (n != ops.size(b)) return false;
    const Type& element = type.element();
    const void* x = ops.items(a);
    const void* y = ops.items(b);
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t at = i * element.size;
        if (!equal(element, at_offset(x, at), at_offset(y, at))) return false;
    }
    return true;
}

bool equal_maps(const Type& type, const void* a, const void* b) {
    const MapOps& ops = *type.map;
    if (ops.size(a) != ops.size(b)) return false;
    struct Context {
        const Type& type;
        const void* other;
        bool equal = true;
    } context{type, b};
    ops.each(a, &context, [](void* c, const std::string& key, const void* value) {
        Context& context = *static_cast<Context*>(c);
        if (!context.equal) return;
        const void* other = context.type.map->find(context.other, key);
        context.equal = other && equal(context.type.element(), value, other);
    });
    return context.equal;
}

bool equal_boxes(const Type& type, const void* a, const void* b) {
    const void* x = type.box->get(a);
    const void* y = type.box->get(b);
    if (x == y) return true;
    return x && y && equal(type.element(), x, y);
}

template <class T>
bool same(const void* a, const void* b) {
    return *static_cast<const T*>(a) == *static_cast<const T*>(b);
}

template <class T>
const T& as(const void* p) {
    return *static_cast<const T*>(p);
}

}  // namespace

bool equal(const Type& type, const void* a, const void* b) {
    switch (type.shape) {
        case Shape::boolean:
            return same<bool>(a, b);
        case Shape::int32:
            return same<std::int32_t>(a, b);
        case Shape::int64:
        case Shape::decimal:
        case Shape::time:
        case Shape::micro_time:
            return same<std::int64_t>(a, b);
        case Shape::string:
            return same<std::string>(a, b);
        case Shape::bytes:
            return as<Bytes>(a).data == as<Bytes>(b).data;
        case Shape::raw:
            return as<RawJson>(a).text == as<RawJson>(b).text;
        case Shape::quantity:
            return compare(as<Quantity>(a), as<Quantity>(b)) == 0;
        case Shape::int_or_string:
            return same<IntOrString>(a, b);
        case Shape::list:
            return equal_lists(type, a, b);
        case Shape::map:
            return equal_maps(type, a, b);
        case Shape::optional:
        case Shape::box:
        case Shape::held:
            return equal_boxes(type, a, b);
        case Shape::structure:
            for (const Field& f : type.fields) {
                if (!equal(f.type(), at_offset(a, f.offset), at_offset(b, f.offset))) return false;
            }
            return true;
    }
    return false;
}

void hash_value(Hasher& hasher, const Type& type, const void* p) {
    switch (type.shape) {
        case Shape::boolean:
            hasher.add(std::uint64_t{as<bool>(p)});
            return;
        case Shape::int32:
            hasher.add(static_cast<std::uint64_t>(as<std::int32_t>(p)));
            return;
        case Shape::int64:
        case Shape::decimal:
        case Shape::time:
        case Shape::micro_time:
            hasher.add(static_cast<std::uint64_t>(as<std::int64_t>(p)));
            return;
        case Shape::string:
            hasher.add(std::string_view(as<std::string>(p)));
            return;
        case Shape::bytes:
            hasher.add(std::string_view(as<Bytes>(p).data));
            return;
        case Shape::raw:
            hasher.add(std::string_view(as<RawJson>(p).text));
            return;
        case Shape::quantity:
            hasher.add(std::string_view(as<Quantity>(p).text()));
            return;
        case Shape::int_or_string:
            hasher.add(std::string_view(as<IntOrString>(p).text()));
            return;
        case Shape::list: {
            const std::size_t n = type.list->size(p);
            const Type& element = type.element();
            const void* items = type.list->items(p);
            hasher.add(std::uint64_t{n});
            for (std::size_t i = 0; i < n; ++i)
                hash_value(hasher, element, at_offset(items, i * element.size));
            return;
        }
        case Shape::map: {
            struct Context {
                Hasher& hasher;
                const Type& element;
            } context{hasher, type.element()};
            hasher.add(std::uint64_t{type.map->size(p)});
            type.map->each(p, &context, [](void* c, const std::string& key, const void* value) {
                Context& context = *static_cast<Context*>(c);
                context.hasher.add(std::string_view(key));
                hash_value(context.hasher, context.element, value);
            });
            return;
        }
        case Shape::optional:
        case Shape::box:
        case Shape::held: {
            const void* inner = type.box->get(p);
            hasher.add(std::uint64_t{inner != nullptr});
            if (inner) hash_value(hasher, type.element(), inner);
            return;
        }
        case Shape::structure:
            for (const Field& f : type.fields) hash_value(hasher, f.type(), at_offset(p, f.offset));
            return;
    }
}

}  // namespace podfall
