// podfall judge KUBECTL CASES.json...: runs each command twice on copies of one cluster at one
// time, in the simulated terminal and as the real kubectl against `podfall serve`'s API, and prints
// the differences.
//
// CASES.json: {"release", "age" (seconds), "files": {name: content}, "setup": [{"host", "run",
// "wait"}], "commands": [...], "known": {"command": "why it cannot be equal"}}; a reason that
// begins with "chance" allows it to be equal sometimes. A command is a line of bash, or {"run",
// "speed" (virtual seconds per second; without it the served cluster's clock stops), "interrupt",
// "unordered" (the real client's own randomness, such as a Go map, orders the lines: both outputs
// are sorted)}.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/api/format/json.h"
#include "core/api/format/object_json.h"
#include "core/base/text.h"
#include "core/runtime/runtime.h"
#include "core/terminal/bash/session.h"
#include "shell/cli/real_kubectl_native.h"
#include "shell/cli/terminal_session_native.h"
#include "shell/cli/whole_file_native.h"
#include "shell/serve/live_cluster.h"

namespace podfall {

int command_judge(const char* const* arguments, int count);  // after "podfall judge"

namespace {

constexpr Duration judge_glance = milliseconds(10);
constexpr Duration judge_patience = minutes(20);
// Output contains ages in seconds: a single difference may come from crossing a second's boundary.
constexpr int tries = 5;

double number_of(const Json& object, const char* key, double otherwise = 0) {
    const auto it = object.find(key);
    return it != object.end() && it->is_number() ? it->get<double>() : otherwise;
}

JudgedLine case_of(const Json& json) {
    if (json.is_string()) return {json.get<std::string>()};
    return {text_member(json, "run"), number_of(json, "speed"), number_of(json, "interrupt"),
            json.value("unordered", false)};
}

std::string sorted_lines(const std::string& text) {
    std::vector<std::string> lines = split(text, '\n');
    std::sort(lines.begin(), lines.end());
    return join(lines, "\n");
}

// The random part of the name of `kubectl edit`'s temporary file.
std::string without_drawn_names(std::string text) {
    constexpr std::string_view prefix = "/tmp/kubectl-edit-";
    for (std::size_t at = text.find(prefix); at != text.npos; at = text.find(prefix, at + 1)) {
        const std::size_t begin = at + prefix.size();
        text.replace(begin, text.find('.', begin) - begin, "X");
    }
    return text;
}

// The compared parts of a command's output.
ClientOutcome compared(ClientOutcome o, const JudgedLine& c) {
    for (std::string* text : {&o.out, &o.err}) {
        *text = without_drawn_names(*text);
        if (c.unordered) *text = sorted_lines(*text);
    }
    return o;
}

// A command's output in the simulated terminal of the control plane.
ClientOutcome in_terminal(Sim sim, const JudgedLine& c) {
    const TerminalId terminal = terminal_at(sim.world(), "m-k8s");
    const auto running = [&] {
        const Session* s = find_session(sim.world(), terminal);
        return s && (s->report.running || !s->pending.empty() || !s->typed.empty() ||
                     !sim.world().terminals.find(terminal)->at_prompt);
    };
    const Time begin = sim.now();
    const Time interrupt_at =
        c.interrupt > 0 ? begin + static_cast<Duration>(c.interrupt * 1e6) : begin + judge_patience;
    sim.type_line(terminal, c.run);
    while (running() && sim.now() < begin + judge_patience) {
        sim.advance(judge_glance);
        if (sim.now() >= interrupt_at) sim.interrupt(terminal);
    }
    ClientOutcome o;
    reported_output(sim.world(), terminal, o.out, o.err);
    const Session* session = find_session(sim.world(), terminal);
    o.exit = session ? session->report.exit_code : -1;
    return o;
}

// Whether each line of `real` is that line of one of `ours`, which are in the order of time.
bool one_after_the_other(const std::string& real, const std::vector<std::string>& ours) {
    const std::vector<std::string> lines = split(real, '\n');
    std::vector<std::vector<std::string>> at_time;
    for (const std::string& text : ours) at_time.push_back(split(text, '\n'));
    std::size_t time = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto is_it = [&](const std::vector<std::string>& text) {
            return text.size() == lines.size() && text[i] == lines[i];
        };
        while (time < at_time.size() && !is_it(at_time[time])) ++time;
    }
    return time < at_time.size();
}

// The real client computes ages by the real clock while it runs, which takes seconds where it asks
// often or the machine is busy: later lines may be of a cluster that is as much older as the client
// ran. Returns `real` if they are, else what the simulated client prints.
ClientOutcome at_any_age(const Sim& sim, const JudgedLine& c, const ClientOutcome& real,
                         Duration client_ran) {
    ClientOutcome first = compared(in_terminal(sim, c), c);
    if (first == real || first.exit != real.exit) return first;
    std::vector<std::string> out = {first.out}, err = {first.err};
    for (Duration later = seconds(1); later <= client_ran + seconds(1); later += seconds(1)) {
        Sim older = sim;
        older.advance(later);
        ClientOutcome o = compared(in_terminal(std::move(older), c), c);
        if (o == real) return o;
        out.push_back(std::move(o.out));
        err.push_back(std::move(o.err));
    }
    return one_after_the_other(real.out, out) && one_after_the_other(real.err, err) ? real : first;
}

// Ages are counted from whole seconds: early in a second they stay the same for a while. Each try
// is slightly later in its second, for the few times that are not stored as whole seconds.
void await_next_second(int attempt) {
    const Time wall = wall_clock();
    usleep(static_cast<unsigned>(seconds(1) - wall % seconds(1) + milliseconds(150) * attempt));
}

// Opens the cluster of a case file and runs its setup.
class State {
public:
    State(const Json& cases) : files_(cases.value("files", Json::object())), sim_(open(cases)) {
        for (const auto& [id, machine] : sim_.world().machines)
            sim_.type_line(terminal_at(sim_.world(), machine.name), "unalias -a");
        for (const auto& [name, content] : files_.items())
            sim_.write_home_file(0, name, content.get<std::string>());
        sim_.advance(seconds(1));
        for (const Json& step : steps(cases)) {
            if (step.contains("run"))
                sim_.type_line(terminal_at(sim_.world(), text_member(step, "host", "m-k8s")),
                               text_member(step, "run"));
            sim_.advance(wait_of(step));
        }
    }

    // Moves the cluster to the present time of the real clock, by which the real client computes
    // ages.
    const Sim& now() {
        if (const Time wall = wall_clock(); wall > sim_.now()) sim_.advance(wall - sim_.now());
        return sim_;
    }
    const Json& files() const { return files_; }

private:
    static Json steps(const Json& cases) { return cases.value("setup", Json::array()); }
    static Duration wait_of(const Json& step) {
        return static_cast<Duration>(number_of(step, "wait", 1) * 1e6);
    }

    static Sim open(const Json& cases) {
        SimOptions options;
        options.release =
            text_member(cases, "release") == "v1.20.15" ? Release::v1_20_15 : Release::v1_20_2;
        options.cluster_age = static_cast<Duration>(number_of(cases, "age", 600) * 1e6);
        options.restarts = 0;
        options.utc_offset = 0;
        // The setup is finished by now.
        options.now = wall_clock() - seconds(1);
        for (const Json& step : steps(cases)) options.now -= wait_of(step);
        return Sim::open(options);
    }

    Json files_;
    Sim sim_;
};

void print_difference(const char* what, const std::string& ours, const std::string& real) {
    if (ours == real) return;
    const std::vector<std::string> a = split(ours, '\n'), b = split(real, '\n');
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        const bool in_a = i < a.size(), in_b = i < b.size();
        if (in_a && in_b && a[i] == b[i]) continue;
        if (in_b) std::printf("    %s %3d real %s\n", what, static_cast<int>(i + 1), b[i].c_str());
        if (in_a) std::printf("    %s %3d ours %s\n", what, static_cast<int>(i + 1), a[i].c_str());
    }
}

struct Score {
    int same = 0, all = 0, wrong = 0;
};

void judge(RealKubectl& client, const std::string& name, const Json& cases, const std::string& only,
           Score& score) {
    State state(cases);
    client.learn_build(state.now(), in_terminal(state.now(), {"kubectl version --client -o json"}));
    const Json known = cases.value("known", Json::object());
    for (const Json& json : cases.value("commands", Json::array())) {
        const JudgedLine c = case_of(json);
        if (!only.empty() && !contains(c.run, only)) continue;
        ClientOutcome ours, real;
        for (int i = 0; i < tries && (i == 0 || !(ours == real)) && real.exit != killed; ++i) {
            if (i > 0) await_next_second(i);
            const Sim now = state.now();
            const Time begun = wall_clock();
            real = compared(client.run(now, state.files(), c), c);
            ours = at_any_age(now, c, real, wall_clock() - begun);
        }
        const bool same = ours == real, excused = known.contains(c.run);
        const bool chance = excused && text_member(known, c.run.c_str()).rfind("chance", 0) == 0;
        ++score.all;
        score.same += same;
        if (same && (!excused || chance)) continue;
        if (!same && !excused) ++score.wrong;
        std::printf("%s %s: %s\n",
                    same      ? "now equal "
                    : excused ? "known     "
                              : "different ",
                    name.c_str(), c.run.c_str());
        if (same) ++score.wrong;  // the list of known differences must stay accurate
        if (same || excused) continue;
        print_difference("out", ours.out, real.out);
        print_difference("err", ours.err, real.err);
        if (ours.exit != real.exit)
            std::printf("    exit: real %d, ours %d\n", real.exit, ours.exit);
        std::fflush(stdout);
    }
}

}  // namespace

int command_judge(const char* const* arguments, int count) {
    std::string only;
    if (count > 1 && std::string_view(arguments[0]).rfind("--only=", 0) == 0) {
        only = std::string_view(arguments[0]).substr(7);
        ++arguments, --count;
    }
    if (count < 2)
        return std::fputs("podfall judge [--only=TEXT] KUBECTL CASES.json...\n", stderr), 2;
    RealKubectl client(arguments[0]);
    if (!client.good()) return std::fputs("podfall judge: no folder in /tmp\n", stderr), 2;
    Score score;
    for (int i = 1; i < count; ++i) {
        std::string text;
        if (!read_whole_file(arguments[i], text))
            return std::fputs(cat(arguments[i], " cannot be read\n").c_str(), stderr), 2;
        const Json cases = Json::parse(text, nullptr, false);
        if (!cases.is_object())
            return std::fputs(cat(arguments[i], " is no JSON object\n").c_str(), stderr), 2;
        std::string name = arguments[i];
        name = name.substr(name.rfind('/') + 1);
        judge(client, name, cases, only, score);
    }
    std::printf("judge: %d of %d commands print the same as the real kubectl\n", score.same,
                score.all);
    return score.wrong == 0 ? 0 : 1;
}

}  // namespace podfall
