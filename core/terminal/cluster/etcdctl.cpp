// etcdctl 3.4.13: health, members, keys and snapshots of etcd. Simplified: values are printed as
// JSON, not in the protobuf form in which the API server stores the built-in kinds; keys cannot be
// written.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/objects/meta.h"
#include "core/base/hash.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/machine/components/etcd_database.h"
#include "core/machine/host/files.h"
#include "core/machine/host/time_text.h"
#include "core/net/etcd.h"
#include "core/terminal/command.h"
#include "core/terminal/net/dns.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace {

struct EtcdWords {
    std::vector<std::string> names;  // the command and its operands
    Table<std::string, std::string> flags;

    std::string flag(std::string_view name, std::string_view otherwise = "") const {
        const std::string* value = flags.find(name);
        return value ? *value : std::string(otherwise);
    }
    std::string name(std::size_t i) const { return i < names.size() ? names[i] : std::string(); }
};

constexpr std::string_view switches =
    " prefix keys-only count-only print-value-only hex cluster insecure-skip-tls-verify help "
    "from-key skip-hash-check debug insecure-transport ";

EtcdWords read_etcd_words(CommandContext& ctx) {
    EtcdWords w;
    // ETCDCTL_CACERT=... stands for --cacert.
    for (const char* name : {"endpoints", "cacert", "cert", "key"}) {
        std::string variable = cat("ETCDCTL_", name);
        for (char& c : variable) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        if (const std::string value = ctx.env(variable); !value.empty()) w.flags.set(name, value);
    }
    const std::vector<std::string>& args = ctx.args();
    for (std::size_t i = 1; i < args.size(); ++i) {
        if (args[i] == "-w" && i + 1 < args.size()) {
            w.flags.set("write-out", args[++i]);
        } else if (args[i].rfind("-w=", 0) == 0) {
            w.flags.set("write-out", args[i].substr(3));
        } else if (args[i].rfind("--", 0) == 0) {
            const std::size_t equals = args[i].find('=');
            const std::string name =
                args[i].substr(2, equals == std::string::npos ? equals : equals - 2);
            if (equals != std::string::npos)
                w.flags.set(name, args[i].substr(equals + 1));
            else if (contains(switches, cat(" ", name, " ")) || i + 1 == args.size())
                w.flags.set(name, "true");
            else
                w.flags.set(name, args[++i]);
        } else {
            w.names.push_back(args[i]);
        }
    }
    return w;
}

// The tables of etcdctl: headings in the middle, cells on the right.
std::string etcd_table(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths(rows[0].size());
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    std::string line = "+", out;
    for (const std::size_t w : widths) line += std::string(w + 2, '-') + "+";
    for (std::size_t r = 0; r < rows.size(); ++r) {
        out += r < 2 ? line + "\n|" : "|";
        for (std::size_t i = 0; i < rows[r].size(); ++i) {
            const std::size_t left =
                r == 0 ? (widths[i] - rows[r][i].size()) / 2 : widths[i] - rows[r][i].size();
            out += cat(std::string(left + 1, ' '), rows[r][i],
                       std::string(widths[i] - left - rows[r][i].size() + 1, ' '), "|");
        }
        out += "\n";
    }
    return out + line + "\n";
}

std::string table_or_lines(const EtcdWords& w, const std::vector<std::vector<std::string>>& rows) {
    if (w.flag("write-out") == "table") return etcd_table(rows);
    std::string out;
    for (std::size_t r = 1; r < rows.size(); ++r) out += join(rows[r], ", ") + "\n";
    return out;
}

// go-humanize
std::string size_words(std::int64_t bytes) {
    const std::int64_t kb = bytes / 1000;
    if (kb < 1000) return cat(kb, " kB");
    return kb < 10000 ? cat(fixed_text(kb * 1000, 1), " MB") : cat(kb / 1000, " MB");
}

std::string member_id(const Machine& m) {
    Hasher h;
    h.add(m.ip);
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[h.value() >> shift & 15];
    return out;
}

// ---- connections ----

enum class Talk : std::uint8_t { ok, refused, deadline, unhealthy };

struct Endpoint {
    std::string url;
    Talk talk = Talk::refused;
    MachineId machine = -1;
};

struct EtcdMemory {
    bool waited = false;
};

template <class V>
void fields(V& v, EtcdMemory& m) {
    v("waited", m.waited);
}

Endpoint reach(CommandContext& ctx, const EtcdWords& w, const std::string& url) {
    Endpoint e{url};
    const std::size_t scheme = url.find("://");
    const std::string rest = scheme == std::string::npos ? url : url.substr(scheme + 3);
    const std::size_t colon = rest.rfind(':');
    std::int64_t port = etcd_port;
    if (colon != std::string::npos) parse_int(rest.substr(colon + 1), port);
    const Connection c = connect_from(ctx, rest.substr(0, colon), static_cast<int>(port));
    const Machine* m = ctx.world.machines.find(c.machine);
    const Process* p = m ? m->processes.find(c.pid) : nullptr;
    e.machine = c.machine;
    if (c.reach != Reach::ok || !p || p->program != "etcd")
        e.talk = c.reach == Reach::refused ? Talk::refused : Talk::deadline;
    else if (url.rfind("https://", 0) != 0 || w.flag("cacert").empty() || w.flag("cert").empty() ||
             w.flag("key").empty())
        e.talk = Talk::deadline;  // etcd ends connections without its clients' certificates
    else
        e.talk = etcd_answers(ctx.world, c.machine) ? Talk::ok : Talk::unhealthy;
    return e;
}

// The error of a file of a flag that cannot be read.
std::string flag_file_problem(CommandContext& ctx, const EtcdWords& w) {
    for (const char* flag : {"cert", "key", "cacert"}) {
        std::string text, error;
        const std::string file = w.flag(flag);
        if (!file.empty() && !ctx.read_file(file, text, error))
            return cat("open ", file, ": ", to_lower(error));
    }
    return "";
}

std::string grpc_warning(CommandContext& ctx, const Endpoint& e) {
    return cat(
        "{\"level\":\"warn\",\"ts\":\"", format_time("%FT%T", ctx.now(), 0),
        ".000Z\",\"caller\":\"clientv3/retry_interceptor.go:62\",\"msg\":\"retrying of "
        "unary invoker failed\",\"target\":\"endpoint://client-",
        member_id(ctx.machine()), "/", e.url,
        "\",\"attempt\":0,\"error\":\"rpc error: code = DeadlineExceeded desc = ",
        e.talk == Talk::refused
            ? cat("latest balancer error: all SubConns are in TransientFailure, latest "
                  "connection error: connection error: desc = \\\"transport: Error while "
                  "dialing dial tcp ",
                  e.url.substr(e.url.find("://") == std::string::npos ? 0 : e.url.find("://") + 3),
                  ": connect: connection refused\\\"")
            : std::string("context deadline exceeded"),
        "\"}\n");
}

std::vector<Endpoint> endpoints(CommandContext& ctx, const EtcdWords& w) {
    std::vector<Endpoint> found;
    for (const std::string& url : split(w.flag("endpoints", "127.0.0.1:2379"), ','))
        found.push_back(reach(ctx, w, url));
    return found;
}

// Whether some endpoint answers; otherwise, after the time-out, prints the error.
bool connected(CommandContext& ctx, const EtcdWords& w, Endpoint& out, Step& step) {
    for (const Endpoint& e : endpoints(ctx, w)) {
        out = e;
        if (e.talk == Talk::ok) return true;
    }
    if (!ctx.memory<EtcdMemory>().waited) {
        ctx.memory<EtcdMemory>().waited = true;
        step = sleep_until(ctx.now() + seconds(5));
        return false;
    }
    ctx.err(cat(grpc_warning(ctx, out), "Error: context deadline exceeded\n"));
    step = exited(1);
    return false;
}

// ---- endpoint, member ----

Step endpoint_health(CommandContext& ctx, const EtcdWords& w) {
    const std::vector<Endpoint> all = endpoints(ctx, w);
    bool sick = false;
    for (const Endpoint& e : all) sick = sick || e.talk != Talk::ok;
    if (sick && !ctx.memory<EtcdMemory>().waited) {
        ctx.memory<EtcdMemory>().waited = true;
        return sleep_until(ctx.now() + seconds(5));
    }
    std::vector<std::vector<std::string>> rows = {{"ENDPOINT", "HEALTH", "TOOK", "ERROR"}};
    for (const Endpoint& e : all) {
        const bool ok = e.talk == Talk::ok;
        const std::string took = ok ? cat(7 + static_cast<std::int64_t>(e.url.size()) % 5, ".",
                                          pad_left(to_text(ctx.now() % 1000000), 6, '0'), "ms")
                                    : std::string("5.000") + to_text(ctx.now() % 900 + 100) + "s";
        if (!ok) ctx.err(grpc_warning(ctx, e));
        rows.push_back({e.url, ok ? "true" : "false", took, ok ? "" : "context deadline exceeded"});
        if (w.flag("write-out") != "table")
            ctx.err(ok ? ""
                       : cat(e.url,
                             " is unhealthy: failed to commit proposal: context "
                             "deadline exceeded\n"));
        if (w.flag("write-out") != "table" && ok)
            ctx.out(
                cat(e.url, " is healthy: successfully committed proposal: took = ", took, "\n"));
    }
    if (w.flag("write-out") == "table") ctx.out(etcd_table(rows));
    if (sick) ctx.err("Error: unhealthy cluster\n");
    return exited(sick ? 1 : 0);
}

Step endpoint_status(CommandContext& ctx, const EtcdWords& w) {
    std::vector<std::vector<std::string>> rows = {{"ENDPOINT", "ID", "VERSION", "DB SIZE",
                                                   "IS LEADER", "IS LEARNER", "RAFT TERM",
                                                   "RAFT INDEX", "RAFT APPLIED INDEX", "ERRORS"}};
    const World& world = ctx.world;
    bool failed = false;
    const Database open = database(world, world.store.database);
    for (const Endpoint& e : endpoints(ctx, w)) {
        if (e.talk != Talk::ok && e.talk != Talk::unhealthy) {
            if (!ctx.memory<EtcdMemory>().waited) {
                ctx.memory<EtcdMemory>().waited = true;
                return sleep_until(ctx.now() + seconds(5));
            }
            ctx.err(cat(grpc_warning(ctx, e), "Failed to get the status of endpoint ", e.url,
                        " (context deadline exceeded)\n"));
            failed = true;
            continue;
        }
        const EtcdMember* member = world.etcd_members.find(e.machine);
        const std::int64_t index = world.store.revision * 5 / 4 + 9;
        const bool leads = !member || etcd_leads(world, e.machine);
        rows.push_back({e.url, member_id(*world.machines.find(e.machine)), "3.4.13",
                        size_words(database_size(open)), leads ? "true" : "false", "false",
                        to_text(member ? static_cast<std::int64_t>(member->term) : 2),
                        to_text(index), to_text(index),
                        e.talk == Talk::unhealthy ? "etcdserver: no leader" : ""});
    }
    if (rows.size() > 1) ctx.out(table_or_lines(w, rows));
    return exited(failed ? 1 : 0);
}

Step member_list(CommandContext& ctx, const EtcdWords& w) {
    std::vector<std::vector<std::string>> rows = {
        {"ID", "STATUS", "NAME", "PEER ADDRS", "CLIENT ADDRS", "IS LEARNER"}};
    for (const auto& [id, m] : ctx.world.machines) {
        const bool member =
            ctx.world.etcd_members.empty() ? m.control_plane : ctx.world.etcd_members.contains(id);
        if (member)
            rows.push_back({member_id(m), "started", m.name, cat("https://", m.ip, ":2380"),
                            cat("https://", m.ip, ":2379"), "false"});
    }
    ctx.out(table_or_lines(w, rows));
    return exited(0);
}

// ---- keys ----

// As the API server names it: "/registry/pods/default/web".
std::string registry_key(const ObjectKey& key) {
    const KindInfo& kind = info(key.kind);
    std::string folder = kind.plural;
    const std::string group = kind.group;
    if (folder == "services")
        folder = "services/specs";
    else if (folder == "endpoints")
        folder = "services/endpoints";
    else if (folder == "nodes")
        folder = "minions";
    else if (folder == "ingresses")
        folder = "ingress";
    else if (contains(group, ".k8s.io") &&
             contains("apiextensions.k8s.io apiregistration.k8s.io", group))
        folder = cat(group, "/", folder);
    return cat("/registry/", folder, "/", key.namespace_.empty() ? "" : key.namespace_ + "/",
               key.name);
}

Step get_keys(CommandContext& ctx, const EtcdWords& w) {
    if (w.names.size() < 2) {
        ctx.err(
            "Error: get command needs one argument as key and an optional argument as "
            "range_end\n");
        return exited(128);
    }
    const std::string wanted = w.names[1];
    const bool prefix = !w.flag("prefix").empty() || !w.flag("from-key").empty();
    std::vector<std::pair<std::string, ObjectKey>> found;
    const Table<ObjectKey, Ref<Object>> objects = ctx.world.store.objects;
    for (const auto& [key, object] : objects) {
        std::string name = registry_key(key);
        if (prefix ? name.rfind(wanted, 0) == 0 : name == wanted)
            found.emplace_back(std::move(name), key);
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    std::int64_t limit = 0;
    parse_int(w.flag("limit", "0"), limit);
    if (limit > 0 && found.size() > static_cast<std::size_t>(limit))
        found.resize(static_cast<std::size_t>(limit));
    if (!w.flag("count-only").empty()) return exited(0);
    for (const auto& [name, key] : found) {
        if (w.flag("print-value-only").empty()) ctx.out(name + "\n");
        if (!w.flag("keys-only").empty())
            ctx.out("\n");
        else
            ctx.out(json_text(object_json(**objects.find(key), key.kind)) + "\n");
    }
    return exited(0);
}

// ---- snapshots ----

void log_info(CommandContext& ctx, std::string_view caller, std::string_view message,
              std::string_view more) {
    ctx.err(cat("{\"level\":\"info\",\"ts\":", ctx.now() / seconds(1), ".",
                pad_left(to_text(ctx.now() % seconds(1)), 6, '0'), ",\"caller\":\"snapshot/",
                caller, "\",\"msg\":\"", message, "\",", more, "}\n"));
}

Step snapshot_save(CommandContext& ctx, const EtcdWords& w) {
    const std::string path = w.name(2);
    if (path.empty()) {
        ctx.err("Error: snapshot save expects one argument\n");
        return exited(128);
    }
    Endpoint e;
    Step step;
    if (!connected(ctx, w, e, step)) return step;
    const std::string own = cat("\"path\":\"", path, "\"");
    std::string error;
    const std::uint64_t number = snapshot_database(ctx.world);
    if (!write_database_file(ctx.world, ctx.machine(), ctx.absolute(path), number, error)) {
        ctx.err(cat("Error: could not open ", path, ".part (open ", path,
                    ".part: ", to_lower(error), ")\n"));
        return exited(1);
    }
    log_info(ctx, "v3_snapshot.go:119", "created temporary db file",
             cat("\"path\":\"", path, ".part\""));
    log_info(ctx, "v3_snapshot.go:127", "fetching snapshot", cat("\"endpoint\":\"", e.url, "\""));
    log_info(ctx, "v3_snapshot.go:142", "fetched snapshot",
             cat("\"endpoint\":\"", e.url, "\",\"size\":\"",
                 size_words(database_size(database(ctx.world, number))), "\",\"took\":0.06"));
    log_info(ctx, "v3_snapshot.go:152", "saved", own);
    ctx.out(cat("Snapshot saved at ", path, "\n"));
    return exited(0);
}

// The number of a snapshot's database, or 0 after an error.
std::uint64_t opened_snapshot(CommandContext& ctx, const std::string& path) {
    std::string text, error;
    if (!ctx.read_file(path, text, error)) {
        ctx.err(cat("Error: stat ", path, ": ", to_lower(error), "\n"));
        return 0;
    }
    const std::uint64_t number = read_database_file(ctx.machine(), ctx.absolute(path)).number;
    if (number == 0)
        ctx.err(text.empty() ? "Error: snapshot file is empty\n" : "Error: invalid database\n");
    return number;
}

Step snapshot_status(CommandContext& ctx, const EtcdWords& w) {
    const std::uint64_t number = opened_snapshot(ctx, w.name(2));
    if (number == 0) return exited(1);
    const Database d = database(ctx.world, number);
    const std::string hash = sha256_hex(cat(number, " ", d.revision)).substr(0, 8);
    ctx.out(table_or_lines(
        w, {{"HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE"},
            {hash, to_text(d.revision), to_text(static_cast<std::int64_t>(d.objects.size())),
             size_words(database_size(d))}}));
    return exited(0);
}

Step snapshot_restore(CommandContext& ctx, const EtcdWords& w) {
    const std::string source = w.name(2),
                      folder = w.flag("data-dir", cat(w.flag("name", "default"), ".etcd"));
    const std::uint64_t number = opened_snapshot(ctx, source);
    if (number == 0) return exited(1);
    const std::string path = ctx.absolute(folder);
    std::string error;
    if (find_file(ctx.machine(), path) && !list_folder(ctx.machine(), path).empty()) {
        ctx.err(cat("Error: data-dir \"", folder, "\" exists\n"));
        return exited(1);
    }
    const std::string more =
        cat("\"path\":\"", source, "\",\"wal-dir\":\"", folder, "/member/wal\",\"data-dir\":\"",
            folder, "\",\"snap-dir\":\"", folder, "/member/snap\"");
    log_info(ctx, "v3_snapshot.go:296", "restoring snapshot", more);
    for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
        const std::string part = path.substr(0, slash);
        if (!find_file(ctx.machine(), part)) make_folder(ctx.world, ctx.machine(), part, error);
        if (slash == std::string::npos) break;
    }
    error.clear();
    for (const char* below : {"/member", "/member/snap", "/member/wal"})
        make_folder(ctx.world, ctx.machine(), path + below, error);
    // The restored database is a copy: the snapshot stays as it is when etcd writes.
    const std::uint64_t copy = ctx.world.next_database++;
    ctx.world.databases.set(copy, database(ctx.world, number));
    error.clear();
    if (!write_database_file(ctx.world, ctx.machine(), path + database_file, copy, error)) {
        ctx.err(cat("Error: ", to_lower(error), "\n"));
        return exited(1);
    }
    log_info(ctx, "v3_snapshot.go:309", "restored snapshot", more);
    return exited(0);
}

Step run_etcdctl(CommandContext& ctx) {
    const EtcdWords w = read_etcd_words(ctx);
    const std::string verb = w.name(0), what = w.name(1);
    if (verb == "version") return ctx.out("etcdctl version: 3.4.13\nAPI version: 3.4\n"), exited(0);
    if (verb.empty() || verb == "help") {
        ctx.out(
            "NAME:\n\tetcdctl - A simple command line client for etcd3.\n\nCOMMANDS:\n"
            "\tendpoint health|status\n\tget KEY [--prefix] [--keys-only]\n\tmember list\n"
            "\tsnapshot save|status|restore FILE\n\tversion\n");
        return exited(0);
    }
    if (ctx.env("ETCDCTL_API") == "2") {
        ctx.err("etcdctl: this lab has API version 3 only (ETCDCTL_API=3)\n");
        return exited(1);
    }
    if (const std::string why = flag_file_problem(ctx, w); !why.empty()) {
        ctx.err(cat("Error: ", why, "\n"));
        return exited(1);
    }
    if (verb == "endpoint" && what == "health") return endpoint_health(ctx, w);
    if (verb == "endpoint" && what == "status") return endpoint_status(ctx, w);
    if (verb == "snapshot" && what == "save") return snapshot_save(ctx, w);
    if (verb == "snapshot" && what == "status") return snapshot_status(ctx, w);
    if (verb == "snapshot" && what == "restore") return snapshot_restore(ctx, w);
    const bool asks = verb == "get" || (verb == "member" && what == "list") ||
                      (verb == "alarm" && what == "list") || verb == "defrag";
    if (!asks) {
        ctx.err(cat("Error: unknown command \"", verb,
                    "\" for \"etcdctl\"\nRun 'etcdctl --help' "
                    "for usage.\n"));
        return exited(1);
    }
    Endpoint e;
    Step step;
    if (!connected(ctx, w, e, step)) return step;
    if (verb == "get") return get_keys(ctx, w);
    if (verb == "defrag") ctx.out(cat("Finished defragmenting etcd member[", e.url, "]\n"));
    return verb == "member" ? member_list(ctx, w) : exited(0);
}

}  // namespace

extern const Command etcdctl = {.name = "etcdctl",
                                .usage =
                                    "etcdctl [--endpoints URL] [--cacert F --cert F --key F] "
                                    "COMMAND",
                                .summary = "asks, saves and restores etcd",
                                .run = run_etcdctl,
                                .startup = milliseconds(15)};

}  // namespace podfall
