// Types of lists, maps, optionals and boxes: the operations that visitors use on them.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/api/schema/type.h"

namespace podfall {

template <class T>
struct ListOpsOf {
    static const List<T>& read(const void* p) { return *static_cast<const List<T>*>(p); }
    static List<T>& write(void* p) { return *static_cast<List<T>*>(p); }
    static std::size_t size(const void* p) { return read(p).size(); }
    static const void* items(const void* p) { return read(p).items().data(); }
    static void* edit(void* p) { return write(p).edit().data(); }
    static void* append(void* p) { return &write(p).edit().emplace_back(); }
    static void clear(void* p) { write(p).clear(); }
    static const void* identity(const void* p) { return read(p).empty() ? nullptr : items(p); }
    static constexpr ListOps ops = {&size, &items, &edit, &append, &clear, &identity};
    static const Type& type() {
        static const Type t{.shape = Shape::list,
                            .size = sizeof(List<T>),
                            .element = TypeFor<T>::get,
                            .list = &ops};
        return t;
    }
};

template <class T>
struct MapOpsOf {
    using Map = std::map<std::string, T>;
    static const Map& read(const void* p) { return *static_cast<const Map*>(p); }
    static std::size_t size(const void* p) { return read(p).size(); }
    static void* at(void* p, const std::string& key) { return &(*static_cast<Map*>(p))[key]; }
    static const void* find(const void* p, const std::string& key) {
        const auto it = read(p).find(key);
        return it == read(p).end() ? nullptr : &it->second;
    }
    static void each(const void* p, void* context,
                     void (*visit)(void*, const std::string&, const void*)) {
        for (const auto& [key, value] : read(p)) visit(context, key, &value);
    }
    static void clear(void* p) { static_cast<Map*>(p)->clear(); }
    static constexpr MapOps ops = {&size, &at, &find, &each, &clear};
    static const Type& type() {
        static const Type t{
            .shape = Shape::map, .size = sizeof(Map), .element = TypeFor<T>::get, .map = &ops};
        return t;
    }
};

template <class T>
struct OptionalOpsOf {
    using Opt = std::optional<T>;
    static const void* get(const void* p) {
        const Opt& o = *static_cast<const Opt*>(p);
        return o ? &*o : nullptr;
    }
    static void* edit(void* p) {
        Opt& o = *static_cast<Opt*>(p);
        if (!o) o.emplace();
        return &*o;
    }
    static void clear(void* p) { static_cast<Opt*>(p)->reset(); }
    static constexpr BoxOps ops = {&get, &edit, &clear};
    static const Type& type() {
        static const Type t{
            .shape = Shape::optional, .size = sizeof(Opt), .element = TypeFor<T>::get, .box = &ops};
        return t;
    }
};

template <class T, bool nilable>
struct BoxOpsOf {
    static const void* get(const void* p) {
        const Box<T>& b = *static_cast<const Box<T>*>(p);
        return b || !nilable ? &*b : nullptr;
    }
    static void* edit(void* p) { return &static_cast<Box<T>*>(p)->edit(); }
    static void clear(void* p) { static_cast<Box<T>*>(p)->reset(); }
    static constexpr BoxOps ops = {&get, &edit, &clear};
    static const Type& type() {
        static const Type t{.shape = nilable ? Shape::box : Shape::held,
                            .size = sizeof(Box<T>),
                            .element = TypeFor<T>::get,
                            .box = &ops};
        return t;
    }
};

template <class T>
struct TypeFor<List<T>> {
    static constexpr TypeOf get = &ListOpsOf<T>::type;
};
template <class T>
struct TypeFor<std::map<std::string, T>> {
    static constexpr TypeOf get = &MapOpsOf<T>::type;
};
template <class T>
struct TypeFor<std::optional<T>> {
    static constexpr TypeOf get = &OptionalOpsOf<T>::type;
};
template <class T>
struct TypeFor<Box<T>> {
    static constexpr TypeOf get = &BoxOpsOf<T, true>::type;
};
template <class T>
struct TypeFor<Held<T>> {
    static constexpr TypeOf get = &BoxOpsOf<T, false>::type;
};

}  // namespace podfall
