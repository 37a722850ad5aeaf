#include "core/lesson/language.h"

namespace podfall {

namespace {
constexpr const char* codes[language_count] = {"ko", "en"};
}  // namespace

const char* language_code(Language language) { return codes[static_cast<int>(language)]; }

bool find_language(std::string_view code, Language& out) {
    const std::string_view base = code.substr(0, code.find('-'));
    for (int i = 0; i < language_count; ++i) {
        if (base != codes[i]) continue;
        out = static_cast<Language>(i);
        return true;
    }
    return false;
}

bool LocalText::empty() const {
    for (const std::string& t : text) {
        if (!t.empty()) return false;
    }
    return true;
}

}  // namespace podfall
