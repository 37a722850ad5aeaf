// docker logs and docker top.
#include "core/base/text.h"
#include "core/machine/host/time_text.h"
#include "core/terminal/docker/client.h"
#include "core/world/journal.h"

namespace podfall::docker_cli {

namespace {

constexpr Duration poll_logs = milliseconds(50);

Step logs(CommandContext& ctx, const Arguments& a) {
    Memory& memory = ctx.memory<Memory>();
    const DockerContainer* found =
        docker_find(ctx.machine(), memory.asked ? memory.ids[0] : a.names[0]);
    if (!found) {
        if (memory.asked) return exited(0);  // removed while it was being followed
        ctx.err(cat("Error: No such container: ", a.names[0], "\n"));
        return exited(1);
    }
    const DockerContainer c = *found;
    if (!memory.asked) {
        memory.asked = true;
        memory.ids = {c.id};
        std::int64_t n = 0;
        if (parse_int(a.has("tail") ? a.value("tail") : "all", n) && n >= 0)
            memory.line = last_lines(c, n);
    }
    ctx.out(log_lines(c, memory.line, a.has("timestamps")));
    if (!a.has("follow") || c.pid == 0) return exited(0);
    return sleep_until(ctx.now() + poll_logs);
}

Step top(CommandContext& ctx, const Arguments& a) {
    const DockerContainer* found = docker_find(ctx.machine(), a.names[0]);
    const bool running = found && found->pid != 0;
    if (!running) {
        ctx.err(found
                    ? cat("Error response from daemon: Container ", found->id, " is not running\n")
                    : cat("Error response from daemon: No such container: ", a.names[0], "\n"));
        return exited(1);
    }
    std::vector<std::vector<std::string>> rows = {
        {"UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"}};
    for (const auto& [pid, p] : ctx.machine().processes)
        if (p.container == found->id)
            rows.push_back({"root", to_text(pid), to_text(p.parent), "0",
                            format_time("%H:%M", p.started, ctx.world.utc_offset), "?", "00:00:00",
                            p.command_line});
    ctx.out(table(rows));
    return exited(0);
}

}  // namespace

std::vector<Subcommand> log_commands() {
    return {
        {"logs",
         "logs [OPTIONS] CONTAINER",
         "Fetch the logs of a container",
         logs,
         {{"follow", 'f'}, {"tail", 'n', true}, {"timestamps", 't'}},
         1,
         1},
        {"top",
         "top CONTAINER [ps OPTIONS]",
         "Display the running processes of a container",
         top,
         {},
         1},
    };
}

}  // namespace podfall::docker_cli
