// docker info and docker version.
#include "core/base/text.h"
#include "core/machine/host/disk.h"
#include "core/terminal/docker/client.h"
#include "core/terminal/text/format.h"

namespace podfall::docker_cli {

namespace {

constexpr std::string_view kernel = "3.10.0-1127.19.1.el7.x86_64";

std::string memory_text(std::int64_t bytes) {
    const std::int64_t mib = bytes * 1'000'000 / 1024 / 1024;
    return mib < 1024 * 1'000'000ll ? cat(fixed_text(mib, 1), "MiB")
                                    : cat(fixed_text(mib / 1024, 3), "GiB");
}

Step info(CommandContext& ctx, const Arguments&) {
    ctx.out("Client:\n Debug Mode: false\n\nServer:\n");
    if (!docker_answers(ctx.world, ctx.machine_id)) {
        ctx.err(cat("ERROR: ", docker_unreachable, "\nerrors pretty printing info\n"));
        return exited(1);
    }
    const Machine& m = ctx.machine();
    int running = 0, paused = 0, stopped = 0;
    for (const auto& [id, c] : m.containers) {
        running += c.state == DockerState::running;
        paused += c.state == DockerState::paused;
        stopped += c.state == DockerState::exited || c.state == DockerState::created;
    }
    ctx.out(cat(
        " Containers: ", running + paused + stopped, "\n  Running: ", running, "\n  Paused: ",
        paused, "\n  Stopped: ", stopped, "\n Images: ", static_cast<std::int64_t>(m.images.size()),
        "\n Server Version: 19.03.14\n Storage Driver: overlay2\n  Backing Filesystem: xfs\n"
        " Logging Driver: json-file\n Cgroup Driver: cgroupfs\n Kernel Version: ",
        kernel,
        "\n Operating System: CentOS Linux 7 (Core)\n OSType: linux\n Architecture: x86_64\n "
        "CPUs: ",
        m.cpus, "\n Total Memory: ", memory_text(m.memory_bytes), "\n Name: ", m.name,
        "\n Docker Root Dir: /var/lib/docker\n Debug Mode: false\n Registry: "
        "https://index.docker.io/v1/\n"
        " Live Restore Enabled: false\n\n"));
    return exited(0);
}

Step version(CommandContext& ctx, const Arguments&) {
    ctx.out(
        "Client: Docker Engine - Community\n Version:           19.03.14\n API version:       "
        "1.40\n"
        " Go version:        go1.13.15\n Git commit:        5eb3275d40\n"
        " Built:             Tue Dec  1 19:20:42 2020\n OS/Arch:           linux/amd64\n"
        " Experimental:      false\n");
    if (!docker_answers(ctx.world, ctx.machine_id)) {
        ctx.err(cat(docker_unreachable, "\n"));
        return exited(1);
    }
    ctx.out(
        "\nServer: Docker Engine - Community\n Engine:\n  Version:          19.03.14\n"
        "  API version:      1.40 (minimum version 1.12)\n  Go version:       go1.13.15\n"
        "  Git commit:       5eb3275d40\n  Built:            Tue Dec  1 19:19:17 2020\n"
        "  OS/Arch:          linux/amd64\n  Experimental:     false\n");
    return exited(0);
}

// go-units' decimal sizes: "133.1MB"
std::string decimal_size(std::int64_t bytes) {
    if (bytes < 1000) return cat(bytes, "B");
    if (bytes < 1000000) return cat(fixed_text(bytes * 1000, 1), "kB");
    return bytes < 1000000000 ? cat(fixed_text(bytes, 1), "MB")
                              : cat(fixed_text(bytes / 1000, 3), "GB");
}

Step system_df(CommandContext& ctx, const Arguments&) {
    const Machine& m = ctx.machine();
    std::int64_t unused = 0, layers = 0, stopped = 0;
    int active = 0, running = 0;
    for (const auto& [id, image] : m.images) {
        bool used = false;
        for (const auto& [cid, c] : m.containers) used = used || c.image_id == id;
        active += used;
        if (!used) unused += image.bytes;
    }
    for (const auto& [id, c] : m.containers) {
        const std::int64_t size = container_size(c);
        layers += size;
        running += c.state == DockerState::running;
        if (c.state != DockerState::running) stopped += size;
    }
    const auto share = [](std::int64_t part, std::int64_t whole) {
        return cat(decimal_size(part), " (", whole == 0 ? 0 : part * 100 / whole, "%)");
    };
    const std::int64_t images = images_size(m);
    ctx.out(table({{"TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE"},
                   {"Images", to_text(static_cast<std::int64_t>(m.images.size())), to_text(active),
                    decimal_size(images), share(unused, images)},
                   {"Containers", to_text(static_cast<std::int64_t>(m.containers.size())),
                    to_text(running), decimal_size(layers), share(stopped, layers)},
                   {"Local Volumes", "0", "0", "0B", "0B"},
                   {"Build Cache", "0", "0", "0B", "0B"}}));
    return exited(0);
}

}  // namespace

std::vector<Subcommand> system_commands() {
    return {
        {"system df", "system df [OPTIONS]", "Show docker disk usage", system_df, {}, 0, 0},
        {"info", "info [OPTIONS]", "Display system-wide information", info, {}, 0, 0},
        {"version", "version [OPTIONS]", "Show the Docker version information", version, {}, 0, 0}};
}

}  // namespace podfall::docker_cli
