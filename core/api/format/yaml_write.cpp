// Writes YAML as go-yaml v2.2.8 does: the same quoting, folding and key order.
#include <nlohmann/json.hpp>

#include "core/api/format/yaml.h"
#include "core/api/format/yaml_scalar.h"
#include "core/base/text.h"

namespace podfall {

namespace {

using Text = std::string_view;

// Longer texts are broken at the next space.
constexpr int best_width = 80;
constexpr int indent_step = 2;

bool is_break(char c) {
    return c == '\n' || c == '\r';
}
bool is_digit(char32_t c) {
    return c >= '0' && c <= '9';
}

std::size_t letter_width(char c) {
    const auto b = static_cast<unsigned char>(c);
    return b < 0x80 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
}

// go-yaml does not count characters above the basic multilingual plane as printable.
bool is_printable(Text s, std::size_t i) {
    const auto b = [&](std::size_t k) {
        return i + k < s.size() ? static_cast<unsigned char>(s[i + k]) : 0u;
    };
    if (b(0) == 0x0A || (b(0) >= 0x20 && b(0) <= 0x7E)) return true;
    if (b(0) == 0xC2) return b(1) >= 0xA0;
    if (b(0) == 0xED) return b(1) < 0xA0;
    if (b(0) == 0xEF) {
        const bool mark = b(1) == 0xBB && b(2) == 0xBF;
        return !mark && !(b(1) == 0xBF && (b(2) == 0xBE || b(2) == 0xBF));
    }
    return (b(0) > 0xC2 && b(0) < 0xED) || b(0) == 0xEE;
}

std::u32string letters_of(Text s) {
    std::u32string out;
    for (std::size_t i = 0; i < s.size();) {
        const std::size_t width = letter_width(s[i]);
        char32_t c = static_cast<unsigned char>(s[i]);
        if (width > 1) c &= 0xFFu >> (width + 1);
        for (std::size_t k = 1; k < width && i + k < s.size(); ++k) {
            c = c << 6 | (static_cast<unsigned char>(s[i + k]) & 0x3F);
        }
        out += c;
        i += width;
    }
    return out;
}

bool is_letter(char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xAA;
}

// Runs of digits compare as numbers. `at` is the first position where two keys differ.
bool number_less(const std::u32string& a, const std::u32string& b, std::size_t at) {
    std::int64_t x = 0, y = 0;
    if (a[at] == '0' || b[at] == '0') {
        for (std::size_t j = at; j-- > 0 && is_digit(a[j]);) {
            if (a[j] != '0') {
                x = y = 1;
                break;
            }
        }
    }
    std::size_t i = at, j = at;
    for (; i < a.size() && is_digit(a[i]); ++i) x = x * 10 + (a[i] - '0');
    for (; j < b.size() && is_digit(b[j]); ++j) y = y * 10 + (b[j] - '0');
    if (x != y) return x < y;
    if (i != j) return i < j;
    return a[at] < b[at];
}

// go-yaml's natural key order: "a2" before "a10", punctuation before letters.
bool key_less(const std::string& left, const std::string& right) {
    const std::u32string a = letters_of(left), b = letters_of(right);
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
        if (a[i] == b[i]) continue;
        const bool x = is_letter(a[i]), y = is_letter(b[i]);
        if (x && y) return a[i] < b[i];
        if (x || y) return y;
        return number_less(a, b, i);
    }
    return a.size() < b.size();
}

enum class Style { plain, single_quoted, double_quoted, literal };

// The styles that a text permits; models yaml_emitter_analyze_scalar for block context.
struct Analysis {
    bool multiline = false;
    bool plain = true;
    bool single_quoted = true;
    bool literal = true;
};

bool starts_indicator(Text s, bool blank_follows) {
    if (Text("#,[]{}&*!|>'\"%@`").find(s[0]) != Text::npos) return true;
    return Text("?:-").find(s[0]) != Text::npos && blank_follows;
}

Analysis analyze(Text s) {
    if (s.empty()) return {.literal = false};
    Analysis out;
    bool indicators = s.substr(0, 3) == "---" || s.substr(0, 3) == "...";
    bool special = false, break_space = false, space_break = false;
    bool previous_space = false, previous_break = false, after_blank = true;
    for (std::size_t i = 0; i < s.size(); i += letter_width(s[i])) {
        const char c = s[i];
        const std::size_t next = i + letter_width(c);
        const bool blank_follows = next >= s.size() || s[next] == ' ' || s[next] == '\t';
        if (i == 0) indicators = indicators || starts_indicator(s, blank_follows);
        if (i > 0 && c == ':' && blank_follows) indicators = true;
        if (i > 0 && c == '#' && after_blank) indicators = true;
        special = special || !is_printable(s, i);
        break_space = break_space || (c == ' ' && previous_break);
        space_break = space_break || (is_break(c) && previous_space);
        out.multiline = out.multiline || is_break(c);
        previous_space = c == ' ';
        previous_break = is_break(c);
        after_blank = c == ' ' || c == '\t' || is_break(c) || c == '\0';
    }
    const auto edge = [](char c) { return c == ' ' || is_break(c); };
    if (edge(s.front()) || edge(s.back()) || indicators || out.multiline) out.plain = false;
    if (s.back() == ' ') out.literal = false;
    if (break_space || space_break || special) out.plain = out.single_quoted = false;
    if (space_break || special) out.literal = false;
    return out;
}

class Writer {
public:
    void node(const Json& json, int indent, bool in_mapping, bool simple_key);
    std::string out;

private:
    void mapping(const Json& json, int indent);
    void sequence(const Json& json, int indent);
    void key_and_value(const std::string& key, const Json& value, int indent);
    void scalar(const Json& json, int indent, bool simple_key);
    void text(Text s, Style style, int indent, bool simple_key);
    void put(char c);
    void put_all(Text s);
    void line_break();
    void write_indent(int indent);
    void indicator(Text s, bool need_blank, bool blank, bool indention);
    void flowing(Text s, bool quoted, int indent, bool may_break);
    void double_quoted(Text s, int indent, bool may_break);
    void escaped(Text s, std::size_t& i);
    void literal(Text s, int indent);

    int column_ = 0;
    bool blank_ = true;      // a space is needed before the next token
    bool indention_ = true;  // only indention and "-", "?", ":" stand in this line so far
};

void Writer::put(char c) {
    out += c;
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++column_;
}
void Writer::put_all(Text s) {
    for (const char c : s) put(c);
}
void Writer::line_break() {
    out += '\n';
    column_ = 0;
}

void Writer::write_indent(int indent) {
    if (!indention_ || column_ > indent || (column_ == indent && !blank_)) line_break();
    while (column_ < indent) put(' ');
    blank_ = indention_ = true;
}

void Writer::indicator(Text s, bool need_blank, bool blank, bool indention) {
    if (need_blank && !blank_) put(' ');
    put_all(s);
    blank_ = blank;
    indention_ = indention_ && indention;
}

// Plain and single-quoted text; both break long lines at single spaces.
void Writer::flowing(Text s, bool quoted, int indent, bool may_break) {
    if (quoted) indicator("'", true, false, false);
    if (!quoted && !blank_) put(' ');
    bool spaces = false, breaks = false;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const char c = s[i];
        const bool inner = !quoted || (i > 0 && i + 1 < s.size());
        const bool blank_next = i + 1 < s.size() && s[i + 1] == ' ';
        if (c == ' ') {
            if (may_break && !spaces && column_ > best_width && inner && !blank_next) {
                write_indent(indent);
            } else {
                put(c);
            }
            spaces = true;
        } else if (is_break(c)) {
            if (!breaks && c == '\n') line_break();
            line_break();
            indention_ = breaks = true;
        } else {
            if (breaks) write_indent(indent);
            if (quoted && c == '\'') put(c);
            put(c);
            indention_ = spaces = breaks = false;
        }
    }
    if (quoted) indicator("'", false, false, false);
    blank_ = indention_ = false;
}

// Writes the character at `i` as an escape and moves `i` past it.
void Writer::escaped(Text s, std::size_t& i) {
    const std::size_t width = letter_width(s[i]);
    const char32_t c = letters_of(s.substr(i, width))[0];
    i += width;
    put('\\');
    constexpr struct {
        char32_t c;
        char letter;
    } short_forms[] = {{0, '0'},     {7, 'a'},    {8, 'b'},    {9, 't'},      {10, 'n'},
                       {11, 'v'},    {12, 'f'},   {13, 'r'},   {27, 'e'},     {'"', '"'},
                       {'\\', '\\'}, {0x85, 'N'}, {0xA0, '_'}, {0x2028, 'L'}, {0x2029, 'P'}};
    for (const auto& form : short_forms) {
        if (form.c == c) return put(form.letter);
    }
    const int digits = c <= 0xFF ? 2 : c <= 0xFFFF ? 4 : 8;
    put(digits == 2 ? 'x' : digits == 4 ? 'u' : 'U');
    for (int k = (digits - 1) * 4; k >= 0; k -= 4) put("0123456789ABCDEF"[c >> k & 15]);
}

void Writer::double_quoted(Text s, int indent, bool may_break) {
    indicator("\"", true, false, false);
    bool spaces = false;
    for (std::size_t i = 0; i < s.size();) {
        const char c = s[i];
        if (!is_printable(s, i) || is_break(c) || c == '"' || c == '\\') {
            escaped(s, i);
            spaces = false;
        } else if (c == ' ') {
            const bool inner = i > 0 && i + 1 < s.size();
            if (may_break && !spaces && column_ > best_width && inner) {
                write_indent(indent);
                if (s[i + 1] == ' ') put('\\');
            } else {
                put(c);
            }
            ++i;
            spaces = true;
        } else {
            const std::size_t width = letter_width(c);
            put_all(s.substr(i, width));
            i += width;
            spaces = false;
        }
    }
    indicator("\"", false, false, false);
    blank_ = indention_ = false;
}

void Writer::literal(Text s, int indent) {
    indicator("|", true, false, false);
    if (s[0] == ' ' || is_break(s[0])) indicator("2", false, false, false);
    const bool ends = is_break(s.back());
    if (!ends) indicator("-", false, false, false);
    if (ends && (s.size() == 1 || is_break(s[s.size() - 2]))) indicator("+", false, false, false);
    line_break();
    indention_ = blank_ = true;
    bool breaks = true;
    for (const char c : s) {
        if (is_break(c)) {
            line_break();
            indention_ = breaks = true;
            continue;
        }
        if (breaks) write_indent(indent);
        put(c);
        indention_ = breaks = false;
    }
}

void Writer::text(Text s, Style style, int indent, bool simple_key) {
    const int inner = indent < 0 ? indent_step : indent + indent_step;
    switch (style) {
        case Style::plain:
            return flowing(s, false, inner, !simple_key);
        case Style::single_quoted:
            return flowing(s, true, inner, !simple_key);
        case Style::double_quoted:
            return double_quoted(s, inner, !simple_key);
        case Style::literal:
            return literal(s, inner);
    }
}

void Writer::scalar(const Json& json, int indent, bool simple_key) {
    if (!json.is_string()) {
        const std::string s = json.is_number_float() ? go_float(json.get<double>()) : json.dump();
        return text(s, Style::plain, indent, simple_key);
    }
    const auto& s = json.get_ref<const std::string&>();
    const Analysis allowed = analyze(s);
    const bool is_text = resolve_scalar(s).tag == YamlTag::string && !is_base60(s);
    Style style = is_text ? Style::plain : Style::double_quoted;
    if (s.find('\n') != std::string::npos) style = Style::literal;
    if (style == Style::plain && !allowed.plain) style = Style::single_quoted;
    if (style == Style::single_quoted && !allowed.single_quoted) style = Style::double_quoted;
    if (style == Style::literal && (!allowed.literal || simple_key)) style = Style::double_quoted;
    text(s, style, indent, simple_key);
}

void Writer::key_and_value(const std::string& key, const Json& value, int indent) {
    constexpr std::size_t longest_simple_key = 128;
    write_indent(indent);
    const bool simple = key.size() <= longest_simple_key && !analyze(key).multiline;
    if (simple) {
        node(key, indent, true, true);
        indicator(":", false, false, false);
    } else {
        indicator("?", true, false, true);
        node(key, indent, true, false);
        write_indent(indent);
        indicator(":", true, false, true);
    }
    node(value, indent, true, false);
}

void Writer::mapping(const Json& json, int indent) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : json.items()) keys.push_back(key);
    // Ties are broken by the order in the JSON, so that the order is total.
    std::stable_sort(keys.begin(), keys.end(), key_less);
    for (const std::string& key : keys) key_and_value(key, json[key], indent);
}

void Writer::sequence(const Json& json, int indent) {
    for (const Json& item : json) {
        write_indent(indent);
        indicator("-", true, false, true);
        node(item, indent, false, false);
    }
}

void Writer::node(const Json& json, int indent, bool in_mapping, bool simple_key) {
    if (json.is_structured() && json.empty()) {
        indicator(json.is_object() ? "{" : "[", true, true, false);
        indicator(json.is_object() ? "}" : "]", false, false, false);
    } else if (json.is_object()) {
        mapping(json, indent < 0 ? 0 : indent + indent_step);
    } else if (json.is_array()) {
        // Items of a list that is a mapping's value are not indented deeper than the key.
        const bool flush = in_mapping && !indention_;
        sequence(json, indent < 0 ? 0 : flush ? indent : indent + indent_step);
    } else {
        scalar(json, indent, simple_key);
    }
}

}  // namespace

std::string to_yaml(const Json& json) {
    Writer writer;
    writer.node(json, -1, false, false);
    if (writer.out.empty() || writer.out.back() != '\n') writer.out += '\n';
    return writer.out;
}

}  // namespace podfall
