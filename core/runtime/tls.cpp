// Judges the certificates of a component and of the API server that it dials.
#include "core/runtime/tls.h"

#include "core/base/crypto/x509.h"
#include "core/base/hash.h"
#include "core/base/text.h"

namespace podfall {

namespace {

const std::string* content_of(const Machine& machine, const char* path) {
    const File* file = machine.files.find(path);
    return file && file->content ? &*file->content : nullptr;
}

// Tells a pair of files from others by the ends of their signatures.
std::uint64_t mark_of(const std::string& certificate, const std::string& authority) {
    constexpr std::size_t tail = 160;
    Hasher hasher;
    for (const std::string* text : {&certificate, &authority}) {
        hasher.add(text->size());
        hasher.add(std::string_view(*text).substr(text->size() - std::min(text->size(), tail)));
    }
    return hasher.value() | 1;
}

// A chain is valid in the time in which the certificate and its authority both are.
bool judge(const std::string& leaf_text, const std::string& roots_text, bool as_client, Time& from,
           Time& until) {
    const Certificate leaf = read_certificate_pem(leaf_text);
    from = leaf.fields.not_before;
    until = leaf.fields.not_after;
    return verify(leaf, read_certificates(roots_text), from, as_client) == Trust::good;
}

}  // namespace

void judge_handshake(const Machine& server, TlsClient& tls) {
    const std::string* certificate = content_of(server, serving_certificate);
    const std::string* authority = content_of(server, client_authority);
    if (!tls.authority || !certificate || !authority) return;
    const std::uint64_t mark = mark_of(*certificate, *authority);
    if (mark == tls.judged) return;
    tls.judged = mark;
    tls.server_trusted =
        judge(*certificate, *tls.authority, false, tls.server_from, tls.server_until);
    if (tls.certificate)
        tls.client_trusted =
            judge(*tls.certificate, *authority, true, tls.client_from, tls.client_until);
}

void shake_hands(World& world, MachineId machine, Pid pid, MachineId server) {
    const Machine* own = world.machines.find(machine);
    const Machine* other = world.machines.find(server);
    const Process* process = own ? own->processes.find(pid) : nullptr;
    if (!process || !process->tls.authority || !other) return;
    TlsClient tls = process->tls;
    judge_handshake(*other, tls);
    if (tls.judged != process->tls.judged)
        world.machines.edit(machine)->processes.edit(pid)->tls = std::move(tls);
}

std::string expired_problem(Time from, Time until, Time now) {
    CertificateFields f;
    f.not_before = from;
    f.not_after = until;
    return cat("x509: certificate has expired or is not yet valid: ", expiry_text(f, now));
}

std::string tls_problem(const World& world, const Machine& machine, const Process& process) {
    const TlsClient& tls = process.tls;
    if (!tls.authority || tls.judged == 0) return "";
    const Time now = world.now + machine.clock_offset;
    // Go checks the dates of a certificate before it looks for its authority.
    if (now < tls.server_from || now > tls.server_until)
        return expired_problem(tls.server_from, tls.server_until, now);
    if (!tls.server_trusted) return unknown_authority;
    if (tls.certificate && (!tls.client_trusted || now < tls.client_from || now > tls.client_until))
        return "Unauthorized";
    return "";
}

}  // namespace podfall
