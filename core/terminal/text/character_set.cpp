// Sets of characters and the character classes of a UTF-8 locale.
#include "core/terminal/text/character_set.h"

#include <algorithm>

namespace podfall {

namespace {

using SetRange = CharacterSet::Range;

// What is no letter above ASCII; everything else there counts as one, so that a new script needs
// no entry. Simplified: Unicode has many more holes, but TRE's tables grow with each.
constexpr SetRange no_letters[] = {{0x80, 0xBF},       {0x2000, 0x2BFF},   {0x3000, 0x3020},
                                   {0xD800, 0xF8FF},   {0xFE10, 0xFF20},   {0xFFE0, 0xFFFF},
                                   {0x1F000, 0x1FAFF}, {0xE0000, 0x10FFFF}};
constexpr SetRange white[] = {{'\t', '\r'},     {' ', ' '},       {0x2000, 0x2006},
                              {0x2008, 0x200A}, {0x2028, 0x2029}, {0x205F, 0x205F},
                              {0x3000, 0x3000}};
constexpr SetRange controls[] = {{0, 31}, {127, 0x9F}, {0x2028, 0x2029}};

// Upper case letters, and how far behind each its lower case is. Simplified: without the
// alphabets in which the two take turns (Latin Extended).
struct Case {
    char32_t first, last, distance;
    bool upper(char32_t c) const { return c >= first && c <= last; }
    bool lower(char32_t c) const { return c >= first + distance && c <= last + distance; }
};
constexpr Case cases[] = {{'A', 'Z', 32},     {0xC0, 0xD6, 32},   {0xD8, 0xDE, 32},
                          {0x391, 0x3A1, 32}, {0x3A3, 0x3AB, 32}, {0x400, 0x40F, 80},
                          {0x410, 0x42F, 32}, {0x531, 0x556, 48}, {0xFF21, 0xFF3A, 32}};

void add_all(CharacterSet& set, const SetRange* begin, const SetRange* end) {
    for (; begin != end; ++begin) set.add(begin->first, begin->last);
}

void add_letters(CharacterSet& set) {
    set.add('A', 'Z');
    set.add('a', 'z');
    char32_t next = 0x80;
    for (const SetRange& r : no_letters) {
        if (r.first > next) set.add(next, r.first - 1);
        next = r.last + 1;
    }
}

void add_case(CharacterSet& set, bool upper) {
    for (const Case& block : cases) {
        const char32_t move = upper ? 0 : block.distance;
        set.add(block.first + move, block.last + move);
    }
}

}  // namespace

bool is_alphanumeric(char32_t c) {
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    for (const SetRange& r : no_letters)
        if (c >= r.first && c <= r.last) return false;
    return c <= CharacterSet::last_character;
}

char32_t other_case(char32_t c) {
    for (const Case& block : cases) {
        if (block.upper(c)) return c + block.distance;
        if (block.lower(c)) return c - block.distance;
    }
    return c;
}

void CharacterSet::add(const CharacterSet& other) {
    ranges_.insert(ranges_.end(), other.ranges_.begin(), other.ranges_.end());
}

bool CharacterSet::add_class(std::string_view name) {
    CharacterSet set;
    if (name == "alpha" || name == "alnum") {
        add_letters(set);
        if (name == "alnum") set.add('0', '9');
    } else if (name == "digit" || name == "xdigit") {
        set.add('0', '9');
        if (name == "xdigit") set.add('a', 'f'), set.add('A', 'F');
    } else if (name == "upper" || name == "lower") {
        add_case(set, name == "upper");
    } else if (name == "space") {
        add_all(set, std::begin(white), std::end(white));
    } else if (name == "blank") {
        set.add('\t', '\t'), set.add(' ', ' '), set.add(0x3000, 0x3000);
    } else if (name == "cntrl" || name == "print") {
        add_all(set, std::begin(controls), std::end(controls));
        if (name == "print") set = set.complement();
    } else if (name == "graph" || name == "punct") {
        add_all(set, std::begin(white), std::end(white));
        add_all(set, std::begin(controls), std::end(controls));
        if (name == "punct") set.add_class("alnum");
        set = set.complement();
    } else {
        return false;
    }
    add(set);
    return true;
}

void CharacterSet::add_other_cases() {
    const std::vector<SetRange> before = ranges_;
    const auto add_part = [this](const SetRange& r, char32_t first, char32_t last, char32_t move) {
        first = std::max(first, r.first);
        last = std::min(last, r.last);
        if (first <= last) add(first + move, last + move);
    };
    for (const SetRange& r : before)
        for (const Case& block : cases) {
            add_part(r, block.first, block.last, block.distance);
            // Unsigned: minus the distance.
            add_part(r, block.first + block.distance, block.last + block.distance,
                     static_cast<char32_t>(0) - block.distance);
        }
}

std::vector<CharacterSet::Range> CharacterSet::ranges() const {
    std::vector<SetRange> sorted = ranges_, out;
    std::sort(sorted.begin(), sorted.end(), [](const SetRange& a, const SetRange& b) {
        return a.first != b.first ? a.first < b.first : a.last < b.last;
    });
    for (const SetRange& r : sorted) {
        if (!out.empty() && r.first <= out.back().last + 1)
            out.back().last = std::max(out.back().last, r.last);
        else
            out.push_back(r);
    }
    return out;
}

CharacterSet CharacterSet::complement() const {
    CharacterSet out;
    char32_t next = 0;
    for (const SetRange& r : ranges()) {
        if (r.first > next) out.add(next, r.first - 1);
        next = r.last + 1;
    }
    if (next <= last_character) out.add(next, last_character);
    return out;
}

}  // namespace podfall
