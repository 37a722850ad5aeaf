// scp: copies files to and from other machines. Models OpenSSH 7.4.
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/command.h"
#include "core/terminal/net/connection.h"
#include "core/terminal/options.h"

namespace podfall {

namespace {

constexpr int scp_port = 22;

// "root@w1-k8s:/root/x": a file on another machine; without a host, on this one.
struct ScpPlace {
    std::string host, path;
    MachineId machine = -1;
};

ScpPlace read_place(std::string_view text) {
    const std::size_t colon = text.find(':'), slash = text.find('/');
    if (colon == std::string_view::npos || slash < colon) return {"", std::string(text)};
    std::string_view host = text.substr(0, colon);
    host = host.substr(host.rfind('@') + 1);
    return {std::string(host), std::string(text.substr(colon + 1))};
}

struct ScpMemory {
    bool waited = false;
    Reach reach = Reach::ok;
    std::string address;
};

template <class V>
void fields(V& v, ScpMemory& m) {
    v("waited", m.waited), v("reach", m.reach), v("address", m.address);
}

// The machine of a place, or false after an error. A failing connection takes its time first.
bool find_machine_of(CommandContext& ctx, ScpPlace& place, Step& step) {
    place.machine = ctx.machine_id;
    if (place.host.empty()) {
        place.path = ctx.absolute(place.path);
        return true;
    }
    place.path = absolute_path("/root", place.path.empty() ? "." : place.path);
    std::string address;
    if (!resolve_host(ctx.machine(), place.host, address)) {
        ctx.err(cat("ssh: Could not resolve hostname ", place.host,
                    ": Name or service not known\nlost connection\n"));
        step = exited(1);
        return false;
    }
    const Connection c = open_connection(ctx.world, ctx.machine_id, address, scp_port);
    place.machine = c.machine;
    if (c.reach == Reach::ok) return true;
    ScpMemory& memory = ctx.memory<ScpMemory>();
    if (!memory.waited && failure_time(c.reach) > 0) {
        memory.waited = true;
        step = sleep_until(ctx.now() + failure_time(c.reach));
        return false;
    }
    ctx.err(cat("ssh: connect to host ", place.host, " port ", scp_port, ": ",
                c.reach == Reach::refused    ? "Connection refused"
                : c.reach == Reach::no_route ? "No route to host"
                                             : "Connection timed out",
                "\nlost connection\n"));
    step = exited(1);
    return false;
}

// A copy of one file, or with its whole directory.
bool transfer(CommandContext& ctx, MachineId from, const std::string& path, MachineId to,
              const std::string& target, std::string& error) {
    const Machine source = *ctx.world.machines.find(from);
    const File* file = find_file(source, path);
    Machine& there = *ctx.world.machines.edit(to);
    if (!file->folder) {
        std::string text;
        if (!read_file(source, path, text, error) ||
            !write_file(ctx.world, there, target, text, error))
            return false;
        if (File* made = edit_file(ctx.world, there, target, error)) made->mode = file->mode;
        return true;
    }
    if (!find_file(there, target) && !make_folder(ctx.world, there, target, error)) return false;
    for (const FolderEntry& e : list_folder(source, path))
        if (!transfer(ctx, from, cat(path, "/", e.name), to, cat(target, "/", e.name), error))
            return false;
    return true;
}

void show_progress(CommandContext& ctx, const std::string& name, std::int64_t bytes) {
    if (!ctx.output_is_terminal()) return;
    ctx.out(cat(pad_right(name, 50), "100% ", pad_left(to_text(bytes), 4), "    ",
                pad_left(to_text(bytes / 1024 + 1), 4), ".0KB/s   00:00    \n"));
}

Step run_scp(CommandContext& ctx) {
    const Options options(ctx, "rpqCv346BP:i:o:l:");
    if (!options.ok()) return exited(1);
    std::vector<std::string> words = options.rest();
    if (words.size() < 2) {
        ctx.err(
            "usage: scp [-12346BCpqrv] [-i identity_file] [-P port] [[user@]host1:]file1 ... "
            "[[user@]host2:]file2\n");
        return exited(1);
    }
    Step step;
    ScpPlace to = read_place(words.back());
    words.pop_back();
    if (!find_machine_of(ctx, to, step)) return step;
    int status = 0;
    for (const std::string& word : words) {
        ScpPlace from = read_place(word);
        if (!find_machine_of(ctx, from, step)) return step;
        const File* file = find_file(*ctx.world.machines.find(from.machine), from.path);
        const std::string shown = from.host.empty() ? word : from.path;
        std::string error = !file                               ? "No such file or directory"
                            : file->folder && !options.has('r') ? "not a regular file"
                                                                : "";
        const std::int64_t bytes = file ? file->size() : 0;
        const File* folder = find_file(*ctx.world.machines.find(to.machine), to.path);
        const std::string target =
            folder && folder->folder ? cat(to.path == "/" ? "" : to.path, "/", base_name(from.path))
                                     : to.path;
        if (error.empty() && transfer(ctx, from.machine, from.path, to.machine, target, error)) {
            if (!options.has('q')) show_progress(ctx, base_name(from.path), bytes);
            continue;
        }
        ctx.err(cat(from.host.empty() ? "" : "scp: ", shown, ": ", error, "\n"));
        status = 1;
    }
    return exited(status);
}

}  // namespace

extern const Command scp = {.name = "scp",
                            .usage = "scp [-r] [[user@]host:]FILE... [[user@]host:]TARGET",
                            .summary = "copies files between machines",
                            .run = run_scp,
                            .startup = milliseconds(180)};

}  // namespace podfall
