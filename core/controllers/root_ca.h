// The cluster's root certificate as the controller manager knows it.
#pragma once

#include <string>

#include "core/runtime/controller.h"

namespace podfall {

// The file that --root-ca-file names on the loop's machine; null when there is none.
const std::string* root_certificate(LoopContext& loop);

}  // namespace podfall
