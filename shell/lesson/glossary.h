// Terms that lessons use without explaining them each time.
#pragma once

#include <string_view>
#include <vector>

#include "shell/ui/strings.h"

namespace podfall {

// The term that a word of a text is, allowing Korean particles and plurals after it; null if none.
const Term* find_term(std::string_view word, Language language);

// All terms, sorted by `key`. They live as long as the program.
const std::vector<Term>& all_terms(Language language);

// The terms of `full`, replaced by those of `own` where it has them.
std::vector<Term> completed_terms(const LanguageFile& own, const LanguageFile& full);

}  // namespace podfall
