// Virtual time, random names, hashes and text helpers.
#include <doctest/doctest.h>

#include <array>

#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/base/time.h"

using namespace podfall;

TEST_CASE("calendar dates convert both ways, leap days too") {
    for (const auto& [y, m, d] : {std::array{2000, 2, 29}, std::array{2022, 8, 15},
                                  std::array{1970, 1, 1}, std::array{2026, 12, 31}}) {
        const CivilTime c = civil_time(from_civil(y, m, d, 23, 59, 58));
        CHECK(c.year == y);
        CHECK(c.month == m);
        CHECK(c.day == d);
        CHECK(c.second == 58);
    }
    CHECK(civil_time(from_civil(2022, 8, 15)).weekday == 1);
    CHECK(civil_time(from_civil(2022, 8, 15, 20), hours(9)).day == 16);
}

TEST_CASE("names use the alphabet of Kubernetes and nothing else") {
    Random random{7};
    const std::string name = random_suffix(random, 2000);
    CHECK(name.find_first_not_of("bcdfghjklmnpqrstvwxz2456789") == std::string::npos);
    const std::string uuid = random_uuid(random);
    CHECK(uuid.size() == 36);
    CHECK(uuid[14] == '4');
}

TEST_CASE("FNV-1a gives the published values") {
    CHECK(fnv32a("") == 0x811c9dc5u);
    CHECK(fnv32a("foobar") == 0xbf9cf968u);
}

TEST_CASE("text helpers split and join") {
    CHECK(split("a,,b", ',').size() == 3);
    CHECK(split_words("  a \t b\n").size() == 2);
    CHECK(split_lines("a\nb\n").size() == 2);
    CHECK(replace_all("a-b-c", "-", "--") == "a--b--c");
    CHECK(quote("a\"\n") == "\"a\\\"\\n\"");
    std::int64_t n = 0;
    CHECK_FALSE(parse_int("12x", n));
    CHECK(parse_int("-12", n));
    CHECK(n == -12);
}
