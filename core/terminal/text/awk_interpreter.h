// Runs the tree of an awk program on records.
#pragma once

#include "core/base/table.h"
#include "core/base/text.h"
#include "core/terminal/command.h"
#include "core/terminal/text/awk_syntax.h"

namespace podfall::awk {

constexpr std::int64_t unit = 1'000'000;

struct Value {
    std::string text;
    std::int64_t number = 0;
    bool is_number = false;
    bool from_input = false;  // looks like a number: compares as one
};

// The state between turns.
struct AwkMemory {
    bool begun = false, exiting = false;
    int exit_code = 0;
    std::size_t file = 0;
    std::int64_t line_of_file = 0;
    Table<std::string, Value> variables;
    Table<std::string, Table<std::string, Value>> arrays;
    std::vector<char> in_range;
};

template <class V>
void fields(V& v, Value& x) {
    v("text", x.text), v("number", x.number), v("is_number", x.is_number);
    v("from_input", x.from_input);
}

template <class V>
void fields(V& v, AwkMemory& m) {
    v("begun", m.begun), v("exiting", m.exiting), v("exit_code", m.exit_code), v("file", m.file);
    v("line_of_file", m.line_of_file), v("variables", m.variables), v("arrays", m.arrays);
    v("in_range", m.in_range);
}

enum class Flow { normal, break_, continue_, next, exit };

class Interpreter {
public:
    Interpreter(CommandContext& ctx, AwkMemory& memory) : ctx_(ctx), memory_(memory) {}

    void set(const std::string& name, Value value);
    static Value number(std::int64_t n) { return {.number = n, .is_number = true}; }
    static Value text(std::string t) { return {.text = std::move(t)}; }
    static Value input(std::string t);

    // Runs the rules of BEGIN, END or a record. False when the program exits.
    bool run(const std::vector<Rule>& rules, Rule::When when);
    void begin_record(std::string line);
    bool fatal() const { return fatal_; }
    int status() const { return status_; }  // when fatal

private:
    bool selects(const Rule& rule, char& in_range);

    // ---- values
    Value read(const std::string& name);
    std::string as_text(const Value& v) const;
    std::int64_t as_number(const Value& v) const;
    bool truth(const Value& v) const;
    std::string variable_text(const std::string& name) { return as_text(read(name)); }

    // ---- fields
    static std::vector<std::string> split_by(std::string_view line, const std::string& separator);
    void split_record() { fields_ = split_by(record_, variable_text("FS")); }
    void join_record() { record_ = join(fields_, variable_text("OFS")); }

    Value field(std::int64_t n);
    Value store(const Tree& place, Value v);
    std::string subscript(const Tree& element);

    // Ends the program with an error; the first one counts.
    void die(std::string_view why, int status);
    void over();  // ends a program that has run too long

    // ---- expressions
    Value evaluate(const Tree& t);
    Value concatenate(const Tree& t);
    bool is_in(const Tree& t);
    Value assign(const Tree& t);
    static bool matches(const RegularExpression& regex, std::string_view text);
    bool matches_dynamic(const Tree& pattern, const std::string& subject);
    bool dynamic(const Tree& pattern, RegularExpression& regex);
    bool compare(const Tree& t);
    static bool is_empty_input(const Tree& t, const Value& v);
    std::int64_t arithmetic(char op, std::int64_t a, std::int64_t b);
    Value call(const Tree& t);
    // sub and gsub
    Value substitute(const Tree& t);
    std::string formatted(const Tree& t);

    // ---- statements
    Flow statement(const Tree& t);
    Flow loop(const Tree& t);

    CommandContext& ctx_;
    AwkMemory& memory_;
    std::string record_;
    std::vector<std::string> fields_;
    int steps_ = 0;
    bool fatal_ = false;
    int status_ = 2;
};

}  // namespace podfall::awk
