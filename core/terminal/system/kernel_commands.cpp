// sysctl, modprobe, lsmod, swapon, swapoff, mount: settings of the kernel, which are files below
// /proc. Models procps-ng 3.3.10, kmod 20 and util-linux 2.23.
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/machine/host/kernel.h"
#include "core/terminal/command.h"
#include "core/terminal/net/dns.h"
#include "core/terminal/options.h"

namespace podfall {

namespace {

constexpr std::string_view settings = "/proc/sys/";

// ---- sysctl ----

int show_setting(CommandContext& ctx, const std::string& name, bool bare) {
    std::string text, error;
    if (!ctx.read_file(sysctl_path(name), text, error)) {
        ctx.err(cat("sysctl: cannot stat ", sysctl_path(name), ": ", error, "\n"));
        return 255;
    }
    ctx.out(bare ? cat(trim(text), "\n") : cat(name, " = ", trim(text), "\n"));
    return 0;
}

int change_setting(CommandContext& ctx, std::string_view assignment) {
    const std::size_t equals = assignment.find('=');
    const std::string name(trim(assignment.substr(0, equals))),
        value(trim(assignment.substr(equals + 1))), path = sysctl_path(name);
    std::string error;
    if (!find_file(ctx.machine(), path)) {
        ctx.err(cat("sysctl: cannot stat ", path, ": No such file or directory\n"));
        return 255;
    }
    ctx.write_file(path, value + "\n", error);
    ctx.out(cat(name, " = ", value, "\n"));
    return 0;
}

int apply_settings(CommandContext& ctx, const std::string& file) {
    std::string text, error;
    if (!ctx.read_file(file, text, error)) {
        ctx.err(cat("sysctl: cannot open \"", file, "\": ", error, "\n"));
        return 255;
    }
    int status = 0;
    for (const std::string& line : split_lines(text)) {
        const std::string_view own = trim(line);
        if (own.empty() || own[0] == '#' || own[0] == ';') continue;
        if (!contains(own, "="))
            ctx.err(cat("sysctl: ", file, "(1): invalid syntax, continuing...\n"));
        else
            status |= change_setting(ctx, own);
    }
    return status;
}

std::vector<std::string> setting_files(CommandContext& ctx) {
    std::vector<std::string> files;
    for (const char* folder : {"/usr/lib/sysctl.d", "/etc/sysctl.d"})
        for (const FolderEntry& e : list_folder(ctx.machine(), folder))
            if (e.name.size() > 5 && e.name.substr(e.name.size() - 5) == ".conf")
                files.push_back(cat(folder, "/", e.name));
    if (find_file(ctx.machine(), "/etc/sysctl.conf")) files.emplace_back("/etc/sysctl.conf");
    return files;
}

Step run_sysctl(CommandContext& ctx) {
    const Options options(
        ctx, "anwpqeN",
        {{"all", 'a'}, {"values", 'n'}, {"write", 'w'}, {"load", 'p'}, {"system", 's'}});
    if (!options.ok()) return exited(1);
    int status = 0;
    if (options.has('s')) {
        for (const std::string& file : setting_files(ctx)) {
            ctx.out(cat("* Applying ", file, " ...\n"));
            status |= apply_settings(ctx, file);
        }
        return exited(status);
    }
    if (options.has('p')) {
        if (options.rest().empty()) return exited(apply_settings(ctx, "/etc/sysctl.conf"));
        for (const std::string& file : options.rest()) status |= apply_settings(ctx, file);
        return exited(status);
    }
    if (options.has('a')) {
        for (auto it = ctx.machine().files.lower_bound(std::string(settings));
             it != ctx.machine().files.end() && it->key.rfind(settings, 0) == 0; ++it)
            if (it->value.content)
                ctx.out(cat(replace_all(it->key.substr(settings.size()), "/", "."), " = ",
                            trim(*it->value.content), "\n"));
        return exited(0);
    }
    if (options.rest().empty()) {
        ctx.err("Usage:\n sysctl [options] [variable[=value] ...]\n");
        return exited(1);
    }
    for (const std::string& word : options.rest())
        status |= contains(word, "=") ? change_setting(ctx, word)
                                      : show_setting(ctx, word, options.has('n'));
    return exited(status);
}

// ---- modules ----

constexpr const char* modules[] = {"br_netfilter", "ip_tables",         "ip_vs",   "ip_vs_rr",
                                   "ip_vs_sh",     "ip_vs_wrr",         "ipip",    "ip_set",
                                   "nf_conntrack", "nf_conntrack_ipv4", "overlay", "xt_set"};

bool is_module(std::string_view name) {
    for (const char* m : modules)
        if (name == m) return true;
    return false;
}

std::string module_table(CommandContext& ctx) {
    std::string text, error;
    if (!ctx.read_file("/proc/modules", text, error))
        text = "overlay\nipip\nip_set\nxt_set\nbr_netfilter\nnf_conntrack\nip_tables\n";
    return text;
}

Step run_modprobe(CommandContext& ctx) {
    const Options options(ctx, "ravq", {{"remove", 'r'}, {"all", 'a'}});
    if (!options.ok() || options.rest().empty()) return exited(1);
    std::string table = module_table(ctx), error;
    for (const std::string& name : options.rest()) {
        if (!is_module(name)) {
            ctx.err(cat("modprobe: FATAL: Module ", name, " not found.\n"));
            return exited(1);
        }
        const bool there = contains("\n" + table, cat("\n", name, "\n"));
        if (options.has('r') && there &&
            (name == "overlay" || name == "ip_tables" || name == "nf_conntrack" ||
             name == "br_netfilter")) {
            ctx.err(cat("modprobe: FATAL: Module ", name, " is in use.\n"));
            return exited(1);
        }
        if (options.has('r'))
            table = replace_all("\n" + table, cat("\n", name, "\n"), "\n").substr(1);
        else if (!there)
            table = cat(name, "\n", table);
    }
    std::string old;
    const bool first = !find_file(ctx.machine(), "/proc/modules");
    if (first || module_table(ctx) != table) ctx.write_file("/proc/modules", table, error);
    return exited(0);
}

Step run_lsmod(CommandContext& ctx) {
    ctx.out("Module                  Size  Used by\n");
    for (const std::string& name : split_lines(module_table(ctx)))
        ctx.out(cat(pad_right(name, 19), " ", pad_left(to_text(22256), 8), "  ",
                    name == "overlay" ? "24" : "0", "\n"));
    return exited(0);
}

// ---- swap ----

std::string swap_text(CommandContext& ctx) {
    std::string text, error;
    return ctx.read_file(swap_table, text, error) ? text : std::string(swap_heading);
}

// The swap files of /etc/fstab.
std::vector<std::string> fstab_swaps(CommandContext& ctx) {
    std::string text, error;
    std::vector<std::string> found;
    ctx.read_file("/etc/fstab", text, error);
    for (const std::string& line : split_lines(text)) {
        const std::vector<std::string> words = split_words(line);
        if (words.size() > 2 && words[0][0] != '#' && words[2] == "swap") found.push_back(words[0]);
    }
    return found;
}

Step run_swapon(CommandContext& ctx) {
    const Options options(ctx, "asv", {{"all", 'a'}, {"summary", 's'}, {"show", 'S'}});
    if (!options.ok()) return exited(1);
    std::string table = swap_text(ctx), error;
    const bool lists = options.rest().empty() && !options.has('a');
    if (lists) {
        const std::vector<std::string> lines = split_lines(table);
        if (lines.size() < 2) return exited(0);
        if (options.has('s')) return ctx.out(table), exited(0);
        ctx.out("NAME      TYPE SIZE USED PRIO\n");
        for (std::size_t i = 1; i < lines.size(); ++i) {
            const std::vector<std::string> words = split_words(lines[i]);
            ctx.out(cat(words[0], " file   2G   0B   -2\n"));
        }
        return exited(0);
    }
    int status = 0;
    for (const std::string& file : options.has('a') ? fstab_swaps(ctx) : options.rest()) {
        const File* found = find_file(ctx.machine(), ctx.absolute(file));
        const std::string path = ctx.absolute(file);
        if (!found) {
            ctx.err(cat("swapon: stat failed ", file, ": No such file or directory\n"));
            status = 255;
        } else if (found->zeros == 0) {
            ctx.err(cat("swapon: ", file, ": read swap header failed: Invalid argument\n"));
            status = 255;
        } else if (contains(table, path)) {
            if (!options.has('a')) {
                ctx.err(cat("swapon: ", file, ": swapon failed: Device or resource busy\n"));
                status = 255;
            }
        } else {
            table += swap_line(path, found->size());
        }
    }
    ctx.write_file(swap_table, table, error);
    return exited(status);
}

Step run_swapoff(CommandContext& ctx) {
    const Options options(ctx, "av", {{"all", 'a'}});
    if (!options.ok()) return exited(1);
    if (options.rest().empty() && !options.has('a')) {
        ctx.err("Usage:\n swapoff [options] [<spec>]\n");
        return exited(1);
    }
    std::string table = swap_heading, error;
    int status = 0;
    const std::vector<std::string> lines = split_lines(swap_text(ctx));
    for (std::size_t i = 1; i < lines.size() && !options.has('a'); ++i) {
        bool named = false;
        for (const std::string& file : options.rest())
            named = named || split_words(lines[i])[0] == ctx.absolute(file);
        if (!named) table += lines[i] + "\n";
    }
    for (const std::string& file : options.rest())
        if (!contains(swap_text(ctx), ctx.absolute(file))) {
            ctx.err(cat("swapoff: ", file, ": swapoff failed: Invalid argument\n"));
            status = 255;
        }
    ctx.write_file(swap_table, table, error);
    return exited(status);
}

// ---- mount ----

Step run_mount(CommandContext& ctx) {
    if (ctx.args().size() > 1 && ctx.args()[1] != "-l" && ctx.args()[1] != "-t") {
        ctx.err(cat("mount: ", ctx.args().back(),
                    ": this lab's machines have one disk, which is mounted on /\n"));
        return exited(32);
    }
    if (own_container(ctx)) {
        ctx.out(
            "overlay on / type overlay (rw,relatime)\nproc on /proc type proc "
            "(rw,nosuid,nodev,noexec,relatime)\n");
        for (const ContainerMount& m : own_container(ctx)->mounts)
            ctx.out(cat("/dev/sda1 on ", m.target, " type xfs (", m.read_only ? "ro" : "rw",
                        ",relatime,attr2,inode64,noquota)\n"));
        return exited(0);
    }
    ctx.out(
        "sysfs on /sys type sysfs (rw,nosuid,nodev,noexec,relatime)\n"
        "proc on /proc type proc (rw,nosuid,nodev,noexec,relatime)\n"
        "devtmpfs on /dev type devtmpfs (rw,nosuid,mode=755)\n"
        "tmpfs on /run type tmpfs (rw,nosuid,nodev,mode=755)\n"
        "cgroup on /sys/fs/cgroup/memory type cgroup (rw,nosuid,nodev,noexec,relatime,memory)\n"
        "/dev/sda1 on / type xfs (rw,relatime,attr2,inode64,noquota)\n");
    for (const auto& [id, c] : ctx.machine().containers)
        if (c.state == DockerState::running)
            ctx.out(cat("overlay on /var/lib/docker/overlay2/", id,
                        "/merged type overlay (rw,relatime)\n"));
    return exited(0);
}

}  // namespace

extern const Command sysctl = {.name = "sysctl",
                               .usage = "sysctl [-n] [-w] [-p [FILE]] [--system] [NAME[=VALUE]]...",
                               .summary = "reads and sets parameters of the kernel",
                               .run = run_sysctl};
extern const Command modprobe = {.name = "modprobe",
                                 .usage = "modprobe [-r] MODULE...",
                                 .summary = "loads modules of the kernel",
                                 .run = run_modprobe};
extern const Command lsmod = {
    .name = "lsmod", .usage = "lsmod", .summary = "loaded modules", .run = run_lsmod};
extern const Command swapon = {.name = "swapon",
                               .usage = "swapon [-a] [-s] [FILE]...",
                               .summary = "switches swap files on",
                               .run = run_swapon};
extern const Command swapoff = {.name = "swapoff",
                                .usage = "swapoff [-a] [FILE]...",
                                .summary = "switches swap files off",
                                .run = run_swapoff};
extern const Command mount = {
    .name = "mount", .usage = "mount", .summary = "mounted file systems", .run = run_mount};

}  // namespace podfall
