// docker logs and docker top.
#include "core/base/text.h"
#include "core/commands/docker_client.h"
#include "core/commands/time_text.h"

namespace podfall::docker_cli {

namespace {

constexpr Duration poll = milliseconds(50);

Step logs(CommandContext& ctx, const Arguments& a) {
    Memory& memory = ctx.memory<Memory>();
    const DockerContainer* found = docker_find(ctx.machine(), memory.asked ? memory.ids[0] : a.names[0]);
    if (!found) {
        if (memory.asked) return exited(0);   // removed while it was followed
        ctx.err(cat("Error: No such container: ", a.names[0], "\n"));
        return exited(1);
    }
    const DockerContainer c = *found;
    std::uint64_t first = memory.line;
    if (!memory.asked) {
        memory.asked = true;
        memory.ids = {c.id};
        const std::string tail = a.has("tail") ? a.value("tail") : "all";
        std::int64_t n = 0;
        if (parse_int(tail, n) && n >= 0 && !c.log.empty()) {
            const auto size = static_cast<std::int64_t>(c.log.size());
            first = c.log.begin()->key + static_cast<std::uint64_t>(std::max<std::int64_t>(0, size - n));
        }
    }
    std::string text;
    for (auto it = c.log.lower_bound(first); it != c.log.end(); ++it) text += it->value + "\n";
    if (!c.log.empty()) memory.line = c.log.begin()->key + c.log.size();
    ctx.out(text);
    if (!a.has("follow") || c.pid == 0) return exited(0);
    return sleep_until(ctx.now() + poll);
}

Step top(CommandContext& ctx, const Arguments& a) {
    const DockerContainer* found = docker_find(ctx.machine(), a.names[0]);
    const bool running = found && found->pid != 0;
    if (!running) {
        ctx.err(found ? cat("Error response from daemon: Container ", found->id, " is not running\n")
                      : cat("Error response from daemon: No such container: ", a.names[0], "\n"));
        return exited(1);
    }
    std::vector<std::vector<std::string>> rows = {{"UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"}};
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
        {"logs", "logs [OPTIONS] CONTAINER", "Fetch the logs of a container", logs,
         {{"follow", 'f'}, {"tail", 'n', true}}, 1, 1},
        {"top", "top CONTAINER [ps OPTIONS]", "Display the running processes of a container", top, {}, 1},
    };
}

}  // namespace podfall::docker_cli
