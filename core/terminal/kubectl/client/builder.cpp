// Turns arguments, selectors and files into the list of objects a command works on.
#include "core/terminal/kubectl/client/builder.h"

#include <nlohmann/json.hpp>

#include "core/api/rules/selector.h"
#include "core/api/schema/schema.h"
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/kustomize/kustomize.h"

namespace podfall::kube {

namespace {

constexpr const char* missing_resource =
    "You must provide one or more resources by argument or filename.\n"
    "Example resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n"
    "   '<resource> <name>'\n   '<resource>'";

// The state of one visit.
struct Visit {
    Kubectl& k;
    Builder& b;
    Error& fatal;
    Errors& errors;
    Visitor fn;
    bool stopped = false;

    void failed(Error error) {
        errors.push_back(std::move(error));
        stopped = !b.continue_on_error;
    }
    void each(Info& info);
    void flattened(Info& info);
    bool mapping(const std::string& word, Resource& out);
    void named(const std::vector<std::pair<Resource, std::string>>& targets);
    void by_selector(const std::vector<std::string>& types);
    void by_paths();
    bool document(const Document& document);
    void list(const Resource& resource);
    Error prepare(Info& info);
    void by_arguments();
    void by_tuples(const std::vector<std::string>& args);
    void by_names(const std::vector<std::string>& args, const std::vector<std::string>& types);
    bool selecting() const {
        return b.select_all || !b.label_selector.empty() || !b.field_selector.empty();
    }
};

std::vector<std::string> unique(const std::vector<std::string>& list) {
    std::vector<std::string> out;
    for (const std::string& item : list) {
        bool known = false;
        for (const std::string& o : out) known = known || o == item;
        if (!known) out.push_back(item);
    }
    return out;
}

bool is_list(const Json& object) {
    return at(object, "items").is_array();
}

// Items of a typed list have no kind and apiVersion; the list has.
void name_kinds(Json& list) {
    const std::string kind = text_at(list, "kind"), version = text_at(list, "apiVersion");
    if (!is_list(list) || kind == "List" || kind.size() < 4) return;
    for (Json& item : list["items"]) {
        if (!item.is_object() || item.contains("kind")) continue;
        item["kind"] = kind.substr(0, kind.size() - 4);
        item["apiVersion"] = version;
    }
}

void set_namespace(Info& info, const std::string& namespace_) {
    info.namespace_ = namespace_;
    if (!info.object || !info.object->is_object()) return;
    if (namespace_.empty())
        erase(*info.object, "metadata.namespace");
    else
        edit(*info.object, "metadata.namespace") = namespace_;
}

bool Visit::mapping(const std::string& word, Resource& out) {
    return k.find_resource(word, out, fatal);
}

// The decorators of Builder.Do: namespaces, then fetching what is missing.
Error Visit::prepare(Info& info) {
    const bool listed = info.object && is_list(*info.object);
    if (info.resource.namespaced && !listed) {
        if (info.namespace_.empty() && b.default_namespace) set_namespace(info, b.namespace_);
        if (b.explicit_namespace && info.namespace_ != b.namespace_) {
            return plain_error(cat(
                "the namespace from the provided object ", quote(info.namespace_),
                " does not match the namespace ", quote(b.namespace_),
                ". You must pass '--namespace=", info.namespace_, "' to perform this operation."));
        }
    } else if (!info.resource.namespaced && !listed && !info.namespace_.empty()) {
        set_namespace(info, "");
    }
    if (!info.object && b.require_object) return fetch(k, info, b.accept, b.extra);
    return {};
}

void Visit::each(Info& info) {
    if (stopped) return;
    Error error = b.local ? Error{} : prepare(info);
    if (!error) error = fn(info);
    if (error) failed(std::move(error));
}

// The builder flattens lists into their items.
void Visit::flattened(Info& info) {
    if (!b.flatten || !info.object || !is_list(*info.object)) return each(info);
    const Json list = *info.object;
    Errors missing;
    for (const Json& item : items(at(list, "items"))) {
        Info one;
        one.object = std::make_shared<Json>(item);
        one.name = text_at(item, "metadata.name");
        one.namespace_ = text_at(item, "metadata.namespace");
        one.resource = info.resource;
        Error error;
        if (text_at(item, "kind") != info.resource.kind && !b.local &&
            !k.find_kind(text_at(item, "apiVersion"), text_at(item, "kind"), one.resource, error)) {
            failed(plain_error(cat("unable to recognize ", error.text())));
            continue;
        }
        if (b.latest && !b.local && !info.source.empty()) {
            if (one.resource.namespaced && one.namespace_.empty()) one.namespace_ = b.namespace_;
            if (Error e = fetch(k, one, b.accept, b.extra)) {
                missing.push_back(std::move(e));
                continue;
            }
        }
        each(one);
        if (stopped) return;
    }
    if (missing.empty()) return;
    // The errors of one list are a single error, which kubectl prints unchanged.
    Error all = plain_error(list_text(missing));
    all.kind = Error::Kind::no_match;
    failed(std::move(all));
}

void Visit::named(const std::vector<std::pair<Resource, std::string>>& targets) {
    for (const auto& [resource, name] : targets) {
        if (resource.namespaced && b.all_namespaces) {
            fatal = plain_error("a resource cannot be retrieved by name across all namespaces");
            return;
        }
    }
    for (const auto& [resource, name] : targets) {
        Info info;
        info.resource = resource;
        info.namespace_ = resource.namespaced ? b.namespace_ : "";
        info.name = name;
        flattened(info);
        if (stopped) return;
    }
}

void Visit::list(const Resource& resource) {
    std::string next;
    do {
        Query query = b.extra;
        if (!b.label_selector.empty()) query.emplace_back("labelSelector", b.label_selector);
        if (!b.field_selector.empty()) query.emplace_back("fieldSelector", b.field_selector);
        if (b.chunk > 0) query.emplace_back("limit", to_text(b.chunk));
        if (!next.empty()) query.emplace_back("continue", next);
        Info info;
        info.resource = resource;
        info.namespace_ = resource.namespaced && !b.all_namespaces ? b.namespace_ : "";
        std::string answer;
        Error error;
        if (!k.request("GET", resource.path(info.namespace_), query, "", "", answer, error,
                       b.accept.empty() ? "application/json" : b.accept)) {
            if (error.reason == "BadRequest" || error.not_found()) {
                const bool plain = b.label_selector.empty() && b.field_selector.empty();
                error.message =
                    plain ? cat("Unable to list ", quote(resource_text(resource)), ": ",
                                error.message)
                          : cat("Unable to find ", quote(resource_text(resource)),
                                " that match label selector ", quote(b.label_selector),
                                ", field selector ", quote(b.field_selector), ": ", error.message);
            }
            return failed(std::move(error));
        }
        info.object = std::make_shared<Json>(Json::parse(answer, nullptr, false));
        name_kinds(*info.object);
        next = text_at(*info.object, "metadata.continue");
        flattened(info);
    } while (!next.empty() && !stopped);
}

void Visit::by_selector(const std::vector<std::string>& types) {
    b.targets_single_items = false;
    std::vector<Resource> resources;
    for (const std::string& type : types) {
        Resource r;
        if (!mapping(type, r)) return;
        bool known = false;
        for (const Resource& o : resources) {
            known = known || (o.group_resource() == r.group_resource() && o.version == r.version);
        }
        if (!known) resources.push_back(std::move(r));
    }
    for (const Resource& r : resources) {
        list(r);
        if (stopped) return;
    }
}

// False when the rest of the file is skipped.
bool Visit::document(const Document& d) {
    const auto skipped = [&](Error error) {
        failed(std::move(error));
        return true;
    };
    if (d.error) return skipped(d.error);
    Info info;
    info.source = d.source;
    info.object = std::make_shared<Json>(*d.json);
    if (b.validate) {
        const std::vector<std::string> problems = schema_problems(*d.json);
        if (!problems.empty()) {
            const std::string text =
                problems.size() == 1 ? problems[0] : cat("[", join(problems, ", "), "]");
            return !skipped(plain_error(
                cat("error validating ", quote(d.source), ": error validating data: ", text,
                    "; if you choose to ignore these errors, turn validation off with "
                    "--validate=false")));
        }
    }
    const std::string kind = text_at(*d.json, "kind"), version = text_at(*d.json, "apiVersion");
    if (kind.empty()) {
        return skipped(plain_error(cat("unable to decode ", quote(d.source),
                                       ": Object 'Kind' is missing in '", d.json->dump(), "'")));
    }
    info.name = text_at(*d.json, "metadata.name");
    info.namespace_ = text_at(*d.json, "metadata.namespace");
    Error error;
    const bool list = kind == "List" && version == "v1";
    if (!b.local && !list && !k.find_kind(version, kind, info.resource, error)) {
        return skipped(
            error.kind == Error::Kind::plain
                ? plain_error(cat("unable to recognize ", quote(d.source), ": ", error.message))
                : add_source(error, "recognizing", ""));
    }
    if (b.latest && !b.local && !list) {
        if (info.resource.namespaced && info.namespace_.empty()) info.namespace_ = b.namespace_;
        if (Error e = fetch(k, info, b.accept, b.extra)) return skipped(std::move(e));
    }
    if (!b.label_selector.empty()) {
        Selector selector;
        std::string why;
        StringMap labels;
        parse_selector(b.label_selector, selector, why);
        for (const auto& [key, value] : members(at(*info.object, "metadata.labels"))) {
            labels[key] = text_of(value);
        }
        if (!selector.matches(labels)) return true;
    }
    flattened(info);
    return true;
}

void Visit::by_paths() {
    std::vector<std::vector<Document>> files;
    Selector selector;
    if (std::string why; !parse_selector(b.label_selector, selector, why)) {
        fatal = plain_error(
            cat("the provided selector ", quote(b.label_selector), " is not valid: ", why));
        return;
    }
    if (!b.kustomize.empty()) {
        std::string manifests, why;
        if (!build_kustomization(k.ctx, b.kustomize, manifests, why)) {
            fatal = plain_error(why);
            return;
        }
        files.push_back(parse_documents(manifests, b.kustomize));
    } else if (!read_documents(k, b.filenames, b.recursive, files, b.single_item_implied, fatal)) {
        return;
    }
    if (b.validate) {
        // Validation needs the server's schema before the first document is read.
        k.groups(fatal);
        if (fatal) return;
    }
    for (const std::vector<Document>& file : files) {
        for (const Document& d : file) {
            if (!document(d)) break;
            if (stopped) return;
        }
        if (stopped) return;
    }
}

// Arguments of the form type/name.
void Visit::by_tuples(const std::vector<std::string>& args) {
    std::vector<std::pair<std::string, std::string>> tuples;
    for (const std::string& a : args) {
        const std::vector<std::string> parts = split(a, '/');
        if (parts.size() == 1) {
            fatal = plain_error(
                "there is no need to specify a resource type as a separate argument when passing "
                "arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' "
                "instead of 'kubectl get resource resource/<resource_name>'");
            return;
        }
        if (parts.size() != 2) {
            fatal = plain_error("arguments in resource/name form may not have more than one slash");
            return;
        }
        if (parts[0].empty() || parts[1].empty() || contains(parts[0], ",")) {
            fatal =
                plain_error("arguments in resource/name form must have a single resource and name");
            return;
        }
        tuples.emplace_back(parts[0], parts[1]);
    }
    if (selecting()) {
        fatal = plain_error(
            "selectors and the all flag cannot be used when passing resource/name "
            "arguments");
        return;
    }
    std::vector<std::pair<Resource, std::string>> targets;
    b.single_item_implied = tuples.size() == 1;
    for (const auto& [type, name] : tuples) {
        Resource r;
        if (!mapping(type, r)) return;
        if (b.single_resource_type && !targets.empty() &&
            targets[0].first.group_resource() != r.group_resource()) {
            fatal = plain_error("you may only specify a single resource type");
            return;
        }
        targets.emplace_back(std::move(r), name);
    }
    named(targets);
}

// One type followed by names.
void Visit::by_names(const std::vector<std::string>& args, const std::vector<std::string>& types) {
    Resource r;
    for (const std::string& type : types) {
        if (!mapping(type, r)) return;
    }
    if (args.size() == 1) {
        fatal = plain_error(
            "resource(s) were provided, but no name, label selector, or --all "
            "flag specified");
        return;
    }
    std::vector<std::pair<Resource, std::string>> targets;
    for (std::size_t i = 1; i < args.size(); ++i) targets.emplace_back(r, args[i]);
    b.single_item_implied = targets.size() == 1;
    named(targets);
}

// ResourceTypeOrNameArgs and visitorResult.
void Visit::by_arguments() {
    std::vector<std::string> args = b.args;
    if (args.size() >= 2 && contains(args[0], ",") && !contains(args[0], "/")) {
        std::vector<std::string> crossed;
        for (const std::string& type : unique(split(args[0], ','))) {
            for (std::size_t i = 1; i < args.size(); ++i)
                crossed.push_back(cat(type, "/", args[i]));
        }
        args = crossed;
    }
    for (const std::string& a : args) {
        if (contains(a, "/")) return by_tuples(args);
    }
    std::vector<std::string> types;
    if (!args.empty()) types = unique(split(expand_categories(k, args[0], fatal), ','));
    if (fatal) return;
    if (selecting() || (args.size() == 1 && b.allow_empty_selector)) {
        if (args.size() > 1) {
            fatal = plain_error("name cannot be provided when a selector is specified");
        } else if (types.empty()) {
            fatal = plain_error("at least one resource must be specified to use a selector");
        } else if (types.size() > 1 && b.single_resource_type) {
            fatal = plain_error("you may only specify a single resource type");
        } else {
            by_selector(types);
        }
        return;
    }
    if (args.empty())
        fatal = plain_error(missing_resource);
    else
        by_names(args, types);
}

}  // namespace

std::string expand_categories(Kubectl& k, const std::string& types, Error& error) {
    std::string out;
    for (const std::string& type : split(types, ',')) {
        std::vector<std::string> members;
        if (type == "all" || type == "api-extensions") {
            for (const Resource& r : k.all_resources(error)) {
                for (const std::string& c : r.categories) {
                    if (c == type) members.push_back(r.group_resource());
                }
            }
        }
        out += cat(out.empty() ? "" : ",", members.empty() ? type : join(unique(members), ","));
    }
    return out;
}

void Builder::visit(Kubectl& k, Error& fatal, Errors& errors, Visitor fn) {
    Visit visit{k, *this, fatal, errors, fn};
    if (!kustomize.empty() && !filenames.empty()) {
        fatal = plain_error("only one of -f or -k can be specified");
        return;
    }
    if (select_all && (!label_selector.empty() || !field_selector.empty())) {
        fatal = plain_error("setting 'all' parameter but found a non empty selector. ");
        return;
    }
    if (filenames.empty() && kustomize.empty()) {
        if (local && !args.empty()) {
            fatal = plain_error(
                "error: you must specify resources by --filename when --local is "
                "set.\nExample resource specifications include:\n   '-f rsrc.yaml'"
                "\n   '--filename=rsrc.json'");
            return;
        }
        return visit.by_arguments();
    }
    if (!args.empty()) {
        fatal = plain_error(
            "when paths, URLs, or stdin is provided as input, you may not specify "
            "resource arguments as well");
        return;
    }
    // Files are validated against the server's schema.
    Json ignored;
    Error unreached;
    if (validate && !k.get("/openapi/v2", {}, ignored, unreached) &&
        unreached.kind == Error::Kind::network) {
        fatal = unreached;
        return;
    }
    visit.by_paths();
}

std::vector<Info> Builder::infos(Kubectl& k, Error& fatal, Errors& errors) {
    std::vector<Info> out;
    auto collect = [&](Info& info) {
        out.push_back(info);
        return Error{};
    };
    visit(k, fatal, errors, collect);
    return out;
}

Builder make_builder(const Kubectl& k) {
    Builder b;
    b.namespace_ = k.namespace_();
    b.explicit_namespace = k.explicit_namespace();
    b.all_namespaces = k.flags.known_on("all-namespaces");
    if (b.all_namespaces) b.explicit_namespace = false;
    b.filenames = k.flags.known_list("filename");
    b.kustomize = k.flags.known_text("kustomize");
    b.recursive = k.flags.known_on("recursive");
    b.label_selector = std::string(trim(k.flags.known_text("selector")));
    b.field_selector = std::string(trim(k.flags.known_text("field-selector")));
    b.args = k.args();
    return b;
}

Error fetch(Kubectl& k, Info& info, const std::string& accept, const Query& query) {
    std::string answer;
    Error error;
    if (!k.request("GET", info.path(), query, "", "", answer, error,
                   accept.empty() ? "application/json" : accept)) {
        return error;
    }
    info.object = std::make_shared<Json>(Json::parse(answer, nullptr, false));
    return {};
}

std::string resource_text(const Resource& r) {
    return cat(r.group, "/", r.version, ", Resource=", r.plural);
}

}  // namespace podfall::kube
