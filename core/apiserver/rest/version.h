// Converts objects between their stored version and the other served ones: ingresses v1beta1,
// events of events.k8s.io, autoscalers v2beta1 and v2beta2. Models the conversion.go files of
// pkg/apis in v1.20.
#pragma once

#include "core/api/format/json.h"
#include "core/apiserver/rest/route.h"
#include "core/base/status.h"

namespace podfall {

// The object's JSON in the route's version.
Json versioned_json(const Route& route, const Object& object);

// The reverse: an object of the stored kind. Errors are 400 BadRequest.
Result<std::shared_ptr<Object>> read_versioned(const Route& route, Json json);

// A refusal with the names that fields have in the route's version.
Status versioned_error(const Route& route, Status status);

}  // namespace podfall
