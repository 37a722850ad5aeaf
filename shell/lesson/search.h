// Search over all lessons and the glossary.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/lesson/language.h"
#include "shell/lesson/glossary.h"

namespace podfall {

struct SearchHit {
    std::string lesson;  // its id; empty for a term of the glossary
    std::size_t step = 0;
    std::string title;  // of the step, or the term
    const Term* term = nullptr;
};

class LessonSearch {
public:
    // The steps that contain all words of `query` (ignoring case), those with one in the title
    // first; then terms. Empty for an empty query.
    std::vector<SearchHit> find(std::string_view query, Language language);

private:
    struct Page {
        SearchHit hit;
        std::string title, words;  // in lower case
    };
    void read(Language language);
    std::vector<Page> pages_;  // read on first use
    Language language_{};
};

}  // namespace podfall
