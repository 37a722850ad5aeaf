// A lesson: steps that a reader predicts, acts, watches and reads about. The format of
// lessons/*.json is documented in lessons/schema.json; read_lesson() is the judge of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lesson/goal.h"
#include "core/lesson/language.h"
#include "core/lesson/markup.h"
#include "core/machine/bootstrap.h"
#include "core/world/world.h"

namespace podfall {

using LocalRichText = Local<RichText>;

// A line to type at a machine's terminal. May hold names to fill in (see fill_names).
struct LessonCommand {
    std::string machine;
    std::string line;
    Duration wait =
        0;  // instead of a line: what comes after it wants this much time to have passed
};

struct LessonChoice {
    LocalText text;
    LocalRichText why;  // shown once this was chosen
};

// "What will happen?", asked before the reader acts.
struct LessonQuestion {
    LocalRichText text;
    std::vector<LessonChoice> choices;
    int answer = -1;  // index of the right choice; -1: the step has no question
};

// A part of the answer that tests play: a line, then time to let pass.
struct LessonAnswer {
    LessonCommand command;    // no line: only wait
    bool interrupt = false;   // Ctrl+C instead of a line
    Duration wait = 0;        // after the prompt came back
    bool wait_prompt = true;  // false: go on while the command still runs
};

struct LessonStep {
    std::string id;                  // stable: progress is kept by it
    std::optional<Release> release;  // the step begins in a fresh cluster of that release
    LocalText title;
    LocalRichText text;
    LessonQuestion question;
    std::vector<LessonCommand> commands;  // what to type; a click types it
    std::vector<Goal> goals;              // none: the step is done by reading on
    std::vector<LocalRichText> hints;     // from a nudge to the solution
    LocalRichText explanation;            // shown when the goals are met
    std::vector<LessonAnswer> answer;
};

struct Lesson {
    std::string id;  // the file's name without ".json"
    LocalText title;
    LocalText summary;                   // one sentence
    int minutes = 0;                     // how long it takes a reader
    Release release = Release::v1_20_2;  // of the first step
    std::uint64_t seed = 1;              // of the cluster it opens
    int workers = 3;
    int masters = 1;                   // of the sandbox; lessons have one
    std::vector<InstalledFile> files;  // that its machines have
    std::vector<LessonStep> steps;
    LocalRichText recap;
    std::string next;  // id of the lesson after it, or empty
};

// The step with which the cluster of a step was opened: 0, or the last before it with a release.
std::size_t first_in_cluster(const Lesson& lesson, std::size_t step);

// Reads a lesson. Every mistake is an entry of `errors`: the path and what is wrong there, such as
// "steps[2].goals[0].when.objects.kind: no kind is called \"Pdo\"". `out` is usable only without
// any.
void read_lesson(std::string_view json, Lesson& out, std::vector<std::string>& errors);

}  // namespace podfall
