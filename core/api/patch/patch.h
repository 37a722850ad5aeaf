// Patches of JSON documents, computed and applied as by the API server and kubectl of v1.20. Models
// apimachinery/pkg/util/{strategicpatch,jsonmergepatch} and evanphx/json-patch.
#pragma once

#include "core/api/format/json.h"
#include "core/api/objects/kind.h"
#include "core/base/status.h"

namespace podfall {

// Applies a strategic merge patch. `type` provides merge keys and strategies. Errors are 400 or
// 422.
Result<Json> strategic_merge_patch(const Json& original, const Json& patch, const Type& type);

// The strategic patch that turns `original` into `modified`.
Result<Json> strategic_diff(const Json& original, const Json& modified, const Type& type);

// The patch that `kubectl apply` sends: deletions from `original` (last applied) to `modified`,
// additions and changes from `current` to `modified`.
Result<Json> strategic_three_way(const Json& original, const Json& modified, const Json& current,
                                 const Type& type);

// merge_patch applies RFC 7386; the other computes the patch that turns one document into another.
Json merge_patch(Json target, const Json& patch);
Json merge_diff(const Json& original, const Json& modified);

// The three-way patch of apply for kinds without a schema.
Json merge_three_way(const Json& original, const Json& modified, const Json& current);

// RFC 6902. Errors: 400 for a malformed patch, 422 for one that does not fit the document. The
// message is the library's, which `kubectl patch --local` prints and the API server hides.
Result<Json> json_patch(const Json& document, const Json& operations);

}  // namespace podfall
