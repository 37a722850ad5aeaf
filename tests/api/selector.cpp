// Selectors read, match, print and fail as apimachinery's.
#include "core/api/rules/selector.h"

#include "tests/api/fixture.h"

using namespace podfall;

static Selector selector(std::string_view text) {
    Selector out;
    std::string error;
    const bool ok = parse_selector(text, out, error);
    CHECK_MESSAGE(ok, error);
    return out;
}

static std::string selector_error(std::string_view text) {
    Selector out;
    std::string error;
    CHECK(!parse_selector(text, out, error));
    return error;
}

TEST_CASE("label selectors match") {
    const StringMap labels = {{"app", "web"}, {"tier", "a"}, {"n", "5"}};
    for (const char* text :
         {"app=web", "app==web", "app!=x", "x!=y", "app in (web,db)", "tier notin (b)", "app",
          "!gone", "n>4", "n<6", "", "app=web,tier=a", "x notin (y)"}) {
        CHECK_MESSAGE(selector(text).matches(labels), text);
    }
    for (const char* text :
         {"app=x", "app!=web", "app in (x)", "app notin (web)", "gone", "!app", "n>5", "app="}) {
        CHECK_MESSAGE(!selector(text).matches(labels), text);
    }
}

TEST_CASE("label selectors print sorted by key and value") {
    CHECK(selector("tier in (b,a),app=x").text() == "app=x,tier in (a,b)");
    CHECK(selector("!x,y,z!=1,a==b").text() == "a==b,!x,y,z!=1");
    CHECK(selector("x in (foo,,baz),y notin ()").text() == "x in (,baz,foo),y notin ()");
}

TEST_CASE("invalid selectors") {
    CHECK(selector_error("a b") ==
          "unable to parse requirement: found 'b', expected: '=', '!=', '==', 'in', notin'");
    CHECK(selector_error("a,") == "found '', expected: identifier after ','");
    CHECK(selector_error("=a") == "found '=', expected: !, identifier, or 'end of string'");
    CHECK(selector_error("a in b") == "unable to parse requirement: found 'b' expected: '('");
    CHECK(selector_error("a=b c") == "found 'c', expected: ',' or 'end of string'");
    CHECK(selector_error("a>b") ==
          "unable to parse requirement: for 'Gt', 'Lt' operators, the value must be an integer");
    CHECK(selector_error("-a=b").find(
              "unable to parse requirement: invalid label key \"-a\": name part must "
              "consist of alphanumeric characters") == 0);
}

TEST_CASE("selectors of objects: nil selects nothing, empty everything") {
    LabelSelector s;
    Selector out;
    std::string error;
    CHECK(selector_of(s, false, out, error));
    CHECK(!out.matches({}));
    CHECK(selector_of(s, true, out, error));
    CHECK(out.matches({}));
    CHECK(format_label_selector(s) == "<none>");
    s.match_labels["app"] = "x";
    s.match_expressions.push_back({"tier", "In", {"b", "a"}});
    s.match_expressions.push_back({"z", "DoesNotExist", {}});
    CHECK(format_label_selector(s) == "app=x,tier in (a,b),!z");
    CHECK(matches(s, {{"app", "x"}, {"tier", "a"}}));
    s.match_expressions.push_back({"q", "Near", {}});
    CHECK(!selector_of(s, true, out, error));
    CHECK(error == "\"Near\" is not a valid pod selector operator");
}

TEST_CASE("field selectors") {
    FieldSelector out;
    std::string error;
    CHECK(
        parse_field_selector("status.phase!=Running,metadata.name==x,spec.nodeName=", out, error));
    CHECK(field_selector_text(out) == "metadata.name=x,spec.nodeName=,status.phase!=Running");
    CHECK(!parse_field_selector("foo", out, error));
    CHECK(error == "invalid selector: 'foo'; can't understand 'foo'");
}
