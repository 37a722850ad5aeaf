// Builds the cluster as kubeadm and Calico do, and runs it until the user's start time. Nothing is
// set up directly that the real system would do: machines boot, the kubelet of the control plane
// starts the static pods, a `kubeadm` process creates the add-ons, workers join.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/world/world.h"

namespace podfall {

// A file that a machine has from its first day.
struct InstalledFile {
    std::string machine;  // its name; a machine that is not there gets none
    std::string path;     // absolute
    std::string content;
};

struct ClusterOptions {
    std::uint64_t seed = 1;
    Release release = Release::v1_20_2;
    int workers = 3;
    int masters = 1;                 // 1, or 3: etcd needs a majority, so two are worse than one
    Duration cluster_age = days(9);  // at the user's start
    int restarts = 2;                // reboots in that age: kube-system's RESTARTS
    Time now = 0;                    // the user's start time; 0 means 2022-08-15 14:00 KST
    Duration utc_offset = hours(9);  // the machines' time zone
    ProfileId machines = ProfileId::lab;  // core/machine/profile.h
    std::vector<InstalledFile> files;     // beside those of the system
};

World bootstrap(const ClusterOptions& options);

}  // namespace podfall
