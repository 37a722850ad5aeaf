// find: walks directories and tests files. Models GNU findutils.
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/bash/expand.h"
#include "core/terminal/command.h"

namespace podfall {

namespace {

struct FindMemory {
    bool walked = false, running = false;
    int status = 0;
    std::vector<std::string> found;  // for -exec
    std::size_t next = 0;
};

template <class V>
void fields(V& v, FindMemory& m) {
    v("walked", m.walked), v("running", m.running), v("status", m.status), v("found", m.found);
    v("next", m.next);
}

struct Query {
    std::vector<std::string> roots, names, paths;
    bool ignore_case = false, deletes = false, negated = false, prints_null = false;
    char type = 0;
    std::int64_t max_depth = 1000, min_depth = 0;
    std::vector<std::string> exec;
    bool exec_all = false;  // -exec ... +
};

// Parses the tests; false after printing an error.
bool read_query(CommandContext& ctx, Query& q) {
    const auto& args = ctx.args();
    std::size_t i = 1;
    while (i < args.size() && args[i][0] != '-' && args[i] != "!" && args[i] != "(")
        q.roots.push_back(args[i++]);
    if (q.roots.empty()) q.roots = {"."};
    for (; i < args.size(); ++i) {
        const std::string& a = args[i];
        if (a == "-print" || a == "-a" || a == "-o" || a == "(" || a == ")") continue;
        if (a == "!" || a == "-not")
            q.negated = true;
        else if (a == "-delete")
            q.deletes = true;
        else if (a == "-print0")
            q.prints_null = true;
        else if (a == "-exec") {
            for (++i; i < args.size() && args[i] != ";" && args[i] != "+"; ++i)
                q.exec.push_back(args[i]);
            q.exec_all = i < args.size() && args[i] == "+";
        } else if (i + 1 == args.size()) {
            ctx.err(a[0] == '-' ? cat("find: missing argument to `", a, "'\n")
                                : cat("find: paths must precede expression: ", a, "\n"));
            return false;
        } else if (a == "-name" || a == "-iname") {
            q.ignore_case |= a == "-iname";
            q.names.push_back(q.ignore_case ? to_lower(args[++i]) : args[++i]);
        } else if (a == "-path")
            q.paths.push_back(args[++i]);
        else if (a == "-type")
            q.type = args[++i][0];
        else if (a == "-maxdepth" || a == "-mindepth") {
            std::int64_t n;
            if (parse_int(args[++i], n)) (a == "-maxdepth" ? q.max_depth : q.min_depth) = n;
        } else {
            ctx.err(cat("find: unknown predicate `", a, "'\n"));
            return false;
        }
    }
    return true;
}

void walk(CommandContext& ctx, const Query& q, const std::string& path, const std::string& name,
          std::int64_t depth, std::vector<std::string>& found) {
    const File* file = find_file(ctx.machine(), ctx.absolute(path));
    if (!file) return;
    const bool folder = file->folder;
    bool fits = q.type == 0 || folder == (q.type == 'd');
    bool named = q.names.empty();
    for (const std::string& pattern : q.names)
        named |= matches(pattern, q.ignore_case ? to_lower(name) : name);
    for (const std::string& pattern : q.paths) fits &= matches(pattern, path);
    if (fits && named != q.negated && depth >= q.min_depth) found.push_back(path);
    if (!folder || depth >= q.max_depth) return;
    for (const FolderEntry& entry : list_folder(ctx.machine(), ctx.absolute(path)))
        walk(ctx, q, cat(path, path.back() == '/' ? "" : "/", entry.name), entry.name, depth + 1,
             found);
}

Step run_find(CommandContext& ctx) {
    Query q;
    if (!read_query(ctx, q)) return exited(1);
    FindMemory& memory = ctx.memory<FindMemory>();
    if (!memory.walked) {
        memory.walked = true;
        for (const std::string& root : q.roots) {
            if (!find_file(ctx.machine(), ctx.absolute(root))) {
                ctx.err(cat("find: ‘", root, "’: No such file or directory\n"));
                memory.status = 1;
            }
            walk(ctx, q, root, base_name(root), 0, memory.found);
        }
        std::string error;
        for (const std::string& path : memory.found) {
            if (q.deletes)
                remove_file(ctx.world, ctx.machine(), ctx.absolute(path), true, error);
            else if (q.exec.empty())
                ctx.out(q.prints_null ? path + std::string(1, '\0') : path + "\n");
        }
    }
    if (q.exec.empty() || memory.next >= memory.found.size()) return exited(memory.status);
    std::vector<std::string> args;
    for (const std::string& word : q.exec) {
        if (q.exec_all && word == "{}")
            args.insert(args.end(), memory.found.begin(), memory.found.end());
        else
            args.push_back(replace_all(word, "{}", memory.found[memory.next]));
    }
    memory.next = q.exec_all ? memory.found.size() : memory.next + 1;
    ctx.start_child(std::move(args));
    return wait_child();
}

}  // namespace

extern const Command find_ = {
    .name = "find",
    .usage = "find [PATH]... [-name PATTERN] [-type f|d] [-maxdepth N] [-exec COMMAND {} ;]",
    .summary = "finds files",
    .run = run_find};

}  // namespace podfall
