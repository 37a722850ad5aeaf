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

// A test of one field. The path uses JSON names: "status.phase", "spec.containers[nginx].image".
// `[x]` selects the list item whose merge key ("name", "type", ...) is x, or an index of the list,
// or a key of a map.
struct FieldTest {
    std::string path;
    std::string value;  // as JSON would print the scalar; "" absent or empty, "*" anything else
};

// A time field that is at least this far in the past.
struct AgeTest {
    std::string path;
    Duration least = 0;
};

// Selects the objects of a condition. Empty members match everything.
struct ObjectQuery {
    Kind kind{};
    std::string namespace_ = "default";  // ignored for cluster-scoped kinds
    std::string name;
    Selector labels;
    std::vector<FieldTest> fields;
    std::vector<AgeTest> older;
    std::string owner;    // kind of the controlling owner: "ReplicaSet"
    bool is_new = false;  // did not exist when the step began (by UID)
};

enum class GoalTest : std::uint8_t {
    all,      // every part holds
    any,      // at least one part holds
    none,     // no part holds
    objects,  // between `at_least` and `at_most` objects match the query
    gone,     // an object that matched at the step's start or later is gone
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
    LocalText text;  // shown in the checklist
    GoalCondition when;
};

// What a goal needs to know about the start of its step. A copy of a store costs two words.
struct StepStart {
    Time at = 0;
    Store store;
    Table<TerminalId, std::uint64_t> written;  // bytes each terminal had printed; none: 0
};
StepStart begin_step_in(const World& world);

bool is_met(const GoalCondition& condition, const World& world, const StepStart& start);

// The present objects that match, in the store's order, including terminating ones.
std::vector<Ref<Object>> find_objects(const ObjectQuery& query, const World& world,
                                      const StepStart& start);

// A command line with placeholders filled in: "{{Pod app=web}}" becomes the name of the first pod
// with that label that is not terminating. A placeholder without a match stays.
std::string fill_names(std::string_view line, const World& world);

// Whether a typed line is that command with some names filled in; the names may have changed since.
bool is_filled(std::string_view typed, std::string_view line);

}  // namespace podfall
