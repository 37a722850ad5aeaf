// Which options of a list or a watch may stand together.
#pragma once

#include "core/apiserver/request.h"
#include "core/base/status.h"

namespace podfall {

// 422 Invalid with upstream's words, else ok. Models ValidateListOptions in
// apimachinery/pkg/apis/meta/internalversion/validation of v1.20. Clients of today ask for a
// watch's initial events; they fall back to a list when this refuses.
Status check_list_options(const Request& request);

}  // namespace podfall
