// A resource of the API as discovery describes it. Models meta.RESTMapping.
#pragma once

#include <string>
#include <vector>

namespace podfall::kube {

struct Resource {
    std::string group, version, plural, singular, kind;
    bool namespaced = false;
    std::vector<std::string> verbs, short_names, categories;

    std::string api_version() const;     // "apps/v1"
    std::string group_resource() const;  // "deployments.apps", "pods"
    std::string typed() const;           // "deployment.apps", "pod": what names are printed with
    // "/apis/apps/v1/namespaces/default/deployments/web/scale"
    std::string path(const std::string& namespace_, const std::string& name = {},
                     const std::string& part = {}) const;
    bool is(const char* g, const char* k) const { return group == g && kind == k; }
};

}  // namespace podfall::kube
