// Type descriptions of scalars, and look-ups in those of structs.
#include "core/api/schema/type.h"

#include "core/api/schema/fields.h"

namespace podfall {

const Type& bool_type() {
    static const Type t{.shape = Shape::boolean, .size = sizeof(bool), .name = "bool"};
    return t;
}
const Type& int32_type() {
    static const Type t{.shape = Shape::int32, .size = sizeof(std::int32_t), .name = "int32"};
    return t;
}
const Type& int64_type() {
    static const Type t{.shape = Shape::int64, .size = sizeof(std::int64_t), .name = "int64"};
    return t;
}
const Type& string_type() {
    static const Type t{.shape = Shape::string, .size = sizeof(std::string), .name = "string"};
    return t;
}
const Type& decimal_type() {
    static const Type t{.shape = Shape::decimal, .size = sizeof(std::int64_t), .name = "string"};
    return t;
}
const Type& time_type() {
    static const Type t{.shape = Shape::time, .size = sizeof(Time), .name = "v1.Time"};
    return t;
}
const Type& micro_time_type() {
    static const Type t{.shape = Shape::micro_time, .size = sizeof(Time), .name = "v1.MicroTime"};
    return t;
}
const Type& bytes_type() {
    static const Type t{.shape = Shape::bytes, .size = sizeof(Bytes), .name = "[]uint8"};
    return t;
}
const Type& quantity_type() {
    static const Type t{
        .shape = Shape::quantity, .size = sizeof(Quantity), .name = "resource.Quantity"};
    return t;
}
const Type& int_or_string_type() {
    static const Type t{
        .shape = Shape::int_or_string, .size = sizeof(IntOrString), .name = "intstr.IntOrString"};
    return t;
}
const Type& raw_type() {
    static const Type t{
        .shape = Shape::raw, .size = sizeof(RawJson), .name = "runtime.RawExtension"};
    return t;
}

// Map from names to times: PodDisruptionBudget's disruptedPods.
static const Type& time_map_type() {
    static const Type type = [] {
        Type t = type_of<std::map<std::string, Time>>();
        t.element = &time_type;
        return t;
    }();
    return type;
}

void FieldBuilder::add(const char* json, const void* member, TypeOf type, FieldFlags flags,
                       const char* details) {
    if (flags & as_time) type = type == &int64_type ? &time_type : &time_map_type;
    if (flags & as_micro_time) type = &micro_time_type;
    if (flags & as_decimal) type = &decimal_type;
    const auto offset = static_cast<std::uint32_t>(static_cast<const char*>(member) - probe_);
    type_.fields.push_back({json, details, type, offset, flags});
}

std::string_view Field::detail(std::string_view name) const {
    std::string_view rest = details;
    while (!rest.empty()) {
        const std::size_t end = rest.find(' ');
        const std::string_view part = rest.substr(0, end);
        if (part.substr(0, name.size()) == name) return part.substr(name.size());
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    return {};
}

std::string Field::go_name() const {
    if (const std::string_view name = detail("name="); !name.empty()) return std::string(name);
    std::string name = json;
    if (!name.empty() && name[0] >= 'a' && name[0] <= 'z')
        name[0] = static_cast<char>(name[0] - 32);
    return name;
}

bool Type::is_kind() const {
    if (shape != Shape::structure || fields.empty() ||
        fields[0].json != std::string_view("metadata")) {
        return false;
    }
    // Pod templates have metadata too.
    const std::string_view n = name;
    constexpr std::string_view templates[] = {"v1.PodTemplateSpec", "v1beta1.JobTemplateSpec",
                                              "v1.PersistentVolumeClaimTemplate"};
    for (const std::string_view t : templates) {
        if (n == t) return false;
    }
    return true;
}

Located Type::find(std::string_view json) const {
    for (const Field& f : fields) {
        if (!f.has(in_line)) {
            if (json == f.json) return {&f, nullptr};
            continue;
        }
        const Type& inner = f.type();
        const Type& owner = inner.shape == Shape::structure ? inner : inner.element();
        if (const Located found = owner.find(json); found.field) return {found.field, &f};
    }
    return {};
}

}  // namespace podfall
