// Breaks RBAC rules down to single permissions.
#include "core/terminal/kubectl/client/rule.h"

#include <nlohmann/json.hpp>

#include "core/terminal/kubectl/client/json.h"

namespace podfall::kube {

std::vector<Json> rule_parts(const Json& rule) {
    std::vector<Json> out;
    for (const Json& group : items(at(rule, "apiGroups")))
        for (const Json& resource : items(at(rule, "resources")))
            for (const Json& verb : items(at(rule, "verbs"))) {
                const Json part = {
                    {"apiGroups", {group}}, {"resources", {resource}}, {"verbs", {verb}}};
                const Json& names = at(rule, "resourceNames");
                if (items(names).empty()) out.push_back(part);
                for (const Json& name : items(names)) {
                    out.push_back(part);
                    out.back()["resourceNames"] = {name};
                }
            }
    for (const Json& url : items(at(rule, "nonResourceURLs")))
        for (const Json& verb : items(at(rule, "verbs")))
            out.push_back({{"nonResourceURLs", {url}}, {"verbs", {verb}}});
    return out;
}

}  // namespace podfall::kube
