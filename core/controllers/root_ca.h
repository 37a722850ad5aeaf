// The cluster's root certificate as the controller manager reads it.
#pragma once

#include <string>

#include "core/runtime/controller.h"

namespace podfall {

// The file of --root-ca-file on the loop's machine; null if there is none.
const std::string* root_certificate(LoopContext& loop);

}  // namespace podfall
