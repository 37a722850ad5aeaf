// The languages that lessons and the front end speak. Another one is a new enumerator here, a new
// shell/strings_XX.cpp and its texts in the lessons.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace podfall {

enum class Language : std::uint8_t { ko, en };
inline constexpr int language_count = 2;

// "ko", "en": ISO 639-1, as in the page's `lang` and in the lessons' JSON.
const char* language_code(Language language);

// False when no language has that code; "ko-KR" is taken as "ko".
bool find_language(std::string_view code, Language& out);

// One text in every language.
struct LocalText {
    std::string text[language_count];

    const std::string& operator[](Language language) const {
        return text[static_cast<int>(language)];
    }
    bool empty() const;   // in every language
};

}  // namespace podfall
