// The first moment of a lesson as the panels show it, without the simulation that led to it.
//
// The page shows it until the reader acts, so that it need not fetch the module's second part,
// which simulates. The simulation generates it when the page is built (.cmake/page.cmake), and the
// lab switches to the live cluster, which looks the same, before it takes the first input.
//
// The format: a value a line, in the order of the field lists. The file belongs to the module
// that is built with it and to no other.
#pragma once

#include <string>
#include <string_view>

#include "core/sim.h"
#include "shell/cluster/view.h"

namespace podfall {

struct Still {
    World world;       // the machines' names and terminals at the first moment; nothing in it runs
    Duration age = 0;  // how much history there is since
    ClusterView view;  // at the end of it
};

// The machines are those of the view.
template <class V>
void fields(V& v, Still& s) {
    v("age", s.age), v("now", s.world.now), v("release", s.world.release);
    v("utc_offset", s.world.utc_offset), v("terminals", s.world.terminals), v("view", s.view);
}

std::string write_still(const Sim& sim);

// False when the text is not a still; `out` is then unusable.
bool read_still(std::string_view text, Still& out);

}  // namespace podfall
