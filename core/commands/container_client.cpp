#include "core/commands/container_client.h"

#include <algorithm>

#include "core/cluster/process.h"
#include "core/commands/bash_session.h"
#include "core/machine/container_exec.h"

namespace podfall {

bool begin_program(CommandContext& ctx, ContainerClient& client, std::vector<std::string> args, bool tty,
                   Text input, std::string& problem) {
    const ExecStart start = exec_in_container(ctx.world, client.machine, client.container,
                                              {std::move(args), std::move(input), 0, tty ? ctx.terminal() : 0});
    problem = start.problem;
    if (start.pid == 0) return false;
    client.pid = start.pid;
    client.terminal = start.terminal;
    client.began = ctx.now();
    client.boots = static_cast<std::uint64_t>(ctx.world.machines.find(client.machine)->boots);
    if (tty) give_terminal(ctx, client);
    return true;
}

void give_terminal(CommandContext& ctx, ContainerClient& client) {
    Terminal& t = *ctx.world.terminals.edit(ctx.terminal());
    t.hops.push_back({ctx.machine_id, t.shell, ctx.pid()});
    t.shell = client.pid;
    t.remote = client.machine;
    t.at_prompt = t.raw = false;
    client.from = t.written;
    client.attached = client.seated = true;
}

void take_terminal(CommandContext& ctx, ContainerClient& client) {
    Terminal& t = *ctx.world.terminals.edit(ctx.terminal());
    if (!client.attached) return;
    client.attached = false;
    if (t.written > client.from) ctx.shown(client.from, t.written - client.from);
    if (t.hops.empty() || t.hops.back().ssh != ctx.pid()) return;   // the program's end gave it back
    const Hop hop = t.hops.back();
    t.hops.pop_back();
    t.shell = hop.shell;
    t.remote = t.hops.empty() ? -1 : hop.machine;
    t.at_prompt = t.raw = false;
}

bool follow_program(CommandContext& ctx, ContainerClient& client, int& status) {
    const Machine& there = *ctx.world.machines.find(client.machine);
    const bool lives = there.powered && static_cast<std::uint64_t>(there.boots) == client.boots && there.processes.contains(client.pid);
    const Session* session = lives ? find_session(ctx.world, client.terminal) : nullptr;
    if (lives && !session) return false;   // it has not begun
    if (session && !client.attached) {
        std::string out, err;
        reported_output(ctx.world, client.terminal, out, err);
        ctx.out(std::string_view(out).substr(std::min(client.out, out.size())));
        ctx.err(std::string_view(err).substr(std::min(client.err, err.size())));
        client.out = out.size();
        client.err = err.size();
    }
    if (session && !session->closing) return false;
    status = session ? session->report.exit_code : 128 + 9;
    const bool hidden = !client.attached;
    take_terminal(ctx, client);
    if (lives) end_process(ctx.world, client.machine, client.pid, status);
    if (hidden) ctx.world.terminals.erase(client.terminal);
    return true;
}

}  // namespace podfall
