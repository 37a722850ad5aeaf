// Discovers the server's resources and resolves what a word refers to. Models client-go's discovery
// client and restmapper. Group versions are fetched when first needed: common kinds are in the
// first or second.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/discovery.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/kubectl.h"

namespace podfall::kube {

std::string Resource::api_version() const {
    return group.empty() ? version : cat(group, "/", version);
}

std::string Resource::group_resource() const {
    return group.empty() ? plural : cat(plural, ".", group);
}

std::string Resource::typed() const {
    const std::string lower = to_lower(kind);
    return group.empty() ? lower : cat(lower, ".", group);
}

std::string Resource::path(const std::string& namespace_, const std::string& name,
                           const std::string& part) const {
    std::string text = group.empty() ? cat("/api/", version) : cat("/apis/", api_version());
    if (namespaced && !namespace_.empty()) text += cat("/namespaces/", namespace_);
    text += cat("/", plural);
    if (!name.empty()) text += cat("/", name);
    if (!part.empty()) text += cat("/", part);
    return text;
}

namespace {

std::vector<std::string> texts(const Json& list) {
    std::vector<std::string> out;
    for (const Json& item : items(list)) out.push_back(text_of(item));
    return out;
}

Resource read_resource(const Json& json, const std::string& group, const std::string& version) {
    Resource r;
    r.group = group;
    r.version = version;
    r.plural = text_at(json, "name");
    r.singular = text_at(json, "singularName");
    r.kind = text_at(json, "kind");
    if (r.singular.empty()) r.singular = to_lower(r.kind);
    r.namespaced = bool_at(json, "namespaced");
    r.verbs = texts(at(json, "verbs"));
    r.short_names = texts(at(json, "shortNames"));
    r.categories = texts(at(json, "categories"));
    return r;
}

bool holds(const std::vector<std::string>& list, const std::string& word) {
    for (const std::string& item : list) {
        if (item == word) return true;
    }
    return false;
}

// Whether a group version is requested; an empty group or version is a wildcard.
bool wanted(const std::string& group_version, const std::string& version,
            const std::string& group) {
    const std::size_t slash = group_version.find('/');
    const std::string g = slash == std::string::npos ? "" : group_version.substr(0, slash);
    const std::string v =
        slash == std::string::npos ? group_version : group_version.substr(slash + 1);
    return (version.empty() || v == version) && (group.empty() || g.rfind(group, 0) == 0);
}

}  // namespace

const std::vector<Resource>* Kubectl::resources_of(const std::string& group_version, Error& error) {
    for (const auto& [known, list] : discovery_->lists) {
        if (known == group_version) return &list;
    }
    Json answer;
    const bool core = group_version.find('/') == std::string::npos;
    if (!get(cat(core ? "/api/" : "/apis/", group_version), {}, answer, error)) return nullptr;
    const std::string group = core ? "" : group_version.substr(0, group_version.find('/'));
    const std::string version =
        core ? group_version : group_version.substr(group_version.find('/') + 1);
    std::vector<Resource> list;
    for (const Json& item : items(at(answer, "resources"))) {
        if (!contains(text_at(item, "name"), "/")) {
            list.push_back(read_resource(item, group, version));
        }
    }
    discovery_->lists.emplace_back(group_version, std::move(list));
    return &discovery_->lists.back().second;
}

const std::vector<std::vector<std::string>>& Kubectl::groups(Error& error) {
    std::vector<std::vector<std::string>>& out = discovery_->groups;
    if (!out.empty()) return out;
    Json answer;
    // The legacy group has a separate document, which is requested first.
    if (!get("/api", {{"timeout", "32s"}}, answer, error)) return out;
    if (!get("/apis", {{"timeout", "32s"}}, answer, error)) return out;
    out.push_back({"v1"});
    for (const Json& group : items(at(answer, "groups"))) {
        std::vector<std::string> versions = {text_at(group, "preferredVersion.groupVersion")};
        for (const Json& v : items(at(group, "versions"))) {
            const std::string gv = text_at(v, "groupVersion");
            if (gv != versions[0]) versions.push_back(gv);
        }
        out.push_back(std::move(versions));
    }
    return out;
}

const std::vector<Resource>& Kubectl::all_resources(Error& error) {
    std::vector<Resource>& out = discovery_->all;
    if (!out.empty()) return out;
    for (const std::vector<std::string>& versions : groups(error)) {
        for (const std::string& gv : versions) {
            if (const std::vector<Resource>* list = resources_of(gv, error)) {
                out.insert(out.end(), list->begin(), list->end());
            }
        }
    }
    return out;
}

bool Kubectl::search(const std::string& word, const std::string& version, const std::string& group,
                     Resource& out, Error& error) {
    const auto look = [&](const std::string& gv) {
        if (!wanted(gv, version, group)) return false;
        const std::vector<Resource>* list = resources_of(gv, error);
        if (!list) return false;
        for (const Resource& r : *list) {
            if (word == r.plural || word == r.singular || holds(r.short_names, word)) {
                out = r;
                return true;
            }
        }
        return false;
    };
    if (look("v1")) return true;
    if (error) return false;
    const std::vector<std::vector<std::string>>& all = groups(error);
    if (error) return false;
    // Preferred versions first, then what exists only in other versions.
    for (std::size_t pass = 0; pass < 2; ++pass) {
        for (const std::vector<std::string>& versions : all) {
            for (std::size_t i = pass; i < (pass ? versions.size() : 1); ++i) {
                if (look(versions[i])) return true;
                if (error) return false;
            }
        }
    }
    return false;
}

bool Kubectl::find_resource(const std::string& typed, Resource& out, Error& error) {
    if (groups(error); error) return false;
    const std::string text = to_lower(typed);
    const std::size_t dot = text.find('.');
    const std::string word = text.substr(0, dot);
    const std::string rest = dot == std::string::npos ? "" : text.substr(dot + 1);
    const std::size_t second = rest.find('.');
    if (second != std::string::npos &&
        search(word, rest.substr(0, second), rest.substr(second + 1), out, error)) {
        return true;
    }
    if (!error && search(word, "", rest, out, error)) return true;
    // "pods.v1." and "pods.v1" refer to a version of the core group.
    if (!error) {
        error = plain_error(
            cat("the server doesn't have a resource type ", quote(typed.substr(0, dot))));
    }
    return false;
}

bool Kubectl::find_kind(const std::string& api_version, const std::string& kind, Resource& out,
                        Error& error) {
    bool served = api_version == "v1";
    for (const std::vector<std::string>& versions : groups(error)) {
        served = served || holds(versions, api_version);
    }
    if (error) return false;
    if (const std::vector<Resource>* list = served ? resources_of(api_version, error) : nullptr) {
        for (const Resource& r : *list) {
            if (r.kind == kind) {
                out = r;
                return true;
            }
        }
    }
    if (!error) {
        error = plain_error(
            cat("no matches for kind ", quote(kind), " in version ", quote(api_version)));
    }
    return false;
}

}  // namespace podfall::kube
