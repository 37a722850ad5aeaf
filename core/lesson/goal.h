// Goals: conditions on the cluster's state. They never look at what was typed, so any way of
// reaching a goal counts. Besides the present they may look at the moment the step began, at the
// store's log since then ("this object existed and is gone") and at what the terminals have shown.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/objects/kind.h"
#include "core/api/rules/selector.h"
#include "core/lesson/language.h"
#include "core/world/machine.h"
#include "core/world/store.h"
#include "core/world/world.h"

namespace podfall {

// A test of one field. The path is written with JSON names: "status.phase",
// "spec.containers[nginx].image". `[x]` takes the list item whose merge key ("name", "type", ...)
// is x, or a number of the list, or a map's key.
struct FieldTest {
    std::string path;
    std::string value;  // as JSON would print the scalar; "" absent or empty, "*" anything else
};

// A time field that lies at least so far back.
struct AgeTest {
    std::string path;
    Duration least = 0;
};

// Which objects a condition is about. Empty members match everything.
struct ObjectQuery {
    Kind kind{};
    std::string namespace_ = "default";  // not looked at for cluster-scoped kinds
    std::string name;
    Selector labels;
    std::vector<FieldTest> fields;
    std::vector<AgeTest> older;
    std::string owner;    // kind of the controlling owner: "ReplicaSet"
    bool is_new = false;  // was not there when the step began (by UID)
};

enum class GoalTest : std::uint8_t {
    all,      // every part
    any,      // at least one part
    none,     // no part
    objects,  // between `at_least` and `at_most` objects match the query
    gone,     // an object that matched at the step's start or since then is deleted for good
    unit,     // a systemd unit is in a state
    process,  // a program runs (or does not) on a machine
    output,   // a terminal has shown a line with these words since the step began
};

struct GoalCondition {
    GoalTest test = GoalTest::all;
    std::vector<GoalCondition> parts;
    ObjectQuery objects;
    int at_least = 1;
    int at_most = INT32_MAX;
    std::string machine;
    std::string name;  // of the unit or program
    UnitState unit_state{};
    bool running = true;
    std::string text;  // of `output`: one space between words stands for any run of blanks
};

struct Goal {
    LocalText text;  // what the reader ticks off
    GoalCondition when;
};

// What a goal remembers of the moment its step began. A copy of a store costs two words.
struct StepStart {
    Time at = 0;
    Store store;
    Table<TerminalId, std::uint64_t> written;  // bytes each terminal had printed; none: 0
};
StepStart begin_step_in(const World& world);

bool is_met(const GoalCondition& condition, const World& world, const StepStart& start);

// The objects of the present that match, in the store's order. Terminating ones are included.
std::vector<Ref<Object>> find_objects(const ObjectQuery& query, const World& world,
                                      const StepStart& start);

// A command line with its live names filled in: "{{Pod app=web}}" becomes the name of the first pod
// with that label which is not terminating. What nothing matches stays as it is.
std::string fill_names(std::string_view line, const World& world);

// Whether a typed line is that one with some names filled in: those of today may be others than
// those of then.
bool is_filled(std::string_view typed, std::string_view line);

}  // namespace podfall
