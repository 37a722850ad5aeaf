// The API server behind its two entrances: admission, defaults, validation, storage. REST requests
// (server.h) and the control loops' Client both end here. Models
// staging/src/k8s.io/apiserver/pkg/registry/generic and pkg/registry of v1.20.
#pragma once

#include <memory>

#include "core/api/objects/kind.h"
#include "core/api/schema/ref.h"
#include "core/apiserver/registry/write_options.h"
#include "core/base/status.h"
#include "core/world/caller.h"
#include "core/world/store.h"

namespace podfall {

struct World;

// Each returns the stored object, or a Status with the API server's message. Whether a server can
// be reached is checked by Client and handle(), not here.
Result<Ref<Object>> create_object(World& world, const Caller& caller, Kind kind,
                                  std::shared_ptr<Object> object);
Result<Ref<Object>> update_object(World& world, const Caller& caller, Kind kind,
                                  std::shared_ptr<Object> object,
                                  Subresource part = Subresource::none);
// Returns the object as it was deleted, or as it is now when the deletion has to wait (grace
// period, finalizers).
Result<Ref<Object>> delete_object(World& world, const Caller& caller, const ObjectKey& key,
                                  const DeleteOptions& options = {});
}  // namespace podfall
