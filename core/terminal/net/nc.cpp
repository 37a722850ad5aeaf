// nc and telnet: whether a TCP port answers. Models nmap-ncat 6.40 (-z), telnet 0.17 of CentOS 7
// and busybox's nc. Simplified: nothing is sent after the connection is open.
#include "core/base/text.h"
#include "core/terminal/command.h"
#include "core/terminal/net/dns.h"
#include "core/terminal/options.h"

namespace podfall {

namespace {

struct DialMemory {
    bool dialled = false, open = false;
    Connection connection;
};

template <class V>
void fields(V& v, DialMemory& m) {
    v("dialled", m.dialled), v("open", m.open), v("connection", m.connection);
}

const char* why(Reach reach) {
    return reach == Reach::refused    ? "Connection refused"
           : reach == Reach::no_route ? "No route to host"
                                      : "Connection timed out";
}

// The result, or false while the client waits for it.
bool dial(CommandContext& ctx, const std::string& address, int port, Duration patience,
          Step& step) {
    DialMemory& memory = ctx.memory<DialMemory>();
    if (memory.dialled) return true;
    memory.dialled = true;
    memory.connection = connect_from(ctx, address, port);
    const Duration wait = failure_time(memory.connection.reach);
    step = sleep_until(ctx.now() + (wait == 0 ? milliseconds(1) : std::min(wait, patience)));
    return false;
}

// The words that the tool prints when a name has no address.
bool look_up_host(CommandContext& ctx, const std::string& host, std::string& address) {
    const DnsAnswer a = look_up(ctx, host);
    if (a.result != DnsAnswer::Result::found) return false;
    address = a.addresses[0];
    return true;
}

Step run_nc(CommandContext& ctx) {
    const Options options(ctx, "zvunw:G:", {{"wait", 'w'}});
    if (!options.ok()) return exited(2);
    std::int64_t port = 0, wait = 0;
    if (options.rest().size() < 2 || !parse_int(options.rest()[1], port)) {
        ctx.err("Ncat: You must specify a host to connect to. QUITTING.\n");
        return exited(2);
    }
    const std::string& host = options.rest()[0];
    const DockerContainer* c = own_container(ctx);
    std::string address;
    if (!look_up_host(ctx, host, address)) {
        ctx.err(c ? cat("nc: bad address '", host, "'\n")
                  : cat("Ncat: Could not resolve hostname \"", host,
                        "\": Name or service not known. QUITTING.\n"));
        return exited(c ? 1 : 2);
    }
    if (options.has('w') && !options.number(ctx, 'w', wait)) return exited(2);
    const Duration patience = options.has('w') ? seconds(wait) : seconds(c ? 127 : 10);
    Step step;
    DialMemory& memory = ctx.memory<DialMemory>();
    if (memory.open) return ctx.input_ended() ? exited(0) : wait_input();
    if (!memory.dialled && options.has('v') && !c)
        ctx.err("Ncat: Version 7.50 ( https://nmap.org/ncat )\n");
    if (!dial(ctx, address, static_cast<int>(port), patience, step)) return step;
    if (memory.connection.reach != Reach::ok) {
        const bool late = memory.connection.reach == Reach::timeout;
        if (c)
            ctx.err(cat("nc: ", host, " (", address, ":", port, "): ", why(memory.connection.reach),
                        "\n"));
        else
            ctx.err(
                cat("Ncat: ", late ? "Connection timed out" : why(memory.connection.reach), ".\n"));
        return exited(1);
    }
    if (c && options.has('v')) ctx.err(cat(host, " (", address, ":", port, ") open\n"));
    if (!c && options.has('v')) ctx.err(cat("Ncat: Connected to ", address, ":", port, ".\n"));
    if (options.has('z')) {
        if (!c && options.has('v'))
            ctx.err("Ncat: 0 bytes sent, 0 bytes received in 0.01 seconds.\n");
        return exited(0);
    }
    memory.open = true;
    return ctx.input_ended() ? exited(0) : wait_input();
}

Step run_telnet(CommandContext& ctx) {
    const std::vector<std::string>& args = ctx.args();
    std::int64_t port = 23;
    if (args.size() < 2 || (args.size() > 2 && !parse_int(args[2], port))) {
        ctx.out("telnet> ");
        return exited(1);
    }
    std::string address;
    if (!look_up_host(ctx, args[1], address)) {
        ctx.err(
            cat("telnet: ", args[1], ": Name or service not known\n", args[1], ": Unknown host\n"));
        return exited(1);
    }
    DialMemory& memory = ctx.memory<DialMemory>();
    Step step;
    if (ctx.take_interrupt()) {
        ctx.out("\n");
        return exited(1);
    }
    if (!memory.dialled) ctx.out(cat("Trying ", address, "...\n"));
    if (!dial(ctx, address, static_cast<int>(port), connect_failure, step)) return step;
    if (memory.connection.reach != Reach::ok) {
        ctx.err(
            cat("telnet: connect to address ", address, ": ", why(memory.connection.reach), "\n"));
        return exited(1);
    }
    if (!memory.open) ctx.out(cat("Connected to ", args[1], ".\nEscape character is '^]'.\n"));
    memory.open = true;
    std::string line;
    while (ctx.take_line(line)) {
        const bool quits = contains(line, "\x1d") || line == "quit" || line.empty();
        if (!quits) continue;
        ctx.out("Connection closed by foreign host.\n");
        return exited(1);
    }
    if (!ctx.input_ended()) return wait_input();
    ctx.out("Connection closed by foreign host.\n");
    return exited(1);
}

}  // namespace

extern const Command nc = {.name = "nc",
                           .usage = "nc [-zv] [-w SECONDS] HOST PORT",
                           .summary = "opens a TCP connection",
                           .run = run_nc,
                           .startup = milliseconds(5)};
extern const Command ncat = {.name = "ncat",
                             .usage = "ncat [-zv] [-w SECONDS] HOST PORT",
                             .summary = "nc",
                             .run = run_nc,
                             .startup = milliseconds(5)};
extern const Command telnet = {.name = "telnet",
                               .usage = "telnet HOST [PORT]",
                               .summary = "opens a TCP connection",
                               .run = run_telnet,
                               .handles_interrupt = true,
                               .startup = milliseconds(5)};

}  // namespace podfall
