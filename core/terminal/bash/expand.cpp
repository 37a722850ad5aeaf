// Expands the words of a bash command.
#include "core/terminal/bash/expand.h"

#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/machine/host/files.h"
#include "core/terminal/bash/limits.h"
#include "core/terminal/bash/marked.h"
#include "core/terminal/text/escapes.h"

namespace podfall {

using namespace bash_syntax;

bool Expansion::allocate(std::uint64_t bytes, std::string_view function) {
    largest = std::max(largest, bytes);
    if (bytes <= room) return true;
    failed = out_of_memory = true;
    error = allocation_error(function, bytes, variable_bytes(shell));
    return false;
}

bool first_time(Expansion& e, std::string& result) {
    if (e.next_effect >= e.effects.size()) return true;
    result = e.effects[e.next_effect++];
    return false;
}

void note_effect(Expansion& e, const std::string& result) {
    e.effects.push_back(result);
    e.next_effect = e.effects.size();
}

std::string decode_escapes(std::string_view text, bool echo_style) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        static constexpr std::string_view letters = "abefnrtv\\", values = "\a\b\x1b\f\n\r\t\v\\";
        const char c = text[++i];
        if (const std::size_t at = letters.find(c); at != std::string_view::npos) {
            out += values[at];
            continue;
        }
        const bool octal = echo_style ? c == '0' : c >= '0' && c <= '7';
        if (octal || c == 'x' || c == 'u') {
            const int base = octal ? 8 : 16;
            int left = octal ? 3 : c == 'x' ? 2 : 4;
            std::size_t j = octal && !echo_style ? i : i + 1;
            std::uint32_t value = 0;
            const std::size_t first = j;
            for (; left > 0 && j < text.size(); --left, ++j) {
                const char d = text[j];
                const int digit = d >= '0' && d <= '9'   ? d - '0'
                                  : d >= 'a' && d <= 'f' ? d - 'a' + 10
                                  : d >= 'A' && d <= 'F' ? d - 'A' + 10
                                                         : 99;
                if (digit >= base) break;
                value =
                    value * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit);
            }
            if (j > first || octal) {
                if (c == 'u')
                    append_utf8(out, value);
                else
                    out += static_cast<char>(value);
                i = j - 1;
                continue;
            }
        }
        if (!echo_style && (c == '\'' || c == '"' || c == '?')) {
            out += c;
            continue;
        }
        out += '\\';
        out += c;
    }
    return out;
}

namespace {

// A command substitution: its output if already known, otherwise a request to run it.
void substitute_command(Expansion& e, std::string_view command, bool quoted, Marked& out) {
    std::string result;
    if (first_time(e, result)) {
        const std::string_view trimmed = trim(command);
        if (trimmed.substr(0, 1) != "<" || trimmed.substr(0, 2) == "<(") {
            e.needs_command = true;
            e.command = command;
            return;
        }
        const std::string path = expand_text(e, trim(trimmed.substr(1)));
        if (e.stopped()) return;
        std::string error;
        if (!read_file(e.machine, absolute_path(e.shell.folder, path), result, error)) {
            e.failed = true;
            e.error = cat(path, ": ", error);
            return;
        }
        while (!result.empty() && result.back() == '\n') result.pop_back();
        note_effect(e, result);
    }
    out.add(result, quoted ? Mark::quoted : Mark::expanded);
}

void substitute_arithmetic(Expansion& e, std::string_view text, bool quoted, Marked& out) {
    std::string result;
    const bool acts = contains(text, "=") || contains(text, "++") || contains(text, "--") ||
                      contains(text, "RANDOM");
    if (!acts || first_time(e, result)) {
        result = to_text(evaluate_arithmetic(e, text));
        if (e.stopped()) return;
        if (acts) note_effect(e, result);
    }
    out.add(result, quoted ? Mark::quoted : Mark::expanded);
}

// "$" and what follows. Returns the end of it.
std::size_t expand_dollar(Expansion& e, std::string_view word, std::size_t at, bool quoted,
                          Marked& out) {
    const char next = at + 1 < word.size() ? word[at + 1] : '\0';
    const std::size_t end = skip_unit(word, at);
    if (next == '(') {
        if (word.substr(at, 3) == "$((" && word.substr(end - 2, 2) == "))") {
            substitute_arithmetic(e, word.substr(at + 3, end - at - 5), quoted, out);
        } else {
            substitute_command(e, word.substr(at + 2, end - at - 3), quoted, out);
        }
        return end;
    }
    if (next == '{') {
        expand_parameter(e, word.substr(at + 2, end - at - 3), quoted, out);
        return end;
    }
    if (next == '\'' && !quoted) {
        out.add(decode_escapes(word.substr(at + 2, end - at - 3), false), Mark::quoted);
        if (end - at == 3) out.add("x", Mark::nothing);
        return end;
    }
    if (next == '"' && !quoted) return at + 1;
    std::size_t name_end = at + 1;
    if (next != '\0' &&
        std::string_view("@*#?$!-0123456789").find(next) != std::string_view::npos) {
        name_end = at + 2;
    } else {
        while (name_end < word.size() && is_name_letter(word[name_end])) ++name_end;
    }
    if (name_end == at + 1) {
        out.add("$", quoted ? Mark::quoted : Mark::literal);
        return at + 1;
    }
    expand_parameter(e, word.substr(at + 1, name_end - at - 1), quoted, out);
    return name_end;
}

// `...`: backslashes before $, ` and \ are removed first.
void expand_backquote(Expansion& e, std::string_view inside, bool quoted, Marked& out) {
    std::string command;
    for (std::size_t i = 0; i < inside.size(); ++i) {
        if (inside[i] == '\\' && i + 1 < inside.size() &&
            std::string_view("$`\\").find(inside[i + 1]) != std::string_view::npos)
            ++i;
        command += inside[i];
    }
    substitute_command(e, command, quoted, out);
}

std::size_t expand_double_quotes(Expansion& e, std::string_view word, std::size_t at, Marked& out) {
    const std::size_t end = skip_quoted(word, at);
    const std::string_view inside = word.substr(at + 1, end - at - 2);
    const std::size_t before = out.text.size();
    expand_parts(e, inside, true, out);
    const bool list = inside == "$@" || contains(inside, "[@]");
    if (out.text.size() == before && !list) out.add("x", Mark::nothing);
    return end;
}

std::size_t expand_tilde(Expansion& e, std::string_view word, Marked& out) {
    const std::size_t end = std::min(word.find('/'), word.size());
    const std::string_view user = word.substr(1, end - 1);
    if (user.empty()) {
        out.add(e.shell.get("HOME") ? e.shell.value("HOME") : "/root", Mark::quoted);
    } else if (user == "root") {
        out.add("/root", Mark::quoted);
    } else if (user == "+" || user == "-") {
        out.add(user == "+" ? e.shell.folder : e.shell.value("OLDPWD"), Mark::quoted);
    } else {
        return 0;
    }
    return end;
}

}  // namespace

void expand_parts(Expansion& e, std::string_view word, bool quoted, Marked& out) {
    std::size_t i = 0;
    if (!quoted && out.text.empty() && !word.empty() && word[0] == '~')
        i = expand_tilde(e, word, out);
    while (i < word.size() && !e.stopped() && e.allocate(out.text.size())) {
        const char c = word[i];
        if (c == '$') {
            i = expand_dollar(e, word, i, quoted, out);
        } else if (c == '`') {
            const std::size_t end = skip_quoted(word, i);
            expand_backquote(e, word.substr(i + 1, end - i - 2), quoted, out);
            i = end;
        } else if (c == '\\' && i + 1 < word.size()) {
            const char next = word[i + 1];
            const bool special =
                !quoted || std::string_view("$`\"\\\n").find(next) != std::string_view::npos;
            if (!special) out.add("\\", Mark::quoted);
            if (!special || next != '\n') out.add(word.substr(i + 1, 1), Mark::quoted);
            i += 2;
        } else if (quoted) {
            out.add(word.substr(i, 1), Mark::quoted);
            ++i;
        } else if (c == '\'') {
            const std::size_t end = skip_quoted(word, i);
            out.add(word.substr(i + 1, end - i - 2), Mark::quoted);
            if (end - i == 2) out.add("x", Mark::nothing);
            i = end;
        } else if (c == '"') {
            i = expand_double_quotes(e, word, i, out);
        } else {
            out.add(word.substr(i, 1), Mark::literal);
            ++i;
        }
    }
}

std::string pattern_of(const Marked& m) {
    std::string out;
    for (std::size_t i = 0; i < m.text.size(); ++i) {
        const auto mark = static_cast<Mark>(m.marks[i]);
        if (mark == Mark::nothing) continue;
        const char c = mark == Mark::separator ? ' ' : m.text[i];
        const bool active = mark == Mark::literal || mark == Mark::expanded;
        if (std::string_view(active ? "\\" : "*?[]\\-!^").find(c) != std::string_view::npos)
            out += '\\';
        out += c;
    }
    return out;
}

namespace {

std::string plain_text(const Marked& m) {
    std::string out;
    for (std::size_t i = 0; i < m.text.size(); ++i) {
        const auto mark = static_cast<Mark>(m.marks[i]);
        if (mark != Mark::nothing) out += mark == Mark::separator ? ' ' : m.text[i];
    }
    return out;
}

// Splits the results of expansions and expands pathnames.
void split_fields(Expansion& e, const Marked& m, std::vector<std::string>& fields) {
    const std::string* set = e.shell.get("IFS");
    const std::string ifs = set ? *set : " \t\n";
    Marked field;
    bool present = false;
    const auto finish = [&](bool even_empty) {
        if (present || even_empty) {
            const std::string pattern = pattern_of(field);
            if (is_pattern(pattern) && !contains(e.shell.options, "f")) {
                for (std::string& path : expand_path(e.machine, e.shell.folder, pattern))
                    fields.push_back(std::move(path));
            } else {
                fields.push_back(remove_escapes(pattern));
            }
        }
        field = {};
        present = false;
    };
    for (std::size_t i = 0; i < m.text.size(); ++i) {
        const auto mark = static_cast<Mark>(m.marks[i]);
        const char c = m.text[i];
        if (mark == Mark::separator) {
            finish(c == 'q');
        } else if (mark == Mark::expanded && ifs.find(c) != std::string::npos) {
            finish(c != ' ' && c != '\t' && c != '\n');
        } else {
            field.add(std::string_view(&c, 1), mark);
            present = true;
        }
    }
    finish(false);
}

}  // namespace

std::vector<std::string> expand_word(Expansion& e, std::string_view word) {
    std::vector<std::string> fields;
    if (word.substr(0, 2) == "<(") {
        std::string path;
        if (!first_time(e, path)) return {path};
        e.needs_command = e.for_file = true;
        e.command = word.substr(2, skip_parenthesis(word, 1) - 3);
        return {};
    }
    std::size_t size = 0;
    for (const std::string& part : expand_braces(e, word)) {
        Marked m;
        expand_parts(e, part, false, m);
        if (e.stopped() || !e.allocate(size += m.text.size())) return {};
        split_fields(e, m, fields);
    }
    if (e.stopped()) return {};
    return fields;
}

std::string expand_text(Expansion& e, std::string_view word) {
    Marked m;
    expand_parts(e, word, false, m);
    e.allocate(m.text.size());
    return e.stopped() ? std::string() : plain_text(m);
}

std::string expand_document(Expansion& e, std::string_view text) {
    // A double quote is an ordinary character here, even after a backslash.
    Marked m;
    expand_parts(e, text, true, m);
    return plain_text(m);
}

std::string expand_pattern(Expansion& e, std::string_view word) {
    Marked m;
    expand_parts(e, word, false, m);
    return pattern_of(m);
}

std::string expand_regex(Expansion& e, std::string_view word) {
    Marked m;
    expand_parts(e, word, false, m);
    std::string out;
    for (std::size_t i = 0; i < m.text.size(); ++i) {
        const auto mark = static_cast<Mark>(m.marks[i]);
        if (mark == Mark::nothing) continue;
        if (mark == Mark::quoted &&
            std::string_view("\\^$.[]|()*+?{}").find(m.text[i]) != std::string_view::npos)
            out += '\\';
        out += m.text[i];
    }
    return out;
}

bool assign(Expansion& e, std::string_view assignment) {
    const std::size_t equals = assignment.find('=');
    std::string_view left = assignment.substr(0, equals), right = assignment.substr(equals + 1);
    const bool append = !left.empty() && left.back() == '+';
    if (append) left.remove_suffix(1);
    std::int64_t position = 0;
    const std::size_t bracket = left.find('[');
    const std::string_view name_and_index = left;
    if (bracket != std::string_view::npos) {
        position = evaluate_arithmetic(e, left.substr(bracket + 1, left.size() - bracket - 2));
        left = left.substr(0, bracket);
    }
    std::vector<std::string> values;
    const bool list = right.size() >= 2 && right.front() == '(' && right.back() == ')';
    if (list) {
        right = right.substr(1, right.size() - 2);
        for (std::size_t i = 0; i < right.size() && !e.stopped();) {
            const std::size_t begin = i;
            while (i < right.size() && !contains(" \t\n", right.substr(i, 1)))
                i = skip_unit(right, i);
            if (i > begin)
                for (std::string& v : expand_word(e, right.substr(begin, i - begin)))
                    values.push_back(std::move(v));
            else
                ++i;
        }
    } else {
        values.push_back(expand_text(e, right));
    }
    if (e.stopped()) return false;
    const Variable* old = e.shell.variables.find(left);
    if (old && old->readonly) {
        e.failed = true;
        e.error = cat(left, ": readonly variable");
        return false;
    }
    if (position < 0 && old) position += static_cast<std::int64_t>(old->values.size());
    if (position < 0) {
        e.failed = true;
        e.error = cat(name_and_index, ": bad array subscript");
        return false;
    }
    // Sizes are counted in 64 bits: in the page a std::size_t has 32.
    constexpr std::uint64_t element = 40, most = std::uint64_t{1} << 48;
    if (bracket != std::string_view::npos &&
        !e.allocate(std::min(static_cast<std::uint64_t>(position), most) * element, "xmalloc"))
        return false;
    const auto index = static_cast<std::size_t>(position);
    Variable& variable = e.shell.variables.at_or_new(std::string(left));
    if (list) {
        if (!append) variable.values = std::vector<std::string>();
        variable.array = true;
        for (std::string& v : values) variable.values.edit().push_back(std::move(v));
    } else {
        if (bracket != std::string_view::npos) variable.array = true;
        if (variable.values.size() <= index) variable.values.edit().resize(index + 1);
        std::string& slot = variable.values.edit()[index];
        if (!append)
            slot = std::move(values[0]);
        else if (e.allocate(slot.size() + values[0].size()))
            slot += values[0];
    }
    return !e.stopped();
}

}  // namespace podfall
