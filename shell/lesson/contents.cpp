// Lists the lessons with their progress.
#include "shell/lesson/contents.h"

#include "core/lesson/embedded.h"

namespace podfall {

std::unique_ptr<Lesson> read_embedded(std::string_view id) {
    std::string_view found = embedded_lesson_ids[0];
    for (std::size_t i = 0; i < embedded_lessons_count; ++i)
        if (embedded_lesson_ids[i] == id) found = id;
    auto lesson = std::make_unique<Lesson>();
    std::vector<std::string> errors;
    read_lesson(lesson_json(found), *lesson, errors);
    return lesson;
}

std::vector<LessonEntry> lesson_contents() {
    std::vector<LessonEntry> all;
    for (std::size_t i = 0; i < embedded_lessons_count; ++i) {
        const std::unique_ptr<Lesson> lesson = read_embedded(embedded_lesson_ids[i]);
        LessonEntry entry{lesson->id, lesson->title, lesson->summary, lesson->minutes, {}};
        for (const LessonStep& step : lesson->steps) entry.steps.push_back(step.id);
        all.push_back(std::move(entry));
    }
    return all;
}

}  // namespace podfall
