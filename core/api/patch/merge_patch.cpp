// JSON merge patches (RFC 7386) and apply's three-way variant (util/jsonmergepatch).
#include <nlohmann/json.hpp>

#include "core/api/patch/patch.h"

namespace podfall {

Json merge_patch(Json target, const Json& patch) {
    if (!patch.is_object()) return patch;
    if (!target.is_object()) target = Json::object();
    for (const auto& [key, value] : patch.items()) {
        if (value.is_null()) {
            target.erase(key);
        } else {
            const auto own = target.find(key);
            target[key] = merge_patch(own == target.end() ? Json() : std::move(*own), value);
        }
    }
    return target;
}

Json merge_diff(const Json& original, const Json& modified) {
    Json patch = Json::object();
    for (const auto& [key, value] : modified.items()) {
        const auto own = original.find(key);
        if (own == original.end()) {
            patch[key] = value;
        } else if (own->is_object() && value.is_object()) {
            if (Json inner = merge_diff(*own, value); !inner.empty()) patch[key] = std::move(inner);
        } else if (*own != value) {
            patch[key] = value;
        }
    }
    for (const auto& [key, value] : original.items()) {
        if (!modified.contains(key)) patch[key] = nullptr;
    }
    return patch;
}

// Only the nulls of a patch, or everything except them.
static Json filter_nulls(const Json& patch, bool keep_nulls) {
    Json out = Json::object();
    for (const auto& [key, value] : patch.items()) {
        if (value.is_null()) {
            if (keep_nulls) out[key] = nullptr;
        } else if (value.is_object() && !value.empty()) {
            if (Json inner = filter_nulls(value, keep_nulls); !inner.empty())
                out[key] = std::move(inner);
        } else if (!keep_nulls) {
            out[key] = value;
        }
    }
    return out;
}

// Joins two patches; unlike merge_patch it keeps nulls, because the server still needs them.
static Json join_patches(Json first, const Json& second) {
    for (const auto& [key, value] : second.items()) {
        const auto own = first.find(key);
        if (own != first.end() && own->is_object() && value.is_object()) {
            first[key] = join_patches(std::move(*own), value);
        } else {
            first[key] = value;
        }
    }
    return first;
}

Json merge_three_way(const Json& original, const Json& modified, const Json& current) {
    const Json nothing = Json::object();
    const Json& last = original.is_object() ? original : nothing;
    return join_patches(filter_nulls(merge_diff(last, modified), true),
                        filter_nulls(merge_diff(current, modified), false));
}

}  // namespace podfall
