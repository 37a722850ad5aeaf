// awk: patterns and actions over lines and fields. Models POSIX awk as gawk 4 prints; numbers have
// six decimal places and no more, so that every platform computes the same. Simplified: no user
// functions, no getline, no output to files or pipes.
#include "core/base/text.h"
#include "core/terminal/bash/syntax.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"
#include "core/terminal/text/awk_interpreter.h"
#include "core/terminal/text/escapes.h"

namespace podfall {

namespace {

using awk::AwkMemory;
using awk::Interpreter;
using awk::Rule;

// Passes the program each complete line. False while more may come.
bool read_records(CommandContext& ctx, AwkMemory& memory, Interpreter& interpreter,
                  const std::vector<Rule>& rules, const std::vector<std::string>& files) {
    while (memory.file < files.size() && !memory.exiting) {
        const std::string& file = files[memory.file];
        if (file == "-") {
            std::string line;
            while (!memory.exiting && ctx.take_line(line)) {
                interpreter.begin_record(line);
                memory.exiting = !interpreter.run(rules, Rule::When::always);
            }
            if (!memory.exiting && !ctx.input_ended()) return false;
        } else if (const std::size_t equals = file.find('=');
                   equals != std::string::npos && bash_syntax::is_name(file.substr(0, equals))) {
            interpreter.set(file.substr(0, equals), Interpreter::input(file.substr(equals + 1)));
        } else {
            std::string text, error;
            if (!ctx.read_file(file, text, error)) {
                ctx.err(cat("awk: cmd. line:1: fatal: cannot open file `", file, "' for reading (",
                            error, ")\n"));
                memory.exit_code = 2;
                memory.exiting = true;
                return true;
            }
            interpreter.set("FILENAME", Interpreter::text(file));
            interpreter.set("FNR", Interpreter::number(0));
            for (const std::string& line : split_lines(text)) {
                interpreter.begin_record(line);
                memory.exiting = !interpreter.run(rules, Rule::When::always);
                if (memory.exiting) break;
            }
        }
        ++memory.file;
    }
    return true;
}

Step run_awk(CommandContext& ctx) {
    const Options options(ctx, "+F:v:f:", {{"field-separator", 'F'}, {"assign", 'v'}});
    if (!options.ok()) return exited(2);
    std::vector<std::string> operands = options.rest();
    std::string program = operands.empty() ? "" : operands[0], error;
    if (options.has('f') && !ctx.read_file(options.value('f'), program, error)) {
        ctx.err(cat("awk: fatal: can't open source file `", options.value('f'), "' for reading (",
                    error, ")\n"));
        return exited(2);
    }
    if (!options.has('f')) {
        if (operands.empty()) {
            ctx.err("Usage: awk [POSIX or GNU style options] -f progfile [--] file ...\n");
            return exited(1);
        }
        operands.erase(operands.begin());
    }
    std::vector<Rule> rules;
    if (!awk::parse(program, rules, error)) {
        ctx.err(error);
        return exited(1);
    }
    AwkMemory& memory = ctx.memory<AwkMemory>();
    Interpreter interpreter(ctx, memory);
    bool only_begin = true;
    for (const Rule& rule : rules) only_begin &= rule.when == Rule::When::begin;
    if (!memory.begun) {
        memory.begun = true;
        for (const auto& [name, value] : {std::pair{"FS", " "}, std::pair{"OFS", " "},
                                          std::pair{"ORS", "\n"}, std::pair{"RS", "\n"}})
            interpreter.set(name, Interpreter::text(value));
        if (options.has('F'))
            interpreter.set("FS",
                            Interpreter::text(options.value('F') == "t"
                                                  ? "\t"
                                                  : decode_escapes(options.value('F'), false)));
        for (const std::string& v : options.values('v'))
            interpreter.set(v.substr(0, v.find('=')),
                            Interpreter::input(decode_escapes(
                                v.substr(std::min(v.find('=') + 1, v.size())), false)));
        memory.exiting = !interpreter.run(rules, Rule::When::begin);
        if (only_begin || interpreter.fatal())
            return exited(interpreter.fatal() ? interpreter.status() : memory.exit_code);
    }
    if (operands.empty()) operands.push_back("-");
    if (!read_records(ctx, memory, interpreter, rules, operands)) return wait_input();
    if (interpreter.fatal() || memory.exit_code == 2) return exited(interpreter.status());
    interpreter.run(rules, Rule::When::end);
    return exited(interpreter.fatal() ? interpreter.status() : memory.exit_code);
}

}  // namespace

extern const Command awk_ = {.name = "awk",
                             .usage = "awk [-F SEP] [-v NAME=VALUE] PROGRAM [FILE]...",
                             .summary = "processes fields of lines",
                             .run = run_awk};
extern const Command gawk = {.name = "gawk",
                             .usage = "gawk [-F SEP] [-v NAME=VALUE] PROGRAM [FILE]...",
                             .summary = "awk",
                             .run = run_awk};

}  // namespace podfall
