// A language with few texts: those it has are used, the others are English.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/lesson/lesson.h"
#include "shell/lesson/glossary.h"

using namespace podfall;

namespace {

// Esperanto, as a file that was just started.
LanguageFile begun() {
    static constexpr Term terms[] = {{"kubelet", nullptr, "Servo de ĉiu nodo."}};
    LanguageFile file{Language("eo"), "Esperanto", {}, terms, 1};
    file.words.lesson = "Leciono";
    file.words.rules[static_cast<int>(Rule::lease)] = "{p}";
    return file;
}

}  // namespace

TEST_CASE("texts missing from a language are English, one by one") {
    const Strings& english = find_strings(Language::en);
    const Strings words = completed(begun().words, english);
    CHECK(std::string_view(words.lesson) == "Leciono");
    CHECK(std::string_view(words.terminal) == english.terminal);
    CHECK(std::string_view(words.rules[static_cast<int>(Rule::lease)]) == "{p}");
    CHECK(std::string_view(words.rules[static_cast<int>(Rule::bind)]) ==
          english.rules[static_cast<int>(Rule::bind)]);
    const std::vector<Term> terms = completed_terms(begun(), *find_language_file(Language::en));
    CHECK(terms.size() == all_terms(Language::en).size());
    for (const Term& term : terms) {
        const Term* its_english = find_term(
            std::string_view(term.names).substr(0, std::string_view(term.names).find('|')),
            Language::en);
        REQUIRE(its_english);
        const bool own = std::string_view(term.key) == "kubelet";
        CHECK(std::string_view(term.meaning) ==
              (own ? "Servo de ĉiu nodo." : its_english->meaning));
    }
    CHECK(&find_strings(Language("eo")) == &english);
}

TEST_CASE("a lesson may have more languages, text by text") {
    Lesson lesson;
    std::vector<std::string> errors;
    const std::string all = R"({"ko":"가","en":"a","eo":"ĉ"})", two = R"({"ko":"나","en":"b"})";
    read_lesson(cat(R"({"id":"x","minutes":1,"title":)", all, R"(,"summary":)", two, R"(,"recap":)",
                    all, R"(,"steps":[{"id":"s","title":)", two, R"(,"text":)", all, "}]}"),
                lesson, errors);
    REQUIRE(join(errors, "\n") == "");
    const Language eo("eo-XX");
    CHECK(lesson.title[eo] == "ĉ");
    CHECK(lesson.summary[eo] == "b");
    CHECK(lesson.summary[Language::ko] == "나");
    CHECK(plain_text(lesson.steps[0].text[eo]) == "ĉ");
    CHECK(plain_text(lesson.recap[Language("fr")]) == "a");
    errors.clear();
    read_lesson(R"({"id":"x","title":{"ko":"가","en":"a","Esperanto":"x"}})", lesson, errors);
    CHECK(contains(join(errors, "\n"), "title: \"Esperanto\" is no code of a language"));
}

TEST_CASE("a locale selects a language with a file; the button cycles") {
    CHECK(spoken_language("ko_KR.UTF-8") == Language::ko);
    CHECK(spoken_language("kok") == Language::en);
    CHECK(spoken_language("") == Language::en);
    std::size_t steps = 1;
    for (Language l = next_language(Language::ko).language; l != Language::ko;
         l = next_language(l).language)
        ++steps;
    CHECK(steps == language_files_count);
}
