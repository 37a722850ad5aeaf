// cat: passes on files and input. Models GNU coreutils.
#include "core/base/text.h"
#include "core/terminal/command.h"
#include "core/terminal/devices.h"
#include "core/terminal/options.h"

namespace podfall {

namespace {

struct CatMemory {
    std::size_t file = 0;  // the next operand
    int line = 1;
    bool line_open = false;  // the last byte written was no newline
    bool blank = false;      // ... and the line before it was empty
    bool failed = false;
};

template <class V>
void fields(V& v, CatMemory& m) {
    v("file", m.file), v("line", m.line), v("line_open", m.line_open), v("blank", m.blank);
    v("failed", m.failed);
}

void show(CommandContext& ctx, CatMemory& memory, const Options& options, std::string_view text) {
    const bool number = options.has('n'), filled = options.has('b'),
               ends = options.has('E') || options.has('A');
    if (!number && !filled && !ends && !options.has('s') && !options.has('T') &&
        !options.has('A')) {
        ctx.out(text);
        return;
    }
    std::string out;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const bool whole = end != std::string_view::npos;
        std::string line(text.substr(0, end));
        text.remove_prefix(whole ? end + 1 : text.size());
        const bool empty = line.empty() && !memory.line_open;
        if (empty && memory.blank && options.has('s')) continue;
        memory.blank = empty;
        if (!memory.line_open && (filled ? !line.empty() : number))
            out += cat(pad_left(to_text(memory.line++), 6), "\t");
        if (options.has('T') || options.has('A')) line = replace_all(line, "\t", "^I");
        out += cat(line, whole && ends ? "$" : "", whole ? "\n" : "");
        memory.line_open = !whole;
    }
    ctx.out(out);
}

// Passes input on as it comes: `kubectl get -w | cat` shows each line at once.
Step run_cat(CommandContext& ctx) {
    const Options options(ctx, "nbEsTAvetu", {{"number", 'n'}, {"show-all", 'A'}});
    if (!options.ok()) return exited(1);
    CatMemory& memory = ctx.memory<CatMemory>();
    std::vector<std::string> files = options.rest();
    if (files.empty()) files.push_back("-");
    while (memory.file < files.size()) {
        const std::string& file = files[memory.file];
        std::string text, error;
        if (const Device device = device_named(file); device != Device::none) {
            show(ctx, memory, options, read_device(ctx.world, device));
            return sleep_until(ctx.now());
        }
        if (file == "-") {
            show(ctx, memory, options, ctx.take_input());
            if (!ctx.input_ended()) return wait_input();
        } else if (ctx.read_file(file, text, error)) {
            show(ctx, memory, options, text);
        } else {
            complain(ctx, file, error);
            memory.failed = true;
        }
        ++memory.file;
    }
    return exited(memory.failed ? 1 : 0);
}

}  // namespace

extern const Command cat_ = {
    .name = "cat", .usage = "cat [-nbEsTA] [FILE]...", .summary = "shows files", .run = run_cat};

}  // namespace podfall
