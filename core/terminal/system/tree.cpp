// tree: a directory with everything in it.
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"

namespace podfall {

namespace {

struct Walk {
    const Machine& machine;
    bool hidden, folders_only;
    std::int64_t depth;  // 0 for all
    std::string out;
    int folders = 0, files = 0;
};

void list(Walk& w, const std::string& path, const std::string& stem, std::int64_t level) {
    std::vector<FolderEntry> entries;
    for (FolderEntry& e : list_folder(w.machine, path))
        if ((w.hidden || e.name[0] != '.') && (e.file->folder || !w.folders_only))
            entries.push_back(std::move(e));
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const bool last = i + 1 == entries.size(), folder = entries[i].file->folder;
        w.out += cat(stem, last ? "└── " : "├── ", entries[i].name, "\n");
        ++(folder ? w.folders : w.files);
        if (folder && (w.depth == 0 || level < w.depth))
            list(w, (path == "/" ? "" : path) + "/" + entries[i].name,
                 stem + (last ? "    " : "│   "), level + 1);
    }
}

Step run_tree(CommandContext& ctx) {
    const Options options(ctx, "adL:fCn");
    std::int64_t depth = 0;
    if (!options.ok() || !options.number(ctx, 'L', depth)) return exited(1);
    std::vector<std::string> roots = options.rest();
    if (roots.empty()) roots = {"."};
    Walk w{ctx.machine(), options.has('a'), options.has('d'), depth, ""};
    for (const std::string& root : roots) {
        const std::string path = ctx.absolute(root);
        const File* file = find_file(ctx.machine(), path);
        if (!file || !file->folder) {
            w.out += root + " [error opening dir]\n";
            continue;
        }
        w.out += root + "\n";
        list(w, path, "", 1);
    }
    const auto count = [](int n, const char* one, const char* many) {
        return cat(n, " ", n == 1 ? one : many);
    };
    ctx.out(cat(w.out, "\n", count(w.folders, "directory", "directories"),
                w.folders_only ? "" : ", " + count(w.files, "file", "files"), "\n"));
    return exited(0);
}

}  // namespace

extern const Command tree = {.name = "tree",
                             .usage = "tree [-ad] [-L DEPTH] [FOLDER...]",
                             .summary = "A folder with all that is in it.",
                             .run = run_tree};

}  // namespace podfall
