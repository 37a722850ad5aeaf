// Manifests in the reader's editor.
#pragma once

#include "core/terminal/kubectl/kubectl.h"

namespace podfall::kube {

// kubectl create --edit: what -f names goes through the editor before it is created. To be called
// again each turn. Models EditBeforeCreateMode of kubectl/pkg/cmd/util/editor.
Step edit_before_create(Kubectl& k);

}  // namespace podfall::kube
