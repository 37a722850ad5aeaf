// A simple command: words, redirections, assignments, and then a function, a builtin or a program.
#include "core/base/text.h"
#include "core/terminal/bash/interpreter.h"

namespace podfall {

using namespace bash_syntax;

namespace {

// Commands whose arguments are assignments: NAME=$x is not split there.
bool declares(std::string_view name) {
    for (std::string_view n : {"export", "local", "declare", "typeset", "readonly", "alias"})
        if (n == name) return true;
    return false;
}

bool is_assignment(std::string_view word) {
    const std::size_t equals = word.find('=');
    return equals != std::string_view::npos && is_name(word.substr(0, equals));
}

// As `set -x` shows a word.
std::string traced(const std::string& word) {
    if (!word.empty() && word.find_first_of(" \t\n'\"$*?;&|<>()\\`") == std::string::npos)
        return word;
    return cat("'", replace_all(word, "'", "'\\''"), "'");
}

}  // namespace

bool Interpreter::expand_words(const Syntax& node) {
    Frame& f = top();
    while (f.index < node.words.size()) {
        const std::string& word = node.words[f.index];
        const bool whole = !f.fields.empty() && declares(f.fields[0]) && is_assignment(word);
        if (!expand(word, whole ? How::text : How::fields, f.fields)) return false;
        ++f.index;
    }
    return true;
}

// X=1 command: the variables hold for the command only.
bool Interpreter::assign_before(const Syntax& node) {
    Frame& f = top();
    while (f.index < node.words.size() + node.assignments.size()) {
        const std::string& assignment = node.assignments[f.index - node.words.size()];
        std::string name = assignment.substr(0, assignment.find('='));
        name = name.substr(0, name.find_first_of("+["));
        if (!f.fields.empty() && f.effects.empty()) {
            if (const Variable* old = shell_.variables.find(name))
                f.saved_variables.emplace_back(name, *old);
            else
                f.unset_after.push_back(name);
        }
        std::vector<std::string> none;
        if (!expand(assignment, How::assignment, none)) return false;
        if (!f.fields.empty()) shell_.variables.edit(name)->exported = true;
        ++f.index;
    }
    return true;
}

void Interpreter::run_simple(const Syntax& node) {
    enum { words, assignments, redirections, run, builtin_again, ended };
    switch (top().stage) {
        case words:
            if (!expand_words(node)) return;
            top().stage = assignments;
            [[fallthrough]];
        case assignments:
            if (!assign_before(node)) return;
            top().stage = redirections;
            [[fallthrough]];
        case redirections:
            if (!node.redirects.empty() && !redirect(node)) return;
            top().stage = run;
            if (top().fields.empty())
                return pop_with(top().substituted ? shell_.substitution_status : 0);
            [[fallthrough]];
        case run:
        case builtin_again:
            return dispatch(node);
        default: {
            const bool replaces = top().replaces;
            pop_with(shell_.status);
            if (replaces) shell_.leaving = Leaving::exit;
            return;
        }
    }
}

void push_program(Shell& shell, std::vector<std::string> args, bool replaces) {
    constexpr int run = 3;
    static const SyntaxRef simple = std::make_shared<const Syntax>();
    shell.frames.emplace_back();
    Frame& f = shell.frames.back();
    f.node = simple;
    f.stage = run;
    f.fields = std::move(args);
    f.direct = true;
    f.replaces = replaces;
}

void Interpreter::dispatch(const Syntax&) {
    constexpr int ended = 5, again = 4;
    Frame& f = top();
    const std::vector<std::string> args = f.fields;
    if (f.stage != again && contains(shell_.options, "x")) {
        std::string trace = "+";
        for (const std::string& a : args) trace += " " + traced(a);
        runner_.write(task_, 2, trace + "\n");
    }
    shell_.last_argument = args.back();
    if (const SyntaxRef* body = f.direct ? nullptr : shell_.functions.find(args[0])) {
        f.stage = ended;
        return call_function(SyntaxRef(*body));
    }
    if (const Builtin builtin = f.replaces ? nullptr : find_builtin(args[0])) {
        f.stage = again;
        const std::size_t depth = shell_.frames.size() - 1;
        const BuiltinResult result = builtin(runner_, task_, args);
        if (result == BuiltinResult::wait)
            waiting_ = true;
        else if (result == BuiltinResult::pushed)
            shell_.frames[depth].stage = ended;
        else if (shell_.leaving == Leaving::nothing)
            pop_with(shell_.status);
        return;
    }
    f.stage = ended;
    run_program();
}

void Interpreter::call_function(const SyntaxRef& body) {
    std::vector<std::string> args = top().fields;
    int depth = 0;
    for (const Frame& f : shell_.frames) depth += f.is_call;
    if (depth > 500) {
        runner_.complain(task_, cat(args[0], ": maximum function nesting level exceeded (500)"));
        shell_.leaving = Leaving::abandon;
        return;
    }
    push(body);
    Frame& f = top();
    f.is_call = true;
    f.restores_positional = true;
    args.erase(args.begin());
    f.saved_positional = std::exchange(shell_.positional, std::move(args));
}

void Interpreter::run_program() {
    std::vector<std::string> args = top().fields;
    const Table<std::string, std::string> environment = shell_.environment();
    int status = 0;
    // A subshell with nothing else to do becomes the program.
    if (task_.id != 1 && shell_.frames.size() == 1 && top().node && !top().replaces) {
        if (!runner_.spawn(task_, std::move(args), environment, status)) pop_with(status);
        return;
    }
    const Command* command = find_command(args[0]);
    const bool forks = !command || !command->builtin;  // a task of bash's own is no process
    if (forks && !may_fork()) return;
    Task& child = runner_.fork(task_, nullptr);
    if (!runner_.spawn(child, std::move(args), environment, status)) runner_.finish(child, status);
    top().children = {child.id};
}

}  // namespace podfall
