// jq's filters.
#include <doctest/doctest.h>

#include "core/base/text.h"
#include "tests/terminal/bash_fixture.h"

namespace podfall {
namespace {

std::string filtered(std::string_view json, std::string_view filter,
                     std::string_view flags = "-c") {
    BashFixture b;
    b.write("/root/in.json", json);
    return b.out("jq " + std::string(flags) + " '" + std::string(filter) + "' in.json") + b.errors;
}

}  // namespace

TEST_CASE("jq: paths, pipes, construction") {
    const char* pods =
        R"({"items":[{"n":"a","s":{"p":"Running"},"c":[1,2]},{"n":"b","s":{"p":"X"}}]})";
    CHECK(filtered(pods, ".items[].n", "-r") == "a\nb\n");
    CHECK(filtered(pods, ".items[] | select(.s.p != \"Running\") | .n") == "\"b\"\n");
    CHECK(filtered(pods, "[.items[] | {name: .n, phase: .s.p}]") ==
          "[{\"name\":\"a\",\"phase\":\"Running\"},{\"name\":\"b\",\"phase\":\"X\"}]\n");
    CHECK(filtered(pods, ".items | length") == "2\n");
    CHECK(filtered(pods, ".items[1].c // \"none\"") == "\"none\"\n");
    CHECK(filtered(pods, ".items[0] | \"\\(.n)=\\(.c[1] + 1)\"", "-r") == "a=3\n");
    CHECK(filtered(pods, ".items[] | [.n, .s.p] | @tsv", "-r") == "a\tRunning\nb\tX\n");
    CHECK(filtered(pods, ".items | map(.n) | join(\",\")", "-r") == "a,b\n");
    CHECK(filtered(pods, ".items | group_by(.s.p) | map(length)") == "[1,1]\n");
    CHECK(filtered(pods, "if .items then 1 else 2 end") == "1\n");
    CHECK(filtered(pods, ".items[0].c | add, max, .[-1:], first") == "3\n2\n[2]\n1\n");
    CHECK(filtered(pods, ".items[] | select(.n | test(\"^A$\"; \"i\")).n") == "\"a\"\n");
    CHECK(filtered(pods, "[.items[] as $i | $i.n] | sort | reverse") == "[\"b\",\"a\"]\n");
    CHECK(filtered(pods, "reduce .items[] as $i (\"\"; . + $i.n)") == "\"ab\"\n");
}

TEST_CASE("jq: changes, entries, errors") {
    const char* o = R"({"b":1,"a":{"x":"eHk="}})";
    CHECK(filtered(o, "del(.a) | .c = 2 | .b |= . + 1") == "{\"b\":2,\"c\":2}\n");
    CHECK(filtered(o, ".a | to_entries[] | .value | @base64d", "-r") == "xy\n");
    CHECK(filtered(o, ".a | with_entries(.value |= length)") == "{\"x\":4}\n");
    CHECK(filtered(o, "keys") == "[\"a\",\"b\"]\n");
    CHECK(filtered(o, ".b[0]?") == "");
    CHECK(filtered(o, ".b[]") == "jq: error (at <stdin>:1): Cannot iterate over number (1)\n");
    CHECK(filtered(o, ".b.c").rfind("jq: error (at <stdin>:1): Cannot index number with \"c\"",
                                    0) == 0);
    CHECK(filtered(o, ".b |").rfind("jq: error: syntax error", 0) == 0);
    CHECK(filtered("1 2", ".", "-s -c") == "[1,2]\n");
    CHECK(filtered(o, ".") == "{\"b\":1,\"a\":{\"x\":\"eHk=\"}}\n");
    CHECK(filtered(o, ".", "-cS") == "{\"a\":{\"x\":\"eHk=\"},\"b\":1}\n");
    CHECK(contains(filtered("{a", "."), "parse error"));
}

}  // namespace podfall
