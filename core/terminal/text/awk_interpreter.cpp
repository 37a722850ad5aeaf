// Executes awk programs: fields, expressions, functions and statements.
#include "core/terminal/text/awk_interpreter.h"

#include "core/terminal/text/format.h"

namespace podfall::awk {

namespace {

// An endless loop ends with RLIMIT_CPU, rather than hanging the page.
constexpr int awk_step_max = 20'000'000, cpu_time_exceeded = 128 + 24;
constexpr std::size_t longest_text = std::size_t{16} << 20;

bool looks_numeric(std::string_view text) {
    text = trim(text);
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
    bool digit = false, dot = false;
    for (char c : text) {
        if (c >= '0' && c <= '9')
            digit = true;
        else if (c == '.' && !dot)
            dot = true;
        else
            return false;
    }
    return digit;
}

}  // namespace

void Interpreter::set(const std::string& name, Value value) {
    memory_.variables.set(name, std::move(value));
}

Value Interpreter::input(std::string t) {
    const bool numeric = looks_numeric(t);
    return {.text = std::move(t), .from_input = numeric};
}

bool Interpreter::run(const std::vector<Rule>& rules, Rule::When when) {
    memory_.in_range.resize(rules.size());
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const Rule& rule = rules[i];
        const bool record = when == Rule::When::always;
        const bool special = rule.when == Rule::When::begin || rule.when == Rule::When::end;
        if (record ? special || !selects(rule, memory_.in_range[i]) : rule.when != when) continue;
        Flow flow = Flow::normal;
        if (rule.action)
            flow = statement(*rule.action);
        else
            ctx_.out(record_ + "\n");
        if (flow == Flow::exit) return false;
        if (flow == Flow::next) return true;
    }
    return true;
}

void Interpreter::begin_record(std::string line) {
    record_ = std::move(line);
    split_record();
    set("NR", number(read("NR").number + unit));
    set("FNR", number(read("FNR").number + unit));
}

bool Interpreter::selects(const Rule& rule, char& in_range) {
    if (rule.when == Rule::When::always) return true;
    if (rule.when == Rule::When::pattern) return truth(evaluate(*rule.pattern));
    if (!in_range && !truth(evaluate(*rule.pattern))) return false;
    in_range = !truth(evaluate(*rule.until));
    return true;
}

Value Interpreter::read(const std::string& name) {
    if (name == "NF") return number(static_cast<std::int64_t>(fields_.size()) * unit);
    const Value* v = memory_.variables.find(name);
    return v ? *v : Value{};
}

std::string Interpreter::as_text(const Value& v) const {
    return v.is_number ? number_text(v.number) : v.text;
}

std::int64_t Interpreter::as_number(const Value& v) const {
    return v.is_number ? v.number : leading_number(v.text);
}

bool Interpreter::truth(const Value& v) const {
    if (v.is_number) return v.number != 0;
    return v.from_input ? leading_number(v.text) != 0 : !v.text.empty();
}

std::vector<std::string> Interpreter::split_by(std::string_view line,
                                               const std::string& separator) {
    if (separator == " ") return split_words(line);
    if (line.empty()) return {};
    if (separator.size() == 1 && separator != "\\") return split(line, separator[0]);
    std::vector<std::string> out;
    RegularExpression regex;
    RegularExpression::Match m;
    if (!regex.compile(separator, regex_options)) return {std::string(line)};
    std::size_t at = 0;
    while (at < line.size() && regex.search(line, at, m) && m.end[0] > m.begin[0]) {
        out.emplace_back(line.substr(at, m.begin[0] - at));
        at = m.end[0];
    }
    out.emplace_back(line.substr(at));
    return out;
}

Value Interpreter::field(std::int64_t n) {
    if (n == 0) return input(record_);
    if (n < 0 || static_cast<std::size_t>(n) > fields_.size()) return {};
    return input(fields_[static_cast<std::size_t>(n - 1)]);
}

Value Interpreter::store(const Tree& place, Value v) {
    if (place.op == Op::field) {
        const std::int64_t n = as_number(evaluate(*place.parts[0])) / unit;
        if (n == 0) {
            record_ = as_text(v);
            split_record();
        } else if (n > 0 && n < 10000) {
            if (fields_.size() < static_cast<std::size_t>(n))
                fields_.resize(static_cast<std::size_t>(n));
            fields_[static_cast<std::size_t>(n - 1)] = as_text(v);
            join_record();
        }
    } else if (place.op == Op::element) {
        const std::string key = subscript(place);
        memory_.arrays.at_or_new(place.text).set(key, v);
    } else if (place.text == "NF") {
        fields_.resize(static_cast<std::size_t>(
            std::min<std::int64_t>(std::max<std::int64_t>(as_number(v) / unit, 0), 10000)));
        join_record();
    } else {
        set(place.text, v);
    }
    return v;
}

std::string Interpreter::subscript(const Tree& element) {
    std::string key;
    for (std::size_t i = 0; i < element.parts.size(); ++i)
        key += cat(i > 0 ? "\x1c" : "", as_text(evaluate(*element.parts[i])));
    return key;
}

bool Interpreter::is_in(const Tree& t) {
    const std::string key = subscript(t.parts[0]->op == Op::group ? *t.parts[0] : t);
    const auto* array = memory_.arrays.find(t.text);
    return array && array->contains(key);
}

Value Interpreter::assign(const Tree& t) {
    Value right = evaluate(*t.parts[1]);
    if (!t.text.empty())
        right = number(arithmetic(t.text[0], as_number(evaluate(*t.parts[0])), as_number(right)));
    return store(*t.parts[0], std::move(right));
}

void Interpreter::die(std::string_view why, int status) {
    if (fatal_) return;
    ctx_.err(why);
    status_ = status;
    fatal_ = true;
}

void Interpreter::over() {
    if (steps_ > awk_step_max) die("CPU time limit exceeded\n", cpu_time_exceeded);
}

Value Interpreter::concatenate(const Tree& t) {
    const std::string left = as_text(evaluate(*t.parts[0]));
    const std::string right = as_text(evaluate(*t.parts[1]));
    const std::size_t size = left.size() + right.size();
    if (size <= longest_text) return text(left + right);
    die(cat("awk: cmd. line:1: fatal: node.c: str_value: can't allocate ",
            static_cast<std::uint64_t>(size), " bytes of memory (Cannot allocate memory)\n"),
        2);
    return {};
}

Value Interpreter::evaluate(const Tree& t) {
    if (++steps_ > awk_step_max || fatal_) return over(), Value{};
    switch (t.op) {
        case Op::number:
            return number(t.number);
        case Op::text:
            return text(t.text);
        case Op::regex:
            return number(matches(t.regex, record_) ? unit : 0);
        case Op::variable:
            return read(t.text);
        case Op::element: {
            const std::string key = subscript(t);
            return memory_.arrays.at_or_new(t.text).at_or_new(key);
        }
        case Op::field:
            return field(as_number(evaluate(*t.parts[0])) / unit);
        case Op::group:
            return evaluate(*t.parts[0]);
        case Op::assign:
            return assign(t);
        case Op::conditional:
            return evaluate(*t.parts[truth(evaluate(*t.parts[0])) ? 1 : 2]);
        case Op::or_:
            return number(truth(evaluate(*t.parts[0])) || truth(evaluate(*t.parts[1])) ? unit : 0);
        case Op::and_:
            return number(truth(evaluate(*t.parts[0])) && truth(evaluate(*t.parts[1])) ? unit : 0);
        case Op::not_:
            return number(truth(evaluate(*t.parts[0])) ? 0 : unit);
        case Op::in:
            return number(is_in(t) ? unit : 0);
        case Op::match:
        case Op::no_match: {
            const std::string left = as_text(evaluate(*t.parts[0]));
            return number(matches_dynamic(*t.parts[1], left) == (t.op == Op::match) ? unit : 0);
        }
        case Op::compare:
            return number(compare(t) ? unit : 0);
        case Op::concatenate:
            return concatenate(t);
        case Op::arithmetic: {
            const std::int64_t left = as_number(evaluate(*t.parts[0]));
            return number(arithmetic(t.text[0], left, as_number(evaluate(*t.parts[1]))));
        }
        case Op::negate:
            return number(-as_number(evaluate(*t.parts[0])));
        case Op::plus:
            return number(as_number(evaluate(*t.parts[0])));
        case Op::pre_step:
        case Op::post_step: {
            const std::int64_t old = as_number(evaluate(*t.parts[0]));
            const std::int64_t now = old + (t.text == "++" ? unit : -unit);
            store(*t.parts[0], number(now));
            return number(t.op == Op::pre_step ? now : old);
        }
        case Op::call:
            return call(t);
        default:
            return {};
    }
}

bool Interpreter::matches(const RegularExpression& regex, std::string_view text) {
    RegularExpression::Match m;
    return regex.search(text, 0, m);
}

bool Interpreter::matches_dynamic(const Tree& pattern, const std::string& subject) {
    RegularExpression regex;
    return dynamic(pattern, regex) && matches(regex, subject);
}

bool Interpreter::dynamic(const Tree& pattern, RegularExpression& regex) {
    if (pattern.op == Op::regex) {
        regex = pattern.regex;
        return true;
    }
    return regex.compile(as_text(evaluate(pattern)), regex_options);
}

bool Interpreter::compare(const Tree& t) {
    const Value a = evaluate(*t.parts[0]), b = evaluate(*t.parts[1]);
    const auto numeric = [](const Value& v) {
        return v.is_number || v.from_input || v.text.empty();
    };
    // An unset variable is both; a string constant makes it a string comparison.
    const bool numbers = numeric(a) && numeric(b) &&
                         (a.is_number || a.from_input || b.is_number || b.from_input) &&
                         !(t.parts[0]->op == Op::text || t.parts[1]->op == Op::text) &&
                         !(is_empty_input(*t.parts[0], a) || is_empty_input(*t.parts[1], b));
    int c;
    if (numbers)
        c = as_number(a) < as_number(b) ? -1 : as_number(a) > as_number(b);
    else
        c = as_text(a).compare(as_text(b));
    if (t.text == "<") return c < 0;
    if (t.text == "<=") return c <= 0;
    if (t.text == ">") return c > 0;
    if (t.text == ">=") return c >= 0;
    return (c == 0) == (t.text == "==");
}

bool Interpreter::is_empty_input(const Tree& t, const Value& v) {
    return t.op == Op::field && v.text.empty() && !v.is_number;
}

std::int64_t Interpreter::arithmetic(char op, std::int64_t a, std::int64_t b) {
    const auto wide = static_cast<__int128>(a);
    switch (op) {
        case '+':
            return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) +
                                             static_cast<std::uint64_t>(b));
        case '-':
            return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) -
                                             static_cast<std::uint64_t>(b));
        case '*':
            return static_cast<std::int64_t>(wide * b / unit);
        case '^': {
            std::int64_t r = unit;
            for (std::int64_t i = 0; i < b / unit && i < 64; ++i)
                r = static_cast<std::int64_t>(static_cast<__int128>(r) * a / unit);
            return r;
        }
        default:
            break;
    }
    if (b == 0) {
        if (!fatal_) ctx_.err("awk: cmd. line:1: fatal: division by zero attempted\n");
        fatal_ = true;
        return 0;
    }
    return op == '/' ? static_cast<std::int64_t>(wide * unit / b) : a % b;
}

Value Interpreter::call(const Tree& t) {
    const auto arg = [&](std::size_t i) {
        return i < t.parts.size() ? as_text(evaluate(*t.parts[i])) : std::string();
    };
    const auto whole = [&](std::size_t i) { return as_number(evaluate(*t.parts[i])) / unit; };
    if (t.text == "length") {
        const auto* array = t.parts.empty() || t.parts[0]->op != Op::variable
                                ? nullptr
                                : memory_.arrays.find(t.parts[0]->text);
        const std::size_t n = array ? array->size() : (t.parts.empty() ? record_ : arg(0)).size();
        return number(static_cast<std::int64_t>(n) * unit);
    }
    if (t.parts.empty()) return number(t.text == "systime" ? ctx_.now() / seconds(1) * unit : 0);
    if (t.text == "substr" && t.parts.size() > 1) {
        const std::string s = arg(0);
        std::int64_t from = whole(1), to = static_cast<std::int64_t>(s.size()) + 1;
        if (t.parts.size() > 2) to = std::min(to, from + whole(2));
        from = std::max<std::int64_t>(from, 1);
        return input(from < to ? s.substr(static_cast<std::size_t>(from - 1),
                                          static_cast<std::size_t>(to - from))
                               : "");
    }
    if (t.text == "index" && t.parts.size() > 1) {
        const std::size_t at = arg(0).find(arg(1));
        return number(at == std::string::npos ? 0 : static_cast<std::int64_t>(at + 1) * unit);
    }
    if (t.text == "tolower") return text(to_lower(arg(0)));
    if (t.text == "toupper") {
        std::string s = arg(0);
        for (char& c : s)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
        return text(std::move(s));
    }
    if (t.text == "int") return number(whole(0) * unit);
    if (t.text == "sprintf") return text(formatted(t));
    if (t.text == "split" && t.parts.size() > 1) {
        const std::vector<std::string> pieces =
            split_by(arg(0), t.parts.size() < 3            ? variable_text("FS")
                             : t.parts[2]->op == Op::regex ? t.parts[2]->text
                                                           : arg(2));
        auto& array = memory_.arrays.at_or_new(t.parts[1]->text);
        array.clear();
        for (std::size_t i = 0; i < pieces.size(); ++i)
            array.set(to_text(static_cast<std::int64_t>(i + 1)), input(pieces[i]));
        return number(static_cast<std::int64_t>(pieces.size()) * unit);
    }
    if (t.text == "match" && t.parts.size() > 1) {
        RegularExpression regex;
        RegularExpression::Match m;
        const bool found = dynamic(*t.parts[1], regex) && regex.search(arg(0), 0, m);
        set("RSTART", number(found ? static_cast<std::int64_t>(m.begin[0] + 1) * unit : 0));
        set("RLENGTH",
            number(found ? static_cast<std::int64_t>(m.end[0] - m.begin[0]) * unit : -unit));
        return read("RSTART");
    }
    if (t.parts.size() > 1) return substitute(t);
    return {};
}

Value Interpreter::substitute(const Tree& t) {
    RegularExpression regex;
    if (!dynamic(*t.parts[0], regex)) return number(0);
    const std::string by = as_text(evaluate(*t.parts[1]));
    Tree whole_record;
    whole_record.op = Op::field;
    whole_record.parts.push_back(std::make_unique<Tree>());  // number 0
    const Tree& place = t.parts.size() > 2 ? *t.parts[2] : whole_record;
    const std::string subject = as_text(evaluate(place));
    std::string out;
    std::int64_t count = 0;
    std::size_t at = 0;
    RegularExpression::Match m;
    for (Matches matches(regex, subject); matches.next(m);) {
        out += subject.substr(at, m.begin[0] - at);
        for (std::size_t i = 0; i < by.size(); ++i) {
            if (by[i] == '\\' && i + 1 < by.size() && (by[i + 1] == '&' || by[i + 1] == '\\'))
                out += by[++i];
            else if (by[i] == '&')
                out += m.group(subject, 0);
            else
                out += by[i];
        }
        ++count;
        at = m.end[0];
        if (t.text == "sub") break;
    }
    if (count == 0) return number(0);
    out += subject.substr(at);
    store(place, text(std::move(out)));
    return number(count * unit);
}

std::string Interpreter::formatted(const Tree& t) {
    std::vector<std::string> values;
    for (std::size_t i = 1; i < t.parts.size(); ++i)
        values.push_back(as_text(evaluate(*t.parts[i])));
    std::size_t used = 0;
    return format_values(as_text(evaluate(*t.parts[0])), values, used);
}

Flow Interpreter::statement(const Tree& t) {
    if (++steps_ > awk_step_max || fatal_) return over(), Flow::exit;
    switch (t.op) {
        case Op::block:
            for (const auto& part : t.parts)
                if (const Flow flow = statement(*part); flow != Flow::normal) return flow;
            return Flow::normal;
        case Op::expression:
            evaluate(*t.parts[0]);
            break;
        case Op::print: {
            std::string line = t.parts.empty() ? record_ : "";
            for (std::size_t i = 0; i < t.parts.size(); ++i)
                line += cat(i > 0 ? variable_text("OFS") : "", as_text(evaluate(*t.parts[i])));
            ctx_.out(line + variable_text("ORS"));
            break;
        }
        case Op::printf:
            if (!t.parts.empty()) ctx_.out(formatted(t));
            break;
        case Op::if_:
            if (truth(evaluate(*t.parts[0]))) return statement(*t.parts[1]);
            return t.parts.size() > 2 ? statement(*t.parts[2]) : Flow::normal;
        case Op::while_:
        case Op::do_:
        case Op::for_:
            return loop(t);
        case Op::for_in: {
            const Table<std::string, Value> array = memory_.arrays.at_or_new(t.parts[0]->text);
            for (const auto& [key, value] : array) {
                set(t.text, input(key));
                const Flow flow = statement(*t.parts[1]);
                if (flow == Flow::break_) break;
                if (flow == Flow::next || flow == Flow::exit) return flow;
            }
            break;
        }
        case Op::break_:
            return Flow::break_;
        case Op::continue_:
            return Flow::continue_;
        case Op::next:
            return Flow::next;
        case Op::exit:
            if (!t.parts.empty())
                memory_.exit_code = static_cast<int>(as_number(evaluate(*t.parts[0])) / unit & 255);
            return Flow::exit;
        case Op::delete_: {
            const Tree& place = *t.parts[0];
            if (place.op == Op::variable)
                memory_.arrays.at_or_new(place.text).clear();
            else
                memory_.arrays.at_or_new(place.text).erase(subscript(place));
            break;
        }
        default:
            break;
    }
    return fatal_ ? Flow::exit : Flow::normal;
}

Flow Interpreter::loop(const Tree& t) {
    const bool for_ = t.op == Op::for_, do_ = t.op == Op::do_;
    const Tree* condition = for_ ? t.parts[1].get() : t.parts[do_ ? 1 : 0].get();
    const Tree& body = *t.parts[for_ ? 3 : do_ ? 0 : 1];
    if (for_) statement(*t.parts[0]);
    for (bool first = true; steps_ <= awk_step_max; first = false) {
        if (condition && !(do_ && first) && !truth(evaluate(*condition))) break;
        const Flow flow = statement(body);
        if (flow == Flow::break_) break;
        if (flow == Flow::next || flow == Flow::exit) return flow;
        if (for_) statement(*t.parts[2]);
    }
    return Flow::normal;
}
}  // namespace podfall::awk
