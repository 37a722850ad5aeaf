// Descriptions of volumes, claims and storage classes, and the generic description of other kinds.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/describe/describe.h"
#include "core/terminal/kubectl/print/jsonpath.h"

namespace podfall::kube {

namespace {

// ReadWriteOnce as RWO, in the order of AccessModes.
std::string access_modes(const Json& modes) {
    std::vector<std::string> out;
    for (const char* mode : {"ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany"}) {
        for (const Json& m : items(modes)) {
            if (text_of(m) != mode) continue;
            out.push_back(mode[4] == 'O'                              ? "ROX"
                          : std::string_view(mode) == "ReadWriteOnce" ? "RWO"
                                                                      : "RWX");
            break;
        }
    }
    return join(out, ",");
}

std::string finalizers(const Json& object) {
    return cat("[", join_texts(at(object, "metadata.finalizers"), " "), "]");
}

std::string status_text(Description& d) {
    if (at(d.object, "metadata.deletionTimestamp").is_string()) {
        return cat("Terminating (lasts ", d.age_of(d.object, "metadata.deletionTimestamp"), ")");
    }
    return text_at(d.object, "status.phase");
}

void node_affinity(Description& d) {
    const Json& required = at(d.object, "spec.nodeAffinity.required");
    d.write(0, "Node Affinity:\t", required.is_object() ? "" : "<none>", "\n");
    if (!required.is_object()) return;
    const Json::array_t& terms = items(at(required, "nodeSelectorTerms"));
    d.write(1, "Required Terms:\t", terms.empty() ? "<none>" : "", "\n");
    for (std::size_t i = 0; i < terms.size(); ++i) {
        d.write(2, "Term ", i, ":\t");
        bool first = true;
        for (const Json& e : items(at(terms[i], "matchExpressions"))) {
            const std::string values = join_texts(at(e, "values"), ", ");
            if (!first) d.write(2, "\t");
            d.write(0, text_at(e, "key"), " ", to_lower(text_at(e, "operator")),
                    values.empty() ? "" : cat(" [", values, "]"), "\n");
            first = false;
        }
        if (first) d.write(0, "<none>\n");
    }
}

std::string class_of(const Json& o) {
    const std::string old =
        text_of(member(at(o, "metadata.annotations"), "volume.beta.kubernetes.io/storage-class"));
    return old.empty() ? text_at(o, "spec.storageClassName") : old;
}

void volume(Description& d) {
    const Json& o = d.object;
    d.write(0, "Name:\t", text_at(o, "metadata.name"), "\n");
    d.labels_and_annotations();
    d.write(0, "Finalizers:\t", finalizers(o), "\n");
    d.write(0, "StorageClass:\t", class_of(o), "\n");
    d.write(0, "Status:\t", status_text(d), "\n");
    const Json& claim = at(o, "spec.claimRef");
    d.write(0, "Claim:\t",
            claim.is_object() ? cat(text_at(claim, "namespace"), "/", text_at(claim, "name")) : "",
            "\n");
    d.write(0, "Reclaim Policy:\t", text_at(o, "spec.persistentVolumeReclaimPolicy"), "\n");
    d.write(0, "Access Modes:\t", access_modes(at(o, "spec.accessModes")), "\n");
    if (at(o, "spec.volumeMode").is_string()) {
        d.write(0, "VolumeMode:\t", text_at(o, "spec.volumeMode"), "\n");
    }
    const std::string size = text_at(o, "spec.capacity.storage");
    d.write(0, "Capacity:\t", size.empty() ? "0" : size, "\n");
    node_affinity(d);
    d.write(0, "Message:\t", text_at(o, "status.message"), "\n");
    d.write(0, "Source:\n");
    describe_volume_source(d, at(o, "spec"));
    d.events_of("", "PersistentVolume", text_at(o, "metadata.uid"));
}

void users(Description& d) {
    Json answer;
    Error error;
    const Resource pods = known_resource("", "v1", "pods", "Pod");
    d.k.get(pods.path(text_at(d.object, "metadata.namespace")), {}, answer, error);
    std::vector<std::string> names;
    for (const Json& pod : items(at(answer, "items"))) {
        for (const Json& v : items(at(pod, "spec.volumes"))) {
            if (text_at(v, "persistentVolumeClaim.claimName") ==
                text_at(d.object, "metadata.name")) {
                names.push_back(text_at(pod, "metadata.name"));
            }
        }
    }
    std::sort(names.begin(), names.end());
    d.write(0, "Used By:\t");
    if (names.empty()) d.write(0, "<none>\n");
    for (std::size_t i = 0; i < names.size(); ++i) d.write(0, i ? "\t" : "", names[i], "\n");
}

void claim(Description& d) {
    const Json& o = d.object;
    const bool bound = !text_at(o, "spec.volumeName").empty();
    d.name_and_namespace();
    d.write(0, "StorageClass:\t", class_of(o), "\n");
    d.write(0, "Status:\t", status_text(d), "\n");
    d.write(0, "Volume:\t", text_at(o, "spec.volumeName"), "\n");
    d.labels_and_annotations();
    d.write(0, "Finalizers:\t", finalizers(o), "\n");
    d.write(0, "Capacity:\t", bound ? text_at(o, "status.capacity.storage") : "", "\n");
    d.write(0, "Access Modes:\t", bound ? access_modes(at(o, "status.accessModes")) : "", "\n");
    if (at(o, "spec.volumeMode").is_string()) {
        d.write(0, "VolumeMode:\t", text_at(o, "spec.volumeMode"), "\n");
    }
    users(d);
    d.events();
}

void storage_class(Description& d) {
    const Json& o = d.object;
    const Json& annotations = at(o, "metadata.annotations");
    const bool is_default =
        text_of(member(annotations, "storageclass.kubernetes.io/is-default-class")) == "true" ||
        text_of(member(annotations, "storageclass.beta.kubernetes.io/is-default-class")) == "true";
    d.write(0, "Name:\t", text_at(o, "metadata.name"), "\n");
    d.write(0, "IsDefaultClass:\t", is_default ? "Yes" : "No", "\n");
    d.write(0, "Annotations:\t", format_labels(annotations), "\n");
    d.write(0, "Provisioner:\t", text_at(o, "provisioner"), "\n");
    d.write(0, "Parameters:\t", format_labels(at(o, "parameters")), "\n");
    const Json& expand = at(o, "allowVolumeExpansion");
    d.write(0, "AllowVolumeExpansion:\t",
            expand.is_boolean() ? (expand.get<bool>() ? "True" : "False") : "<unset>", "\n");
    const Json::array_t& options = items(at(o, "mountOptions"));
    d.write(0, options.empty() ? "MountOptions:\t<none>\n" : "MountOptions:\n");
    for (const Json& option : options) d.write(1, text_of(option), "\n");
    d.write(0, "ReclaimPolicy:\t", text_at(o, "reclaimPolicy"), "\n");
    d.write(0, "VolumeBindingMode:\t", text_at(o, "volumeBindingMode"), "\n");
    d.events_of("", "StorageClass", text_at(o, "metadata.uid"));
}

// "creationTimestamp" as "Creation Timestamp": words begin at capitals.
std::string smart_label(const std::string& field) {
    std::vector<std::string> words = {""};
    for (std::size_t i = 0; i < field.size(); ++i) {
        const char c = field[i];
        const bool upper = c >= 'A' && c <= 'Z';
        if (!upper && (c < 'a' || c > 'z') && c != '-') return field;
        const bool before_lower = i > 0 && field[i - 1] >= 'a' && field[i - 1] <= 'z';
        const bool after_lower = i + 1 < field.size() && field[i + 1] >= 'a' && field[i + 1] <= 'z';
        if (upper && i > 0 && (before_lower || after_lower)) words.emplace_back();
        words.back() += c;
    }
    for (std::string& word : words) {
        const std::string lower = to_lower(word);
        const bool acronym =
            lower == "api" || lower == "url" || lower == "uid" || lower == "osb" || lower == "guid";
        for (std::size_t i = 0; i < (acronym ? word.size() : 1); ++i) {
            if (word[i] >= 'a' && word[i] <= 'z') word[i] = static_cast<char>(word[i] - 'a' + 'A');
        }
    }
    return join(words, " ");
}

void content(Description& d, int level, const Json& object, const std::string& path) {
    for (const auto& [key, value] : members(object)) {
        const std::string here = cat(path, ".", key);
        if (here == ".metadata.name" || here == ".metadata.namespace" ||
            here == ".metadata.labels" || here == ".metadata.annotations") {
            continue;
        }
        if (value.is_object()) {
            d.write(level, smart_label(key), ":\n");
            content(d, level + 1, value, here);
        } else if (value.is_array()) {
            d.write(level, smart_label(key), ":\n");
            for (const Json& item : value) {
                if (item.is_object())
                    content(d, level + 1, item, here);
                else
                    d.write(level + 1, go_value(item), "\n");
            }
        } else {
            d.write(level, smart_label(key), ":\t", go_value(value), "\n");
        }
    }
}

}  // namespace

void describe_generic(Description& d) {
    d.name_and_namespace();
    d.labels_and_annotations();
    content(d, 0, d.object, "");
    d.events();
}

const Described described_storage[] = {
    {"", "PersistentVolume", volume},
    {"", "PersistentVolumeClaim", claim},
    {"storage.k8s.io", "StorageClass", storage_class},
    {nullptr, nullptr, nullptr},
};

}  // namespace podfall::kube
