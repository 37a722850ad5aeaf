// Applies strategic merge patches. Models StrategicMergeMapPatch of strategicpatch/patch.go.
#include <algorithm>

#include "core/api/patch/patch.h"
#include "core/api/patch/strategic.h"
#include "core/base/text.h"

namespace podfall {

namespace {

bool starts_with(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
}

class Merger {
public:
    Merger(const MergeOptions& options, std::string& error) : options_(options), error_(error) {}
    bool maps(Json& original, Json patch, const Type* type);

private:
    bool fail(std::string text);
    bool directive(const Json& marker, Json& original, Json& patch);
    bool keep_only(Json& original, Json& patch);
    bool ordered_lists(Json& original, Json& patch, const Type* type);
    bool ordered_list(const std::string& field, const Json& order, Json& original, Json& patch,
                      const Type* type);
    bool order_fits(const Json& patch, const Json& order, const std::string& key);
    bool member(Json& original, const std::string& key, Json value, const Type* type);
    bool lists(Json& original, Json patch, const PatchMeta& meta, bool deletion);
    bool maps_in_lists(Json& original, const Json& patch, const PatchMeta& meta);
    bool take_directives(Json& original, Json& patch, const std::string& key);
    bool arrange(Json& merged, const Json& order, const Json& server_order, const std::string& key);

    const MergeOptions& options_;
    std::string& error_;
};

bool Merger::fail(std::string text) {
    if (error_.empty()) error_ = std::move(text);
    return false;
}

bool Merger::directive(const Json& marker, Json& original, Json& patch) {
    if (marker == "replace") {
        patch.erase(std::string(patch_marker));
        original = std::move(patch);
        return true;
    }
    if (marker == "delete") {
        original = Json::object();
        return true;
    }
    return fail(cat("unknown patch type: ", go_value(marker), " in map: ", go_value(patch)));
}

// $retainKeys: drops the members of the original that are not in the list.
bool Merger::keep_only(Json& original, Json& patch) {
    const auto found = patch.find(retain_keys_marker);
    if (found == patch.end()) return true;
    const Json keys = *found;
    patch.erase(found);
    if (!options_.lists) {
        const auto own = original.find(retain_keys_marker);
        if (own != original.end() && *own != keys) {
            return fail(
                cat(go_value(*own), " and ", go_value(keys),
                    " are not deep equal: this may happen when calculating the 3-way diff patch"));
        }
        original[std::string(retain_keys_marker)] = keys;
        return true;
    }
    constexpr const char* bad_format = "invalid patch format of retainKeys";
    if (!keys.is_array()) return fail(bad_format);
    const auto listed = [&](const std::string& key) {
        return std::find(keys.begin(), keys.end(), Json(key)) != keys.end();
    };
    for (const auto& [key, value] : patch.items()) {
        const bool parallel = starts_with(key, delete_prefix) || starts_with(key, order_prefix);
        if (!value.is_null() && !parallel && !listed(key)) return fail(bad_format);
    }
    for (auto it = original.begin(); it != original.end();) {
        it = listed(it.key()) ? std::next(it) : original.erase(it);
    }
    return true;
}

// The patch's items must be in the order of $setElementOrder, or the patch is invalid.
bool Merger::order_fits(const Json& patch, const Json& order, const std::string& key) {
    if (order.empty() || patch.empty()) return true;
    std::size_t at = 0;
    for (const Json& item : patch) {
        if (item.is_object() && item.contains(patch_marker)) continue;
        if (!key.empty() && (!item.is_object() || !item.contains(key))) {
            return fail(no_merge_key(item, key));
        }
        while (at < order.size() && index_of(Json::array({order[at]}), item, key) < 0) ++at;
        if (at == order.size()) {
            return fail(cat("The order in patch list:\n", go_value(patch), "\n doesn't match ",
                            order_prefix, " list:\n", go_value(order), "\n"));
        }
        ++at;
    }
    return true;
}

// Sorts the items the patch mentions into its order; items that only the server has keep the
// server's order.
bool Merger::arrange(Json& merged, const Json& order, const Json& server_order,
                     const std::string& key) {
    Json ordered = Json::array(), server_only = Json::array();
    for (Json& item : merged) {
        if (!key.empty() && !item.contains(key)) return fail(no_merge_key(item, key));
        (index_of(order, item, key) >= 0 ? ordered : server_only).push_back(std::move(item));
    }
    if (!sort_like(ordered, order, key, error_)) return false;
    if (!sort_like(server_only, server_order, key, error_)) return false;
    Json out = Json::array();
    std::size_t i = 0, j = 0;
    while (i < server_only.size() || j < ordered.size()) {
        bool server_first = j == ordered.size();
        if (i < server_only.size() && j < ordered.size()) {
            const int x = index_of(server_order, server_only[i], key);
            const int y = index_of(server_order, ordered[j], key);
            server_first = x >= 0 && y >= 0 && x < y;
        }
        out.push_back(std::move(server_first ? server_only[i++] : ordered[j++]));
    }
    merged = std::move(out);
    return true;
}

bool Merger::ordered_list(const std::string& field, const Json& order, Json& original, Json& patch,
                          const Type* type) {
    const Json empty = Json::array();
    const bool has_original = original.contains(field), has_patch = patch.contains(field);
    const Json own = has_original ? original[field] : empty;
    const Json changes = has_patch ? patch[field] : empty;
    if (!own.is_array() || !changes.is_array()) {
        return fail("expected a []interface {}, but received a map[string]interface {}");
    }
    PatchMeta meta;
    if (!find_patch_meta(type, field, meta, error_)) return false;
    if (!order_fits(changes, order, meta.key)) return false;
    if (!has_original && !has_patch) return true;
    Json merged = has_original ? own : changes;
    if (has_original && has_patch) {
        if (!meta.merge) {
            merged = changes;
        } else if (!lists(merged, changes, meta, false)) {
            return false;
        }
    }
    bool of_maps = false;
    if (!check_items(own, changes, of_maps, error_)) return false;
    if (!arrange(merged, order, own, meta.key)) return false;
    original[field] = std::move(merged);
    patch.erase(field);
    return true;
}

bool Merger::ordered_lists(Json& original, Json& patch, const Type* type) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : patch.items()) {
        if (starts_with(key, order_prefix)) keys.push_back(key);
    }
    constexpr const char* bad_format = "invalid patch format of setElementOrder list";
    for (const std::string& key : keys) {
        const Json order = patch[key];
        if (!options_.lists) {
            if (original.contains(key) && original[key] != order) return fail(bad_format);
            original[key] = order;
        }
        patch.erase(key);
        if (!order.is_array()) return fail("expected a []interface {}, but received a string");
        if (key.size() <= order_prefix.size() + 1 || key[order_prefix.size()] != '/') {
            return fail(bad_format);
        }
        if (!ordered_list(key.substr(order_prefix.size() + 1), order, original, patch, type))
            return false;
    }
    return true;
}

// Executes the items that are directives ($patch: delete, replace) and leaves the others in the
// patch.
bool Merger::take_directives(Json& original, Json& patch, const std::string& key) {
    Json plain = Json::array();
    bool replace = false;
    for (Json& item : patch) {
        const auto marker = item.find(patch_marker);
        if (marker == item.end()) {
            plain.push_back(std::move(item));
        } else if (*marker == "delete") {
            if (!item.contains(key)) return fail(no_merge_key(item, key));
            for (int at = index_of(original, item, key); at >= 0;
                 at = index_of(original, item, key)) {
                original.erase(static_cast<std::size_t>(at));
            }
        } else if (*marker == "replace") {
            replace = true;
        } else if (*marker == "merge") {
            return fail("merging lists cannot yet be specified in the patch");
        } else {
            return fail(
                cat("unknown patch type: ", go_value(*marker), " in map: ", go_value(item)));
        }
    }
    if (replace) {
        original = std::move(plain);
        plain = Json::array();
    }
    patch = std::move(plain);
    return true;
}

bool Merger::maps_in_lists(Json& original, const Json& patch, const PatchMeta& meta) {
    for (const Json& item : patch) {
        if (!item.contains(meta.key)) return fail(no_merge_key(item, meta.key));
        const int at = index_of(original, item, meta.key);
        if (at < 0) {
            original.push_back(item);
        } else if (!maps(original[static_cast<std::size_t>(at)], item, meta.type)) {
            return false;
        }
    }
    return true;
}

// Drops repeated items, moving the last item into the gap as upstream does.
void drop_repeated(Json& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        for (std::size_t j = i + 1; j < list.size();) {
            if (list[i] != list[j]) {
                ++j;
                continue;
            }
            const std::size_t last = list.size() - 1;
            if (j != last) list[j] = list[last];
            list.erase(last);
        }
    }
}

bool Merger::lists(Json& original, Json patch, const PatchMeta& meta, bool deletion) {
    if (original.empty() && patch.empty()) return true;
    bool of_maps = false;
    if (!check_items(original, patch, of_maps, error_)) return false;
    if (!of_maps && options_.lists && deletion) {
        Json left = Json::array();
        for (const Json& item : original) {
            if (index_of(patch, item, "") < 0) left.push_back(item);
        }
        original = std::move(left);
        return true;
    }
    if (of_maps && meta.key.empty()) {
        return fail(
            cat("cannot merge lists without merge key for ", meta.type ? meta.type->name : ""));
    }
    // Items that the patch deletes are removed from the original order too.
    if (of_maps && !take_directives(original, patch, meta.key)) return false;
    Json merged = original;
    if (of_maps) {
        if (!maps_in_lists(merged, patch, meta)) return false;
    } else {
        for (const Json& item : patch) merged.push_back(item);
        drop_repeated(merged);
    }
    if (!arrange(merged, patch, original, meta.key)) return false;
    original = std::move(merged);
    return true;
}

bool Merger::member(Json& original, const std::string& key, Json value, const Type* type) {
    std::string field = key;
    bool deletion = false;
    if (starts_with(key, delete_prefix)) {
        if (!options_.lists) {
            original[key] = std::move(value);
            return true;
        }
        if (key.size() <= delete_prefix.size() + 1 || key[delete_prefix.size()] != '/') {
            return fail("invalid patch format of primitive list");
        }
        field = key.substr(delete_prefix.size() + 1);
        deletion = true;
    }
    if (value.is_null()) {
        original.erase(field);
        if (options_.ignore_nulls) return true;
    }
    const auto own = original.find(field);
    if (own == original.end() || !same_kind(*own, value) || !value.is_structured()) {
        original[field] = std::move(value);
        return true;
    }
    PatchMeta meta;
    if (!find_patch_meta(type, field, meta, error_)) return false;
    if (value.is_object()) return maps(*own, std::move(value), meta.type);
    if (meta.merge) return lists(*own, std::move(value), meta, deletion);
    *own = std::move(value);
    return true;
}

bool Merger::maps(Json& original, Json patch, const Type* type) {
    if (const auto marker = patch.find(patch_marker); marker != patch.end()) {
        const Json copy = *marker;
        return directive(copy, original, patch);
    }
    if (!original.is_object()) original = Json::object();
    if (!keep_only(original, patch) || !ordered_lists(original, patch, type)) return false;
    for (auto it = patch.begin(); it != patch.end(); ++it) {
        if (!member(original, it.key(), *it, type)) return false;
    }
    return true;
}

// How the API server reports an error in a patch (interpretStrategicMergePatchError).
Status patch_error(std::string message) {
    constexpr std::string_view bad_requests[] = {"invalid patch format of primitive list",
                                                 "invalid patch format of retainKeys",
                                                 "invalid patch format of setElementOrder list"};
    for (const std::string_view text : bad_requests) {
        if (message == text) return {.code = 400, .reason = "BadRequest", .message = message};
    }
    if (message == "lists of lists are not supported") {
        return {.code = 422, .reason = "Invalid", .message = message};
    }
    return {.code = 500, .reason = "", .message = message};
}

}  // namespace

bool merge_maps(Json& original, Json patch, const Type* type, const MergeOptions& options,
                std::string& error) {
    return Merger(options, error).maps(original, std::move(patch), type);
}

Result<Json> strategic_merge_patch(const Json& original, const Json& patch, const Type& type) {
    Json out = original;
    std::string error;
    if (!patch.is_object()) return patch_error("invalid JSON document");
    if (!merge_maps(out, patch, &type, {}, error)) return patch_error(error);
    return out;
}

}  // namespace podfall
