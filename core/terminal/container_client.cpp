// Connects a terminal to a program in a container.
#include "core/terminal/container_client.h"

#include <algorithm>

#include "core/machine/docker/container_exec.h"
#include "core/runtime/process.h"
#include "core/terminal/bash/session.h"

namespace podfall {

bool start_program(World& world, ContainerClient& client, std::vector<std::string> args,
                   TerminalId terminal, Text input, std::string& problem) {
    const ExecStart start = exec_in_container(world, client.machine, client.container,
                                              {std::move(args), std::move(input), 0, terminal});
    problem = start.problem;
    if (start.pid == 0) return false;
    client.pid = start.pid;
    client.terminal = start.terminal;
    client.began = world.now;
    client.boots = static_cast<std::uint64_t>(world.machines.find(client.machine)->boots);
    return true;
}

bool begin_program(CommandContext& ctx, ContainerClient& client, std::vector<std::string> args,
                   bool tty, Text input, std::string& problem) {
    if (!start_program(ctx.world, client, std::move(args), tty ? ctx.terminal() : 0,
                       std::move(input), problem))
        return false;
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
    if (t.hops.empty() || t.hops.back().ssh != ctx.pid())
        return;  // already given back when the program ended
    const Hop hop = t.hops.back();
    t.hops.pop_back();
    t.shell = hop.shell;
    t.remote = t.hops.empty() ? -1 : hop.machine;
    t.at_prompt = t.raw = false;
}

namespace {

bool lives(const World& world, const ContainerClient& client) {
    const Machine& there = *world.machines.find(client.machine);
    return there.powered && static_cast<std::uint64_t>(there.boots) == client.boots &&
           there.processes.contains(client.pid);
}

}  // namespace

ProgramNews news_of_program(const World& world, ContainerClient& client) {
    ProgramNews news;
    const bool runs = lives(world, client);
    const Session* session = runs ? find_session(world, client.terminal) : nullptr;
    if (runs && !session) return news;  // not started yet
    if (session && !client.attached) {
        std::string out, err;
        reported_output(world, client.terminal, out, err);
        news.out = out.substr(std::min(client.out, out.size()));
        news.err = err.substr(std::min(client.err, err.size()));
        client.out = out.size();
        client.err = err.size();
    }
    news.over = !session || session->closing;
    news.status = session ? session->report.exit_code : 128 + 9;
    return news;
}

void collect_program(World& world, const ContainerClient& client, int status) {
    if (lives(world, client)) end_process(world, client.machine, client.pid, status);
    if (!client.attached) world.terminals.erase(client.terminal);
}

bool follow_program(CommandContext& ctx, ContainerClient& client, int& status) {
    const ProgramNews news = news_of_program(ctx.world, client);
    ctx.out(news.out);
    ctx.err(news.err);
    if (!news.over) return false;
    status = news.status;
    const ContainerClient before = client;
    take_terminal(ctx, client);
    collect_program(ctx.world, before, status);
    return true;
}

}  // namespace podfall
