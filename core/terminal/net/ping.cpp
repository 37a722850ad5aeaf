// ping: ICMP echoes to machines and pods. Models iputils 20121221.
#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/net/network_policy.h"
#include "core/terminal/command.h"
#include "core/terminal/net/dns.h"
#include "core/terminal/options.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace {

constexpr Duration default_wait = seconds(10);  // for the last answer

struct PingMemory {
    bool begun = false;
    std::string address;
    Time started = 0, next = 0, last_sent = 0;
    std::int64_t sent = 0, received = 0, errors = 0;
    std::int64_t least = 0, most = 0, sum = 0, squares = 0;  // microseconds
    std::vector<std::int64_t> unanswered;                    // waiting for ARP
};

template <class V>
void fields(V& v, PingMemory& m) {
    v("begun", m.begun), v("address", m.address), v("started", m.started), v("next", m.next);
    v("last_sent", m.last_sent), v("sent", m.sent), v("received", m.received);
    v("errors", m.errors), v("least", m.least), v("most", m.most), v("sum", m.sum);
    v("squares", m.squares), v("unanswered", m.unanswered);
}

std::int64_t root(std::int64_t n) {
    std::int64_t r = 0;
    while ((r + 1) * (r + 1) <= n) ++r;
    return r;
}

std::string millis(std::int64_t micro) {
    return fixed_text(micro * 1000, 3);
}

std::string shown_host(const std::string& name, const std::string& address) {
    return name == address ? address : cat(name, " (", address, ")");
}

Step finish(CommandContext& ctx, const PingMemory& m, const std::string& name) {
    const std::int64_t lost = m.sent == 0 ? 0 : (m.sent - m.received) * 100 / m.sent;
    std::string out = cat("\n--- ", name, " ping statistics ---\n", m.sent,
                          " packets transmitted, ", m.received, " received, ");
    if (m.errors > 0) out += cat("+", m.errors, " errors, ");
    out += cat(lost, "% packet loss, time ", (m.last_sent - m.started) / milliseconds(1), "ms\n");
    if (m.received > 0) {
        const std::int64_t mean = m.sum / m.received;
        out += cat(
            "rtt min/avg/max/mdev = ", millis(m.least), "/", millis(mean), "/", millis(m.most), "/",
            millis(root(std::max<std::int64_t>(0, m.squares / m.received - mean * mean))), " ms\n");
    } else if (m.errors > 0) {
        out += "pipe 4\n";
    }
    ctx.out(out);
    return exited(m.received > 0 ? 0 : 1);
}

void answer(CommandContext& ctx, PingMemory& m, const std::string& name, bool quiet) {
    const bool own = m.address.rfind("127.", 0) == 0 || m.address == ctx.machine().ip;
    const auto took = static_cast<std::int64_t>(own ? 30 + ctx.world.random.below(40)
                                                    : 280 + ctx.world.random.below(420));
    m.least = m.received == 0 ? took : std::min(m.least, took);
    m.most = std::max(m.most, took);
    m.sum += took;
    m.squares += took * took;
    ++m.received;
    const bool pod = machine_of_pod(ctx.world, m.address) >= 0;
    const int hops = pod && machine_of_pod(ctx.world, m.address) != ctx.machine_id ? 63 : 64;
    if (!quiet)
        ctx.out(cat("64 bytes from ", shown_host(pod ? m.address : name, m.address),
                    ": icmp_seq=", m.sent, " ttl=", hops, " time=", millis(took), " ms\n"));
}

bool ping_allowed(CommandContext& ctx, MachineId to, const std::string& address) {
    const DockerContainer* c = own_container(ctx);
    const std::string pod = c ? address_of(ctx.machine(), *c) : "";
    if (pod.empty() && to == ctx.machine_id) return true;
    const std::string& block = ctx.machine().pod_block;
    const std::string own = block.empty() ? ctx.machine().ip : block.substr(0, block.find('/'));
    return policies_allow(ctx.world, {pod.empty() ? own : pod, address, 0, PacketKind::icmp});
}

void send(CommandContext& ctx, PingMemory& m, const std::string& name, bool quiet) {
    ++m.sent;
    m.last_sent = ctx.now();
    PacketRoute route = find_route(ctx.world, ctx.machine_id, m.address);
    if (route.reach == Reach::ok && !ping_allowed(ctx, route.machine, m.address))
        route.reach = Reach::timeout;
    if (route.reach == Reach::ok) return answer(ctx, m, name, quiet);
    if (route.reach == Reach::refused) {
        ++m.errors;
        ctx.out(cat("From ", shown_host(name, m.address), " icmp_seq=", m.sent,
                    " Destination Port Unreachable\n"));
        return;
    }
    if (route.reach != Reach::no_route) return;
    // The kernel gives up ARP after three seconds, for all waiting packets.
    m.unanswered.push_back(m.sent);
    if (m.unanswered.size() < 4) return;
    for (std::int64_t n : m.unanswered) {
        ++m.errors;
        ctx.out(cat("From ", shown_host(ctx.machine().name, ctx.machine().ip), " icmp_seq=", n,
                    " Destination Host Unreachable\n"));
    }
    m.unanswered.clear();
}

Step run_ping(CommandContext& ctx) {
    const Options options(ctx, "c:i:W:w:s:t:I:nqb4");
    if (!options.ok()) return exited(2);
    std::int64_t count = 0, wait = 0, deadline = 0;
    if (!options.number(ctx, 'c', count) || !options.number(ctx, 'W', wait) ||
        !options.number(ctx, 'w', deadline))
        return exited(2);
    if (options.rest().size() != 1) {
        ctx.err(
            "Usage: ping [-nq] [-c count] [-i interval] [-w deadline] [-W timeout] destination\n");
        return exited(2);
    }
    const std::string name = options.rest()[0];
    const Duration interval =
        options.has('i') ? std::max<std::int64_t>(leading_number(options.value('i')), 200'000)
                         : seconds(1);
    PingMemory& m = ctx.memory<PingMemory>();
    if (ctx.take_interrupt()) return finish(ctx, m, name);
    if (!m.begun) {
        m.begun = true;
        const DnsAnswer known = look_up(ctx, name);
        if (known.result != DnsAnswer::Result::found) {
            const bool inside = own_container(ctx) != nullptr;
            ctx.err(cat("ping: ", inside ? "bad address '" : "", name,
                        inside ? "'\n" : ": Name or service not known\n"));
            return exited(inside ? 1 : 2);
        }
        m.address = known.addresses[0];
        m.started = ctx.now();
        ctx.out(cat("PING ", name, " (", m.address, ") 56(84) bytes of data.\n"));
    }
    if (deadline > 0 && ctx.now() - m.started >= seconds(deadline)) return finish(ctx, m, name);
    const bool all_sent = count > 0 && m.sent >= count;
    const bool waits = m.received + m.errors < m.sent;
    if (all_sent) {
        // Waits for the last reply, or for the kernel's "unreachable".
        while (!m.unanswered.empty() && m.unanswered.size() < 4 &&
               ctx.now() - m.last_sent >= arp_failure)
            m.unanswered.insert(m.unanswered.begin(), 0);
        if (m.unanswered.size() >= 4) {
            for (std::int64_t n : m.unanswered)
                if (n > 0) {
                    ++m.errors;
                    ctx.out(cat("From ", shown_host(ctx.machine().name, ctx.machine().ip),
                                " icmp_seq=", n, " Destination Host Unreachable\n"));
                }
            return finish(ctx, m, name);
        }
        const Duration patience = !m.unanswered.empty() ? arp_failure
                                  : wait > 0            ? seconds(wait)
                                                        : default_wait;
        if (!waits || ctx.now() - m.last_sent >= patience) return finish(ctx, m, name);
        return sleep_until(m.last_sent + patience);
    }
    if (ctx.now() >= m.next) {
        send(ctx, m, name, options.has('q'));
        m.next = ctx.now() + interval;
        if (count > 0 && m.sent >= count) return sleep_until(ctx.now() + milliseconds(1));
    }
    return sleep_until(deadline > 0 ? std::min(m.next, m.started + seconds(deadline)) : m.next);
}

}  // namespace

extern const Command ping = {.name = "ping",
                             .usage = "ping [-c COUNT] [-i SECONDS] [-W SECONDS] HOST",
                             .summary = "Asks a host for an echo.",
                             .run = run_ping,
                             .handles_interrupt = true};

}  // namespace podfall
