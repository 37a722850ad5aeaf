// ss and netstat: listening sockets.
#include <algorithm>

#include "core/base/text.h"
#include "core/terminal/command.h"
#include "core/terminal/net/connection.h"

namespace podfall {

namespace {

struct Socket {
    std::string address;  // "127.0.0.1", "*"
    int port;
    Pid pid;
    std::string program;
};

// The address that a program of the host binds a port to.
std::string bound_to(const std::string& program, int port) {
    if (loopback_only(program, port)) return "127.0.0.1";
    return program == "sshd" || program == "haproxy" ? "0.0.0.0" : "::";
}

std::vector<Socket> listeners(CommandContext& ctx) {
    std::vector<Socket> all;
    for (const auto& [pid, p] : ctx.machine().processes) {
        if (!p.listen_ip.empty() || p.ready_at > ctx.now())
            continue;  // in a pod's own network, or not listening yet
        for (int port : p.ports) {
            if (p.program == "etcd" && port != 2381) {
                if (port == 2379) all.push_back({"127.0.0.1", port, pid, p.program});
                all.push_back({ctx.machine().ip, port, pid, p.program});
                continue;
            }
            all.push_back({bound_to(p.program, port), port, pid, p.program});
        }
    }
    // kube-proxy holds node ports open.
    for (const auto& [key, rule] : ctx.machine().services)
        for (const auto& [pid, p] : ctx.machine().processes)
            if (key[0] == ':' && p.program == "kube-proxy") {
                std::int64_t port = 0;
                parse_int(key.substr(1, key.find('/') - 1), port);
                all.push_back({"0.0.0.0", static_cast<int>(port), pid, p.program});
            }
    std::stable_sort(all.begin(), all.end(), [](const Socket& a, const Socket& b) {
        const bool six = a.address == "::", other = b.address == "::";
        return six != other ? other : a.port < b.port;
    });
    return all;
}

bool has_letter(CommandContext& ctx, char letter) {
    for (std::size_t i = 1; i < ctx.args().size(); ++i)
        if (ctx.args()[i].size() > 1 && ctx.args()[i][0] == '-' &&
            contains(ctx.args()[i], std::string_view(&letter, 1)))
            return true;
    return false;
}

Step run_netstat(CommandContext& ctx) {
    const bool programs = has_letter(ctx, 'p');
    std::string out =
        cat("Active Internet connections (only servers)\n",
            "Proto Recv-Q Send-Q Local Address           Foreign Address         State      ",
            programs ? " PID/Program name    " : "", "\n");
    for (const Socket& s : listeners(ctx)) {
        const bool six = s.address == "::";
        out += cat(six ? "tcp6 " : "tcp  ", "      0      0 ",
                   pad_right(cat(s.address, ":", s.port), 23), " ",
                   pad_right(six ? ":::*" : "0.0.0.0:*", 23), " LISTEN     ");
        out += programs ? cat(" ", pad_right(cat(s.pid, "/", s.program).substr(0, 19), 19), " \n")
                        : " \n";
    }
    ctx.out(out);
    return exited(0);
}

Step run_ss(CommandContext& ctx) {
    const bool programs = has_letter(ctx, 'p');
    std::string out =
        "State      Recv-Q Send-Q Local Address:Port               Peer Address:Port              "
        "\n";
    for (const Socket& s : listeners(ctx)) {
        const bool six = s.address == "::";
        const std::string address = six ? "[::]" : s.address == "0.0.0.0" ? "*" : s.address;
        out += cat("LISTEN     0      128    ", pad_left(address, 13), ":",
                   pad_right(to_text(s.port), 24), six ? "     [::]" : "        *", ":*    ",
                   programs ? cat("               users:((\"", s.program.substr(0, 15),
                                  "\",pid=", s.pid, ",fd=3))")
                            : "",
                   "\n");
    }
    ctx.out(out);
    return exited(0);
}

}  // namespace

extern const Command netstat = {.name = "netstat",
                                .usage = "netstat -lntp",
                                .summary = "Listening sockets.",
                                .run = run_netstat};
extern const Command ss = {
    .name = "ss", .usage = "ss -lntp", .summary = "Listening sockets.", .run = run_ss};

}  // namespace podfall
