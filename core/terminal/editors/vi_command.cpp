// vi's command line: :w :q :x :e :set :s :d and going to a line.
#include <algorithm>

#include "core/base/text.h"
#include "core/terminal/editors/vi.h"
#include "core/terminal/text/regular_expression.h"

namespace podfall::vi {

using editor::Buffer;

namespace {

struct Range {
    std::size_t first, last;  // rows, from 0
    bool given = false;
};

// A line address: a number, ".", "$", optionally followed by "+3" or "-1".
bool read_address(const State& s, std::string_view& text, std::size_t& row) {
    std::int64_t at = static_cast<std::int64_t>(s.buffer.cursor.row), n = 0;
    bool any = true;
    const auto digits = [&] {
        std::size_t i = 0;
        while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
        const bool ok = parse_int(text.substr(0, i), n);
        text.remove_prefix(i);
        return ok;
    };
    if (!text.empty() && text[0] == '$') {
        at = static_cast<std::int64_t>(s.buffer.lines.size()) - 1;
        text.remove_prefix(1);
    } else if (!text.empty() && text[0] == '.') {
        text.remove_prefix(1);
    } else if (digits()) {
        at = n - 1;
    } else {
        any = !text.empty() && (text[0] == '+' || text[0] == '-');
    }
    while (!text.empty() && (text[0] == '+' || text[0] == '-')) {
        const bool up = text[0] == '-';
        text.remove_prefix(1);
        if (!digits()) n = 1;
        at += up ? -n : n;
    }
    row = static_cast<std::size_t>(
        std::clamp<std::int64_t>(at, 0, static_cast<std::int64_t>(s.buffer.lines.size()) - 1));
    return any;
}

Range read_range(const State& s, std::string_view& text) {
    Range r{s.buffer.cursor.row, s.buffer.cursor.row};
    if (!text.empty() && text[0] == '%') {
        text.remove_prefix(1);
        return {0, s.buffer.lines.size() - 1, true};
    }
    if (!read_address(s, text, r.first)) return r;
    r.last = r.first;
    r.given = true;
    if (!text.empty() && text[0] == ',') {
        text.remove_prefix(1);
        read_address(s, text, r.last);
    }
    if (r.last < r.first) std::swap(r.first, r.last);
    return r;
}

bool write(CommandContext& ctx, State& s, std::string name) {
    if (name.empty()) name = s.buffer.name;
    if (name.empty()) return say(s, "E32: No file name", true), false;
    std::string error, ignored;
    const bool there = ctx.read_file(name, ignored, error);
    if (s.buffer.name.empty()) {
        s.buffer.name = name;
        s.buffer.path = ctx.absolute(name);
    }
    if (!editor::store(ctx, s.buffer, name, error)) {
        say(s,
            error == "Is a directory" ? cat("\"", name, "\" E502: is a directory")
                                      : cat("\"", name, "\" E212: Can't open file for writing"),
            true);
        return false;
    }
    const std::int64_t bytes = s.buffer.bytes();
    say(s, cat("\"", name, "\" ", there ? "" : "[New] ",
               bytes == 0 ? 0 : static_cast<std::int64_t>(s.buffer.lines.size()), "L, ", bytes,
               "C written"));
    return true;
}

void quit(State& s, bool force) {
    if (s.buffer.modified && !force)
        return say(s, "E37: No write since last change (add ! to override)", true);
    s.leave = true;
}

void set_option(State& s, const std::string& words) {
    for (const std::string& word : split_words(words)) {
        if (word == "nu" || word == "number")
            s.numbers = true;
        else if (word == "nonu" || word == "nonumber")
            s.numbers = false;
        else if (word == "nu!" || word == "invnu")
            s.numbers = !s.numbers;
        else if (word.rfind("no", 0) != 0 && !contains(word, "=") && word != "paste" &&
                 word != "list" && word != "hls" && word != "hlsearch" && word != "ic" &&
                 word != "ignorecase" && word != "et" && word != "expandtab" && word != "ai" &&
                 word != "autoindent")
            say(s, "E518: Unknown option: " + word, true);
    }
}

// The replacement with & and \1 filled in.
std::string filled(std::string_view text, std::string_view line,
                   const RegularExpression::Match& match) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '&')
            out += match.group(line, 0);
        else if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9')
            out += match.group(line, text[++i] - '0');
        else if (text[i] == '\\' && i + 1 < text.size())
            out += text[++i];
        else
            out += text[i];
    }
    return out;
}

// s/old/new/flags on a range of lines.
void substitute(State& s, const Range& range, std::string_view words) {
    const char mark = words[0];
    std::vector<std::string> parts(1);
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (words[i] == '\\' && i + 1 < words.size()) {
            if (words[i + 1] != mark) parts.back() += '\\';
            parts.back() += words[++i];
        } else if (words[i] == mark) {
            parts.emplace_back();
        } else {
            parts.back() += words[i];
        }
    }
    parts.resize(3);
    RegularExpression regex;
    if (!parts[0].empty()) s.pattern = parts[0];
    if (!regex.compile(s.pattern, {.ignore_case = contains(parts[2], "i"),
                                   .escapes = RegularExpression::Escapes::sed}))
        return say(s, "E486: Pattern not found: " + s.pattern, true);
    const bool all = contains(parts[2], "g");
    std::int64_t hits = 0, lines = 0;
    remember(s);
    for (std::size_t row = range.first; row <= range.last; ++row) {
        std::string& line = s.buffer.lines[row];
        RegularExpression::Match match;
        const std::int64_t before = hits;
        std::string result;
        std::size_t at = 0;
        for (Matches matches(regex, line); matches.next(match);) {
            result += line.substr(at, match.begin[0] - at) + filled(parts[1], line, match);
            at = match.end[0];
            ++hits;
            if (!all) break;
        }
        if (hits != before) {
            line = result + line.substr(at);
            ++lines;
            s.buffer.cursor = {row, 0};
        }
    }
    if (hits == 0) {
        s.undo.pop_back();
        return say(s, "E486: Pattern not found: " + s.pattern, true);
    }
    s.buffer.modified = true;
    if (lines > 2) say(s, cat(hits, " substitutions on ", lines, " lines"));
}

void delete_lines(State& s, const Range& range) {
    remember(s);
    Buffer& b = s.buffer;
    s.register_text.clear();
    for (std::size_t i = range.first; i <= range.last; ++i) s.register_text += b.lines[i] + "\n";
    s.register_lines = true;
    b.lines.erase(b.lines.begin() + static_cast<std::ptrdiff_t>(range.first),
                  b.lines.begin() + static_cast<std::ptrdiff_t>(range.last) + 1);
    if (b.lines.empty()) b.lines.emplace_back();
    b.cursor = {std::min(range.first, b.lines.size() - 1), 0};
    b.modified = true;
    if (range.last - range.first > 1)
        say(s, cat(static_cast<std::int64_t>(range.last - range.first) + 1, " fewer lines"));
}

void reload(CommandContext& ctx, State& s, const std::string& name, bool force) {
    if (s.buffer.modified && !force)
        return say(s, "E37: No write since last change (add ! to override)", true);
    std::string error;
    const std::string asked = name.empty() ? s.buffer.name : name;
    editor::load(ctx, s.buffer, asked, error);
    s.undo.clear();
    say(s, s.buffer.exists
               ? cat("\"", asked, "\" ", static_cast<std::int64_t>(s.buffer.lines.size()), "L, ",
                     s.buffer.bytes(), "C")
               : cat("\"", asked, "\" [New File]"));
}

}  // namespace

void search_again(State& s, bool same_direction) {
    if (s.pattern.empty()) return say(s, "E35: No previous regular expression", true);
    const bool forward = same_direction == s.forward;
    bool wrapped = false;
    if (!editor::find_text(s.buffer, s.pattern, forward, wrapped))
        return say(s, "E486: Pattern not found: " + s.pattern, true);
    if (wrapped)
        say(s,
            forward ? "search hit BOTTOM, continuing at TOP"
                    : "search hit TOP, continuing at BOTTOM",
            true);
    else
        say(s, cat(forward ? "/" : "?", s.pattern));
}

void run_line(CommandContext& ctx, State& s, const std::string& typed) {
    std::string_view text = trim(typed);
    while (!text.empty() && text[0] == ':') text.remove_prefix(1);
    const Range range = read_range(s, text);
    text = trim(text);
    if (text.empty()) {
        if (range.given) s.buffer.cursor = {range.last, 0};
        return;
    }
    if (text.size() > 1 && text[0] == 's' &&
        !((text[1] >= 'a' && text[1] <= 'z') || text[1] == ' '))
        return substitute(s, range, text.substr(1));
    const std::size_t end = std::min(text.find_first_of(" !"), text.size());
    const std::string name(text.substr(0, end));
    const bool force = end < text.size() && text[end] == '!';
    const std::string rest(trim(text.substr(std::min(end + (force ? 1 : 0), text.size()))));
    const auto is = [&](std::string_view least, std::string_view whole) {
        return name.size() >= least.size() && whole.rfind(name, 0) == 0;
    };
    if (is("w", "write"))
        write(ctx, s, rest);
    else if (name == "wq" || is("x", "xit") || is("exi", "exit"))
        s.leave = (name != "wq" && !s.buffer.modified && rest.empty()) || write(ctx, s, rest);
    else if (is("q", "quit") || is("qa", "qall"))
        quit(s, force);
    else if (name == "wqa" || is("xa", "xall"))
        s.leave = write(ctx, s, rest);
    else if (is("e", "edit"))
        reload(ctx, s, rest, force);
    else if (is("se", "set"))
        set_option(s, rest);
    else if (is("d", "delete"))
        delete_lines(s, range);
    else if (is("noh", "nohlsearch") || is("sy", "syntax"))
        say(s, "");
    else if (is("u", "undo"))
        obey(ctx, s, {'u', "u"});
    else
        say(s, "E492: Not an editor command: " + std::string(trim(typed)), true);
}

}  // namespace podfall::vi
