// Collects validation errors of an object, and the rules that many kinds share.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/api/objects/kind.h"
#include "core/api/objects/pod.h"
#include "core/api/rules/field_error.h"
#include "core/api/rules/names.h"
#include "core/api/rules/selector.h"
#include "core/api/schema/container_types.h"
#include "core/base/text.h"

namespace podfall {

// The path of a value: "spec.containers[0].name".
using Path = std::string;
inline Path operator/(const Path& path, const char* child) {
    return path.empty() ? Path(child) : path + "." + child;
}
inline Path at(const Path& path, std::size_t index) {
    return cat(path, "[", index, "]");
}
inline Path at(const Path& path, std::string_view key) {
    return cat(path, "[", key, "]");
}

// Values in messages are formatted as Go prints them: text quoted, numbers plain, structs in Go
// syntax.
class Errors {
public:
    FieldErrors list;

    void invalid(const Path& path, std::string_view shown, std::string_view detail);
    void invalid_text(const Path& path, std::string_view text, std::string_view detail) {
        invalid(path, quote(text), detail);
    }
    void each_invalid(const Path& path, std::string_view text,
                      const std::vector<std::string>& details);
    void required(const Path& path, std::string_view detail = "");
    void duplicate(const Path& path, std::string_view shown, std::string_view detail = "");
    void not_supported(const Path& path, std::string_view shown,
                       std::initializer_list<const char*> supported);
    void forbidden(const Path& path, std::string_view detail);
    void not_found(const Path& path, std::string_view text);
    void too_long(const Path& path, std::size_t limit);
    // Refuses negative numbers.
    void nonnegative(const Path& path, std::int64_t value);
    // The value must be one of `supported`; an empty one counts as missing.
    void one_of(const Path& path, std::string_view value,
                std::initializer_list<const char*> supported);
    void port_number(const Path& path, std::int64_t port);

private:
    void add(const char* reason, const char* words, const Path& path, std::string_view shown,
             std::string_view detail);
};

// Go's "%#v" of a value: v1.LabelSelector{MatchLabels:map[string]string{"app":"x"}, ...}. Types of
// the core and apps groups have the names of their internal packages, as in the API server's
// messages.
std::string go_syntax(const Type& type, const void* value);
template <class T>
std::string go_syntax(const T& value) {
    return go_syntax(type_of<T>(), &value);
}

// The name of that type, "[]core.Container".
std::string go_type_name(const Type& type);

void check_labels(Errors& errors, const Path& path, const StringMap& labels);
void check_label_name(Errors& errors, const Path& path, std::string_view key);
void check_annotations(Errors& errors, const Path& path, const StringMap& annotations);
void check_label_selector(Errors& errors, const Path& path, const LabelSelector& selector);
void check_port_or_name(Errors& errors, const Path& path, const IntOrString& port);
void check_int_or_percent(Errors& errors, const Path& path, const IntOrString& value);
void check_at_most_100_percent(Errors& errors, const Path& path, const IntOrString& value);
void check_node_selector(Errors& errors, const Path& path, const NodeSelector& selector);
void check_tolerations(Errors& errors, const Path& path, const List<Toleration>& tolerations);
void check_resources(Errors& errors, const Path& path, const ResourceRequirements& resources);
void check_resource_quantity(Errors& errors, const Path& path, std::string_view resource,
                             const Quantity& value);
void check_claim_spec(Errors& errors, const Path& path, const PersistentVolumeClaimSpec& spec);

// The differences between two specs as the API server shows them (google/go-cmp of the internal
// type).
std::string pod_spec_diff(const PodSpec& next, const PodSpec& previous);

void check_pod_spec(Errors& errors, const Path& path, const PodSpec& spec);
void check_pod_template(Errors& errors, const Path& path, const PodTemplateSpec& pod_template);
void check_containers(Errors& errors, const Path& path, const List<Container>& containers,
                      const PodSpec& spec, bool init);
void check_volumes(Errors& errors, const Path& path, const List<Volume>& volumes);
void check_host_path_source(Errors& errors, const Path& path, const HostPathVolumeSource& source);
void check_nfs_source(Errors& errors, const Path& path, const NFSVolumeSource& source);
// A path of the downward API, which may be one of `allowed`.
void check_field_path(Errors& errors, const Path& path, const std::string& field,
                      std::initializer_list<const char*> allowed);

// An object whose kind is known.
template <class T>
const T& as(const Object& o) {
    return static_cast<const T&>(o);
}
template <class T>
const T* as(const Object* o) {
    return static_cast<const T*>(o);
}

// All rules of a kind beyond metadata. `previous` is null on creation.
void check_pod(Errors& errors, const Pod& pod, const Pod* previous);
bool check_workload(Errors& errors, const Object& next, const Object* previous, Kind kind);
bool check_service_kinds(Errors& errors, const Object& next, const Object* previous, Kind kind);
bool check_storage_kinds(Errors& errors, const Object& next, const Object* previous, Kind kind);
bool check_policy_kinds(Errors& errors, const Object& next, const Object* previous, Kind kind);
bool check_other_kinds(Errors& errors, const Object& next, const Object* previous, Kind kind);

constexpr const char* immutable_text = "field is immutable";

}  // namespace podfall
