// The table of fields without effect in core/README.md is the one of field_marks.cpp.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "core/api/rules/field_marks.h"
#include "core/base/text.h"

using namespace podfall;

TEST_CASE("core/README.md lists the fields that do nothing") {
    std::string table = "| field | what happens instead |\n| --- | --- |\n";
    for (const NotSimulated& f : not_simulated_fields())
        table += cat("| `", f.type, "` `", f.field, "` | ", f.instead, " |\n");
    std::ifstream file("core/README.md");
    std::stringstream text;
    text << file.rdbuf();
    CHECK_MESSAGE(contains(text.str(), table), "core/README.md should contain:\n" << table);
}
