// sort and uniq.
#include <algorithm>

#include "core/base/text.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace {

// A key of -k: fields count from 1, characters in a field too; end 0 is the end of the line.
struct SortKey {
    std::int64_t field = 1, character = 1, end_field = 0, end_character = 0;
    std::string flags;
};

bool read_position(std::string_view text, std::int64_t& field, std::int64_t& character,
                   std::string& flags) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
    flags += text.substr(end);
    const std::string_view numbers = text.substr(0, end);
    const std::size_t dot = numbers.find('.');
    if (!parse_int(numbers.substr(0, dot), field)) return false;
    return dot == std::string_view::npos || parse_int(numbers.substr(dot + 1), character);
}

bool read_key(std::string_view text, SortKey& key) {
    const std::size_t comma = text.find(',');
    if (!read_position(text.substr(0, comma), key.field, key.character, key.flags)) return false;
    return comma == std::string_view::npos ||
           read_position(text.substr(comma + 1), key.end_field, key.end_character, key.flags);
}

class Sorter {
public:
    Sorter(const Options& options, std::vector<SortKey> keys) : keys_(std::move(keys)) {
        for (char c : std::string_view("nrhfbVdM"))
            if (options.has(c)) flags_ += c;
        if (options.has('t')) separator_ = options.value('t');
        unique_ = options.has('u');
        stable_ = options.has('s');
    }

    // Negative when `a` comes first.
    int compare(std::string_view a, std::string_view b, bool last_resort) const {
        int c = 0;
        if (keys_.empty()) c = by_flags(a, b, flags_);
        for (const SortKey& key : keys_) {
            const std::string& flags = key.flags.empty() ? flags_ : key.flags;
            c = by_flags(part(a, key), part(b, key), flags);
            if (c != 0) break;
        }
        if (c != 0 || unique_ || stable_ || !last_resort) return c;
        c = collate(a, b);
        return contains(flags_, "r") ? -c : c;
    }

private:
    int by_flags(std::string_view a, std::string_view b, const std::string& flags) const {
        int c;
        if (contains(flags, "n") || contains(flags, "h")) {
            const bool human = contains(flags, "h");
            const std::int64_t x = number(a, human), y = number(b, human);
            c = x < y ? -1 : x > y;
        } else if (contains(flags, "V")) {
            c = version(a, b);
        } else if (contains(flags, "f")) {
            c = collate(to_lower(a), to_lower(b));
        } else {
            c = collate(contains(flags, "b") ? trim(a) : a, contains(flags, "b") ? trim(b) : b);
        }
        return contains(flags, "r") ? -c : c;
    }

    static std::int64_t number(std::string_view text, bool human) {
        std::int64_t n = leading_number(text);
        if (human) {
            text = trim(text);
            const std::size_t end = std::min(text.find_first_not_of("+-.0123456789"), text.size());
            const std::size_t power = std::string_view("KMGTP").find(
                end < text.size() ? text[end] == 'k' ? 'K' : text[end] : ' ');
            for (std::size_t i = 0;
                 power != std::string_view::npos && i <= power && n < INT64_MAX / 1024; ++i)
                n *= 1024;
        }
        return n;
    }

    // Digits compare as numbers, the rest as text.
    static int version(std::string_view a, std::string_view b) {
        const auto digit = [](char c) { return c >= '0' && c <= '9'; };
        std::size_t i = 0, j = 0;
        while (i < a.size() && j < b.size()) {
            if (digit(a[i]) && digit(b[j])) {
                std::int64_t x = 0, y = 0;
                while (i < a.size() && digit(a[i])) x = x * 10 + (a[i++] - '0');
                while (j < b.size() && digit(b[j])) y = y * 10 + (b[j++] - '0');
                if (x != y) return x < y ? -1 : 1;
            } else if (a[i] != b[j]) {
                return a[i] < b[j] ? -1 : 1;
            } else {
                ++i;
                ++j;
            }
        }
        return a.size() - i < b.size() - j ? -1 : a.size() - i > b.size() - j;
    }

    // en_US.UTF-8: letters and digits are compared first, then case (lower first), then the rest.
    static int collate(std::string_view a, std::string_view b) {
        const auto weight = [](std::string_view s) {
            std::string out;
            for (char c : s) {
                const bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z',
                           digit = c >= '0' && c <= '9';
                if (upper || lower || digit || static_cast<unsigned char>(c) >= 0x80)
                    out += upper ? static_cast<char>(c + 32) : c;
            }
            return out;
        };
        const int first = weight(a).compare(weight(b));
        if (first != 0) return first < 0 ? -1 : 1;
        for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
            if (a[i] == b[i]) continue;
            const bool lower_a = a[i] >= 'a' && a[i] <= 'z', lower_b = b[i] >= 'a' && b[i] <= 'z';
            if (lower_a != lower_b) return lower_a ? -1 : 1;
            return a[i] < b[i] ? -1 : 1;
        }
        return a.size() < b.size() ? -1 : a.size() > b.size();
    }

    std::string_view part(std::string_view line, const SortKey& key) const {
        const std::size_t begin = position(line, key.field, key.character, false);
        std::size_t end = line.size();
        if (key.end_field > 0)
            end = key.end_character > 0
                      ? position(line, key.end_field, key.end_character + 1, false)
                      : position(line, key.end_field + 1, 1, true);
        return begin < end ? line.substr(begin, end - begin) : std::string_view();
    }

    // Where a field begins; without -t the blanks before a field belong to it.
    std::size_t position(std::string_view line, std::int64_t field, std::int64_t character,
                         bool as_end) const {
        std::size_t at = 0;
        for (std::int64_t f = 1; f < field && at < line.size(); ++f) {
            if (!separator_.empty()) {
                at = line.find(separator_[0], at);
                at = at == std::string_view::npos ? line.size() + 1 : at + 1;
                if (at > line.size()) return line.size();
            } else {
                while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
                while (at < line.size() && line[at] != ' ' && line[at] != '\t') ++at;
            }
        }
        if (as_end) return !separator_.empty() && at > 0 && at < line.size() ? at - 1 : at;
        const auto left = static_cast<std::int64_t>(line.size() - at);
        return at +
               static_cast<std::size_t>(std::min(left, std::max<std::int64_t>(character, 1) - 1));
    }

    std::vector<SortKey> keys_;
    std::string flags_, separator_;
    bool unique_ = false, stable_ = false;
};

Step run_sort(CommandContext& ctx) {
    const Options options(ctx, "nrhfbVdMusk:t:co:",
                          {{"reverse", 'r'},
                           {"numeric-sort", 'n'},
                           {"unique", 'u'},
                           {"key", 'k'},
                           {"version-sort", 'V'}});
    if (!options.ok()) return exited(2);
    std::vector<SortKey> keys;
    for (const std::string& text : options.values('k')) {
        keys.emplace_back();
        if (read_key(text, keys.back()) && keys.back().field > 0) continue;
        ctx.err(
            cat("sort: invalid number at field start: invalid count at start of '", text, "'\n"));
        return exited(2);
    }
    std::vector<InputFile> files;
    bool failed;
    if (!read_inputs(ctx, options.rest(), files, failed)) return wait_input();
    if (failed) return exited(2);
    std::vector<std::string> lines;
    for (const InputFile& file : files)
        for (std::string& line : split_lines(file.text)) lines.push_back(std::move(line));
    const Sorter sorter(options, std::move(keys));
    std::stable_sort(lines.begin(), lines.end(), [&](const std::string& a, const std::string& b) {
        return sorter.compare(a, b, true) < 0;
    });
    std::string out;
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (!options.has('u') || i == 0 || sorter.compare(lines[i - 1], lines[i], false) != 0)
            out += lines[i] + "\n";
    std::string error;
    if (!options.has('o'))
        ctx.out(out);
    else if (!ctx.write_file(options.value('o'), out, error))
        return complain(ctx, options.value('o'), error), exited(2);
    return exited(0);
}

Step run_uniq(CommandContext& ctx) {
    const Options options(ctx, "cduif:s:", {{"count", 'c'}, {"repeated", 'd'}, {"unique", 'u'}});
    std::int64_t skip = 0;
    if (!options.ok() || !options.number(ctx, 'f', skip)) return exited(1);
    std::vector<InputFile> files;
    bool failed;
    if (!read_inputs(
            ctx,
            options.rest().empty() ? options.rest() : std::vector<std::string>{options.rest()[0]},
            files, failed))
        return wait_input();
    if (failed) return exited(1);
    const std::vector<std::string> lines = split_lines(files[0].text);
    const auto compared = [&](const std::string& line) {
        std::size_t at = 0;
        for (std::int64_t f = 0; f < skip; ++f) {
            at = std::min(line.find_first_not_of(" \t", at), line.size());
            at = std::min(line.find_first_of(" \t", at), line.size());
        }
        return options.has('i') ? to_lower(line.substr(at)) : line.substr(at);
    };
    for (std::size_t i = 0; i < lines.size();) {
        std::size_t j = i + 1;
        while (j < lines.size() && compared(lines[j]) == compared(lines[i])) ++j;
        const std::size_t count = j - i;
        if (!(options.has('d') && count == 1) && !(options.has('u') && count > 1))
            ctx.out(cat(options.has('c')
                            ? pad_left(to_text(static_cast<std::int64_t>(count)), 7) + " "
                            : "",
                        lines[i], "\n"));
        i = j;
    }
    return exited(0);
}

}  // namespace

extern const Command sort_ = {.name = "sort",
                              .usage = "sort [-nrhfbVus] [-k KEY] [-t SEP] [FILE]...",
                              .summary = "sorts lines",
                              .run = run_sort,
                              .trouble_exit = 2,
                              .write_error = "write failed: 'standard output'"};
extern const Command uniq = {.name = "uniq",
                             .usage = "uniq [-cdui] [FILE]",
                             .summary = "removes repeated lines",
                             .run = run_uniq};

}  // namespace podfall
