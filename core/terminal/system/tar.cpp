// tar: packs and unpacks archives in the ustar format (POSIX.1-1988). Models GNU tar 1.26.
// Simplified: -z, -j and -J leave the archive uncompressed; they only name its kind.
#include <algorithm>

#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/machine/host/time_text.h"
#include "core/terminal/command.h"

namespace podfall {

namespace {

constexpr std::size_t block = 512;

struct TarWords {
    char action = 0;  // c, x, t
    bool verbose = false, failed = false;
    std::string archive, folder;
    std::vector<std::string> names;
};

struct TarMember {
    std::string name, mode, content;
    bool folder = false;
    Time modified = 0;
};

void field(std::string& header, std::size_t at, std::string_view text) {
    header.replace(at, text.size(), text);
}

std::string octal(std::uint64_t n, std::size_t digits) {
    std::string out(digits, '0');
    for (std::size_t i = digits; i > 0; --i, n /= 8) out[i - 1] = static_cast<char>('0' + n % 8);
    return out;
}

std::uint64_t from_octal(std::string_view text) {
    std::uint64_t n = 0;
    for (const char c : text)
        if (c >= '0' && c <= '7') n = n * 8 + static_cast<std::uint64_t>(c - '0');
    return n;
}

std::uint64_t mode_bits(std::string_view mode) {
    std::uint64_t bits = 0;
    for (const char c : mode) bits = bits * 2 + (c != '-');
    return bits;
}

std::string mode_letters(std::uint64_t bits) {
    std::string out = "rwxrwxrwx";
    for (std::size_t i = 0; i < 9; ++i)
        if (!(bits >> (8 - i) & 1)) out[i] = '-';
    return out;
}

std::string packed(const TarMember& m) {
    std::string header(block, '\0');
    field(header, 0, m.name.substr(0, 100));
    field(header, 100, octal(mode_bits(m.mode), 7));
    field(header, 108, octal(0, 7));
    field(header, 116, octal(0, 7));
    field(header, 124, octal(m.content.size(), 11));
    field(header, 136, octal(static_cast<std::uint64_t>(m.modified / seconds(1)), 11));
    field(header, 148, "        ");
    header[156] = m.folder ? '5' : '0';
    field(header, 257, std::string_view("ustar\00000", 8));
    field(header, 265, "root");
    field(header, 297, "root");
    std::uint64_t sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    field(header, 148, octal(sum, 6));
    header[154] = '\0';
    std::string out = header + m.content;
    out.resize((out.size() + block - 1) / block * block, '\0');
    return out;
}

bool unpack(const std::string& archive, std::vector<TarMember>& members) {
    for (std::size_t at = 0; at + block <= archive.size();) {
        if (archive[at] == '\0') return true;
        const std::string_view header = std::string_view(archive).substr(at, block);
        if (header.substr(257, 5) != "ustar") return false;
        const std::size_t size = static_cast<std::size_t>(from_octal(header.substr(124, 12)));
        if (at + block + size > archive.size()) return false;
        TarMember m;
        m.name = std::string(header.substr(0, std::min<std::size_t>(header.find('\0'), 100)));
        m.mode = mode_letters(from_octal(header.substr(100, 8)));
        m.folder = header[156] == '5';
        m.modified = static_cast<Time>(from_octal(header.substr(136, 12))) * seconds(1);
        m.content = archive.substr(at + block, size);
        members.push_back(std::move(m));
        at += block + (size + block - 1) / block * block;
    }
    return !members.empty();
}

void collect(CommandContext& ctx, const std::string& path, const std::string& name,
             std::vector<TarMember>& out) {
    const File* file = find_file(ctx.machine(), path);
    TarMember m{name, file->mode, "", file->folder, file->modified};
    if (!file->folder) {
        std::string error;
        read_file(ctx.machine(), path, m.content, error);
        out.push_back(std::move(m));
        return;
    }
    if (m.name.back() != '/') m.name += '/';
    const std::string start = m.name;
    out.push_back(std::move(m));
    std::vector<std::string> names;
    for (const FolderEntry& e : list_folder(ctx.machine(), path)) names.push_back(e.name);
    for (const std::string& entry : names)
        collect(ctx, cat(path == "/" ? "" : path, "/", entry), start + entry, out);
}

TarWords read_tar_words(CommandContext& ctx) {
    TarWords w;
    const std::vector<std::string>& args = ctx.args();
    for (std::size_t i = 1; i < args.size(); ++i) {
        const bool bundle = args[i][0] == '-' ? args[i].rfind("--", 0) != 0 : i == 1;
        if (args[i] == "--version") continue;
        if (!bundle) {
            w.names.push_back(args[i]);
            continue;
        }
        for (const char c : args[i]) {
            if (c == 'c' || c == 'x' || c == 't') w.action = c;
            if (c == 'v') w.verbose = true;
            if ((c == 'f' || c == 'C') && i + 1 < args.size())
                (c == 'f' ? w.archive : w.folder) = args[++i];
            if (!contains("-cxtvzjJpkfCPO", std::string_view(&c, 1))) {
                ctx.err(cat("tar: invalid option -- '", c,
                            "'\nTry `tar --help' or `tar --usage' for more information.\n"));
                w.failed = true;
                return w;
            }
            if (c == 'f' || c == 'C') break;
        }
    }
    return w;
}

int create(CommandContext& ctx, const TarWords& w) {
    if (w.names.empty()) {
        ctx.err(
            "tar: Cowardly refusing to create an empty archive\n"
            "Try `tar --help' or `tar --usage' for more information.\n");
        return 2;
    }
    std::vector<TarMember> members;
    int status = 0;
    for (const std::string& name : w.names) {
        const std::string path =
            w.folder.empty() ? ctx.absolute(name) : absolute_path(ctx.absolute(w.folder), name);
        if (!find_file(ctx.machine(), path)) {
            ctx.err(cat("tar: ", name, ": Cannot stat: No such file or directory\n"));
            status = 2;
            continue;
        }
        if (name[0] == '/') ctx.err("tar: Removing leading `/' from member names\n");
        collect(ctx, path, name[0] == '/' ? name.substr(1) : name, members);
    }
    std::string archive, listing, error;
    for (const TarMember& m : members) {
        archive += packed(m);
        if (w.verbose) listing += m.name + "\n";
    }
    archive.append(2 * block, '\0');
    archive.resize((archive.size() + 20 * block - 1) / (20 * block) * (20 * block), '\0');
    if (w.archive.empty() || w.archive == "-") {
        ctx.err(listing);
        ctx.out(archive);
    } else {
        ctx.out(listing);
        if (!ctx.write_file(w.archive, archive, error)) {
            ctx.err(cat("tar: ", w.archive, ": Cannot open: ", error,
                        "\ntar: Error is not recoverable: exiting now\n"));
            return 2;
        }
    }
    if (status != 0) ctx.err("tar: Exiting with failure status due to previous errors\n");
    return status;
}

bool chosen(const TarWords& w, const std::string& name) {
    for (const std::string& n : w.names)
        if (name == n || name == n + "/" || name.rfind(n + "/", 0) == 0) return true;
    return w.names.empty();
}

void list_member(CommandContext& ctx, const TarMember& m, bool verbose) {
    if (verbose)
        ctx.out(cat(m.folder ? "d" : "-", m.mode, " root/root ",
                    pad_left(to_text(static_cast<std::int64_t>(m.content.size())), 9), " ",
                    format_time("%F %H:%M", m.modified, ctx.world.utc_offset), " "));
    ctx.out(m.name + "\n");
}

int extract(CommandContext& ctx, const TarWords& w, const std::vector<TarMember>& members) {
    const std::string base = w.folder.empty() ? ctx.folder() : ctx.absolute(w.folder);
    if (!find_file(ctx.machine(), base)) {
        ctx.err(cat("tar: ", w.folder, ": Cannot open: No such file or directory\n",
                    "tar: Error is not recoverable: exiting now\n"));
        return 2;
    }
    int status = 0;
    for (const TarMember& m : members) {
        if (!chosen(w, m.name)) continue;
        if (w.verbose) ctx.out(m.name + "\n");
        std::string path = absolute_path(base, m.name), error;
        for (std::size_t slash = path.find('/', base.size() + 1); slash != std::string::npos;
             slash = path.find('/', slash + 1))
            make_folder(ctx.world, ctx.machine(), path.substr(0, slash), error);
        error.clear();
        const bool ok = m.folder ? find_file(ctx.machine(), path) ||
                                       make_folder(ctx.world, ctx.machine(), path, error)
                                 : write_file(ctx.world, ctx.machine(), path, m.content, error);
        if (!ok) {
            ctx.err(cat("tar: ", m.name, ": Cannot open: ", error, "\n"));
            status = 2;
        } else if (File* file = edit_file(ctx.world, ctx.machine(), path, error)) {
            file->mode = m.mode;
            if (!m.folder) file->modified = m.modified;
        }
    }
    return status;
}

Step run_tar(CommandContext& ctx) {
    const TarWords w = read_tar_words(ctx);
    if (w.failed) return exited(64);
    if (w.action == 0) {
        ctx.err(
            "tar: You must specify one of the `-Acdtrux' or `--test-label'  options\n"
            "Try `tar --help' or `tar --usage' for more information.\n");
        return exited(2);
    }
    if (w.action == 'c') return exited(create(ctx, w));
    std::string archive, error;
    if (w.archive.empty() || w.archive == "-") {
        if (!ctx.input_ended()) return wait_input();
        archive = ctx.take_input();
    } else if (!ctx.read_file(w.archive, archive, error)) {
        ctx.err(cat("tar: ", w.archive, ": Cannot open: ", error,
                    "\ntar: Error is not recoverable: exiting now\n"));
        return exited(2);
    }
    std::vector<TarMember> members;
    if (!unpack(archive, members)) {
        ctx.err(
            "tar: This does not look like a tar archive\n"
            "tar: Exiting with failure status due to previous errors\n");
        return exited(2);
    }
    if (w.action == 'x') return exited(extract(ctx, w, members));
    for (const TarMember& m : members)
        if (chosen(w, m.name)) list_member(ctx, m, w.verbose);
    return exited(0);
}

}  // namespace

extern const Command tar = {.name = "tar",
                            .usage = "tar -c|-x|-t [-zv] -f ARCHIVE [-C DIRECTORY] [FILE]...",
                            .summary = "packs and unpacks archives",
                            .run = run_tar};

}  // namespace podfall
