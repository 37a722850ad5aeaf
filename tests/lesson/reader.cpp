// The lesson format: what is accepted, and that every mistake is reported with its path.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/lesson/embedded.h"
#include "core/lesson/files.h"
#include "core/lesson/lesson.h"
#include "core/lesson/progress.h"
#include "core/lesson_player.h"

using namespace podfall;

namespace {

std::string problems_of(std::string_view json) {
    Lesson lesson;
    std::vector<std::string> errors;
    read_lesson(json, lesson, errors);
    return join(errors, "\n");
}

// A lesson with one step that contains `member`.
std::string with(std::string_view member) {
    const char* t = R"({"ko":"가","en":"a"})";
    return cat(R"({"id":"x","minutes":1,"title":)", t, R"(,"summary":)", t, R"(,"recap":)", t,
               R"(,"steps":[{"id":"s","title":)", t, R"(,"text":)", t, member, "}]}");
}

std::string goal(std::string_view when) {
    return with(cat(R"(,"hints":[{"ko":"가","en":"a"},{"ko":"나","en":"b"}],"answer":[{"wait":1}],)"
                    R"("goals":[{"text":)",
                    R"({"ko":"가","en":"a"},"when":)", when, "}]"));
}

}  // namespace

TEST_CASE("every embedded lesson can be read, and its id is the name of its file") {
    REQUIRE(embedded_lessons_count > 0);
    for (std::size_t i = 0; i < embedded_lessons_count; ++i) {
        Lesson lesson;
        std::vector<std::string> errors;
        read_lesson({embedded_lessons[i].json, embedded_lessons[i].size}, lesson, errors);
        INFO(embedded_lessons[i].id);
        CHECK(join(errors, "\n") == "");
        CHECK(lesson.id == embedded_lessons[i].id);
        CHECK(lesson.steps.size() > 3);
    }
}

TEST_CASE("mistakes in a lesson are reported with their path") {
    CHECK(problems_of(with("")) == "");
    CHECK(problems_of("{") == "is not JSON");
    CHECK(problems_of("[]").find("must be an object") == 0);
    CHECK(problems_of(with(R"(,"colour":1)")) == "steps[0]: has the unknown member \"colour\"");
    CHECK(problems_of(with(R"(,"explanation":{"ko":"가"})")) ==
          "steps[0].explanation.en: is missing");
    CHECK(problems_of(with(R"(,"explanation":{"ko":" ","en":"a"})")) ==
          "steps[0].explanation.ko: says nothing");
    CHECK(problems_of(with(R"(,"explanation":{"ko":"`a","en":"a"})")) ==
          "steps[0].explanation.ko: unclosed ` before \"a\"");
    CHECK(problems_of(with(R"(,"commands":[{"wait":5},{"type":"ls"}])")) == "");
    CHECK(problems_of(with(R"(,"commands":[{"machine":"w1-k8s"}])")) ==
          "steps[0].commands[0]: is either a line to type or a wait");
    CHECK(problems_of(with(R"(,"commands":[{"type":"ls","wait":5}])")) ==
          "steps[0].commands[0]: is either a line to type or a wait");
    CHECK(problems_of(with(R"(,"commands":[{"type":3}])")) ==
          "steps[0].commands[0].type: must be a text");
    CHECK(
        problems_of(with(R"(,"question":{"text":{"ko":"가","en":"a"},"choices":[],"answer":0})")) ==
        "steps[0].question: needs at least two choices");
    const std::string choice = R"({"text":{"ko":"가","en":"a"},"why":{"ko":"가","en":"a"}})";
    CHECK(problems_of(with(cat(R"(,"question":{"text":{"ko":"가","en":"a"},"choices":[)", choice,
                               ",", choice, R"(],"answer":0})"))) ==
          "steps[0]: has a question but no goal: nothing seen would judge the guess");
}

TEST_CASE("a step's release is one that exists, and not the first step's") {
    CHECK(problems_of(with(R"(,"release":"v1.20.3")"))
              .find("steps[0].release: \"v1.20.3\" is none of") == 0);
    CHECK(problems_of(with(R"(,"release":"v1.20.15")")) ==
          "steps: the first step's release is the lesson's");
}

TEST_CASE("mistakes in a goal are reported with their path") {
    const std::string at = "steps[0].goals[0].when";
    CHECK(problems_of(goal(R"({"objects":{"kind":"Pod","count":2}})")) == "");
    CHECK(problems_of(goal("{}")).find(at + ": must have exactly one of") == 0);
    CHECK(problems_of(goal(R"({"objects":{"kind":"Pdo"}})")) ==
          at + ".objects.kind: no kind is called \"Pdo\"");
    CHECK(problems_of(goal(R"({"objects":{"kind":"Pod","fields":{"status.phaze":"x"}}})")) ==
          at + ".objects.fields.status.phaze: is no scalar field of this kind");
    CHECK(problems_of(goal(R"({"objects":{"kind":"Pod","older":{"status.phase":3}}})")) ==
          at + ".objects.older.status.phase: is no time field of this kind");
    CHECK(problems_of(goal(
              R"({"objects":{"kind":"Pod","older":{"metadata.creationTimestamp":3}}})")) == "");
    CHECK(problems_of(goal(R"({"output":{"text":" "}})")) == at + ".output.text: says nothing");
    CHECK(problems_of(goal(R"({"all":[]})")) == at + ".all: needs at least one condition");
    CHECK(problems_of(goal(R"({"unit":{"machine":"w1-k8s","name":"kubelet","state":"dead"}})"))
              .find(at + ".unit.state: \"dead\" is none of") == 0);
    CHECK(problems_of(with(
              R"(,"goals":[{"text":{"ko":"가","en":"a"},"when":{"objects":{"kind":"Pod"}}}])")) ==
          "steps[0]: has goals but no answer\nsteps[0]: has goals but fewer than two hints");
}

TEST_CASE("tables and timelines of the markup") {
    RichText text;
    std::string error;
    REQUIRE(parse_markup("| part | does |\n| --a | `b` **c** |\n\nword\n+ 40 s: `x` is\n  gone",
                         text, error));
    REQUIRE(text.size() == 3);
    CHECK(text[0].kind == BlockKind::table);
    CHECK(text[0].number == 2);
    REQUIRE(text[0].cells.size() == 4);
    CHECK(text[0].cells[3].size() == 3);
    CHECK(text[2].kind == BlockKind::moment);
    CHECK(text[2].cells[0][0].text == "40 s");
    CHECK(plain_text(text) == "part | does\n--a | b c\nword\n40 s: x is   gone");
    CHECK_FALSE(parse_markup("| a | b |\n| c |", text, error));
    CHECK(error == "a row of 1 cells in a table of 2");
}

TEST_CASE("markup becomes blocks and spans") {
    RichText text;
    std::string error;
    REQUIRE(parse_markup("a **`b` c**", text, error));
    REQUIRE(text[0].spans.size() == 3);
    CHECK(text[0].spans[1].style == SpanStyle::code);
    CHECK(text[0].spans[1].text == "b");
    CHECK(text[0].spans[2].text == " c");
    text.clear();
    REQUIRE(parse_markup(
        "One `a b` **two**\nthree\n\n- x\n- y\n2. z\n> [key] k\n```\nl1\n l2\n```\n", text, error));
    REQUIRE(text.size() == 6);
    CHECK(text[0].spans.size() == 5);
    CHECK(text[0].spans[1].style == SpanStyle::code);
    CHECK(text[0].spans[4].text == " three");
    CHECK(text[1].kind == BlockKind::bullet);
    CHECK(text[3].number == 2);
    CHECK(text[4].kind == BlockKind::key);
    CHECK(text[5].spans[0].text == "l1\n l2");
    CHECK(plain_text(text) == "One a b two three\nx\ny\n2. z\nk\nl1\n l2");
    CHECK_FALSE(parse_markup("a **b", text, error));
    CHECK(error == "unclosed ** before \"b\"");
    CHECK_FALSE(parse_markup("```\nx", text, error));
}

TEST_CASE(
    "a lesson's files are on its machines from the first day, and a saved session keeps them") {
    const std::string with_files =
        cat(R"({"files":[{"path":"/root/kit/a.txt","lines":["one","two"]},)",
            R"({"machine":"w1-k8s","path":"/srv/b","lines":"three"}],)", with("").substr(1));
    Lesson lesson;
    std::vector<std::string> errors;
    read_lesson(with_files, lesson, errors);
    CHECK(join(errors, "\n") == "");
    SimOptions options = lesson_options(lesson);
    options.cluster_age = minutes(5);
    const Sim sim = Sim::open(options);
    const auto content = [](const Sim& of, MachineId machine, const char* path) {
        const File* file = of.world().machines.find(machine)->files.find(std::string(path));
        return file && file->content ? *file->content : std::string();
    };
    CHECK(content(sim, 0, "/root/kit/a.txt") == "one\ntwo\n");
    CHECK(content(sim, 1, "/srv/b") == "three");
    std::string error;
    const std::optional<Sim> back = Sim::open_saved(sim.save(), error);
    REQUIRE_MESSAGE(back, error);
    CHECK(content(*back, 0, "/root/kit/a.txt") == "one\ntwo\n");
    CHECK(problems_of(
              cat(R"({"files":[{"machine":"w9","path":"b","lines":"x"}],)", with("").substr(1))) ==
          "files[0].machine: \"w9\" is none of m-k8s, w1-k8s, w2-k8s, w3-k8s\n"
          "files[0].path: must be the absolute path of a file");
    CHECK(sandbox_files().size() > 1);
}

TEST_CASE("progress is unchanged after saving and loading; invalid text gives none") {
    Progress progress;
    progress.lessons["a\"b"].finished = true;
    progress.lessons["a\"b"].steps["s1"] = {true, 2, 1};
    const Progress back = load_progress(save_progress(progress));
    REQUIRE(back.lessons.count("a\"b") == 1);
    CHECK(back.lessons.at("a\"b").finished);
    const StepProgress& step = back.lessons.at("a\"b").step("s1");
    CHECK(step.done);
    CHECK(step.choice == 2);
    CHECK(step.hints == 1);
    CHECK(back.lessons.at("a\"b").step("other").choice == -1);
    for (const char* bad :
         {"", "{", "[]", "3", R"({"lessons":[]})", R"({"lessons":{"x":{"steps":{"s":4}}}})"})
        CHECK(save_progress(load_progress(bad)).find("\"s\"") == std::string::npos);
}
