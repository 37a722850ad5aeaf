// kubectl auth reconcile: gives roles the rules, and bindings the subjects, of the files. Models
// kubectl/pkg/cmd/auth/reconcile.go and component-helpers/auth/rbac. Simplified: aggregation rules
// are not changed.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/builder.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/rule.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/print/print.h"

namespace podfall {

namespace kube {

namespace {

constexpr const char* no_update = "rbac.authorization.kubernetes.io/autoupdate";

bool has(const Json& rule, const char* field, const std::string& word) {
    for (const Json& item : items(at(rule, field)))
        if (text_of(item) == word) return true;
    return false;
}

// The single word of a part; empty if there is none.
std::string word_of(const Json& part, const char* field) {
    const Json& list = at(part, field);
    return items(list).empty() ? "" : text_of(items(list)[0]);
}

bool covers_url(const Json& rule, const std::string& url) {
    for (const Json& item : items(at(rule, "nonResourceURLs"))) {
        const std::string own = text_of(item);
        if (own == url || (!own.empty() && own.back() == '*' &&
                           url.rfind(own.substr(0, own.find_last_not_of('*') + 1), 0) == 0))
            return true;
    }
    return false;
}

bool covers(const Json& rule, const Json& part) {
    if (!has(rule, "verbs", "*") && !has(rule, "verbs", word_of(part, "verbs"))) return false;
    if (const std::string url = word_of(part, "nonResourceURLs"); !url.empty())
        return covers_url(rule, url);
    const std::string resource = word_of(part, "resources"), name = word_of(part, "resourceNames");
    const std::size_t slash = resource.find('/');
    const bool fits =
        has(rule, "resources", "*") || has(rule, "resources", resource) ||
        (slash != resource.npos && has(rule, "resources", "*" + resource.substr(slash)));
    const bool any_name = items(at(rule, "resourceNames")).empty();
    return fits &&
           (has(rule, "apiGroups", "*") || has(rule, "apiGroups", word_of(part, "apiGroups"))) &&
           (any_name || (!name.empty() && has(rule, "resourceNames", name)));
}

// Parts of `wanted` that no rule of `owned` covers.
Json uncovered(const Json& owned, const Json& wanted) {
    Json out = Json::array();
    for (const Json& rule : items(wanted))
        for (Json& part : rule_parts(rule))
            if (std::none_of(items(owned).begin(), items(owned).end(),
                             [&](const Json& own) { return covers(own, part); }))
                out.push_back(std::move(part));
    return out;
}

Json only_in(const Json& list, const Json& other) {
    Json out = Json::array();
    for (const Json& item : items(list))
        if (std::find(items(other).begin(), items(other).end(), item) == items(other).end() &&
            std::find(out.begin(), out.end(), item) == out.end())
            out.push_back(item);
    return out;
}

// A struct as Go's %+v prints it.
std::string plus_v(const Json& object, bool rule) {
    const auto list = [&](const char* field) {
        std::vector<std::string> words;
        for (const Json& item : items(at(object, field))) words.push_back(text_of(item));
        return cat("[", join(words, " "), "]");
    };
    if (rule)
        return cat("{Verbs:", list("verbs"), " APIGroups:", list("apiGroups"),
                   " Resources:", list("resources"), " ResourceNames:", list("resourceNames"),
                   " NonResourceURLs:", list("nonResourceURLs"), "}");
    return cat("{Kind:", text_at(object, "kind"), " APIGroup:", text_at(object, "apiGroup"),
               " Name:", text_at(object, "name"), " Namespace:", text_at(object, "namespace"), "}");
}

struct Reconciled {
    const char* operation =
        nullptr;  // "create", "update", "recreate"; null when nothing is to be done
    bool is_protected = false;
    Json object, missing = Json::array(), extra = Json::array();
};

Reconciled compute(const Json* existing, const Json& expected, bool role, bool remove_extra) {
    const char* field = role ? "rules" : "subjects";
    Reconciled out;
    out.object = expected;
    out.missing = at(expected, field).is_array() ? at(expected, field) : Json::array();
    if (!existing) return out.operation = "create", out;
    out.is_protected = text_of(member(at(*existing, "metadata.annotations"), no_update)) == "false";
    if (!role && at(*existing, "roleRef") != at(expected, "roleRef"))
        return out.operation = "recreate", out.missing = Json::array(), out;
    out.object = *existing;
    for (const char* map : {"metadata.annotations", "metadata.labels"}) {  // existing ones win
        for (const auto& [key, value] : members(at(expected, map)))
            if (member(at(out.object, map), key).is_null())
                edit(out.object, map)[key] = value, out.operation = "update";
    }
    const Json owned = at(*existing, field), wanted = at(expected, field);
    out.missing = role ? uncovered(owned, wanted) : only_in(wanted, owned);
    out.extra = role ? uncovered(wanted, owned) : only_in(owned, wanted);
    if (out.missing.empty() && !(remove_extra && !out.extra.empty())) return out;
    out.operation = "update";
    Json& list = out.object[field];
    if (remove_extra)
        list = wanted;
    else
        for (const Json& item : out.missing) list.push_back(item);
    return out;
}

void tell(Kubectl& k, const Reconciled& r, bool role, bool remove_extra) {
    if (!r.operation) return;
    k.err(
        cat("\treconciliation required ", r.operation,
            r.is_protected ? cat(", but object opted out (", no_update, ": false)") : std::string(),
            "\n"));
    const auto list = [&](const Json& all, const char* words) {
        if (!all.empty()) k.err(cat("\t", words, "\n"));
        for (const Json& item : all) k.err(cat("\t\t", plus_v(item, role), "\n"));
    };
    list(r.missing, role ? "missing rules added:" : "missing subjects added:");
    if (remove_extra) list(r.extra, role ? "extra rules removed:" : "extra subjects removed:");
}

Error write(Kubectl& k, const Info& info, Reconciled& r) {
    Error error;
    Json answer;
    const std::string_view operation = r.operation;
    if (operation == "recreate" && !k.call("DELETE", info.path(), {}, nullptr, answer, error) &&
        !error.not_found())
        return error;
    error = {};
    if (operation == "update") {
        const Json body = r.object;
        k.call("PUT", info.path(), {}, &body, answer, error);
    } else {
        // A missing namespace is created.
        const Resource namespaces = known_resource("", "v1", "namespaces", "Namespace", false);
        if (Json there; !info.namespace_.empty() &&
                        !k.get(namespaces.path("", info.namespace_), {}, there, error) &&
                        error.not_found())
            post(k, namespaces, "",
                 {{"apiVersion", "v1"},
                  {"kind", "Namespace"},
                  {"metadata", {{"name", info.namespace_}}}},
                 0, answer);
        error = post(k, info.resource, info.namespace_, r.object, 0, answer);
    }
    if (!error) r.object = std::move(answer);
    return error;
}

Step reconcile(Kubectl& k) {
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    ObjectPrinter printer;
    printer.typed = true;
    if (!printer.init(k, with_dry_run("reconciled", dry_run), error)) return k.fail(error);
    Builder b = make_builder(k);
    if (b.filenames.empty() && b.kustomize.empty()) return k.fail("must specify one of -f and -k");
    b.args.clear();
    b.flatten = b.continue_on_error = true;
    auto one = [&](Info& info) -> Error {
        const std::string kind = info.resource.kind;
        const bool role = kind == "Role" || kind == "ClusterRole";
        if (!role && kind != "RoleBinding" && kind != "ClusterRoleBinding") return {};
        if (info.resource.version != "v1")
            return plain_error(cat("only rbac.authorization.k8s.io/v1 is supported: not *",
                                   info.resource.version, ".", kind));
        const bool remove = k.flags.on(role ? "remove-extra-permissions" : "remove-extra-subjects");
        Json existing;
        Error failed;
        const bool there = k.get(info.path(), {}, existing, failed);
        if (!there && !failed.not_found()) return failed;
        Reconciled r = compute(there ? &existing : nullptr, *info.object, role, remove);
        if (r.operation && !r.is_protected && dry_run == 0)
            if (Error e = write(k, info, r)) return e;
        if (Error e = printer.print(k, r.object)) return e;
        tell(k, r, role, remove);
        return {};
    };
    Errors errors;
    b.visit(k, error, errors, one);
    if (error) return k.fail(error);
    return errors.empty() ? k.done() : k.fail(errors);
}

Step run_reconcile(CommandContext& ctx) {
    return run(ctx, "auth reconcile", reconcile);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_auth_reconcile = {
    .name = "kubectl auth reconcile",
    .summary =
        "Reconciles rules for RBAC Role, RoleBinding, ClusterRole, and ClusterRole binding objects",
    .run = kube::run_reconcile,
};

}  // namespace podfall
