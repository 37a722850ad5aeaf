// The list of all lessons that the lesson panel shows.
#include <doctest/doctest.h>

#include "core/lesson/embedded.h"
#include "shell/lesson_contents.h"

using namespace podfall;

TEST_CASE("the contents name every lesson in both languages, in the blog's order") {
    const std::vector<LessonEntry> all = lesson_contents();
    REQUIRE(all.size() == embedded_lessons_count);
    for (std::size_t i = 0; i < all.size(); ++i) {
        CHECK(all[i].id == embedded_lessons[i].id);
        CHECK_FALSE(all[i].title[Language::ko].empty());
        CHECK_FALSE(all[i].title[Language::en].empty());
        CHECK(all[i].steps.size() > 3);
        // Each but the last leads to the one below it.
        CHECK(read_embedded(all[i].id)->next == (i + 1 < all.size() ? all[i + 1].id : ""));
    }
}
