// ssh: a login shell on another machine at this terminal, or one command there. Models OpenSSH 7.4
// with root's key on every machine. Simplified: while the connection is cut, Ctrl+C ends the
// client.
#include "core/base/text.h"
#include "core/machine/host/host_file.h"
#include "core/machine/host/time_text.h"
#include "core/runtime/process.h"
#include "core/terminal/command.h"
#include "core/terminal/container_client.h"
#include "core/terminal/net/connection.h"

namespace podfall {

namespace {

constexpr Duration look = milliseconds(100), poll_interval = milliseconds(10);
constexpr Duration key_exchange = milliseconds(180);
constexpr int ssh_port = 22, failed = 255;
constexpr const char* last_login = "/var/log/lastlog";

struct SshMemory {
    enum class Stage : std::uint8_t {
        begin,
        connecting,
        login,
        cut_off,
        command
    } stage = Stage::begin;
    Reach reach = Reach::refused;
    MachineId to = -1;
    Pid shell = 0;
    std::uint64_t boots = 0;  // boot count of the other machine when the shell started
    ContainerClient command;  // of a command: its pipes and this end of them
};

template <class V>
void fields(V& v, SshMemory& m) {
    v("stage", m.stage), v("reach", m.reach), v("to", m.to), v("shell", m.shell);
    v("boots", m.boots), v("command", m.command);
}

struct Words {
    std::string host, command, error;
    bool no_input = false;  // -n, -f
    Duration timeout = connect_failure;
};

Words read_words(const std::vector<std::string>& args) {
    Words w;
    std::size_t at = 1;
    for (; at < args.size() && args[at].size() > 1 && args[at][0] == '-'; ++at) {
        const char letter = args[at][1];
        w.no_input |= letter == 'n' || letter == 'f';
        if (contains("46AaCfGgKkMNnqsTtVvXxYy", std::string_view(&letter, 1))) continue;
        if (!contains("bcDEeFIiLlmOoPpQRSWw", std::string_view(&letter, 1))) {
            w.error = cat("unknown option -- ", letter);
            return w;
        }
        const std::string value = args[at].size() > 2    ? args[at].substr(2)
                                  : at + 1 < args.size() ? args[++at]
                                                         : "";
        std::int64_t n = 0;
        if (letter == 'o' && value.rfind("ConnectTimeout=", 0) == 0 &&
            parse_int(value.substr(15), n))
            w.timeout = seconds(n);
    }
    if (at >= args.size()) return w;
    w.host = args[at].substr(args[at].rfind('@') + 1);
    w.command = join({args.begin() + static_cast<std::ptrdiff_t>(at) + 1, args.end()}, " ");
    return w;
}

// A login shell, or one with `args` whose pipes this client fills and empties.
Pid start_shell(CommandContext& ctx, MachineId to, std::vector<std::string> args) {
    Process shell;
    shell.program = "bash";
    shell.command_line = args.empty() ? "-bash" : join(args, " ");
    shell.parent = find_process(*ctx.world.machines.find(to), "sshd");
    shell.args = std::move(args);
    return start_process(ctx.world, to, std::move(shell));
}

// Hands the terminal to the shell on the other machine.
void attach(CommandContext& ctx, const SshMemory& memory) {
    Terminal& t = *ctx.world.terminals.edit(ctx.terminal());
    t.hops.push_back({ctx.machine_id, t.shell, ctx.pid()});
    t.shell = memory.shell;
    t.remote = memory.to;
    t.at_prompt = t.raw = false;
}

// Whether the terminal still goes through this client.
bool attached(CommandContext& ctx) {
    for (const Hop& hop : ctx.world.terminals.find(ctx.terminal())->hops)
        if (hop.machine == ctx.machine_id && hop.ssh == ctx.pid()) return true;
    return false;
}

// The terminal is returned to the waiting client's shell; the other shell keeps running.
void detach(CommandContext& ctx) {
    Terminal& t = *ctx.world.terminals.edit(ctx.terminal());
    if (t.hops.empty() || t.hops.back().ssh != ctx.pid())
        return;  // a client behind this one is waiting
    const Hop hop = t.hops.back();
    t.hops.pop_back();
    t.shell = hop.shell;
    t.remote = t.hops.empty() ? -1 : hop.machine;
    t.at_prompt = t.raw = false;
}

void print_last_login(CommandContext& ctx, MachineId to) {
    Machine& there = *ctx.world.machines.edit(to);
    const File* file = there.files.find(std::string(last_login));
    if (file && file->content) ctx.out(*file->content);
    put_file(there, last_login,
             cat("Last login: ", format_time("%a %b %e %T %Y", ctx.now(), ctx.world.utc_offset),
                 " from ", ctx.machine().ip, "\n"),
             ctx.now());
}

Step log_in(CommandContext& ctx, SshMemory& memory, const Words& w) {
    memory.boots = static_cast<std::uint64_t>(ctx.world.machines.find(memory.to)->boots);
    if (w.command.empty() && ctx.input_is_terminal()) {
        print_last_login(ctx, memory.to);
        memory.shell = start_shell(ctx, memory.to, {});
        memory.stage = SshMemory::Stage::login;
        attach(ctx, memory);
        return sleep_until(ctx.now() + look);
    }
    const Terminal* own = ctx.world.terminals.find(ctx.terminal());
    Terminal hidden;
    hidden.machine = memory.to;
    hidden.hidden = true;
    hidden.columns = own->columns;
    hidden.rows = own->rows;
    ContainerClient& command = memory.command;
    command.terminal = ctx.world.next_terminal++;
    memory.shell =
        start_shell(ctx, memory.to,
                    w.command.empty() ? std::vector<std::string>{"bash"}
                                      : std::vector<std::string>{"bash", "-c", w.command});
    hidden.shell = memory.shell;
    ctx.world.terminals.set(command.terminal, std::move(hidden));
    command.machine = memory.to;
    command.pid = memory.shell;
    command.boots = memory.boots;
    command.began = ctx.now();
    command.feeds = true;
    want_pipes(ctx.world, command);
    memory.stage = SshMemory::Stage::command;
    return sleep_until(ctx.now() + poll_interval);
}

Step refuse(CommandContext& ctx, const std::string& host, Reach reach) {
    ctx.err(cat("ssh: connect to host ", host, " port ", ssh_port, ": ",
                reach == Reach::refused    ? "Connection refused"
                : reach == Reach::no_route ? "No route to host"
                                           : "Connection timed out",
                "\n"));
    return exited(failed);
}

Step connect_to(CommandContext& ctx, SshMemory& memory, const Words& w) {
    std::string address;
    if (!resolve_host(ctx.machine(), w.host, address)) {
        ctx.err(cat("ssh: Could not resolve hostname ", w.host, ": Name or service not known\n"));
        return exited(failed);
    }
    const Connection c = open_connection(ctx.world, ctx.machine_id, address, ssh_port);
    memory.stage = SshMemory::Stage::connecting;
    memory.reach = c.reach;
    memory.to = c.machine;
    return sleep_until(ctx.now() + (c.reach == Reach::ok
                                        ? key_exchange
                                        : std::min(failure_time(c.reach), w.timeout)));
}

// The interactive session: it lasts as long as the shell on the other machine.
Step attend(CommandContext& ctx, SshMemory& memory, const Words& w) {
    const Machine* there = ctx.world.machines.find(memory.to);
    const bool same_boot =
        there->powered && static_cast<std::uint64_t>(there->boots) == memory.boots;
    if (!there->processes.contains(memory.shell) || !same_boot) {
        if (attached(ctx)) detach(ctx);
        if (!same_boot) ctx.err(cat("Connection to ", w.host, " closed by remote host.\n"));
        ctx.err(cat("Connection to ", w.host, " closed.\n"));
        return exited(same_boot ? 0 : failed);
    }
    const bool way = reach_machine(ctx.world, ctx.machine_id, memory.to) == Reach::ok;
    if (memory.stage == SshMemory::Stage::login && !attached(ctx)) return exited(failed);
    if (memory.stage == SshMemory::Stage::login) {
        if (!way && ctx.world.terminals.find(ctx.terminal())->hops.back().ssh == ctx.pid()) {
            detach(ctx);
            memory.stage = SshMemory::Stage::cut_off;
        }
    } else if (way) {
        memory.stage = SshMemory::Stage::login;
        attach(ctx, memory);
    }
    return sleep_until(ctx.now() + look);
}

void close_hidden(CommandContext& ctx, const SshMemory& memory) {
    end_process(ctx.world, memory.to, memory.shell, 128 + 1);
    ctx.world.terminals.erase(memory.command.terminal);
}

// A single command: its output is passed on as it comes, while the connection works.
Step follow(CommandContext& ctx, SshMemory& memory, const Words& w) {
    ContainerClient& command = memory.command;
    const Machine& there = *ctx.world.machines.find(memory.to);
    if (!there.powered || static_cast<std::uint64_t>(there.boots) != memory.boots ||
        !there.processes.contains(memory.shell)) {
        ctx.world.terminals.erase(command.terminal);
        ctx.err(cat("Connection to ", w.host, " closed by remote host.\n"));
        return exited(failed);
    }
    if (reach_machine(ctx.world, ctx.machine_id, memory.to) != Reach::ok)
        return sleep_until(ctx.now() + look);
    const ProgramNews news = news_of_program(ctx.world, command);
    ctx.out(news.out);
    ctx.err(news.err);
    if (!news.over) {
        if (!w.no_input) return hand_on_input(ctx, command);
        if (takes_input(ctx.world, command)) feed_program(ctx.world, command, "", true);
        return sleep_until(next_look(command, ctx.now()));
    }
    close_hidden(ctx, memory);
    return exited(news.status);
}

Step run_ssh(CommandContext& ctx) {
    const Words w = read_words(ctx.args());
    if (!w.error.empty() || w.host.empty()) {
        ctx.err(cat(w.error.empty() ? "" : w.error + "\n",
                    "usage: ssh [options] [user@]hostname [command]\n"));
        return exited(failed);
    }
    SshMemory& memory = ctx.memory<SshMemory>();
    if (ctx.take_interrupt()) {
        if (memory.stage == SshMemory::Stage::command) close_hidden(ctx, memory);
        if (memory.stage == SshMemory::Stage::command) ctx.err("Killed by signal 2.\n");
        return exited(failed);
    }
    switch (memory.stage) {
        case SshMemory::Stage::begin:
            return connect_to(ctx, memory, w);
        case SshMemory::Stage::connecting:
            if (memory.reach != Reach::ok) return refuse(ctx, w.host, memory.reach);
            return log_in(ctx, memory, w);
        case SshMemory::Stage::command:
            return follow(ctx, memory, w);
        case SshMemory::Stage::login:
        case SshMemory::Stage::cut_off:
            break;
    }
    return attend(ctx, memory, w);
}

std::vector<std::string> complete(const World& world, MachineId, const std::vector<std::string>&) {
    std::vector<std::string> names;
    for (const auto& [id, machine] : world.machines) names.push_back(machine.name);
    return names;
}

}  // namespace

extern const Command ssh = {.name = "ssh",
                            .usage = "ssh [user@]hostname [command]",
                            .summary = "A shell on another machine, or one command there.",
                            .run = run_ssh,
                            .handles_interrupt = true,
                            .startup = milliseconds(10),
                            .complete = complete};

}  // namespace podfall
