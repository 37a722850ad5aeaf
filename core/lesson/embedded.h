#pragma once

// The lessons of lessons/*.json, embedded by the build (.cmake/embed_lessons.cmake).

#include <cstddef>

namespace podfall {

struct EmbeddedLesson {
    const char* id;    // the file's name without ".json", such as "01-deleted-pod"
    const char* json;  // UTF-8, minified, zero-terminated
    std::size_t size;  // bytes, without the terminating zero
};

// Sorted by id; embedded_lessons[embedded_lessons_count] has null members.
extern const EmbeddedLesson embedded_lessons[];
// Only the ids, in the same order: the page needs no more, since it fetches the texts.
extern const char* const embedded_lesson_ids[];
extern const std::size_t embedded_lessons_count;

// What the sandbox starts with: lessons/sandbox.json (core/lesson/files.h).
extern const EmbeddedLesson embedded_sandbox;

}  // namespace podfall
