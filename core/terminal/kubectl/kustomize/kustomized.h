// The objects that a kustomization collects, and the changes that it makes to them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/format/json.h"

namespace podfall::kube {

// An object with the name that it had before it was changed: references use that one.
struct Kustomized {
    std::string group, version, kind, name, namespace_;
    std::string prefixes, suffixes;  // of all levels, outermost first and last: "prod-:web-"
    Json object;
    std::string behavior;  // of a generator: create, merge, replace
    bool hashed = false;   // its name gets a hash of its content

    std::string kind_text() const;  // "apps_v1_Deployment"
    std::string id() const;         // "apps_v1_Deployment|~X|~P|web|~S"
    std::string go_id() const;      // its Go syntax
    bool same_name(const Kustomized& o) const {
        return group == o.group && version == o.version && kind == o.kind && name == o.name;
    }
};
using KustomizedList = std::vector<Kustomized>;

Kustomized kustomized(Json object);

// Whether `a` is written before `b`. Models pkg/gvk's order.
bool written_before(const Kustomized& a, const Kustomized& b);

// Changes to all objects, each of which models one of pkg/transformers. False fills `error`.
void set_namespaces(KustomizedList& list, const std::string& namespace_);
void add_to_names(KustomizedList& list, const std::string& prefix, const std::string& suffix);
bool add_labels(KustomizedList& list, const Json& labels, std::string& error);
bool add_annotations(KustomizedList& list, const Json& annotations, std::string& error);
void set_images(KustomizedList& list, const Json& images);
bool merge_patch_into(KustomizedList& list, const Kustomized& patch, std::string& error);
void add_hashes(KustomizedList& list);
bool rename_references(KustomizedList& list, std::string& error);
bool replace_variables(KustomizedList& list, const Json& variables, std::string& error);

}  // namespace podfall::kube
