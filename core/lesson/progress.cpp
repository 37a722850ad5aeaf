// Saves and loads a reader's progress.
#include "core/lesson/progress.h"

#include <nlohmann/json.hpp>

#include "core/api/format/json.h"
#include "core/base/text.h"

namespace podfall {

namespace {

constexpr std::size_t largest_progress = 1 << 20;  // bytes

int number(const Json& json, const char* name, int fallback) {
    const auto it = json.find(name);
    const auto* n = it == json.end() ? nullptr : it->get_ptr<const std::int64_t*>();
    return n && *n >= -1 && *n < 1000 ? static_cast<int>(*n) : fallback;
}

bool flag(const Json& json, const char* name) {
    const auto it = json.find(name);
    return it != json.end() && it->is_boolean() && *it->get_ptr<const bool*>();
}

// The object under `name`, or an empty one.
Json object(const Json& json, const char* name) {
    if (!json.is_object()) return Json::object();
    const auto it = json.find(name);
    return it != json.end() && it->is_object() ? *it : Json::object();
}

std::string step_text(const std::string& id, const StepProgress& s) {
    return cat(quote(id), ":{\"done\":", s.done ? "true" : "false", ",\"choice\":", s.choice,
               ",\"hints\":", s.hints, "}");
}

LessonProgress read_lesson_progress(const Json& json) {
    LessonProgress out;
    out.finished = flag(json, "finished");
    const Json steps = object(json, "steps");
    for (auto it = steps.begin(); it != steps.end(); ++it) {
        if (!it->is_object()) continue;
        out.steps[it.key()] = {flag(*it, "done"), number(*it, "choice", -1),
                               number(*it, "hints", 0)};
    }
    return out;
}

}  // namespace

const StepProgress& LessonProgress::step(const std::string& id) const {
    static const StepProgress nothing;
    const auto it = steps.find(id);
    return it == steps.end() ? nothing : it->second;
}

std::string save_progress(const Progress& progress) {
    std::vector<std::string> lessons;
    for (const auto& [id, lesson] : progress.lessons) {
        std::vector<std::string> steps;
        for (const auto& [step_id, step] : lesson.steps) steps.push_back(step_text(step_id, step));
        lessons.push_back(cat(quote(id), ":{\"finished\":", lesson.finished ? "true" : "false",
                              ",\"steps\":{", join(steps, ","), "}}"));
    }
    return cat("{\"version\":1,\"lessons\":{", join(lessons, ","), "}}");
}

Progress load_progress(std::string_view text) {
    Progress progress;
    if (text.size() > largest_progress) return progress;
    const Json json = Json::parse(text, nullptr, false);
    const Json lessons = object(json, "lessons");
    for (auto it = lessons.begin(); it != lessons.end(); ++it) {
        if (it->is_object()) progress.lessons[it.key()] = read_lesson_progress(*it);
    }
    return progress;
}

}  // namespace podfall
