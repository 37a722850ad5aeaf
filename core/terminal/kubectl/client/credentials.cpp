// Reads and checks the certificates of a kubeconfig.
#include "core/terminal/kubectl/client/credentials.h"

#include <algorithm>

#include "core/apiserver/authorizer.h"
#include "core/base/base64.h"
#include "core/base/crypto/x509.h"
#include "core/base/text.h"
#include "core/net/api_access.h"
#include "core/runtime/tls.h"

namespace podfall::kube {

std::string certificate_text(CommandContext& ctx, const Json& entry, const char* name,
                             std::string& error) {
    std::string content;
    if (const std::string data = text_at(entry, cat(name, "-data")); !data.empty())
        return base64_decode(data, content) ? content : std::string();
    const std::string path = text_at(entry, name);
    if (path.empty()) return "";
    std::string why;
    if (!ctx.read_file(path, content, why) && error.empty())
        error = cat("open ", path, ": ", to_lower(why));
    return content;
}

std::string server_problem(CommandContext& ctx, const Config& config, const ApiAccess& access) {
    if (config.insecure || config.server.rfind("https://", 0) != 0) return "";
    const Machine* machine = ctx.world.machines.find(access.machine);
    const File* file = machine ? machine->files.find(serving_certificate) : nullptr;
    if (!file || !file->content) return "";
    const Certificate leaf = read_certificate_pem(*file->content);
    if (!leaf.readable()) return "";
    const Time now = ctx.now() + ctx.machine().clock_offset;
    const CertificateFields& f = leaf.fields;
    const Trust trust = verify(leaf, read_certificates(config.authority), now, false);
    if (trust == Trust::expired) return expired_problem(f.not_before, f.not_after, now);
    const std::string host = config.server.substr(8, config.server.find_last_of(':') - 8);
    const bool address = host.find_first_not_of("0123456789.") == std::string::npos;
    const std::vector<std::string>& names = address ? f.ips : f.dns_names;
    if (std::find(names.begin(), names.end(), host) == names.end())
        return cat("x509: certificate is valid for ", join(names, ", "), ", not ", host);
    return trust == Trust::good ? "" : unknown_authority;
}

void read_credentials(CommandContext& ctx, const Json& cluster, const Json& user,
                      const std::string& token, Config& config) {
    std::string error;
    config.insecure = at(cluster, "insecure-skip-tls-verify") == true;
    config.authority = certificate_text(ctx, cluster, "certificate-authority", error);
    if (!error.empty())
        config.problem = cat("error: unable to read certificate-authority ",
                             text_at(cluster, "certificate-authority"), " for ", config.cluster,
                             " due to ", error);
    const std::string certificate = certificate_text(ctx, user, "client-certificate", error);
    const std::string key = certificate_text(ctx, user, "client-key", error);
    if (!error.empty() && config.problem.empty())
        config.problem =
            cat("error: unable to read client-cert ", text_at(user, "client-certificate"), " for ",
                config.user, " due to ", error);
    const std::string own_token = text_at(user, "token");
    if (!token.empty()) {
        config.user = cat(bearer, token);
    } else if (!certificate.empty()) {
        const Certificate leaf = read_certificate_pem(certificate);
        const RsaKey pair = read_private_key(key);
        if (pair.private_exponent.empty())
            config.problem = "error: tls: failed to find any PEM data in key input";
        else if (!leaf.readable())
            config.problem = "error: tls: failed to find any PEM data in certificate input";
        else if (!(leaf.fields.key == pair.open))
            config.problem = "error: tls: private key does not match public key";
        config.user = cat(client_certificate, certificate);
    } else if (!own_token.empty()) {
        config.user = cat(bearer, own_token);
    } else if (config.found) {
        config.user = "system:anonymous";
    }
}

}  // namespace podfall::kube
