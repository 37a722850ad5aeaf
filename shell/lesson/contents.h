// The lessons there are: reading one, and the list of all with what was done of each.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/lesson/lesson.h"

namespace podfall {

struct LessonEntry {
    std::string id;
    LocalText title;
    LocalText summary;
    int minutes = 0;
    std::vector<std::string> steps;  // their ids
};

// The text of lessons/ID.json, or nothing. The program carries all (lesson/shelf.cpp); the page
// fetches them, and gives its own definition.
std::string lesson_json(std::string_view id);

// The lesson of that id, or the first. Embedded lessons have no mistakes: a test reads them.
std::unique_ptr<Lesson> read_embedded(std::string_view id);

// All lessons in their order.
std::vector<LessonEntry> lesson_contents();

}  // namespace podfall
