// tar: creates, lists and extracts archives. Models GNU tar; -z stores without compressing.
#include <utility>

#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/files.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"
#include "core/terminal/system/tar_archive.h"

namespace podfall {

namespace {

constexpr int fatal = 2;

Step give_up(CommandContext& ctx, std::string_view why) {
    ctx.err(cat("tar: ", why, "\ntar: Error is not recoverable: exiting now\n"));
    return exited(fatal);
}

struct Tar {
    CommandContext& ctx;
    std::string folder;  // -C
    bool verbose = false, to_output = false, removed_slash = false, failed = false;

    std::string path(const std::string& name) const { return absolute_path(folder, name); }
    void say(const std::string& name, bool is_folder) {
        if (!verbose) return;
        const std::string line = cat(name, is_folder ? "/" : "", "\n");
        to_output ? ctx.err(line) : ctx.out(line);
    }
    void add(std::string& archive, const std::string& name);
    void create(std::string& archive, const std::vector<std::string>& names);
    bool extract(std::string_view archive, const std::vector<std::string>& wanted, bool list,
                 std::string& problem);
};

void Tar::add(std::string& archive, const std::string& name) {
    const std::string full = path(name);
    const File* file = find_file(ctx.machine(), full);
    if (!file) {
        ctx.err(cat("tar: ", name, ": Cannot stat: No such file or directory\n"));
        failed = true;
        return;
    }
    std::string stored = name;
    while (!stored.empty() && stored[0] == '/') {
        if (!std::exchange(removed_slash, true))
            ctx.err("tar: Removing leading `/' from member names\n");
        stored.erase(0, 1);
    }
    while (stored.size() > 1 && stored.back() == '/') stored.pop_back();
    TarEntry entry{stored.empty() ? "." : stored, file->folder, file->mode, file->modified, {}};
    if (file->content) entry.content = *file->content;
    say(entry.name, entry.folder);
    write_tar_entry(archive, entry);
    if (!file->folder) return;
    for (const FolderEntry& e : list_folder(ctx.machine(), full))
        add(archive, cat(name, name.back() == '/' ? "" : "/", e.name));
}

void Tar::create(std::string& archive, const std::vector<std::string>& names) {
    for (const std::string& name : names) add(archive, name);
    end_tar(archive);
    if (failed) ctx.err("tar: Exiting with failure status due to previous errors\n");
}

bool is_wanted(const std::vector<std::string>& wanted, const std::string& name) {
    for (const std::string& w : wanted)
        if (name == w || name.rfind(cat(w, "/"), 0) == 0) return true;
    return wanted.empty();
}

bool Tar::extract(std::string_view archive, const std::vector<std::string>& wanted, bool list,
                  std::string& problem) {
    TarEntry entry;
    while (read_tar_entry(archive, entry, problem)) {
        if (!is_wanted(wanted, entry.name)) continue;
        if (list) {
            ctx.out(cat(entry.name, entry.folder ? "/" : "", "\n"));
            continue;
        }
        say(entry.name, entry.folder);
        const std::string full = path(entry.name);
        std::string error;
        for (std::size_t at = full.find('/', root_of(full).size() + 1); at != std::string::npos;
             at = full.find('/', at + 1))
            if (!find_file(ctx.machine(), full.substr(0, at)))
                make_folder(ctx.world, ctx.machine(), full.substr(0, at), error);
        if (entry.folder) {
            if (!find_file(ctx.machine(), full)) make_folder(ctx.world, ctx.machine(), full, error);
        } else if (write_file(ctx.world, ctx.machine(), full, entry.content, error)) {
            if (File* file = edit_file(ctx.world, ctx.machine(), full, error))
                file->mode = entry.mode;
        }
        if (error.empty()) continue;
        ctx.err(cat("tar: ", entry.name, ": Cannot open: ", error, "\n"));
        failed = true;
    }
    if (failed) ctx.err("tar: Exiting with failure status due to previous errors\n");
    return problem.empty();
}

Step create(Tar& tar, const Options& options, const std::string& file) {
    CommandContext& ctx = tar.ctx;
    if (options.rest().empty()) {
        ctx.err(
            "tar: Cowardly refusing to create an empty archive\n"
            "Try 'tar --help' or 'tar --usage' for more information.\n");
        return exited(fatal);
    }
    std::string archive, error;
    tar.create(archive, options.rest());
    if (options.has('z')) archive = gzip_stored(archive);
    if (tar.to_output)
        ctx.out(archive);
    else if (!ctx.write_file(file, archive, error))
        return give_up(ctx, cat(file, ": Cannot open: ", error));
    return exited(tar.failed ? fatal : 0);
}

// "tar czf a.tgz x": letters without a dash, whose values follow in their order.
std::vector<std::string> with_dashes(const std::vector<std::string>& args) {
    if (args.size() < 2 || args[1].empty() || args[1][0] == '-') return args;
    std::vector<std::string> out = {args[0]};
    std::size_t next = 2;
    for (char c : args[1]) {
        out.push_back(std::string("-") + c);
        if ((c == 'f' || c == 'C') && next < args.size()) out.push_back(args[next++]);
    }
    out.insert(out.end(), args.begin() + static_cast<std::ptrdiff_t>(next), args.end());
    return out;
}

Step run_tar(CommandContext& ctx) {
    const Options options(ctx, with_dashes(ctx.args()), "cxtvf:zC:mpkh",
                          {{"create", 'c'},
                           {"extract", 'x'},
                           {"list", 't'},
                           {"verbose", 'v'},
                           {"file", 'f'},
                           {"gzip", 'z'},
                           {"directory", 'C'},
                           {"no-same-owner", 'm'},
                           {"no-same-permissions", 'm'}});
    if (!options.ok()) return exited(fatal);
    const int modes = options.has('c') + options.has('x') + options.has('t');
    if (modes != 1) {
        ctx.err(cat(modes == 0 ? "tar: You must specify one of the '-Acdtrux', '--delete' or "
                                 "'--test-label' options\n"
                               : "tar: You may not specify more than one '-Acdtrux', '--delete' or "
                                 " '--test-label' option\n",
                    "Try 'tar --help' or 'tar --usage' for more information.\n"));
        return exited(fatal);
    }
    const std::string file = options.value('f', "-"), folder = options.value('C');
    Tar tar{ctx, ctx.absolute(folder.empty() ? "." : folder), options.has('v'), file == "-"};
    const File* there = find_file(ctx.machine(), tar.folder);
    if (!there || !there->folder)
        return give_up(ctx, cat(folder, ": Cannot open: ",
                                there ? "Not a directory" : "No such file or directory"));
    if (options.has('c')) return create(tar, options, file);
    if (file == "-" && !ctx.input_ended()) return wait_input();
    std::string archive, problem, plain;
    if (file == "-")
        archive = ctx.take_input();
    else if (!ctx.read_file(file, archive, problem))
        return give_up(ctx, cat(file, ": Cannot open: ", problem));
    if (archive.substr(0, 2) == "\x1f\x8b" && gunzip_stored(archive, plain))
        archive = std::move(plain);
    else if (options.has('z'))
        return give_up(ctx, "Child returned status 1");
    tar.to_output = false;
    if (!tar.extract(archive, options.rest(), options.has('t'), problem)) {
        ctx.err(cat("tar: ", problem, "\n"));
        return give_up(ctx, "Exiting with failure status due to previous errors");
    }
    return exited(tar.failed ? fatal : 0);
}

}  // namespace

extern const Command tar = {.name = "tar",
                            .usage = "tar -c|-x|-t [-vz] [-f ARCHIVE] [-C FOLDER] [FILE]...",
                            .summary = "packs and unpacks archives",
                            .run = run_tar};

}  // namespace podfall
