// date, clear, hostname, uname, whoami, id, env, free, nproc, man, tput, reset.
#include "core/base/text.h"
#include "core/machine/docker/container_image.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/docker/container_user.h"
#include "core/machine/host/time_text.h"
#include "core/terminal/command.h"
#include "core/terminal/net/dns.h"
#include "core/terminal/options.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace {

constexpr std::string_view kernel = "3.10.0-1127.19.1.el7.x86_64";  // of the lab's CentOS 7 boxes

// "2022-08-15 05:00:00", "@1660539600", "now", "-1 day", "5 minutes ago"
bool read_moment(CommandContext& ctx, std::string_view text, Time& t) {
    const Time now = ctx.now() + ctx.machine().clock_offset;
    t = now;
    std::int64_t n;
    if (text.substr(0, 1) == "@" && parse_int(text.substr(1), n)) return t = n * seconds(1), true;
    bool dated = false;
    Duration shift = 0;
    int direction = contains(text, "ago") ? -1 : 1;
    const std::vector<std::string> words = split_words(text);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string w = words[i][0] == '+' ? words[i].substr(1) : words[i];
        const std::vector<std::string> date = split(w, '-'), clock = split(w, ':');
        std::int64_t a, b, c = 0;
        if (w == "now" || w == "today" || w == "ago" || w == "UTC" || w == "next") continue;
        if (w == "yesterday" || w == "tomorrow") {
            shift += w == "tomorrow" ? days(1) : -days(1);
        } else if (date.size() == 3 && date[0].size() == 4 && parse_int(date[0], a) &&
                   parse_int(date[1], b) && parse_int(date[2].substr(0, 2), c)) {
            t = from_civil(static_cast<int>(a), static_cast<int>(b), static_cast<int>(c)) -
                ctx.world.utc_offset;
            dated = true;
        } else if (clock.size() >= 2 && parse_int(clock[0], a) && parse_int(clock[1], b) &&
                   (clock.size() < 3 || parse_int(clock[2], c))) {
            if (!dated) {
                const CivilTime today = civil_time(now, ctx.world.utc_offset);
                t = from_civil(today.year, today.month, today.day) - ctx.world.utc_offset;
            }
            t += hours(a) + minutes(b) + seconds(c);
        } else if (parse_int(w, n) && i + 1 < words.size()) {
            const std::string& u = words[++i];
            const Duration d = u.rfind("sec", 0) == 0    ? seconds(1)
                               : u.rfind("min", 0) == 0  ? minutes(1)
                               : u.rfind("hour", 0) == 0 ? hours(1)
                               : u.rfind("day", 0) == 0  ? days(1)
                               : u.rfind("week", 0) == 0 ? days(7)
                               : u.rfind("year", 0) == 0 ? days(365)
                                                         : 0;
            if (d == 0) return false;
            shift += n * d;
        } else {
            return false;
        }
    }
    t += direction * shift;
    return true;
}

Step run_date(CommandContext& ctx) {
    const Options options(
        ctx, "ud:s:I:R",
        {{"utc", 'u'}, {"universal", 'u'}, {"date", 'd'}, {"set", 's'}, {"iso-8601", 'I'}});
    if (!options.ok()) return exited(1);
    Time t = ctx.now() + ctx.machine().clock_offset;
    if (options.has('s')) {
        if (!read_moment(ctx, options.value('s'), t)) {
            ctx.err(cat("date: invalid date ‘", options.value('s'), "’\n"));
            return exited(1);
        }
        if (own_container(ctx)) {
            ctx.err("date: cannot set date: Operation not permitted\n");
            return exited(1);
        }
        ctx.machine().clock_offset = t - ctx.now();
    }
    if (options.has('d') && !read_moment(ctx, options.value('d'), t)) {
        ctx.err(cat("date: invalid date ‘", options.value('d'), "’\n"));
        return exited(1);
    }
    const Duration offset = options.has('u') || own_container(ctx) ? 0 : ctx.world.utc_offset;
    std::string format = "%a %b %e %H:%M:%S %Z %Y";
    if (options.has('I')) format = options.value('I') == "seconds" ? "%FT%T%z" : "%F";
    if (options.has('R')) format = "%a, %d %b %Y %T %z";
    for (const std::string& operand : options.rest()) {
        if (operand[0] != '+') {
            ctx.err(cat("date: invalid date ‘", operand, "’\n"));
            return exited(1);
        }
        format = operand.substr(1);
    }
    ctx.out(format_time(format, t, offset) + "\n");
    return exited(0);
}

Step run_clear(CommandContext& ctx) {
    ctx.out("\x1b[3J\x1b[H\x1b[2J");
    return exited(0);
}

// The machine's name, or the container's host name.
std::string own_name(CommandContext& ctx) {
    const DockerContainer* c = own_container(ctx);
    return c ? host_name_of(ctx.machine(), *c) : ctx.machine().name;
}

Step run_hostname(CommandContext& ctx) {
    const Options options(ctx, "sfiId", {{"fqdn", 'f'}, {"short", 's'}});
    if (!options.ok()) return exited(1);
    const bool address = options.has('i') || options.has('I');
    const DockerContainer* c = own_container(ctx);
    if (c && options.has('f')) {
        const std::string_view domain = option_of(network_owner(ctx.machine(), *c), "domainname");
        const std::string name = own_name(ctx);
        const bool add = !domain.empty() && !contains(name, ".");
        ctx.out(cat(name, add ? "." : "", add ? domain : "", "\n"));
        return exited(0);
    }
    const std::string ip = own_container(ctx) ? address_of(ctx.machine(), *own_container(ctx)) : "";
    ctx.out(cat(!address     ? own_name(ctx)
                : ip.empty() ? ctx.machine().ip
                             : ip,
                options.has('I') ? " \n" : "\n"));
    return exited(0);
}

Step run_uname(CommandContext& ctx) {
    const Options options(ctx, "asnrvmpio");
    if (!options.ok()) return exited(1);
    const std::pair<char, std::string> parts[] = {{'s', "Linux"},
                                                  {'n', own_name(ctx)},
                                                  {'r', std::string(kernel)},
                                                  {'v', "#1 SMP Tue Aug 25 17:23:54 UTC 2020"},
                                                  {'m', "x86_64"},
                                                  {'p', "x86_64"},
                                                  {'i', "x86_64"},
                                                  {'o', "GNU/Linux"}};
    std::string out;
    for (const auto& [letter, text] : parts)
        if (options.has('a') || options.has(letter)) out += cat(out.empty() ? "" : " ", text);
    ctx.out(cat(out.empty() ? "Linux" : out, "\n"));
    return exited(0);
}

// The user of the container that the command runs in; root on a machine.
ContainerUser own_user(CommandContext& ctx) {
    const DockerContainer* c = own_container(ctx);
    return c ? user_of(*c) : ContainerUser{};
}

Step run_whoami(CommandContext& ctx) {
    const std::int64_t uid = own_user(ctx).uid;
    const std::string_view name = user_name(uid);
    if (name.empty()) {
        ctx.err(is_busybox(own_container(ctx)->image)
                    ? cat("whoami: unknown uid ", uid, "\n")
                    : cat("whoami: cannot find name for user ID ", uid, "\n"));
        return exited(1);
    }
    ctx.out(cat(name, "\n"));
    return exited(0);
}

Step run_id(CommandContext& ctx) {
    const Options options(ctx, "ugnGr");
    if (!options.ok()) return exited(1);
    const ContainerUser user = own_user(ctx);
    if (options.has('u') || options.has('g')) {
        const std::int64_t id = options.has('u') ? user.uid : user.gid;
        const std::string_view name = user_name(id);
        ctx.out(cat(options.has('n') && !name.empty() ? std::string(name) : to_text(id), "\n"));
    } else if (options.has('G')) {
        std::string text = to_text(user.gid);
        for (const std::int64_t g : user.groups)
            if (g != user.gid) text += cat(" ", g);
        ctx.out(text + "\n");
    } else {
        ctx.out(id_text(user) + "\n");
    }
    return exited(0);
}

struct EnvMemory {
    bool started = false;
};

template <class V>
void fields(V& v, EnvMemory& m) {
    v("started", m.started);
}

// env, and env NAME=VALUE COMMAND.
Step run_env(CommandContext& ctx) {
    EnvMemory& memory = ctx.memory<EnvMemory>();
    if (memory.started) return exited(ctx.child_exit());
    const std::vector<std::string>& args = ctx.args();
    Table<std::string, std::string> environment = ctx.environment();
    std::size_t at = 1;
    bool zero = false;
    for (; at < args.size() && args[at][0] == '-'; ++at) {
        const std::string& a = args[at];
        if (a == "--") {
            ++at;
            break;
        }
        if (a == "-" || a == "-i" || a == "--ignore-environment") {
            environment = {};
        } else if (a == "-0" || a == "--null") {
            zero = true;
        } else if (a == "-u" && at + 1 < args.size()) {
            environment.erase(args[++at]);
        } else if (a.rfind("--unset=", 0) == 0) {
            environment.erase(a.substr(8));
        } else if (a.rfind("-u", 0) == 0 && a.size() > 2) {
            environment.erase(a.substr(2));
        } else {
            ctx.err(cat("env: invalid option -- '", a.substr(1, 1),
                        "'\nTry 'env --help' for more information.\n"));
            return exited(125);
        }
    }
    for (; at < args.size() && contains(args[at], "="); ++at)
        environment.set(args[at].substr(0, args[at].find('=')),
                        args[at].substr(args[at].find('=') + 1));
    if (at < args.size()) {
        memory.started = true;
        ctx.start_child_in({args.begin() + static_cast<std::ptrdiff_t>(at), args.end()},
                           std::move(environment));
        return wait_child();
    }
    for (const auto& [name, value] : environment) {
        ctx.out(cat(name, "=", value));
        ctx.out(zero ? std::string_view("\0", 1) : "\n");
    }
    return exited(0);
}

Step run_printenv(CommandContext& ctx) {
    if (ctx.args().size() < 2) {
        for (const auto& [name, value] : ctx.environment()) ctx.out(cat(name, "=", value, "\n"));
        return exited(0);
    }
    const std::string* value = ctx.environment().find(ctx.args()[1]);
    if (value) ctx.out(*value + "\n");
    return exited(value ? 0 : 1);
}

// Running programs use memory by their kind; the rest is cache and free, as on a machine of that
// size.
Step run_free(CommandContext& ctx) {
    const Options options(ctx, "hmgkb");
    if (!options.ok()) return exited(1);
    const std::int64_t total = ctx.machine().memory_bytes / 1024;
    std::int64_t used = 180 * 1024;
    for (const auto& [pid, process] : ctx.machine().processes)
        used += process.program == "kube-apiserver"                            ? 300 * 1024
                : process.program == "etcd"                                    ? 60 * 1024
                : process.program == "kubelet" || process.program == "dockerd" ? 80 * 1024
                                                                               : 8 * 1024;
    used = std::min(used, total / 10 * 9);
    const std::int64_t cache = (total - used) * 3 / 5, free = total - used - cache;
    const auto text = [&](std::int64_t kib) {
        if (options.has('m')) return to_text(kib / 1024);
        if (options.has('g')) return to_text(kib / 1024 / 1024);
        if (options.has('b')) return to_text(kib * 1024);
        if (!options.has('h')) return to_text(kib);
        if (kib < 1024) return cat(kib, "K");
        return kib < 1024 * 1024 ? cat(kib / 1024, "M")
                                 : cat(fixed_text(kib * 1'000'000 / 1024 / 1024, 1), "G");
    };
    ctx.out("              total        used        free      shared  buff/cache   available\n");
    std::string line = "Mem:   ";
    for (std::int64_t n : {total, used, free, std::int64_t{9216}, cache, free + cache - 200 * 1024})
        line += pad_left(text(n), 12);
    ctx.out(cat(line, "\nSwap:  ", pad_left(options.has('h') ? "0B" : "0", 12),
                pad_left(options.has('h') ? "0B" : "0", 12),
                pad_left(options.has('h') ? "0B" : "0", 12), "\n"));
    return exited(0);
}

Step run_nproc(CommandContext& ctx) {
    ctx.out(cat(ctx.machine().cpus, "\n"));
    return exited(0);
}

Step run_man(CommandContext& ctx) {
    if (ctx.args().size() < 2) {
        ctx.err("What manual page do you want?\n");
        return exited(1);
    }
    ctx.err(cat("No manual entry for ", ctx.args().back(), "\n"));
    return exited(16);
}

}  // namespace

extern const Command date_ = {.name = "date",
                              .usage = "date [-u] [-d TEXT | -s TEXT] [+FORMAT]",
                              .summary = "the date and time",
                              .run = run_date};
extern const Command clear_ = {
    .name = "clear", .usage = "clear", .summary = "clears the screen", .run = run_clear};
extern const Command reset_ = {
    .name = "reset", .usage = "reset", .summary = "clear", .run = run_clear};
extern const Command hostname_ = {.name = "hostname",
                                  .usage = "hostname [-i]",
                                  .summary = "the machine's name",
                                  .run = run_hostname};
extern const Command uname_ = {.name = "uname",
                               .usage = "uname [-asnrvmpio]",
                               .summary = "the system's name",
                               .run = run_uname};
extern const Command whoami_ = {
    .name = "whoami", .usage = "whoami", .summary = "prints the user name", .run = run_whoami};
extern const Command id_ = {
    .name = "id", .usage = "id [-un]", .summary = "user and groups", .run = run_id};
extern const Command env_ = {.name = "env",
                             .usage = "env [NAME=VALUE]... [COMMAND]",
                             .summary = "the environment",
                             .run = run_env};
extern const Command printenv_ = {.name = "printenv",
                                  .usage = "printenv [NAME]",
                                  .summary = "the environment",
                                  .run = run_printenv};
extern const Command free_ = {
    .name = "free", .usage = "free [-hmgkb]", .summary = "memory in use", .run = run_free};
extern const Command nproc_ = {
    .name = "nproc", .usage = "nproc", .summary = "number of processors", .run = run_nproc};
extern const Command man_ = {
    .name = "man", .usage = "man NAME", .summary = "no manuals here", .run = run_man};

}  // namespace podfall
