// Regular expressions: GNU's syntax, POSIX's choice of the match, any script, and no pattern that
// hangs.
#include "core/terminal/text/regular_expression.h"

#include <doctest/doctest.h>

#include "core/base/text.h"
#include "tests/terminal/bash_fixture.h"

using namespace podfall;

using Escapes = RegularExpression::Escapes;

// "[match]" or "[match|group 1|...]", "-" for a group that took no part; "" without a match.
static std::string found(std::string_view pattern, std::string_view text,
                         RegularExpression::Options options = {.extended = true},
                         std::size_t from = 0) {
    RegularExpression regex;
    RegularExpression::Match m;
    if (!regex.compile(pattern, options)) return cat("error: ", regex.error());
    if (!regex.search(text, from, m)) return m.exhausted ? "exhausted" : "";
    std::string out = "[";
    for (int g = 0; g <= regex.groups(); ++g)
        out += cat(g > 0 ? "|" : "", m.begin[g] == std::string_view::npos ? "-" : m.group(text, g));
    return out + "]";
}
static std::string basic(std::string_view pattern, std::string_view text) {
    return found(pattern, text, {});
}

TEST_CASE("regular expressions: a pattern with a thousand ways answers at once") {
    const std::string many(40, 'a');
    CHECK(found("(a*)*b", many) == "");
    CHECK(found("(a|aa)*c", many) == "");
    CHECK(found("(a?){40}a{40}", many) == cat("[", many, "|]"));
    CHECK(found("(.*)(.*)(.*)(.*)(.*)[0-9]", std::string(2000, 'a')) == "");
    // Back references are tried one after another: those give up.
    CHECK(found("(a*)*\\1b", std::string(3000, 'a')) == "exhausted");
    CHECK(found("((a?){90}){90}", many) == "error: Regular expression too big");
    CHECK(found("a{40000}", many) == "error: Regular expression too big");
    CHECK(found("a{300}", std::string(310, 'a')).size() == 302);
}

TEST_CASE("regular expressions: the longest of the leftmost matches") {
    CHECK(found("a|ab|abc", "xabcd") == "[abc]");
    CHECK(found("(a|ab)(c|bcd)(d*)", "abcd") == "[abcd|a|bcd|]");
    CHECK(found("(a)|b", "b") == "[b|-]");
    CHECK(found("b*(..)a?", "abaaa") == "[aba|ab]");  // not the later, longer one
    CHECK(found("x*", "axx") == "[]");
    CHECK(found("(foo|$)", "a foo") == "[foo|foo]");
    CHECK(found("(^|,?)foo", "xfoo") == "[foo|]");
}

TEST_CASE("regular expressions: basic ones, and what GNU adds") {
    CHECK(basic("a\\+b\\?c", "xaac") == "[aac]");
    CHECK(basic("web\\|db", "a db") == "[db]");
    CHECK(basic("a+b", "aab a+b") == "[a+b]");
    CHECK(basic("*a", "x*a") == "[*a]");
    CHECK(basic("\\(*a\\)", "x*a") == "[*a|*a]");
    CHECK(basic("a\\{2,3\\}", "aaaa") == "[aaa]");
    CHECK(basic("a^b$c", "a^b$c") == "[a^b$c]");
    CHECK(found("\\bfoo\\>", "a_foo foo.") == "[foo]");
    CHECK(found("\\w+", "-a_1 b") == "[a_1]");
    CHECK(found("a\\sb\\S", "a bc") == "[a bc]");
    CHECK(found("\\Bo", "o foo") == "[o]");
    CHECK(found("a{,2}", "aaa") == "[aa]");
    CHECK(found("a{x", "a{x") == "[a{x]");
    CHECK(found("\\<b", "ab", {.extended = true}, 1) == "");  // what is before counts
    CHECK(found("^b", "ab", {.extended = true}, 1) == "");
    CHECK(found("a\\tb", "atb") == "[atb]");
    CHECK(found("a\\tb", "a\tb", {.extended = true, .escapes = Escapes::sed}) == "[a\tb]");
    CHECK(found("[\\t\\]]+", "\t]", {.extended = true, .escapes = Escapes::awk}) == "[\t]]");
    CHECK(found("^b", "a\nb") == "");
}

TEST_CASE("regular expressions: back references") {
    CHECK(basic("\\(.\\)\\1", "abcc") == "[cc|c]");
    CHECK(basic("^\\(.*\\)-\\1$", "한a-한a") == "[한a-한a|한a]");
    CHECK(found("(a)\\1", "aA", {.extended = true, .ignore_case = true}) == "[aA|a]");
    CHECK(found("(ab)+\\1\\>", "xababab") == "[ababab|ab]");
    CHECK(found("a\\1", "a") == "error: Invalid back reference");
}

TEST_CASE("regular expressions: sets, and characters of any script") {
    CHECK(found("[]a]+", "x]a") == "[]a]");
    CHECK(found("[^]a]", "]ab") == "[b]");
    CHECK(found("[a^]+", "^a") == "[^a]");
    CHECK(found("[a-]+", "-a") == "[-a]");
    CHECK(found("[[:digit:][:upper:]]+", "ab1C") == "[1C]");
    CHECK(found("[[.-.]a]+", "-a") == "[-a]");
    CHECK(found("한.글", "x한국글") == "[한국글]");
    CHECK(found("[가-힣]{2}", "a한글b") == "[한글]");
    CHECK(found("[[:alpha:]]+", "1한é2") == "[한é]");
    CHECK(found("[^a]", "한") == "[한]");
    CHECK(found("\\<글", "한글 글") == "[글]");
    CHECK(found("ÉTAT|привет", "ПРИВЕТ", {.extended = true, .ignore_case = true}) == "[ПРИВЕТ]");
    CHECK(found("[a-c]", "B", {.extended = true, .ignore_case = true}) == "[B]");
    CHECK(found("[^b]", "B", {.extended = true, .ignore_case = true}) == "");
}

TEST_CASE("regular expressions: errors in the words of glibc") {
    CHECK(found("[a", "") == "error: Unmatched [ or [^");
    CHECK(found("(a", "") == "error: Unmatched ( or \\(");
    CHECK(basic("a\\)", "") == "error: Unmatched ) or \\)");
    CHECK(basic("a\\{1", "") == "error: Unmatched \\{");
    CHECK(found("a{2,1}", "") == "error: Invalid content of \\{\\}");
    CHECK(found("[b-a]", "") == "error: Invalid range end");
    CHECK(found("[[:none:]]", "") == "error: Invalid character class name");
    CHECK(found("a\\", "") == "error: Trailing backslash");
}

TEST_CASE("regular expressions: what the commands make of them") {
    BashFixture b;
    CHECK(b.out("echo abc | sed 's/b*/X/g'; echo 한글 | sed 's/x*/-/g'") == "XaXcX\n-한-글-\n");
    CHECK(b.out("echo abc | awk '{gsub(/b*/, \"X\"); print}'") == "XaXcX\n");
    CHECK(b.out("echo a한글b | sed 's/한/\\t/;s/\\t/+/'; echo \"it's\" | sed 's/\\x27/-/'") ==
          "a+글b\nit-s\n");
    CHECK(b.out("echo 한글 글 | grep -ow 글 | cat; echo '한글 글' | grep -c '한.'") == "글\n1\n");
    CHECK(b.err("printf '%03000d' 0 | grep '\\(0*\\)*\\1x'; echo $?") ==
          "grep: memory exhausted\n");
    CHECK(b.out("[[ v1.20.2 =~ ^v([0-9]+)\\.([0-9]+) ]] && echo ${BASH_REMATCH[2]}") == "20\n");
}
