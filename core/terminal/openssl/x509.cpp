// openssl x509: prints certificates, and signs requests.
#include "core/base/crypto/pem.h"
#include "core/base/crypto/sha1.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/terminal/openssl/openssl.h"

namespace podfall::openssl {

namespace {

std::string upper_hex(std::string_view bytes) {
    return replace_all(colon_hex(bytes, true), ":", "");
}

std::string fingerprint(const Certificate& c, bool sha256) {
    if (!sha256) return cat("SHA1 Fingerprint=", colon_hex(sha1(c.der), true), "\n");
    const std::string hex = sha256_hex(c.der);
    std::string out;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        out += out.empty() ? "" : ":";
        for (const char digit : hex.substr(i, 2))
            out += static_cast<char>(digit >= 'a' ? digit - 'a' + 'A' : digit);
    }
    return cat("SHA256 Fingerprint=", out, "\n");
}

// What one option prints about a certificate.
std::string shown(const Certificate& c, const Given& given, const Given::Option& option) {
    const CertificateFields& f = c.fields;
    const std::string& name = option.name;
    if (name == "text") return certificate_text(c);
    if (name == "subject") return cat("subject= ", slash_name(f.subject), "\n");
    if (name == "issuer") return cat("issuer= ", slash_name(f.issuer), "\n");
    if (name == "startdate") return cat("notBefore=", time_text(f.not_before), "\n");
    if (name == "enddate") return cat("notAfter=", time_text(f.not_after), "\n");
    if (name == "dates")
        return cat("notBefore=", time_text(f.not_before), "\nnotAfter=", time_text(f.not_after),
                   "\n");
    if (name == "serial") {
        std::string_view serial = f.serial;
        while (serial.size() > 1 && serial[0] == 0) serial.remove_prefix(1);
        return cat("serial=", upper_hex(serial), "\n");
    }
    if (name == "fingerprint") return fingerprint(c, given.has("sha256"));
    if (name == "modulus") return cat("Modulus=", upper_hex(bytes_of(f.key.modulus)), "\n");
    if (name == "pubkey") return pem_text("PUBLIC KEY", rsa_public_info(f.key));
    if (name != "ext") return "";
    std::string out;
    for (const std::string& one : split(option.value, ',')) out += extension_text(f, one, 0);
    return out.empty() ? "No extensions matching the requested names\n" : out;
}

// The lines of -extfile that the simulation knows: "subjectAltName=DNS:a,IP:10.0.0.1".
void take_extensions(const std::string& text, CertificateFields& f) {
    for (const std::string& line : split(text, '\n')) {
        const std::size_t equals = line.find('=');
        if (equals == std::string::npos) continue;
        const std::string name(trim(line.substr(0, equals)));
        for (const std::string& item : split(line.substr(equals + 1), ',')) {
            const std::string value(trim(item));
            if (name == "subjectAltName" || name.rfind("DNS.", 0) == 0 ||
                name.rfind("IP.", 0) == 0) {
                if (value.rfind("DNS:", 0) == 0) f.dns_names.push_back(value.substr(4));
                if (value.rfind("IP:", 0) == 0) f.ips.push_back(value.substr(3));
                if (name.rfind("DNS.", 0) == 0) f.dns_names.push_back(value);
                if (name.rfind("IP.", 0) == 0) f.ips.push_back(value);
            } else if (name == "basicConstraints") {
                f.basic_constraints = true;
                f.authority = f.authority || value == "CA:TRUE" || value == "CA:true";
            } else if (name == "extendedKeyUsage") {
                f.server_auth = f.server_auth || value == "serverAuth";
                f.client_auth = f.client_auth || value == "clientAuth";
            } else if (name == "keyUsage") {
                f.key_usage |= value == "digitalSignature"  ? digital_signature
                               : value == "keyEncipherment" ? key_encipherment
                               : value == "keyCertSign"     ? cert_sign
                                                            : 0u;
            }
        }
    }
}

Step sign(CommandContext& ctx, const Given& given, const std::string& source) {
    const CertificateRequest request =
        read_certificate_request(pem_block(source, "CERTIFICATE REQUEST"));
    if (!request.readable()) {
        ctx.err("unable to load X509 request\n");
        return exited(1);
    }
    const bool good = rsa_verify(request.key, request.signed_part, request.signature);
    ctx.err(cat("Signature ", good ? "ok" : "verification error", "\n"));
    if (!good) return exited(1);
    ctx.err(cat("subject=", slash_name(request.subject), "\n"));
    const bool self = given.has("signkey");
    std::string ca_text, key_text, extensions;
    if (!self && !read_source(ctx, given.value("CA"), "CA Certificate", ca_text)) return exited(1);
    const std::string key_file = given.value(self ? "signkey" : "CAkey", given.value("CA"));
    ctx.err(self ? "Getting Private key\n" : "Getting CA Private Key\n");
    if (!read_source(ctx, key_file, self ? "Private key" : "CA Private Key", key_text))
        return exited(1);
    const Certificate ca = read_certificate_pem(ca_text);
    const RsaKey key = read_private_key(key_text);
    if (key.private_exponent.empty() || (!self && !(ca.fields.key == key.open))) {
        ctx.err(key.private_exponent.empty() ? "unable to load CA Private Key\n"
                                             : "CA certificate and CA private key do not match\n");
        return exited(1);
    }
    CertificateFields f;
    if (given.has("extfile")) {
        if (!read_source(ctx, given.value("extfile"), "extensions", extensions)) return exited(1);
        take_extensions(extensions, f);
    }
    std::int64_t days_valid = 30, serial = 0;
    parse_int(given.value("days", "30"), days_valid);
    f.subject = request.subject;
    f.issuer = self ? request.subject : ca.fields.subject;
    f.key = request.key;
    f.not_before = clock_of(ctx);
    f.not_after = f.not_before + days(days_valid);
    if (parse_int(given.value("set_serial"), serial)) {
        for (int shift = 56; shift >= 0; shift -= 8)
            f.serial += static_cast<char>(static_cast<std::uint64_t>(serial) >> shift);
    } else {
        const std::uint64_t number = ctx.world.random.next() | std::uint64_t{1} << 63;
        for (int shift = 56; shift >= 0; shift -= 8) f.serial += static_cast<char>(number >> shift);
    }
    if (given.has("CAcreateserial")) {
        const std::string base = given.value("CA");
        const std::string file = given.value("CAserial", base.substr(0, base.rfind('.')) + ".srl");
        std::string why;
        ctx.write_file(file, upper_hex(f.serial) + "\n", why);
    }
    const std::string der = make_certificate(std::move(f), key);
    return exited(write_result(ctx, given, pem_text("CERTIFICATE", der)) ? 0 : 1);
}

}  // namespace

Step run_x509(CommandContext& ctx, const std::vector<std::string>& args) {
    const Given given = read_options(
        args,
        " in: inform: out: outform: noout text subject issuer startdate enddate dates serial "
        "fingerprint modulus pubkey ext: checkend: sha1 sha256 req CA: CAkey: CAcreateserial "
        "CAserial: days: set_serial: signkey: extfile: extensions: nameopt: ");
    if (!given.problem.empty()) {
        ctx.err(given.problem + "usage: x509 args\n");
        return exited(1);
    }
    if (!given.has("in") && !ctx.input_ended()) return wait_input();
    std::string source;
    if (!read_source(ctx, given.value("in"), given.has("req") ? "" : "Certificate", source)) {
        ctx.err(given.has("req") ? "" : "unable to load certificate\n");
        return exited(1);
    }
    if (given.has("req")) return sign(ctx, given, source);
    const Certificate c = read_certificate_pem(source);
    if (!c.readable()) {
        ctx.err(
            "unable to load certificate\n139898112239504:error:0906D06C:PEM "
            "routines:PEM_read_bio:no start line:pem_lib.c:707:Expecting: TRUSTED CERTIFICATE\n");
        return exited(1);
    }
    std::string out;
    for (const Given::Option& option : given.options) out += shown(c, given, option);
    if (std::int64_t ahead = 0;
        given.has("checkend") && parse_int(given.value("checkend"), ahead)) {
        const bool ends = c.fields.not_after < clock_of(ctx) + seconds(ahead);
        ctx.out(cat(out, "Certificate will ", ends ? "" : "not ", "expire\n"));
        return exited(ends ? 1 : 0);
    }
    if (!given.has("noout"))
        out += given.value("outform") == "DER" ? c.der : pem_text("CERTIFICATE", c.der);
    return exited(write_result(ctx, given, out) ? 0 : 1);
}

}  // namespace podfall::openssl
