// What the API server refuses. Models pkg/apis/*/validation and apimachinery's field errors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/api/objects/kind.h"
#include "core/base/status.h"

namespace podfall {

// One broken rule: `spec.replicas: Invalid value: -1: must be greater than or equal to 0`.
struct FieldError {
    std::string reason;   // "FieldValueInvalid", "FieldValueRequired", ...
    std::string field;    // "spec.containers[0].name"
    std::string message;  // "Invalid value: ...: ..."
};
using FieldErrors = std::vector<FieldError>;

// 200, or the 422 Invalid that names every broken rule. `previous` is null on creation. Both
// objects must have had their defaults applied.
Status validate(const Object& next, const Object* previous, Kind kind);

// Status.status sub-resource and other special updates check metadata only.
Status validate_metadata_update(const Object& next, const Object& previous, Kind kind);

// 422 for a list of errors; 200 for none.
Status invalid(Kind kind, std::string_view name, const FieldErrors& errors);

// The checks behind names, used by kubectl too. Each gives the upstream's texts; none when all is
// fine.
std::vector<std::string> dns1123_subdomain_problems(std::string_view name);
std::vector<std::string> dns1123_label_problems(std::string_view name);
std::vector<std::string> dns1035_label_problems(std::string_view name);
std::vector<std::string> qualified_name_problems(std::string_view name);
std::vector<std::string> label_value_problems(std::string_view value);
std::vector<std::string> port_name_problems(std::string_view name);
std::vector<std::string> env_name_problems(std::string_view name);
std::vector<std::string> config_key_problems(std::string_view key);
bool is_ip_address(std::string_view text);

}  // namespace podfall
