// Parses goal conditions and validates their field paths.
#include "core/lesson/read_goal.h"

#include "core/base/text.h"
#include "core/lesson/field_path.h"

namespace podfall {

namespace {

void read_fields(const JsonPlace& place, ObjectQuery& query) {
    if (!place.exists()) return;
    if (!place.json().is_object()) return place.error("must be an object");
    const Type& type = info(query.kind).type();
    for (auto it = place.json().begin(); it != place.json().end(); ++it) {
        const JsonPlace field = place.member(it.key().c_str());
        if (!is_field_path(type, it.key())) field.error("is no scalar field of this kind");
        query.fields.push_back({it.key(), field.text()});
    }
}

void read_older(const JsonPlace& place, ObjectQuery& query) {
    if (!place.exists()) return;
    if (!place.json().is_object()) return place.error("must be an object");
    for (auto it = place.json().begin(); it != place.json().end(); ++it) {
        const JsonPlace field = place.member(it.key().c_str());
        if (!is_time_path(info(query.kind).type(), it.key()))
            field.error("is no time field of this kind");
        query.older.push_back({it.key(), seconds(field.number(1, 1, 24 * 3600))});
    }
}

ObjectQuery read_query(const JsonPlace& place) {
    ObjectQuery query;
    const JsonPlace kind = place.required("kind");
    const std::string kind_name = kind.text();
    const KindInfo* found = nullptr;
    for (const KindInfo& k : all_kinds()) {
        if (!found && kind_name == k.name) found = &k;
    }
    if (!found) {
        if (kind.exists()) kind.error(cat("no kind is called ", quote(kind_name)));
        return query;
    }
    query.kind = found->kind;
    if (const JsonPlace ns = place.member("namespace"); ns.exists()) query.namespace_ = ns.text();
    query.name = place.member("name").text();
    query.owner = place.member("owner").text();
    query.is_new = place.member("new").flag(false);
    const JsonPlace labels = place.member("labels");
    std::string error;
    if (!parse_selector(labels.text(), query.labels, error)) labels.error(error);
    read_fields(place.member("fields"), query);
    read_older(place.member("older"), query);
    return query;
}

void read_objects(const JsonPlace& place, GoalCondition& c) {
    place.only({"kind", "namespace", "name", "owner", "new", "labels", "fields", "older", "count",
                "at_least", "at_most"});
    c.objects = read_query(place);
    const JsonPlace count = place.member("count");
    c.at_least = place.member("at_least").number(1, 0, 1000000);
    c.at_most = place.member("at_most").number(INT32_MAX, 0, 1000000);
    if (!count.exists()) {
        if (place.member("at_most").exists() && !place.member("at_least").exists()) c.at_least = 0;
        return;
    }
    c.at_least = c.at_most = count.number(1, 0, 1000000);
    if (place.member("at_least").exists() || place.member("at_most").exists())
        place.error("has both count and at_least or at_most");
}

void read_gone(const JsonPlace& place, GoalCondition& c) {
    place.only({"kind", "namespace", "name", "owner", "new", "labels", "fields", "older"});
    c.objects = read_query(place);
}

void read_unit(const JsonPlace& place, GoalCondition& c) {
    place.only({"machine", "name", "state"});
    c.machine = place.required("machine").text();
    c.name = place.required("name").text();
    const int state = place.required("state").word(
        {"inactive", "activating", "active", "deactivating", "failed"});
    c.unit_state = static_cast<UnitState>(state < 0 ? 0 : state);
}

void read_process(const JsonPlace& place, GoalCondition& c) {
    place.only({"machine", "name", "running"});
    c.machine = place.required("machine").text();
    c.name = place.required("name").text();
    c.running = place.member("running").flag(true);
}

void read_output(const JsonPlace& place, GoalCondition& c) {
    place.only({"text"});
    const JsonPlace text = place.required("text");
    c.text = join(split_words(text.text()), " ");
    if (text.exists() && c.text.empty()) text.error("says nothing");
}

void read_parts(const JsonPlace& place, GoalCondition& c) {
    for (const JsonPlace& part : place.items()) c.parts.push_back(read_condition(part));
    if (c.parts.empty()) place.error("needs at least one condition");
}

struct Form {
    const char* member;
    GoalTest test;
    void (*read)(const JsonPlace&, GoalCondition&);
};
constexpr Form forms[] = {
    {"all", GoalTest::all, read_parts},           {"any", GoalTest::any, read_parts},
    {"none", GoalTest::none, read_parts},         {"objects", GoalTest::objects, read_objects},
    {"gone", GoalTest::gone, read_gone},          {"unit", GoalTest::unit, read_unit},
    {"process", GoalTest::process, read_process}, {"output", GoalTest::output, read_output},
};

}  // namespace

GoalCondition read_condition(const JsonPlace& place) {
    GoalCondition c;
    if (!place.exists()) return c;
    place.only({"all", "any", "none", "objects", "gone", "unit", "process", "output"});
    int found = 0;
    for (const Form& form : forms) {
        const JsonPlace member = place.member(form.member);
        if (!member.exists()) continue;
        ++found;
        c.test = form.test;
        form.read(member, c);
    }
    if (found != 1)
        place.error(
            "must have exactly one of all, any, none, objects, gone, unit, process, output");
    return c;
}

}  // namespace podfall
