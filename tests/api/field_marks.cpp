// Every field of the served kinds has a mark, and every mark a field; core/README.md says the same.
#include "core/api/rules/field_marks.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "core/api/objects/kind.h"
#include "core/api/objects/pod.h"
#include "core/base/text.h"

using namespace podfall;

namespace {

using Names = std::set<std::string>;

void collect(const Type& type, Names& types, Names& fields) {
    const Type* t = &type;
    while (t->element) t = &t->element();
    if (t->shape != Shape::structure) return;
    const std::string name = cat(contains(t->schema, ".events.") ? "events." : "", t->name);
    if (!types.insert(name).second) return;
    for (const Field& f : t->fields) {
        if (!f.has(in_line) && !f.has(rest)) fields.insert(cat(name, " ", f.json));
        collect(f.type(), types, fields);
    }
}

Names fields_of_schema() {
    Names types, fields;
    for (const KindInfo& kind : all_kinds())
        for (const std::string& version : split(kind.versions, ','))
            collect(kind.type_in(version), types, fields);
    return fields;
}

}  // namespace

TEST_CASE("every field of the schema has one mark, and every mark its field") {
    Names marked;
    for (const FieldMark& m : simulated_fields()) {
        CAPTURE(cat(m.type, " ", m.field));
        CHECK(marked.insert(cat(m.type, " ", m.field)).second);
    }
    for (const NotSimulated& m : not_simulated_fields()) {
        CAPTURE(cat(m.type, " ", m.field));
        CHECK(marked.insert(cat(m.type, " ", m.field)).second);
    }
    const Names fields = fields_of_schema();
    for (const std::string& field : fields) {
        CAPTURE(field);
        CHECK(marked.count(field) == 1);
    }
    for (const std::string& field : marked) {
        CAPTURE(field);
        CHECK(fields.count(field) == 1);
    }
}

TEST_CASE("fields without effect are found where an object sets them") {
    Pod pod;
    Container c;
    c.volume_devices.push_back({});
    pod.spec.containers.push_back(c);
    pod.spec.host_ipc = true;
    const auto found = not_simulated_in(type_of<Pod>(), &pod);
    REQUIRE(found.size() == 2);
    CHECK(found[0].path == "spec.containers[0].volumeDevices");
    CHECK(found[1].path == "spec.hostIPC");
    CHECK(not_simulated_in(type_of<Pod>(), &static_cast<const Pod&>(Pod{})).empty());
}
