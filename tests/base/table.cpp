// Table: ordered access, sharing between copies, erasing.
#include <doctest/doctest.h>

#include <map>
#include <utility>
#include <vector>

#include "core/base/random.h"
#include "core/base/table.h"

using namespace podfall;

namespace {

bool same(const Table<int, int>& table, const std::map<int, int>& model) {
    if (table.size() != model.size()) return false;
    auto expected = model.begin();
    for (const auto& [key, value] : table) {
        if (key != expected->first || value != expected->second) return false;
        ++expected;
    }
    return true;
}

}  // namespace

TEST_CASE("a table agrees with std::map, and its copies stay as they were") {
    Random random{20221124};
    Table<int, int> table;
    std::map<int, int> model;
    std::vector<std::pair<Table<int, int>, std::map<int, int>>> copies;
    for (int i = 0; i < 40'000; ++i) {
        const int key = static_cast<int>(random.below(1500));
        if (random.below(3) < 2) {
            table.set(key, i);
            model[key] = i;
        } else {
            CHECK(table.erase(key) == (model.erase(key) != 0));
        }
        if (i % 500 == 0) copies.push_back({table, model});
    }
    CHECK(same(table, model));
    for (const auto& [copy, then] : copies) CHECK(same(copy, then));
}

TEST_CASE("lower_bound finds the first key that is not less, across chunks") {
    Table<int, int> table;
    for (int i = 0; i < 1000; ++i) table.set(i * 2, i);
    CHECK(table.lower_bound(501)->key == 502);
    CHECK(table.lower_bound(502)->key == 502);
    CHECK(table.lower_bound(1999) == table.end());
    CHECK(table.find(501) == nullptr);
    CHECK(*table.find(502) == 251);
}
