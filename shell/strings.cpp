#include "shell/strings.h"

#include <cstring>

#include "core/base/text.h"

namespace podfall {

static_assert(sizeof(Strings) % sizeof(const char*) == 0, "Strings holds texts and nothing else");

Strings completed(const Strings& own, const Strings& full) {
    constexpr std::size_t count = sizeof(Strings) / sizeof(const char*);
    const char *texts[count], *whole[count];
    std::memcpy(texts, &own, sizeof own);
    std::memcpy(whole, &full, sizeof full);
    for (std::size_t i = 0; i < count; ++i)
        if (!texts[i]) texts[i] = whole[i];
    Strings out;
    std::memcpy(&out, texts, sizeof out);
    return out;
}

const LanguageFile* find_language_file(Language language) {
    for (std::size_t i = 0; i < language_files_count; ++i)
        if (language_files[i].language == language) return &language_files[i];
    return nullptr;
}

Language spoken_language(std::string_view code) {
    const Language language(code);
    return find_language_file(language) ? language : Language::en;
}

const LanguageFile& next_language(Language language) {
    for (std::size_t i = 0; i + 1 < language_files_count; ++i)
        if (language_files[i].language == language) return language_files[i + 1];
    return language_files[0];
}

const Strings& find_strings(Language language) {
    static const Local<Strings> all = [] {
        Local<Strings> out;
        for (std::size_t i = 0; i < language_files_count; ++i)
            out.set(language_files[i].language,
                    completed(language_files[i].words, find_language_file(Language::en)->words));
        return out;
    }();
    return all[language];
}

std::string time_words(const Strings& words, Duration time) {
    const std::int64_t s = time / seconds(1), m = s / 60;
    if (s < 60) return cat(s, words.second_unit);
    return s % 60 ? cat(m, words.minute_unit, " ", s % 60, words.second_unit) : cat(m, words.minute_unit);
}

std::string skip_words(const Strings& words, Duration time) {
    return replace_all(words.skip_time, "{t}", time_words(words, time));
}

}  // namespace podfall
