// A whole young cluster and a keyboard: types lines on its machines and returns their output.
#pragma once

#include <string>
#include <string_view>

#include "core/base/text.h"
#include "core/sim.h"
#include "core/terminal/bash/session.h"

namespace podfall {

// Ten minutes old, built once; tests take copies.
inline const Sim& young_cluster() {
    static const Sim sim = Sim::open({.cluster_age = minutes(10), .utc_offset = 0});
    return sim;
}

struct MachineFixture {
    Sim sim = young_cluster();
    std::string errors;
    int status = 0;

    const Machine& machine(int index) const { return *sim.world().machines.find(index); }
    const Terminal& terminal(int index) const { return *sim.world().terminals.find(index + 1); }
    void pass(Duration d) { sim.advance(d); }
    void type(int index, std::string_view line) { sim.type_line(index + 1, line); }
    void keys(int index, std::string_view keys) { sim.type_keys(index + 1, keys); }

    // Types a line on a machine (0 is m-k8s, 1 is w1-k8s) and waits for its end; returns stdout.
    std::string out(int index, std::string_view line) {
        type(index, line);
        for (int i = 0; i < 2400 && !terminal(index).at_prompt; ++i) pass(milliseconds(50));
        std::string text;
        errors.clear();
        reported_output(sim.world(), index + 1, text, errors);
        const Session* session = find_session(sim.world(), index + 1);
        status = session ? session->report.exit_code : -1;
        return text;
    }
    std::string err(int index, std::string_view line) {
        out(index, line);
        return errors;
    }
    std::string screen(int index) const { return output_since(terminal(index), 0); }

    // The container whose name begins with this, or null.
    const DockerContainer* container(int index, std::string_view prefix) const {
        for (const auto& [id, c] : machine(index).containers)
            if (c.name.compare(0, prefix.size(), prefix) == 0) return &c;
        return nullptr;
    }
};

}  // namespace podfall
