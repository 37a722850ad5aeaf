// The user's session: the simulation, the lesson on it, and how virtual time follows real time. The
// front end changes the world only through this class.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lesson/run.h"
#include "core/sim.h"
#include "shell/lesson/still.h"
#include "shell/time/time_lanes.h"

namespace podfall {

// An event to mark on the time bar.
struct ChangeMark {
    Time at = 0;
    bool warning = false;  // something failed or disappeared
};

class Lab {
public:
    // Opens the lesson's cluster. A saved session is replayed; without one, or if it is invalid,
    // the answers of completed steps are played.
    Lab(const Lesson* lesson, LessonProgress progress, std::string_view session);
    // Opens no cluster yet: shows the lesson's first moment as a still, until begin().
    Lab(const Lesson* lesson, Still still);
    // The cluster view of the still, or null once the cluster is live.
    const ClusterView* still() const { return still_ ? &*still_ : nullptr; }
    void begin();

    const Sim& sim() const { return sim_; }
    const World& world() const { return sim_.world(); }
    const LessonRun& run() const { return run_; }
    LessonRun& run() { return run_; }
    const std::vector<ChangeMark>& marks() const { return past_.marks; }
    const TimeLanes& lanes() const { return past_.lanes; }
    std::string session() const;  // for the constructor

    // Time. `now` is real time in seconds; speeds are whole multiples.
    void tick(double now);
    double next_tick(double now) const;  // when to call tick() next; infinity when stopped
    bool playing() const { return playing_; }
    bool resting() const { return resting_; }
    int speed() const { return speed_; }
    bool in_past() const { return sim_.now() < sim_.timeline().end(); }
    void play(bool on);
    void set_speed(int speed) { speed_ = speed; }
    void seek(Time t);
    void previous_change();        // to just before the last mark, or to the beginning
    bool next_change();            // false if nothing changed for ten minutes
    void let_pass(Duration time);  // virtual
    bool
    next_node_change();  // a node turns NotReady or Ready; false if none does for fifteen minutes
    std::string step_turn();  // runs the next turn and returns its actor
    // The future that was set aside by acting in the past; returning swaps the two.
    bool has_other_future() const { return sim_.timeline().has_abandoned(); }
    void return_to_other_future();
    void noticed(double now);  // something visible changed: check often for a while

    // Inputs. Each ends a rest.
    void enter_line(TerminalId terminal, std::string_view line);
    void enter_keys(TerminalId terminal, std::string_view keys);
    void interrupt(TerminalId terminal);
    void end_of_file(TerminalId terminal);
    void resize(TerminalId terminal, int columns, int rows);

    // Both return true when they opened another cluster, which has other terminals.
    bool come_to(std::size_t step);  // the user turns to a step, which may need its own cluster
    bool redo(std::size_t step);
    // How often the world jumped (seek, redo, another future): screens must be redrawn from the
    // start.
    int jumps() const { return jumps_; }

private:
    void enter_cluster();
    template <class Enough>
    void advance_until(Time until, Enough enough);  // ends early when `enough` returns true
    void before_input();
    void after_step();
    void collect_marks();
    bool busy() const;  // a command runs in some terminal

    LessonRun run_;
    Sim sim_;
    std::optional<ClusterView> still_;
    // The history shown by the time bar; the other future has its own.
    struct Past {
        std::vector<ChangeMark> marks;
        TimeLanes lanes;
        Revision marked = 0;
    };
    Past past_, other_past_;
    bool playing_ = true;
    bool resting_ = true;  // until the first input
    int speed_ = 1;
    int jumps_ = 0;
    double last_tick_ = -1;  // real seconds
    double last_notice_ = -1e9;
    double owed_ = 0;  // virtual seconds not yet advanced, below a microsecond
};

}  // namespace podfall
