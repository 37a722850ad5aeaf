// podfall lessons check [FILE...]: reads lessons, plays their answers, and checks that each goal is
// unmet before and met after. Exit code 1 on a failure.
#include <cstdio>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/lesson/embedded.h"
#include "core/lesson_player.h"
#include "shell/cli/whole_file_native.h"

namespace podfall {

int command_lessons(const char* const* arguments, int count);  // after "podfall lessons"

namespace {

struct Source {
    std::string name;  // the file's, for messages
    std::string id;    // the expected id of the lesson
    std::string json;
};

std::string id_of_path(std::string_view path) {
    if (const std::size_t slash = path.rfind('/'); slash != path.npos)
        path.remove_prefix(slash + 1);
    return std::string(path.substr(0, path.find('.')));
}

bool is_known(const std::vector<Source>& sources, std::string_view id) {
    for (const Source& s : sources)
        if (s.id == id) return true;
    for (std::size_t i = 0; i < embedded_lessons_count; ++i)
        if (embedded_lessons[i].id == id) return true;
    return false;
}

// Plays every step; returns one text per problem.
void play(const Lesson& lesson, std::vector<std::string>& problems) {
    LessonRun run(&lesson, {});
    Sim sim = open_cluster(run);
    while (run.current() < run.step_count()) {
        if (run.waits_for_cluster()) sim = open_cluster(run);
        const std::size_t step = run.current();
        const LessonStep& what = lesson.steps[step];
        const StepStart start = begin_step_in(sim.world());
        for (const Goal& goal : what.goals) {
            if (is_met(goal.when, sim.world(), start))
                problems.push_back(cat("step ", what.id, ": met before anything was done: ",
                                       quote(goal.text[Language::en])));
        }
        std::string problem;
        if (!play_step(sim, run, problem)) {
            problems.push_back(cat("step ", what.id, ": ", problem));
            return;
        }
    }
}

bool check(const Source& source, const std::vector<Source>& all) {
    Lesson lesson;
    std::vector<std::string> problems;
    read_lesson(source.json, lesson, problems);
    if (problems.empty()) {
        if (lesson.id != source.id) problems.push_back(cat("id: must be ", quote(source.id)));
        if (!lesson.next.empty() && !is_known(all, lesson.next))
            problems.push_back(cat("next: there is no lesson ", quote(lesson.next)));
        play(lesson, problems);
    }
    for (const std::string& p : problems) std::printf("%s: %s\n", source.name.c_str(), p.c_str());
    if (problems.empty())
        std::printf("%s: %d steps, ok\n", source.name.c_str(),
                    static_cast<int>(lesson.steps.size()));
    return problems.empty();
}

}  // namespace

int command_lessons(const char* const* arguments, int count) {
    if (count < 1 || std::string_view(arguments[0]) != "check") {
        std::fputs("usage: podfall lessons check [FILE...]\n", stderr);
        return 2;
    }
    std::vector<Source> sources;
    for (int i = 1; i < count; ++i) {
        Source source{arguments[i], id_of_path(arguments[i]), ""};
        if (!read_whole_file(arguments[i], source.json)) {
            std::fprintf(stderr, "podfall: cannot read %s\n", arguments[i]);
            return 1;
        }
        sources.push_back(std::move(source));
    }
    for (std::size_t i = 0; count == 1 && i < embedded_lessons_count; ++i) {
        const EmbeddedLesson& e = embedded_lessons[i];
        sources.push_back({e.id, e.id, std::string(e.json, e.size)});
    }
    bool good = true;
    for (const Source& source : sources) good = check(source, sources) && good;
    return good ? 0 : 1;
}

}  // namespace podfall
