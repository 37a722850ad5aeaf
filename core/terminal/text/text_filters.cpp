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

Step run_wc(CommandContext& ctx) {
    const Options options(ctx, "lwcmL",
                          {{"lines", 'l'}, {"words", 'w'}, {"bytes", 'c'}, {"chars", 'm'}});
    if (!options.ok()) return exited(1);
    std::vector<InputFile> files;
    bool failed;
    if (!read_inputs(ctx, options.rest(), files, failed)) return wait_input();
    const bool all = !options.has('l') && !options.has('w') && !options.has('c') &&
                     !options.has('m') && !options.has('L');
    std::vector<std::vector<std::int64_t>> rows;
    for (const InputFile& file : files) {
        std::int64_t characters = 0, longest = 0;
        for (std::size_t i = 0; i < file.text.size(); i += character_length(file.text, i))
            ++characters;
        for (const std::string& line : split_lines(file.text))
            longest = std::max<std::int64_t>(longest, display_width(line));
        std::vector<std::int64_t> row;
        if (all || options.has('l'))
            row.push_back(std::count(file.text.begin(), file.text.end(), '\n'));
        if (all || options.has('w'))
            row.push_back(static_cast<std::int64_t>(split_words(file.text).size()));
        if (options.has('m')) row.push_back(characters);
        if (all || options.has('c')) row.push_back(static_cast<std::int64_t>(file.text.size()));
        if (options.has('L')) row.push_back(longest);
        rows.push_back(row);
    }
    if (files.size() > 1) {
        std::vector<std::int64_t> total(rows[0].size());
        for (const auto& row : rows)
            for (std::size_t i = 0; i < row.size(); ++i) total[i] += row[i];
        rows.push_back(total);
        files.push_back({"total", ""});
    }
    // Width: of the largest file's size; 7 when stdin is among several columns, since its size is
    // unknown.
    std::size_t width = 1;
    for (const auto& row : rows)
        for (std::int64_t n : row) width = std::max(width, to_text(n).size());
    if (options.rest().empty() && rows[0].size() > 1) width = 7;
    if (rows.size() == 1 && rows[0].size() == 1) width = 1;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        std::string line;
        for (std::size_t i = 0; i < rows[r].size(); ++i)
            line += cat(i > 0 ? " " : "", pad_left(to_text(rows[r][i]), width));
        ctx.out(cat(line, options.rest().empty() ? "" : " " + files[r].name, "\n"));
    }
    return exited(failed ? 1 : 0);
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

Step run_seq(CommandContext& ctx) {
    const Options options(ctx, "+s:w", {{"separator", 's'}, {"equal-width", 'w'}});
    std::vector<std::string> numbers(ctx.args().begin() + 1, ctx.args().end());
    std::string separator = "\n";
    bool equal = false;
    while (!numbers.empty() && numbers[0].size() > 1 && numbers[0][0] == '-' &&
           (numbers[0][1] == 's' || numbers[0][1] == 'w')) {
        if (numbers[0][1] == 'w')
            equal = true;
        else if (numbers[0].size() > 2)
            separator = numbers[0].substr(2);
        else if (numbers.size() > 1) {
            separator = numbers[1];
            numbers.erase(numbers.begin());
        }
        numbers.erase(numbers.begin());
    }
    if (numbers.empty() || numbers.size() > 3) {
        ctx.err(
            cat("seq: ", numbers.empty() ? "missing operand" : "extra operand ‘" + numbers[3] + "’",
                "\nTry 'seq --help' for more information.\n"));
        return exited(1);
    }
    for (const std::string& n : numbers)
        if (n.find_first_not_of("+-.0123456789") != std::string::npos || n.empty()) {
            ctx.err(cat("seq: invalid floating point argument: ", n,
                        "\nTry 'seq --help' for more information.\n"));
            return exited(1);
        }
    const std::int64_t first = numbers.size() > 1 ? leading_number(numbers[0]) : 1'000'000;
    const std::int64_t step = numbers.size() > 2 ? leading_number(numbers[1]) : 1'000'000;
    const std::int64_t last = leading_number(numbers.back());
    if (step == 0) return exited(1);
    const std::size_t width =
        equal ? std::max(number_text(first).size(), number_text(last).size()) : 0;
    std::string out;
    int count = 0;
    for (std::int64_t n = first; (step > 0 ? n <= last : n >= last) && count < 1'000'000;
         n += step, ++count)
        out += cat(count > 0 ? separator : "", pad_left(number_text(n), width, '0'));
    ctx.out(count > 0 ? out + "\n" : out);
    return exited(0);
}

// Endless output, in small portions.
Step run_yes(CommandContext& ctx) {
    std::string line = join({ctx.args().begin() + 1, ctx.args().end()}, " ");
    if (ctx.args().size() < 2) line = "y";
    for (int i = 0; i < 100; ++i) ctx.out(line + "\n");
    return sleep_until(ctx.now() + milliseconds(1));
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
    for (std::size_t i = 0; wrap > 0 && i < out.size(); i += static_cast<std::size_t>(wrap))
        ctx.out(out.substr(i, static_cast<std::size_t>(wrap)) + "\n");
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
extern const Command yes = {
    .name = "yes", .usage = "yes [TEXT]", .summary = "prints y repeatedly", .run = run_yes};
extern const Command base64 = {.name = "base64",
                               .usage = "base64 [-d] [-w N] [FILE]",
                               .summary = "encodes and decodes base64",
                               .run = run_base64};
extern const Command column = {.name = "column",
                               .usage = "column -t [-s SEP] [FILE]...",
                               .summary = "aligns columns",
                               .run = run_column};

}  // namespace podfall
