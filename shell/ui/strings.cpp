// Looks up the front end's texts by language.
#include "shell/ui/strings.h"

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

std::string length_text(Duration length, const Strings& words) {
    const auto whole = length / seconds(1);
    if (whole == 0 &&
        length > 0)  // periods of the kubelet and the queue may be fractions of a second
        return cat("0.", length / (seconds(1) / 10), words.unit_second);
    std::string out;
    const auto part = [&](std::int64_t n, const char* unit) {
        if (n > 0) out += cat(out.empty() ? "" : " ", n, unit);
    };
    part(whole / 86400, words.unit_day);
    part(whole / 3600 % 24, words.unit_hour);
    if (whole < 86400) part(whole / 60 % 60, words.unit_minute);
    if (whole < 3600) part(whole % 60, words.unit_second);
    return out.empty() ? cat("0", words.unit_second) : out;
}

std::string skip_words(const Strings& words, Duration time) {
    return replace_all(words.skip_time, "{t}", length_text(time, words));
}

}  // namespace podfall
