// Searches lessons and glossary.
#include "shell/lesson/search.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/lesson/embedded.h"
#include "shell/lesson/contents.h"

namespace podfall {

namespace {

constexpr std::size_t most_hits = 24;

std::string small(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return text;
}

}  // namespace

void LessonSearch::read(Language language) {
    if (!pages_.empty() && language_ == language) return;
    pages_.clear();
    language_ = language;
    for (std::size_t i = 0; i < embedded_lessons_count; ++i) {
        const std::unique_ptr<Lesson> lesson = read_embedded(embedded_lesson_ids[i]);
        for (std::size_t k = 0; k < lesson->steps.size(); ++k) {
            const LessonStep& s = lesson->steps[k];
            std::string words =
                cat(lesson->title[language], "\n", s.title[language], "\n",
                    plain_text(s.text[language]), "\n", plain_text(s.explanation[language]));
            for (const LessonCommand& c : s.commands) words += cat("\n", c.line);
            pages_.push_back({{lesson->id, k, s.title[language], nullptr},
                              small(s.title[language]),
                              small(std::move(words))});
        }
    }
    for (const Term& term : all_terms(language))
        pages_.push_back({{"", 0, term.key, &term},
                          small(cat(term.key, "|", term.names)),
                          small(cat(term.key, " ", term.names, " ", term.meaning))});
}

std::vector<SearchHit> LessonSearch::find(std::string_view query, Language language) {
    std::vector<SearchHit> hits;
    const std::vector<std::string> wanted = split_words(small(std::string(query)));
    if (wanted.empty()) return hits;
    read(language);
    for (const bool by_title : {true, false})
        for (const Page& page : pages_) {
            const auto holds = [](const std::string& text) {
                return [&text](const std::string& word) { return contains(text, word); };
            };
            if (!std::all_of(wanted.begin(), wanted.end(), holds(page.words))) continue;
            if (std::any_of(wanted.begin(), wanted.end(), holds(page.title)) != by_title) continue;
            if (hits.size() < most_hits) hits.push_back(page.hit);
        }
    return hits;
}

}  // namespace podfall
