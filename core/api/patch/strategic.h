// Helpers shared by computing and applying strategic merge patches.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/api/format/json.h"
#include "core/api/schema/type.h"

namespace podfall {

constexpr std::string_view patch_marker = "$patch";
constexpr std::string_view retain_keys_marker = "$retainKeys";
constexpr std::string_view delete_prefix = "$deleteFromPrimitiveList";
constexpr std::string_view order_prefix = "$setElementOrder";

// How a struct field is merged. `type` is the type of its value (or of a list's items); null when
// there is no schema for it.
struct PatchMeta {
    const Type* type = nullptr;
    bool merge = false;
    bool retain_keys = false;
    std::string key;
};

// Looks up `field` in `owner` (null: no schema). False with an error text when there is no such
// field.
bool find_patch_meta(const Type* owner, std::string_view field, PatchMeta& out, std::string& error);

// The index of the first item with the same value (or merge key, if any) as `item`; -1 if there is
// none.
int index_of(const Json& list, const Json& item, const std::string& key);

// Sorts `items` into the order of `order`; with a key, deletions go last. False with an error text.
bool sort_like(Json& items, const Json& order, const std::string& key, std::string& error);

// Whether all items have one JSON type other than list. False with an error text.
bool check_items(const Json& a, const Json& b, bool& of_maps, std::string& error);

// Go's "%v" of a JSON value, as in error texts: map[a:1 b:[x y]].
std::string go_value(const Json& json);

std::string no_merge_key(const Json& item, const std::string& key);

// Whether Go would store both in the same type.
bool same_kind(const Json& a, const Json& b);

struct MergeOptions {
    bool lists = true;         // apply $setElementOrder, $deleteFromPrimitiveList, $retainKeys
    bool ignore_nulls = true;  // a null for a missing key leaves nothing behind
};

// Merges `patch` into `original`. False with an error text.
bool merge_maps(Json& original, Json patch, const Type* type, const MergeOptions& options,
                std::string& error);

}  // namespace podfall
