// A validation error. Models apimachinery pkg/util/validation/field.
#pragma once

#include <string>
#include <vector>

namespace podfall {

// One error: `spec.replicas: Invalid value: -1: must be greater than or equal to 0`.
struct FieldError {
    std::string reason;   // "FieldValueInvalid", "FieldValueRequired", ...
    std::string field;    // "spec.containers[0].name"
    std::string message;  // "Invalid value: ...: ..."
};
using FieldErrors = std::vector<FieldError>;

}  // namespace podfall
