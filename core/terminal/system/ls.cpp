// ls: lists files, short and long. Models GNU coreutils.
#include <algorithm>

#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/machine/host/files.h"
#include "core/machine/host/time_text.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace {

struct Entry {
    std::string name;
    const File* file;
};

class Listing {
public:
    Listing(CommandContext& ctx, const Options& options) : ctx_(ctx), options_(options) {
        const std::string when = options.value('=', options.has('=') ? "always" : "never");
        colour_ = when == "always" || (when == "auto" && ctx.output_is_terminal()) ||
                  (options.has('=') && options.value('=').empty());
    }

    void show(std::vector<Entry> entries) {
        const bool by_size = options_.has('S'), by_time = options_.has('t');
        std::stable_sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
            if (by_size && size(a) != size(b)) return size(a) > size(b);
            if (by_time && a.file->modified != b.file->modified)
                return a.file->modified > b.file->modified;
            return sort_key(a.name) != sort_key(b.name) ? sort_key(a.name) < sort_key(b.name)
                                                        : a.name < b.name;
        });
        if (options_.has('r')) std::reverse(entries.begin(), entries.end());
        if (options_.has('l')) return long_lines(entries);
        const bool columns = ctx_.output_is_terminal() && !options_.has('1');
        if (!columns) {
            for (const Entry& e : entries) ctx_.out(shown(e) + "\n");
            return;
        }
        in_columns(entries);
    }

    void total(const std::vector<Entry>& entries) {
        std::int64_t blocks = 0;
        for (const Entry& e : entries) blocks += e.file->folder ? 0 : (size(e) + 4095) / 4096 * 4;
        ctx_.out(cat("total ", options_.has('h') ? human(blocks * 1024) : to_text(blocks), "\n"));
    }

private:
    // C.UTF-8 would sort capitals first; en_US compares letters.
    static std::string sort_key(std::string_view name) {
        std::string key;
        for (char c : to_lower(name))
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                static_cast<unsigned char>(c) >= 0x80)
                key += c;
        return key;
    }
    static std::int64_t size(const Entry& e) {
        if (e.file->folder) return 4096;
        return e.file->target.empty() ? e.file->size()
                                      : static_cast<std::int64_t>(e.file->target.size());
    }
    static std::string human(std::int64_t n) {
        int unit = 0;
        std::int64_t tenths = n * 10;
        while (tenths >= 10240) {
            tenths = (tenths + 1023) / 1024;
            ++unit;
        }
        if (unit == 0) return to_text(n);
        const std::string_view letter =
            std::string_view("KMGT").substr(static_cast<std::size_t>(unit - 1), 1);
        return tenths < 100 ? cat(tenths / 10, ".", tenths % 10, letter)
                            : cat((tenths + 9) / 10, letter);
    }
    std::string shown(const Entry& e) const {
        const bool program = contains(e.file->mode, "x");
        const char* colour = e.file->folder ? "\x1b[01;34m" : program ? "\x1b[01;32m" : nullptr;
        std::string name = colour_ && colour ? cat("\x1b[0m", colour, e.name, "\x1b[0m") : e.name;
        if (options_.has('F') || (options_.has('p') && e.file->folder))
            name += e.file->folder ? "/" : program ? "*" : "";
        return name;
    }

    void long_lines(const std::vector<Entry>& entries) {
        std::size_t owner = 0, group = 0, width = 0;
        const auto user_of_file = [](const File& f) {
            return f.owner.substr(0, f.owner.find(':'));
        };
        const auto group_of_file = [](const File& f) {
            return f.owner.substr(f.owner.find(':') + 1);  // "root" is user and group
        };
        std::vector<std::string> sizes;
        for (const Entry& e : entries) {
            sizes.push_back(options_.has('h') ? human(size(e)) : to_text(size(e)));
            owner = std::max(owner, user_of_file(*e.file).size());
            group = std::max(group, group_of_file(*e.file).size());
            width = std::max(width, sizes.back().size());
        }
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const File& f = *entries[i].file;
            ctx_.out(cat(f.folder           ? "d"
                         : f.target.empty() ? "-"
                                            : "l",
                         f.mode, f.folder ? " 2 " : " 1 ", pad_right(user_of_file(f), owner), " ",
                         pad_right(group_of_file(f), group), " ", pad_left(sizes[i], width), " ",
                         list_time(f.modified, ctx_.now(), ctx_.world.utc_offset), " ",
                         shown(entries[i]), f.target.empty() ? "" : " -> ", f.target, "\n"));
        }
    }

    void in_columns(const std::vector<Entry>& entries) {
        const auto count = entries.size();
        std::size_t rows = 1;
        std::vector<int> widths;
        for (; rows <= count; ++rows) {
            widths.clear();
            int total = 0;
            for (std::size_t begin = 0; begin < count; begin += rows) {
                int width = 0;
                for (std::size_t i = begin; i < std::min(begin + rows, count); ++i)
                    width = std::max(width, display_width(entries[i].name));
                widths.push_back(width);
                total += width + 2;
            }
            if (total - 2 <= ctx_.columns()) break;
        }
        for (std::size_t row = 0; row < rows && row < count; ++row) {
            std::string line;
            for (std::size_t i = row; i < count; i += rows) {
                line += shown(entries[i]);
                if (i + rows < count)
                    line.append(static_cast<std::size_t>(widths[i / rows] + 2 -
                                                         display_width(entries[i].name)),
                                ' ');
            }
            ctx_.out(line + "\n");
        }
    }

    CommandContext& ctx_;
    const Options& options_;
    bool colour_;
};

std::vector<Entry> entries_of(CommandContext& ctx, const Options& options,
                              const std::string& path) {
    std::vector<Entry> entries;
    if (options.has('a'))
        for (const char* name : {".", ".."})
            entries.push_back({name, find_file(ctx.machine(), absolute_path(path, name))});
    for (FolderEntry& e : list_folder(ctx.machine(), path))
        if (options.has('a') || options.has('A') || e.name[0] != '.')
            entries.push_back({std::move(e.name), e.file});
    return entries;
}

void list(CommandContext& ctx, const Options& options, Listing& listing, const std::string& shown,
          bool headed, bool& first) {
    const std::string path = ctx.absolute(shown);
    if (headed) ctx.out(cat(first ? "" : "\n", shown, ":\n"));
    first = false;
    const std::vector<Entry> entries = entries_of(ctx, options, path);
    if (options.has('l')) listing.total(entries);
    listing.show(entries);
    if (!options.has('R')) return;
    for (const Entry& e : entries)
        if (e.file->folder && e.name != "." && e.name != "..")
            list(ctx, options, listing, cat(shown, shown.back() == '/' ? "" : "/", e.name), true,
                 first);
}

Step run_ls(CommandContext& ctx) {
    const Options options(ctx, "laA1hrtSRdFpni=:",
                          {{"color", '='},
                           {"all", 'a'},
                           {"almost-all", 'A'},
                           {"human-readable", 'h'},
                           {"recursive", 'R'}});
    if (!options.ok()) return exited(2);
    std::vector<std::string> operands = options.rest();
    if (operands.empty()) operands.push_back(".");
    std::vector<Entry> files;
    std::vector<std::string> folders;
    bool failed = false;
    for (const std::string& operand : operands) {
        const std::string path = ctx.absolute(operand);
        const File* file = find_file(ctx.machine(), path);
        // With -l a link that is named is shown itself.
        if (options.has('l') && operand.back() != '/')
            if (const File* entry = find_entry(ctx.machine(), path)) file = entry;
        if (!file || (!file->folder && operand.back() == '/')) {
            ctx.err(cat("ls: cannot access ", operand, ": ",
                        file ? "Not a directory" : "No such file or directory", "\n"));
            failed = true;
        } else if (file->folder && !options.has('d')) {
            folders.push_back(operand);
        } else {
            files.push_back({operand, file});
        }
    }
    Listing listing(ctx, options);
    if (!files.empty()) listing.show(files);
    bool first = files.empty();
    std::sort(folders.begin(), folders.end());
    for (const std::string& folder : folders)
        list(ctx, options, listing, folder, operands.size() > 1 || options.has('R'), first);
    return exited(failed ? 2 : 0);
}

}  // namespace

extern const Command ls = {.name = "ls",
                           .usage = "ls [-laA1hrtSRdF] [FILE]...",
                           .summary = "lists directories",
                           .run = run_ls};
extern const Command ll = {.name = "dir", .usage = "dir [FILE]...", .summary = "ls", .run = run_ls};

}  // namespace podfall
