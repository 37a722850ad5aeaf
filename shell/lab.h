// The reader's session: the simulation, the lesson that is read on it, and how virtual time follows
// real time. Everything that changes the world from the front end goes through here.
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

// A moment worth a mark on the time bar.
struct ChangeMark {
    Time at = 0;
    bool warning = false;  // something failed or went away
};

class Lab {
public:
    // Opens the lesson's cluster. With a saved session the history is lived again; without one, or
    // with a broken one, answers of the steps already done are played.
    Lab(const Lesson* lesson, LessonProgress progress, std::string_view session);
    // Opens no cluster yet: the lesson's first moment as a still, until begin().
    Lab(const Lesson* lesson, Still still);
    // The picture of the still, or null once the cluster lives.
    const ClusterView* still() const { return still_ ? &*still_ : nullptr; }
    void begin();

    const Sim& sim() const { return sim_; }
    const World& world() const { return sim_.world(); }
    const LessonRun& run() const { return run_; }
    LessonRun& run() { return run_; }
    const std::vector<ChangeMark>& marks() const { return past_.marks; }
    const TimeLanes& lanes() const { return past_.lanes; }
    std::string session() const;  // to be given to the constructor again

    // Time. `now` is real time in seconds; speeds are whole multiples.
    void tick(double now);
    double next_tick(double now) const;  // when tick() should be called next; infinity when stopped
    bool playing() const { return playing_; }
    bool resting() const { return resting_; }
    int speed() const { return speed_; }
    bool in_past() const { return sim_.now() < sim_.timeline().end(); }
    void play(bool on);
    void set_speed(int speed) { speed_ = speed; }
    void seek(Time t);
    void previous_change();        // to just before the last mark, or to the beginning
    bool next_change();            // false when nothing changed for ten minutes
    void let_pass(Duration time);  // virtual
    bool next_node_change();  // a node turns NotReady or Ready; false when none does for fifteen
    std::string step_turn();  // lets the next turn run and says whose it was
    // The future that was set aside by acting in the past; returning swaps the two.
    bool has_other_future() const { return sim_.timeline().has_abandoned(); }
    void return_to_other_future();
    void noticed(double now);  // something visible changed: look often for a while

    // Inputs. Each wakes resting time.
    void enter_line(TerminalId terminal, std::string_view line);
    void enter_keys(TerminalId terminal, std::string_view keys);
    void interrupt(TerminalId terminal);
    void end_of_file(TerminalId terminal);
    void resize(TerminalId terminal, int columns, int rows);

    // Both are true when they opened another cluster: the terminals are others then.
    bool come_to(std::size_t step);  // the reader turns to a step, which may want its own cluster
    bool redo(std::size_t step);
    // How often the world jumped (seek, redo, another future): screens must be painted anew.
    int jumps() const { return jumps_; }

private:
    void enter_cluster();
    template <class Enough>
    void advance_until(Time until, Enough enough);  // ends early once `enough` says so
    void before_input();
    void after_step();
    void collect_marks();
    bool busy() const;  // a command runs in some terminal

    LessonRun run_;
    Sim sim_;
    std::optional<ClusterView> still_;
    // What the time bar shows of history; the other future has its own.
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
