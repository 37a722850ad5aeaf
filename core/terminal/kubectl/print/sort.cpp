// Sorts rows for --sort-by.
#include "core/terminal/kubectl/print/sort.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/go_sort.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/print/jsonpath.h"

namespace podfall::kube {

namespace {

bool digit(char c) {
    return c >= '0' && c <= '9';
}

// isLess for values of one type; values of different types keep their order.
bool less(const Json* a, const Json* b) {
    if (!a) return true;
    if (!b) return false;
    if (a->is_null() || b->is_null()) return a->is_null() && !b->is_null();
    if (a->is_string() && b->is_string()) {
        return natural_less(a->get_ref<const std::string&>(), b->get_ref<const std::string&>());
    }
    if (a->is_number() && b->is_number()) return *a < *b;
    return false;
}

struct Keyed {
    Json value;
    const Json* key;
};

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        const bool da = digit(a[i]), db = digit(b[j]);
        if (da != db) return da;
        if (!da) {
            if (a[i] != b[j]) return a[i] < b[j];
            ++i;
            ++j;
            continue;
        }
        const std::size_t start_a = i, start_b = j;
        while (i < a.size() && a[i] == '0') ++i;
        while (j < b.size() && b[j] == '0') ++j;
        const std::size_t zeros_a = i - start_a, zeros_b = j - start_b;
        const std::size_t number_a = i, number_b = j;
        while (i < a.size() && digit(a[i])) ++i;
        while (j < b.size() && digit(b[j])) ++j;
        const std::string_view na = a.substr(number_a, i - number_a);
        const std::string_view nb = b.substr(number_b, j - number_b);
        if (na.size() != nb.size()) return na.size() < nb.size();
        if (na != nb) return na < nb;
        if (zeros_a != zeros_b) return zeros_a < zeros_b;
    }
    return a.size() - i < b.size() - j;
}

Error sort_by(std::vector<Json>& list, const std::string& field, const char* inside) {
    if (list.empty()) return {};
    std::string path, why;
    if (!relaxed_json_path(field, path, why)) {
        if (!*inside) return plain_error(why);
        path = field;
    }
    JsonPath parsed;
    if (!parse_json_path(path, parsed, why)) {
        return plain_error(cat(*inside ? "sorting error: " : "", why));
    }
    std::vector<Keyed> keyed;
    std::vector<JsonPathRun> runs(list.size(), JsonPathRun(true));
    bool found_once = false;
    keyed.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        keyed.push_back({std::move(list[i]), nullptr});
    }
    for (std::size_t i = 0; i < keyed.size(); ++i) {
        std::vector<JsonPathRun::Values> found;
        if (!runs[i].find(parsed, at(keyed[i].value, inside), found, why)) {
            return plain_error(why);
        }
        if (!found.empty() && !found[0].empty()) {
            // The sort value moves with its object, whose members stay where they are.
            keyed[i].key = found[0][0];
            found_once = true;
        }
    }
    if (found_once)
        go_sort(keyed, [](const Keyed& a, const Keyed& b) { return less(a.key, b.key); });
    for (std::size_t i = 0; i < keyed.size(); ++i) list[i] = std::move(keyed[i].value);
    if (found_once) return {};
    return plain_error(
        cat("couldn't find any field with path ", quote(path), " in the list of objects"));
}

}  // namespace podfall::kube
