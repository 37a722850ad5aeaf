// One seed and one list of inputs give one world, however time is sliced and wherever it is
// rewound.
#include <doctest/doctest.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/sim.h"
#include "core/world/world_hash.h"

using namespace podfall;

namespace {

const SimOptions small = {.seed = 11, .cluster_age = seconds(600), .restarts = 0};

struct TypedLine {
    Duration at;  // since the user's start
    const char* machine;
    const char* line;
};

const TypedLine session[] = {
    {seconds(1), "m-k8s", "kubectl create deployment nginx --image=nginx --replicas=3"},
    {seconds(9), "m-k8s", "kubectl get po -w"},
    {seconds(14), "m-k8s", "^C"},
    {seconds(15), "w1-k8s", "systemctl stop kubelet"},
    {seconds(70), "m-k8s", "kubectl delete $(kubectl get po -o name | head -1)"},
};

TerminalId terminal_on(const Sim& sim, const char* machine) {
    const MachineId on = find_machine(sim.world(), machine);
    for (const auto& [id, terminal] : sim.world().terminals)
        if (terminal.machine == on) return id;
    return 0;
}

void type(Sim& sim, const TypedLine& typed) {
    const TerminalId terminal = terminal_on(sim, typed.machine);
    if (std::string_view(typed.line) == "^C") return sim.interrupt(terminal);
    sim.type_line(terminal, typed.line);
}

// Plays the session for two minutes, with `slices` calls of advance between two inputs.
Sim play(std::uint64_t seed, int slices, Random random = {3}) {
    Sim sim = Sim::open({.seed = seed, .cluster_age = seconds(600), .restarts = 0});
    const Time start = sim.now();
    const auto go_to = [&](Time t) {
        for (int i = 1; i < slices && sim.now() < t; ++i)
            sim.advance(
                static_cast<Duration>(random.below(static_cast<std::uint64_t>(t - sim.now()) + 1)));
        sim.advance(t - sim.now());
    };
    for (const TypedLine& typed : session) {
        go_to(start + typed.at);
        type(sim, typed);
    }
    go_to(start + minutes(2));
    return sim;
}

}  // namespace

TEST_CASE("the same seed and inputs give the same world") {
    CHECK(hash_of(play(11, 1).world()) == hash_of(play(11, 1).world()));
    CHECK(hash_of(play(11, 1).world()) != hash_of(play(12, 1).world()));
}

// tests/run.sh compares this line between the native and the wasm run.
TEST_CASE("the world has one hash, whatever it was compiled for") {
    const Sim sim = play(11, 1);
    std::printf("world: %016llx\n", static_cast<unsigned long long>(hash_of(sim.world())));
    CHECK(sim.now() == sim.timeline().end());
}

TEST_CASE("how time is sliced makes no difference") {
    const std::uint64_t at_once = hash_of(play(11, 1).world());
    CHECK(hash_of(play(11, 300).world()) == at_once);
    CHECK(hash_of(play(11, 300, {99}).world()) == at_once);
}

TEST_CASE("after random seeks every state is what it was") {
    Sim sim = play(11, 1);
    const Time start = sim.timeline().begin(), end = sim.timeline().end();
    std::vector<std::pair<Time, std::uint64_t>> seen;
    sim.seek(start);
    for (int i = 0; i <= 6; ++i) {
        sim.seek(start + (end - start) / 6 * i);
        seen.push_back({sim.now(), hash_of(sim.world())});
    }
    Random random{5};
    for (int i = 0; i < 12; ++i) {
        const auto& [at, hash] = seen[random.below(seen.size())];
        sim.seek(start +
                 static_cast<Duration>(random.below(static_cast<std::uint64_t>(end - start))));
        sim.seek(at);
        CHECK(hash_of(sim.world()) == hash);
    }
}

TEST_CASE("acting in the past sets the future aside, and it can be restored") {
    Sim sim = play(11, 1);
    const std::uint64_t first_future = hash_of(sim.world());
    const Time end = sim.now();
    sim.seek(sim.timeline().begin() + seconds(5));
    type(sim, {0, "m-k8s", "kubectl delete deployment nginx"});
    sim.advance(seconds(30));
    CHECK(sim.timeline().has_abandoned());
    CHECK(hash_of(sim.world()) != first_future);

    Timeline timeline = sim.timeline();
    timeline.return_to_abandoned();
    CHECK(timeline.world().now == end);
    CHECK(hash_of(timeline.world()) == first_future);
}

TEST_CASE("a saved session plays again to the same world") {
    const Sim sim = play(11, 1);
    Sim other = Sim::open(small);
    std::string error;
    REQUIRE_MESSAGE(other.load(sim.save(), error), error);
    CHECK(hash_of(other.world()) == hash_of(sim.world()));
    CHECK(difference(other.world(), sim.world()) == "");

    const std::uint64_t before = hash_of(other.world());
    for (const char* bad : {"", "{}", "[1]", "{\"podfall\":1,\"seed\":-1}",
                            "{\"podfall\":1,\"seed\":1,\"release\":7}"}) {
        CHECK_FALSE(other.load(bad, error));
        CHECK_FALSE(error.empty());
    }
    CHECK(hash_of(other.world()) == before);
}

// Version 1 kept an input as [at, kind, terminal, machine, text].
TEST_CASE("a session that was saved in version 1 opens") {
    Sim sim = Sim::open(small);
    const TerminalId t = terminal_on(sim, "m-k8s");
    sim.resize(t, 80, 24);
    sim.write_home_file(0, "f.yaml", "x: 1\ny: 2\n");
    sim.type_line(t, "cat > a");
    sim.type_line(t, "b");
    sim.end_of_file(t);
    sim.type_keys(t, "k");
    sim.interrupt(t);
    const Time at = sim.now();
    sim.advance(seconds(5));

    std::string inputs;
    for (const auto& [id, machine] : sim.world().machines)
        inputs += cat("[", at, ",6,0,", id, ",\"\"],");
    const auto old = [&](int kind, const char* text) {
        return cat("[", at, ",", kind, ",", t, ",0,\"", text, "\"]");
    };
    inputs += join({old(4, "80 24"), old(5, "f.yaml\\nx: 1\\ny: 2\\n"), old(0, "cat > a"),
                    old(0, "b"), old(3, ""), old(1, "k"), old(2, "")},
                   ",");
    std::string saved = sim.save();
    const std::size_t from = saved.find("\"inputs\":"), to = saved.find(",\"now\"");
    saved.replace(from, to - from, cat("\"inputs\":[", inputs, "]"));
    saved = replace_all(saved, "\"podfall\":2", "\"podfall\":1");

    std::string error;
    const std::optional<Sim> opened = Sim::open_saved(saved, error);
    REQUIRE_MESSAGE(opened, error);
    CHECK(opened->timeline().inputs() == sim.timeline().inputs());
    CHECK(difference(opened->world(), sim.world()) == "");
    CHECK_FALSE(Sim::open_saved(replace_all(saved, "80 24", "80"), error));
}
