// The Status objects of the API server's errors. Models apimachinery/pkg/api/errors and
// apiserver/pkg/admission/errors of v1.20.
#pragma once

#include <string>
#include <string_view>

#include "core/api/objects/kind.h"
#include "core/base/status.h"

namespace podfall {

// A text as a JSON string, with its quotes.
std::string json_string(std::string_view text);

// The subject of an error, as the members of Status.details. Empty members are left out.
std::string details_of(std::string_view name, const KindInfo& kind, std::string_view uid = {});

// The same with Status.details.kind given (some errors name the kind, not the resource).
std::string details_json(std::string_view name, std::string_view group, std::string_view kind,
                         std::string_view uid = {}, std::string_view causes = {});

// Status.details.causes of one field that is invalid.
std::string invalid_cause(std::string_view field, std::string_view message);

// The NotFound status: `pods "x" not found`.
Status not_found(Kind kind, const std::string& name);
Status already_exists(Kind kind, std::string_view name);                  // 409 AlreadyExists
Status conflict(Kind kind, std::string_view name, std::string_view why);  // 409 Conflict
// The Conflict for a stale resourceVersion.
Status modified_conflict(Kind kind, std::string_view name);
// `pods "x" is forbidden: WHY`; an empty name leaves `pods is forbidden: WHY`.
Status forbidden(Kind kind, std::string_view name, std::string_view why);
Status bad_request(std::string message);                          // 400 BadRequest
Status method_not_supported(Kind kind, std::string_view action);  // 405
Status internal_error(std::string_view message);                  // 500
Status resource_expired(std::string message);                     // 410 Expired
// 404 for a path that is not served.
Status unknown_path();

}  // namespace podfall
