// Checks one requirement; shared by the selector parser and LabelSelector.
#pragma once

#include <string>
#include <string_view>

namespace podfall {

struct Requirement;  // core/api/rules/selector.h

// labels.NewRequirement: sorts the values; returns an error text, or empty.
std::string check_requirement(Requirement& requirement);

// The reason why a text cannot be a label key, or empty.
std::string label_key_error(std::string_view key);

}  // namespace podfall
