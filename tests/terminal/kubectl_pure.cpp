// Parts of kubectl that need no server: templates, columns, flags, durations.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "core/terminal/kubectl/client/flags.h"
#include "core/terminal/kubectl/client/help.h"
#include "core/terminal/kubectl/describe/describe.h"
#include "core/terminal/kubectl/print/jsonpath.h"
#include "core/terminal/kubectl/print/print.h"
#include "core/terminal/kubectl/print/sort.h"
#include "core/terminal/kubectl/print/template.h"

namespace podfall::kube {

static Json pods() {
    return Json::parse(R"({"kind":"List","items":[
        {"metadata":{"name":"a","labels":{"app.kubernetes.io/name":"x"}},"n":1,"up":true,
         "c":[{"type":"Ready","status":"True"},{"type":"Live","status":"False"}]},
        {"metadata":{"name":"b"},"n":10,"c":[{"type":"Ready","status":"False"}]}]})");
}

static std::string path(const std::string& text, bool allow_missing = true) {
    JsonPath parsed;
    std::string out, error;
    if (!parse_json_path(text, parsed, error)) return "parse: " + error;
    if (!run_json_path(parsed, pods(), allow_missing, false, out, error)) return "run: " + error;
    return out;
}

TEST_CASE("jsonpath: fields, wildcards, slices, unions, recursion") {
    CHECK(path("{.items[*].metadata.name}") == "a b");
    CHECK(path("{.items[0].metadata.name}") == "a");
    CHECK(path("{.items[-1].metadata.name}") == "b");
    CHECK(path("{.items[0:2].n}") == "1 10");
    CHECK(path("{.items[::2].n}") == "1");
    CHECK(path("{.items[0]['metadata.name','n']}") == "a 1");
    CHECK(path("{..name}") == "a b");
    CHECK(path("{.items[0].metadata.labels.app\\.kubernetes\\.io/name}") == "x");
    CHECK(path("{.items[0].c}") ==
          R"([{"status":"True","type":"Ready"},{"status":"False","type":"Live"}])");
    CHECK(path("{.nope}") == "");
    CHECK(path("{.nope}", false) == "run: nope is not found");
}

TEST_CASE("jsonpath: ranges, filters, quotes") {
    CHECK(path(R"({range .items[*]}{.metadata.name}{"\t"}{.n}{"\n"}{end})") == "a\t1\nb\t10\n");
    CHECK(path(R"({range .items[*]}{range .c[*]}{.type}={.status} {end}{"\n"}{end})") ==
          "Ready=True Live=False \nReady=False \n");
    CHECK(path(R"({.items[?(@.n>5)].metadata.name})") == "b");
    CHECK(path(R"({.items[?(@.metadata.name=="a")].n})") == "1");
    CHECK(path(R"({range .items[0].c[?(@.type=="Ready")]}{.status}{end})") == "True");
    CHECK(path("{.items[?(@.up)].metadata.name}") == "a");
    CHECK(path("{range .none[*]}x{end}done") == "done");
}

TEST_CASE("jsonpath: parse and run errors") {
    CHECK(path("{.items[0") == "parse: unterminated array");
    CHECK(path("{.items") == "parse: unclosed action");
    CHECK(path("{.items[9].n}") == "run: array index out of bounds: index 9, length 2");
    CHECK(path("{end}") == "run: not in range, nothing to end");
    CHECK(path("{.items[x]}") == "parse: invalid array index x");
}

static std::string go_template(const std::string& text) {
    std::string error, out;
    const std::shared_ptr<Template> parsed = parse_template(text, error);
    if (!parsed) return "parse: " + error;
    return run_template(*parsed, pods(), true, out, error) ? out : "run: " + error;
}

TEST_CASE("go-template: the common forms") {
    CHECK(go_template("{{range .items}}{{.metadata.name}} {{end}}") == "a b ");
    CHECK(go_template("{{len .items}}") == "2");
    CHECK(go_template("{{(index .items 1).metadata.name}}") == "b");
    CHECK(go_template("{{range $i, $p := .items}}{{$i}}={{$p.n}};{{end}}") == "0=1;1=10;");
    CHECK(go_template("{{range .items}}{{if .up}}up{{else}}down{{end}} {{end}}") == "up down ");
    CHECK(go_template("{{range .items}}{{if eq .metadata.name \"b\"}}{{.n}}{{end}}{{end}}") ==
          "10");
    CHECK(go_template("{{range .none}}x{{else}}nothing{{end}}") == "nothing");
    CHECK(go_template("{{printf \"%-4s|%d\" .kind 7}}") == "List|7");
    CHECK(go_template("a {{- /* gone */ -}} b") == "ab");
    CHECK(go_template("{{with .kind}}{{.}}{{end}} {{.kind | printf \"%q\"}}") == "List \"List\"");
    CHECK(go_template("{{.nope}}") == "<no value>");
    CHECK(go_template("{{base64decode \"aGk=\"}}") == "hi");
    CHECK(go_template("{{nope .}}") == "parse: template: output:1: function \"nope\" not defined");
}

TEST_CASE("columns are as wide as their widest cell plus three spaces, at least six") {
    std::vector<int> widths;
    CHECK(align_tabs("NAME\tX\tLAST\na-long-name\ty\t\n", {}, widths) ==
          "NAME          X     LAST\na-long-name   y     \n");
    // A watch never makes a column narrower.
    CHECK(align_tabs("b\tz\tq\n", {}, widths) == "b             z     q\n");
    CHECK(align_columns("Name:\tx\nA longer one:\ty\nalone\nk:\tv\n") ==
          "Name:          x\nA longer one:  y\nalone\nk:  v\n");
}

static std::string flags_error(std::vector<std::string> words, Flags& flags) {
    std::string error;
    return flags.parse(flag_specs(*find_command_flags("get")), words, error) ? "" : error;
}

TEST_CASE("flags are read as pflag reads them") {
    Flags f;
    CHECK(flags_error({"po", "-oyaml", "-A", "--selector=a=b", "-n", "x", "-L", "p,q", "-Lr"}, f) ==
          "");
    CHECK(f.text("output") == "yaml");
    CHECK(f.on("all-namespaces"));
    CHECK(f.text("selector") == "a=b");
    CHECK(f.text("namespace") == "x");
    CHECK(f.list("label-columns") == std::vector<std::string>{"p", "q", "r"});
    CHECK(f.args == std::vector<std::string>{"po"});
    CHECK(f.number("chunk-size") == 500);
    CHECK(flags_error({"-Aw", "po"}, f) == "");
    CHECK(f.on("watch"));
    CHECK(flags_error({"--nope"}, f) == "unknown flag: --nope");
    CHECK(flags_error({"-x"}, f) == "unknown shorthand flag: 'x' in -x");
    CHECK(flags_error({"--output"}, f) == "flag needs an argument: --output");
    CHECK(flags_error({"-o"}, f) == "flag needs an argument: 'o' in -o");
    CHECK(flags_error({"--watch=foo"}, f) ==
          "invalid argument \"foo\" for \"-w, --watch\" flag: strconv.ParseBool: parsing \"foo\": "
          "invalid syntax");
    CHECK(flags_error({"a", "--", "-x", "b"}, f) == "");
    CHECK(f.args == std::vector<std::string>{"a", "-x", "b"});
    CHECK(f.dash_at == 1);
}

TEST_CASE("the sub-command is found among flags and their values") {
    std::vector<std::string> rest;
    const auto find = [&](std::vector<std::string> words) {
        const CommandFlags* c = find_sub_command(words, rest);
        return std::string(c ? c->path : "(none)");
    };
    CHECK(find({"-n", "get", "create", "svc", "clusterip", "x"}) == "create service clusterip");
    CHECK(rest == std::vector<std::string>{"-n", "get", "x"});
    CHECK(find({"--namespace=a", "get", "po"}) == "get");
    CHECK(find({"rollout", "nope"}) == "rollout");
    CHECK(find({"nope"}) == "(none)");
}

TEST_CASE("durations are formatted like Go's") {
    Duration d = 0;
    CHECK(parse_duration("1h2m3.5s", d));
    CHECK(d == hours(1) + minutes(2) + milliseconds(3500));
    CHECK(duration_text(d) == "1h2m3.5s");
    CHECK_FALSE(parse_duration("5", d));
    CHECK(human_duration(seconds(119)) == "119s");
    CHECK(human_duration(seconds(125)) == "2m5s");
    CHECK(human_duration(hours(50)) == "2d2h");
    CHECK(human_duration(days(9)) == "9d");
}

TEST_CASE("texts with numbers sort by the numbers") {
    CHECK(natural_less("pod-2", "pod-10"));
    CHECK_FALSE(natural_less("pod-10", "pod-2"));
    CHECK(natural_less("a", "b"));
}

TEST_CASE("help explains every flag of the everyday commands, and has examples") {
    for (const char* path : {"get", "describe", "create deployment", "apply", "delete", "run",
                             "expose", "scale", "rollout status", "rollout undo", "set image",
                             "logs", "drain", "label", "taint", "wait"}) {
        INFO(path);
        const kube::CommandFlags* flags = kube::find_command_flags(path);
        REQUIRE(flags);
        for (const std::string& line : split(kube::help_text(*flags), '\n')) {
            if (line.rfind("      --", 0) == 0 || line.rfind("  -", 0) == 0)
                CHECK_MESSAGE(contains(line, ": "), line);
        }
    }
    CHECK(contains(kube::help_text(*kube::find_command_flags("drain")), "Examples:\n  # "));
    CHECK(contains(kube::help_text(*kube::find_command_flags("delete")),
                   "without waiting for the node"));
    CHECK(kube::help_text(*kube::find_command_flags("rollout")).rfind("Watch, stop, undo", 0) == 0);
}

}  // namespace podfall::kube
