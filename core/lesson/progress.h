// What a reader has done, in no language: kept by lesson and step ids, so it survives new versions
// of a lesson.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace podfall {

struct StepProgress {
    bool done = false;
    int choice = -1;  // of the step's question; -1: not answered
    int hints = 0;    // how many were opened
};

struct LessonProgress {
    bool finished = false;                      // the recap was reached once
    std::map<std::string, StepProgress> steps;  // by the step's id

    const StepProgress& step(const std::string& id) const;
};

struct Progress {
    std::map<std::string, LessonProgress> lessons;  // by the lesson's id
};

// JSON text and back. load_progress gives what it can read; nothing of a text that is no progress.
std::string save_progress(const Progress& progress);
Progress load_progress(std::string_view text);

}  // namespace podfall
