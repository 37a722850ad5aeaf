// What the OpenAPI schema says about a document: kubectl's client-side validation and `explain`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/api/json.h"
#include "core/api/kind.h"

namespace podfall {

// Whether the kind's schema is that of its preferred version. The ingress of "extensions" is kept as the
// newer one, whose schema says nothing of manifests in the old form.
bool has_schema(const KindInfo& kind);

// kubectl's validation of a manifest: one text per problem, such as
// `ValidationError(Deployment.spec): unknown field "foo" in io.k8s.api.apps.v1.DeploymentSpec`.
// A document whose kind is not known gives no problem.
std::vector<std::string> schema_problems(const Json& document);

// One field as `kubectl explain` shows it.
struct ExplainedField {
    std::string name;
    std::string type;  // "<string>", "<[]Object>", "<map[string]string>"
    bool required = false;
};

struct Explained {
    bool found = false;
    std::string missing;    // the path part that does not exist
    std::string type;       // of the thing itself; "<Object>" for a kind
    bool is_object = false;
    std::string schema;     // "io.k8s.api.core.v1.PodSpec", the key for descriptions
    std::vector<ExplainedField> fields;  // sorted by name
};

// `path` is what follows the resource: {"spec", "containers"}.
Explained explain(const KindInfo& kind, const std::vector<std::string>& path);

}  // namespace podfall
