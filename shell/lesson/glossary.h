// The words that lessons use and explain nowhere at once, for a reader who meets one again.
#pragma once

#include <string_view>
#include <vector>

#include "shell/ui/strings.h"

namespace podfall {

// The term that a word of a text is, Korean particles and plurals behind it allowed; null for none.
const Term* find_term(std::string_view word, Language language);

// All of them, in the order of `key`. They live as long as the program.
const std::vector<Term>& all_terms(Language language);

// The terms of `full`, as `own` has them where it has.
std::vector<Term> completed_terms(const LanguageFile& own, const LanguageFile& full);

}  // namespace podfall
