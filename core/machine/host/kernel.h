// The kernel's settings as files below /proc: what sysctl and swapon change, and what programs
// such as the kubelet and kubeadm read.
#pragma once

#include <string>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

inline constexpr const char* swap_table = "/proc/swaps";
inline constexpr const char* swap_heading = "Filename\t\t\t\tType\t\tSize\tUsed\tPriority\n";

// A machine that boots: the defaults, then /etc/sysctl.conf and /etc/sysctl.d, and the swap files
// of /etc/fstab.
void boot_kernel(Machine& machine, Time now);

// "net.ipv4.ip_forward" -> "/proc/sys/net/ipv4/ip_forward"
std::string sysctl_path(std::string_view name);

// The value of a setting, without its line end; empty if there is none.
std::string sysctl_value(const Machine& machine, std::string_view name);

// The line of /proc/swaps for a swap file.
std::string swap_line(std::string_view file, std::int64_t bytes);

}  // namespace podfall
