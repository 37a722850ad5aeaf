// dd, du, fallocate, truncate, ln, chown, chgrp: files as they lie on the disk. Models coreutils
// 8.22. Simplified: what is read from /dev/zero is kept as a number of zeros.
#include <algorithm>

#include "core/base/text.h"
#include "core/machine/host/disk.h"
#include "core/machine/host/files.h"
#include "core/terminal/command.h"
#include "core/terminal/devices.h"
#include "core/terminal/options.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace {

// "10M", "1G", "512", "4k"
bool read_size(std::string_view text, std::int64_t& out) {
    std::int64_t unit = 1;
    while (!text.empty() && (text.back() == 'B' || text.back() == 'i')) text.remove_suffix(1);
    if (!text.empty()) {
        const std::size_t at = std::string_view("KMGT").find(
            static_cast<char>(text.back() >= 'a' ? text.back() - 32 : text.back()));
        if (at != std::string_view::npos) {
            unit = std::int64_t{1} << 10 * (at + 1);
            text.remove_suffix(1);
        }
    }
    if (!parse_int(text, out) || out < 0) return false;
    out *= unit;
    return true;
}

// Makes a file that ends with zeros; as many as there is room for, and then an error.
bool write_zeros(CommandContext& ctx, const std::string& name, std::string_view content,
                 std::int64_t& zeros, std::string& error) {
    if (!ctx.write_file(name, content, error)) return false;
    if (zeros == 0 || ctx.absolute(name).rfind("/dev/", 0) == 0) return true;
    return grow_file(ctx.world, ctx.machine(), ctx.absolute(name), zeros, error);
}

// ---- dd ----

struct DdWords {
    std::string in, out;
    std::int64_t size = 512, count = -1, seek = 0;
    std::string error;
};

DdWords read_dd_words(const std::vector<std::string>& args) {
    DdWords w;
    for (std::size_t i = 1; i < args.size(); ++i) {
        const std::size_t equals = args[i].find('=');
        const std::string name = args[i].substr(0, equals),
                          value = equals == std::string::npos ? "" : args[i].substr(equals + 1);
        std::int64_t* number = name == "bs" || name == "ibs" || name == "obs" ? &w.size
                               : name == "count"                              ? &w.count
                               : name == "seek"                               ? &w.seek
                                                                              : nullptr;
        if (number && !read_size(value, *number))
            w.error = cat("invalid number ‘", value, "’");
        else if (name == "if")
            w.in = value;
        else if (name == "of")
            w.out = value;
        else if (!number && name != "conv" && name != "oflag" && name != "iflag" &&
                 name != "status")
            w.error =
                cat("unrecognized operand ‘", args[i], "’\nTry 'dd --help' for more information.");
    }
    return w;
}

void report(CommandContext& ctx, const DdWords& w, std::int64_t bytes) {
    const std::int64_t whole = bytes / w.size, part = bytes % w.size != 0;
    const std::int64_t micros = std::max<std::int64_t>(bytes / 400, 60);  // 400 MB a second
    const auto unit = [](std::int64_t n) {
        return n >= 1000000000 ? cat(fixed_text(n / 1000, 1), " GB")
               : n >= 1000000  ? cat(fixed_text(n, 1), " MB")
                               : cat(fixed_text(n * 1000, 1), " kB");
    };
    ctx.err(cat(whole, "+", part, " records in\n", whole, "+", part, " records out\n", bytes,
                " bytes", bytes >= 1000 ? cat(" (", unit(bytes), ")") : std::string(), " copied, ",
                fixed_text(micros, 6), " s, ", bytes * 1000000 / micros / 1000000, " MB/s\n"));
}

struct DdMemory {
    std::int64_t bytes = -1;
};

template <class V>
void fields(V& v, DdMemory& m) {
    v("bytes", m.bytes);
}

Step run_dd(CommandContext& ctx) {
    const DdWords w = read_dd_words(ctx.args());
    DdMemory& memory = ctx.memory<DdMemory>();
    if (memory.bytes >= 0) return report(ctx, w, memory.bytes), exited(0);
    if (!w.error.empty() || w.size == 0) {
        ctx.err(cat("dd: ", w.error.empty() ? "invalid number ‘0’" : w.error, "\n"));
        return exited(1);
    }
    std::string text, error;
    std::int64_t zeros = 0;
    const std::int64_t limit = w.count < 0 ? -1 : w.count * w.size;
    const Device device = device_named(w.in);
    if (device == Device::zero) {
        zeros = limit < 0 ? std::int64_t{1} << 50 : limit;
    } else if (device == Device::random && limit >= 0) {
        while (static_cast<std::int64_t>(text.size()) < std::min<std::int64_t>(limit, 1 << 20))
            text += read_device(ctx.world, device);
        text.resize(static_cast<std::size_t>(std::min<std::int64_t>(limit, 1 << 20)));
        zeros = limit - static_cast<std::int64_t>(text.size());
    } else if (w.in.empty()) {
        if (!ctx.input_ended()) return wait_input();
        text = ctx.take_input();
    } else if (!ctx.read_file(w.in, text, error)) {
        ctx.err(cat("dd: failed to open ‘", w.in, "’: ", error, "\n"));
        return exited(1);
    } else if (const File* f = find_file(ctx.machine(), ctx.absolute(w.in))) {
        zeros = f->zeros;
    }
    if (limit >= 0 && static_cast<std::int64_t>(text.size()) > limit)
        text.resize(static_cast<std::size_t>(limit));
    if (limit >= 0) zeros = std::min(zeros, limit - static_cast<std::int64_t>(text.size()));
    if (w.out.empty()) {
        ctx.out(text);
        ctx.out(std::string(static_cast<std::size_t>(std::min<std::int64_t>(zeros, 1 << 20)), 0));
    } else if (zeros += w.seek * w.size; !write_zeros(ctx, w.out, text, zeros, error)) {
        const bool full = error == "No space left on device";
        ctx.err(full ? cat("dd: error writing ‘", w.out, "’: ", error, "\n")
                     : cat("dd: failed to open ‘", w.out, "’: ", error, "\n"));
        if (full) report(ctx, w, zeros + static_cast<std::int64_t>(text.size()));
        return exited(1);
    }
    memory.bytes = static_cast<std::int64_t>(text.size()) + zeros;
    return sleep_until(ctx.now() + milliseconds(1) + memory.bytes / 400);
}

// ---- fallocate, truncate ----

Step run_fallocate(CommandContext& ctx) {
    const Options options(ctx, "l:s:c", {{"length", 'l'}, {"size", 's'}});
    if (!options.ok()) return exited(1);
    const bool allocates = ctx.args()[0] == "fallocate";
    const std::string text = options.value(allocates ? 'l' : 's');
    std::int64_t size = 0;
    if (options.rest().empty() || !read_size(text, size)) {
        ctx.err(cat(ctx.args()[0], allocates ? ": no length argument specified\n"
                                             : ": you must specify either ‘--size’ or "
                                               "‘--reference’\n"));
        return exited(1);
    }
    for (const std::string& name : options.rest()) {
        std::string old, error;
        ctx.read_file(name, old, error);
        error.clear();
        if (static_cast<std::int64_t>(old.size()) > size)
            old.resize(static_cast<std::size_t>(size));
        std::int64_t zeros = size - static_cast<std::int64_t>(old.size());
        const std::string path = ctx.absolute(name);
        if (allocates && zeros > disk_free(ctx.machine())) {
            ctx.err(cat("fallocate: ", name, ": fallocate failed: No space left on device\n"));
            return exited(1);
        }
        if (!write_zeros(ctx, name, old, zeros, error)) {
            ctx.err(cat(ctx.args()[0], ": cannot open ", name, ": ", error, "\n"));
            return exited(1);
        }
    }
    return exited(0);
}

// ---- du ----

std::int64_t blocks_of(const File& file) {
    return file.folder ? 4 : (file.size() + 4095) / 4096 * 4;
}

struct DuShown {
    bool all = false, summary = false, human = false;
    std::int64_t depth = 1 << 20;
};

std::string size_text(std::int64_t kib, const DuShown& how) {
    if (!how.human) return to_text(kib);
    constexpr const char* units[] = {"K", "M", "G", "T"};
    std::int64_t tenths = kib * 10;
    int unit = 0;
    while (tenths >= 10240 && unit < 3) tenths = (tenths + 1023) / 1024, ++unit;
    if (kib == 0) return "0";
    return tenths < 100 && unit > 0 ? cat(tenths / 10, ".", tenths % 10, units[unit])
                                    : cat((tenths + 9) / 10, units[unit]);
}

std::int64_t measure(CommandContext& ctx, const std::string& path, const std::string& shown,
                     const DuShown& how, std::int64_t depth) {
    const File* found = find_file(ctx.machine(), path);
    if (!found) return 0;
    const File file = *found;
    std::int64_t kib = blocks_of(file);
    if (file.folder) {
        std::vector<std::string> names;
        for (const FolderEntry& e : list_folder(ctx.machine(), path)) names.push_back(e.name);
        for (const std::string& name : names)
            kib += measure(ctx, cat(path == "/" ? "" : path, "/", name),
                           cat(shown == "/" ? "" : shown, "/", name), how, depth + 1);
        if (path == "/var/lib/docker") kib += images_size(ctx.machine()) / 1024;
    }
    const bool listed = depth == 0 || (!how.summary && depth <= how.depth);
    if (listed && (file.folder || how.all || depth == 0))
        ctx.out(cat(size_text(kib, how), "\t", shown, "\n"));
    return kib;
}

Step run_du(CommandContext& ctx) {
    const Options options(ctx, "ashckmxd:",
                          {{"all", 'a'},
                           {"summarize", 's'},
                           {"human-readable", 'h'},
                           {"total", 'c'},
                           {"max-depth", 'd'},
                           {"one-file-system", 'x'}});
    if (!options.ok()) return exited(1);
    DuShown how{options.has('a'), options.has('s'), options.has('h')};
    if (options.has('d') && !options.number(ctx, 'd', how.depth)) return exited(1);
    std::vector<std::string> operands = options.rest();
    if (operands.empty()) operands.emplace_back(".");
    std::int64_t total = 0;
    bool failed = false;
    for (const std::string& operand : operands) {
        if (!find_file(ctx.machine(), ctx.absolute(operand))) {
            ctx.err(cat("du: cannot access ‘", operand, "’: No such file or directory\n"));
            failed = true;
            continue;
        }
        total += measure(ctx, ctx.absolute(operand), operand, how, 0);
    }
    if (options.has('c')) ctx.out(cat(size_text(total, how), "\ttotal\n"));
    return exited(failed ? 1 : 0);
}

// ---- ln, chown ----

Step run_ln(CommandContext& ctx) {
    const Options options(ctx, "sfnvT", {{"symbolic", 's'}, {"force", 'f'}});
    if (!options.ok()) return exited(1);
    if (options.rest().empty()) {
        ctx.err("ln: missing file operand\nTry 'ln --help' for more information.\n");
        return exited(1);
    }
    const std::string target = options.rest()[0];
    std::string name = options.rest().size() > 1 ? options.rest().back() : base_name(target);
    const File* there = find_file(ctx.machine(), ctx.absolute(name));
    if (there && there->folder && !options.has('n')) name = cat(name, "/", base_name(target));
    const std::string path = ctx.absolute(name);
    const char* kind = options.has('s') ? "symbolic" : "hard";
    std::string error;
    if (find_file(ctx.machine(), path)) {
        if (options.has('f'))
            remove_file(ctx.world, ctx.machine(), path, false, error);
        else
            error = "File exists";
    }
    if (error.empty() && options.has('s')) {
        make_link(ctx.world, ctx.machine(), path, target, error);
    } else if (error.empty()) {
        const File* source = find_file(ctx.machine(), ctx.absolute(target));
        if (!source || source->folder) {
            ctx.err(source
                        ? cat("ln: ‘", target, "’: hard link not allowed for directory\n")
                        : cat("ln: failed to access ‘", target, "’: No such file or directory\n"));
            return exited(1);
        }
        copy_file(ctx.world, ctx.machine(), ctx.absolute(target), path, error);
    }
    if (error.empty()) return exited(0);
    ctx.err(cat("ln: failed to create ", kind, " link ‘", name, "’: ", error, "\n"));
    return exited(1);
}

void own(CommandContext& ctx, const std::string& path, const std::string& owner, bool below) {
    std::string error;
    std::vector<std::string> names;
    if (const File* f = find_file(ctx.machine(), path); below && f && f->folder)
        for (const FolderEntry& e : list_folder(ctx.machine(), path)) names.push_back(e.name);
    for (const std::string& name : names) own(ctx, cat(path, "/", name), owner, true);
    if (File* file = edit_file(ctx.world, ctx.machine(), path, error)) file->owner = owner;
}

// The users of CentOS 7 that people name.
bool is_user(std::string_view name) {
    for (const char* user :
         {"root", "bin", "daemon", "nobody", "etcd", "sshd", "chrony", "vagrant"})
        if (name == user) return true;
    std::int64_t number = 0;
    return parse_int(name, number);
}

Step run_chown(CommandContext& ctx) {
    const Options options(ctx, "Rvfh", {{"recursive", 'R'}});
    if (!options.ok()) return exited(1);
    if (options.rest().size() < 2) {
        ctx.err(cat(ctx.args()[0], ": missing operand\nTry '", ctx.args()[0],
                    " --help' for more information.\n"));
        return exited(1);
    }
    const bool group = ctx.args()[0] == "chgrp";
    const std::string who = options.rest()[0];
    const std::size_t colon = who.find_first_of(":.");
    std::string user = group ? "" : who.substr(0, colon);
    if (user == "0") user = "root";
    for (const std::string& name : {user, group                        ? who
                                          : colon == std::string::npos ? ""
                                                                       : who.substr(colon + 1)})
        if (!name.empty() && !is_user(name)) {
            ctx.err(cat(ctx.args()[0], ": invalid ", group ? "group" : "user", ": ‘", who, "’\n"));
            return exited(1);
        }
    int status = 0;
    for (std::size_t i = 1; i < options.rest().size(); ++i) {
        const std::string path = ctx.absolute(options.rest()[i]);
        if (!find_file(ctx.machine(), path)) {
            ctx.err(cat(ctx.args()[0], ": cannot access ‘", options.rest()[i],
                        "’: No such file or directory\n"));
            status = 1;
        } else if (!user.empty()) {
            own(ctx, path, user, options.has('R'));
        }
    }
    return exited(status);
}

}  // namespace

extern const Command dd = {.name = "dd",
                           .usage = "dd if=FILE of=FILE bs=BYTES count=N",
                           .summary = "copies blocks of a file",
                           .run = run_dd};
extern const Command fallocate = {.name = "fallocate",
                                  .usage = "fallocate -l LENGTH FILE",
                                  .summary = "reserves room for a file",
                                  .run = run_fallocate};
extern const Command truncate_ = {.name = "truncate",
                                  .usage = "truncate -s SIZE FILE...",
                                  .summary = "cuts or extends files",
                                  .run = run_fallocate};
extern const Command du = {.name = "du",
                           .usage = "du [-ashc] [-d DEPTH] [FILE]...",
                           .summary = "room that files take",
                           .run = run_du};
extern const Command ln = {
    .name = "ln", .usage = "ln [-sf] TARGET [NAME]", .summary = "makes links", .run = run_ln};
extern const Command chown_ = {.name = "chown",
                               .usage = "chown [-R] OWNER[:GROUP] FILE...",
                               .summary = "changes the owner of files",
                               .run = run_chown};
extern const Command chgrp = {.name = "chgrp",
                              .usage = "chgrp [-R] GROUP FILE...",
                              .summary = "changes the group of files",
                              .run = run_chown};

}  // namespace podfall
