#pragma once

// The lessons of lessons/*.json, put into the program by the build (.cmake/embed_lessons.cmake).

#include <cstddef>

namespace podfall {

struct EmbeddedLesson {
    const char* id;    // the file's name without ".json", such as "01-deleted-pod"
    const char* json;  // UTF-8, minified, ends with a zero byte
    std::size_t size;  // bytes, without the zero byte
};

// Sorted by id; embedded_lessons[embedded_lessons_count] has null members.
extern const EmbeddedLesson embedded_lessons[];
// Their ids alone, in the same order: what the page needs, which fetches the texts.
extern const char* const embedded_lesson_ids[];
extern const std::size_t embedded_lessons_count;

// What the sandbox starts with: lessons/sandbox.json (core/lesson/files.h).
extern const EmbeddedLesson embedded_sandbox;

}  // namespace podfall
