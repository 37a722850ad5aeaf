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
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <vector>

#include "core/api/format/json.h"
#include "core/api/format/object_json.h"
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/runtime/runtime.h"
#include "core/terminal/bash/session.h"
#include "shell/cli/terminal_session_native.h"
#include "shell/cli/whole_file_native.h"
#include "shell/serve/door.h"

namespace podfall {

int command_judge(const char* const* arguments, int count);  // after "podfall judge"

namespace {

constexpr Duration judge_glance = milliseconds(10);
constexpr Duration judge_patience = minutes(20);
// Output contains ages in seconds: a single difference may come from crossing a second's boundary.
constexpr int tries = 5;
// The shell's exit code for a client that ran for `patience_real` seconds: it waits for something
// that will not come.
constexpr int killed = 137, patience_real = 30;

struct Case {
    std::string run;
    double speed = 0;
    double interrupt = 0;  // virtual seconds, 0 never
    bool unordered = false;
};

struct Outcome {
    std::string out, err;
    int exit = 0;

    bool operator==(const Outcome& o) const {
        return out == o.out && err == o.err && exit == o.exit;
    }
};

double number_of(const Json& object, const char* key, double otherwise = 0) {
    const auto it = object.find(key);
    return it != object.end() && it->is_number() ? it->get<double>() : otherwise;
}

Case case_of(const Json& json) {
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
Outcome compared(Outcome o, const Case& c) {
    for (std::string* text : {&o.out, &o.err}) {
        *text = without_drawn_names(*text);
        if (c.unordered) *text = sorted_lines(*text);
    }
    return o;
}

bool is_client_only(const std::string& line) {
    std::string rest = replace_all(line, "kubectl config ", "");
    return rest != line && !contains(rest, "kubectl");
}

// A command's output in the simulated terminal of the control plane.
Outcome in_terminal(Sim sim, const Case& c) {
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
    Outcome o;
    reported_output(sim.world(), terminal, o.out, o.err);
    const Session* session = find_session(sim.world(), terminal);
    o.exit = session ? session->report.exit_code : -1;
    return o;
}

// The real client computes ages by the real clock while it runs, which takes seconds where it asks
// often or the machine is busy: the cluster may be as much older as the client ran.
Outcome at_any_age(const Sim& sim, const Case& c, const Outcome& real, Duration client_ran) {
    Outcome first;
    for (Duration later = 0; later <= client_ran + seconds(1); later += seconds(1)) {
        Sim older = sim;
        older.advance(later);
        Outcome o = compared(in_terminal(std::move(older), c), c);
        if (o == real) return o;
        if (later == 0) first = std::move(o);
    }
    return first;
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

// A directory with the real kubectl, where lines run in the real bash.
class Workshop {
public:
    explicit Workshop(const std::string& kubectl) {
        char name[] = "/tmp/podfall-judge-XXXXXX";
        if (const char* made = mkdtemp(name)) root_ = made;
        mkdir(path("bin").c_str(), 0755);
        mkdir(path("home").c_str(), 0755);
        good_ = !root_.empty() && symlink(kubectl.c_str(), path("bin/kubectl").c_str()) == 0;
    }
    ~Workshop() {
        std::error_code ignored;
        if (!root_.empty()) std::filesystem::remove_all(root_, ignored);
    }
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;

    bool good() const { return good_; }

    Outcome run(const Sim& sim, const Json& files, const Case& c) {
        LiveCluster cluster(sim, c.speed);
        HttpDoor door(cluster);
        if (!door.open(port_)) return {"", "the door does not open", -1};
        port_ = door.port();  // kept, since kubectl's discovery cache is keyed by host and port
        empty_folder(path("work"));
        for (const auto& [name, content] : files.items()) {
            const std::string file = path("work/" + name);
            std::error_code ignored;
            if (contains(name, "/"))
                std::filesystem::create_directories(parent_folder(file), ignored);
            write_whole_file(file, content.get<std::string>());
        }
        write_whole_file(path("home/config"), kubeconfig(sim, c.run));
        write_whole_file(path("line.sh"), c.run + "\n");
        const double limit =
            c.interrupt > 0 ? std::max(1.0, c.interrupt / std::max(c.speed, 1.0)) : patience_real;
        const int exit = run_bash(limit, c.interrupt > 0 ? SIGINT : SIGKILL);
        Outcome o;
        read_whole_file(path("out"), o.out);
        read_whole_file(path("err"), o.err);
        o.exit = exit;
        for (std::string* text : {&o.out, &o.err}) *text = in_the_cluster(*text);
        return o;
    }

    // Debian built its client on another day, with another Go and source tree: replaces these
    // values by those of the released client, as the simulated terminal prints them.
    void learn_build(const Sim& sim) {
        const Case ask = {"kubectl version --client -o json"};
        const Json ours = client_of(in_terminal(sim, ask)),
                   real = client_of(run(sim, Json::object(), ask));
        for (const auto& [key, value] : real.items()) {
            if (!value.is_string() || !ours.contains(key) || value == ours[key]) continue;
            const auto theirs = value.get<std::string>(), own = ours[key].get<std::string>();
            // "clean" and similar words also occur elsewhere.
            if (key != "gitTreeState")
                build_.emplace_back(theirs, own);
            else
                for (const char* before :
                     {"GitTreeState:\"", "gitTreeState: ", "gitTreeState\": \""})
                    build_.emplace_back(before + theirs, before + own);
        }
    }

private:
    static Json client_of(const Outcome& o) {
        const Json answer = Json::parse(o.out, nullptr, false);
        return answer.is_object() ? answer.value("clientVersion", Json::object()) : Json::object();
    }

    // The kubeconfig of the served API or, for commands that only read the file, the cluster's own.
    std::string kubeconfig(const Sim& sim, const std::string& line) const {
        std::string text, error;
        if (!is_client_only(line) ||
            !read_file(*sim.world().machines.find(0), "/root/.kube/config", text, error))
            return kubeconfig_for(port_);
        return replace_all(
            replace_all(text, "https://192.168.1.10:6443", cat("http://127.0.0.1:", port_)),
            "DATA+OMITTED", "REFUQQ==");
    }

    std::string path(const std::string& name) const { return cat(root_, "/", name); }

    static void empty_folder(const std::string& folder) {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
        std::filesystem::create_directory(folder, ignored);
    }

    // Runs line.sh in the folder "work" with an environment of its own; after `limit` seconds its
    // process group gets `signal`. The exit code as a shell tells it.
    int run_bash(double limit, int signal) const {
        const std::vector<std::string> environment = {
            cat("PATH=", path("bin"), ":/usr/bin:/bin"), cat("HOME=", path("home")),
            cat("KUBECONFIG=", path("home/config")), "TZ=UTC"};
        std::vector<char*> variables;
        for (const std::string& v : environment) variables.push_back(const_cast<char*>(v.c_str()));
        variables.push_back(nullptr);
        char bash[] = "bash", file[] = "../line.sh";
        char* const words[] = {bash, file, nullptr};
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_addchdir_np(&files, path("work").c_str());
        const auto open = [&](int fd, const char* name, int mode) {
            posix_spawn_file_actions_addopen(&files, fd, name, mode, 0644);
        };
        open(0, "/dev/null", O_RDONLY);
        open(1, "../out", O_WRONLY | O_CREAT | O_TRUNC);
        open(2, "../err", O_WRONLY | O_CREAT | O_TRUNC);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
        pid_t child = -1;
        const int failed =
            posix_spawn(&child, "/bin/bash", &files, &attributes, words, variables.data());
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&attributes);
        return failed ? -1 : wait_for(child, limit, signal);
    }

    static int wait_for(pid_t child, double limit, int signal) {
        const Time end = wall_clock() + static_cast<Duration>(limit * 1e6);
        int status = 0;
        bool told = false;
        while (waitpid(child, &status, WNOHANG) == 0) {
            if (!told && wall_clock() > end) told = kill(-child, signal) == 0;
            usleep(1000);
        }
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }

    // Replaces the server's address and this directory by their names in the cluster.
    std::string in_the_cluster(std::string text) const {
        text = replace_all(text, cat("http://127.0.0.1:", port_), "https://192.168.1.10:6443");
        text = replace_all(text, cat("127.0.0.1:", port_), "192.168.1.10:6443");
        text = replace_all(text, path("home/config"), "/root/.kube/config");
        text = replace_all(text, path("work"), "/root");
        text = replace_all(text, path("line.sh"), "line.sh");
        for (const auto& [real, ours] : build_) text = replace_all(text, real, ours);
        return replace_all(text, "../line.sh: line 1: ", "-bash: ");
    }

    std::string root_;
    std::vector<std::pair<std::string, std::string>> build_;
    int port_ = 0;
    bool good_ = false;
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

void judge(Workshop& workshop, const std::string& name, const Json& cases, const std::string& only,
           Score& score) {
    State state(cases);
    workshop.learn_build(state.now());
    const Json known = cases.value("known", Json::object());
    for (const Json& json : cases.value("commands", Json::array())) {
        const Case c = case_of(json);
        if (!only.empty() && !contains(c.run, only)) continue;
        Outcome ours, real;
        for (int i = 0; i < tries && (i == 0 || !(ours == real)) && real.exit != killed; ++i) {
            if (i > 0) await_next_second(i);
            const Sim now = state.now();
            const Time begun = wall_clock();
            real = compared(workshop.run(now, state.files(), c), c);
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
    Workshop workshop(arguments[0]);
    if (!workshop.good()) return std::fputs("podfall judge: no folder in /tmp\n", stderr), 2;
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
        judge(workshop, name, cases, only, score);
    }
    std::printf("judge: %d of %d commands print the same as the real kubectl\n", score.same,
                score.all);
    return score.wrong == 0 ? 0 : 1;
}

}  // namespace podfall
