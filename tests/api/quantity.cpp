// Quantities read, print and add as apimachinery's.
#include "core/api/schema/quantity.h"

#include <doctest/doctest.h>

using namespace podfall;

static std::string canonical(std::string_view text) {
    return quantity(text).text();
}

TEST_CASE("quantities print in canonical form") {
    CHECK(canonical("0") == "0");
    CHECK(canonical("100m") == "100m");
    CHECK(canonical("0.1") == "100m");
    CHECK(canonical("1000m") == "1");
    CHECK(canonical("1.5") == "1500m");
    CHECK(canonical("1.5Gi") == "1536Mi");
    CHECK(canonical("1024Mi") == "1Gi");
    CHECK(canonical("1000Ki") == "1000Ki");
    CHECK(canonical("1000") == "1k");
    CHECK(canonical("64Mi") == "64Mi");
    CHECK(canonical("12e6") == "12e6");
    CHECK(canonical("123450000") == "123450k");
    CHECK(canonical("0.5Ki") == "512");
    CHECK(canonical("-1") == "-1");
    CHECK(canonical("1n") == "1n");
    CHECK(canonical("0.1n") == "1n");
    CHECK(canonical("3840784Ki") == "3840784Ki");
    CHECK(canonical("100Ei") == "9223372036854775807");
}

TEST_CASE("values are rounded up") {
    CHECK(quantity("100m").value() == 1);
    CHECK(quantity("100m").milli_value() == 100);
    CHECK(quantity("2").milli_value() == 2000);
    CHECK(quantity("1500u").milli_value() == 2);
    CHECK(quantity("1Gi").value() == 1073741824);
}

TEST_CASE("arithmetic keeps exact amounts and the first format") {
    CHECK((quantity("100m") + quantity("1")).text() == "1100m");
    CHECK((quantity("64Mi") + quantity("64Mi")).text() == "128Mi");
    CHECK((quantity("0") + quantity("64Mi")).text() == "64Mi");
    CHECK((quantity("1Gi") - quantity("1Mi")).text() == "1023Mi");
    CHECK(quantity("1") == quantity("1000m"));
    CHECK(compare(quantity("999m"), quantity("1")) < 0);
    CHECK(compare(quantity("1Ki"), quantity("1k")) > 0);
}

TEST_CASE("invalid quantities give Go's errors") {
    Quantity q;
    CHECK(parse_quantity("", q) != nullptr);
    CHECK(std::string(parse_quantity("1 Gi", q)) ==
          "quantities must match the regular expression "
          "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    CHECK(std::string(parse_quantity("1Gb", q)).find("quantities must match") == 0);
    CHECK(std::string(parse_quantity("1KK", q)) == "unable to parse quantity's suffix");
}
