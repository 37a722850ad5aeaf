#include "shell/lab.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.h"
#include "core/lesson_player.h"

namespace podfall {

namespace {

constexpr double rest_after = 180;     // seconds of real time without a visible change or an input
constexpr double busy_for = 2;         // seconds after a change in which more is expected
constexpr double longest_step = 0.25;  // seconds of real time that one tick lives at most

// The cluster of a saved session, its history lived again; the steps begin where they began. Nothing
// when the session is broken, or of another cluster than the one in which the reader goes on.
std::optional<Sim> open_session(std::string_view session, LessonRun& run) {
    const std::size_t line = session.find('\n');
    const std::vector<Time> starts = read_starts(session.substr(0, line));
    const std::size_t first = first_in_cluster(run.lesson(), run.current());
    if (line == session.npos || first >= starts.size() || starts[first] < 0) return std::nullopt;
    std::string error;
    std::optional<Sim> sim = Sim::open_saved(session.substr(line + 1), error);
    if (!sim) return std::nullopt;
    const Time end = sim->timeline().end();
    for (std::size_t i = first; i < std::min(starts.size(), run.step_count()); ++i) {
        if (starts[i] < sim->timeline().begin() || starts[i] > end) continue;
        sim->seek(starts[i]);
        run.restore_start(i, sim->world());
    }
    sim->seek(end);
    if (!run.started(run.current())) run.begin_step(sim->world());
    return sim;
}

Sim open(std::string_view session, LessonRun& run) {
    std::optional<Sim> sim = open_session(session, run);
    return sim ? std::move(*sim) : open_cluster(run);
}

}  // namespace

Lab::Lab(const Lesson* lesson, LessonProgress progress, std::string_view session)
    : run_(lesson, std::move(progress)), sim_(open(session, run_)) {
    collect_marks();
}

void Lab::enter_cluster() {
    sim_ = open_cluster(run_);
    marks_.clear();
    marked_ = 0;
    collect_marks();
    owed_ = 0;
    resting_ = true;
    ++jumps_;
}

bool Lab::come_to(std::size_t step) {
    if (step != run_.current() || !run_.waits_for_cluster()) return false;
    enter_cluster();
    return true;
}

std::string Lab::session() const {
    return cat(run_.save_starts(), "\n", sim_.save());
}

bool Lab::busy() const {
    for (const auto& [id, terminal] : world().terminals)
        if (!terminal.at_prompt && terminal.shell != 0) return true;
    return false;
}

void Lab::tick(double now) {
    const double passed = last_tick_ < 0 ? 0 : std::clamp(now - last_tick_, 0.0, longest_step);
    last_tick_ = now;
    if (!playing_ || resting_) return;
    if (now - last_notice_ > rest_after && !busy()) {
        resting_ = true;
        return;
    }
    owed_ += passed * speed_ * 1e6;
    const auto whole = static_cast<Duration>(owed_);
    owed_ -= static_cast<double>(whole);
    sim_.advance(whole);
    after_step();
}

double Lab::next_tick(double now) const {
    if (!playing_ || resting_) return std::numeric_limits<double>::infinity();
    const bool eager = busy() || now - last_notice_ < busy_for || in_past();
    if (speed_ >= 100) return last_tick_ + (eager ? 0.033 : 0.05);
    if (eager) return last_tick_ + 0.05;
    return last_tick_ + (speed_ > 1 ? 0.1 : 0.25);
}

void Lab::noticed(double now) {
    last_notice_ = now;
}

void Lab::play(bool on) {
    playing_ = on;
    if (on) resting_ = false;
    last_notice_ = std::max(last_notice_, last_tick_);
}

void Lab::seek(Time t) {
    sim_.seek(std::clamp(t, sim_.timeline().begin(), sim_.timeline().end()));
    ++jumps_;
    after_step();
}

void Lab::previous_change() {
    Time to = sim_.timeline().begin();
    for (const ChangeMark& m : marks_)
        if (m.at - milliseconds(1) < sim_.now()) to = std::max(to, m.at - milliseconds(1));
    seek(to);
}

bool Lab::next_change() {
    const bool changed = sim_.advance_to_change(minutes(10));
    after_step();
    return changed;
}

void Lab::after_step() {
    run_.update(world());
    collect_marks();
}

// Acting in the past begins another future: what was known of the old one goes.
void Lab::before_input() {
    resting_ = false;
    last_notice_ = std::max(last_notice_, last_tick_);
    if (!in_past()) return;
    const Time now = sim_.now();
    std::erase_if(marks_, [now](const ChangeMark& m) { return m.at > now; });
    marked_ = world().store.revision;
    run_.branch(world());
    ++jumps_;
}

void Lab::enter_line(TerminalId terminal, std::string_view line) {
    before_input();
    sim_.type_line(terminal, line);
}

void Lab::enter_keys(TerminalId terminal, std::string_view keys) {
    before_input();
    sim_.type_keys(terminal, keys);
}

void Lab::interrupt(TerminalId terminal) {
    before_input();
    sim_.interrupt(terminal);
}

void Lab::end_of_file(TerminalId terminal) {
    before_input();
    sim_.end_of_file(terminal);
}

// A resize is no act of the reader: in the past it would cut off the future, so it waits.
void Lab::resize(TerminalId terminal, int columns, int rows) {
    if (!in_past()) sim_.resize(terminal, columns, rows);
}

bool Lab::redo(std::size_t step) {
    const std::optional<Time> start = run_.started(step);
    run_.redo(step);
    if (!start) {
        enter_cluster();
        return true;
    }
    seek(*start);
    // What the reader did after this moment must not come again by itself: an input, though it
    // changes nothing, begins another future.
    if (in_past() && !world().terminals.empty()) {
        before_input();
        const auto& [id, terminal] = *world().terminals.begin();
        sim_.resize(id, terminal.columns, terminal.rows);
    }
    run_.begin_step(world());
    return false;
}

// Marks the changes that a reader would call events: of pods, workloads and nodes, not heartbeats.
void Lab::collect_marks() {
    const auto& log = world().store.log;
    if (in_past()) return;
    for (auto it = log.lower_bound(marked_ + 1); it != log.end(); ++it) {
        const Change& change = it->value;
        if (change.at < sim_.timeline().begin()) continue;
        const Kind kind = change.key.kind;
        const bool counts = kind == Kind::pod || kind == Kind::deployment ||
                            kind == Kind::replica_set || kind == Kind::daemon_set;
        if (!counts && !(kind == Kind::node && change.type != ChangeType::modified)) continue;
        const bool warning = change.type == ChangeType::deleted;
        if (!marks_.empty() && change.at - marks_.back().at < milliseconds(200)) {
            marks_.back().warning |= warning;
            continue;
        }
        marks_.push_back({change.at, warning});
    }
    marked_ = std::max(marked_, world().store.revision);
}

}  // namespace podfall
