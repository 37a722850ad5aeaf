// The words that lessons use and explain nowhere at once, for a reader who meets one again.
#pragma once

#include <string_view>
#include <vector>

#include "core/lesson/language.h"

namespace podfall {

struct Term {
    const char* key;                    // in every language: "kubelet", "ReplicaSet"
    const char* names[language_count];  // by Language; several with '|'
    const char* meanings[language_count];
};

// The term that a word of a text is, Korean particles and plurals behind it allowed; null for none.
const Term* find_term(std::string_view word, Language language);

// All of them, in the order of `key`.
std::vector<const Term*> all_terms();

}  // namespace podfall
