// Resolves the objects that a command line refers to: by type and name, by selector, from files and
// standard input. Models cli-runtime/pkg/resource (Builder, Visitor, Result).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/terminal/kubectl/client/resource.h"
#include "core/terminal/kubectl/kubectl.h"

namespace podfall::kube {

struct Info {
    Resource resource;
    std::string namespace_, name;
    std::string source;            // the file it was read from
    std::shared_ptr<Json> object;  // null when it was not fetched

    std::string path(const std::string& part = {}) const {
        return resource.path(namespace_, name, part);
    }
    // "deployment.apps/web"
    std::string typed_name() const { return resource.typed() + "/" + name; }
};

// A callback for each object; it does not own what it points to.
class Visitor {
public:
    template <class F>
    Visitor(F& f)
        : target_(&f),
          call_([](void* t, Info& info) -> Error { return (*static_cast<F*>(t))(info); }) {}
    Error operator()(Info& info) const { return call_(target_, info); }

private:
    void* target_;
    Error (*call_)(void*, Info&);
};

struct Builder {
    std::string namespace_;
    bool explicit_namespace = false;  // objects in files must be in this namespace
    bool all_namespaces = false;
    std::vector<std::string> filenames;
    bool recursive = false;
    std::string kustomize;
    std::string label_selector, field_selector;
    bool select_all = false;
    bool allow_empty_selector = false;
    bool single_resource_type = false;
    bool flatten = false, latest = false, continue_on_error = false;
    bool require_object = true;
    bool local = false;     // contacts no server
    bool validate = false;  // validates files against the schema
    bool default_namespace = true;
    std::int64_t chunk = 0;
    std::string accept;  // for GETs; empty for plain JSON
    Query extra;         // of every GET
    std::vector<std::string> args;

    // Set by visit():
    bool single_item_implied = false;
    bool targets_single_items = true;

    // Calls `fn` for each object. `fatal` is set when nothing could be visited (Result.Err);
    // otherwise errors of visits are collected in `errors` (only the first without
    // continue_on_error).
    void visit(Kubectl& k, Error& fatal, Errors& errors, Visitor fn);
    // The same, but returns the objects.
    std::vector<Info> infos(Kubectl& k, Error& fatal, Errors& errors);
};

// A builder configured from the flags that most commands share: namespace, files, selectors.
Builder make_builder(const Kubectl& k);

// Fetches the object.
Error fetch(Kubectl& k, Info& info, const std::string& accept = {}, const Query& query = {});

// A document of a file.
struct Document {
    std::string source;
    std::shared_ptr<Json> json;  // null when `error` is set
    Error error;
};
// The documents that -f names. False with `error` when a path is invalid.
bool read_documents(Kubectl& k, const std::vector<std::string>& filenames, bool recursive,
                    std::vector<std::vector<Document>>& files, bool& single_implied, Error& error);

// The documents of a text; `source` is what errors call it.
std::vector<Document> parse_documents(const std::string& text, const std::string& source);

// Types with categories ("all") replaced by their members.
std::string expand_categories(Kubectl& k, const std::string& types, Error& error);

// "apps/v1, Resource=deployments"
std::string resource_text(const Resource& resource);

// Standard input as a whole, without consuming it, so that a later turn can read it again.
std::string all_input(Kubectl& k);

}  // namespace podfall::kube
