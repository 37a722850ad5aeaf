// The front door of the simulation: open, type, advance, seek, observe.
//
// The shell changes the world only through this class, and reads it as `const World&` with whatever
// of core only reads (explain(), api_access(), the objects' fields). Time moves only in advance(),
// inputs enter only through the verbs below, and what was entered can be saved, sent and played
// again. The one exception is `podfall serve`: see served_world().
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/machine/bootstrap.h"
#include "core/timeline.h"
#include "core/world/world.h"

namespace podfall {

using SimOptions = ClusterOptions;

class Sim {
public:
    // Builds the cluster and runs it until the reader's start time. One terminal is open on every
    // machine, in the machines' order.
    static Sim open(const SimOptions& options);

    // A world that was not made by bootstrap(), to be drawn. It has no options, so a session saved
    // from it opens a different cluster.
    static Sim of_world(World world);

    const World& world() const { return timeline_.world(); }
    Time now() const { return world().now; }
    const Timeline& timeline() const { return timeline_; }

    // Inputs at the present time. In the past they set the future aside (Timeline::abandoned()).
    TerminalId open_terminal(MachineId machine);
    void type_line(TerminalId terminal, std::string_view line);
    void type_keys(TerminalId terminal, std::string_view keys);
    void interrupt(TerminalId terminal);                      // Ctrl+C
    void end_of_file(TerminalId terminal);                    // Ctrl+D
    void resize(TerminalId terminal, int columns, int rows);  // not recorded in a picture
    void write_home_file(MachineId machine, std::string_view name, std::string_view content);

    // Advances virtual time by `d`. At the end of history it makes new history; in the past it
    // replays.
    void advance(Duration d);

    // Advances time until something a user would notice changed (objects except leases and
    // heartbeats, units, containers, terminal output), at most by `limit`. True when it did.
    bool advance_to_change(Duration limit);

    // Goes to any time between timeline().begin() and timeline().end().
    void seek(Time t);

    // Returns to the end of the future that the last input in the past set aside.
    void return_to_abandoned() { timeline_.return_to_abandoned(); }

    // Tab completion of the line being typed at a terminal. `replace_from` is set to the byte
    // offset from which a returned word replaces the rest of the line.
    std::vector<std::string> complete(TerminalId terminal, std::string_view line,
                                      std::size_t cursor, std::size_t& replace_from) const;

    // The session as a text that open_saved() restores: options and inputs.
    std::string save() const;
    // Null when the text is not a saved session; `error` says why.
    static std::optional<Sim> open_saved(std::string_view text, std::string& error);
    // The same, replacing this session; on failure this one is unchanged.
    bool load(std::string_view text, std::string& error);

    // The world for requests that come from outside by another way than a terminal (shell/serve).
    // They are not recorded: a sim that was served can be neither saved nor rewound truly.
    World& served_world() { return timeline_.served_world(); }

private:
    Sim(const SimOptions& options, World world);
    void enter(decltype(Input::what) what);
    SimOptions options_;
    bool is_picture_ = false;  // of_world()
    Timeline timeline_;
};

}  // namespace podfall
