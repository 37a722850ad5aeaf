// The command line of a component: kubelet, kube-apiserver, kube-controller-manager,
// kube-scheduler (spf13/pflag, with words of a name parted by - or _) and etcd (Go's own flags).
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
    std::string problem;                     // what the program says of a flag and then ends

    // What was given, or the flag's default.
    std::string text(std::string_view name, std::string_view otherwise = "") const;
    int number(std::string_view name, int otherwise) const;
    bool flag(std::string_view name, bool otherwise) const;
    Duration duration(std::string_view name, Duration otherwise) const;
};

// `words` are the program's arguments, without its own name. A value that is no number where one
// is wanted is not noticed; a flag that is not known is.
ComponentFlags read_component_flags(std::string_view program,
                                    const std::vector<std::string>& words);

// Of a process: what stands on its command line.
ComponentFlags process_flags(const Machine& machine, Pid pid);

}  // namespace podfall
