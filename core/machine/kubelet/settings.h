// The settings that a kubelet reads at start-up: flags, KubeletConfiguration, kubeconfig. Models
// cmd/kubelet/app/server.go, pkg/kubelet/kubeletconfig, pkg/kubelet/apis/config/v1beta1 (defaults)
// and pkg/kubelet/certificate/bootstrap of v1.20.2. Simplified: configuration fields that nothing
// here depends on are ignored.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/time.h"
#include "core/world/timing.h"
#include "core/world/world.h"

namespace podfall::kubelet {

// A threshold of evictionHard, which is subtracted from what pods may request: an amount, or a
// percentage of the node's capacity.
struct KeptBack {
    std::int64_t bytes = 0;
    int percent = 0;

    std::int64_t of(std::int64_t capacity) const { return bytes + capacity * percent / 100; }
};

template <class V>
void fields(V& v, KeptBack& k) {
    v("bytes", k.bytes), v("percent", k.percent);
}

struct Settings {
    std::string static_pod_path;  // a directory without a trailing slash; empty: no static pods
    std::string server;           // of the kubeconfig: "192.168.1.10:6443"; empty: none was read
    TlsClient tls;                // towards it, from the same kubeconfig
    Duration status_update = timing::node_status_update;
    Duration status_report = timing::node_status_report;
    Duration sync_frequency = timing::pod_resync;
    Duration file_check = timing::manifest_check;
    Duration lease_duration = timing::node_lease_duration;
    int max_pods = timing::max_pods;
    KeptBack memory{.bytes = 100 << 20};  // evictionHard's memory.available
    KeptBack disk{.percent = 10};         // nodefs.available
    KeptBack image_disk{.percent = 15};   // imagefs.available
};

template <class V>
void fields(V& v, Settings& s) {
    v("static_pod_path", s.static_pod_path), v("server", s.server), v("tls", s.tls);
    v("status_update", s.status_update), v("status_report", s.status_report);
    v("sync_frequency", s.sync_frequency), v("file_check", s.file_check);
    v("lease_duration", s.lease_duration), v("max_pods", s.max_pods), v("memory", s.memory);
    v("disk", s.disk), v("image_disk", s.image_disk);
}

struct Launch {
    Settings settings;
    std::string
        fatal;  // why the kubelet exits at once: klog's line from the file's name on; or empty
};

// `command_line` is the kubelet process's. dockershim cannot start while docker does not answer.
Launch read_settings(const Machine& machine, const std::string& command_line, bool runtime_answers);

}  // namespace podfall::kubelet
