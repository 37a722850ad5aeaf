// A set of characters, as a bracket expression names one, in any script.
#pragma once

#include <string_view>
#include <vector>

namespace podfall {

// A letter or digit of any script; with the underscore, a character of a word.
bool is_alphanumeric(char32_t c);

// The other case of a letter that has one, else the letter itself: of the Latin alphabet with its
// Western European letters, Greek, Cyrillic, Armenian and full-width Latin.
char32_t other_case(char32_t c);

class CharacterSet {
public:
    struct Range {
        char32_t first, last;
    };
    static constexpr char32_t last_character = 0x10FFFF;

    void add(char32_t first, char32_t last) { ranges_.push_back({first, last}); }
    void add(const CharacterSet& other);
    // [:name:]; false when there is no such class. Models the classes of a UTF-8 locale.
    bool add_class(std::string_view name);
    void add_other_cases();
    CharacterSet complement() const;
    // Ordered, without overlaps.
    std::vector<Range> ranges() const;

private:
    std::vector<Range> ranges_;
};

}  // namespace podfall
