// What systemctl and journalctl both print. Models systemd 219 as CentOS 7 has it.
#pragma once

#include <string>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

// "Mon 2022-08-15 14:00:10 KST"
std::string systemd_timestamp(const World& world, Time t);

// "20min ago", "1min 5s ago": format_timestamp_relative.
std::string systemd_ago(Duration d);

// "Aug 15 14:00:10 w1-k8s kubelet[812]: message", cut in systemctl's way when wider than `columns`
// (0 for no limit); `cut` is set when it was.
std::string journal_text(const World& world, const Machine& machine, const JournalLine& line,
                         int columns, bool* cut);

}  // namespace podfall
