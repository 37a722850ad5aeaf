// openssl req: certificate requests, and self-signed certificates.
#include "core/base/crypto/pem.h"
#include "core/base/text.h"
#include "core/terminal/openssl/openssl.h"

namespace podfall::openssl {

namespace {

// -key's, or a new one for -newkey, which goes to -keyout; false after an error.
bool key_of(CommandContext& ctx, const Given& given, RsaKey& key) {
    if (given.has("key")) {
        std::string text;
        if (!read_source(ctx, given.value("key"), "Private Key", text)) {
            ctx.err("unable to load Private Key\n");
            return false;
        }
        key = read_private_key(text);
        if (!key.private_exponent.empty()) return true;
        ctx.err("unable to load Private Key\n");
        return false;
    }
    std::int64_t bits = 2048;
    const std::string wanted = given.value("newkey", "rsa:2048");
    if (wanted.rfind("rsa:", 0) != 0 || !parse_int(wanted.substr(4), bits) || bits < 512 ||
        bits > 4096) {
        ctx.err(cat("Unknown algorithm or key size ", wanted, "; this lab makes rsa:2048\n"));
        return false;
    }
    key = new_key(ctx, static_cast<int>(bits));
    const std::string file = given.value("keyout", "privkey.pem");
    ctx.err(cat("Generating a ", bits, " bit RSA private key\n.....+++\n........+++\n",
                "writing new private key to '", file, "'\n-----\n"));
    std::string why;
    if (ctx.write_file(file, pem_text("RSA PRIVATE KEY", rsa_private_der(key)), why)) return true;
    ctx.err(cat(file, ": ", why, "\n"));
    return false;
}

std::string self_signed(CommandContext& ctx, const Given& given, const DistinguishedName& subject,
                        const RsaKey& key) {
    CertificateFields f;
    std::int64_t valid = 30;
    parse_int(given.value("days", "30"), valid);
    const std::uint64_t number = ctx.world.random.next() | std::uint64_t{1} << 63;
    for (int shift = 56; shift >= 0; shift -= 8) f.serial += static_cast<char>(number >> shift);
    f.issuer = f.subject = subject;
    f.key = key.open;
    f.not_before = clock_of(ctx);
    f.not_after = f.not_before + days(valid);
    f.basic_constraints = f.authority = true;  // v3_ca of openssl.cnf
    return pem_text("CERTIFICATE", make_certificate(std::move(f), key));
}

Step show(CommandContext& ctx, const Given& given) {
    std::string text;
    if (!read_source(ctx, given.value("in"), "", text)) return exited(1);
    const CertificateRequest r = read_certificate_request(pem_block(text, "CERTIFICATE REQUEST"));
    if (!r.readable()) {
        ctx.err("unable to load X509 request\n");
        return exited(1);
    }
    if (given.has("verify"))
        ctx.err(rsa_verify(r.key, r.signed_part, r.signature) ? "verify OK\n" : "verify failure\n");
    std::string out;
    if (given.has("text")) out += request_text(r);
    if (given.has("subject")) out += cat("subject=", slash_name(r.subject), "\n");
    if (given.has("pubkey")) out += pem_text("PUBLIC KEY", rsa_public_info(r.key));
    if (!given.has("noout")) out += pem_text("CERTIFICATE REQUEST", r.der);
    return exited(write_result(ctx, given, out) ? 0 : 1);
}

}  // namespace

Step run_req(CommandContext& ctx, const std::vector<std::string>& args) {
    const Given given =
        read_options(args,
                     " new key: newkey: keyout: nodes subj: out: in: noout text subject pubkey "
                     "verify x509 days: sha256 batch ");
    if (!given.problem.empty()) {
        ctx.err(given.problem + "req [options] <infile >outfile\n");
        return exited(1);
    }
    if (!given.has("new") && !given.has("newkey") && !given.has("x509")) {
        if (!given.has("in") && !ctx.input_ended()) return wait_input();
        return show(ctx, given);
    }
    DistinguishedName subject;
    if (!given.has("subj")) {
        ctx.err("openssl: req asks for the names of a subject, this lab does not: give -subj\n");
        return exited(1);
    }
    if (!read_subject(given.value("subj"), subject)) {
        ctx.err(cat("Subject does not start with '/'.\nproblems making Certificate Request\n"));
        return exited(1);
    }
    RsaKey key;
    if (!key_of(ctx, given, key)) return exited(1);
    const std::string text =
        given.has("x509") ? self_signed(ctx, given, subject, key)
                          : pem_text("CERTIFICATE REQUEST", make_certificate_request(subject, key));
    return exited(write_result(ctx, given, text) ? 0 : 1);
}

}  // namespace podfall::openssl
