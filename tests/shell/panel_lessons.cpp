// The list of all lessons that the lesson panel shows.
#include <doctest/doctest.h>

#include <algorithm>

#include "core/base/text.h"
#include "core/lesson/embedded.h"
#include "core/lesson_player.h"
#include "core/sim.h"
#include "shell/lesson/commands.h"
#include "shell/lesson/contents.h"
#include "shell/lesson/glossary.h"
#include "shell/lesson/panel.h"
#include "shell/ui/rich_text.h"
#include "tests/shell/panel_fixture.h"

using namespace podfall;

TEST_CASE("the contents name every lesson in both languages, in the blog's order") {
    const std::vector<LessonEntry> all = lesson_contents();
    REQUIRE(all.size() == embedded_lessons_count);
    for (std::size_t i = 0; i < all.size(); ++i) {
        CHECK(all[i].id == embedded_lessons[i].id);
        CHECK_FALSE(all[i].title[Language::ko].empty());
        CHECK_FALSE(all[i].title[Language::en].empty());
        CHECK(all[i].steps.size() > 3);
        // Each except the last leads to the one below it.
        CHECK(read_embedded(all[i].id)->next == (i + 1 < all.size() ? all[i + 1].id : ""));
    }
}

TEST_CASE("hints have three depths, the last being the answer itself") {
    const auto lesson = read_embedded("02-1-kubelet-stopped");
    LessonRun run(lesson.get(), {});
    std::size_t step = 0;
    while (lesson->steps[step].goals.empty()) ++step;
    const LessonStep& s = lesson->steps[step];
    const Sim sim = Sim::open({.cluster_age = minutes(20), .restarts = 0});
    const auto shown = [&] {
        return lesson_text({&run, &sim.world(), step}, Language::en, find_strings(Language::en));
    };
    const std::string last = s.answer.front().command.line;
    const auto count = [&](const std::string& text) {
        std::size_t n = 0;
        for (std::size_t at = text.find(last); at != text.npos; at = text.find(last, at + 1)) ++n;
        return n;
    };
    const std::size_t before = count(shown());
    for (std::size_t i = 0; i < s.hints.size(); ++i) {
        CHECK_FALSE(contains(shown(), plain_text(s.hints[i][Language::en])));
        run.open_hint(step);
        CHECK(contains(shown(), plain_text(s.hints[i][Language::en])));
    }
    CHECK(s.hints.size() >= 2);
    const std::size_t hinted = count(shown());
    CHECK(hinted >= before);
    run.open_hint(step);
    CHECK(count(shown()) == hinted + 1);
    run.open_hint(step);  // there is nothing deeper
    CHECK(count(shown()) == hinted + 1);
}

TEST_CASE("a guess is only repeated until the goals are met; then it is judged, and says why") {
    const auto lesson = read_embedded("02-1-kubelet-stopped");
    LessonRun run(lesson.get(), {});
    Sim sim = open_cluster(run);
    const LessonQuestion& q = lesson->steps[0].question;
    REQUIRE(q.answer != 0);
    const auto shows = [&](const std::string& words) {
        return contains(
            lesson_text({&run, &sim.world(), 0}, Language::en, find_strings(Language::en)), words);
    };
    const std::string said = plain_text(q.choices[0].why[Language::en]);
    const Strings& words = find_strings(Language::en);
    CHECK(shows(words.predict_first));
    run.choose(0, 0);
    CHECK_FALSE(shows(words.predict_first));
    CHECK(shows("You said"));
    for (const LessonChoice& choice : q.choices)
        CHECK_FALSE(shows(plain_text(choice.why[Language::en])));
    CHECK_FALSE(shows(plain_text(lesson->steps[0].explanation[Language::en])));
    std::string problem;
    REQUIRE(play_step(sim, run, problem));
    CHECK_FALSE(shows("You said"));
    CHECK(shows(cat(words.not_quite, "\n", said)));
    CHECK(shows(plain_text(lesson->steps[0].explanation[Language::en])));
    run.choose(0, q.answer);
    CHECK(shows(plain_text(q.choices[static_cast<std::size_t>(q.answer)].why[Language::en])));
}

TEST_CASE("the glossary finds a word with its particle or plural, but no longer word") {
    const auto key = [](std::string_view word, Language language) {
        const Term* term = find_term(word, language);
        return std::string(term ? term->key : "");
    };
    CHECK(key("레플리카셋이", Language::ko) == "ReplicaSet");
    CHECK(key("테인트가", Language::ko) == "taint");
    CHECK(key("(kubelet은", Language::ko) == "kubelet");
    CHECK(key("leases,", Language::en) == "lease");
    CHECK(key("kubelet's", Language::en) == "kubelet");
    CHECK(key("tainted", Language::en) == "");
    CHECK(key("kubelet-config", Language::en) == "");
    CHECK(key("아무말", Language::ko) == "");
    for (const Language language : {Language::ko, Language::en}) {
        CHECK(find_language_file(language)->terms_count ==
              find_language_file(Language::en)->terms_count);
        for (const Term& term : all_terms(language)) {
            CHECK(std::string_view(term.meaning).size() > 20);
            std::string_view names = term.names;
            CHECK(find_term(names.substr(0, names.find('|')), language) == &term);
        }
    }
}

TEST_CASE("search finds steps of all lessons and terms, titles first") {
    LessonSearch search;
    CHECK(search.find("", Language::ko).empty());
    CHECK(search.find("zzzzzz", Language::en).empty());
    const std::vector<SearchHit> drain = search.find("DRAIN", Language::en);
    REQUIRE_FALSE(drain.empty());
    CHECK(std::any_of(drain.begin(), drain.end(),
                      [](const SearchHit& h) { return h.term != nullptr; }));
    CHECK(std::any_of(drain.begin(), drain.end(),
                      [](const SearchHit& h) { return h.lesson == "02-1-pods-evicted"; }));
    const std::vector<SearchHit> scheduler = search.find("스케줄러", Language::ko);
    REQUIRE(scheduler.size() > 3);
    CHECK(contains(scheduler.front().title, "스케줄러"));
    for (const SearchHit& hit : search.find("docker kubelet", Language::en))
        CHECK((hit.term || !hit.lesson.empty()));
}

TEST_CASE("the search field edits its words and gives the keyboard back") {
    LessonPanel panel;
    CHECK_FALSE(panel.takes_text());
    panel.open_search();
    CHECK(panel.takes_text());
    panel.search_text("테인트");
    CHECK(panel.search_key(Key::backspace, {}));
    CHECK_FALSE(panel.search_key(Key::tab, {}));
    CHECK(panel.search_key(Key::escape, {}));  // empties it
    CHECK(panel.takes_text());
    CHECK(panel.search_key(Key::escape, {}));
    CHECK_FALSE(panel.takes_text());
}

TEST_CASE(
    "a wait is counted from the command above it; what was typed for the step before is not "
    "ticked") {
    const auto lesson = read_embedded("02-1-kubelet-stopped");
    LessonProgress progress;
    std::size_t step = 0;
    while (lesson->steps[step].id != "running-pod")
        progress.steps[lesson->steps[step++].id].done = true;
    LessonRun run(lesson.get(), progress);
    Sim sim = Sim::open({.cluster_age = minutes(20), .restarts = 0});
    const auto next = [&] {
        return next_command({&run, step, &sim.world(), &sim.timeline().inputs()});
    };
    const auto left = [&] {
        return wait_left({&run, step, &sim.world(), &sim.timeline().inputs()}, 1);
    };
    sim.advance(seconds(2));
    run.begin_step(sim.world());
    sim.type_line(terminal_on(sim.world(), "m-k8s"), "kubectl get pods -o wide");
    sim.advance(seconds(3));
    run.arrive(step, sim.world());
    CHECK_FALSE(next());  // the question first
    run.choose(step, 0);
    CHECK(next() == 0u);
    sim.advance(minutes(2));
    CHECK(left() == seconds(45));  // nothing was stopped yet
    sim.type_line(terminal_on(sim.world(), "w1-k8s"), "systemctl stop kubelet");
    sim.advance(seconds(5));
    CHECK(next() == 1u);
    CHECK(left() == seconds(40));
    sim.advance(seconds(40));
    CHECK(next() == 2u);
}

TEST_CASE("a line of code that is wider than a phone is wrapped, not cut off") {
    Headless screen(400, 800);
    screen.frame([&](const Rect&) {
        RichText text;
        std::string error;
        REQUIRE(parse_markup(
            "```\nnode.kubernetes.io/unreachable:NoExecute op=Exists for 300s\n```", text, error));
        const RichStyle style{.text = screen.ui.theme->text};
        const float narrow = put_rich(screen.ui, text, {}, 340, style, false);
        CHECK(narrow > put_rich(screen.ui, text, {}, 900, style, false) + 10);
    });
}

TEST_CASE("each kind of block is drawn its own way") {
    Headless screen(400, 800);
    // A text as drawn: its number of triangles, and its height.
    const auto drawn = [&](const char* markup) {
        std::pair<int, float> out;
        screen.frame([&](const Rect&) {
            RichText text;
            std::string error;
            REQUIRE(parse_markup(markup, text, error));
            const int before = ImGui::GetWindowDrawList()->IdxBuffer.Size;
            out.second = put_rich(screen.ui, text, {10, 10}, 340, {.text = screen.ui.theme->text});
            out.first = ImGui::GetWindowDrawList()->IdxBuffer.Size - before;
        });
        return out;
    };
    drawn("word");  // the glyphs of the first frame are still being loaded
    const auto plain = drawn("word");
    CHECK(plain.first > 0);
    for (const char* other : {"- word", "1. word", "> word", "> [warning] word", "> [key] word",
                              "```\nword\n```", "| word |\n| word |", "+ 40 s: word"}) {
        INFO(other);
        const auto block = drawn(other);
        CHECK(block.first > plain.first);  // beside its letters: a mark, a box, lines
        CHECK(block.second >= plain.second);
    }
}
