// The check of a single requirement, which the parser of selectors and LabelSelector share.
#pragma once

#include <string>
#include <string_view>

namespace podfall {

struct Requirement;  // core/api/rules/selector.h

// labels.NewRequirement: sorts the values; an error text, or empty.
std::string check_requirement(Requirement& requirement);

// Why a text cannot be a label's key, or empty.
std::string label_key_error(std::string_view key);

}  // namespace podfall
