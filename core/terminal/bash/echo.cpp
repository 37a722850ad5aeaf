// The builtins echo, printf, pwd, true, false.
#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/terminal/command.h"
#include "core/terminal/text/escapes.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace {

Step run_echo(CommandContext& ctx) {
    const auto& args = ctx.args();
    bool newline = true, escapes = false;
    std::size_t at = 1;
    for (; at < args.size(); ++at) {
        const std::string& a = args[at];
        if (a.size() < 2 || a[0] != '-' || a.find_first_not_of("neE", 1) != std::string::npos)
            break;
        for (char c : a.substr(1)) {
            if (c == 'n')
                newline = false;
            else
                escapes = c == 'e';
        }
    }
    std::string text;
    for (std::size_t i = at; i < args.size(); ++i) text += cat(i > at ? " " : "", args[i]);
    if (escapes) {
        // \c ends the output.
        const std::size_t end = text.find("\\c");
        if (end != std::string::npos) {
            text.resize(end);
            newline = false;
        }
        text = decode_escapes(text, true);
    }
    ctx.out(newline ? text + "\n" : text);
    return exited(0);
}

Step run_printf(CommandContext& ctx) {
    const auto& args = ctx.args();
    if (args.size() < 2) {
        ctx.err("printf: usage: printf [-v var] format [arguments]\n");
        return exited(2);
    }
    const std::string format = decode_escapes(args[1], false);
    std::vector<std::string> values(args.begin() + 2, args.end());
    std::size_t used = 0;
    do {
        const std::size_t before = used;
        ctx.out(format_values(format, values, used));
        if (used == before) break;
    } while (used < values.size());
    return exited(0);
}

Step run_pwd(CommandContext& ctx) {
    ctx.out(cat(inside_of(ctx.folder()), "\n"));
    return exited(0);
}
Step run_true(CommandContext&) {
    return exited(0);
}
Step run_false(CommandContext&) {
    return exited(1);
}

}  // namespace

extern const Command echo = {
    .name = "echo", .usage = "echo [-neE] [arg ...]", .run = run_echo, .builtin = true};
extern const Command printf_ = {
    .name = "printf", .usage = "printf format [arguments]", .run = run_printf, .builtin = true};
extern const Command pwd = {.name = "pwd", .usage = "pwd", .run = run_pwd, .builtin = true};
extern const Command true_ = {.name = "true", .usage = "true", .run = run_true, .builtin = true};
extern const Command false_ = {
    .name = "false", .usage = "false", .run = run_false, .builtin = true};

}  // namespace podfall
