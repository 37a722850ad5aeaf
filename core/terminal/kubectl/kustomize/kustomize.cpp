// Reads a kustomization and its bases, and builds their manifests.
#include "core/terminal/kubectl/kustomize/kustomize.h"

#include <algorithm>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/api/patch/patch.h"
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/kustomize/generator.h"
#include "core/terminal/kubectl/kustomize/kustomization.h"

namespace podfall::kube {

namespace {

class Build {
public:
    explicit Build(CommandContext& ctx) : ctx_(ctx) {}
    std::string error;
    KustomizedList list;
    Json variables = Json::array();

    // Adds the objects of a folder; `visited` are the folders that lead to it.
    bool accumulate(const std::string& folder, std::vector<std::string> visited);

private:
    bool fail(std::string text) {
        error = std::move(text);
        return false;
    }
    bool add_bases(const Kustomization& from, const std::vector<std::string>& visited);
    bool add_resources(const Kustomization& from);
    bool add(KustomizedList more);
    bool generate(const Kustomization& from, const char* field, bool secret);
    bool change(const Kustomization& from);
    bool read_objects(const Kustomization& from, const std::string& path, KustomizedList& out);
    bool patch_json(const Kustomization& from, const Json& patch);

    CommandContext& ctx_;
};

bool Build::add(KustomizedList more) {
    for (Kustomized& k : more) {
        for (const Kustomized& o : list)
            if (o.id() == k.id()) return fail(cat("id '", quote(k.id()), "' already used"));
        list.push_back(std::move(k));
    }
    return true;
}

// Appends to `problems` as upstream's list of errors does, a line for each.
void note(std::string& problems, std::string_view text) {
    problems += cat(text, "\n");
}

bool Build::add_bases(const Kustomization& from, const std::vector<std::string>& visited) {
    std::string problems;
    for (const Json& base : items(at(from.json, "bases"))) {
        const std::string path = text_of(base);
        Build below(ctx_);
        std::string root, why;
        if (!base_folder(ctx_, from.folder, path, visited, root, why)) {
            note(problems, cat("couldn't make loader for ", path, ": ", why));
            continue;
        }
        if (!below.accumulate(root, visited)) {
            note(problems, below.error);
            continue;
        }
        if (!add(std::move(below.list))) note(problems, cat(path, ": ", error));
        for (Json& v : below.variables) variables.push_back(std::move(v));
    }
    return problems.empty() || fail(problems);
}

bool Build::read_objects(const Kustomization& from, const std::string& path, KustomizedList& out) {
    std::string text;
    if (!load_file(ctx_, from.folder, path, text, error)) return false;
    std::vector<Json> documents;
    std::string why;
    if (!read_documents(text, documents, why))
        return fail(cat("YAML file [", path, "] encounters a format error.\n", why, "\n"));
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const Json json = documents[i];
        if (!json.is_object() || json.empty()) continue;
        const std::string kind = text_at(json, "kind");
        const auto missing = [&](const char* what) {
            return fail(cat("missing ", what, " in object ", go_map(json)));
        };
        if (kind.empty()) {
            return fail(cat("Object 'Kind' is missing in '", json_text(json), "'"));
        }
        const bool is_list = kind.size() >= 4 && kind.substr(kind.size() - 4) == "List";
        if (is_list)
            for (const Json& item : items(at(json, "items"))) documents.push_back(item);
        else if (!at(json, "metadata.name").is_string())
            return missing("metadata.name");
        else
            out.push_back(kustomized(json));
    }
    return true;
}

bool Build::add_resources(const Kustomization& from) {
    KustomizedList all;
    for (const Json& resource : items(at(from.json, "resources"))) {
        const std::string path = text_of(resource);
        std::string ignored, why;
        if (!load_file(ctx_, from.folder, path, ignored, why))
            return fail(cat("rawResources failed to read Resources: Load from path ", path,
                            " failed: ", why, "\n"));
        KustomizedList some;
        if (!read_objects(from, path, some))
            return fail(cat("rawResources failed to read Resources: ", error, "\n"));
        for (Kustomized& k : some) {
            for (const Kustomized& o : all)
                if (o.id() == k.id())
                    return fail(cat("rawResources failed to read Resources: id '", quote(k.id()),
                                    "' already used\n"));
            all.push_back(std::move(k));
        }
    }
    return add(std::move(all)) || fail(cat("MergeResourcesWithErrorOnIdCollision: ", error, "\n"));
}

bool Build::generate(const Kustomization& from, const char* field, bool secret) {
    for (const Json& wanted : items(at(from.json, field))) {
        Json object;
        std::string why;
        const char* maker = secret ? "NewResMapFromSecretArgs" : "NewResMapFromConfigMapArgs";
        if (!generated(ctx_, from, wanted, secret, object, why))
            return fail(cat(maker, ": ", maker, ": ", why, "\n"));
        Kustomized made = kustomized(std::move(object));
        made.behavior = text_at(wanted, "behavior");
        made.hashed = !bool_at(from.json, "generatorOptions.disableNameSuffixHash");
        const auto same = std::find_if(list.begin(), list.end(),
                                       [&](const Kustomized& k) { return k.same_name(made); });
        const bool changes = made.behavior == "merge" || made.behavior == "replace";
        if (same == list.end() && changes)
            return fail(cat("id ", made.go_id(), " does not exist; cannot merge or replace"));
        if (same == list.end()) {
            list.push_back(std::move(made));
            continue;
        }
        if (!changes) return fail(cat("id ", made.go_id(), " exists; must merge or replace"));
        take_over(*same, made, made.behavior == "merge");
    }
    return true;
}

bool Build::patch_json(const Kustomization& from, const Json& patch) {
    const Json& target = at(patch, "target");
    if (target.is_null()) return fail("must specify the target field in patchesJson6902");
    if (text_at(patch, "path").empty()) return fail("must specify the path for a json patch file");
    std::string text, why;
    if (!load_file(ctx_, from.folder, text_at(patch, "path"), text, error)) return false;
    Json operations;
    if (!yaml_to_json(text, operations, why)) return fail(why);
    if (operations.empty()) return true;
    Kustomized wanted;
    wanted.group = text_at(target, "group");
    wanted.version = text_at(target, "version");
    wanted.kind = text_at(target, "kind");
    wanted.name = text_at(target, "name");
    wanted.namespace_ = text_at(target, "namespace");
    Kustomized* found = nullptr;
    for (Kustomized& k : list)
        if (k.same_name(wanted) && (wanted.namespace_.empty() || k.namespace_ == wanted.namespace_))
            found = &k;
    if (!found) return fail(cat("couldn't find target ", wanted.id(), " for json patch"));
    Result<Json> patched = json_patch(found->object, operations);
    if (!patched)
        return fail(cat("failed to apply json patch '", text, "': ", patched.status().message));
    found->object = std::move(*patched);
    return true;
}

// newTransformer of pkg/target, in its order.
bool Build::change(const Kustomization& from) {
    for (const Json& path : items(at(from.json, "patchesStrategicMerge"))) {
        KustomizedList patches;
        if (!read_objects(from, text_of(path), patches))
            return fail(cat("SliceFromPatches: ", error, "\n"));
        for (const Kustomized& patch : patches)
            if (!merge_patch_into(list, patch, error)) return false;
    }
    set_namespaces(list, text_at(from.json, "namespace"));
    add_to_names(list, text_at(from.json, "namePrefix"), text_at(from.json, "nameSuffix"));
    if (!add_labels(list, at(from.json, "commonLabels"), error) ||
        !add_annotations(list, at(from.json, "commonAnnotations"), error))
        return false;
    for (const Json& patch : items(at(from.json, "patchesJson6902")))
        if (!patch_json(from, patch)) return false;
    set_images(list, at(from.json, "images"));
    return true;
}

bool Build::accumulate(const std::string& folder, std::vector<std::string> visited) {
    Kustomization from;
    if (!load_kustomization(ctx_, folder, from, error)) {
        if (!visited.empty())
            error =
                cat("couldn't make target for ", folder.substr(folder.rfind('/') + 1), ": ", error);
        return false;
    }
    const bool base = !visited.empty();
    visited.push_back(folder);
    bool good = add_bases(from, visited) && add_resources(from);
    if (good)
        for (const Json& v : items(at(from.json, "vars"))) variables.push_back(v);
    good = good && generate(from, "configMapGenerator", false) &&
           generate(from, "secretGenerator", true) && change(from);
    return good || !base ? good : fail(cat("AccumulateTarget: ", error));
}

}  // namespace

bool build_kustomization(CommandContext& ctx, const std::string& folder, std::string& manifests,
                         std::string& error) {
    std::string root;
    Build build(ctx);
    if (!kustomization_folder(ctx, folder, root, error)) return false;
    bool good = build.accumulate(root, {});
    if (good) {
        add_hashes(build.list);
        good = rename_references(build.list, build.error) &&
               replace_variables(build.list, build.variables, build.error);
    }
    if (!good) {
        error = build.error;
        return false;
    }
    std::sort(build.list.begin(), build.list.end(), written_before);
    for (const Kustomized& k : build.list)
        manifests += cat(manifests.empty() ? "" : "---\n", to_yaml(k.object));
    return true;
}

}  // namespace podfall::kube
