// A reader who only runs the commands that a lesson offers, one after the other, with a second in
// between, completes every step, and sees what the step's explanation refers to.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/explain/explain.h"
#include "core/lesson/embedded.h"
#include "core/lesson_player.h"
#include "shell/cluster/view.h"
#include "shell/lab.h"
#include "shell/lesson/commands.h"

using namespace podfall;

namespace {

constexpr Duration look = seconds(1), patience = seconds(20);

// What is visible of each pod and node.
std::map<ObjectKey, std::string> seen(const World& world) {
    std::map<ObjectKey, std::string> out;
    const ClusterView view = view_cluster(world);
    for (const MachineView& m : view.machines) {
        out[{Kind::node, "", m.name}] = std::to_string(static_cast<int>(m.node));
        for (const PodView& p : m.pods)
            out[{Kind::pod, p.namespace_, p.name}] =
                p.status + " " + std::to_string(p.ready) + p.uid;
    }
    return out;
}

class Reader {
public:
    explicit Reader(const Lesson& lesson) : lesson_(lesson), lab_(&lesson, {}, {}) {}

    void read_all() {
        for (std::size_t i = 0; i < lesson_.steps.size(); ++i) {
            lab_.come_to(i);
            lab_.run().arrive(i, lab_.world());
            const LessonStep& step = lesson_.steps[i];
            INFO(lesson_.id, ", ", step.id);
            if (step.question.answer >= 0) lab_.run().choose(i, step.question.answer);
            if (step.commands.empty())
                solve(step);
            else
                tap(i);
            if (step.goals.empty()) lab_.run().read(i, lab_.world());
            lab_.let_pass(look);
            CHECK(lab_.run().done(i));
            if (!lab_.run().done(i)) return;
        }
    }

private:
    // The commands in the order in which the page offers them.
    void tap(std::size_t i) {
        for (int taps = 0; taps < 30; ++taps) {
            const std::vector<Input>& inputs = lab_.sim().timeline().inputs();
            const LessonDeeds deeds{&lab_.run(), i, &lab_.world(), &inputs};
            const std::optional<std::size_t> next = next_command(deeds);
            if (!next) return;
            const LessonCommand& command = lesson_.steps[i].commands[*next];
            if (command.wait > 0)
                wait(i, wait_left(deeds, *next));
            else
                run(command.machine, command.line);
            lab_.let_pass(look);
        }
        FAIL("the step never ends offering commands");
    }

    // Advances time. Every visible change has a cause that leads back to a typed line.
    void wait(std::size_t i, Duration time) {
        const auto before = seen(lab_.world());
        lab_.let_pass(time);
        for (const auto& now :
             seen(lab_.world())) {  // clang does not capture structured bindings in INFO
            const ObjectKey& key = now.first;
            const std::string& look = now.second;
            const auto was = before.find(key);
            if (was != before.end() && was->second == look) continue;
            const std::vector<CauseLink> links = explain(lab_.world(), {key, -1, ""});
            INFO(lesson_.id, ", ", lesson_.steps[i].id, ": ", key.name, " ", look);
            CHECK(std::any_of(links.begin(), links.end(),
                              [](const CauseLink& l) { return l.happening == Happening::typed; }));
            ++explained;
        }
    }

    // A step that the reader has to solve: plays its answer.
    void solve(const LessonStep& step) {
        for (const LessonAnswer& answer : step.answer) {
            run(answer.command.machine, answer.command.line);
            lab_.let_pass(answer.wait);
        }
        lab_.let_pass(seconds(60));
    }

    void run(const std::string& machine, const std::string& line) {
        const TerminalId terminal = terminal_on(lab_.world(), machine);
        if (!line.empty()) lab_.enter_line(terminal, fill_names(line, lab_.world()));
        const auto busy = [&] { return !lab_.world().terminals.find(terminal)->at_prompt; };
        for (Duration waited = 0; busy() && waited < patience; waited += milliseconds(200))
            lab_.let_pass(milliseconds(200));
        if (busy()) lab_.interrupt(terminal);
        lab_.let_pass(milliseconds(500));
    }

    const Lesson& lesson_;
    Lab lab_;

public:
    int explained = 0;  // visible changes during a wait
};

}  // namespace

TEST_CASE(
    "a reader who only runs the offered commands finishes every step, and every wait has causes") {
    int explained = 0;
    for (std::size_t i = 0; i < embedded_lessons_count; ++i) {
        auto lesson = std::make_unique<Lesson>();
        std::vector<std::string> errors;
        read_lesson({embedded_lessons[i].json, embedded_lessons[i].size}, *lesson, errors);
        REQUIRE(errors.empty());
        Reader reader(*lesson);
        reader.read_all();
        explained += reader.explained;
    }
    CHECK(explained > 40);
}
