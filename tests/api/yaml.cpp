// YAML, compared with the output and errors of the real kubectl v1.20.2.
#include "core/api/format/yaml.h"

#include "tests/api/fixture.h"

using namespace podfall;

static std::string yaml_error(std::string_view text) {
    std::vector<Json> out;
    std::string error;
    read_documents(text, out, error);
    return error;
}

TEST_CASE("texts are quoted exactly when go-yaml quotes them") {
    const struct {
        const char *value, *printed;
    } cases[] = {
        {"yes", "\"yes\""},
        {"y", "\"y\""},
        {"1e3", "\"1e3\""},
        {"0x1F", "\"0x1F\""},
        {" lead", "' lead'"},
        {"trail ", "'trail '"},
        {"a: b", "'a: b'"},
        {"12:30", "\"12:30\""},
        {"tab\there", "\"tab\\there\""},
        {"", "\"\""},
        {"- x", "'- x'"},
        {"null", "\"null\""},
        {"2020-01-01", "\"2020-01-01\""},
        {"@at", "'@at'"},
        {"it's", "it's"},
        {"'q'", "'''q'''"},
        {"x #y", "'x #y'"},
        {"한글", "한글"},
        {"1_000", "\"1_000\""},
        {"0o17", "\"0o17\""},
        {"017", "\"017\""},
        {"~", "\"~\""},
        {"%x", "'%x'"},
        {"a,b", "a,b"},
        {"[a]", "'[a]'"},
        {"1.5", "\"1.5\""},
        {".5", "\".5\""},
        {".", "."},
        {"-", "'-'"},
        {"--- x", "'--- x'"},
        {"<<", "<<"},
        {"=", "="},
        {"1.2.3", "1.2.3"},
        {"1e", "1e"},
        {"+1", "\"+1\""},
        {"a \nb", "\"a \\nb\""},
        {"true", "\"true\""},
        {"25%", "25%"},
        {"10.96.0.1", "10.96.0.1"},
        {"*.x", "'*.x'"},
        {"{}", "'{}'"},
        {"nginx:1.19", "nginx:1.19"},
    };
    for (const auto& c : cases) {
        CHECK(to_yaml(Json{{"k", c.value}}) == "k: " + std::string(c.printed) + "\n");
    }
}

TEST_CASE("texts of several lines are literal blocks") {
    CHECK(to_yaml(Json{{"i", "two\nlines"}}) == "i: |-\n  two\n  lines\n");
    CHECK(to_yaml(Json{{"t", "x\n"}}) == "t: |\n  x\n");
    CHECK(to_yaml(Json{{"v", "a\n\n"}}) == "v: |+\n  a\n\n");
    CHECK(to_yaml(Json{{"u", "\nx"}}) == "u: |2-\n\n  x\n");
    CHECK(to_yaml(Json{{"b", "\xff"}}) == "b: !!binary /w==\n");
}

TEST_CASE("long texts are folded after 80 columns") {
    const char* text =
        "this is a long line with spaces that goes well beyond eighty columns of width "
        "so that folding would be seen here if it is applied";
    CHECK(to_yaml(Json{{"data", {{"a", text}}}}) ==
          "data:\n  a: this is a long line with spaces that goes well beyond eighty columns of "
          "width\n"
          "    so that folding would be seen here if it is applied\n");
}

TEST_CASE("lists stand under their key, empty ones in brackets, keys in natural order") {
    const Json json = {{"a10", Json::array()},
                       {"a2", Json::object()},
                       {"b", {{{"name", "x"}, {"l", {1, 2}}}}},
                       {"a b", nullptr},
                       {"12", true}};
    CHECK(to_yaml(json) ==
          "\"12\": true\na b: null\na2: {}\na10: []\nb:\n- l:\n  - 1\n  - 2\n  name: x\n");
    CHECK(to_yaml(Json::array({Json::array({1, 2}), "x"})) == "- - 1\n  - 2\n- x\n");
}

TEST_CASE("a key too long for a simple one is written with a question mark") {
    const std::string key(130, 'k');
    CHECK(to_yaml(Json{{"d", {{key, "v"}}}}) == "d:\n  ? " + key + "\n  : v\n");
}

TEST_CASE("plain scalars have the types of YAML 1.1, quoted ones are text") {
    const Json json = json_of(
        "a: yes\nb: 'yes'\nc: 0777\nd: 1_000\ne: 1.0\nf: 1.5\ng: ~\nh: 2020-01-01\n"
        "i: 0x10\nj: off\nk: -3\nl: !!str 5\n1: one\nn: x\n");
    CHECK(json["a"] == true);
    CHECK(json["b"] == "yes");
    CHECK(json["c"] == 511);
    CHECK(json["d"] == 1000);
    CHECK(json["e"] == 1);
    CHECK(json["f"] == 1.5);
    CHECK(json["g"].is_null());
    CHECK(json["h"] == "2020-01-01");
    CHECK(json["i"] == 16);
    CHECK(json["j"] == false);
    CHECK(json["k"] == -3);
    CHECK(json["l"] == "5");
    CHECK(json["1"] == "one");
    CHECK(json["false"] == "x");
}

TEST_CASE("anchors, merges and repeated keys") {
    const Json json = json_of("base: &b {x: 1, z: 2}\nuse: *b\nmore: {<<: *b, z: 3}\nk: 1\nk: 2\n");
    CHECK(json["use"]["x"] == 1);
    CHECK(json["more"] == Json({{"x", 1}, {"z", 3}}));
    CHECK(json["k"] == 2);
}

TEST_CASE("files are cut into documents, empty ones left out") {
    std::vector<Json> out;
    std::string error;
    CHECK(read_documents("---\na: 1\n---\n# nothing\n---\nb: 2\n", out, error));
    REQUIRE(out.size() == 2);
    CHECK(out[1]["b"] == 2);
    out.clear();
    CHECK(read_documents("{\"a\": 1}\n{\"b\": 2}", out, error));
    CHECK(out.size() == 2);
}

TEST_CASE("errors are kubectl's, word for word") {
    const std::string yaml = "error converting YAML to JSON: yaml: ";
    CHECK(yaml_error("a: 1\nb: c: d\n") ==
          yaml + "line 2: mapping values are not allowed in this context");
    CHECK(yaml_error("apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n spec:\n") ==
          yaml + "line 4: did not find expected key");
    CHECK(yaml_error("a: [1, 2\n") == yaml + "line 1: did not find expected ',' or ']'");
    CHECK(yaml_error("a: \"x\n") == yaml + "line 2: found unexpected end of stream");
    CHECK(yaml_error("a: *x\n") == yaml + "unknown anchor 'x' referenced");
    CHECK(yaml_error("a: @x\n") == yaml + "found character that cannot start any token");
    CHECK(yaml_error("a:\n\tb: c\n") ==
          yaml + "line 2: found character that cannot start any token");
    CHECK(yaml_error("a: !!int x\n") == yaml + "cannot decode !!str `x` as a !!int");
    CHECK(yaml_error("{\"a\": 1,}\n") ==
          "json: line 0: invalid character '}' looking for beginning of object key string");
    CHECK(yaml_error("{\"a\": }\n") ==
          "json: line 0: invalid character '}' looking for beginning of value");
    CHECK(yaml_error("{\"a\":\"v\" \"b\":1}") ==
          "json: line 0: invalid character '\"' after object key:value pair");
}

TEST_CASE("what is written is read back the same") {
    const Json json =
        json_of("{a: [1, {b: 'x: y', c: \"two\\nlines\\n\"}, [], {}], d: {e: null, f: ''}}");
    CHECK(json_of(to_yaml(json)) == json);
}
