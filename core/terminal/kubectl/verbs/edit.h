// Manifests in the user's editor.
#pragma once

#include "core/terminal/kubectl/kubectl.h"

namespace podfall::kube {

// kubectl create --edit: opens the files of -f in the editor before creating. Call it again each
// turn. Models EditBeforeCreateMode of kubectl/pkg/cmd/util/editor.
Step edit_before_create(Kubectl& k);

}  // namespace podfall::kube
