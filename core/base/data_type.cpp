// Visitors of plain data: hash, first difference, memory use.
#include "core/base/data_type.h"

#include <algorithm>
#include <cstring>

#include "core/base/check.h"
#include "core/base/text.h"

namespace podfall {

namespace {

const void* at(const void* p, std::size_t offset) {
    return static_cast<const char*>(p) + offset;
}

template <class U, class S>
std::int64_t read_whole(const void* p, bool is_signed) {
    U bits;
    std::memcpy(&bits, p, sizeof(U));
    return is_signed ? std::int64_t{static_cast<S>(bits)} : static_cast<std::int64_t>(bits);
}

std::int64_t whole_value(const DataType& type, const void* p) {
    switch (type.size) {
        case 1:
            return read_whole<std::uint8_t, std::int8_t>(p, type.is_signed);
        case 2:
            return read_whole<std::uint16_t, std::int16_t>(p, type.is_signed);
        case 4:
            return read_whole<std::uint32_t, std::int32_t>(p, type.is_signed);
        default:
            return read_whole<std::uint64_t, std::int64_t>(p, type.is_signed);
    }
}

const std::string& text_value(const void* p) {
    return *static_cast<const std::string*>(p);
}

std::vector<const void*> entries_of(const DataType& type, const void* sequence) {
    std::vector<const void*> entries;
    for_each_entry(type, sequence, [&](const void* entry) { entries.push_back(entry); });
    return entries;
}

}  // namespace

const DataType& whole_type(std::size_t size, bool is_signed) {
    static const DataType types[] = {
        {.form = DataForm::whole, .size = 1},
        {.form = DataForm::whole, .is_signed = true, .size = 1},
        {.form = DataForm::whole, .size = 2},
        {.form = DataForm::whole, .is_signed = true, .size = 2},
        {.form = DataForm::whole, .size = 4},
        {.form = DataForm::whole, .is_signed = true, .size = 4},
        {.form = DataForm::whole, .size = 8},
        {.form = DataForm::whole, .is_signed = true, .size = 8},
    };
    std::size_t row = 0;
    while (std::size_t{1} << row < size) ++row;
    return types[row * 2 + is_signed];
}

const DataType& text_type() {
    static const DataType type{.form = DataForm::text, .size = sizeof(std::string)};
    return type;
}

void DataTypeBuilder::add(const char* name, const void* member, DataTypeOf type, const void* tag) {
    const auto offset = [&](const void* p) {
        return p ? static_cast<std::uint32_t>(static_cast<const char*>(p) - probe_) : 0u;
    };
    members_.push_back({name, type, offset(member), offset(tag)});
}

DataMembers DataTypeBuilder::take() const {
    DataMember* kept = new DataMember[members_.size()];  // as long as the program runs
    std::copy(members_.begin(), members_.end(), kept);
    return {kept, members_.size()};
}

DataType struct_type_of(std::size_t size, std::size_t declared,
                        void (*list)(DataTypeBuilder&, void* probe)) {
    alignas(std::max_align_t) char probe[4096];
    CHECK_ALWAYS(size <= sizeof(probe));
    DataTypeBuilder builder(probe);
    list(builder, probe);
    return {.form = DataForm::structure,
            .declared = static_cast<std::uint8_t>(declared),
            .size = static_cast<std::uint32_t>(size),
            .members = builder.take()};
}

// ---- hash --------------------------------------------------------------------------------------

static void hash_value(Hasher& h, const DataType& type, const void* value, const void* tag) {
    switch (type.form) {
        case DataForm::whole:
            h.add(static_cast<std::uint64_t>(whole_value(type, value)));
            return;
        case DataForm::text:
            h.add(std::string_view(text_value(value)));
            return;
        case DataForm::sequence: {
            const DataType& element = type.element();
            for_each_entry(type, value, [&](const void* entry) {
                h.add(std::uint64_t{1});
                hash_value(h, element, entry, nullptr);
            });
            h.add(std::uint64_t{0});
            return;
        }
        case DataForm::pointer: {
            const DataValue d = type.get(value);
            h.add(std::uint64_t{d.value != nullptr});
            if (d.value) hash_value(h, *d.type, d.value, nullptr);
            return;
        }
        case DataForm::structure:
            for (const DataMember& m : type.members)
                hash_value(h, m.type(), at(value, m.offset), at(value, m.tag));
            return;
        case DataForm::foreign:
            type.foreign->hash(h, value, tag);
            return;
    }
}

void hash_value(Hasher& hasher, const DataType& type, const void* value) {
    hash_value(hasher, type, value, nullptr);
}

// ---- difference --------------------------------------------------------------------------------

// Appends to `path` and returns true if there is a difference.
static bool differ(const DataType& type, const void* a, const void* b, const void* tag,
                   std::string& path);

static bool members_differ(const DataType& type, const void* a, const void* b, std::string& path) {
    const std::size_t end = path.size();
    for (const DataMember& m : type.members) {
        path += cat(end == 0 ? "" : ".", m.name);
        if (differ(m.type(), at(a, m.offset), at(b, m.offset), at(a, m.tag), path)) return true;
        path.resize(end);
    }
    return false;
}

static bool entries_differ(const DataType& type, const void* a, const void* b, std::string& path) {
    const std::vector<const void*> left = entries_of(type, a), right = entries_of(type, b);
    const std::size_t end = path.size();
    for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) {
        if (left[i] == right[i]) continue;  // the same shared entry
        path += cat("[", i, "]");
        if (differ(type.element(), left[i], right[i], nullptr, path)) return true;
        path.resize(end);
    }
    if (left.size() == right.size()) return false;
    path += cat("[", std::min(left.size(), right.size()), "]");
    return true;
}

static bool differ(const DataType& type, const void* a, const void* b, const void* tag,
                   std::string& path) {
    switch (type.form) {
        case DataForm::whole:
            return whole_value(type, a) != whole_value(type, b);
        case DataForm::text:
            return text_value(a) != text_value(b);
        case DataForm::sequence:
            return entries_differ(type, a, b, path);
        case DataForm::pointer: {
            const DataValue left = type.get(a), right = type.get(b);
            if (left.value == right.value) return false;
            if (!left.value || !right.value || left.type != right.type) return true;
            return differ(*left.type, left.value, right.value, nullptr, path);
        }
        case DataForm::structure:
            return members_differ(type, a, b, path);
        case DataForm::foreign:
            return !type.foreign->equal(a, b, tag);
    }
    return false;
}

std::string difference(const DataType& type, const void* a, const void* b) {
    std::string path;
    return differ(type, a, b, nullptr, path) ? path : "";
}

// ---- memory use --------------------------------------------------------------------------------

static std::size_t heap_bytes(const DataType& type, const void* value, const void* tag,
                              Counted& counted) {
    std::size_t bytes = 0;
    switch (type.form) {
        case DataForm::whole:
            break;
        case DataForm::text: {
            const std::string& text = text_value(value);
            const bool inside = text.capacity() <= std::string().capacity();
            return inside ? 0 : text.capacity() + 1;
        }
        case DataForm::sequence: {
            const DataType& element = type.element();
            for_each_entry(type, value, [&](const void* entry) {
                if (!type.in_place && !counted.first(entry)) return;
                bytes += type.in_place ? 0 : element.size;
                bytes += heap_bytes(element, entry, nullptr, counted);
            });
            break;
        }
        case DataForm::pointer: {
            const DataValue d = type.get(value);
            if (d.value && counted.first(d.value))
                bytes = d.type->size + heap_bytes(*d.type, d.value, nullptr, counted);
            break;
        }
        case DataForm::structure:
            for (const DataMember& m : type.members)
                bytes += heap_bytes(m.type(), at(value, m.offset), at(value, m.tag), counted);
            break;
        case DataForm::foreign:
            return type.foreign->heap_bytes(value, tag, counted);
    }
    return bytes;
}

std::size_t heap_bytes(const DataType& type, const void* value, Counted& counted) {
    return heap_bytes(type, value, nullptr, counted);
}

}  // namespace podfall
