// An item of the cluster panel: an object, a machine, or a program of a machine.
#pragma once

#include <string>

#include "core/explain/explain.h"

namespace podfall {

struct Thing {
    ObjectKey key;        // empty name: none
    std::string uid;      // distinguishes objects of the same name; empty for any
    std::string machine;  // the machine it is on, or the machine itself
    std::string program;  // "kubelet", "dockerd", "kube-scheduler": of the machine

    bool none() const { return key.name.empty() && program.empty() && machine.empty(); }
    bool operator==(const Thing& o) const {
        return key == o.key && uid == o.uid && machine == o.machine && program == o.program;
    }
};

// A machine is represented by its node object; powered off it still is.
inline Thing machine_thing(const std::string& name) {
    return {{Kind::node, "", name}, "", name, ""};
}
inline Thing program_thing(const std::string& machine, const std::string& program) {
    return {{}, "", machine, program};
}
inline Thing object_thing(Kind kind, const Object& o) {
    return {{kind, o.metadata.namespace_, o.metadata.name}, o.metadata.uid, "", ""};
}

}  // namespace podfall
