// The available lessons: reading one, and the list of all with their progress.
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

// The text of lessons/ID.json, or empty. The program embeds all (lesson/shelf.cpp); the page
// fetches them and defines this function itself.
std::string lesson_json(std::string_view id);

// The lesson with that id, or the first. Embedded lessons are valid: a test reads them.
std::unique_ptr<Lesson> read_embedded(std::string_view id);

// All lessons in order.
std::vector<LessonEntry> lesson_contents();

}  // namespace podfall
