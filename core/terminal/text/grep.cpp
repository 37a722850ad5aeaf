// grep: matches lines. Models GNU grep.
#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/machine/host/files.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"
#include "core/terminal/text/character_set.h"
#include "core/terminal/text/regular_expression.h"

namespace podfall {

namespace {

constexpr std::string_view match_colour = "\x1b[01;31m\x1b[K", name_colour = "\x1b[35m\x1b[K",
                           separator_colour = "\x1b[36m\x1b[K", end_colour = "\x1b[m\x1b[K";

struct GrepMemory {
    std::uint64_t line = 0, count = 0;
    std::uint64_t after = 0;          // lines of context still to print
    std::uint64_t shown_to = 0;       // the last line that was printed
    std::vector<std::string> before;  // context that a match may need
    bool done = false;
    bool exhausted = false;  // a search was given up
};

template <class V>
void fields(V& v, GrepMemory& m) {
    v("line", m.line), v("count", m.count), v("after", m.after), v("shown_to", m.shown_to);
    v("before", m.before), v("done", m.done), v("exhausted", m.exhausted);
}

class Grep {
public:
    Grep(CommandContext& ctx, const Options& options) : ctx_(ctx), options_(options) {}

    bool compile(std::vector<std::string> patterns) {
        const bool extended = options_.has('E') || ctx_.args()[0] == "egrep";
        const bool fixed = options_.has('F') || ctx_.args()[0] == "fgrep";
        for (std::string& pattern : patterns) {
            if (fixed) {
                std::string escaped;
                for (char c : pattern) {
                    if (std::string_view("\\.[]*^$").find(c) != std::string_view::npos)
                        escaped += '\\';
                    escaped += c;
                }
                pattern = escaped;
            }
            regexes_.emplace_back();
            if (!regexes_.back().compile(pattern,
                                         {.extended = extended && !fixed,
                                          .ignore_case = options_.has('i') || options_.has('y')})) {
                ctx_.err(cat("grep: ", regexes_.back().error(), "\n"));
                return false;
            }
        }
        const std::string when = options_.value('=', "never");
        colour_ =
            options_.has('=') && when != "never" && (ctx_.output_is_terminal() || when == "always");
        return options_.number(ctx_, 'A', after_) && options_.number(ctx_, 'B', before_) &&
               options_.number(ctx_, 'm', limit_) && context();
    }

    void look_at(GrepMemory& memory, std::string_view line, const std::string& prefix) {
        if (memory.done) return;
        ++memory.line;
        const bool hit = matches(line) != options_.has('v');
        memory.exhausted = memory.done = exhausted_;
        if (hit) {
            ++memory.count;
            if (options_.has('q') || options_.has('l') || options_.has('L'))
                memory.done = true;
            else if (!options_.has('c'))
                show_hit(memory, line, prefix);
            if (limit_ >= 0 && memory.count >= static_cast<std::uint64_t>(limit_))
                memory.done = true;
            memory.after = static_cast<std::uint64_t>(after_);
        } else if (memory.after > 0 && quiet() == false) {
            --memory.after;
            show(memory, memory.line, line, prefix, '-');
        } else if (before_ > 0) {
            memory.before.emplace_back(line);
            if (memory.before.size() > static_cast<std::size_t>(before_))
                memory.before.erase(memory.before.begin());
        }
    }

private:
    bool context() {
        std::int64_t both = -1;
        if (!options_.number(ctx_, 'C', both)) return false;
        if (both >= 0) after_ = before_ = both;
        return true;
    }
    bool quiet() const {
        return options_.has('q') || options_.has('c') || options_.has('l') || options_.has('L');
    }

    bool accepted(std::string_view line, const RegularExpression::Match& m) const {
        if (options_.has('x')) return m.begin[0] == 0 && m.end[0] == line.size();
        if (!options_.has('w')) return true;
        std::size_t before = m.begin[0], length = 1;
        while (before > 0 && continues_character(line[--before])) {
        }
        const auto word = [&](std::size_t at) {
            const char32_t c = character_at(line, at, length);
            return c == '_' || is_alphanumeric(c);
        };
        return (m.begin[0] == 0 || !word(before)) && (m.end[0] == line.size() || !word(m.end[0]));
    }

    // The next match of any pattern at or after `from`.
    bool find(std::string_view line, std::size_t from, RegularExpression::Match& best) const {
        bool found = false;
        for (const RegularExpression& regex : regexes_) {
            RegularExpression::Match m;
            for (std::size_t at = from; at <= line.size() && regex.search(line, at, m);
                 at = m.begin[0] +
                      (m.begin[0] < line.size() ? character_length(line, m.begin[0]) : 1)) {
                if (!accepted(line, m)) continue;
                const bool better = !found || m.begin[0] < best.begin[0] ||
                                    (m.begin[0] == best.begin[0] && m.end[0] > best.end[0]);
                if (better) best = m;
                found = true;
                break;
            }
            exhausted_ |= m.exhausted;
        }
        return found;
    }
    bool matches(std::string_view line) const {
        RegularExpression::Match m;
        return find(line, 0, m);
    }

    std::string coloured(std::string_view text, std::string_view colour) const {
        return colour_ && !text.empty() ? cat(colour, text, end_colour) : std::string(text);
    }
    std::string head(std::uint64_t number, const std::string& prefix, char separator) const {
        std::string out;
        const std::string mark = coloured(std::string_view(&separator, 1), separator_colour);
        if (!prefix.empty()) out += coloured(prefix, name_colour) + mark;
        if (options_.has('n'))
            out += coloured(to_text(static_cast<std::int64_t>(number)), "\x1b[32m\x1b[K") + mark;
        return out;
    }

    void show_hit(GrepMemory& memory, std::string_view line, const std::string& prefix) {
        std::uint64_t number = memory.line - memory.before.size();
        for (const std::string& before : std::exchange(memory.before, {}))
            show(memory, number++, before, prefix, '-');
        if (!options_.has('o')) return show(memory, memory.line, line, prefix, ':');
        if (options_.has('v')) return;
        RegularExpression::Match m;
        for (std::size_t at = 0; at <= line.size() && find(line, at, m);
             at = std::max(m.end[0], m.begin[0] + 1))
            if (m.end[0] > m.begin[0])
                ctx_.out(cat(head(memory.line, prefix, ':'),
                             coloured(m.group(line, 0), match_colour), "\n"));
    }

    void show(GrepMemory& memory, std::uint64_t number, std::string_view line,
              const std::string& prefix, char separator) {
        if ((after_ > 0 || before_ > 0) && memory.shown_to != 0 && number > memory.shown_to + 1)
            ctx_.out(coloured("--", separator_colour) + "\n");
        memory.shown_to = number;
        std::string out = head(number, prefix, separator);
        std::size_t at = 0;
        RegularExpression::Match m;
        if (colour_ && separator == ':' && !options_.has('v'))
            while (at < line.size() && find(line, at, m) && m.end[0] > m.begin[0]) {
                out += cat(line.substr(at, m.begin[0] - at), match_colour, m.group(line, 0),
                           end_colour);
                at = m.end[0];
            }
        ctx_.out(cat(out, line.substr(at), "\n"));
    }

    CommandContext& ctx_;
    const Options& options_;
    std::vector<RegularExpression> regexes_;
    std::int64_t after_ = 0, before_ = 0, limit_ = -1;
    bool colour_ = false;
    mutable bool exhausted_ = false;
};

void conclude(CommandContext& ctx, const Options& options, const GrepMemory& memory,
              const std::string& prefix, const std::string& name) {
    if (options.has('q')) return;
    if (options.has('c')) ctx.out(cat(prefix, prefix.empty() ? "" : ":", memory.count, "\n"));
    if (options.has('l') && memory.count > 0) ctx.out(name + "\n");
    if (options.has('L') && memory.count == 0) ctx.out(name + "\n");
}

void collect(CommandContext& ctx, const std::string& path, const std::string& shown,
             std::vector<std::string>& files) {
    const File* file = find_file(ctx.machine(), ctx.absolute(path));
    if (!file || !file->folder) return files.push_back(shown);
    for (const FolderEntry& entry : list_folder(ctx.machine(), ctx.absolute(path)))
        collect(ctx, cat(path, "/", entry.name), cat(shown, "/", entry.name), files);
}

Step finish(CommandContext& ctx, bool exhausted, int status) {
    if (!exhausted) return exited(status);
    ctx.err("grep: memory exhausted\n");
    return exited(2);
}

Step run_grep(CommandContext& ctx) {
    const Options options(ctx, "ivcnoEFGwxqlLhHsrRyA:B:C:e:m:=:",
                          {{"color", '='},
                           {"colour", '='},
                           {"ignore-case", 'i'},
                           {"invert-match", 'v'},
                           {"count", 'c'},
                           {"line-number", 'n'},
                           {"quiet", 'q'},
                           {"only-matching", 'o'},
                           {"extended-regexp", 'E'},
                           {"fixed-strings", 'F'},
                           {"word-regexp", 'w'},
                           {"after-context", 'A'},
                           {"before-context", 'B'},
                           {"context", 'C'},
                           {"recursive", 'r'}});
    if (!options.ok()) return exited(2);
    std::vector<std::string> patterns = options.values('e'), operands = options.rest();
    if (patterns.empty()) {
        if (operands.empty()) {
            ctx.err(
                "Usage: grep [OPTION]... PATTERN [FILE]...\nTry 'grep --help' for more "
                "information.\n");
            return exited(2);
        }
        patterns = split(operands[0], '\n');
        operands.erase(operands.begin());
    }
    Grep grep(ctx, options);
    if (!grep.compile(std::move(patterns))) return exited(2);
    GrepMemory& memory = ctx.memory<GrepMemory>();
    const bool recursive = options.has('r') || options.has('R');
    if (operands.empty() && !recursive) {
        std::string line;
        while (!memory.done && ctx.take_line(line))
            grep.look_at(memory, line, options.has('H') ? "(standard input)" : "");
        if (!memory.done && !ctx.input_ended()) return wait_input();
        conclude(ctx, options, memory, "", "(standard input)");
        return finish(ctx, memory.exhausted, memory.count > 0 ? 0 : 1);
    }
    std::vector<std::string> files;
    if (operands.empty()) operands.push_back(".");
    for (const std::string& operand : operands) {
        if (recursive)
            collect(ctx, operand, operand, files);
        else
            files.push_back(operand);
    }
    bool any = false, failed = false, exhausted = false;
    for (const std::string& file : files) {
        if (file == "-" && !ctx.input_ended()) return wait_input();
        std::string text, error;
        if (file == "-")
            text = ctx.take_input();
        else if (!ctx.read_file(file, text, error)) {
            if (!options.has('s')) complain(ctx, file, error);
            failed = true;
            continue;
        }
        const bool named = (files.size() > 1 || recursive || options.has('H')) && !options.has('h');
        const std::string prefix = named ? file : "";
        GrepMemory own;
        for (const std::string& line : split_lines(text)) grep.look_at(own, line, prefix);
        conclude(ctx, options, own, prefix, file);
        any |= own.count > 0;
        exhausted |= own.exhausted;
    }
    return finish(ctx, exhausted, failed ? 2 : any ? 0 : 1);
}

}  // namespace

extern const Command grep_ = {.name = "grep",
                              .usage = "grep [OPTION]... PATTERN [FILE]...",
                              .summary = "shows lines that match",
                              .run = run_grep,
                              .trouble_exit = 2};
extern const Command egrep = {.name = "egrep",
                              .usage = "egrep [OPTION]... PATTERN [FILE]...",
                              .summary = "grep -E",
                              .run = run_grep,
                              .trouble_exit = 2};
extern const Command fgrep = {.name = "fgrep",
                              .usage = "fgrep [OPTION]... PATTERN [FILE]...",
                              .summary = "grep -F",
                              .run = run_grep,
                              .trouble_exit = 2};

}  // namespace podfall
