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
    // The steps whose words hold all words of `query` (letters in either case), those with one in
    // the title first; then terms. Nothing for an empty query.
    std::vector<SearchHit> find(std::string_view query, Language language);

private:
    struct Page {
        SearchHit hit;
        std::string title, words;  // in small letters
    };
    void read(Language language);
    std::vector<Page> pages_;  // read when first asked for
    Language language_{};
};

}  // namespace podfall
