// docker info and docker version.
#include "core/base/text.h"
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

}  // namespace

std::vector<Subcommand> system_commands() {
    return {
        {"info", "info [OPTIONS]", "Display system-wide information", info, {}, 0, 0},
        {"version", "version [OPTIONS]", "Show the Docker version information", version, {}, 0, 0}};
}

}  // namespace podfall::docker_cli
