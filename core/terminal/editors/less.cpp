// less and more: full-screen pagers.
#include "core/base/text.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"
#include "core/terminal/text/regular_expression.h"

namespace podfall {

namespace {

struct Memory {
    bool reading = true;
    std::vector<std::string> lines;
    std::size_t top = 0;
    std::string sought;
    bool asking = false;  // a pattern is being typed
};

template <class V>
void fields(V& v, Memory& m) {
    v("reading", m.reading), v("lines", m.lines), v("top", m.top), v("sought", m.sought);
    v("asking", m.asking);
}

void draw(CommandContext& ctx, const Memory& memory) {
    const auto rows = static_cast<std::size_t>(std::max(ctx.rows() - 1, 1));
    std::string screen = "\x1b[H\x1b[2J";
    for (std::size_t i = 0; i < rows; ++i)
        screen +=
            (memory.top + i < memory.lines.size() ? memory.lines[memory.top + i] : "~") + "\n";
    const bool end = memory.top + rows >= memory.lines.size();
    ctx.out(cat(screen, memory.asking ? cat("/", memory.sought)
                        : end         ? "\x1b[7m(END)\x1b[27m"
                                      : ":"));
}

// The next line from `from` on that matches the pattern.
void look_for(Memory& memory, std::size_t from) {
    RegularExpression regex;
    RegularExpression::Match match;
    if (memory.sought.empty() || !regex.compile(memory.sought, {.extended = true})) return;
    for (std::size_t i = from; i < memory.lines.size(); ++i)
        if (regex.search(memory.lines[i], 0, match)) {
            memory.top = i;
            return;
        }
}

// False when the user quits.
bool obey(CommandContext& ctx, Memory& memory, std::string_view keys) {
    const auto rows = static_cast<std::size_t>(std::max(ctx.rows() - 1, 1));
    const std::size_t last = memory.lines.size() > rows ? memory.lines.size() - rows : 0;
    const auto back = [&](std::size_t n) { memory.top -= std::min(n, memory.top); };
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const char c = keys[i];
        if (memory.asking) {
            if (c == '\r' || c == '\n') {
                memory.asking = false;
                look_for(memory, memory.top);
            } else if (c == '\x7f' || c == '\b') {
                if (!memory.sought.empty()) memory.sought.pop_back();
            } else if (c == '\x1b') {
                memory.asking = false;
            } else {
                memory.sought += c;
            }
            continue;
        }
        if (c == '\x1b' && i + 2 < keys.size() && (keys[i + 1] == '[' || keys[i + 1] == 'O')) {
            const char arrow = keys[i + 2];
            i += 2;
            if (arrow == 'A') back(1);
            if (arrow == 'B') memory.top += 1;
            if (arrow == 'H') memory.top = 0;
            if (arrow == 'F') memory.top = last;
            if (arrow == '5' || arrow == '6') {
                ++i;  // "~"
                if (arrow == '5')
                    back(rows);
                else
                    memory.top += rows;
            }
            memory.top = std::min(memory.top, last);
            continue;
        }
        if (c == 'q' || c == 'Q') return false;
        if (c == ' ' || c == 'f' || c == '\x06') memory.top += rows;
        if (c == '\r' || c == '\n' || c == 'j' || c == 'e') memory.top += 1;
        if (c == 'd') memory.top += rows / 2;
        if (c == 'b' || c == '\x02') back(rows);
        if (c == 'u') back(rows / 2);
        if (c == 'k' || c == 'y') back(1);
        if (c == 'g' || c == '<') memory.top = 0;
        if (c == 'G' || c == '>') memory.top = last;
        if (c == '/') {
            memory.asking = true;
            memory.sought.clear();
        }
        if (c == 'n') look_for(memory, memory.top + 1);
        memory.top = std::min(memory.top, last);
    }
    return true;
}

Step run_less(CommandContext& ctx) {
    const Options options(ctx, "NRSFXreim");
    if (!options.ok()) return exited(1);
    Memory& memory = ctx.memory<Memory>();
    if (memory.reading) {
        if (options.rest().empty() && ctx.input_is_terminal()) {
            ctx.err(cat("Missing filename (\"", ctx.args()[0], " --help\" for help)\n"));
            return exited(1);
        }
        std::vector<InputFile> files;
        bool failed;
        if (options.rest().empty() && !ctx.input_ended()) return wait_input();
        if (!read_inputs(ctx, options.rest(), files, failed)) return wait_input();
        if (files.empty()) return exited(1);
        if (!ctx.output_is_terminal()) {
            for (const InputFile& file : files) ctx.out(file.text);
            return exited(0);
        }
        for (const InputFile& file : files)
            for (std::string& line : split_lines(file.text))
                memory.lines.push_back(std::move(line));
        memory.reading = false;
        ctx.raw_keys(true);
        ctx.out("\x1b[?1049h");
    } else if (!obey(ctx, memory, ctx.take_input())) {
        ctx.raw_keys(false);
        ctx.out("\x1b[?1049l");
        return exited(0);
    }
    if (ctx.take_interrupt()) memory.asking = false;
    draw(ctx, memory);
    return wait_input();
}

}  // namespace

extern const Command less_ = {.name = "less",
                              .usage = "less [FILE]",
                              .summary = "shows a text page by page",
                              .run = run_less,
                              .handles_interrupt = true};
extern const Command more_ = {.name = "more",
                              .usage = "more [FILE]",
                              .summary = "shows a text page by page",
                              .run = run_less,
                              .handles_interrupt = true};

}  // namespace podfall
