// head, tail (also -f) and tac.
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"

namespace podfall {

namespace {

// "-n 3", "-n -3", "-n +3", "-3", "-c 5".
struct Count {
    std::int64_t n = 10;
    bool bytes = false;
    char sign = ' ';
};

bool read_count(CommandContext& ctx, const Options& options, Count& count) {
    std::string text = options.value('#', "10");
    if (options.has('n')) text = options.value('n');
    if (options.has('c')) {
        text = options.value('c');
        count.bytes = true;
    }
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) count.sign = text[0];
    if (parse_int(count.sign == ' ' ? text : text.substr(1), count.n) && count.n >= 0) return true;
    ctx.err(cat(ctx.args()[0], ": invalid number of ", count.bytes ? "bytes" : "lines", ": '", text,
                "'\n"));
    return false;
}

// Where line (or byte) `n` begins.
std::size_t offset_of(std::string_view text, std::int64_t n, bool bytes) {
    if (bytes) return std::min(static_cast<std::size_t>(n), text.size());
    std::size_t at = 0;
    for (; n > 0 && at < text.size(); --n) {
        at = text.find('\n', at);
        if (at == std::string_view::npos) return text.size();
        ++at;
    }
    return at;
}

std::int64_t length_of(std::string_view text, bool bytes) {
    if (bytes) return static_cast<std::int64_t>(text.size());
    std::int64_t n = 0;
    for (char c : text) n += c == '\n';
    return n + (!text.empty() && text.back() != '\n');
}

std::string header(const InputFile& file, bool first) {
    return cat(first ? "" : "\n", "==> ", file.name == "-" ? "standard input" : file.name,
               " <==\n");
}

struct HeadMemory {
    std::int64_t shown = 0;
};

template <class V>
void fields(V& v, HeadMemory& m) {
    v("shown", m.shown);
}

// From stdin, head prints lines as they come and ends with the last one it needs.
Step head_of_stdin(CommandContext& ctx, const Count& count) {
    HeadMemory& memory = ctx.memory<HeadMemory>();
    std::string line;
    while (memory.shown < count.n && ctx.take_line(line)) {
        const bool last = ctx.input_ended() && ctx.input().empty();
        ctx.out(line);
        ctx.out("\n");
        ++memory.shown;
        if (last) break;
    }
    return memory.shown >= count.n || ctx.input_ended() ? exited(0) : wait_input();
}

Step run_head(CommandContext& ctx) {
    const Options options(ctx, "n:c:qv#", {{"lines", 'n'}, {"bytes", 'c'}});
    Count count;
    if (!options.ok() || !read_count(ctx, options, count)) return exited(1);
    if (options.rest().empty() && !count.bytes && count.sign != '-')
        return head_of_stdin(ctx, count);
    std::vector<InputFile> files;
    bool failed;
    if (!read_inputs(ctx, options.rest(), files, failed)) return wait_input();
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::string& text = files[i].text;
        if ((options.rest().size() > 1 && !options.has('q')) || options.has('v'))
            ctx.out(header(files[i], i == 0));
        const std::int64_t n =
            count.sign == '-' ? std::max<std::int64_t>(0, length_of(text, count.bytes) - count.n)
                              : count.n;
        ctx.out(std::string_view(text).substr(0, offset_of(text, n, count.bytes)));
    }
    return exited(failed ? 1 : 0);
}

struct TailMemory {
    bool began = false;
    std::size_t size = 0;  // of the followed file as it was last seen
};

template <class V>
void fields(V& v, TailMemory& m) {
    v("began", m.began), v("size", m.size);
}

// tail -f checks once a second, as it does without inotify.
Step follow(CommandContext& ctx, const std::string& name) {
    TailMemory& memory = ctx.memory<TailMemory>();
    std::string text, error;
    if (ctx.read_file(name, text, error)) {
        if (text.size() < memory.size) {
            ctx.err(cat("tail: ", name, ": file truncated\n"));
            memory.size = 0;
        }
        ctx.out(std::string_view(text).substr(memory.size));
        memory.size = text.size();
    }
    return sleep_until(ctx.now() + seconds(1));
}

Step run_tail(CommandContext& ctx) {
    const Options options(ctx, "n:c:qvfF#", {{"lines", 'n'}, {"bytes", 'c'}, {"follow", 'f'}});
    Count count;
    if (!options.ok() || !read_count(ctx, options, count)) return exited(1);
    const bool follows = (options.has('f') || options.has('F')) && options.rest().size() == 1;
    TailMemory& memory = ctx.memory<TailMemory>();
    if (memory.began) return follow(ctx, options.rest()[0]);
    std::vector<InputFile> files;
    bool failed;
    if (!read_inputs(ctx, options.rest(), files, failed)) return wait_input();
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::string& text = files[i].text;
        if ((options.rest().size() > 1 && !options.has('q')) || options.has('v'))
            ctx.out(header(files[i], i == 0));
        const std::int64_t skip =
            count.sign == '+' ? std::max<std::int64_t>(0, count.n - 1)
                              : std::max<std::int64_t>(0, length_of(text, count.bytes) - count.n);
        ctx.out(std::string_view(text).substr(offset_of(text, skip, count.bytes)));
        memory.size = text.size();
    }
    if (!follows || failed) return exited(failed ? 1 : 0);
    memory.began = true;
    return sleep_until(ctx.now() + seconds(1));
}

Step run_tac(CommandContext& ctx) {
    std::vector<InputFile> files;
    bool failed;
    const Options options(ctx, "");
    if (!options.ok()) return exited(1);
    if (!read_inputs(ctx, options.rest(), files, failed)) return wait_input();
    for (const InputFile& file : files) {
        const std::vector<std::string> lines = split_lines(file.text);
        for (auto it = lines.rbegin(); it != lines.rend(); ++it) ctx.out(*it + "\n");
    }
    return exited(failed ? 1 : 0);
}

}  // namespace

extern const Command head = {.name = "head",
                             .usage = "head [-n N] [-c N] [FILE]...",
                             .summary = "shows the first lines",
                             .run = run_head};
extern const Command tail = {.name = "tail",
                             .usage = "tail [-n N] [-f] [FILE]...",
                             .summary = "shows the last lines",
                             .run = run_tail};
extern const Command tac = {.name = "tac",
                            .usage = "tac [FILE]...",
                            .summary = "shows lines in reverse order",
                            .run = run_tac};

}  // namespace podfall
