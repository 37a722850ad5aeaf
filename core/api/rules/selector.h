// Label and field selectors. Models apimachinery pkg/labels, pkg/fields and metav1's LabelSelector.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/objects/meta.h"

namespace podfall {

enum class SelectorOp : std::uint8_t {
    exists,
    does_not_exist,
    equals,
    double_equals,
    not_equals,
    in,
    not_in,
    greater_than,
    less_than,
};

struct Requirement {
    std::string key;
    SelectorOp op = SelectorOp::exists;
    std::vector<std::string> values;  // sorted
};

// All requirements must hold; an empty list matches everything, unless `nothing`.
struct Selector {
    std::vector<Requirement> requirements;
    bool nothing = false;

    bool matches(const StringMap& labels) const;
    bool matches_everything() const { return requirements.empty() && !nothing; }
    // "app=x,tier in (a,b)": the form in URLs and `get -o wide`.
    std::string text() const;
};

// kubectl's -l grammar. On failure returns labels.Parse's error.
bool parse_selector(std::string_view text, Selector& out, std::string& error);

// metav1.LabelSelectorAsSelector. A nil selector (`present` false) selects nothing, an empty one
// everything. An invalid one gives an error text.
bool selector_of(const LabelSelector& selector, bool present, Selector& out, std::string& error);

// The same for a selector that has passed validation.
Selector selector_of(const LabelSelector& selector);
Selector selector_of(const StringMap& labels);
bool matches(const LabelSelector& selector, const StringMap& labels);

// metav1.FormatLabelSelector: "<none>" when empty.
std::string format_label_selector(const LabelSelector& selector);

struct FieldRequirement {
    std::string field;
    bool negated = false;
    std::string value;
};
using FieldSelector = std::vector<FieldRequirement>;

// fields.ParseSelector: "status.phase=Running,spec.nodeName!=".
bool parse_field_selector(std::string_view text, FieldSelector& out, std::string& error);
std::string field_selector_text(const FieldSelector& selector);

}  // namespace podfall
