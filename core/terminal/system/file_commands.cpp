// mkdir, rmdir, rm, mv, cp, touch, tee, ln, chmod, stat, basename, dirname, readlink.
#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/files.h"
#include "core/machine/host/time_text.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"

namespace podfall {

namespace {

Step missing_operand(CommandContext& ctx, std::string_view what = "missing operand") {
    ctx.err(cat(ctx.args()[0], ": ", what, "\nTry '", ctx.args()[0],
                " --help' for more information.\n"));
    return exited(1);
}

// "rm: cannot remove 'x': No such file or directory"
void cannot(CommandContext& ctx, std::string_view verb, std::string_view path,
            std::string_view why) {
    ctx.err(cat(ctx.args()[0], ": cannot ", verb, " ‘", path, "’: ", why, "\n"));
}

Step run_mkdir(CommandContext& ctx) {
    const Options options(ctx, "pvm:", {{"parents", 'p'}, {"verbose", 'v'}});
    if (!options.ok()) return exited(1);
    if (options.rest().empty()) return missing_operand(ctx);
    int status = 0;
    for (const std::string& operand : options.rest()) {
        const std::string path = ctx.absolute(operand);
        std::string error;
        bool made = false;
        if (options.has('p')) {
            for (std::size_t at = path.find('/', root_of(path).size() + 1);;
                 at = path.find('/', at + 1)) {
                const std::string part = path.substr(0, at);
                const File* file = find_file(ctx.machine(), part);
                if (file && !file->folder)
                    error = "File exists";
                else if (!file)
                    made = make_folder(ctx.world, ctx.machine(), part, error);
                if (at == std::string::npos || !error.empty()) break;
            }
        } else {
            made = make_folder(ctx.world, ctx.machine(), path, error);
        }
        if (made && options.has('v')) ctx.out(cat("mkdir: created directory ‘", operand, "’\n"));
        if (error.empty()) continue;
        ctx.err(cat("mkdir: cannot create directory ‘", operand, "’: ", error, "\n"));
        status = 1;
    }
    return exited(status);
}

Step run_rmdir(CommandContext& ctx) {
    const Options options(ctx, "pv");
    if (!options.ok()) return exited(1);
    if (options.rest().empty()) return missing_operand(ctx);
    int status = 0;
    for (const std::string& operand : options.rest()) {
        const std::string path = ctx.absolute(operand);
        const File* file = find_file(ctx.machine(), path);
        std::string error = !file           ? "No such file or directory"
                            : !file->folder ? "Not a directory"
                            : !list_folder(ctx.machine(), path).empty() ? "Directory not empty"
                                                                        : "";
        if (error.empty() && remove_file(ctx.world, ctx.machine(), path, true, error)) continue;
        ctx.err(cat("rmdir: failed to remove ‘", operand, "’: ", error, "\n"));
        status = 1;
    }
    return exited(status);
}

// Asks for each file on stdin; the answers come line by line.
struct Asking {
    std::size_t next = 0;
    bool asked = false;
    int status = 0;
};

template <class V>
void fields(V& v, Asking& a) {
    v("next", a.next), v("asked", a.asked), v("status", a.status);
}

// 1 yes, 0 no, -1: no answer yet.
int confirmed(CommandContext& ctx, Asking& asking, std::string_view question) {
    if (!asking.asked) {
        ctx.err(question);
        asking.asked = true;
    }
    std::string line;
    if (!ctx.take_line(line)) {
        if (!ctx.input_ended()) return -1;
    }
    asking.asked = false;
    return !line.empty() && (line[0] == 'y' || line[0] == 'Y') ? 1 : 0;
}

// The last of -i and -f wins: a typed -f overrides the alias `rm -i`.
bool interactive(CommandContext& ctx) {
    bool asks = false;
    for (const std::string& arg : ctx.args())
        if (arg.size() > 1 && arg[0] == '-' && arg[1] != '-')
            for (char c : arg) asks = c == 'i' ? true : c == 'f' ? false : asks;
    return asks;
}

Step run_rm(CommandContext& ctx) {
    const Options options(ctx, "rRfivd", {{"recursive", 'r'}, {"force", 'f'}, {"verbose", 'v'}});
    if (!options.ok()) return exited(1);
    if (options.rest().empty()) return options.has('f') ? exited(0) : missing_operand(ctx);
    const bool recursive = options.has('r') || options.has('R'), asks = interactive(ctx);
    Asking& asking = ctx.memory<Asking>();
    for (; asking.next < options.rest().size(); ++asking.next) {
        const std::string& operand = options.rest()[asking.next];
        const std::string path = ctx.absolute(operand);
        const File* file = find_entry(ctx.machine(), path);
        std::string error;
        if (!file) {
            if (options.has('f')) continue;
            error = "No such file or directory";
        } else if (path == "/") {
            ctx.err(
                "rm: it is dangerous to operate recursively on ‘/’\nrm: use --no-preserve-root to "
                "override this failsafe\n");
            asking.status = 1;
            continue;
        } else if (!file->folder || recursive) {
            const char* kind = file->folder                               ? "directory"
                               : file->content && !file->content->empty() ? "regular file"
                                                                          : "regular empty file";
            const int answer =
                asks ? confirmed(ctx, asking, cat("rm: remove ", kind, " ‘", operand, "’? ")) : 1;
            if (answer < 0) return wait_input();
            if (answer == 0) continue;
            remove_file(ctx.world, ctx.machine(), path, recursive, error);
            if (error.empty() && options.has('v')) ctx.out(cat("removed ‘", operand, "’\n"));
        } else {
            error = "Is a directory";
        }
        if (error.empty()) continue;
        cannot(ctx, "remove", operand, error);
        asking.status = 1;
    }
    return exited(asking.status);
}

// mv and cp: several sources into a directory, or one source to a new name.
Step transfer(CommandContext& ctx, bool copy) {
    const Options options(ctx, "rRafivnpTtu",
                          {{"recursive", 'r'}, {"archive", 'a'}, {"force", 'f'}, {"verbose", 'v'}});
    if (!options.ok()) return exited(1);
    std::vector<std::string> operands = options.rest();
    if (operands.empty()) return missing_operand(ctx, "missing file operand");
    if (operands.size() == 1)
        return missing_operand(ctx,
                               cat("missing destination file operand after ‘", operands[0], "’"));
    const std::string target = operands.back();
    operands.pop_back();
    const File* into = find_file(ctx.machine(), ctx.absolute(target));
    const bool folder = into && into->folder;
    if (operands.size() > 1 && !folder) {
        ctx.err(cat(ctx.args()[0], ": target ‘", target, "’ is not a directory\n"));
        return exited(1);
    }
    const bool recursive = !copy || options.has('r') || options.has('R') || options.has('a');
    Asking& asking = ctx.memory<Asking>();
    for (; asking.next < operands.size(); ++asking.next) {
        const std::string& source = operands[asking.next];
        const std::string from = ctx.absolute(source);
        const std::string shown =
            folder ? cat(target, target.back() == '/' ? "" : "/", base_name(from)) : target;
        const std::string to = ctx.absolute(shown);
        const File* file = find_file(ctx.machine(), from);
        const File* old = find_file(ctx.machine(), to);
        std::string error;
        if (!file) {
            cannot(ctx, "stat", source, "No such file or directory");
            asking.status = 1;
            continue;
        }
        if (file->folder && !recursive) {
            ctx.err(cat("cp: omitting directory ‘", source, "’\n"));
            asking.status = 1;
            continue;
        }
        if (from == to) {
            ctx.err(cat(ctx.args()[0], ": ‘", source, "’ and ‘", shown, "’ are the same file\n"));
            asking.status = 1;
            continue;
        }
        if (old && !old->folder && options.has('n')) continue;
        if (old && !old->folder && interactive(ctx)) {
            const int answer =
                confirmed(ctx, asking, cat(ctx.args()[0], ": overwrite ‘", shown, "’? "));
            if (answer < 0) return wait_input();
            if (answer == 0) continue;
        }
        const bool ok = copy ? copy_file(ctx.world, ctx.machine(), from, to, error)
                             : move_file(ctx.world, ctx.machine(), from, to, error);
        if (ok && options.has('v')) ctx.out(cat("‘", source, "’ -> ‘", shown, "’\n"));
        if (ok) continue;
        if (copy)
            cannot(ctx, "create regular file", shown, error);
        else
            ctx.err(cat("mv: cannot move ‘", source, "’ to ‘", shown, "’: ", error, "\n"));
        asking.status = 1;
    }
    return exited(asking.status);
}
Step run_cp(CommandContext& ctx) {
    return transfer(ctx, true);
}
Step run_mv(CommandContext& ctx) {
    return transfer(ctx, false);
}

Step run_touch(CommandContext& ctx) {
    const Options options(ctx, "acmd:t:");
    if (!options.ok()) return exited(1);
    if (options.rest().empty()) return missing_operand(ctx, "missing file operand");
    int status = 0;
    for (const std::string& operand : options.rest()) {
        const std::string path = ctx.absolute(operand);
        std::string error;
        if (File* file = edit_file(ctx.world, ctx.machine(), path, error)) {
            file->modified = ctx.now();
        } else if (!options.has('c') && !find_file(ctx.machine(), path) &&
                   !append_file(ctx.world, ctx.machine(), path, "", error)) {
            ctx.err(cat("touch: cannot touch ‘", operand, "’: ", error, "\n"));
            status = 1;
        }
    }
    return exited(status);
}

struct TeeMemory {
    bool begun = false;
    int status = 0;
};

template <class V>
void fields(V& v, TeeMemory& m) {
    v("begun", m.begun), v("status", m.status);
}

Step run_tee(CommandContext& ctx) {
    const Options options(ctx, "ai", {{"append", 'a'}});
    if (!options.ok()) return exited(1);
    TeeMemory& memory = ctx.memory<TeeMemory>();
    const std::string text = ctx.take_input();
    ctx.out(text);
    for (const std::string& operand : options.rest()) {
        std::string error;
        const bool ok =
            memory.begun || options.has('a')
                ? append_file(ctx.world, ctx.machine(), ctx.absolute(operand), text, error)
                : write_file(ctx.world, ctx.machine(), ctx.absolute(operand), text, error);
        if (ok) continue;
        if (!memory.begun) complain(ctx, operand, error);
        memory.status = 1;
    }
    memory.begun = true;
    return ctx.input_ended() ? exited(memory.status) : wait_input();
}

Step run_chmod(CommandContext& ctx) {
    const Options options(ctx, "Rv");
    if (options.rest().size() < 2) return missing_operand(ctx);
    const std::string& mode = options.rest()[0];
    int status = 0;
    for (std::size_t i = 1; i < options.rest().size(); ++i) {
        std::string error;
        File* file = edit_file(ctx.world, ctx.machine(), ctx.absolute(options.rest()[i]), error);
        if (!file) {
            ctx.err(cat("chmod: cannot access ‘", options.rest()[i], "’: ", error, "\n"));
            status = 1;
            continue;
        }
        std::string& m = file->mode;
        if (mode.find_first_not_of("01234567") == std::string::npos) {
            const std::string digits =
                mode.size() > 3 ? mode.substr(mode.size() - 3) : pad_left(mode, 3, '0');
            for (std::size_t who = 0; who < 3; ++who)
                for (std::size_t bit = 0; bit < 3; ++bit)
                    m[who * 3 + bit] = (digits[who] - '0') >> (2 - bit) & 1 ? "rwx"[bit] : '-';
            continue;
        }
        const std::size_t op = mode.find_first_of("+-=");
        if (op == std::string::npos) {
            ctx.err(cat("chmod: invalid mode: ‘", mode, "’\n"));
            return exited(1);
        }
        const std::string who =
            op == 0 || contains(mode.substr(0, op), "a") ? "ugo" : mode.substr(0, op);
        for (std::size_t w = 0; w < 3; ++w) {
            if (!contains(who, std::string_view("ugo").substr(w, 1))) continue;
            for (std::size_t bit = 0; bit < 3; ++bit) {
                const bool named =
                    contains(mode.substr(op + 1), std::string_view("rwx").substr(bit, 1));
                if (named)
                    m[w * 3 + bit] = mode[op] == '-' ? '-' : "rwx"[bit];
                else if (mode[op] == '=')
                    m[w * 3 + bit] = '-';
            }
        }
    }
    return exited(status);
}

Step run_stat(CommandContext& ctx) {
    const Options options(ctx, "c:Lt", {{"format", 'c'}});
    if (!options.ok()) return exited(1);
    if (options.rest().empty()) return missing_operand(ctx);
    int status = 0;
    for (const std::string& operand : options.rest()) {
        const File* file = find_file(ctx.machine(), ctx.absolute(operand));
        if (!file) {
            cannot(ctx, "stat", operand, "No such file or directory");
            status = 1;
            continue;
        }
        const std::int64_t size = file->folder ? 4096 : file->size() > 0 ? file->size() : 0;
        int mode = 0;
        for (char c : file->mode) mode = mode * 2 + (c != '-');
        const std::string octal = cat(mode >> 6 & 7, mode >> 3 & 7, mode & 7);
        const std::string kind = file->folder ? "directory"
                                 : size == 0  ? "regular empty file"
                                              : "regular file";
        const std::string when = format_time("%F %T.%N %z", file->modified, ctx.world.utc_offset);
        if (options.has('c')) {
            std::string text = options.value('c');
            for (const auto& [what, value] : {std::pair<const char*, std::string>{"%n", operand},
                                              {"%s", to_text(size)},
                                              {"%a", octal},
                                              {"%U", file->owner},
                                              {"%F", kind},
                                              {"%y", when},
                                              {"%Y", to_text(file->modified / seconds(1))}})
                text = replace_all(text, what, value);
            ctx.out(text + "\n");
            continue;
        }
        ctx.out(cat("  File: ‘", operand, "’\n  Size: ", pad_right(to_text(size), 15),
                    " Blocks: ", pad_right(to_text((size + 511) / 512), 10), " IO Block: 4096   ",
                    kind, "\nAccess: (0", octal, "/", file->folder ? "d" : "-", file->mode,
                    ")  Uid: (    0/    root)   Gid: (    0/    root)\nModify: ", when, "\n"));
    }
    return exited(status);
}

Step run_basename(CommandContext& ctx) {
    if (ctx.args().size() < 2) return missing_operand(ctx);
    std::string name = base_name(ctx.args()[1]);
    if (ctx.args().size() > 2 && name.size() > ctx.args()[2].size() &&
        name.substr(name.size() - ctx.args()[2].size()) == ctx.args()[2])
        name.resize(name.size() - ctx.args()[2].size());
    ctx.out(name + "\n");
    return exited(0);
}

Step run_dirname(CommandContext& ctx) {
    if (ctx.args().size() < 2) return missing_operand(ctx);
    std::string path = ctx.args()[1];
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    ctx.out(contains(path, "/") ? parent_folder(path) + "\n" : ".\n");
    return exited(0);
}

Step run_readlink(CommandContext& ctx) {
    const Options options(ctx, "fen");
    if (!options.ok() || options.rest().empty()) return exited(1);
    ctx.out(cat(inside_of(ctx.absolute(options.rest()[0])), "\n"));
    return exited(0);
}

}  // namespace

extern const Command mkdir_ = {.name = "mkdir",
                               .usage = "mkdir [-pv] DIRECTORY...",
                               .summary = "creates directories",
                               .run = run_mkdir};
extern const Command rmdir_ = {.name = "rmdir",
                               .usage = "rmdir DIRECTORY...",
                               .summary = "removes empty directories",
                               .run = run_rmdir};
extern const Command rm = {
    .name = "rm", .usage = "rm [-rfiv] FILE...", .summary = "removes files", .run = run_rm};
extern const Command cp = {
    .name = "cp", .usage = "cp [-rfiv] SOURCE... DEST", .summary = "copies files", .run = run_cp};
extern const Command mv = {
    .name = "mv", .usage = "mv [-fiv] SOURCE... DEST", .summary = "moves files", .run = run_mv};
extern const Command touch = {.name = "touch",
                              .usage = "touch FILE...",
                              .summary = "creates files or sets their time",
                              .run = run_touch};
extern const Command tee_ = {.name = "tee",
                             .usage = "tee [-a] [FILE]...",
                             .summary = "copies stdin to files and stdout",
                             .run = run_tee};
extern const Command chmod_ = {.name = "chmod",
                               .usage = "chmod MODE FILE...",
                               .summary = "changes file permissions",
                               .run = run_chmod};
extern const Command stat_ = {.name = "stat",
                              .usage = "stat [-c FORMAT] FILE...",
                              .summary = "shows the status of a file",
                              .run = run_stat};
extern const Command basename_ = {.name = "basename",
                                  .usage = "basename NAME [SUFFIX]",
                                  .summary = "the last part of a path",
                                  .run = run_basename};
extern const Command dirname_ = {.name = "dirname",
                                 .usage = "dirname NAME",
                                 .summary = "a path without its last part",
                                 .run = run_dirname};
extern const Command readlink_ = {.name = "readlink",
                                  .usage = "readlink -f FILE",
                                  .summary = "the absolute path",
                                  .run = run_readlink};

}  // namespace podfall
