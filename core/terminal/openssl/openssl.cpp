// openssl: its sub-commands version, genrsa, rsa, req, x509, verify and rand.
#include "core/terminal/openssl/openssl.h"

#include "core/base/base64.h"
#include "core/base/crypto/pem.h"
#include "core/base/text.h"
#include "core/machine/host/files.h"

namespace podfall::openssl {

namespace {

constexpr const char* version = "OpenSSL 1.0.2k-fips  26 Jan 2017\n";

Step generate(CommandContext& ctx, const std::vector<std::string>& args) {
    const Given given = read_options(args, " out: f4 3 rand: des3 aes256 ");
    std::int64_t bits = 2048;
    if (!given.rest.empty() && !parse_int(given.rest[0], bits)) bits = 0;
    if (!given.problem.empty() || bits < 512 || bits > 4096) {
        ctx.err("usage: genrsa [args] [numbits]\n");
        return exited(1);
    }
    ctx.err(cat("Generating RSA private key, ", bits,
                " bit long modulus\n.......+++\n..................+++\ne is 65537 (0x10001)\n"));
    const RsaKey key = new_key(ctx, static_cast<int>(bits));
    const std::string text = pem_text("RSA PRIVATE KEY", rsa_private_der(key));
    return exited(write_result(ctx, given, text) ? 0 : 1);
}

Step run_rsa(CommandContext& ctx, const std::vector<std::string>& args) {
    const Given given = read_options(args, " in: out: noout modulus pubout check text ");
    if (!given.problem.empty()) {
        ctx.err(given.problem + "usage: rsa args\n");
        return exited(1);
    }
    if (!given.has("in") && !ctx.input_ended()) return wait_input();
    std::string text;
    if (!read_source(ctx, given.value("in"), "Private Key", text)) return exited(1);
    const RsaKey key = read_private_key(text);
    if (key.private_exponent.empty()) {
        ctx.err("unable to load Private Key\n");
        return exited(1);
    }
    std::string out;
    if (given.has("modulus")) {
        const std::string hex = colon_hex(bytes_of(key.open.modulus), true);
        out += cat("Modulus=", replace_all(hex, ":", ""), "\n");
    }
    if (given.has("check")) out += "RSA key ok\n";
    if (!given.has("noout")) {
        ctx.err("writing RSA key\n");
        out += given.has("pubout") ? pem_text("PUBLIC KEY", rsa_public_info(key.open))
                                   : pem_text("RSA PRIVATE KEY", rsa_private_der(key));
    }
    return exited(write_result(ctx, given, out) ? 0 : 1);
}

// One file of `openssl verify`; false if its chain does not hold.
bool verify_one(CommandContext& ctx, const std::string& path,
                const std::vector<Certificate>& roots) {
    std::string text;
    if (!read_source(ctx, path, "certificate file", text)) return false;
    const Certificate c = read_certificate_pem(text);
    if (!c.readable()) {
        ctx.err("unable to load certificate\n");
        return false;
    }
    const Time now = clock_of(ctx);
    const CertificateFields& f = c.fields;
    std::string head = cat(path, ": ", replace_all(comma_name(f.subject), "=", " = "), "\n");
    // The dates are reported, and do not count.
    const Trust trust = verify(c, roots, f.not_before, f.client_auth);
    if (trust == Trust::unknown_authority) {
        ctx.out(
            cat(head, f.subject == f.issuer
                          ? "error 18 at 0 depth lookup:self signed certificate\n"
                          : "error 20 at 0 depth lookup:unable to get local issuer certificate\n"));
        return false;
    }
    if (now > f.not_after)
        ctx.out(cat(head, "error 10 at 0 depth lookup:certificate has expired\nOK\n"));
    else if (now < f.not_before)
        ctx.out(cat(head, "error 9 at 0 depth lookup:certificate is not yet valid\n"));
    else
        ctx.out(cat(path, ": OK\n"));
    return now >= f.not_before;
}

Step run_verify(CommandContext& ctx, const std::vector<std::string>& args) {
    const Given given = read_options(args, " CAfile: CApath: purpose: verbose untrusted: ");
    if (!given.problem.empty() || given.rest.empty()) {
        ctx.err("usage: verify [-verbose] [-CApath path] [-CAfile file] cert1 cert2 ...\n");
        return exited(1);
    }
    std::string text;
    if (given.has("CAfile") && !read_source(ctx, given.value("CAfile"), "file", text))
        return exited(1);
    const std::vector<Certificate> roots = read_certificates(text);
    bool good = true;
    for (const std::string& path : given.rest) good = verify_one(ctx, path, roots) && good;
    return exited(good ? 0 : 2);
}

Step run_rand(CommandContext& ctx, const std::vector<std::string>& args) {
    const Given given = read_options(args, " base64 hex out: ");
    std::int64_t size = 0;
    if (given.rest.empty() || !parse_int(given.rest[0], size) || size < 1 || size > 65536) {
        ctx.err("Usage: rand [options] num\n");
        return exited(1);
    }
    std::string bytes;
    while (bytes.size() < static_cast<std::size_t>(size))
        bytes += static_cast<char>(ctx.world.random.next());
    std::string out = bytes;
    if (given.has("hex")) out = replace_all(colon_hex(bytes, false), ":", "") + "\n";
    if (given.has("base64")) {
        const std::string text = base64_encode(bytes);
        out.clear();
        for (std::size_t at = 0; at < text.size(); at += 64) out += text.substr(at, 64) + "\n";
    }
    return exited(write_result(ctx, given, out) ? 0 : 1);
}

Step run_openssl(CommandContext& ctx) {
    const std::vector<std::string>& args = ctx.args();
    const std::string name = args.size() > 1 ? args[1] : "";
    const std::vector<std::string> rest(args.begin() + (args.size() > 1 ? 2 : 1), args.end());
    if (name == "genrsa") return generate(ctx, rest);
    if (name == "rsa") return run_rsa(ctx, rest);
    if (name == "req") return run_req(ctx, rest);
    if (name == "x509") return run_x509(ctx, rest);
    if (name == "verify") return run_verify(ctx, rest);
    if (name == "rand") return run_rand(ctx, rest);
    if (name == "version") {
        ctx.out(version);
        return exited(0);
    }
    if (name == "s_client" || name.empty())
        ctx.err(
            "openssl: this lab has the sub-commands genrsa, rsa, req, x509, verify, rand and "
            "version\n");
    else
        ctx.err(cat("openssl:Error: '", name, "' is an invalid command.\n"));
    return exited(1);
}

}  // namespace

bool Given::has(std::string_view name) const {
    for (const Option& option : options)
        if (option.name == name) return true;
    return false;
}

std::string Given::value(std::string_view name, std::string_view fallback) const {
    for (const Option& option : options)
        if (option.name == name) return option.value;
    return std::string(fallback);
}

Given read_options(const std::vector<std::string>& args, std::string_view accepted) {
    Given out;
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (args[i].size() < 2 || args[i][0] != '-') {
            out.rest.push_back(args[i]);
            continue;
        }
        const std::string name = args[i].substr(1);
        if (contains(accepted, cat(" ", name, " "))) {
            out.options.push_back({name, ""});
        } else if (!contains(accepted, cat(" ", name, ": ")) || i + 1 == args.size()) {
            out.problem = cat("unknown option ", args[i], "\n");
            return out;
        } else {
            out.options.push_back({name, args[++i]});
        }
    }
    return out;
}

bool write_result(CommandContext& ctx, const Given& given, std::string_view text,
                  const char* option) {
    const std::string path = given.value(option);
    if (path.empty()) {
        ctx.out(text);
        return true;
    }
    std::string why;
    if (ctx.write_file(path, text, why)) return true;
    ctx.err(cat(path, ": ", why, "\n"));
    return false;
}

bool read_source(CommandContext& ctx, const std::string& path, const char* what,
                 std::string& text) {
    std::string why;
    if (path.empty()) {
        text = ctx.take_input();
        return true;
    }
    if (ctx.read_file(path, text, why)) return true;
    ctx.err(cat("Error opening ", what, what[0] != '\0' ? " " : "", path,
                "\n139898112239504:error:02001002:system library:fopen:", why,
                ":bss_file.c:402:fopen('", path,
                "','r')\n139898112239504:error:20074002:BIO routines:FILE_CTRL:system "
                "lib:bss_file.c:404:\n"));
    return false;
}

bool read_subject(std::string_view text, DistinguishedName& name) {
    if (text.empty() || text[0] != '/') return false;
    for (const std::string& part : split(text.substr(1), '/')) {
        const std::size_t equals = part.find('=');
        if (part.empty()) continue;
        if (equals == std::string::npos) return false;
        name.push_back({part.substr(0, equals), part.substr(equals + 1)});
    }
    return true;
}

Time clock_of(CommandContext& ctx) {
    return ctx.now() + ctx.machine().clock_offset;
}

RsaKey new_key(CommandContext& ctx, int bits) {
    return make_rsa_key(bits, ctx.world.random.next());
}

}  // namespace podfall::openssl

namespace podfall {

extern const Command openssl_ = {.name = "openssl",
                                 .usage = "openssl COMMAND [OPTION...]",
                                 .summary = "keys, certificates and random bytes",
                                 .run = openssl::run_openssl};

}  // namespace podfall
