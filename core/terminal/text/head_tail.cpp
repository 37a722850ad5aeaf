// head, tail (also -f) and tac.
#include <algorithm>

#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/command.h"
#include "core/terminal/devices.h"
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

// `n` bytes, or as many as there are (a std::size_t has 32 bits in the page).
std::size_t at_most(std::int64_t n, std::size_t most) {
    return static_cast<std::size_t>(std::min(n, static_cast<std::int64_t>(most)));
}

// Where line (or byte) `n` begins.
std::size_t offset_of(std::string_view text, std::int64_t n, bool bytes) {
    if (bytes) return at_most(n, text.size());
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
    InputCursor cursor;
    std::int64_t left = -1;  // lines or bytes of the file that are still wanted; -1 before it
    bool first = true;
};

template <class V>
void fields(V& v, HeadMemory& m) {
    v("cursor", m.cursor), v("left", m.left), v("first", m.first);
}

// The beginning of a text up to the last line or byte that is wanted.
std::string_view wanted(std::string_view text, const Count& count, std::int64_t& left) {
    const std::string_view part = text.substr(0, offset_of(text, left, count.bytes));
    left -= count.bytes ? static_cast<std::int64_t>(part.size())
                        : std::count(part.begin(), part.end(), '\n');
    return part;
}

// What head has not printed of its stdin is left for the next reader.
Step head_of_stdin(CommandContext& ctx, const Count& count, HeadMemory& memory) {
    if (memory.left < 0) memory.left = count.n;
    const std::string_view part = wanted(ctx.input(), count, memory.left);
    const std::size_t size = part.size();
    ctx.out(part);
    ctx.skip_input(size);
    return memory.left == 0 || ctx.input_ended() ? exited(0) : wait_input();
}

// Passes on the beginning of each file as it comes; what follows is not read.
Step head_of_files(CommandContext& ctx, const Options& options, const Count& count,
                   HeadMemory& memory) {
    const std::vector<std::string>& files = options.rest();
    const bool headed = (files.size() > 1 && !options.has('q')) || options.has('v');
    for (;;) {
        std::string text;
        const InputPiece piece = next_piece(ctx, files, memory.cursor, text);
        if (piece == InputPiece::wait) return wait_input();
        if (piece == InputPiece::end) return exited(memory.cursor.failed ? 1 : 0);
        if (piece == InputPiece::end_of_file) memory.left = -1;
        if (piece != InputPiece::data && piece != InputPiece::endless) continue;
        if (memory.left < 0) {
            memory.left = count.n;
            if (headed) ctx.out(header({files[memory.cursor.file], ""}, memory.first));
            memory.first = false;
        }
        ctx.out(wanted(text, count, memory.left));
        if (memory.left > 0 && piece == InputPiece::endless) return sleep_until(ctx.now());
        if (memory.left > 0) continue;
        memory.left = -1;
        memory.cursor.begun = false;
        ++memory.cursor.file;
    }
}

Step run_head(CommandContext& ctx) {
    const Options options(ctx, "n:c:qv#", {{"lines", 'n'}, {"bytes", 'c'}});
    Count count;
    if (!options.ok() || !read_count(ctx, options, count)) return exited(1);
    HeadMemory& memory = ctx.memory<HeadMemory>();
    if (count.sign != '-')
        return options.rest().empty() ? head_of_stdin(ctx, count, memory)
                                      : head_of_files(ctx, options, count, memory);
    std::vector<InputFile> files;
    bool failed;
    if (!read_inputs(ctx, options.rest(), files, failed)) return wait_input();
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::string& text = files[i].text;
        if ((options.rest().size() > 1 && !options.has('q')) || options.has('v'))
            ctx.out(header(files[i], i == 0));
        const std::int64_t n = std::max<std::int64_t>(0, length_of(text, count.bytes) - count.n);
        ctx.out(std::string_view(text).substr(0, offset_of(text, n, count.bytes)));
    }
    return exited(failed ? 1 : 0);
}

struct TailMemory {
    bool began = false;
    std::size_t size = 0;  // of the followed file as it was last seen
    InputCursor cursor;
    std::string kept;        // of a stream: the end that may be wanted
    std::int64_t past = -1;  // "+N": lines or bytes that are still left out; -1 before the first
};

template <class V>
void fields(V& v, TailMemory& m) {
    v("began", m.began), v("size", m.size), v("cursor", m.cursor), v("kept", m.kept);
    v("past", m.past);
}

// Where the last `n` lines or bytes of a text begin.
std::size_t end_part(std::string_view text, std::int64_t n, bool bytes) {
    if (bytes) return text.size() - at_most(n, text.size());
    std::size_t at = text.size();
    for (; n > 0 && at > 0; --n) {
        at = text.rfind('\n', at - 1);
        if (at == std::string_view::npos) return 0;
        if (at + 1 == text.size()) ++n;  // it ends the last line
    }
    return n == 0 && at < text.size() ? at + 1 : at;
}

// Of a stream, tail keeps no more than the end that it will show.
Step tail_of_stream(CommandContext& ctx, const Options& options, const Count& count,
                    TailMemory& memory) {
    if (memory.past < 0) memory.past = std::max<std::int64_t>(0, count.n - 1);
    for (;;) {
        std::string text;
        const InputPiece piece = next_piece(ctx, options.rest(), memory.cursor, text);
        if (piece == InputPiece::wait) return wait_input();
        if (piece != InputPiece::data && piece != InputPiece::endless) break;
        if (count.sign == '+') {
            const std::size_t from = offset_of(text, memory.past, count.bytes);
            const std::string_view left_out = std::string_view(text).substr(0, from);
            memory.past -= count.bytes ? static_cast<std::int64_t>(from)
                                       : std::count(left_out.begin(), left_out.end(), '\n');
            ctx.out(std::string_view(text).substr(from));
        } else {
            memory.kept += text;
            const std::size_t from = end_part(memory.kept, count.n, count.bytes);
            if (from > memory.kept.size() / 2) memory.kept.erase(0, from);
        }
        if (piece == InputPiece::endless) return sleep_until(ctx.now());
    }
    ctx.out(std::string_view(memory.kept).substr(end_part(memory.kept, count.n, count.bytes)));
    return exited(0);
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
    if (options.rest().empty() ||
        (options.rest().size() == 1 &&
         (options.rest()[0] == "-" || device_named(options.rest()[0]) != Device::none)))
        return tail_of_stream(ctx, options, count, memory);
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
