// The reader's session: simulation, lesson run and clock.
#include "shell/lab.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/api/objects/node.h"
#include "core/base/text.h"
#include "core/lesson_player.h"
#include "core/runtime/controller.h"
#include "core/runtime/runtime.h"

namespace podfall {

namespace {

constexpr double rest_after = 180;  // seconds of real time without a visible change or an input
constexpr double busy_for = 2;      // seconds after a change in which more is expected
constexpr Duration goal_look = seconds(1);  // of virtual time between looks at the goals
constexpr double longest_step = 0.25;       // seconds of real time that one tick lives at most

// Opens the cluster of a saved session and replays its history; the steps begin where they began.
// Null when the session is invalid, or from another cluster than the one in which the reader
// continues.
std::optional<Sim> open_session(std::string_view session, LessonRun& run) {
    const std::size_t line = session.find('\n');
    const std::vector<StepTimes> starts = read_starts(session.substr(0, line));
    const std::size_t first = first_in_cluster(run.lesson(), run.current());
    if (line == session.npos || first >= starts.size() || starts[first].start < 0)
        return std::nullopt;
    std::string error;
    std::optional<Sim> sim = Sim::open_saved(session.substr(line + 1), error);
    if (!sim) return std::nullopt;
    const Time end = sim->timeline().end();
    for (std::size_t i = first; i < std::min(starts.size(), run.step_count()); ++i) {
        if (starts[i].start < sim->timeline().begin() || starts[i].start > end) continue;
        sim->seek(starts[i].start);
        run.restore_start(i, sim->world());
        if (starts[i].arrived >= 0) run.restore_arrival(i, starts[i].arrived);
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

Lab::Lab(const Lesson* lesson, Still still)
    : run_(lesson, {}), sim_(Sim::of_world(std::move(still.world))), still_(std::move(still.view)) {
    sim_.advance(still.age);
    run_.begin_step(world());
}

void Lab::begin() {
    if (!still_) return;
    const auto seen = world().terminals;
    enter_cluster();
    --jumps_;  // the screens stay as they are: the next output follows what the still showed
    for (const auto& [id, terminal] : seen) resize(id, terminal.columns, terminal.rows);
}

void Lab::enter_cluster() {
    still_.reset();
    sim_ = open_cluster(run_);
    past_ = other_past_ = {};
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
    // At high speeds a tick is most of a minute: a goal that is met for a few seconds of it counts.
    for (Duration left = whole; left > 0; left -= goal_look) {
        sim_.advance(std::min(left, goal_look));
        if (left > goal_look) run_.update(world());
    }
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
    for (const ChangeMark& m : past_.marks)
        if (m.at - milliseconds(1) < sim_.now()) to = std::max(to, m.at - milliseconds(1));
    seek(to);
}

// Goals are checked throughout: some states do not last, and a step begins when the one before is
// done.
// is done.
template <class Enough>
void Lab::advance_until(Time until, Enough enough) {
    while (!enough() && sim_.now() < until) {
        sim_.advance_to_change(until - sim_.now());
        run_.update(world());
    }
    after_step();
}

void Lab::let_pass(Duration time) {
    advance_until(sim_.now() + time, [] { return false; });
}

bool Lab::next_change() {
    const bool changed = sim_.advance_to_change(minutes(10));
    after_step();
    return changed;
}

namespace {

// Each node and whether it is Ready.
std::string readiness(const World& world) {
    std::string out;
    const auto& objects = world.store.objects;
    for (auto it = objects.lower_bound(ObjectKey{Kind::node, "", ""});
         it != objects.end() && it->key.kind == Kind::node; ++it) {
        out += it->key.name;
        for (const NodeCondition& c : static_cast<const Node&>(*it->value).status.conditions)
            if (c.type == "Ready") out += c.status == "True" ? '+' : '-';
    }
    return out;
}

}  // namespace

bool Lab::next_node_change() {
    const std::string before = readiness(world());
    // A step completed during the skip ends it: the next step begins there, and its goals may need
    // what comes after.
    const std::size_t step = run_.current();
    bool turned = false;
    advance_until(sim_.now() + minutes(15),
                  [&] { return turned = readiness(world()) != before || run_.current() != step; });
    return turned;
}

std::string Lab::step_turn() {
    const auto& timers = world().timers;
    if (timers.empty()) return {};
    const Timer timer = timers.begin()->value;
    const LoopState* loop = world().loops.find(timer.loop);
    const Machine* machine = loop ? world().machines.find(loop->machine) : nullptr;
    std::string words = loop ? all_controllers[loop->controller]->name : "";
    if (machine) words += cat(" @ ", machine->name);
    if (!timer.key.empty()) words += cat(": ", timer.key);
    sim_.advance(next_due(world()) - sim_.now());
    after_step();
    return words;
}

void Lab::return_to_other_future() {
    if (!has_other_future()) return;
    sim_.return_to_abandoned();
    std::swap(past_, other_past_);
    ++jumps_;
    after_step();
}

void Lab::after_step() {
    run_.update(world());
    collect_marks();
}

// Acting in the past starts another future: drops what was known of the old one.
void Lab::before_input() {
    resting_ = false;
    last_notice_ = std::max(last_notice_, last_tick_);
    if (!in_past()) return;
    const Time now = sim_.now();
    other_past_ = past_;
    std::erase_if(past_.marks, [now](const ChangeMark& m) { return m.at > now; });
    past_.lanes.branch(world());
    past_.marked = world().store.revision;
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

// A resize is not an act of the user: in the past it would cut off the future, so it waits.
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
    // Inputs after this time must not be replayed: an input that changes nothing starts another
    // future.
    if (in_past() && !world().terminals.empty()) {
        before_input();
        const auto& [id, terminal] = *world().terminals.begin();
        sim_.resize(id, terminal.columns, terminal.rows);
    }
    run_.begin_step(world());
    return false;
}

// Marks the changes that a user would call events: of pods, workloads and nodes, not heartbeats.
void Lab::collect_marks() {
    const auto& log = world().store.log;
    if (in_past()) return;
    std::vector<ChangeMark>& marks = past_.marks;
    for (auto it = log.lower_bound(past_.marked + 1); it != log.end(); ++it) {
        const Change& change = it->value;
        if (change.at < sim_.timeline().begin()) continue;
        const Kind kind = change.key.kind;
        const bool counts = kind == Kind::pod || kind == Kind::deployment ||
                            kind == Kind::replica_set || kind == Kind::daemon_set;
        if (!counts && !(kind == Kind::node && change.type != ChangeType::modified)) continue;
        const bool warning = change.type == ChangeType::deleted;
        if (!marks.empty() && change.at - marks.back().at < milliseconds(200)) {
            marks.back().warning |= warning;
            continue;
        }
        marks.push_back({change.at, warning});
    }
    past_.marked = std::max(past_.marked, world().store.revision);
    past_.lanes.collect(world(), sim_.timeline().begin());
}

}  // namespace podfall
