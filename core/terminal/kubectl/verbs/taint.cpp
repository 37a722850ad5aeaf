// kubectl taint. Models kubectl/pkg/cmd/taint.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/rules/validation.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"

namespace podfall {

namespace kube {

namespace {

struct Taint {
    std::string key, value, effect;
    std::string text() const {
        return cat(key, value.empty() ? "" : "=", value, effect.empty() ? "" : ":", effect);
    }
};

bool parse_taint(const std::string& text, Taint& out, std::string& error) {
    const std::vector<std::string> parts = split(text, ':');
    if (parts.size() > 2) {
        error = cat("invalid taint spec: ", text);
        return false;
    }
    out.key = parts[0];
    if (parts.size() == 2) {
        out.effect = parts[1];
        if (out.effect != "NoSchedule" && out.effect != "PreferNoSchedule" &&
            out.effect != "NoExecute") {
            error = cat("invalid taint effect: ", out.effect, ", unsupported taint effect");
            return false;
        }
        const std::vector<std::string> pair = split(parts[0], '=');
        if (pair.size() > 2) {
            error = cat("invalid taint spec: ", text);
            return false;
        }
        out.key = pair[0];
        if (pair.size() == 2) out.value = pair[1];
        const std::vector<std::string> problems = label_value_problems(out.value);
        if (!problems.empty()) {
            error = cat("invalid taint spec: ", text, ", ", join(problems, "; "));
            return false;
        }
    }
    const std::vector<std::string> problems = qualified_name_problems(out.key);
    if (problems.empty()) return true;
    error = cat("invalid taint spec: ", text, ", ", join(problems, "; "));
    return false;
}

struct TaintChanges {
    std::vector<Taint> add, remove;
};

bool parse_taints(const std::vector<std::string>& words, TaintChanges& out, std::string& error) {
    for (const std::string& word : words) {
        Taint taint;
        const bool removing = word.back() == '-';
        if (!parse_taint(removing ? word.substr(0, word.size() - 1) : word, taint, error)) {
            return false;
        }
        if (removing) {
            taint.value.clear();
            out.remove.push_back(taint);
            continue;
        }
        if (taint.effect.empty()) {
            error = cat("invalid taint spec: ", word);
            return false;
        }
        for (const Taint& t : out.add) {
            if (t.key == taint.key && t.effect == taint.effect) {
                error = cat("duplicated taints with the same key and effect: {", taint.key, " ",
                            taint.value, " ", taint.effect, " <nil>}");
                return false;
            }
        }
        out.add.push_back(taint);
    }
    return true;
}

// Taints that one command both adds and removes.
std::string contradictions(const TaintChanges& changes) {
    std::vector<std::string> out;
    for (const Taint& added : changes.add)
        for (const Taint& removed : changes.remove)
            if (added.key == removed.key &&
                (removed.effect.empty() || removed.effect == added.effect))
                out.push_back(cat("{", quote(removed.key), ":", quote(removed.effect), "}"));
    return join(out, ", ");
}

bool same(const Taint& t, const Json& json) {
    return t.key == text_at(json, "key") && t.effect == text_at(json, "effect");
}

// The taints after the changes (reorganizeTaints); `operation` is set to the verb to print.
Json reorganized(const Json& old, const TaintChanges& changes, bool overwrite,
                 std::string& operation, Errors& errors) {
    Json next = Json::array();
    for (const Taint& t : changes.add) {
        next.push_back(compact({{"key", t.key}, {"value", t.value}, {"effect", t.effect}}));
    }
    for (const Json& o : items(old)) {
        bool replaced = false;
        for (const Taint& t : changes.add) replaced |= same(t, o);
        if (!replaced) next.push_back(o);
    }
    const bool added = next.size() != items(old).size();
    bool deleted = false;
    for (const Taint& t : changes.remove) {
        Json kept = Json::array();
        for (const Json& o : next) {
            const bool gone = t.key == text_at(o, "key") &&
                              (t.effect.empty() || t.effect == text_at(o, "effect"));
            if (!gone) kept.push_back(o);
        }
        deleted = kept.size() != next.size();
        if (!deleted) errors.push_back(plain_error(cat("taint ", quote(t.text()), " not found")));
        next = kept;
    }
    operation = (added && deleted) || overwrite ? "modified" : added ? "tainted" : "untainted";
    return next;
}

Error taint_one(Kubectl& k, Info& info, const TaintChanges& changes, int dry_run, Errors& more) {
    const Json& old = at(*info.object, "spec.taints");
    const bool overwrite = k.flags.on("overwrite");
    std::vector<std::string> existing;
    for (const Taint& t : changes.add) {
        for (const Json& o : items(old)) {
            if (same(t, o)) existing.push_back(t.key);
        }
    }
    if (!overwrite && !existing.empty()) {
        return plain_error(cat("node ", info.name, " already has ", join(existing, ","),
                               " taint(s) with same effect(s) and --overwrite is false"));
    }
    std::string operation;
    Errors errors;
    Json next = reorganized(old, changes, overwrite, operation, errors);
    if (!errors.empty()) {
        more.insert(more.end(), errors.begin() + 1, errors.end());
        return errors[0];
    }
    Json object = *info.object;
    if (next.empty())
        erase(object, "spec.taints");
    else
        edit(object, "spec.taints") = next;
    if (dry_run != 1) {
        // The list of taints is replaced as a whole, since it has no merge key.
        const Json change = {{"spec", {{"taints", next.empty() ? Json() : next}}}};
        Json answer;
        if (Error e = patch(k, info, PatchType::strategic, json_text(change), dry_run, answer)) {
            return e;
        }
        object = std::move(answer);
    }
    ObjectPrinter printer;
    printer.typed = true;
    Error error;
    if (!printer.init(k, operation, error)) return error;
    return printer.print(k, object);
}

Step taint(Kubectl& k) {
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    std::vector<std::string> resources, words;
    for (const std::string& a : k.args()) {
        const bool change = contains(a, "=") || contains(a, ":") || a.back() == '-';
        if (change) {
            words.push_back(a);
        } else if (words.empty()) {
            resources.push_back(a);
        } else {
            return k.fail(cat("all resources must be specified before taint changes: ", a));
        }
    }
    if (resources.empty()) {
        return k.fail("one or more resources must be specified as <resource> <name>");
    }
    if (words.empty()) return k.fail("at least one taint update is required");
    TaintChanges changes;
    std::string why;
    if (!parse_taints(words, changes, why)) return k.usage_error(why);
    Resource resource;
    if (!k.find_resource(resources[0], resource, error)) {
        if (error.kind == Error::Kind::plain) error.kind = Error::Kind::no_match;
        return k.fail(error);
    }
    if (resource.kind != "Node") {
        return k.fail(cat("invalid resource type ", to_lower(resources[0]),
                          ", only node types are supported"));
    }
    if (const std::string both = contradictions(changes); !both.empty())
        return k.fail(cat(
            "can not both modify and remove the following taint(s) in the same command: ", both));
    const bool selecting = k.flags.on("all") || !k.flags.text("selector").empty();
    if (!selecting && resources.size() < 2) {
        return k.fail(
            "at least one resource name must be specified since 'all' parameter is not "
            "set");
    }
    Builder b = make_builder(k);
    b.select_all = k.flags.on("all");
    b.flatten = b.continue_on_error = true;
    b.args = resources;
    if (selecting) b.args.resize(1);
    Errors errors, more;
    auto one = [&](Info& info) { return taint_one(k, info, changes, dry_run, more); };
    b.visit(k, error, errors, one);
    errors.insert(errors.end(), more.begin(), more.end());
    if (error) return k.fail(error);
    return errors.empty() ? k.done() : k.fail(errors);
}

Step run_taint(CommandContext& ctx) {
    return run(ctx, "taint", taint);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_taint = {
    .name = "kubectl taint",
    .summary = "Update the taints on one or more nodes",
    .run = kube::run_taint,
};

}  // namespace podfall
