// The differences between two values in the report format of google/go-cmp v0.5.2, which the API
// server includes in some errors. Three steps: values become trees (go_diff_value.cpp), two trees
// become a tree of differences (go_diff.cpp), and that becomes text (go_diff_text.cpp).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/api/objects/pod.h"
#include "core/api/schema/type.h"

namespace podfall {

// A Go value as a tree.
struct GoValue {
    enum class Form : unsigned char { scalar, structure, list, map, pointer };
    Form form = Form::scalar;
    std::string type;   // "core.Container", "[]core.Container", "map[string]string"
    std::string text;   // of a scalar, as it is printed
    bool zero = false;  // Go's zero value
    bool nil = false;   // of a list, map or pointer
    bool opaque =
        false;  // has an Equal method: compared as a whole, although it prints as a struct
    std::vector<std::string> keys;  // of a struct's fields or a map's entries
    std::vector<GoValue> items;
};

GoValue go_value_of(const Type& type, const void* value);

// Converts a v1 PodSpec to the API server's internal type: another field order, host flags in
// SecurityContext.
GoValue internal_pod_spec(const PodSpec& spec);

// Two values at the same position. `x` or `y` is null when only the other list or map has the item.
// item.
struct DiffNode {
    const GoValue* x = nullptr;
    const GoValue* y = nullptr;
    bool in_list = false;
    int same = 0, different = 0, children = 0, depth = 0;
    std::vector<std::string> keys;
    std::vector<DiffNode> items;

    const GoValue& any() const { return x ? *x : *y; }
};

DiffNode compare_go(const GoValue* x, const GoValue* y);

// The report, with a final newline.
std::string go_diff_text(const DiffNode& root);

}  // namespace podfall
