// The OpenAPI schema of documents: kubectl's client-side validation, and `explain`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/api/format/json.h"
#include "core/api/objects/kind.h"

namespace podfall {

// One sentence about a field of a struct or, with an empty name, about the struct; empty when there
// is none. Fields of an in_line struct are looked up with that struct.
std::string_view description(const Type& type, std::string_view field);

// The members, separated by blanks, that objects of a kind stored as JSON have besides metadata;
// their contents have no schema here. Empty for other kinds.
std::string_view raw_members(const KindInfo& kind);

// Whether the kind's schema is that of its preferred version.
bool has_schema(const KindInfo& kind);

// kubectl's validation of a manifest: one text per error, such as
// `ValidationError(Deployment.spec): unknown field "foo" in io.k8s.api.apps.v1.DeploymentSpec`.
// Documents of unknown kinds give no errors.
std::vector<std::string> schema_problems(const Json& document);

// One field as `kubectl explain` shows it.
struct ExplainedField {
    std::string name;
    std::string type;  // "<string>", "<[]Object>", "<map[string]string>"
    bool required = false;
    std::string_view description;  // empty when there is none
};

struct Explained {
    bool found = false;
    std::string missing;  // the path part that does not exist
    std::string type;     // of the thing itself; "<Object>" for a kind
    bool is_object = false;
    std::string_view field_description;  // of the last field of the path
    std::string_view type_description;   // of that field's struct
    std::vector<ExplainedField> fields;  // sorted by name
};

// `path` is the part after the resource: {"spec", "containers"}. `version` is a served one; empty
// means the preferred one.
Explained explain(const KindInfo& kind, const std::vector<std::string>& path,
                  std::string_view version = {});

}  // namespace podfall
