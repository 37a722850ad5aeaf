// A lesson: steps in which a reader predicts, acts, watches and reads the explanation. The format
// of lessons/*.json is documented in lessons/schema.json; read_lesson() decides what is valid.
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

// A line to type at a machine's terminal. May contain placeholders (see fill_names).
struct LessonCommand {
    std::string machine;
    std::string line;
    Duration wait = 0;  // instead of a line: the time that must pass before what follows
};

struct LessonChoice {
    LocalText text;
    LocalRichText why;  // shown after this was chosen
};

// "What will happen?", asked before the reader acts.
struct LessonQuestion {
    LocalRichText text;
    std::vector<LessonChoice> choices;
    int answer = -1;  // index of the right choice; -1: the step has no question
};

// One part of the answer that tests play: a line, then time to let pass.
struct LessonAnswer {
    LessonCommand command;    // without a line: only wait
    bool interrupt = false;   // Ctrl+C instead of a line
    Duration wait = 0;        // after the prompt came back
    bool wait_prompt = true;  // false: continue while the command still runs
};

struct LessonStep {
    std::string id;                  // stable, since progress is stored under it
    std::optional<Release> release;  // the step begins in a new cluster of that release
    LocalText title;
    LocalRichText text;
    LessonQuestion question;
    std::vector<LessonCommand> commands;  // what to type; a click types it
    std::vector<Goal> goals;              // none: the step is done when the reader goes on
    std::vector<LocalRichText> hints;     // from a nudge to the solution
    LocalRichText explanation;            // shown when the goals are met
    std::vector<LessonAnswer> answer;
};

struct Lesson {
    std::string id;  // the file's name without ".json"
    LocalText title;
    LocalText summary;                   // one sentence
    int minutes = 0;                     // the time a reader needs
    Release release = Release::v1_20_2;  // of the first step
    std::uint64_t seed = 1;              // of the cluster it opens
    int workers = 3;
    int masters = 1;                   // of the sandbox; lessons have one
    std::vector<InstalledFile> files;  // that its machines have
    std::vector<LessonStep> steps;
    LocalRichText recap;
    std::string next;  // id of the lesson after it, or empty
};

// The step that opened the cluster of a step: 0, or the last one up to it with a release.
std::size_t first_in_cluster(const Lesson& lesson, std::size_t step);

// Parses a lesson. Every mistake becomes an entry of `errors`: the path and what is wrong, such as
// "steps[2].goals[0].when.objects.kind: no kind is called \"Pdo\"". `out` is usable only if there
// are none.
void read_lesson(std::string_view json, Lesson& out, std::vector<std::string>& errors);

}  // namespace podfall
