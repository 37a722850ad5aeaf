// One step of a shell. Created for the step and discarded: all state is in Shell::frames.
#pragma once

#include "core/terminal/bash/runner.h"

namespace podfall {

class Interpreter {
public:
    Interpreter(SessionRunner& runner, Task& task)
        : runner_(runner), task_(task), shell_(task.shell) {}

    // False when the shell waits for a task or for input.
    bool step();

private:
    enum class How { fields, text, document, pattern, regex, arithmetic, assignment };

    Frame& top() { return shell_.frames.back(); }
    void push(bash_syntax::SyntaxRef node, bool tested = false);
    void pop();
    void pop_with(int status);
    void leave();
    bool give_up_line();
    bool collect();
    bool settle(Expansion& e);
    void out_of_memory(std::string_view error);
    bool may_fork();
    // False when the frame must be run again later (or was abandoned).
    bool expand(std::string_view word, How how, std::vector<std::string>& out);
    bool redirect(const bash_syntax::Syntax& node);

    bool run();
    bool run_script();
    void run_simple(const bash_syntax::Syntax& node);
    void run_pipeline(const bash_syntax::Syntax& node);
    void run_and_or(const bash_syntax::Syntax& node);
    void run_list(const bash_syntax::Syntax& node);
    void run_if(const bash_syntax::Syntax& node);
    void run_while(const bash_syntax::Syntax& node);
    void run_for(const bash_syntax::Syntax& node);
    void run_arithmetic_for(const bash_syntax::Syntax& node);
    void run_case(const bash_syntax::Syntax& node);
    void run_subshell(const bash_syntax::Syntax& node);
    void run_condition(const bash_syntax::Syntax& node);
    // Parts of a simple command (bash/simple.cpp).
    bool expand_words(const bash_syntax::Syntax& node);
    bool assign_before(const bash_syntax::Syntax& node);
    void dispatch(const bash_syntax::Syntax& node);
    void call_function(const bash_syntax::SyntaxRef& body);
    void run_program();

    SessionRunner& runner_;
    Task& task_;
    Shell& shell_;
    bool waiting_ = false;
};

}  // namespace podfall
