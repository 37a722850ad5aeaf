// Deleting objects and waiting until they are gone; replace --force and drain do it too.
#pragma once

#include "core/terminal/kubectl/client/builder.h"

namespace podfall::kube {

// grace < 0: the object's own. `uid` is that of the object that was deleted.
Error delete_one(Kubectl& k, const Info& info, std::int64_t grace, const std::string& policy,
                 int dry_run, std::string& uid);

// Notes in Memory::items that this object's end is waited for.
void wait_for_deletion(Kubectl& k, const Info& info, const std::string& uid);

// True when all noted objects are gone, or `error` says why the wait ended.
bool deletions_done(Kubectl& k, Error& error);

}  // namespace podfall::kube
