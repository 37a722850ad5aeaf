// A stream editor: s y d p q = a i c n N g G h H x { } and addresses, with -n -e -E -r -i.
#include "core/base/text.h"
#include "core/terminal/bash/syntax.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"
#include "core/terminal/text/regular_expression.h"

namespace podfall {

namespace {

struct Address {
    enum class Kind : std::uint8_t { none, line, last, regex, step, plus } kind{};
    std::int64_t line = 0, step = 0;
    RegularExpression regex;
};

struct Edit {
    Address from, to;
    bool negated = false;
    char what = 0;
    RegularExpression regex;  // s
    std::string text;         // replacement, appended text, letters of y
    std::string letters;      // of y: from
    bool global = false, print = false;
    std::int64_t nth = 1;
    std::size_t jump = 0;  // behind the matching "}"
    bool active = false;   // inside its range
    std::int64_t active_until = 0;
};

class Script {
public:
    Script(bool extended) : extended_(extended) {}

    bool compile(std::string_view text) {
        text_ = text;
        at_ = 0;
        while (skip_blank(), at_ < text_.size())
            if (!command()) return false;
        return true;
    }
    bool finish() { return open_.empty() || fail("unmatched `{'"); }
    const std::string& error() const { return error_; }
    std::vector<Edit> edits;

private:
    bool fail(std::string_view why) {
        if (error_.empty()) error_ = cat("-e expression #1, char ", at_, ": ", why);
        return false;
    }
    void skip_blank() {
        while (at_ < text_.size() &&
               (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == ';'))
            ++at_;
        if (at_ < text_.size() && text_[at_] == '#')
            at_ = std::min(text_.find('\n', at_), text_.size());
        else
            return;
        skip_blank();
    }
    void skip_spaces() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    }
    std::int64_t number() {
        std::int64_t n = 0;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9')
            n = n * 10 + (text_[at_++] - '0');
        return n;
    }

    // Text up to an unescaped delimiter outside [...].
    bool delimited(char delimiter, std::string& out) {
        bool set = false;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '\\' && at_ + 1 < text_.size()) {
                if (text_[at_ + 1] == delimiter)
                    out += delimiter;
                else
                    out += cat("\\", text_.substr(at_ + 1, 1));
                at_ += 2;
                continue;
            }
            if (c == delimiter && !set) return ++at_, true;
            if (c == '[') set = true;
            if (c == ']') set = false;
            out += c;
            ++at_;
        }
        return false;
    }

    bool compile_regex(const std::string& pattern, bool ignore_case, RegularExpression& regex) {
        if (pattern.empty()) {
            regex = last_;
            return true;
        }
        if (!regex.compile(pattern, {.extended = extended_,
                                     .ignore_case = ignore_case,
                                     .escapes = RegularExpression::Escapes::sed}))
            return fail(regex.error());
        last_ = regex;
        return true;
    }

    bool address(Address& a) {
        if (at_ >= text_.size()) return true;
        const char c = text_[at_];
        if (c >= '0' && c <= '9') {
            a.kind = Address::Kind::line;
            a.line = number();
            if (at_ < text_.size() && text_[at_] == '~') {
                ++at_;
                a.kind = Address::Kind::step;
                a.step = number();
            }
        } else if (c == '$') {
            ++at_;
            a.kind = Address::Kind::last;
        } else if (c == '+') {
            ++at_;
            a.kind = Address::Kind::plus;
            a.line = number();
        } else if (c == '/' || c == '\\') {
            if (c == '\\') ++at_;
            const char delimiter = text_[at_++];
            std::string pattern;
            if (!delimited(delimiter, pattern)) return fail("unterminated address regex");
            bool ignore = false;
            if (at_ < text_.size() && text_[at_] == 'I') {
                ignore = true;
                ++at_;
            }
            a.kind = Address::Kind::regex;
            return compile_regex(pattern, ignore, a.regex);
        }
        skip_spaces();
        return true;
    }

    bool command() {
        Edit e;
        if (!address(e.from)) return false;
        if (at_ < text_.size() && text_[at_] == ',') {
            ++at_;
            skip_spaces();
            if (!address(e.to)) return false;
            if (e.to.kind == Address::Kind::none) return fail("unexpected `,'");
        }
        while (at_ < text_.size() && (text_[at_] == '!' || text_[at_] == ' '))
            e.negated |= text_[at_++] == '!';
        if (at_ >= text_.size()) return fail("missing command");
        e.what = text_[at_++];
        switch (e.what) {
            case '{':
                open_.push_back(edits.size());
                break;
            case '}':
                if (open_.empty()) return fail("unexpected `}'");
                edits[open_.back()].jump = edits.size() + 1;
                open_.pop_back();
                break;
            case 's':
                if (!substitution(e)) return false;
                break;
            case 'y':
                if (!transliteration(e)) return false;
                break;
            case 'a':
            case 'i':
            case 'c': {
                skip_spaces();
                if (at_ < text_.size() && text_[at_] == '\\') ++at_;
                if (at_ < text_.size() && text_[at_] == '\n') ++at_;
                skip_spaces();
                const std::size_t end = std::min(text_.find('\n', at_), text_.size());
                e.text = text_.substr(at_, end - at_);
                at_ = end;
                break;
            }
            case 'q':
                skip_spaces();
                e.nth = number();
                break;
            case 'd':
            case 'p':
            case '=':
            case 'n':
            case 'N':
            case 'D':
            case 'P':
            case 'g':
            case 'G':
            case 'h':
            case 'H':
            case 'x':
                break;
            default:
                return fail(cat("unknown command: `", e.what, "'"));
        }
        edits.push_back(std::move(e));
        skip_spaces();
        if (e.what != '{' && e.what != '}' && at_ < text_.size() && text_[at_] != ';' &&
            text_[at_] != '\n' && text_[at_] != '}' && text_[at_] != '#')
            return ++at_, fail("extra characters after command");
        return true;
    }

    bool transliteration(Edit& e) {
        const char delimiter = at_ < text_.size() ? text_[at_++] : '\0';
        if (!delimited(delimiter, e.letters) || !delimited(delimiter, e.text))
            return fail("unterminated `y' command");
        return e.letters.size() == e.text.size() ||
               fail("strings for `y' command are different lengths");
    }

    bool substitution(Edit& e) {
        if (at_ >= text_.size()) return fail("unterminated `s' command");
        const char delimiter = text_[at_++];
        std::string pattern;
        if (!delimited(delimiter, pattern) || !replacement(delimiter, e.text))
            return fail("unterminated `s' command");
        bool ignore = false;
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == 'g')
                e.global = true;
            else if (c == 'p')
                e.print = true;
            else if (c == 'i' || c == 'I')
                ignore = true;
            else if (c >= '1' && c <= '9') {
                e.nth = number();
                --at_;
            } else if (c == ';' || c == '\n' || c == '}' || c == ' ' || c == '#')
                break;
            else
                return ++at_, fail("unknown option to `s'");
        }
        return compile_regex(pattern, ignore, e.regex);
    }

    bool replacement(char delimiter, std::string& out) {
        while (at_ < text_.size()) {
            const char c = text_[at_++];
            if (c == delimiter) return true;
            if (c == '\\' && at_ < text_.size()) {
                const char next = text_[at_++];
                if (next == delimiter && next != '&')
                    out += next;
                else {
                    out += '\\';
                    out += next;
                }
            } else {
                out += c;
            }
        }
        return false;
    }

    bool extended_;
    std::string_view text_;
    std::size_t at_ = 0;
    std::string error_;
    std::vector<std::size_t> open_;
    RegularExpression last_;
};

class Editor {
public:
    Editor(std::vector<Edit> edits, bool silent) : edits_(std::move(edits)), silent_(silent) {}

    // Edits one input; `more`: its last line is not the last line of all.
    std::string run(const std::vector<std::string>& lines) {
        lines_ = &lines;
        out_.clear();
        for (next_ = 0; next_ < lines.size() && !quit_;) {
            space_ = lines[next_++];
            cycle();
        }
        return out_;
    }
    bool quit() const { return quit_; }
    int exit_code() const { return exit_code_; }

private:
    bool last() const { return next_ == lines_->size(); }

    bool selects(const Address& a) const {
        switch (a.kind) {
            case Address::Kind::line:
                return line() == a.line;
            case Address::Kind::last:
                return last();
            case Address::Kind::step:
                return a.step <= 0 ? line() == a.line
                                   : line() >= a.line && (line() - a.line) % a.step == 0;
            case Address::Kind::regex: {
                RegularExpression::Match m;
                return a.regex.search(space_, 0, m);
            }
            default:
                return true;
        }
    }
    std::int64_t line() const { return static_cast<std::int64_t>(next_); }

    bool in_range(Edit& e) {
        if (e.to.kind == Address::Kind::none) return selects(e.from);
        if (!e.active) {
            if (!selects(e.from)) return false;
            e.active = true;
            e.active_until = e.to.kind == Address::Kind::plus ? line() + e.to.line : e.to.line;
            const bool counted =
                e.to.kind == Address::Kind::line || e.to.kind == Address::Kind::plus;
            if (counted && e.active_until <= line()) e.active = false;
            if (e.to.kind == Address::Kind::last && last()) e.active = false;
            return true;
        }
        const bool counted = e.to.kind == Address::Kind::line || e.to.kind == Address::Kind::plus;
        if (counted ? line() >= e.active_until : selects(e.to)) e.active = false;
        return !counted || line() <= e.active_until;
    }

    void cycle() {
        std::string after;
        bool deleted = false;
        for (std::size_t i = 0; i < edits_.size() && !deleted; ++i) {
            Edit& e = edits_[i];
            if (in_range(e) == e.negated) {
                if (e.what == '{') i = e.jump - 1;
                continue;
            }
            switch (e.what) {
                case 's':
                    substitute(e);
                    break;
                case 'y':
                    for (char& c : space_)
                        if (const std::size_t at = e.letters.find(c); at != std::string::npos)
                            c = e.text[at];
                    break;
                case 'd':
                    deleted = true;
                    break;
                case 'p':
                    out_ += space_ + "\n";
                    break;
                case 'P':
                    out_ += space_.substr(0, space_.find('\n')) + "\n";
                    break;
                case '=':
                    out_ += cat(line(), "\n");
                    break;
                case 'a':
                    after += e.text + "\n";
                    break;
                case 'i':
                    out_ += e.text + "\n";
                    break;
                case 'c':
                    if (!e.active || e.negated) out_ += e.text + "\n";
                    deleted = true;
                    break;
                case 'n':
                    if (last()) return finish(after, false);
                    if (!silent_) out_ += space_ + "\n";
                    space_ = (*lines_)[next_++];
                    break;
                case 'N':
                    if (last()) return finish(after, false);
                    space_ += "\n" + (*lines_)[next_++];
                    break;
                case 'D': {
                    const std::size_t end = space_.find('\n');
                    deleted = end == std::string::npos;
                    space_.erase(0, end == std::string::npos ? end : end + 1);
                    if (!deleted) i = static_cast<std::size_t>(-1);
                    break;
                }
                case 'q':
                    quit_ = true;
                    exit_code_ = static_cast<int>(e.nth);
                    return finish(after, false);
                default:
                    use_hold_space(e.what);
            }
        }
        finish(after, deleted);
    }

    void use_hold_space(char what) {
        if (what == 'g') space_ = hold_;
        if (what == 'G') space_ += "\n" + hold_;
        if (what == 'h') hold_ = space_;
        if (what == 'H') hold_ += "\n" + space_;
        if (what == 'x') std::swap(hold_, space_);
    }

    void finish(const std::string& after, bool deleted) {
        if (!deleted && !silent_) out_ += space_ + "\n";
        out_ += after;
    }

    void substitute(const Edit& e) {
        std::string result;
        std::size_t at = 0;
        std::int64_t count = 0;
        RegularExpression::Match m;
        bool changed = false;
        for (Matches matches(e.regex, space_); matches.next(m);) {
            result += space_.substr(at, m.begin[0] - at);
            ++count;
            const bool wanted = e.global ? count >= e.nth : count == e.nth;
            if (wanted) {
                result += expand(e.text, m);
                changed = true;
            } else {
                result += m.group(space_, 0);
            }
            at = m.end[0];
            if (changed && !e.global) break;
        }
        if (!changed) return;
        result += space_.substr(at);
        space_ = std::move(result);
        if (e.print) out_ += space_ + "\n";
    }

    std::string expand(std::string_view text, const RegularExpression::Match& m) const {
        std::string out;
        char fold = 0, once = 0;  // \U \L until \E; \u \l for one character
        const auto put = [&](std::string_view piece) {
            for (char c : piece) {
                const char how = once != 0 ? once : fold;
                once = 0;
                if ((how == 'U' || how == 'u') && c >= 'a' && c <= 'z')
                    c = static_cast<char>(c - 32);
                if ((how == 'L' || how == 'l') && c >= 'A' && c <= 'Z')
                    c = static_cast<char>(c + 32);
                out += c;
            }
        };
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (c == '&')
                put(m.group(space_, 0));
            else if (c != '\\' || i + 1 == text.size())
                put(text.substr(i, 1));
            else {
                const char next = text[++i];
                if (next >= '0' && next <= '9')
                    put(m.group(space_, next - '0'));
                else if (next == 'n')
                    put("\n");
                else if (next == 't')
                    put("\t");
                else if (next == 'U' || next == 'L')
                    fold = next;
                else if (next == 'u' || next == 'l')
                    once = next;
                else if (next == 'E')
                    fold = 0;
                else
                    put(text.substr(i, 1));
            }
        }
        return out;
    }

    std::vector<Edit> edits_;
    bool silent_;
    const std::vector<std::string>* lines_ = nullptr;
    std::size_t next_ = 0;
    std::string space_, hold_, out_;
    bool quit_ = false;
    int exit_code_ = 0;
};

// A text without a newline at its end keeps that.
std::string like_input(std::string out, std::string_view in) {
    if (!in.empty() && in.back() != '\n' && !out.empty() && out.back() == '\n') out.pop_back();
    return out;
}

int edit_in_place(CommandContext& ctx, const std::vector<std::string>& files,
                  const std::vector<Edit>& edits, bool silent, const std::string& suffix) {
    int status = 0;
    for (const std::string& file : files) {
        std::string text, error;
        if (!ctx.read_file(file, text, error)) {
            ctx.err(cat("sed: can't read ", file, ": ", error, "\n"));
            status = 2;
            continue;
        }
        Editor editor(edits, silent);
        const std::string out = like_input(editor.run(split_lines(text)), text);
        if (!suffix.empty()) ctx.write_file(file + suffix, text, error);
        if (!ctx.write_file(file, out, error)) {
            complain(ctx, file, error);
            status = 4;
        }
    }
    return status;
}

Step run_sed(CommandContext& ctx) {
    // -i takes a suffix only if it is attached, which getopt's ":" cannot express.
    const Options options(
        ctx, "nEre:f:isz",
        {{"expression", 'e'}, {"quiet", 'n'}, {"in-place", 'i'}, {"regexp-extended", 'E'}});
    if (!options.ok()) return exited(1);
    std::vector<std::string> operands = options.rest(), scripts = options.values('e');
    if (options.has('f')) {
        std::string text, error;
        if (!ctx.read_file(options.value('f'), text, error)) {
            ctx.err(cat("sed: couldn't open file ", options.value('f'), ": ", error, "\n"));
            return exited(1);
        }
        scripts.push_back(text);
    }
    if (scripts.empty()) {
        if (operands.empty()) {
            ctx.err("Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n");
            return exited(1);
        }
        scripts.push_back(operands[0]);
        operands.erase(operands.begin());
    }
    Script script(options.has('E') || options.has('r'));
    for (const std::string& text : scripts)
        if (!script.compile(text)) {
            ctx.err(cat("sed: ", script.error(), "\n"));
            return exited(1);
        }
    if (!script.finish()) {
        ctx.err(cat("sed: ", script.error(), "\n"));
        return exited(1);
    }
    if (options.has('i'))
        return exited(
            edit_in_place(ctx, operands, script.edits, options.has('n'), options.value('i')));
    std::vector<InputFile> files;
    bool failed = false;
    bool standard = operands.empty();
    for (const std::string& file : operands) standard |= file == "-";
    if (standard && !ctx.input_ended()) return wait_input();
    std::string all;
    if (operands.empty()) all = ctx.take_input();
    for (const std::string& file : operands) {
        std::string text, error;
        if (file == "-")
            all += ctx.take_input();
        else if (ctx.read_file(file, text, error))
            all += text;
        else {
            ctx.err(cat("sed: can't read ", file, ": ", error, "\n"));
            failed = true;
        }
    }
    Editor editor(std::move(script.edits), options.has('n'));
    ctx.out(like_input(editor.run(split_lines(all)), all));
    return exited(failed ? 2 : editor.exit_code());
}

}  // namespace

extern const Command sed = {.name = "sed",
                            .usage = "sed [-nEri] [-e SCRIPT] [SCRIPT] [FILE]...",
                            .summary = "edits lines",
                            .run = run_sed};

}  // namespace podfall
