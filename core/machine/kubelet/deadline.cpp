// A pod's activeDeadlineSeconds. Models pkg/kubelet/active_deadline.go of v1.20.2.
#include "core/machine/kubelet/kubelet.h"
#include "core/world/timing.h"

namespace podfall::kubelet {

bool past_deadline(LoopContext& k, const PodEntry& e) {
    const std::optional<std::int64_t>& limit = e.pod->spec.active_deadline_seconds;
    const Time start = status_of(e).start_time;
    return limit && start != 0 && k.now() - start >= seconds(*limit);
}

// syncLoop looks for such pods at each of its ticks.
void watch_deadline(LoopContext& k, const PodUid& uid) {
    const Memory& m = k.memory<Memory>();
    const PodEntry& e = *m.pods.find(uid);
    const std::optional<std::int64_t>& limit = e.pod->spec.active_deadline_seconds;
    const Time start = status_of(e).start_time;
    if (!limit || start == 0 || past_deadline(k, e)) return;
    const Time due = start + seconds(*limit);
    k.enqueue("deadline/" + uid, next_beat(m, due - 1, timing::kubelet_sync_loop) - k.now());
}

}  // namespace podfall::kubelet
