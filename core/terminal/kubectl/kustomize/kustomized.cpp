// What a kustomization changes in the objects that it collects.
#include "core/terminal/kubectl/kustomize/kustomized.h"

#include <algorithm>
#include <iterator>

#include "core/api/format/object_json.h"
#include "core/api/objects/kind.h"
#include "core/api/patch/patch.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/kustomize/field_specs.h"

namespace podfall::kube {

namespace {

bool cluster_wide(std::string_view kind) {
    for (const char* k : {"APIService", "ClusterRoleBinding", "ClusterRole",
                          "CustomResourceDefinition", "Namespace", "PersistentVolume"})
        if (kind == k) return true;
    return false;
}

std::size_t place_of(std::string_view kind) {
    constexpr const char* order[] = {"Namespace",
                                     "StorageClass",
                                     "CustomResourceDefinition",
                                     "MutatingWebhookConfiguration",
                                     "ValidatingWebhookConfiguration",
                                     "ServiceAccount",
                                     "Role",
                                     "ClusterRole",
                                     "RoleBinding",
                                     "ClusterRoleBinding",
                                     "ConfigMap",
                                     "Secret",
                                     "Service",
                                     "Deployment",
                                     "StatefulSet",
                                     "CronJob",
                                     "PodDisruptionBudget"};
    std::size_t i = 0;
    while (i < std::size(order) && kind != order[i]) ++i;
    return i;
}

// Adds the members of `more` to the map at each field.
bool add_members(KustomizedList& list, Specs<FieldSpec> specs, const Json& more,
                 std::string& error) {
    if (!more.is_object()) return true;
    auto add = [&](Json& value) {
        if (value.is_object()) value.update(more);
    };
    for (Kustomized& k : list)
        for (const FieldSpec& spec : specs)
            if (!change_fields(k.object, k.kind, spec, add, error)) return false;
    return true;
}

// The name and the rest (":tag", "@digest") of an image. Models split of transformers/image.go.
std::pair<std::string, std::string> split_image(const std::string& image) {
    const std::size_t slash = image.rfind('/');
    const std::size_t digest = image.find('@');
    const std::size_t colon = digest != std::string::npos
                                  ? digest
                                  : image.find(':', slash == std::string::npos ? 0 : slash);
    return {image.substr(0, colon), colon == std::string::npos ? "" : image.substr(colon)};
}

void set_image(Json& container, const Json& images) {
    const std::string image = text_at(container, "image");
    if (image.empty()) return;
    auto [name, tag] = split_image(image);
    for (const Json& i : items(images)) {
        if (text_at(i, "name") != name || (!tag.empty() && tag[0] == '@')) continue;
        if (const std::string text = text_at(i, "newName"); !text.empty()) name = text;
        if (const std::string text = text_at(i, "newTag"); !text.empty()) tag = ":" + text;
        if (const std::string text = text_at(i, "digest"); !text.empty()) tag = "@" + text;
        container["image"] = name + tag;
        return;
    }
}

void find_images(Json& json, const Json& images) {
    if (json.is_array()) {
        for (Json& item : json)
            if (item.is_object()) find_images(item, images);
        return;
    }
    if (!json.is_object()) return;
    // A pod's spec without initContainers is searched on, as upstream does.
    for (const char* field : {"containers", "initContainers"})
        if (const auto found = json.find(field); found != json.end() && found->is_array())
            for (Json& container : *found) set_image(container, images);
    if (json.contains("initContainers")) return;
    for (auto& [key, value] : json.items()) find_images(value, images);
}

// The objects whose names an object can refer to. Models ResMap.FilterBy.
bool in_reach(const Kustomized& from, const Kustomized& to) {
    if (cluster_wide(from.kind) || cluster_wide(to.kind)) return true;
    const auto outermost = [](const std::string& list) { return list.substr(0, list.find(':')); };
    const auto last = [](const std::string& list) { return list.substr(list.rfind(':') + 1); };
    return from.namespace_ == to.namespace_ && outermost(from.prefixes) == outermost(to.prefixes) &&
           last(from.suffixes) == last(to.suffixes);
}

// $(NAME) in a text; $$(NAME) stays as it is without one $. Models expansion.Expand.
std::string expanded(const std::string& text, const Json& values) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '$' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        const std::size_t close = text[i + 1] == '(' ? text.find(')', i) : std::string::npos;
        if (text[i + 1] == '$') {
            out += text[++i];
        } else if (close != std::string::npos) {
            const std::string name = text.substr(i + 2, close - i - 2);
            out += values.contains(name) ? text_of(values[name]) : text.substr(i, close - i + 1);
            i = close;
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace

std::string Kustomized::kind_text() const {
    return cat(group.empty() ? "~G" : group, "_", version.empty() ? "~V" : version, "_", kind);
}

std::string Kustomized::id() const {
    const auto or_none = [](const std::string& text, const char* none) {
        return text.empty() ? std::string(none) : text;
    };
    return cat(kind_text(), "|", or_none(namespace_, "~X"), "|", or_none(prefixes, "~P"), "|",
               or_none(name, "~N"), "|", or_none(suffixes, "~S"));
}

std::string Kustomized::go_id() const {
    return cat("resid.ResId{gvKind:gvk.Gvk{Group:", quote(group), ", Version:", quote(version),
               ", Kind:", quote(kind), "}, name:", quote(name), ", prefix:", quote(prefixes),
               ", suffix:", quote(suffixes), ", namespace:", quote(namespace_), "}");
}

Kustomized kustomized(Json object) {
    Kustomized out;
    const std::string version = text_at(object, "apiVersion");
    const std::size_t slash = version.find('/');
    if (slash != std::string::npos) out.group = version.substr(0, slash);
    out.version = slash == std::string::npos ? version : version.substr(slash + 1);
    out.kind = text_at(object, "kind");
    out.name = text_at(object, "metadata.name");
    out.namespace_ = text_at(object, "metadata.namespace");
    out.object = std::move(object);
    return out;
}

bool written_before(const Kustomized& a, const Kustomized& b) {
    const std::size_t i = place_of(a.kind), j = place_of(b.kind);
    if (i != j) return i < j;
    const std::string x = a.kind_text(), y = b.kind_text();
    return x != y ? x < y : a.id() < b.id();
}

void set_namespaces(KustomizedList& list, const std::string& namespace_) {
    if (namespace_.empty()) return;
    const auto has_account = [&](const std::string& name) {
        for (const Kustomized& k : list)
            if (k.kind == "ServiceAccount" && k.name == name) return true;
        return name == "default";
    };
    for (Kustomized& k : list) {
        if (!cluster_wide(k.kind)) {
            edit(k.object, "metadata.namespace") = namespace_;
            k.namespace_ = namespace_;
        }
        if (k.kind != "ClusterRoleBinding" && k.kind != "RoleBinding") continue;
        for (Json& subject : edit(k.object, "subjects"))
            if (text_at(subject, "kind") == "ServiceAccount" &&
                has_account(text_at(subject, "name")))
                subject["namespace"] = namespace_;
    }
}

void add_to_names(KustomizedList& list, const std::string& prefix, const std::string& suffix) {
    for (Kustomized& k : list) {
        if (k.kind == "CustomResourceDefinition") continue;
        edit(k.object, "metadata.name") = cat(prefix, text_at(k.object, "metadata.name"), suffix);
        if (!prefix.empty())
            k.prefixes = k.prefixes.empty() ? prefix : cat(prefix, ":", k.prefixes);
        if (!suffix.empty())
            k.suffixes = k.suffixes.empty() ? suffix : cat(k.suffixes, ":", suffix);
    }
}

bool add_labels(KustomizedList& list, const Json& labels, std::string& error) {
    return add_members(list, label_fields(), labels, error);
}

bool add_annotations(KustomizedList& list, const Json& annotations, std::string& error) {
    return add_members(list, annotation_fields(), annotations, error);
}

void set_images(KustomizedList& list, const Json& images) {
    if (images.empty()) return;
    for (Kustomized& k : list) find_images(k.object, images);
}

bool merge_patch_into(KustomizedList& list, const Kustomized& patch, std::string& error) {
    Kustomized* found = nullptr;
    for (Kustomized& k : list) {
        if (!k.same_name(patch)) continue;
        if (found) {
            error = cat("found multiple objects [", found->id(), " ", k.id(),
                        "] targeted by patch ", patch.id(), " (ambiguous)");
            return false;
        }
        found = &k;
    }
    if (!found) {
        error = cat("failed to find an object with ", patch.kind_text(), "|", patch.name,
                    " to apply the patch");
        return false;
    }
    const KindInfo* kind = find_kind(text_at(patch.object, "apiVersion"), patch.kind);
    if (!kind) {
        found->object = merge_patch(found->object, patch.object);
        return true;
    }
    const std::string name = text_at(found->object, "metadata.name");
    Result<Json> merged =
        strategic_merge_patch(found->object, patch.object, kind->type_in(patch.version));
    if (!merged) {
        error = merged.status().message;
        return false;
    }
    found->object = std::move(*merged);
    edit(found->object, "metadata.name") = name;
    return true;
}

void add_hashes(KustomizedList& list) {
    for (Kustomized& k : list) {
        if (!k.hashed) continue;
        const std::string name = text_at(k.object, "metadata.name");
        Json content = {{"kind", k.kind}, {"name", name}, {"data", at(k.object, "data")}};
        if (k.kind == "Secret") content["type"] = at(k.object, "type");
        if (const Json& binary = at(k.object, "binaryData"); !binary.is_null())
            content["binaryData"] = binary;
        std::string hash = sha256_hex(json_text(content)).substr(0, 10);
        for (char& c : hash) {
            constexpr std::string_view digits = "013ae", letters = "ghkmt";
            if (const std::size_t at = digits.find(c); at != digits.npos) c = letters[at];
        }
        edit(k.object, "metadata.name") = cat(name, "-", hash);
    }
}

bool rename_references(KustomizedList& list, std::string& error) {
    for (Kustomized& k : list) {
        for (const NameField& field : name_fields()) {
            const auto rename = [&](Json& name) {
                for (const Kustomized& to : list)
                    if (name.is_string() && to.kind == field.target && to.name == text_of(name) &&
                        in_reach(k, to)) {
                        name = text_at(to.object, "metadata.name");
                        return;
                    }
            };
            auto change = [&](Json& value) {
                if (value.is_array())
                    for (Json& item : value) rename(item);
                else
                    rename(value);
            };
            if (!change_fields(k.object, k.kind, field.field, change, error)) return false;
        }
    }
    return true;
}

bool replace_variables(KustomizedList& list, const Json& variables, std::string& error) {
    Json values = Json::object();
    for (const Json& v : items(variables)) {
        const Kustomized of = kustomized({{"apiVersion", at(v, "objref.apiVersion")},
                                          {"kind", at(v, "objref.kind")},
                                          {"metadata", {{"name", at(v, "objref.name")}}}});
        std::string path = text_at(v, "fieldref.fieldPath");
        if (path.empty()) path = text_at(v, "fieldref.fieldpath");
        if (path.empty()) path = "metadata.name";
        const Kustomized* found = nullptr;
        for (const Kustomized& k : list)
            if (k.same_name(of)) found = &k;
        if (!found) {
            error = cat("var '{", text_at(v, "name"), " ", of.kind_text(), " {", of.name, "} {",
                        path, "}}' cannot be mapped to a field in the set of known resources");
            return false;
        }
        values[text_at(v, "name")] = text_at(found->object, path);
    }
    if (values.empty()) return true;
    auto replace = [&](Json& value) {
        if (value.is_string()) value = expanded(text_of(value), values);
        if (value.is_structured())
            for (auto& [key, item] : value.items())
                if (item.is_string()) item = expanded(text_of(item), values);
    };
    for (Kustomized& k : list)
        for (const FieldSpec& spec : variable_fields())
            if (!change_fields(k.object, k.kind, spec, replace, error)) return false;
    return true;
}

}  // namespace podfall::kube
