// test, [ and [[ ]].
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/bash/interpreter.h"
#include "core/terminal/text/regular_expression.h"

namespace podfall {

using namespace bash_syntax;

namespace {

bool is_unary(std::string_view op) {
    return op.size() == 2 && op[0] == '-' &&
           std::string_view("nzefdrswxLhvbcpS").find(op[1]) != std::string_view::npos;
}

bool unary(SessionRunner& runner, Task& task, char op, const std::string& text) {
    if (op == 'n') return !text.empty();
    if (op == 'z') return text.empty();
    if (op == 'v') return task.shell.get(text) != nullptr;
    const File* file = find_file(runner.look(), absolute_path(task.shell.folder, text));
    if (!file || text.empty()) return false;
    switch (op) {
        case 'f':
            return !file->folder;
        case 'd':
            return file->folder;
        case 's':
            return file->folder || (file->content && !file->content->empty());
        case 'x':
            return file->folder || contains(file->mode, "x");
        case 'L':
        case 'h':
        case 'b':
        case 'c':
        case 'p':
        case 'S':
            return false;
        default:
            return true;
    }
}

// Number comparisons; 2 after an error message when an operand is not a number.
int compare_numbers(SessionRunner& runner, Task& task, std::string_view op, const std::string& a,
                    const std::string& b, std::string_view who) {
    std::int64_t x, y;
    for (const auto& [text, value] : {std::pair{&a, &x}, std::pair{&b, &y}})
        if (!parse_int(trim(*text), *value)) {
            runner.complain(task, cat(who, ": ", *text, ": integer expression expected"));
            return 2;
        }
    const bool holds = op == "-eq"   ? x == y
                       : op == "-ne" ? x != y
                       : op == "-lt" ? x < y
                       : op == "-le" ? x <= y
                       : op == "-gt" ? x > y
                                     : x >= y;
    return holds ? 0 : 1;
}

bool is_number_operator(std::string_view op) {
    for (std::string_view o : {"-eq", "-ne", "-lt", "-le", "-gt", "-ge"})
        if (o == op) return true;
    return false;
}

bool newer(SessionRunner& runner, Task& task, const std::string& a, const std::string& b) {
    const File* x = find_file(runner.look(), absolute_path(task.shell.folder, a));
    const File* y = find_file(runner.look(), absolute_path(task.shell.folder, b));
    return x && (!y || x->modified > y->modified);
}

// POSIX rules by the number of arguments, then the -a -o grammar for more.
class Test {
public:
    Test(SessionRunner& runner, Task& task, const std::string& who, std::vector<std::string> args)
        : runner_(runner), task_(task), who_(who), args_(std::move(args)) {}

    int run() {
        if (args_.empty()) return 1;
        const int value = or_();
        if (failed_) return 2;
        if (at_ < args_.size())
            return fail(args_.size() - at_ > 1 ? "too many arguments"
                                               : cat(args_[at_], ": unexpected operator"));
        return value;
    }

private:
    int fail(std::string_view why) {
        if (!failed_ && !why.empty()) runner_.complain(task_, cat(who_, ": ", why));
        failed_ = true;
        at_ = args_.size();
        return 2;
    }
    bool have(std::size_t n) const { return at_ + n <= args_.size(); }
    int or_() {
        int v = and_();
        while (have(1) && args_[at_] == "-o") {
            ++at_;
            const int w = and_();
            v = v == 0 || w == 0 ? 0 : 1;
        }
        return v;
    }
    int and_() {
        int v = not_();
        while (have(1) && args_[at_] == "-a") {
            ++at_;
            const int w = not_();
            v = v == 0 && w == 0 ? 0 : 1;
        }
        return v;
    }
    int not_() {
        if (have(2) && args_[at_] == "!" && !binary_at(at_)) {
            ++at_;
            return not_() == 0 ? 1 : 0;
        }
        return primary();
    }
    bool binary_at(std::size_t at) const {
        if (at + 3 > args_.size()) return false;
        const std::string& op = args_[at + 1];
        return op == "=" || op == "==" || op == "!=" || op == "<" || op == ">" || op == "-nt" ||
               op == "-ot" || is_number_operator(op);
    }
    int primary() {
        if (!have(1)) return fail("argument expected");
        if (binary_at(at_)) {
            const std::string &a = args_[at_], &op = args_[at_ + 1], &b = args_[at_ + 2];
            at_ += 3;
            if (op == "=" || op == "==") return a == b ? 0 : 1;
            if (op == "!=") return a != b ? 0 : 1;
            if (op == "<") return a < b ? 0 : 1;
            if (op == ">") return a > b ? 0 : 1;
            if (op == "-nt") return newer(runner_, task_, a, b) ? 0 : 1;
            if (op == "-ot") return newer(runner_, task_, b, a) ? 0 : 1;
            const int v = compare_numbers(runner_, task_, op, a, b, who_);
            return v == 2 ? fail("") : v;
        }
        if (have(2) && args_[at_] == "(") {
            ++at_;
            const int v = or_();
            if (!have(1) || args_[at_] != ")") return fail("`)' expected");
            ++at_;
            return v;
        }
        if (have(2) && is_unary(args_[at_])) {
            at_ += 2;
            return unary(runner_, task_, args_[at_ - 2][1], args_[at_ - 1]) ? 0 : 1;
        }
        if (have(2) && args_[at_ + 1] != "-a" && args_[at_ + 1] != "-o" && args_[at_ + 1] != ")") {
            if (args_.size() == 2) return fail(cat(args_[0], ": unary operator expected"));
            if (args_.size() == 3) return fail(cat(args_[1], ": binary operator expected"));
            return fail("too many arguments");
        }
        return args_[at_++].empty() ? 1 : 0;
    }

    SessionRunner& runner_;
    Task& task_;
    std::string who_;
    std::vector<std::string> args_;
    std::size_t at_ = 0;
    bool failed_ = false;
};

// [[ ]]: `words` are as typed and determine the operators, `values` are expanded.
class DoubleBracket {
public:
    DoubleBracket(SessionRunner& runner, Task& task, const std::vector<std::string>& words,
                  const std::vector<std::string>& values)
        : runner_(runner), task_(task), words_(words), values_(values) {}

    int run() {
        const bool value = or_();
        return failed_ || at_ < words_.size() ? 2 : value ? 0 : 1;
    }

private:
    bool accept(std::string_view word) {
        if (at_ >= words_.size() || words_[at_] != word) return false;
        ++at_;
        return true;
    }
    bool or_() {
        bool v = and_();
        while (accept("||")) v = and_() || v;
        return v;
    }
    bool and_() {
        bool v = not_();
        while (accept("&&")) v = not_() && v;
        return v;
    }
    bool not_() {
        if (accept("!")) return !not_();
        if (accept("(")) {
            const bool v = or_();
            failed_ |= !accept(")");
            return v;
        }
        return primary();
    }
    bool primary() {
        const std::size_t left = words_.size() - at_;
        if (left == 0) return failed_ = true, false;
        const std::string op = left >= 3 ? words_[at_ + 1] : "";
        const bool text =
            op == "=" || op == "==" || op == "!=" || op == "<" || op == ">" || op == "=~";
        if (text || is_number_operator(op) || op == "-nt" || op == "-ot") {
            const std::string &a = values_[at_], &b = values_[at_ + 2];
            at_ += 3;
            return binary(op, a, b);
        }
        if (left >= 2 && is_unary(words_[at_])) {
            at_ += 2;
            return unary(runner_, task_, words_[at_ - 2][1], values_[at_ - 1]);
        }
        return !values_[at_++].empty();
    }
    bool binary(const std::string& op, const std::string& a, const std::string& b) {
        if (op == "=" || op == "==") return matches(b, a);
        if (op == "!=") return !matches(b, a);
        if (op == "<") return a < b;
        if (op == ">") return a > b;
        if (op == "-nt") return newer(runner_, task_, a, b);
        if (op == "-ot") return newer(runner_, task_, b, a);
        if (op == "=~") return match_regex(a, b);
        const int v =
            compare_numbers(runner_, task_, op, a.empty() ? "0" : a, b.empty() ? "0" : b, "[[");
        failed_ |= v == 2;
        return v == 0;
    }
    bool match_regex(const std::string& text, const std::string& pattern) {
        RegularExpression regex;
        if (!regex.compile(pattern, {.extended = true})) return failed_ = true, false;
        RegularExpression::Match match;
        if (!regex.search(text, 0, match)) return false;
        Variable groups;
        groups.array = true;
        groups.values = std::vector<std::string>();
        for (int i = 0; i <= regex.groups(); ++i)
            groups.values.edit().emplace_back(match.group(text, i));
        task_.shell.variables.set("BASH_REMATCH", std::move(groups));
        return true;
    }

    SessionRunner& runner_;
    Task& task_;
    const std::vector<std::string>&words_, &values_;
    std::size_t at_ = 0;
    bool failed_ = false;
};

}  // namespace

int test_command(SessionRunner& runner, Task& task, std::vector<std::string> args) {
    const std::string who = args[0];
    if (who == "[") {
        if (args.back() != "]") {
            runner.complain(task, "[: missing `]'");
            return 2;
        }
        args.pop_back();
    }
    args.erase(args.begin());
    return Test(runner, task, who, std::move(args)).run();
}

void Interpreter::run_condition(const Syntax& node) {
    while (top().fields.size() < node.words.size()) {
        const std::size_t i = top().fields.size();
        const std::string& before = i > 0 ? node.words[i - 1] : node.words[0];
        const std::string& word = node.words[i];
        const bool right_side = before == "=" || before == "==" || before == "!=";
        const How how = i > 1 && right_side       ? How::pattern
                        : i > 1 && before == "=~" ? How::regex
                                                  : How::text;
        if (!expand(word, how, top().fields)) return;
    }
    const std::vector<std::string> values = top().fields;
    pop_with(DoubleBracket(runner_, task_, node.words, values).run());
}

}  // namespace podfall
