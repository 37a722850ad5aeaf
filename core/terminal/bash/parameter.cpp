// ${...}: parameters and their operators.
#include <algorithm>

#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/terminal/bash/expand.h"
#include "core/terminal/bash/marked.h"

namespace podfall {

using namespace bash_syntax;

namespace {

struct Parameter {
    bool set = false;
    bool list = false;  // $@ or name[@]
    bool star = false;  // $* or name[*]
    std::vector<std::string> values;
    std::string name;
    std::string subscript;
};

// The end of the parameter name at the start of `text`.
std::size_t name_end(std::string_view text) {
    if (text.empty()) return 0;
    if (std::string_view("@*#?$!-").find(text[0]) != std::string_view::npos) return 1;
    std::size_t i = 0;
    if (text[0] >= '0' && text[0] <= '9') {
        while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
        return i;
    }
    while (i < text.size() && is_name_letter(text[i])) ++i;
    return i;
}

bool special_value(Expansion& e, std::string_view name, std::string& value) {
    const Shell& s = e.shell;
    std::int64_t n;
    if (name == "?")
        value = to_text(s.status);
    else if (name == "$")
        value = to_text(s.pid);
    else if (name == "#")
        value = to_text(static_cast<std::int64_t>(s.positional.size()));
    else if (name == "!")
        value = s.last_background ? to_text(s.last_background) : "";
    else if (name == "-")
        value = "himBH";
    else if (name == "0")
        value = s.name;
    else if (name == "_")
        value = s.last_argument;
    else if (name == "SECONDS")
        value = to_text(e.world.now / seconds(1) % 100000);
    else if (name == "RANDOM") {
        if (first_time(e, value)) {
            value = to_text(static_cast<std::int64_t>(e.world.random.below(32768)));
            note_effect(e, value);
        }
    } else if (parse_int(name, n)) {
        if (n < 1 || static_cast<std::size_t>(n) > s.positional.size()) return false;
        value = s.positional[static_cast<std::size_t>(n - 1)];
    } else {
        return false;
    }
    return true;
}

Parameter look_up(Expansion& e, std::string_view name, std::string_view subscript) {
    Parameter p;
    p.name = name;
    p.subscript = subscript;
    if (name == "@" || name == "*") {
        p.list = true;
        p.star = name == "*";
        p.values = e.shell.positional;
        p.set = !p.values.empty();
        return p;
    }
    std::string value;
    if (special_value(e, name, value)) {
        p.set = true;
        p.values = {value};
        return p;
    }
    const Variable* variable = e.shell.variables.find(name);
    if (!variable) return p;
    if (subscript == "@" || subscript == "*") {
        p.list = true;
        p.star = subscript == "*";
        p.values = variable->values;
        p.set = !p.values.empty();
        return p;
    }
    std::int64_t index = subscript.empty() ? 0 : evaluate_arithmetic(e, subscript);
    const auto size = static_cast<std::int64_t>(variable->values.size());
    if (index < 0) index += size;
    if (index < 0 || index >= size) return p;
    p.set = true;
    p.values = {variable->values[static_cast<std::size_t>(index)]};
    return p;
}

void emit(Expansion& e, const Parameter& p, bool quoted, Marked& out) {
    const Mark mark = quoted ? Mark::quoted : Mark::expanded;
    for (std::size_t i = 0; i < p.values.size(); ++i) {
        if (i > 0 && quoted && p.star) {
            const std::string* ifs = e.shell.get("IFS");
            out.add(ifs ? std::string_view(*ifs).substr(0, 1) : " ", mark);
        } else if (i > 0) {
            // "q" keeps an empty element of "$@" as a field.
            out.add(quoted ? "q" : "e", Mark::separator);
        }
        out.add(p.values[i], mark);
        if (quoted && p.list && !p.star && p.values[i].empty()) out.add("x", Mark::nothing);
    }
}

std::string remove_affix(const std::string& value, const std::string& pattern, bool suffix,
                         bool longest) {
    for (std::size_t i = 0; i <= value.size(); ++i) {
        const std::size_t length = longest ? value.size() - i : i;
        const std::string_view v = value;
        const std::string_view part =
            suffix ? v.substr(value.size() - length) : v.substr(0, length);
        if (!matches(pattern, part)) continue;
        return std::string(suffix ? v.substr(0, value.size() - length) : v.substr(length));
    }
    return value;
}

std::string replace_pattern(const std::string& value, const std::string& pattern,
                            const std::string& by, char where) {
    std::string out;
    for (std::size_t i = 0; i <= value.size();) {
        std::size_t length = std::string::npos;
        for (std::size_t n = value.size() - i + 1; n-- > 1;) {
            const std::string_view part = std::string_view(value).substr(i, n);
            if (where == '%' && i + n != value.size()) continue;
            if (matches(pattern, part)) {
                length = n;
                break;
            }
        }
        if (length == std::string::npos) {
            if (where == '#') return value;
            if (i < value.size()) out += value[i];
            ++i;
            continue;
        }
        out += by;
        i += length;
        if (where != '*') return out + value.substr(i);
    }
    return out;
}

// ${x:offset:length}, of the elements for a list.
void slice(Expansion& e, Parameter& p, std::string_view spec) {
    const std::size_t colon = spec.find(':');
    std::int64_t from = evaluate_arithmetic(e, spec.substr(0, colon));
    const auto size = static_cast<std::int64_t>(p.list             ? p.values.size()
                                                : p.values.empty() ? 0
                                                                   : p.values[0].size());
    if (p.list && p.name == "@" && from > 0) --from;
    if (from < 0) from = std::max<std::int64_t>(0, from + size);
    from = std::min(from, size);
    std::int64_t count = size - from;
    if (colon != std::string_view::npos) {
        count = evaluate_arithmetic(e, spec.substr(colon + 1));
        if (count < 0) count += size - from;
        count = std::clamp<std::int64_t>(count, 0, size - from);
    }
    if (p.list) {
        p.values =
            std::vector<std::string>(p.values.begin() + from, p.values.begin() + from + count);
    } else if (!p.values.empty()) {
        p.values[0] =
            p.values[0].substr(static_cast<std::size_t>(from), static_cast<std::size_t>(count));
    }
}

void change_case(std::string& value, std::string_view op) {
    const bool up = op[0] == '^';
    for (char& c : value) {
        if (up && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
        if (!up && c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        if (op.size() == 1) return;
    }
}

// :- := :? :+ and the same without the colon. False for any other operator.
bool conditional(Expansion& e, Parameter& p, std::string_view op, bool quoted, Marked& out) {
    const bool colon = op[0] == ':';
    const char what = op[colon ? 1 : 0];
    const std::string_view word = op.substr(colon ? 2 : 1);
    if (std::string_view("-=?+").find(what) == std::string_view::npos) return false;
    const bool empty = p.values.empty() || (p.values.size() == 1 && p.values[0].empty());
    const bool have = p.set && !(colon && empty);
    if (what == '+') {
        if (have) expand_parts(e, word, quoted, out);
    } else if (have) {
        emit(e, p, quoted, out);
    } else if (what == '-') {
        expand_parts(e, word, quoted, out);
    } else if (what == '=') {
        std::string value;
        if (first_time(e, value)) {
            value = expand_text(e, word);
            if (e.stopped()) return true;
            e.shell.set(p.name, value);
            note_effect(e, value);
        }
        out.add(value, quoted ? Mark::quoted : Mark::expanded);
    } else {
        std::string text = expand_text(e, word);
        if (text.empty()) text = "parameter null or not set";
        e.failed = true;
        e.error = cat(p.name, ": ", text);
    }
    return true;
}

bool pattern_operator(Expansion& e, Parameter& p, std::string_view op) {
    const char c = op[0];
    if (c == '#' || c == '%') {
        const bool longest = op.size() > 1 && op[1] == c;
        const std::string pattern = expand_pattern(e, op.substr(longest ? 2 : 1));
        for (std::string& v : p.values) v = remove_affix(v, pattern, c == '%', longest);
        return true;
    }
    if (c == '/') {
        char where = '1';
        std::size_t i = 1;
        if (op.size() > 1 && (op[1] == '/' || op[1] == '#' || op[1] == '%')) {
            where = op[1] == '/' ? '*' : op[1];
            ++i;
        }
        std::size_t end = i;
        while (end < op.size() && op[end] != '/') end = skip_unit(op, end);
        const std::string pattern = expand_pattern(e, op.substr(i, end - i));
        const std::string by = end < op.size() ? expand_text(e, op.substr(end + 1)) : std::string();
        for (std::string& v : p.values) v = replace_pattern(v, pattern, by, where);
        return true;
    }
    if (c == '^' || c == ',') {
        for (std::string& v : p.values) change_case(v, op.substr(0, 2));
        return true;
    }
    return false;
}

void bad_substitution(Expansion& e, std::string_view inside) {
    e.failed = true;
    e.error = cat("${", inside, "}: bad substitution");
}

}  // namespace

void expand_parameter(Expansion& e, std::string_view inside, bool quoted, Marked& out) {
    std::string_view rest = inside;
    const bool length = rest.size() > 1 && rest[0] == '#' && name_end(rest.substr(1)) > 0;
    const bool indirect = rest.size() > 1 && rest[0] == '!' && name_end(rest.substr(1)) > 0;
    if (length || indirect) rest.remove_prefix(1);
    const std::size_t end = name_end(rest);
    if (end == 0) return bad_substitution(e, inside);
    std::string name(rest.substr(0, end));
    rest.remove_prefix(end);
    std::string_view subscript;
    if (!rest.empty() && rest[0] == '[') {
        const std::size_t close = rest.find(']');
        if (close == std::string_view::npos) return bad_substitution(e, inside);
        subscript = rest.substr(1, close - 1);
        rest.remove_prefix(close + 1);
    }
    if (indirect) name = e.shell.value(name);
    Parameter p = look_up(e, name, subscript);
    if (length) {
        std::size_t size = p.list ? p.values.size() : 0;
        if (!p.list && !p.values.empty())
            for (std::size_t i = 0; i < p.values[0].size(); ++size)
                i += character_length(p.values[0], i);
        out.add(to_text(static_cast<std::int64_t>(size)), quoted ? Mark::quoted : Mark::expanded);
        return;
    }
    if (!rest.empty() &&
        conditional(e, p, rest.size() == 1 && rest[0] == ':' ? ": " : rest, quoted, out))
        return;
    if (!p.set && !p.list && contains(e.shell.options, "u")) {
        e.failed = true;
        e.error = cat(name, ": unbound variable");
        return;
    }
    if (!rest.empty()) {
        if (rest[0] == ':')
            slice(e, p, rest.substr(1));
        else if (!pattern_operator(e, p, rest))
            return bad_substitution(e, inside);
        if (e.stopped()) return;
    }
    emit(e, p, quoted, out);
}

}  // namespace podfall
