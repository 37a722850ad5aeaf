// Evaluates goal conditions against the world.
#include "core/lesson/goal.h"

#include <algorithm>

#include "core/api/objects/meta.h"
#include "core/api/schema/scalars.h"
#include "core/base/text.h"
#include "core/lesson/field_path.h"

namespace podfall {

namespace {

bool fields_match(const ObjectQuery& query, const Object& object) {
    const Type& type = info(query.kind).type();
    for (const FieldTest& test : query.fields) {
        std::string value;
        if (!field_text(type, &object, test.path, value)) value.clear();
        if (test.value == "*" ? value.empty() : value != test.value) return false;
    }
    return true;
}

bool old_enough(const ObjectQuery& query, const Object& object, Time now) {
    const Type& type = info(query.kind).type();
    for (const AgeTest& test : query.older) {
        std::string text;
        Time then = 0;
        if (!field_text(type, &object, test.path, text) || !parse_rfc3339(text, then)) return false;
        if (now - then < test.least) return false;
    }
    return true;
}

bool owner_matches(const ObjectQuery& query, const Object& object) {
    if (query.owner.empty()) return true;
    for (const OwnerReference& o : object.metadata.owner_references) {
        if (o.controller.value_or(false) && o.kind == query.owner) return true;
    }
    return false;
}

bool matches(const ObjectQuery& query, const Object& object, Time now) {
    return (query.name.empty() || object.metadata.name == query.name) &&
           query.labels.matches(object.metadata.labels) && owner_matches(query, object) &&
           fields_match(query, object) && old_enough(query, object, now);
}

bool has_uid(const Store& store, const ObjectKey& key, const std::string& uid) {
    const Ref<Object> object = find(store, key);
    return object && object->metadata.uid == uid;
}

// Calls f(key, object) for each object of the query's kind and namespace until it returns true.
template <class F>
bool any_object(const ObjectQuery& query, const Store& store, F f) {
    const std::string ns = info(query.kind).namespaced ? query.namespace_ : "";
    for (auto it = store.objects.lower_bound(ObjectKey{query.kind, ns, query.name});
         it != store.objects.end() && it->key.kind == query.kind; ++it) {
        if (!ns.empty() && it->key.namespace_ != ns) break;
        if (f(it->key, it->value)) return true;
    }
    return false;
}

// An object that matched at the start, or in any state since, and is no longer in the store.
bool is_gone(const ObjectQuery& query, const World& world, const StepStart& start) {
    const auto deleted = [&](const ObjectKey& key, const Ref<Object>& object) {
        return matches(query, *object, world.now) &&
               !has_uid(world.store, key, object->metadata.uid);
    };
    if (!query.is_new && any_object(query, start.store, deleted)) return true;
    const std::string ns = info(query.kind).namespaced ? query.namespace_ : "";
    for (auto it = world.store.log.lower_bound(start.store.revision + 1);
         it != world.store.log.end(); ++it) {
        const Change& change = it->value;
        if (change.key.kind != query.kind || (!ns.empty() && change.key.namespace_ != ns)) continue;
        if (query.is_new && has_uid(start.store, change.key, change.object->metadata.uid)) continue;
        if (deleted(change.key, change.object)) return true;
    }
    return false;
}

bool is_unit_in(const GoalCondition& c, const World& world) {
    const MachineId id = find_machine(world, c.machine);
    const Machine* machine = id < 0 ? nullptr : world.machines.find(id);
    const Unit* unit = machine ? machine->units.find(c.name) : nullptr;
    return unit && unit->state == c.unit_state;
}

bool is_running(const GoalCondition& c, const World& world) {
    const MachineId id = find_machine(world, c.machine);
    const Machine* machine = id < 0 ? nullptr : world.machines.find(id);
    if (!machine) return false;
    for (const auto& [pid, process] : machine->processes) {
        if (process.program == c.name) return true;
    }
    return false;
}

// Each run of blanks as one space, without what sets colours (ESC [ ... letter).
std::string plain_output(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool blank = c == ' ' || c == '\t' || c == '\r';
        if (c == '\x1b')
            i = std::min(text.find_first_of("ABCDEFGHJKmhlr", i), text.size() - 1);
        else if (!blank)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    return out;
}

bool was_shown(const GoalCondition& c, const World& world, const StepStart& start) {
    for (const auto& [id, terminal] : world.terminals) {
        const std::uint64_t* from = start.written.find(id);
        if (contains(plain_output(output_since(terminal, from ? *from : 0)), c.text)) return true;
    }
    return false;
}

int count_met(const GoalCondition& c, const World& world, const StepStart& start) {
    int met = 0;
    for (const GoalCondition& part : c.parts) met += is_met(part, world, start);
    return met;
}

}  // namespace

StepStart begin_step_in(const World& world) {
    StepStart start{world.now, world.store, {}};
    for (const auto& [id, terminal] : world.terminals) start.written.set(id, terminal.written);
    return start;
}

std::vector<Ref<Object>> find_objects(const ObjectQuery& query, const World& world,
                                      const StepStart& start) {
    std::vector<Ref<Object>> found;
    any_object(query, world.store, [&](const ObjectKey& key, const Ref<Object>& object) {
        const bool old = query.is_new && has_uid(start.store, key, object->metadata.uid);
        if (!old && matches(query, *object, world.now)) found.push_back(object);
        return false;
    });
    return found;
}

bool is_met(const GoalCondition& c, const World& world, const StepStart& start) {
    switch (c.test) {
        case GoalTest::all:
            return count_met(c, world, start) == static_cast<int>(c.parts.size());
        case GoalTest::any:
            return count_met(c, world, start) > 0;
        case GoalTest::none:
            return count_met(c, world, start) == 0;
        case GoalTest::objects: {
            const int n = static_cast<int>(find_objects(c.objects, world, start).size());
            return n >= c.at_least && n <= c.at_most;
        }
        case GoalTest::gone:
            return is_gone(c.objects, world, start);
        case GoalTest::unit:
            return is_unit_in(c, world);
        case GoalTest::process:
            return is_running(c, world) == c.running;
        case GoalTest::output:
            return was_shown(c, world, start);
    }
    return false;
}

std::string fill_names(std::string_view line, const World& world) {
    std::string out;
    for (;;) {
        const std::size_t begin = line.find("{{");
        const std::size_t end = begin == std::string_view::npos ? begin : line.find("}}", begin);
        if (end == std::string_view::npos) return out.append(line);
        const std::vector<std::string> words = split_words(line.substr(begin + 2, end - begin - 2));
        const KindInfo* kind = words.empty() ? nullptr : find_resource(words[0]);
        std::string name, error;
        ObjectQuery query;
        if (kind && (words.size() < 2 || parse_selector(words[1], query.labels, error))) {
            query.kind = kind->kind;
            query.fields.push_back({"metadata.deletionTimestamp", ""});
            const auto found = find_objects(query, world, {});
            if (!found.empty()) name = found.front()->metadata.name;
        }
        out.append(line.substr(0, begin));
        out.append(name.empty() ? line.substr(begin, end + 2 - begin) : std::string_view(name));
        line.remove_prefix(end + 2);
    }
}

bool is_filled(std::string_view typed, std::string_view line) {
    const std::size_t begin = line.find("{{");
    const std::size_t end = begin == std::string_view::npos ? begin : line.find("}}", begin);
    if (end == std::string_view::npos) return typed == line;
    const std::vector<std::string> words = split_words(line.substr(begin + 2, end - begin - 2));
    const bool name_to_fill =
        !words.empty() && find_resource(words[0]);  // otherwise the command's own braces
    const std::size_t same = name_to_fill ? begin : end + 2;
    if (typed.substr(0, same) != line.substr(0, same)) return false;
    typed.remove_prefix(same);
    if (!name_to_fill) return is_filled(typed, line.substr(same));
    const std::size_t word = std::min(typed.find(' '), typed.size());
    return word > 0 && is_filled(typed.substr(word), line.substr(end + 2));
}

}  // namespace podfall
