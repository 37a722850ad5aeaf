// Deletes objects and waits until they are gone; also used by replace --force and drain.
#pragma once

#include "core/terminal/kubectl/client/builder.h"

namespace podfall::kube {

// grace < 0: the object's own. `uid` is set to the deleted object's.
Error delete_one(Kubectl& k, const Info& info, std::int64_t grace, const std::string& policy,
                 int dry_run, std::string& uid);

// Records in Memory::items that this object's removal is waited for.
void wait_for_deletion(Kubectl& k, const Info& info, const std::string& uid);

// True when all recorded objects are gone, or `error` has the reason why the wait ended.
bool deletions_done(Kubectl& k, Error& error);

}  // namespace podfall::kube
