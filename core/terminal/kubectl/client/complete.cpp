// Tab completion of kubectl lines: sub-commands, flags, kinds, namespaces, names of live objects.
// Models the bash completion that `kubectl completion bash` prints, which also queries the API
// server.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/apiserver/server.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/help.h"
#include "core/terminal/kubectl/client/json.h"

namespace podfall::kube {

namespace {

using Words = std::vector<std::string>;

// Commands whose arguments are a type and names; those after the bar take names of one type only.
constexpr const char* by_type =
    "get describe delete edit label annotate scale expose autoscale patch explain wait taint "
    "rollout set replace apply";
constexpr const char* by_node = "cordon uncordon drain";
constexpr const char* by_pod = "logs exec attach port-forward cp debug";

bool listed(const char* list, std::string_view word) {
    for (const std::string& w : split_words(list)) {
        if (w == word) return true;
    }
    return false;
}

class Completion {
public:
    Completion(const World& world, MachineId machine) : world_(world), machine_(machine) {}

    // A GET as the current user. It is answered by a copy of the world, since completion must not
    // change anything.
    Json get(const std::string& path) {
        Request request;
        request.path = path;
        request.accept = "application/json";
        request.caller.machine = machine_;
        request.caller.agent = "kubectl";
        request.caller.user = "kubernetes-admin";
        const Response response = handle(world_, request);
        if (response.code != 200) return nullptr;
        return Json::parse(response.body, nullptr, false);
    }

    // Calls f(group version, resource) for every listable resource.
    template <class F>
    void each_resource(F f) {
        Words versions = {"/api/v1"};
        const Json groups = get("/apis");
        for (const Json& g : items(at(groups, "groups"))) {
            for (const Json& v : items(at(g, "versions"))) {
                versions.push_back(cat("/apis/", text_at(v, "groupVersion")));
            }
        }
        for (const std::string& base : versions) {
            const Json list = get(base);
            for (const Json& r : items(at(list, "resources"))) {
                bool can_list = false;
                for (const Json& verb : items(at(r, "verbs"))) can_list |= text_of(verb) == "list";
                if (can_list && !contains(text_at(r, "name"), "/")) f(base, r);
            }
        }
    }

    Words types() {
        Words out;
        each_resource([&](const std::string& base, const Json& r) {
            const std::size_t end = base.rfind('/');
            const std::string group = base == "/api/v1" ? "" : base.substr(6, end - 6);
            out.push_back(group.empty() ? text_at(r, "name") : cat(text_at(r, "name"), ".", group));
        });
        return out;
    }

    Words names(const std::string& type, const std::string& namespace_) {
        std::string path;
        const std::string word = to_lower(type.substr(0, type.find('.')));
        each_resource([&](const std::string& base, const Json& r) {
            bool match = word == text_at(r, "name") || word == text_at(r, "singularName") ||
                         word == to_lower(text_at(r, "kind"));
            for (const Json& s : items(at(r, "shortNames"))) match |= word == text_of(s);
            if (!match || !path.empty()) return;
            const bool spaced = bool_at(r, "namespaced");
            path =
                cat(base, spaced ? cat("/namespaces/", namespace_) : "", "/", text_at(r, "name"));
        });
        Words out;
        if (path.empty()) return out;
        const Json list = get(path);
        for (const Json& item : items(at(list, "items"))) {
            out.push_back(text_at(item, "metadata.name"));
        }
        return out;
    }

private:
    World world_;
    MachineId machine_;
};

Words sub_commands(const std::string& path) {
    Words out;
    const std::string prefix = path.empty() ? "" : cat(path, " ");
    for (std::size_t i = 0; i < command_table_size; ++i) {
        const std::string p = command_table[i].path;
        if (p.rfind(prefix, 0) == 0 && p.find(' ', prefix.size()) == std::string::npos) {
            out.push_back(p.substr(prefix.size()));
        }
    }
    return out;
}

Words flag_words(const std::vector<FlagSpec>& specs) {
    Words out;
    for (const FlagSpec& s : specs) {
        if (!s.hidden) out.push_back(cat("--", s.name, s.no_option.empty() ? "=" : ""));
    }
    return out;
}

// Values of a flag with a fixed set of values.
Words flag_values(Completion& c, const std::string& name) {
    if (name == "namespace") return c.names("namespaces", "");
    if (name == "output") {
        return {"json", "yaml", "wide", "name", "jsonpath=", "custom-columns=", "go-template="};
    }
    if (name == "dry-run") return {"client", "server", "none"};
    if (name == "cascade") return {"background", "foreground", "orphan"};
    return {};
}

Words argument_words(Completion& c, const std::string& path, const Words& args,
                     const std::string& typed, const std::string& namespace_) {
    const std::string command = path.substr(0, path.find(' '));
    if (listed(by_node, command)) return c.names("nodes", "");
    if (command == "top") return c.names(path == "top node" ? "nodes" : "pods", namespace_);
    if (listed(by_pod, command)) return args.empty() ? c.names("pods", namespace_) : Words{};
    if (!listed(by_type, command)) return {};
    const std::size_t slash = typed.find('/');
    if (slash != std::string::npos) {
        Words out;
        for (const std::string& name : c.names(typed.substr(0, slash), namespace_)) {
            out.push_back(cat(typed.substr(0, slash + 1), name));
        }
        return out;
    }
    if (args.empty()) return c.types();
    return contains(args[0], "/") ? Words{} : c.names(args[0], namespace_);
}

const FlagSpec* find_spec(const std::vector<FlagSpec>& specs, const std::string& word) {
    for (const FlagSpec& s : specs) {
        if (word == cat("--", s.name) || (s.shorthand && word == cat("-", s.shorthand))) return &s;
    }
    return nullptr;
}

Words candidates(const World& world, MachineId machine, const Words& words) {
    const std::string& typed = words.back();
    const Words before(words.begin() + 1, words.end() - 1);
    Words rest;
    const CommandFlags* found = find_sub_command(before, rest);
    static constexpr CommandFlags root = {"", "", ""};
    const std::vector<FlagSpec> specs = flag_specs(found ? *found : root);
    Completion c(world, machine);
    const FlagSpec* flag = rest.empty() ? nullptr : find_spec(specs, rest.back());
    if (flag && flag->no_option.empty()) return flag_values(c, flag->name);
    if (!typed.empty() && typed[0] == '-') {
        const std::size_t equals = typed.find('=');
        if (equals == std::string::npos) return flag_words(specs);
        const FlagSpec* valued = find_spec(specs, typed.substr(0, equals));
        Words out;
        for (const std::string& v : valued ? flag_values(c, valued->name) : Words{}) {
            out.push_back(cat(typed.substr(0, equals + 1), v));
        }
        return out;
    }
    Flags flags;
    std::string error;
    flags.parse(specs, rest, error);
    const std::string path = found ? found->path : "";
    Words subs = flags.args.empty() ? sub_commands(path) : Words{};
    if (!subs.empty()) return subs;
    const std::string given = flags.text("namespace");
    return argument_words(c, path, flags.args, typed, given.empty() ? "default" : given);
}

}  // namespace

std::vector<std::string> complete(const World& world, MachineId machine,
                                  const std::vector<std::string>& words) {
    if (words.size() < 2) return {};
    Words out;
    for (std::string& word : candidates(world, machine, words)) {
        if (word.rfind(words.back(), 0) == 0) out.push_back(std::move(word));
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace podfall::kube
