// Connects a terminal to a program in a container.
#include "core/terminal/container_client.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/machine/docker/container_exec.h"
#include "core/machine/docker/container_user.h"
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
    if (terminal == 0) want_pipes(world, client);
    return true;
}

void want_pipes(World& world, const ContainerClient& client) {
    Session* session = edit_session(world, client.terminal);
    CHECK_ALWAYS(session && !session->begun);
    session->remote.wanted = true;
    session->remote.fed = client.feeds;
}

bool begin_program(CommandContext& ctx, ContainerClient& client, std::vector<std::string> args,
                   ProgramInput input, std::string& problem) {
    const bool tty = input == ProgramInput::terminal;
    client.returns = input == ProgramInput::far_terminal;
    client.feeds = input == ProgramInput::client || client.returns;
    if (!start_program(ctx.world, client, std::move(args), tty ? ctx.terminal() : 0, nullptr,
                       problem))
        return false;
    if (tty) give_terminal(ctx, client);
    return true;
}

bool takes_input(const World& world, const ContainerClient& client) {
    constexpr std::size_t pipe_capacity = 65536;
    const Session* session = find_session(world, client.terminal);
    const Stream* in = session ? session->streams.find(session->remote.in) : nullptr;
    return in && session->remote.in != 0 && session->remote.fed && in->data.size() < pipe_capacity;
}

void feed_program(World& world, const ContainerClient& client, std::string_view text, bool ended) {
    Session* session = edit_session(world, client.terminal);
    if (!session || session->remote.in == 0) return;
    Stream& in = session->streams.at_or_new(session->remote.in);
    in.data += text;
    in.arrived += text.size();
    // Without stdinOnce, the input of a container's own program stays open for the next client.
    const DockerContainer* c =
        world.machines.find(client.machine)->containers.find(client.container);
    const bool stays = c && c->pid == client.pid && option_of(*c, "stdin") == "stays";
    session->remote.fed = !ended || stays;
    wake(world, client.machine, "bash", "run");
}

Step hand_on_input(CommandContext& ctx, ContainerClient& client) {
    const Time again = next_look(client, ctx.now());
    if (!client.feeds || !takes_input(ctx.world, client)) return sleep_until(again);
    const std::string text = ctx.take_input();
    const bool ended = ctx.input_ended();
    if (!text.empty() || ended) feed_program(ctx.world, client, text, ended);
    client.feeds = !ended;
    return ended ? sleep_until(again) : wait_input(again);
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

ProgramNews news_of_program(World& world, ContainerClient& client) {
    ProgramNews news;
    const bool runs = lives(world, client);
    const Session* session = runs ? find_session(world, client.terminal) : nullptr;
    if (runs && !session) return news;  // not started yet
    if (session && session->remote.out != 0) {
        const auto waits = [&](std::int32_t stream) {
            const Stream* s = session->streams.find(stream);
            return s && !s->data.empty();
        };
        client.busy = waits(session->remote.out) || waits(session->remote.err);
        if (client.busy) {
            Session& own = *edit_session(world, client.terminal);
            news.out = std::exchange(own.streams.at_or_new(own.remote.out).data, {});
            news.err = std::exchange(own.streams.at_or_new(own.remote.err).data, {});
            if (client.returns) {
                news.out = replace_all(news.out + news.err, "\n", "\r\n");
                news.err.clear();
            }
            wake(world, client.machine, "bash", "run");  // its writers may continue
            session = &own;
        }
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
