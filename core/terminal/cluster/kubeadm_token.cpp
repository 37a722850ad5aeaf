// kubeadm token create, list, delete, generate. Models cmd/kubeadm/app/cmd/token.go of v1.20.2.
#include <algorithm>

#include "core/api/objects/config.h"
#include "core/api/schema/scalars.h"
#include "core/apiserver/client.h"
#include "core/base/go_duration.h"
#include "core/base/text.h"
#include "core/net/api_access.h"
#include "core/terminal/cluster/kubeadm.h"

namespace podfall::kubeadm {

namespace {

constexpr std::string_view secret_prefix = "bootstrap-token-";

std::string data_of(const Secret& s, const char* key) {
    const auto it = s.data.find(key);
    return it == s.data.end() ? std::string() : it->second.data;
}

// client-go's duration.ShortHumanDuration
std::string short_duration(Duration d) {
    if (d < seconds(0)) return "<invalid>";
    if (d < minutes(1)) return cat(d / seconds(1), "s");
    if (d < hours(1)) return cat(d / minutes(1), "m");
    if (d < hours(24)) return cat(d / hours(1), "h");
    return cat(d / hours(24), "d");
}

// The API server does not answer: kubeadm's error.
bool unreachable_api(CommandContext& ctx, const char* what) {
    const ApiAccess access = api_access(ctx.world, admin(ctx));
    if (access.ok()) return false;
    ctx.err(
        cat(what, "Get \"https://", ctx.world.api_endpoint.ip, ":", ctx.world.api_endpoint.port,
            "/api/v1/namespaces/kube-system/secrets?timeout=10s\": ", unreachable(access).message,
            "\nTo see the stack trace of this error execute with --v=5 or higher\n"));
    return true;
}

void list_tokens(CommandContext& ctx) {
    std::vector<std::vector<std::string>> rows = {
        {"TOKEN", "TTL", "EXPIRES", "USAGES", "DESCRIPTION", "EXTRA GROUPS"}};
    const Table<ObjectKey, Ref<Object>> objects = ctx.world.store.objects;
    for (auto it = objects.lower_bound(
             ObjectKey{Kind::secret, "kube-system", std::string(secret_prefix)});
         it != objects.end() && it->key.kind == Kind::secret &&
         it->key.name.rfind(secret_prefix, 0) == 0;
         ++it) {
        const auto& s = static_cast<const Secret&>(*it->value);
        Time expires = 0;
        const std::string when = data_of(s, "expiration");
        const bool ends = parse_rfc3339(when, expires);
        const std::string description = data_of(s, "description");
        rows.push_back({cat(data_of(s, "token-id"), ".", data_of(s, "token-secret")),
                        ends ? short_duration(expires - ctx.now()) : std::string("<forever>"),
                        ends ? when : std::string("<never>"), "authentication,signing",
                        description.empty() ? std::string("<none>") : description,
                        data_of(s, "auth-extra-groups")});
    }
    if (rows.size() == 1) return;
    for (std::size_t column = 0; column < rows[0].size(); ++column) {
        std::size_t width = 7;
        for (const auto& row : rows) width = std::max(width, row[column].size());
        if (column + 1 < rows[0].size())
            for (auto& row : rows) row[column] = pad_right(row[column], width + 3);
    }
    for (const auto& row : rows) ctx.out(join(row, "") + "\n");
}

bool is_token(std::string_view token) {
    if (token.size() != 23 || token[6] != '.') return false;
    for (std::size_t i = 0; i < token.size(); ++i)
        if (i != 6 &&
            !((token[i] >= 'a' && token[i] <= 'z') || (token[i] >= '0' && token[i] <= '9')))
            return false;
    return true;
}

int create(CommandContext& ctx, const Words& w) {
    const std::string token = w.names.size() > 2 ? w.names[2] : random_token(ctx.world);
    Duration ttl = hours(24);
    if (!is_token(token)) {
        ctx.err(cat("the bootstrap token ", quote(token),
                    " was not of the form \"\\\\A([a-z0-9]{6})\\\\.([a-z0-9]{16})\\\\z\"\n"
                    "To see the stack trace of this error execute with --v=5 or higher\n"));
        return 1;
    }
    if (const std::string text = w.flag("ttl");
        !text.empty() && text != "0" && !parse_duration(text, ttl)) {
        ctx.err(cat("invalid argument ", quote(text),
                    " for \"--ttl\" flag: time: invalid duration ", quote(text), "\n"));
        return 1;
    }
    if (w.flag("ttl") == "0" || w.flag("ttl") == "0s") ttl = 0;
    if (unreachable_api(ctx, "timed out waiting for the condition: ")) return 1;
    const std::string why = create_token(ctx, token, ttl, w.flag("description"));
    if (!why.empty()) {
        ctx.err(cat(why, "\nTo see the stack trace of this error execute with --v=5 or higher\n"));
        return 1;
    }
    ctx.out(w.has("print-join-command") ? join_command(ctx, token) + "\n" : token + "\n");
    return 0;
}

}  // namespace

std::string token_secret(CommandContext& ctx, const std::string& id) {
    const Ref<Object> found =
        find(ctx.world.store, {Kind::secret, "kube-system", cat(secret_prefix, id)});
    if (!found) return "";
    const auto& s = static_cast<const Secret&>(*found);
    Time expires = 0;
    if (parse_rfc3339(data_of(s, "expiration"), expires) && expires <= ctx.now()) return "";
    return data_of(s, "token-secret");
}

std::string random_token(World& world) {
    constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::string token;
    while (token.size() < 23)
        token +=
            token.size() == 6 ? '.' : letters[static_cast<std::size_t>(world.random.below(36))];
    return token;
}

std::string create_token(CommandContext& ctx, const std::string& token, Duration ttl,
                         std::string_view description) {
    Secret s;
    s.metadata.name = cat(secret_prefix, token.substr(0, 6));
    s.metadata.namespace_ = "kube-system";
    s.type = "bootstrap.kubernetes.io/token";
    const auto put = [&](const char* key, std::string value) { s.data[key].data = value; };
    put("token-id", token.substr(0, 6));
    put("token-secret", token.substr(7));
    if (ttl != 0) put("expiration", rfc3339(ctx.now() + ttl));
    put("usage-bootstrap-authentication", "true");
    put("usage-bootstrap-signing", "true");
    put("auth-extra-groups", "system:bootstrappers:kubeadm:default-node-token");
    if (!description.empty()) put("description", std::string(description));
    Client client(ctx.world, admin(ctx));
    if (find(ctx.world.store, {Kind::secret, "kube-system", s.metadata.name}))
        return cat("a token with id ", quote(token.substr(0, 6)), " already exists");
    const Result<Ref<Secret>> made = client.create(std::move(s));
    return made ? "" : made.status().message;
}

std::string join_command(CommandContext& ctx, const std::string& token) {
    return cat("kubeadm join ", ctx.world.api_endpoint.ip, ":", ctx.world.api_endpoint.port,
               " --token ", token, "     --discovery-token-ca-cert-hash ", ca_hash(ctx.machine()),
               " ");
}

Step run_token(CommandContext& ctx, const Words& w) {
    const std::string verb = w.name(1);
    if (verb == "generate") return ctx.out(random_token(ctx.world) + "\n"), exited(0);
    std::string config, error;
    if (!ctx.read_file("/etc/kubernetes/admin.conf", config, error)) {
        ctx.err(
            "failed to load admin kubeconfig: open /etc/kubernetes/admin.conf: no such file or "
            "directory\nTo see the stack trace of this error execute with --v=5 or higher\n");
        return exited(1);
    }
    if (verb == "create") return exited(create(ctx, w));
    if (verb == "list") {
        if (unreachable_api(ctx, "failed to list bootstrap tokens: ")) return exited(1);
        list_tokens(ctx);
        return exited(0);
    }
    if (verb == "delete" && w.names.size() > 2) {
        for (std::size_t i = 2; i < w.names.size(); ++i) {
            const std::string id = w.names[i].substr(0, 6);
            Client client(ctx.world, admin(ctx));
            const Result<Ref<Object>> gone =
                client.remove({Kind::secret, "kube-system", cat(secret_prefix, id)});
            if (!gone) {
                ctx.err(
                    cat("failed to delete bootstrap token ", quote(id), ": ", gone.status().message,
                        "\nTo see the stack trace of this error execute with --v=5 or higher\n"));
                return exited(1);
            }
            ctx.out(cat("bootstrap token ", quote(id), " deleted\n"));
        }
        return exited(0);
    }
    ctx.err(verb.empty() || verb == "delete"
                ? std::string("missing subcommand; \"token\" is not meant to be run on its own\nTo "
                              "see the stack trace of this error execute with --v=5 or higher\n")
                : cat("invalid subcommand ", quote(verb),
                      "\nTo see the stack trace of this error execute with --v=5 or higher\n"));
    return exited(1);
}

}  // namespace podfall::kubeadm
