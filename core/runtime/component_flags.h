// Parses the command line of a component: kubelet, kube-apiserver, kube-controller-manager,
// kube-scheduler (spf13/pflag, with - or _ in names) and etcd (Go's flag package).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/table.h"
#include "core/base/time.h"
#include "core/world/machine.h"

namespace podfall {

struct ComponentFlags {
    Table<std::string, std::string> values;  // of the flags that were given, without "--"
    std::string problem;  // the program's error about a flag, after which it exits

    // The given value, or the flag's default.
    std::string text(std::string_view name, std::string_view otherwise = "") const;
    int number(std::string_view name, int otherwise) const;
    bool flag(std::string_view name, bool otherwise) const;
    Duration duration(std::string_view name, Duration otherwise) const;
};

// `words` are the program's arguments without its name. Unknown flags are detected, invalid numbers
// are not.
ComponentFlags read_component_flags(std::string_view program,
                                    const std::vector<std::string>& words);

// The flags on a process's command line.
ComponentFlags process_flags(const Machine& machine, Pid pid);

}  // namespace podfall
