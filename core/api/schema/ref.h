// Ownership of objects and their parts. Objects in the store never change; a writer copies one,
// changes the copy and submits it. To keep such copies cheap, large parts are shared between copies
// and cloned only when written: a status update of a pod does not copy its containers.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace podfall {

// A finished, immutable object.
template <class T>
using Ref = std::shared_ptr<const T>;

// The value that an empty Box or List reads as.
template <class T>
const T& zero_value() {
    static const T zero{};
    return zero;
}

// Go's pointer to a struct: may be nil. Reading through a nil Box gives the zero value (Go would
// panic), so `spec.security_context->run_as_user` needs no check. `edit` creates the value when
// nil.
template <class T>
class Box {
public:
    Box() = default;
    Box(std::nullptr_t) {}
    Box(T value) : value_(std::make_shared<T>(std::move(value))) {}

    explicit operator bool() const { return value_ != nullptr; }
    const T& operator*() const { return value_ ? *value_ : zero_value<T>(); }
    const T* operator->() const { return &**this; }
    void reset() { value_.reset(); }

    // The value for writing; valid until the next copy of this Box.
    T& edit() {
        if (!value_) {
            value_ = std::make_shared<T>();
        } else if (value_.use_count() != 1) {
            value_ = std::make_shared<T>(*value_);
        }
        return *value_;
    }

    // Whether both share the same value: a quick equality check without comparison.
    bool same(const Box& o) const { return value_ == o.value_; }

private:
    std::shared_ptr<T> value_;
};

// A struct that Go stores by value, stored out of line here because it is large and mostly empty (a
// VolumeSource has 29 members of which one is set). It is never nil.
template <class T>
class Held : public Box<T> {
public:
    using Box<T>::Box;
    explicit operator bool() const = delete;
};

// Go's slice; nil and empty are the same. Read like a const vector; write through `edit`.
template <class T>
class List {
public:
    using Items = std::vector<T>;
    using value_type = T;

    List() = default;
    List(std::initializer_list<T> items) : List(Items(items)) {}
    List(Items items) {
        if (!items.empty()) items_ = std::make_shared<Items>(std::move(items));
    }

    const Items& items() const { return items_ ? *items_ : zero_value<Items>(); }
    operator const Items&() const { return items(); }
    auto begin() const { return items().begin(); }
    auto end() const { return items().end(); }
    std::size_t size() const { return items_ ? items_->size() : 0; }
    bool empty() const { return size() == 0; }
    const T& operator[](std::size_t i) const { return (*items_)[i]; }
    const T& front() const { return items_->front(); }
    const T& back() const { return items_->back(); }
    void clear() { items_.reset(); }

    // The items for writing; valid until the next copy of this List.
    Items& edit() {
        if (!items_) {
            items_ = std::make_shared<Items>();
        } else if (items_.use_count() != 1) {
            items_ = std::make_shared<Items>(*items_);
        }
        return *items_;
    }
    void push_back(T item) { edit().push_back(std::move(item)); }

    bool same(const List& o) const { return items_ == o.items_; }

private:
    std::shared_ptr<Items> items_;
};

}  // namespace podfall
