// Look-ups and sorting for strategic merge patches. Models parts of strategicpatch/{meta,patch}.go.
#include "core/api/patch/strategic.h"

#include "core/base/text.h"

namespace podfall {

std::string go_value(const Json& json) {
    if (json.is_null()) return "<nil>";
    if (json.is_string()) return json.get<std::string>();
    if (json.is_object()) {
        std::vector<std::string> parts;
        for (const auto& [key, value] : json.items())
            parts.push_back(cat(key, ":", go_value(value)));
        return cat("map[", join(parts, " "), "]");
    }
    if (json.is_array()) {
        std::vector<std::string> parts;
        for (const Json& item : json) parts.push_back(go_value(item));
        return cat("[", join(parts, " "), "]");
    }
    return json.dump();
}

std::string no_merge_key(const Json& item, const std::string& key) {
    return cat("map: ", go_value(item), " does not contain declared merge key: ", key);
}

bool same_kind(const Json& a, const Json& b) {
    return a.type() == b.type() || (a.is_number() && b.is_number());
}

static const Type* underlying(const Type* type) {
    while (type->element && type->shape != Shape::map) type = &type->element();
    if (type->shape == Shape::raw) return nullptr;
    return type;
}

bool find_patch_meta(const Type* owner, std::string_view field, PatchMeta& out,
                     std::string& error) {
    out = {};
    if (!owner) return true;
    if (owner->shape == Shape::map) {
        out.type = underlying(&owner->element());
        return true;
    }
    const Located found = owner->find(field);
    if (!found.field) {
        if (!owner->fields.empty() && owner->fields.back().has(rest)) return true;
        std::string_view name = owner->name;
        if (const std::size_t dot = name.find('.'); dot != std::string_view::npos) {
            name.remove_prefix(dot + 1);
        }
        error =
            cat("unable to find api field in struct ", name, " for the json field ", quote(field));
        return false;
    }
    out.type = underlying(&found.field->type());
    out.merge = found.field->has(patch_merge);
    out.retain_keys = found.field->has(retain_keys);
    out.key = found.field->merge_key();
    return true;
}

static Json key_value(const Json& item, const std::string& key) {
    if (key.empty()) return item;
    const auto it = item.is_object() ? item.find(key) : item.end();
    return it == item.end() ? Json(nullptr) : *it;
}

int index_of(const Json& list, const Json& item, const std::string& key) {
    const Json wanted = key_value(item, key);
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (key_value(list[i], key) == wanted) return static_cast<int>(i);
    }
    return -1;
}

static bool has_keys(const Json& list, const std::string& key, std::string& error) {
    for (const Json& item : list) {
        if (!item.is_object()) {
            error = "expected a map[string]interface {}, but received a " +
                    std::string(item.is_string() ? "string" : item.type_name());
            return false;
        }
        if (!item.contains(key)) {
            error = no_merge_key(item, key);
            return false;
        }
    }
    return true;
}

bool sort_like(Json& items, const Json& order, const std::string& key, std::string& error) {
    Json sorted = Json::array(), deletions = Json::array();
    if (!key.empty() && (!has_keys(items, key, error) || !has_keys(order, key, error)))
        return false;
    for (Json& item : items) {
        const bool deletion = item.is_object() && item.contains(patch_marker) &&
                              item[std::string(patch_marker)] == "delete";
        (deletion ? deletions : sorted).push_back(std::move(item));
    }
    // An insertion sort, because upstream's comparison is not a consistent order: an item outside
    // of the given order sorts before the item before it.
    const auto before = [&](const Json& a, const Json& b) {
        const int x = index_of(order, a, key), y = index_of(order, b, key);
        return x >= 0 && y >= 0 ? x < y : true;
    };
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        for (std::size_t j = i; j > 0 && before(sorted[j], sorted[j - 1]); --j) {
            std::swap(sorted[j], sorted[j - 1]);
        }
    }
    for (Json& item : deletions) sorted.push_back(std::move(item));
    items = std::move(sorted);
    return true;
}

bool check_items(const Json& a, const Json& b, bool& of_maps, std::string& error) {
    const Json* first = nullptr;
    for (const Json* list : {&a, &b}) {
        for (const Json& item : *list) {
            if (!first) first = &item;
            if (item.is_array()) {
                error = "lists of lists are not supported";
                return false;
            }
            if (!same_kind(*first, item)) {
                error = cat("list element types are not identical: [", go_value(a), " ",
                            go_value(b), "]");
                return false;
            }
        }
    }
    if (!first) error = "no elements in any of the given slices";
    of_maps = first && first->is_object();
    return first != nullptr;
}

}  // namespace podfall
