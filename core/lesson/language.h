// The languages of texts. Any ISO 639-1 code is valid; the files in shell/languages/ decide which
// ones the front end supports.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace podfall {

class Language {
public:
    static const Language ko, en;

    constexpr Language() = default;
    // Parses "ko", "ko-KR" or "ko_KR.UTF-8"; English when that is not a code.
    explicit constexpr Language(std::string_view code) {
        if (!is_code(code)) return;
        code_[0] = code[0];
        code_[1] = code[1];
    }
    constexpr std::string_view code() const { return {code_, 2}; }
    constexpr bool operator==(const Language& other) const { return code() == other.code(); }
    constexpr bool operator!=(const Language& other) const { return !(*this == other); }

    // Whether a text begins with two lower-case letters followed by no other letter.
    static constexpr bool is_code(std::string_view code) {
        const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
        if (code.size() < 2 || !letter(code[0]) || !letter(code[1])) return false;
        return code.size() == 2 || code[2] == '-' || code[2] == '_' || code[2] == '.';
    }

private:
    char code_[2] = {'e', 'n'};
};

inline constexpr Language Language::ko{"ko"};
inline constexpr Language Language::en{"en"};

// One text in several languages. A missing language falls back to English.
template <class T>
class Local {
public:
    void set(Language language, T text) { texts_.emplace_back(language, std::move(text)); }
    const T& operator[](Language language) const {
        static const T none{};
        const T* english = &none;
        for (const auto& [l, text] : texts_) {
            if (l == language) return text;
            if (l == Language::en) english = &text;
        }
        return *english;
    }
    bool empty() const { return texts_.empty(); }  // in every language

private:
    std::vector<std::pair<Language, T>> texts_;
};
using LocalText = Local<std::string>;

}  // namespace podfall
