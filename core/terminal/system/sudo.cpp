// sudo and su: run a command as root, which is the user already. Models sudo 1.8 and util-linux.
// Simplified: there is no other user; without a command the current shell continues.
#include "core/base/text.h"
#include "core/terminal/command.h"

namespace podfall {

namespace {

struct SudoMemory {
    bool started = false;
};

template <class V>
void fields(V& v, SudoMemory& m) {
    v("started", m.started);
}

bool is_root(std::string_view user) {
    return user == "root" || user == "#0";
}

Step run_sudo(CommandContext& ctx) {
    SudoMemory& memory = ctx.memory<SudoMemory>();
    if (memory.started) return exited(ctx.child_exit());
    const std::vector<std::string>& args = ctx.args();
    Table<std::string, std::string> environment = ctx.environment();
    std::size_t at = 1;
    bool shell = false;
    for (; at < args.size() && args[at].size() > 1 && args[at][0] == '-'; ++at) {
        const std::string& a = args[at];
        if (a == "--") {
            ++at;
            break;
        }
        const bool takes_user = a == "-u" || a == "--user";
        if (takes_user || a == "-g" || a == "-p" || a == "-C" || a == "-h") {
            if (++at < args.size() && takes_user && !is_root(args[at])) {
                ctx.err(cat("sudo: unknown user: ", args[at],
                            "\nsudo: unable to initialize policy plugin\n"));
                return exited(1);
            }
        } else if (a == "-i" || a == "-s" || a == "--login" || a == "--shell") {
            shell = true;
        } else if (a == "-l") {
            ctx.out(cat("User root may run the following commands on ", ctx.machine().name,
                        ":\n    (ALL) ALL\n"));
            return exited(0);
        } else if (a.find_first_not_of("EHnkKSbPA", 1) != std::string::npos) {
            ctx.err(cat("sudo: invalid option -- '", a.substr(1, 1),
                        "'\nusage: sudo [-u user] [-EHins] [VAR=value] [command]\n"));
            return exited(1);
        }
    }
    for (; at < args.size() && contains(args[at], "=") && args[at][0] != '='; ++at)
        environment.set(args[at].substr(0, args[at].find('=')),
                        args[at].substr(args[at].find('=') + 1));
    if (at == args.size() && !shell) {
        ctx.err("usage: sudo [-u user] [-EHins] [VAR=value] [command]\n");
        return exited(1);
    }
    environment.set("SUDO_USER", "root");
    environment.set("SUDO_UID", "0");
    environment.set("SUDO_GID", "0");
    std::vector<std::string> child(args.begin() + static_cast<std::ptrdiff_t>(at), args.end());
    if (child.empty()) child = {"bash"};
    environment.set("SUDO_COMMAND", join(child, " "));
    memory.started = true;
    ctx.start_child_in(std::move(child), std::move(environment));
    return wait_child();
}

Step run_su(CommandContext& ctx) {
    SudoMemory& memory = ctx.memory<SudoMemory>();
    if (memory.started) return exited(ctx.child_exit());
    const std::vector<std::string>& args = ctx.args();
    std::vector<std::string> child = {"bash"};
    bool named = false;
    for (std::size_t at = 1; at < args.size(); ++at) {
        if ((args[at] == "-c" || args[at] == "--command") && at + 1 < args.size()) {
            child.emplace_back("-c");
            child.push_back(args[++at]);
        } else if (args[at] == "-" || args[at] == "-l" || args[at] == "--login" ||
                   args[at] == "-m" || args[at] == "-p") {
            continue;
        } else if (args[at] == "-s" && at + 1 < args.size()) {
            child[0] = args[++at];
        } else if (!named && args[at][0] != '-') {
            named = true;
            if (is_root(args[at])) continue;
            ctx.err(cat("su: user ", args[at], " does not exist\n"));
            return exited(1);
        } else {
            child.push_back(args[at]);
        }
    }
    memory.started = true;
    ctx.start_child(std::move(child));
    return wait_child();
}

}  // namespace

extern const Command sudo = {.name = "sudo",
                             .usage = "sudo [-u USER] [NAME=VALUE]... COMMAND",
                             .summary = "runs a command as root",
                             .run = run_sudo};
extern const Command su = {.name = "su",
                           .usage = "su [-] [USER] [-c COMMAND]",
                           .summary = "a shell or a command of root",
                           .run = run_su};

}  // namespace podfall
