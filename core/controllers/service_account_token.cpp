// Creates a token Secret for every ServiceAccount, and removes the tokens of deleted accounts.
// Models pkg/controller/serviceaccount/tokens_controller.go (v1.20). Simplified: a token's
// signature is random; it is never verified.
#include <string_view>

#include "core/api/objects/config.h"
#include "core/api/schema/scalars.h"
#include "core/base/base64.h"
#include "core/base/text.h"
#include "core/controllers/root_ca.h"

namespace podfall {
namespace {

constexpr const char* token_type = "kubernetes.io/service-account-token";
constexpr const char* name_annotation = "kubernetes.io/service-account.name";
constexpr const char* uid_annotation = "kubernetes.io/service-account.uid";

bool belongs_to(const Secret& secret, const ServiceAccount& account) {
    if (secret.type != token_type) return false;
    const auto& a = secret.metadata.annotations;
    const auto name = a.find(name_annotation);
    if (name == a.end() || name->second != account.metadata.name) return false;
    const auto uid = a.find(uid_annotation);
    return uid == a.end() || uid->second == account.metadata.uid;
}

bool has_token(LoopContext& loop, const ServiceAccount& account) {
    for (const ObjectReference& ref : account.secrets) {
        const auto secret = loop.cached<Secret>(account.metadata.namespace_, ref.name);
        if (secret && belongs_to(*secret, account)) return true;
    }
    return false;
}

// Base64 as in JSON Web Tokens: URL-safe, without padding.
std::string url_base64(std::string_view bytes) {
    std::string out = base64_encode(bytes);
    while (!out.empty() && out.back() == '=') out.pop_back();
    return replace_all(replace_all(out, "+", "-"), "/", "_");
}

std::string random_bytes(Random& random, std::size_t count) {
    std::string out;
    while (out.size() < count) out += static_cast<char>(random.below(256));
    return out;
}

// pkg/serviceaccount/legacy.go: the claims in a Secret's token.
std::string web_token(LoopContext& loop, const Secret& secret, const ServiceAccount& account) {
    constexpr std::size_t key_id = 32, signature = 256;  // SHA-256, RSA with 2048 bits
    const ObjectMeta& m = account.metadata;
    const std::string head = cat("{\"alg\":\"RS256\",\"kid\":\"",
                                 url_base64(random_bytes(loop.world.random, key_id)), "\"}");
    const std::string prefix = "\",\"kubernetes.io/serviceaccount/";
    const std::string claims =
        cat("{\"iss\":\"kubernetes/serviceaccount", prefix, "namespace\":\"", m.namespace_, prefix,
            "secret.name\":\"", secret.metadata.name, prefix, "service-account.name\":\"", m.name,
            prefix, "service-account.uid\":\"", m.uid,
            "\",\"sub\":\"system:serviceaccount:", m.namespace_, ":", m.name, "\"}");
    return cat(url_base64(head), ".", url_base64(claims), ".",
               url_base64(random_bytes(loop.world.random, signature)));
}

Secret make_token(LoopContext& loop, const ServiceAccount& account) {
    Random& random = loop.world.random;
    Secret secret;
    secret.metadata.name = cat(account.metadata.name, "-token-", random_suffix(random));
    secret.metadata.namespace_ = account.metadata.namespace_;
    secret.metadata.annotations[name_annotation] = account.metadata.name;
    secret.metadata.annotations[uid_annotation] = account.metadata.uid;
    secret.type = token_type;
    secret.data["namespace"].data = account.metadata.namespace_;
    if (const std::string* root = root_certificate(loop)) secret.data["ca.crt"].data = *root;
    secret.data["token"].data = web_token(loop, secret, account);
    return secret;
}

Outcome ensure_token(LoopContext& loop, const ServiceAccount& account) {
    if (has_token(loop, account)) return done();
    // The live object: the cached one may lack a token that was just created.
    const auto live =
        loop.api.get<ServiceAccount>(account.metadata.namespace_, account.metadata.name);
    if (!live) return live.status().is("NotFound") ? done() : failed();
    if ((*live)->metadata.resource_version != account.metadata.resource_version) return done();
    const Secret token = make_token(loop, account);
    const auto created = loop.api.create(token);
    if (!created) return created.status().is("Forbidden") ? done() : failed();
    ServiceAccount copy = **live;
    copy.secrets.push_back({.name = token.metadata.name});
    if (loop.api.update(std::move(copy))) return done();
    loop.api.remove({kind_of<Secret>, token.metadata.namespace_, token.metadata.name});
    return failed();
}

Outcome remove_tokens(LoopContext& loop, const ObjectKey& account) {
    bool all = true;
    loop.each_cached<Secret>(account.namespace_, [&](const Ref<Secret>& secret) {
        const auto& a = secret->metadata.annotations;
        const auto name = a.find(name_annotation);
        if (secret->type != token_type || name == a.end() || name->second != account.name) return;
        const auto deleted =
            loop.api.remove({kind_of<Secret>, account.namespace_, secret->metadata.name});
        all = all && (deleted || deleted.status().is("NotFound"));
    });
    return all ? done() : failed();
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const ObjectKey where = object_key(kind_of<ServiceAccount>, key);
    const auto account = loop.cached<ServiceAccount>(where.namespace_, where.name);
    if (!account) return remove_tokens(loop, where);
    if (account->metadata.deletion_timestamp != 0) return done();
    return ensure_token(loop, *account);
}

void observe(LoopContext& loop, const Change& change) {
    if (change.key.kind == kind_of<ServiceAccount>) return loop.enqueue(key_text(change.key));
    // A token was deleted by a user: its account needs another.
    const auto& secret = static_cast<const Secret&>(*change.object);
    if (change.type != ChangeType::deleted || secret.type != token_type) return;
    const auto it = secret.metadata.annotations.find(name_annotation);
    if (it != secret.metadata.annotations.end()) {
        loop.enqueue(cat(change.key.namespace_, "/", it->second));
    }
}

}  // namespace

extern const Controller service_account_token = {
    .name = "tokens-controller",
    .host = "kube-controller-manager",
    .watches = {kind_of<ServiceAccount>, kind_of<Secret>},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
