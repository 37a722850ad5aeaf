// Looks up glossary words.
#include "shell/lesson/glossary.h"

#include <algorithm>

namespace podfall {

namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// What may follow a term in the same word: a plural, a particle, a full stop.
bool may_follow(std::string_view rest) {
    if (!rest.empty() && rest[0] == 's') rest.remove_prefix(1);
    return rest.empty() ||
           (!is_letter(rest[0]) && rest[0] != '-' && rest[0] != '/' && rest[0] != '_');
}

bool is_called(std::string_view word, std::string_view names) {
    while (!names.empty()) {
        const std::string_view name = names.substr(0, names.find('|'));
        if (word.starts_with(name) && may_follow(word.substr(name.size()))) return true;
        names.remove_prefix(std::min(names.size(), name.size() + 1));
    }
    return false;
}

Local<std::vector<Term>> every_language() {
    Local<std::vector<Term>> out;
    for (std::size_t i = 0; i < language_files_count; ++i)
        out.set(language_files[i].language,
                completed_terms(language_files[i], *find_language_file(Language::en)));
    return out;
}

}  // namespace

const std::vector<Term>& all_terms(Language language) {
    static const Local<std::vector<Term>> all = every_language();
    return all[language];
}

const Term* find_term(std::string_view word, Language language) {
    while (!word.empty() && (word[0] == '(' || word[0] == '"')) word.remove_prefix(1);
    for (const Term& term : all_terms(language))
        if (is_called(word, term.names)) return &term;
    return nullptr;
}

std::vector<Term> completed_terms(const LanguageFile& own, const LanguageFile& full) {
    std::vector<Term> out(full.terms, full.terms + full.terms_count);
    for (Term& term : out)
        for (std::size_t i = 0; i < own.terms_count; ++i) {
            const Term& its = own.terms[i];
            if (std::string_view(its.key) != term.key) continue;
            if (its.names) term.names = its.names;
            if (its.meaning) term.meaning = its.meaning;
        }
    return out;
}

}  // namespace podfall
