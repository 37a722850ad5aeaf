// A reader's progress, independent of the language: stored under lesson and step ids, so it
// survives new versions of a lesson.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace podfall {

struct StepProgress {
    bool done = false;
    int choice = -1;  // of the step's question; -1: not answered
    int hints = 0;    // how many were revealed
};

struct LessonProgress {
    bool finished = false;                      // the recap was reached once
    std::map<std::string, StepProgress> steps;  // by the step's id

    const StepProgress& step(const std::string& id) const;
};

struct Progress {
    std::map<std::string, LessonProgress> lessons;  // by the lesson's id
};

// To JSON text and back. load_progress reads what it can; invalid text gives empty progress.
std::string save_progress(const Progress& progress);
Progress load_progress(std::string_view text);

}  // namespace podfall
