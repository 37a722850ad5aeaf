// Replays a recording and writes the transcript.
#include "shell/recording.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "core/api/format/object_json.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/lesson/embedded.h"
#include "core/lesson/lesson.h"
#include "core/machine/profile.h"
#include "core/sim.h"
#include "core/terminal/bash/session.h"

namespace podfall {

namespace {

// How often to check whether a command has ended, and when to give up.
constexpr Duration poll_interval = milliseconds(10);
constexpr Duration patience = minutes(20);

Duration seconds_of(const Json& object, const char* key) {
    const auto it = object.find(key);
    if (it == object.end() || !it->is_number()) return 0;
    return static_cast<Duration>(it->get<double>() * 1000 + 0.5) * milliseconds(1);
}

// Tenths of a second, as in the recordings.
double tenths(Duration d) {
    return static_cast<double>((d + milliseconds(50)) / milliseconds(100)) / 10;
}

// The recordings' cluster has short names for two control-plane containers.
std::string real_line(const World& world, MachineId machine, const std::string& line) {
    for (const auto& [stand_in, program] : {std::pair{" sched", "k8s_kube-scheduler_"},
                                            std::pair{" kcm", "k8s_kube-controller-manager_"}}) {
        if (line != cat("docker pause", stand_in) && line != cat("docker unpause", stand_in))
            continue;
        for (const auto& [id, container] : world.machines.find(machine)->containers) {
            const bool alive =
                container.state == DockerState::running || container.state == DockerState::paused;
            if (alive && container.name.rfind(program, 0) == 0)
                return cat(line.substr(0, line.rfind(' ') + 1), container.name);
        }
    }
    return line;
}

// The recordings leave out the lines about one event (core/machine/profile.h).
std::string as_recorded(const std::string& text) {
    if (text.find(missing_dns) == std::string::npos) return text;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        const std::string line = text.substr(at, end - at);
        if (line.find(missing_dns) == std::string::npos) out += line;
        at = end;
    }
    return out;
}

class Replay {
public:
    // The recordings' shell was not interactive: it had no aliases (grep --color=auto, rm -i).
    explicit Replay(Sim sim) : sim_(std::move(sim)) {
        for (const auto& [id, machine] : sim_.world().machines)
            sim_.type_line(terminal_of(id), "unalias -a");
    }

    // The first step's time counts from now.
    Json run(const Json& steps) {
        begin_ = sim_.now();
        Json out = Json::array();
        for (const Json& step : steps) {
            if (!step.is_object()) continue;
            const Time at = begin_ + seconds_of(step, "at");
            if (sim_.now() < at) sim_.advance(at - sim_.now());
            out.push_back(step.contains("run") ? run_step(step) : file_step(step));
        }
        return out;
    }

private:
    MachineId machine_of(const Json& step) const {
        return std::max(0, find_machine(sim_.world(), text_member(step, "host", "m-k8s")));
    }

    Json file_step(const Json& step) {
        sim_.write_home_file(machine_of(step), text_member(step, "file"),
                             text_member(step, "content"));
        return {{"at", tenths(sim_.now() - begin_)}, {"file", text_member(step, "file")}};
    }

    TerminalId terminal_of(MachineId machine) const {
        for (const auto& [id, terminal] : sim_.world().terminals)
            if (terminal.machine == machine) return id;
        return 0;
    }

    bool running(TerminalId terminal) const {
        const Session* session = find_session(sim_.world(), terminal);
        // Until ~/.bashrc has run, a typed line waits.
        return session &&
               (session->report.running || !session->pending.empty() || !session->typed.empty() ||
                !sim_.world().terminals.find(terminal)->at_prompt);
    }

    Json run_step(const Json& step) {
        const std::string line = text_member(step, "run");
        const MachineId machine = machine_of(step);
        const TerminalId terminal = terminal_of(machine);
        const Time began = sim_.now();
        const Duration interrupt_after = seconds_of(step, "interrupt");
        bool interrupted = false;
        sim_.type_line(terminal, real_line(sim_.world(), machine, line));
        while (running(terminal) && sim_.now() - began < patience) {
            sim_.advance(poll_interval);
            if (interrupt_after == 0 || interrupted || sim_.now() - began < interrupt_after)
                continue;
            if (running(terminal)) sim_.interrupt(terminal);
            interrupted = true;
        }
        if (running(terminal)) sim_.interrupt(terminal);
        Json out = {{"at", tenths(began - begin_)},
                    {"host", text_member(step, "host", "m-k8s")},
                    {"run", line}};
        if (!step.contains("stdout")) return out;
        std::string stdout_text, stderr_text;
        reported_output(sim_.world(), terminal, stdout_text, stderr_text);
        const Session* session = find_session(sim_.world(), terminal);
        out["stdout"] = as_recorded(stdout_text);
        out["stderr"] = stderr_text;
        out["exit"] = session ? session->report.exit_code : -1;
        out["took"] = tenths(sim_.now() - began);
        if (interrupted) out["interrupted"] = true;
        return out;
    }

    Sim sim_;
    Time begin_ = 0;
};

// A recording's age comes from kubectl's output, which from ten minutes on only has whole minutes:
// the exact age is unknown, and therefore how the kubelets' ticks are aligned with the start. That
// is left to chance.
Duration age_of(const Json& recording, std::uint64_t seed) {
    const Duration age = seconds_of(recording, "cluster_age");
    Random random{seed};
    return age < minutes(9) ? age : age + random.between(0, minutes(1));
}

// "machines": "lab" asks for a learner's machines; recordings were made on hollow nodes.
ProfileId machines_of(const Json& recording) {
    return text_member(recording, "machines") == "lab" ? ProfileId::lab : ProfileId::hollow;
}

// The cluster that was recorded had the files of the lessons.
std::vector<InstalledFile> lesson_files() {
    std::vector<InstalledFile> files;
    for (std::size_t i = 0; i < embedded_lessons_count; ++i) {
        Lesson lesson;
        std::vector<std::string> errors;
        read_lesson({embedded_lessons[i].json, embedded_lessons[i].size}, lesson, errors);
        files.insert(files.end(), lesson.files.begin(), lesson.files.end());
    }
    return files;
}

// Recordings named `patched-` come from the release without the eviction queue defect.
Release release_of(const Json& recording) {
    const bool fixed = text_member(recording, "release") == "v1.20.15" ||
                       text_member(recording, "name").rfind("patched-", 0) == 0;
    return fixed ? Release::v1_20_15 : Release::v1_20_2;
}

}  // namespace

bool is_recording(const Json& json) {
    const bool steps = json.is_object() && json.contains("steps") && json["steps"].is_array();
    return steps && (!json.contains("machines") || json["machines"] == "lab");
}

Json replay_recordings(const std::vector<Json>& recordings, const ReplayOptions& given) {
    const Json& first = recordings.front();
    const Json& last = recordings.back();
    SimOptions options;
    options.release = release_of(first);
    options.seed = given.seed;
    options.cluster_age = given.cluster_age < 0 ? age_of(first, given.seed) : given.cluster_age;
    options.machines = machines_of(first);
    options.files = lesson_files();
    if (options.machines == ProfileId::hollow) {
        options.restarts = 0;
        options.utc_offset = 0;
    }
    Json out = {{"name", text_member(last, "name")},
                {"release", options.release == Release::v1_20_15 ? "v1.20.15" : "v1.20.2"}};
    Replay replay(Sim::open(options));
    for (const Json& recording : recordings) out["steps"] = replay.run(recording["steps"]);
    return out;
}

}  // namespace podfall
