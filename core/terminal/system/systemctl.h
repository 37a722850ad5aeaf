// Output shared by systemctl and journalctl. Models systemd 219 as in CentOS 7.
#pragma once

#include <string>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

// "Mon 2022-08-15 14:00:10 KST"
std::string systemd_timestamp(const World& world, Time t);

// "20min ago", "1min 5s ago": format_timestamp_relative.
std::string systemd_ago(Duration d);

// "Aug 15 14:00:10 w1-k8s kubelet[812]: message", shortened as systemctl does if wider than
// `columns` (0: no limit); `cut` is set if it was shortened.
std::string journal_text(const World& world, const Machine& machine, const JournalLine& line,
                         int columns, bool* cut);

}  // namespace podfall
