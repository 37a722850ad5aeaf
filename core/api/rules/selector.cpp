// Matching and printing of selectors, and selectors made from objects.
#include "core/api/rules/selector.h"

#include <algorithm>

#include "core/api/rules/names.h"
#include "core/api/rules/selector_requirement.h"
#include "core/base/text.h"

namespace podfall {

namespace {

bool holds(const Requirement& r, const StringMap& labels) {
    const auto it = labels.find(r.key);
    const bool present = it != labels.end();
    const auto has_value = [&] {
        return std::find(r.values.begin(), r.values.end(), it->second) != r.values.end();
    };
    switch (r.op) {
        case SelectorOp::exists:
            return present;
        case SelectorOp::does_not_exist:
            return !present;
        case SelectorOp::equals:
        case SelectorOp::double_equals:
        case SelectorOp::in:
            return present && has_value();
        case SelectorOp::not_equals:
        case SelectorOp::not_in:
            return !present || !has_value();
        case SelectorOp::greater_than:
        case SelectorOp::less_than: {
            std::int64_t label = 0, bound = 0;
            if (!present || r.values.size() != 1 || !parse_int(it->second, label) ||
                !parse_int(r.values[0], bound)) {
                return false;
            }
            return r.op == SelectorOp::greater_than ? label > bound : label < bound;
        }
    }
    return false;
}

std::string requirement_text(const Requirement& r) {
    constexpr const char* signs[] = {"", "", "=", "==", "!=", " in ", " notin ", ">", "<"};
    std::string out =
        cat(r.op == SelectorOp::does_not_exist ? "!" : "", r.key, signs[static_cast<int>(r.op)]);
    const bool set = r.op == SelectorOp::in || r.op == SelectorOp::not_in;
    return cat(out, set ? "(" : "", join(r.values, ","), set ? ")" : "");
}

void sort_by_key(std::vector<Requirement>& requirements) {
    std::stable_sort(requirements.begin(), requirements.end(),
                     [](const Requirement& a, const Requirement& b) { return a.key < b.key; });
}

}  // namespace

bool Selector::matches(const StringMap& labels) const {
    if (nothing) return false;
    for (const Requirement& r : requirements) {
        if (!holds(r, labels)) return false;
    }
    return true;
}

std::string Selector::text() const {
    std::vector<std::string> parts;
    for (const Requirement& r : requirements) parts.push_back(requirement_text(r));
    return join(parts, ",");
}

std::string label_key_error(std::string_view key) {
    const std::vector<std::string> problems = qualified_name_problems(key);
    if (problems.empty()) return {};
    return cat("invalid label key ", quote(key), ": ", join(problems, "; "));
}

std::string check_requirement(Requirement& r) {
    if (std::string error = label_key_error(r.key); !error.empty()) return error;
    std::sort(r.values.begin(), r.values.end());
    switch (r.op) {
        case SelectorOp::in:
        case SelectorOp::not_in:
            if (r.values.empty()) return "for 'in', 'notin' operators, values set can't be empty";
            break;
        case SelectorOp::exists:
        case SelectorOp::does_not_exist:
            if (!r.values.empty()) return "values set must be empty for exists and does not exist";
            break;
        case SelectorOp::greater_than:
        case SelectorOp::less_than: {
            std::int64_t n = 0;
            if (r.values.size() != 1)
                return "for 'Gt', 'Lt' operators, exactly one value is required";
            if (!parse_int(r.values[0], n))
                return "for 'Gt', 'Lt' operators, the value must be an integer";
            break;
        }
        default:
            if (r.values.size() != 1) return "exact-match compatibility requires one single value";
    }
    for (const std::string& value : r.values) {
        const std::vector<std::string> problems = label_value_problems(value);
        if (!problems.empty()) {
            return cat("invalid label value: ", quote(value), ": at key: ", quote(r.key), ": ",
                       join(problems, "; "));
        }
    }
    return {};
}

bool selector_of(const LabelSelector& selector, bool present, Selector& out, std::string& error) {
    out = {};
    if (!present) {
        out.nothing = true;
        return true;
    }
    for (const auto& [key, value] : selector.match_labels) {
        out.requirements.push_back({key, SelectorOp::equals, {value}});
    }
    for (const LabelSelectorRequirement& e : selector.match_expressions) {
        Requirement r{e.key, SelectorOp::in, e.values.items()};
        if (e.operator_ == "NotIn") {
            r.op = SelectorOp::not_in;
        } else if (e.operator_ == "Exists") {
            r.op = SelectorOp::exists;
        } else if (e.operator_ == "DoesNotExist") {
            r.op = SelectorOp::does_not_exist;
        } else if (e.operator_ != "In") {
            error = cat(quote(e.operator_), " is not a valid pod selector operator");
            return false;
        }
        out.requirements.push_back(std::move(r));
    }
    for (Requirement& r : out.requirements) {
        error = check_requirement(r);
        if (!error.empty()) return false;
    }
    sort_by_key(out.requirements);
    return true;
}

Selector selector_of(const LabelSelector& selector) {
    Selector out;
    std::string error;
    if (!selector_of(selector, true, out, error)) out = {.nothing = true};
    return out;
}

Selector selector_of(const StringMap& labels) {
    Selector out;
    for (const auto& [key, value] : labels) {
        out.requirements.push_back({key, SelectorOp::equals, {value}});
    }
    return out;
}

bool matches(const LabelSelector& selector, const StringMap& labels) {
    return selector_of(selector).matches(labels);
}

std::string format_label_selector(const LabelSelector& selector) {
    Selector parsed;
    std::string error;
    if (!selector_of(selector, true, parsed, error)) return "<error>";
    const std::string text = parsed.text();
    return text.empty() ? "<none>" : text;
}

// The parts between commas; a backslash escapes the next character.
static std::vector<std::string> split_terms(std::string_view text) {
    std::vector<std::string> out(1);
    bool escaped = false;
    for (const char c : text) {
        if (c == ',' && !escaped) {
            out.emplace_back();
            continue;
        }
        escaped = c == '\\' && !escaped;
        out.back() += c;
    }
    return out;
}

static bool unescape(std::string_view text, std::string& out, std::string& error) {
    out.clear();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            const char next = i + 1 < text.size() ? text[i + 1] : '\0';
            if (next != '\\' && next != ',' && next != '=') {
                error =
                    next ? cat("invalid field selector: invalid escape sequence \"\\", next, "\"")
                         : std::string("invalid field selector: invalid escape sequence \"\\\"");
                return false;
            }
            ++i;
        } else if (text[i] == ',' || text[i] == '=') {
            error = cat("invalid field selector: unescaped rune in value: '", text[i], "'");
            return false;
        }
        out += text[i];
    }
    return true;
}

bool parse_field_selector(std::string_view text, FieldSelector& out, std::string& error) {
    out.clear();
    std::vector<std::string> terms = split_terms(text);
    std::sort(terms.begin(), terms.end());
    for (const std::string& term : terms) {
        if (term.empty()) continue;
        const std::size_t at = term.find('=');
        if (at == std::string::npos) {
            error = cat("invalid selector: '", text, "'; can't understand '", term, "'");
            return false;
        }
        const bool negated = at > 0 && term[at - 1] == '!';
        const bool doubled = !negated && term.compare(at, 2, "==") == 0;
        FieldRequirement r{term.substr(0, negated ? at - 1 : at), negated, {}};
        if (!unescape(std::string_view(term).substr(at + (doubled ? 2 : 1)), r.value, error)) {
            return false;
        }
        out.push_back(std::move(r));
    }
    return true;
}

std::string field_selector_text(const FieldSelector& selector) {
    std::vector<std::string> parts;
    for (const FieldRequirement& r : selector) {
        parts.push_back(cat(r.field, r.negated ? "!=" : "=", r.value));
    }
    return join(parts, ",");
}

}  // namespace podfall
