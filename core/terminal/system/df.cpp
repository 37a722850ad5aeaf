// df: file systems of a node. The space used by docker depends on its images and containers.
#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/disk.h"
#include "core/terminal/command.h"
#include "core/terminal/net/dns.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace {

constexpr std::int64_t disk_kib = disk_bytes / 1024;

struct FileSystem {
    std::string device, on;
    std::int64_t size = 0, used = 0;  // KiB
};

std::vector<FileSystem> file_systems(CommandContext& ctx) {
    const std::int64_t memory = ctx.machine().memory_bytes / 1024 / 2;
    const std::int64_t used = disk_used(ctx.machine()) / 1024;
    if (own_container(ctx))
        return {{"tmpfs", "/dev", 65536, 0},
                {"tmpfs", "/sys/fs/cgroup", memory, 0},
                {"/dev/sda1", "/etc/hosts", disk_kib, used},
                {"shm", "/dev/shm", 65536, 0},
                {"overlay", "/", disk_kib, used}};
    return {{"devtmpfs", "/dev", memory - 12000, 0},
            {"tmpfs", "/dev/shm", memory, 0},
            {"tmpfs", "/run", memory, 8800},
            {"tmpfs", "/sys/fs/cgroup", memory, 0},
            {"/dev/sda1", "/", disk_kib, used}};
}

std::string human(std::int64_t kib) {
    constexpr const char* units[] = {"K", "M", "G", "T"};
    std::int64_t milli = kib * 1000;
    int unit = 0;
    while (milli >= 1024 * 1000 && unit < 3) {
        milli = (milli + 1023) / 1024;
        ++unit;
    }
    if (kib == 0) return "0";
    return milli < 10'000 && unit > 0
               ? cat(fixed_text((milli + 99) / 100 * 100'000, 1), units[unit])
               : cat((milli + 999) / 1000, units[unit]);
}

Step run_df(CommandContext& ctx) {
    bool brief = false;
    std::vector<std::string> places;
    for (std::size_t i = 1; i < ctx.args().size(); ++i) {
        const std::string& word = ctx.args()[i];
        if (word[0] != '-')
            places.emplace_back(inside_of(ctx.absolute(word)));
        else if (contains(word, "h"))
            brief = true;
        else if (word != "-k" && word != "-T" && word != "-a") {
            ctx.err(cat("df: invalid option -- '", word.substr(1, 1),
                        "'\nTry 'df --help' for more information.\n"));
            return exited(1);
        }
    }
    std::string out = brief ? "Filesystem      Size  Used Avail Use% Mounted on\n"
                            : "Filesystem     1K-blocks    Used Available Use% Mounted on\n";
    const std::vector<FileSystem> all = file_systems(ctx);
    for (const FileSystem& f : all) {
        bool wanted = places.empty();
        for (const std::string& place : places) {
            // The longest mount point that contains the path.
            const FileSystem* best = &all.back();
            for (const FileSystem& other : all)
                if (other.on.size() > best->on.size() &&
                    (place == other.on || place.rfind(other.on + "/", 0) == 0))
                    best = &other;
            wanted = wanted || best == &f;
        }
        if (!wanted) continue;
        const std::int64_t left = std::max<std::int64_t>(0, f.size - f.used);
        const std::int64_t percent =
            f.used == 0 ? 0 : std::min<std::int64_t>(100, (f.used * 100 + f.size - 1) / f.size);
        out += brief ? cat(pad_right(f.device, 15), " ", pad_left(human(f.size), 4), " ",
                           pad_left(human(f.used), 5), " ", pad_left(human(left), 5), " ",
                           pad_left(to_text(percent), 3), "% ", f.on, "\n")
                     : cat(pad_right(f.device, 14), " ", pad_left(to_text(f.size), 9), " ",
                           pad_left(to_text(f.used), 7), " ", pad_left(to_text(left), 9), " ",
                           pad_left(to_text(percent), 3), "% ", f.on, "\n");
    }
    ctx.out(out);
    return exited(0);
}

}  // namespace

extern const Command df = {.name = "df",
                           .usage = "df [-h] [FILE...]",
                           .summary = "Space on the file systems.",
                           .run = run_df};

}  // namespace podfall
