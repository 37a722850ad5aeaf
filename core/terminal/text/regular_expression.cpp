// Regular expressions by TRE: patterns compiled from GNU's syntax, texts read as UTF-8.
#include "core/terminal/text/regular_expression.h"

#include <tre.h>
#include <wchar.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/utf8.h"
#include "core/terminal/text/character_set.h"
#include "core/terminal/text/regular_expression_syntax.h"

// What TRE asks of the C library's locale, answered alike everywhere (.cmake/dependencies.cmake):
// words are all that is left to it, since the translation settles classes and cases.
extern "C" {
int podfall_tre_alphanumeric(wint_t c) {
    return podfall::is_alphanumeric(static_cast<char32_t>(c));
}
wint_t podfall_tre_same(wint_t c) {
    return c;
}
}

namespace podfall {

namespace {

constexpr std::size_t npos = std::string_view::npos;

// A hostile pattern with back references gives up instead of hanging the page.
constexpr int step_max = 1'000'000;

tre_char_t tre_character(std::string_view text, std::size_t at, std::size_t& length) {
    const char32_t c = character_at(text, at, length);
    return static_cast<tre_char_t>(c == '\n' ? tre_newline : c);
}

// Hands TRE a text character by character; its positions are bytes.
struct ByteSource {
    std::string_view text;
    std::size_t at = 0;
    bool newline_before = false, newline_behind = false;  // still to be handed out

    static int next(tre_char_t* c, unsigned* length, void* context) {
        auto& source = *static_cast<ByteSource*>(context);
        *length = 1;
        if (source.at < source.text.size() && !source.newline_before) {
            std::size_t bytes = 1;
            *c = tre_character(source.text, source.at, bytes);
            source.at += bytes;
            *length = static_cast<unsigned>(bytes);
            return 0;
        }
        bool& newline = source.newline_before ? source.newline_before : source.newline_behind;
        *c = newline ? L'\n' : 0;
        return std::exchange(newline, false) ? 0 : 1;
    }
};

// The same for back references, which TRE looks for by going back and forth: its positions are
// characters here, since it goes back by the length of the wrong one.
struct CharacterSource {
    std::vector<tre_char_t> characters;
    std::vector<std::size_t> offsets;  // in bytes; one more than characters
    std::size_t begin = 0;             // where TRE is told that the text begins
    std::size_t at = 0;
    int steps = 0;
    bool ignore_case = false;

    CharacterSource(std::string_view text, bool newlines) {
        const auto add = [this](tre_char_t c, std::size_t offset) {
            characters.push_back(c);
            offsets.push_back(offset);
        };
        if (newlines) add(L'\n', 0);
        for (std::size_t i = 0, length = 1; i < text.size(); i += length)
            add(tre_character(text, i, length), i);
        if (newlines) add(L'\n', text.size());
        offsets.push_back(text.size());
    }
    bool exhausted() const { return steps > step_max; }
    bool same(tre_char_t a, tre_char_t b) const {
        return a == b ||
               (ignore_case && other_case(static_cast<char32_t>(a)) == static_cast<char32_t>(b));
    }

    static int next(tre_char_t* c, unsigned* length, void* context) {
        auto& source = *static_cast<CharacterSource*>(context);
        *length = 1;
        ++source.steps;
        const bool end = source.at >= source.characters.size() || source.exhausted();
        *c = end ? 0 : source.characters[source.at++];
        return end;
    }
    static void rewind(std::size_t to, void* context) {
        auto& source = *static_cast<CharacterSource*>(context);
        source.at = source.begin + to;
    }
    // 0 when `length` characters at `a` are those at `b`, which are then read over.
    static int compare(std::size_t a, std::size_t b, std::size_t length, void* context) {
        auto& source = *static_cast<CharacterSource*>(context);
        const std::size_t size = source.characters.size();
        if (a > size) return 1;  // the group took no part
        a += source.begin;
        b += source.begin;
        if (b + length > size) return 1;
        for (std::size_t i = 0; i < length; ++i)
            if (!source.same(source.characters[a + i], source.characters[b + i])) return 1;
        source.at = b + length;
        source.steps += static_cast<int>(length);
        return 0;
    }
};

}  // namespace

// With word_edges the pattern begins with any one character, and the text stands between newlines:
// TRE takes both ends of a text for edges of a word, and does not know what is before `from`.
struct RegularExpression::Program {
    Program() = default;
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program() {
        if (made) tre_regfree(&compiled);
    }
    regex_t compiled{};
    bool made = false;
    int groups = 0;
    bool back_references = false, word_edges = false, ignore_case = false;

    bool run(std::string_view text, std::size_t from, Match& match) const;
    bool run_back_references(std::string_view text, std::size_t from, Match& match) const;
    bool found(const tre_str_source& source, bool inside, std::vector<regmatch_t>& places) const {
        places.resize(static_cast<std::size_t>(std::min(groups, max_groups - 1)) + 1);
        return tre_reguexec(&compiled, &source, places.size(), places.data(),
                            inside ? REG_NOTBOL : 0) == REG_OK;
    }
};

bool RegularExpression::Program::run(std::string_view text, std::size_t from, Match& match) const {
    std::size_t begin = from;
    if (word_edges && from > 0) {
        --begin;
        while (begin > 0 && continues_character(text[begin])) --begin;
        if (begin + character_length(text, begin) != from) begin = from - 1;
    }
    const bool newline_before = word_edges && from == 0;
    ByteSource bytes{
        .text = text.substr(begin), .newline_before = newline_before, .newline_behind = word_edges};
    const tre_str_source source = {ByteSource::next, nullptr, nullptr, &bytes};
    std::vector<regmatch_t> places;
    if (!found(source, from > 0, places)) return false;
    const auto byte = [&](regoff_t at) {
        return begin + static_cast<std::size_t>(at) - (newline_before ? 1 : 0);
    };
    for (std::size_t g = 0; g < places.size(); ++g) {
        if (places[g].rm_so < 0) continue;
        match.begin[g] = byte(places[g].rm_so);
        match.end[g] = byte(places[g].rm_eo);
    }
    if (!word_edges) return true;
    // The match begins after its first character, which may be the newline before the text, not the
    // one behind it.
    if (newline_before && places[0].rm_so == 0) return match.begin[0] = 0, true;
    if (match.begin[0] >= text.size()) return false;
    match.begin[0] += character_length(text, match.begin[0]);
    return true;
}

bool RegularExpression::Program::run_back_references(std::string_view text, std::size_t from,
                                                     Match& match) const {
    CharacterSource characters(text, word_edges);
    characters.ignore_case = ignore_case;
    const tre_str_source source = {CharacterSource::next, CharacterSource::rewind,
                                   CharacterSource::compare, &characters};
    const std::vector<std::size_t>& offsets = characters.offsets;
    const std::size_t behind = word_edges ? 1 : 0;
    std::vector<regmatch_t> places;
    // The first place, and with a word's edge the character before it.
    while (offsets[characters.begin + behind] < from) ++characters.begin;
    characters.at = characters.begin;
    const bool hit = found(source, from > 0, places);
    match.exhausted = characters.exhausted();
    if (!hit || match.exhausted) return false;
    const auto index = [&](regoff_t at) { return characters.begin + static_cast<std::size_t>(at); };
    if (index(places[0].rm_so) + 2 * behind >= offsets.size()) return false;
    for (std::size_t g = 0; g < places.size(); ++g) {
        if (places[g].rm_so < 0) continue;
        match.begin[g] = offsets[index(places[g].rm_so) + (g == 0 ? behind : 0)];
        match.end[g] = offsets[index(places[g].rm_eo)];
    }
    return true;
}

bool RegularExpression::compile(std::string_view pattern, Options options) {
    *this = {};
    TrePattern tre = tre_pattern(pattern, options);
    error_ = std::move(tre.error);
    if (!error_.empty()) return false;
    const auto program = std::make_shared<Program>();
    program->groups = tre.groups;
    program->back_references = tre.back_references;
    program->word_edges = tre.word_edges;
    program->ignore_case = options.ignore_case;
    if (tre.word_edges) {
        const std::wstring any = {L'[', L'\1', L'-', static_cast<wchar_t>(tre_newline), L']'};
        tre.text = any + L"(?:" + tre.text + L")";
    }
    const int status = tre_regwncomp(&program->compiled, tre.text.data(), tre.text.size(),
                                     REG_EXTENDED | (tre.word_edges ? REG_NEWLINE : 0));
    program->made = status == REG_OK;
    // The translation leaves TRE nothing to object to but its own limits.
    if (status != REG_OK) {
        error_ = status == REG_ESPACE ? "Memory exhausted" : "Regular expression too big";
        return false;
    }
    program_ = program;
    return true;
}

int RegularExpression::groups() const {
    return program_ ? std::min(program_->groups, max_groups - 1) : 0;
}

bool RegularExpression::search(std::string_view text, std::size_t from, Match& match) const {
    for (int g = 0; g < max_groups; ++g) match.begin[g] = match.end[g] = npos;
    match.exhausted = false;
    if (!program_ || from > text.size()) return false;
    return program_->back_references ? program_->run_back_references(text, from, match)
                                     : program_->run(text, from, match);
}

bool Matches::next(RegularExpression::Match& match) {
    while (regex_.search(text_, at_, match)) {
        const std::size_t begin = match.begin[0], end = match.end[0];
        at_ = end;
        if (begin != end || begin != std::exchange(last_end_, end)) {
            last_end_ = end;
            return true;
        }
        at_ += end < text_.size() ? character_length(text_, end) : 1;
    }
    return false;
}

}  // namespace podfall
