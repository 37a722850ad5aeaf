// The corpus: manifests over all kinds, valid, invalid and odd, with what a v1.20.2 API server
// makes of each. Two lines a case in *.txt:
//
//     VERSION KIND NAME | the rest of the manifest in YAML
//     ok PATH=VALUE...       it is stored, with these values ("PATH=" means that there is none)
//     ! TEXT                 the server answers "KIND NAME is invalid: TEXT"
//     = TEXT                 the server answers exactly this
//     c TEXT                 kubectl's own validation says this
//     k                      no such kind is served
//
// $C stands for one container, $S for a selector and $T for a template that it matches. Expected
// texts come from the source of v1.20.2 (pkg/apis/*/validation, plugin/pkg/admission).
#include <fstream>
#include <sstream>

#include "core/api/format/yaml.h"
#include "core/api/schema/schema.h"
#include "tests/apiserver/fixture.h"

using namespace podfall;

namespace {

struct Sample {
    std::string version, kind, name, yaml, expected;
};

std::vector<Sample> read_corpus(const std::string& file) {
    std::ifstream in("tests/corpus/" + file);
    REQUIRE(in.good());
    std::vector<Sample> out;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line[0] == '#') continue;
        const std::vector<std::string> head = split_words(line.substr(0, line.find(" | ")));
        REQUIRE(head.size() == 3);
        Sample s{head[0], head[1], head[2], line.substr(line.find(" | ") + 3), ""};
        s.yaml = replace_all(s.yaml, "$C", "containers: [{name: c, image: nginx}]");
        s.yaml = replace_all(s.yaml, "$S", "selector: {matchLabels: {app: a}}");
        s.yaml = replace_all(s.yaml, "$T",
                             "template: {metadata: {labels: {app: a}}, spec: {containers: [{name: "
                             "c, image: nginx}]}}");
        std::getline(in, s.expected);
        out.push_back(s);
    }
    return out;
}

// The value at "spec.ports.0.port"; a dot in a name is written "\.".
std::string value_at(const Json& json, std::string path) {
    const Json* at = &json;
    path = replace_all(path, "\\.", "\1");
    for (const std::string& part : split(path, '.')) {
        const std::string name = replace_all(part, "\1", ".");
        std::int64_t index = 0;
        if (at->is_array() && parse_int(name, index) &&
            static_cast<std::size_t>(index) < at->size()) {
            at = &(*at)[static_cast<std::size_t>(index)];
        } else if (at->is_object() && at->contains(name)) {
            at = &(*at)[name];
        } else {
            return "";
        }
    }
    return at->is_string() ? at->get<std::string>() : at->dump();
}

void check(const Sample& s) {
    CAPTURE(s.kind);
    CAPTURE(s.yaml);
    const char mark = s.expected[0];
    const std::string text = s.expected.size() > 2 ? s.expected.substr(2) : "";
    const KindInfo* kind = find_kind(s.version, s.kind);
    if (mark == 'k') {
        CHECK(kind == nullptr);
        return;
    }
    REQUIRE(kind);
    Json json;
    std::string error;
    REQUIRE(yaml_to_json(s.yaml, json, error));
    json["apiVersion"] = s.version;
    json["kind"] = s.kind;
    json["metadata"] = {{"name", s.name}};
    const std::vector<std::string> problems = schema_problems(json);
    const std::string problem = join(problems, "\n");
    if (mark == 'c') {
        const std::size_t at = problem.find("): ");
        CHECK(problem.substr(at == std::string::npos ? 0 : at + 3) == text);
        return;
    }
    CHECK(problem == "");
    Door door;
    const std::string prefix = contains(s.version, "/") ? "/apis/" : "/api/";
    const std::string ns = kind->namespaced ? "/namespaces/default/" : "/";
    const Response r =
        handle(door.world, door.request("POST", cat(prefix, s.version, ns, kind->plural), json));
    const Json answer = Json::parse(r.body, nullptr, false);
    const std::string message = r.code < 300 ? "" : value_at(answer, "message");
    if (mark == 'o') {
        CHECK(message == "");
        for (const std::string& pair : split_words(text)) {
            const std::size_t equals = pair.find('=');
            if (equals == std::string::npos) continue;
            CAPTURE(pair);
            CHECK(value_at(answer, pair.substr(0, equals)) == pair.substr(equals + 1));
        }
    } else if (mark == '=') {
        CHECK(message == text);
    } else {
        const std::size_t at = message.find(" is invalid: ");
        std::string said = at == std::string::npos ? message : message.substr(at + 13);
        if (said.size() > 1 && said[0] == '[') said = said.substr(1, said.size() - 2);
        CHECK(said.substr(0, text.size()) == text);
    }
}

}  // namespace

TEST_CASE("the corpus of workloads is answered as by v1.20.2") {
    for (const Sample& s : read_corpus("workloads.txt")) check(s);
}

TEST_CASE("the corpus of other kinds is answered as by v1.20.2") {
    for (const Sample& s : read_corpus("others.txt")) check(s);
}
