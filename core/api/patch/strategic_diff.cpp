// Computes strategic merge patches. Models diffMaps and CreateThreeWayMergePatch of strategicpatch.
#include <algorithm>

#include "core/api/patch/patch.h"
#include "core/api/patch/strategic.h"
#include "core/base/text.h"

namespace podfall {

namespace {

struct DiffOptions {
    bool element_order = true;      // add $setElementOrder lists
    bool ignore_additions = false;  // leave out changes and additions
    bool ignore_deletions = false;
    bool retain_keys = false;  // add $retainKeys
};

class Differ {
public:
    explicit Differ(std::string& error) : error_(error) {}
    bool maps(const Json& original, const Json& modified, const Type* type, DiffOptions options,
              Json& patch);

private:
    bool member(const std::string& key, const Json& original, const Json& modified,
                const Type* type, DiffOptions options, Json& patch);
    bool lists(const std::string& key, const Json& original, const Json& modified,
               const PatchMeta& meta, const DiffOptions& options, Json& patch);
    bool map_lists(const Json& original, const Json& modified, const PatchMeta& meta,
                   const DiffOptions& options, Json& additions, Json& deletions);
    void scalar_lists(const Json& original, const Json& modified, const DiffOptions& options,
                      Json& additions, Json& deletions);
    bool sorted_by_key(const Json& list, const std::string& key, std::vector<const Json*>& out);

    std::string& error_;
};

std::string order_text(const Json& item, const std::string& key) {
    return go_value(key.empty() ? item : item[key]);
}

bool Differ::sorted_by_key(const Json& list, const std::string& key,
                           std::vector<const Json*>& out) {
    for (const Json& item : list) {
        if (!item.contains(key)) {
            error_ = no_merge_key(item, key);
            return false;
        }
        out.push_back(&item);
    }
    std::stable_sort(out.begin(), out.end(), [&](const Json* a, const Json* b) {
        return order_text(*a, key) < order_text(*b, key);
    });
    return true;
}

bool Differ::map_lists(const Json& original, const Json& modified, const PatchMeta& meta,
                       const DiffOptions& options, Json& additions, Json& deletions) {
    std::vector<const Json*> a, b;
    if (!sorted_by_key(original, meta.key, a) || !sorted_by_key(modified, meta.key, b))
        return false;
    std::size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        const std::string x = i < a.size() ? order_text(*a[i], meta.key) : std::string();
        const std::string y = j < b.size() ? order_text(*b[j], meta.key) : std::string();
        if (i < a.size() && j < b.size() && x == y) {
            Json patch = Json::object();
            if (!maps(*a[i], *b[j], meta.type, options, patch)) return false;
            if (!patch.empty()) {
                patch[meta.key] = (*b[j])[meta.key];
                additions.push_back(std::move(patch));
            }
            ++i;
            ++j;
        } else if (i == a.size() || (j < b.size() && x > y)) {
            if (!options.ignore_additions) additions.push_back(*b[j]);
            ++j;
        } else {
            if (!options.ignore_deletions) {
                deletions.push_back(
                    {{std::string(patch_marker), "delete"}, {meta.key, (*a[i])[meta.key]}});
            }
            ++i;
        }
    }
    return true;
}

std::vector<Json> sorted_scalars(const Json& list) {
    std::vector<Json> out(list.begin(), list.end());
    std::stable_sort(out.begin(), out.end(),
                     [](const Json& a, const Json& b) { return go_value(a) < go_value(b); });
    return out;
}

void Differ::scalar_lists(const Json& original, const Json& modified, const DiffOptions& options,
                          Json& additions, Json& deletions) {
    const std::vector<Json> a = sorted_scalars(original), b = sorted_scalars(modified);
    std::size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        const std::string x = i < a.size() ? go_value(a[i]) : std::string();
        const std::string y = j < b.size() ? go_value(b[j]) : std::string();
        if (i < a.size() && j < b.size() && x == y) {
            ++i;
            ++j;
        } else if (i == a.size() || (j < b.size() && x > y)) {
            if (!options.ignore_additions) additions.push_back(b[j]);
            ++j;
        } else {
            const bool repeated = index_of(deletions, a[i], "") >= 0;
            if (!options.ignore_deletions && !repeated) deletions.push_back(a[i]);
            ++i;
        }
    }
}

bool same_order(const Json& original, const Json& modified, const std::string& key) {
    if (original.size() != modified.size()) return false;
    for (std::size_t i = 0; i < original.size(); ++i) {
        if (original[i][key] != modified[i][key]) return false;
    }
    return true;
}

bool Differ::lists(const std::string& key, const Json& original, const Json& modified,
                   const PatchMeta& meta, const DiffOptions& options, Json& patch) {
    if (original.empty()) {
        if (!modified.empty() && !options.ignore_additions) patch[key] = modified;
        return true;
    }
    bool of_maps = false;
    if (!check_items(original, modified, of_maps, error_)) return false;
    Json additions = Json::array(), deletions = Json::array(), order = Json::array();
    if (of_maps) {
        if (!map_lists(original, modified, meta, options, additions, deletions)) return false;
        if (!sort_like(additions, modified, meta.key, error_)) return false;
        for (Json& item : deletions) additions.push_back(std::move(item));
        deletions = Json::array();
        const bool changed = !additions.empty() || !same_order(original, modified, meta.key);
        const bool needed = (!options.ignore_additions && changed) ||
                            (!options.ignore_deletions && !additions.empty());
        for (const Json& item : needed ? modified : Json::array()) {
            order.push_back({{meta.key, item[meta.key]}});
        }
    } else {
        scalar_lists(original, modified, options, additions, deletions);
        if (!sort_like(additions, modified, "", error_)) return false;
        const bool needed = (!options.ignore_deletions && !deletions.empty()) ||
                            (!options.ignore_additions && original != modified);
        if (needed) order = modified;
    }
    if (!additions.empty()) patch[key] = std::move(additions);
    if (!deletions.empty()) patch[cat(delete_prefix, "/", key)] = std::move(deletions);
    if (options.element_order && !order.empty())
        patch[cat(order_prefix, "/", key)] = std::move(order);
    return true;
}

bool Differ::member(const std::string& key, const Json& original, const Json& modified,
                    const Type* type, DiffOptions options, Json& patch) {
    if (!same_kind(original, modified)) {
        if (!options.ignore_additions) patch[key] = modified;
        return true;
    }
    if (!original.is_structured()) {
        if (!options.ignore_additions && original != modified) patch[key] = modified;
        return true;
    }
    PatchMeta meta;
    std::string unknown;
    if (!find_patch_meta(type, key, meta, unknown)) {
        if (original == modified) return true;
        error_ = unknown;
        return false;
    }
    if (original.is_array() && !meta.merge) {
        if (!options.ignore_additions && original != modified) patch[key] = modified;
        return true;
    }
    options.retain_keys = meta.retain_keys;
    if (original.is_array()) return lists(key, original, modified, meta, options, patch);
    Json inner = Json::object();
    if (!maps(original, modified, meta.type, options, inner)) return false;
    if (!inner.empty()) patch[key] = std::move(inner);
    return true;
}

bool Differ::maps(const Json& original, const Json& modified, const Type* type, DiffOptions options,
                  Json& patch) {
    Json kept = Json::array();
    bool cleared = false;
    for (const auto& [key, value] : modified.items()) {
        if (options.retain_keys && !value.is_null()) kept.push_back(key);
        const auto own = original.find(key);
        if (own == original.end()) {
            if (!options.ignore_additions) patch[key] = value;
        } else if (!member(key, *own, value, type, options, patch)) {
            return false;
        }
    }
    for (const auto& [key, value] : original.items()) {
        if (modified.contains(key)) continue;
        if (!options.ignore_deletions) patch[key] = nullptr;
        cleared = cleared || !value.is_null();
    }
    if (!kept.empty() && (!patch.empty() || cleared)) patch[std::string(retain_keys_marker)] = kept;
    return true;
}

Status diff_error(std::string message) {
    return {.code = -1, .message = std::move(message)};
}

}  // namespace

Result<Json> strategic_diff(const Json& original, const Json& modified, const Type& type) {
    Json patch = Json::object();
    std::string error;
    if (!Differ(error).maps(original, modified, &type, {}, patch)) return diff_error(error);
    return patch;
}

Result<Json> strategic_three_way(const Json& original, const Json& modified, const Json& current,
                                 const Type& type) {
    const Json nothing = Json::object();
    const Json& last = original.is_object() ? original : nothing;
    Json changes = Json::object(), deletions = Json::object();
    std::string error;
    Differ differ(error);
    if (!differ.maps(current, modified, &type, {.ignore_deletions = true}, changes) ||
        !differ.maps(last, modified, &type, {.ignore_additions = true}, deletions)) {
        return diff_error(error);
    }
    const MergeOptions as_patches{.lists = false, .ignore_nulls = false};
    if (!merge_maps(deletions, changes, &type, as_patches, error)) return diff_error(error);
    return deletions;
}

}  // namespace podfall
