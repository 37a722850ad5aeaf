// wc, cut, tr, rev, nl, seq, yes, base64, paste, column.
#include <algorithm>

#include "core/base/base64.h"
#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/terminal/bash/expand.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"
#include "core/terminal/text/escapes.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace {

// ---- wc --------------------------------------------------------------------------------------

struct WcCounts {
    std::int64_t lines = 0, words = 0, characters = 0, bytes = 0, longest = 0;
};

template <class V>
void fields(V& v, WcCounts& c) {
    v("lines", c.lines), v("words", c.words), v("characters", c.characters), v("bytes", c.bytes);
    v("longest", c.longest);
}

struct WcMemory {
    InputCursor cursor;
    WcCounts now;
    bool in_word = false;
    std::string line;  // the beginning of a line whose width is wanted
    std::vector<WcCounts> counts;
    std::vector<std::string> names;
};

template <class V>
void fields(V& v, WcMemory& m) {
    v("cursor", m.cursor), v("now", m.now), v("in_word", m.in_word), v("line", m.line);
    v("counts", m.counts), v("names", m.names);
}

void count_piece(WcMemory& memory, std::string_view text, bool widths) {
    WcCounts& n = memory.now;
    n.bytes += static_cast<std::int64_t>(text.size());
    for (char c : text) {
        const bool space = c == ' ' || (c >= '\t' && c <= '\r');
        n.lines += c == '\n';
        n.words += !space && !memory.in_word;
        n.characters += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
        memory.in_word = !space;
    }
    if (!widths) return;
    memory.line += text;
    for (std::size_t end; (end = memory.line.find('\n')) != std::string::npos;
         memory.line.erase(0, end + 1))
        n.longest = std::max<std::int64_t>(n.longest, display_width(memory.line.substr(0, end)));
}

void end_counted_file(WcMemory& memory, std::string name) {
    memory.now.longest =
        std::max<std::int64_t>(memory.now.longest, display_width(std::exchange(memory.line, {})));
    memory.counts.push_back(std::exchange(memory.now, {}));
    memory.names.push_back(std::move(name));
    memory.in_word = false;
}

void print_counts(CommandContext& ctx, const Options& options, WcMemory& memory) {
    const bool all = !options.has('l') && !options.has('w') && !options.has('c') &&
                     !options.has('m') && !options.has('L');
    WcCounts total;
    for (const WcCounts& c : memory.counts) {
        total.lines += c.lines;
        total.words += c.words;
        total.characters += c.characters;
        total.bytes += c.bytes;
        total.longest = std::max(total.longest, c.longest);
    }
    if (options.rest().size() > 1) {
        memory.counts.push_back(total);
        memory.names.emplace_back("total");
    }
    std::vector<std::vector<std::int64_t>> rows;
    for (const WcCounts& c : memory.counts) {
        std::vector<std::int64_t> row;
        if (all || options.has('l')) row.push_back(c.lines);
        if (all || options.has('w')) row.push_back(c.words);
        if (options.has('m')) row.push_back(c.characters);
        if (all || options.has('c')) row.push_back(c.bytes);
        if (options.has('L')) row.push_back(c.longest);
        rows.push_back(std::move(row));
    }
    // Width: of the largest file's size; 7 when stdin is among several columns, since its size is
    // unknown.
    std::size_t width = 1;
    for (const auto& row : rows)
        for (std::int64_t n : row) width = std::max(width, to_text(n).size());
    if (options.rest().empty() && !rows.empty() && rows[0].size() > 1) width = 7;
    if (rows.size() == 1 && rows[0].size() == 1) width = 1;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        std::string line;
        for (std::size_t i = 0; i < rows[r].size(); ++i)
            line += cat(i > 0 ? " " : "", pad_left(to_text(rows[r][i]), width));
        ctx.out(cat(line, options.rest().empty() ? "" : " " + memory.names[r], "\n"));
    }
}

Step run_wc(CommandContext& ctx) {
    const Options options(ctx, "lwcmL",
                          {{"lines", 'l'}, {"words", 'w'}, {"bytes", 'c'}, {"chars", 'm'}});
    if (!options.ok()) return exited(1);
    WcMemory& memory = ctx.memory<WcMemory>();
    for (;;) {
        std::string text;
        const InputPiece piece = next_piece(ctx, options.rest(), memory.cursor, text);
        if (piece == InputPiece::wait) return wait_input();
        if (piece == InputPiece::end) break;
        if (piece == InputPiece::end_of_file)
            end_counted_file(memory,
                             options.rest().empty() ? "" : options.rest()[memory.cursor.file - 1]);
        count_piece(memory, text, options.has('L'));
        if (piece == InputPiece::endless) return sleep_until(ctx.now());
    }
    print_counts(ctx, options, memory);
    return exited(memory.cursor.failed ? 1 : 0);
}

// ---- cut -------------------------------------------------------------------------------------

struct Range {
    std::int64_t from = 1, to = INT64_MAX;
};

bool read_ranges(std::string_view list, std::vector<Range>& ranges) {
    for (const std::string& part : split(list, ',')) {
        Range r;
        const std::size_t dash = part.find('-');
        if (part.empty() || part == "-") return false;
        if (dash != 0 && !parse_int(part.substr(0, dash), r.from)) return false;
        if (dash == std::string::npos)
            r.to = r.from;
        else if (dash + 1 < part.size() && !parse_int(part.substr(dash + 1), r.to))
            return false;
        if (r.from < 1 || r.to < r.from) return false;
        ranges.push_back(r);
    }
    return true;
}

Step run_cut(CommandContext& ctx) {
    const Options options(ctx, "d:f:c:b:sn",
                          {{"delimiter", 'd'},
                           {"fields", 'f'},
                           {"characters", 'c'},
                           {"only-delimited", 's'},
                           {"output-delimiter", 'o'}});
    if (!options.ok()) return exited(1);
    const bool fields = options.has('f');
    if (!fields && !options.has('c') && !options.has('b')) {
        ctx.err(
            "cut: you must specify a list of bytes, characters, or fields\nTry 'cut --help' for "
            "more information.\n");
        return exited(1);
    }
    std::vector<Range> ranges;
    if (!read_ranges(options.value(fields ? 'f' : options.has('c') ? 'c' : 'b'), ranges)) {
        ctx.err(
            "cut: invalid byte, character or field list\nTry 'cut --help' for more information.\n");
        return exited(1);
    }
    const std::string delimiter = options.value('d', "\t");
    if (delimiter.size() != 1) {
        ctx.err(
            "cut: the delimiter must be a single character\nTry 'cut --help' for more "
            "information.\n");
        return exited(1);
    }
    const auto selected = [&](std::int64_t n) {
        return std::any_of(ranges.begin(), ranges.end(),
                           [&](const Range& r) { return r.from <= n && n <= r.to; });
    };
    const std::string between = options.value('o', delimiter);
    const auto cut_line = [&](const std::string& line) {
        std::string out;
        if (!fields) {
            std::int64_t n = 0;
            for (std::size_t i = 0; i < line.size();) {
                const std::size_t length = options.has('c') ? character_length(line, i) : 1;
                if (selected(++n)) out += line.substr(i, length);
                i += length;
            }
            return out + "\n";
        }
        if (!contains(line, delimiter)) return options.has('s') ? std::string() : line + "\n";
        const std::vector<std::string> parts = split(line, delimiter[0]);
        bool first = true;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (!selected(static_cast<std::int64_t>(i + 1))) continue;
            out += cat(first ? "" : between, parts[i]);
            first = false;
        }
        return out + "\n";
    };
    if (options.rest().empty()) {
        std::string line;
        while (ctx.take_line(line)) ctx.out(cut_line(line));
        return ctx.input_ended() ? exited(0) : wait_input();
    }
    std::vector<InputFile> files;
    bool failed;
    if (!read_inputs(ctx, options.rest(), files, failed)) return wait_input();
    for (const InputFile& file : files)
        for (const std::string& line : split_lines(file.text)) ctx.out(cut_line(line));
    return exited(failed ? 1 : 0);
}

// ---- tr --------------------------------------------------------------------------------------

// "a-z", "[:upper:]", "\n" as the bytes they denote.
std::string tr_set(std::string_view raw) {
    std::string text, out;
    text = decode_escapes(raw, false);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t end = text.substr(i, 2) == "[:" ? text.find(":]", i) : std::string::npos;
        if (end != std::string::npos) {
            for (int c = 0; c < 128; ++c)
                if (matches(cat("[", text.substr(i, end + 2 - i), "]"),
                            std::string(1, static_cast<char>(c))))
                    out += static_cast<char>(c);
            i = end + 1;
        } else if (i + 2 < text.size() && text[i + 1] == '-' &&
                   static_cast<unsigned char>(text[i]) <= static_cast<unsigned char>(text[i + 2])) {
            for (int c = static_cast<unsigned char>(text[i]);
                 c <= static_cast<unsigned char>(text[i + 2]); ++c)
                out += static_cast<char>(c);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

struct TrMemory {
    int last = -1;  // the byte written last, for -s
};

template <class V>
void fields(V& v, TrMemory& m) {
    v("last", m.last);
}

Step run_tr(CommandContext& ctx) {
    const Options options(ctx, "+dscCt",
                          {{"delete", 'd'}, {"squeeze-repeats", 's'}, {"complement", 'c'}});
    if (!options.ok()) return exited(1);
    const auto& sets = options.rest();
    const bool deletes = options.has('d'), squeezes = options.has('s');
    if (sets.empty() || (sets.size() < 2 && !deletes && !squeezes)) {
        ctx.err(sets.empty() ? "tr: missing operand\n"
                             : cat("tr: missing operand after ‘", sets[0],
                                   "’\nTwo strings must be given when translating.\n"));
        ctx.err("Try 'tr --help' for more information.\n");
        return exited(1);
    }
    std::string from = tr_set(sets[0]), to = sets.size() > 1 ? tr_set(sets[1]) : "";
    if (options.has('c') || options.has('C')) {
        std::string rest;
        for (int c = 0; c < 256; ++c)
            if (from.find(static_cast<char>(c)) == std::string::npos) rest += static_cast<char>(c);
        from = rest;
    }
    const bool translates = !deletes && sets.size() > 1;
    const std::string& squeezed = sets.size() > 1 ? to : from;
    TrMemory& memory = ctx.memory<TrMemory>();
    std::string out;
    for (char c : ctx.take_input()) {
        const std::size_t at = from.find(c);
        if (at != std::string::npos && deletes) continue;
        if (at != std::string::npos && translates && !to.empty())
            c = to[std::min(at, to.size() - 1)];
        if (squeezes && memory.last == static_cast<unsigned char>(c) &&
            squeezed.find(c) != std::string::npos)
            continue;
        memory.last = static_cast<unsigned char>(c);
        out += c;
    }
    ctx.out(out);
    return ctx.input_ended() ? exited(0) : wait_input();
}

// ---- the smaller ones ------------------------------------------------------------------------

// Filters that change each line separately.
template <class F>
Step each_line(CommandContext& ctx, const std::vector<std::string>& operands, F change) {
    std::vector<InputFile> files;
    bool failed;
    if (!read_inputs(ctx, operands, files, failed)) return wait_input();
    for (const InputFile& file : files)
        for (const std::string& line : split_lines(file.text)) ctx.out(change(line) + "\n");
    return exited(failed ? 1 : 0);
}

Step run_rev(CommandContext& ctx) {
    const Options options(ctx, "");
    if (!options.ok()) return exited(1);
    return each_line(ctx, options.rest(), [](const std::string& line) {
        std::string out;
        for (std::size_t i = 0; i < line.size();) {
            const std::size_t length = character_length(line, i);
            out.insert(0, line.substr(i, length));
            i += length;
        }
        return out;
    });
}

Step run_nl(CommandContext& ctx) {
    const Options options(ctx, "b:w:s:n:");
    if (!options.ok()) return exited(1);
    int number = 0;
    const bool all = options.value('b') == "a";
    return each_line(ctx, options.rest(), [&](const std::string& line) {
        return line.empty() && !all
                   ? std::string(7, ' ')
                   : cat(pad_left(to_text(++number), 6), options.value('s', "\t"), line);
    });
}

struct SeqMemory {
    bool begun = false;
    std::int64_t next = 0;
};

template <class V>
void fields(V& v, SeqMemory& m) {
    v("begun", m.begun), v("next", m.next);
}

// The operands of seq: whole numbers, or millionths when one has a point.
struct Sequence {
    std::int64_t first = 1, step = 1, last = 0;
    bool whole = true;
    std::string separator = "\n";
    std::size_t width = 0;

    std::string text(std::int64_t n) const {
        return pad_left(whole ? to_text(n) : number_text(n), width, '0');
    }
};

bool read_sequence(CommandContext& ctx, Sequence& s) {
    std::vector<std::string> numbers(ctx.args().begin() + 1, ctx.args().end());
    bool equal = false;
    while (!numbers.empty() && numbers[0].size() > 1 && numbers[0][0] == '-' &&
           (numbers[0][1] == 's' || numbers[0][1] == 'w')) {
        if (numbers[0][1] == 'w')
            equal = true;
        else if (numbers[0].size() > 2)
            s.separator = numbers[0].substr(2);
        else if (numbers.size() > 1) {
            s.separator = numbers[1];
            numbers.erase(numbers.begin());
        }
        numbers.erase(numbers.begin());
    }
    if (numbers.empty() || numbers.size() > 3) {
        ctx.err(
            cat("seq: ", numbers.empty() ? "missing operand" : "extra operand ‘" + numbers[3] + "’",
                "\nTry 'seq --help' for more information.\n"));
        return false;
    }
    std::vector<std::int64_t> values;
    for (const std::string& n : numbers) {
        std::int64_t v = 0;
        if (n.find_first_not_of("+-.0123456789") != std::string::npos || n.empty()) {
            ctx.err(cat("seq: invalid floating point argument: ", n,
                        "\nTry 'seq --help' for more information.\n"));
            return false;
        }
        s.whole &= parse_int(n, v);
        values.push_back(v);
    }
    constexpr std::int64_t unit = 1'000'000;
    if (!s.whole)
        for (std::size_t i = 0; i < numbers.size(); ++i) values[i] = leading_number(numbers[i]);
    s.first = values.size() > 1 ? values[0] : s.whole ? 1 : unit;
    s.step = values.size() > 2 ? values[1] : s.whole ? 1 : unit;
    s.last = values.back();
    if (s.step == 0) {
        ctx.err(cat("seq: invalid Zero increment value: ‘", numbers[1],
                    "’\nTry 'seq --help' for more information.\n"));
        return false;
    }
    if (equal) s.width = std::max(s.text(s.first).size(), s.text(s.last).size());
    return true;
}

// As much as a pipe holds at a time.
constexpr std::size_t write_size = 65536;

Step run_seq(CommandContext& ctx) {
    Sequence s;
    if (!read_sequence(ctx, s)) return exited(1);
    SeqMemory& memory = ctx.memory<SeqMemory>();
    if (!memory.begun) memory.next = s.first;
    std::string out;
    const auto left = [&] { return s.step > 0 ? memory.next <= s.last : memory.next >= s.last; };
    bool over = !left();
    while (!over && out.size() < write_size) {
        if (memory.begun) out += s.separator;
        memory.begun = true;
        out += s.text(memory.next);
        over = __builtin_add_overflow(memory.next, s.step, &memory.next) || !left();
    }
    if (over && memory.begun) out += '\n';
    ctx.out(out);
    return over ? exited(0) : sleep_until(ctx.now());
}

// Endless output, as much at a time as a pipe takes.
Step run_yes(CommandContext& ctx) {
    std::string line = join({ctx.args().begin() + 1, ctx.args().end()}, " ");
    if (ctx.args().size() < 2) line = "y";
    line += '\n';
    const std::size_t size = ctx.output_is_terminal() ? 1024 : write_size / 4;
    std::string out;
    do out += line;
    while (out.size() < size);
    ctx.out(out);
    return sleep_until(ctx.now());
}

Step run_base64(CommandContext& ctx) {
    const Options options(ctx, "diw:", {{"decode", 'd'}, {"wrap", 'w'}});
    std::int64_t wrap = 76;
    if (!options.ok() || !options.number(ctx, 'w', wrap)) return exited(1);
    std::vector<InputFile> files;
    bool failed;
    if (!read_inputs(ctx, options.rest(), files, failed)) return wait_input();
    if (failed) return exited(1);
    std::string out;
    if (options.has('d')) {
        std::string text = files[0].text;
        if (options.has('i'))  // --ignore-garbage
            std::erase_if(text, [](char c) {
                return !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') &&
                       !(c >= 'A' && c <= 'Z') && !contains("+/=", {&c, 1});
            });
        const bool good = base64_decode(text, out);
        ctx.out(out);
        if (!good) ctx.err("base64: invalid input\n");
        return exited(good ? 0 : 1);
    }
    out = base64_encode(files[0].text);
    const auto width =
        static_cast<std::size_t>(std::min(wrap, static_cast<std::int64_t>(out.size())));
    for (std::size_t i = 0; wrap > 0 && i < out.size(); i += width)
        ctx.out(out.substr(i, width) + "\n");
    if (wrap <= 0) ctx.out(out);
    return exited(0);
}

Step run_column(CommandContext& ctx) {
    const Options options(ctx, "ts:", {{"table", 't'}});
    if (!options.ok()) return exited(1);
    std::vector<InputFile> files;
    bool failed;
    if (!read_inputs(ctx, options.rest(), files, failed)) return wait_input();
    std::vector<std::vector<std::string>> rows;
    std::vector<int> widths;
    for (const InputFile& file : files)
        for (const std::string& line : split_lines(file.text)) {
            rows.push_back(options.has('s') ? split(line, options.value('s', " ")[0])
                                            : split_words(line));
            for (std::size_t i = 0; i < rows.back().size(); ++i) {
                if (widths.size() <= i) widths.push_back(0);
                widths[i] = std::max(widths[i], display_width(rows.back()[i]));
            }
        }
    for (const auto& row : rows) {
        std::string out;
        for (std::size_t i = 0; i < row.size(); ++i) {
            out += row[i];
            if (i + 1 < row.size())
                out.append(static_cast<std::size_t>(widths[i] + 2 - display_width(row[i])), ' ');
        }
        ctx.out(out + "\n");
    }
    return exited(failed ? 1 : 0);
}

}  // namespace

extern const Command wc = {.name = "wc",
                           .usage = "wc [-lwcmL] [FILE]...",
                           .summary = "counts lines, words and bytes",
                           .run = run_wc};
extern const Command cut = {.name = "cut",
                            .usage = "cut -d D -f LIST | -c LIST [FILE]...",
                            .summary = "selects columns of lines",
                            .run = run_cut};
extern const Command tr = {.name = "tr",
                           .usage = "tr [-ds] SET1 [SET2]",
                           .summary = "replaces or deletes characters",
                           .run = run_tr};
extern const Command rev = {.name = "rev",
                            .usage = "rev [FILE]...",
                            .summary = "reverses the characters of lines",
                            .run = run_rev};
extern const Command nl = {
    .name = "nl", .usage = "nl [-b a] [FILE]...", .summary = "numbers lines", .run = run_nl};
extern const Command seq = {.name = "seq",
                            .usage = "seq [-w] [-s SEP] [FIRST [STEP]] LAST",
                            .summary = "prints a sequence of numbers",
                            .run = run_seq};
extern const Command yes = {.name = "yes",
                            .usage = "yes [TEXT]",
                            .summary = "prints y repeatedly",
                            .run = run_yes,
                            .write_error = "standard output"};
extern const Command base64 = {.name = "base64",
                               .usage = "base64 [-d] [-w N] [FILE]",
                               .summary = "encodes and decodes base64",
                               .run = run_base64};
extern const Command column = {.name = "column",
                               .usage = "column -t [-s SEP] [FILE]...",
                               .summary = "aligns columns",
                               .run = run_column};

}  // namespace podfall
