// Sending, dry runs and result lines of the verbs that write.
#include "core/terminal/kubectl/client/write.h"

#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/schema/quantity.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"

namespace podfall::kube {

Resource known_resource(const char* group, const char* version, const char* plural,
                        const char* kind, bool namespaced) {
    Resource r;
    r.group = group;
    r.version = version;
    r.plural = plural;
    r.kind = kind;
    r.singular = to_lower(kind);
    r.namespaced = namespaced;
    return r;
}

Query write_query(const Kubectl& k, int dry_run, const char* manager) {
    Query query;
    if (dry_run == 2) query.emplace_back("dryRun", "All");
    const std::string name = manager ? manager : k.flags.known_text("field-manager");
    if (!name.empty()) query.emplace_back("fieldManager", name);
    return query;
}

Error post(Kubectl& k, const Resource& resource, const std::string& namespace_, const Json& object,
           int dry_run, Json& answer) {
    Error error;
    std::string text;
    // The encoder of unstructured objects ends a document with a newline.
    if (k.request("POST", resource.path(namespace_), write_query(k, dry_run), "application/json",
                  json_text(object) + "\n", text, error))
        answer = Json::parse(text, nullptr, false);
    return error;
}

Error patch(Kubectl& k, const Info& info, PatchType type, const std::string& body, int dry_run,
            Json& answer, const std::string& part, const char* manager) {
    const char* content = type == PatchType::strategic ? "application/strategic-merge-patch+json"
                          : type == PatchType::merge   ? "application/merge-patch+json"
                                                       : "application/json-patch+json";
    Error error;
    std::string text;
    if (k.request("PATCH", info.path(part), write_query(k, dry_run, manager), content, body, text,
                  error)) {
        answer = Json::parse(text, nullptr, false);
    }
    return error;
}

void set_annotation(Json& object, const std::string& key, const std::string& value) {
    Json& annotations = edit(object, "metadata.annotations");
    if (!annotations.is_object()) annotations = Json::object();
    annotations[key] = value;
}

std::string modified_configuration(const Json& object, bool annotate, bool typed) {
    Json copy = object;
    Json& annotations = edit(copy, "metadata.annotations");
    if (!annotations.is_object()) annotations = Json::object();
    annotations.erase(last_applied);
    if (typed && annotations.empty()) erase(copy, "metadata.annotations");
    const std::string text = json_text(copy, typed ? struct_of(copy) : nullptr) + "\n";
    if (typed) return text;
    if (!annotate) return text;
    annotations[last_applied] = text;
    return json_text(copy) + "\n";
}

void save_config(Kubectl& k, Json& object, bool typed) {
    const bool had = !member(at(object, "metadata.annotations"), last_applied).is_null();
    if (!k.flags.known_on("save-config") && !had) return;
    set_annotation(object, last_applied, modified_configuration(object, false, typed));
}

std::string change_cause(const Kubectl& k) {
    std::string text = k.path();
    for (const std::string& a : k.args()) text += cat(" ", a);
    for (const std::string& f : k.flags.given()) text += cat(" ", f);
    return text;
}

bool recording(const Kubectl& k) {
    return k.flags.known_on("record");
}

void record(Kubectl& k, Json& object) {
    if (recording(k)) set_annotation(object, "kubernetes.io/change-cause", change_cause(k));
}

Step create_and_print(Kubectl& k, const Resource& resource, Json object, const char* prefix) {
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    ObjectPrinter printer;
    printer.typed = true;
    if (!printer.init(k, with_dry_run("created", dry_run), error)) return k.fail(error);
    // create service ignores the namespace and --save-config when it sends nothing.
    if (k.explicit_namespace() && resource.namespaced && resource.kind != "Service") {
        edit(object, "metadata.namespace") = k.namespace_();
    }
    if (dry_run != 1 || resource.kind != "Service") save_config(k, object, true);
    if (dry_run != 1) {
        Json answer;
        error = post(k, resource, k.namespace_(), object, dry_run, answer);
        if (error && prefix) return k.fail(cat(prefix, error.text()));
        if (error) return k.fail(error);
        object = std::move(answer);
    }
    error = printer.print(k, object);
    return error ? k.fail(error) : k.done();
}

bool name_argument(Kubectl& k, std::string& name, Step& failed) {
    const int dash = k.flags.dash_at;
    const std::size_t count = dash >= 0 ? static_cast<std::size_t>(dash) : k.args().size();
    if (count != 1) {
        failed = k.usage_error(cat("exactly one NAME is required, got ", count));
        return false;
    }
    name = k.args()[0];
    return true;
}

bool parse_labels(const std::string& text, Json& out, std::string& error) {
    out = Json::object();
    if (text.empty()) {
        error = "no label spec passed";
        return false;
    }
    for (const std::string& part : split(text, ',')) {
        const std::vector<std::string> pair = split(part, '=');
        if (pair.size() != 2 || pair[0].empty()) {
            error = cat("unexpected label spec: ", part);
            return false;
        }
        out[pair[0]] = pair[1];
    }
    return true;
}

bool parse_resources(const std::string& text, Json& out, std::string& error) {
    out = Json::object();
    if (text.empty()) return true;
    for (const std::string& part : split(text, ',')) {
        const std::vector<std::string> pair = split(part, '=');
        if (pair.size() != 2) {
            error = cat("Invalid argument syntax ", part, ", expected <resource>=<value>");
            return false;
        }
        Quantity amount;
        if (const char* why = parse_quantity(pair[1], amount)) {
            error = why;
            return false;
        }
        out[pair[0]] = amount.text();
    }
    return true;
}

Json int_or_text(const std::string& text) {
    std::int64_t n = 0;
    if (parse_int(text, n)) return n;
    return text;
}

}  // namespace podfall::kube
