// Reads lesson files.
#include "core/lesson/lesson.h"

#include "core/base/text.h"
#include "core/lesson/files.h"
#include "core/lesson/json_place.h"
#include "core/lesson/read_goal.h"

namespace podfall {

namespace {

constexpr std::size_t largest_lesson = 1 << 20;  // bytes; a lesson has about 20 KB

// {"ko": ..., "en": ...}: these two are required, other languages are optional; none may be empty.
template <class F>
void each_language(const JsonPlace& place, F f) {
    if (!place.exists()) return;
    if (!place.json().is_object()) return place.error("must be an object");
    for (const char* complete : {"ko", "en"}) place.required(complete);
    for (auto it = place.json().begin(); it != place.json().end(); ++it) {
        if (it.key().size() != 2 || !Language::is_code(it.key())) {
            place.error(cat(quote(it.key()), " is no code of a language"));
            continue;
        }
        const JsonPlace one = place.member(it.key().c_str());
        const std::string text = read_lines(one);
        if (trim(text).empty()) one.error("says nothing");
        f(Language(it.key()), one, text);
    }
}

LocalText read_text(const JsonPlace& place) {
    LocalText out;
    each_language(place, [&](Language language, const JsonPlace&, const std::string& text) {
        out.set(language, text);
    });
    return out;
}

LocalRichText read_rich(const JsonPlace& place) {
    LocalRichText out;
    each_language(place, [&](Language language, const JsonPlace& one, const std::string& text) {
        std::string error;
        RichText rich;
        if (!parse_markup(text, rich, error)) one.error(error);
        out.set(language, std::move(rich));
    });
    return out;
}

LessonQuestion read_question(const JsonPlace& place) {
    LessonQuestion q;
    if (!place.exists()) return q;
    place.only({"text", "choices", "answer"});
    q.text = read_rich(place.required("text"));
    for (const JsonPlace& choice : place.required("choices").items()) {
        choice.only({"text", "why"});
        q.choices.push_back(
            {read_text(choice.required("text")), read_rich(choice.required("why"))});
    }
    const int count = static_cast<int>(q.choices.size());
    if (count < 2) {
        place.error("needs at least two choices");
        return q;
    }
    q.answer = place.required("answer").number(0, 0, count - 1);
    return q;
}

LessonCommand read_command(const JsonPlace& place) {
    LessonCommand c;
    const JsonPlace machine = place.member("machine");
    c.machine = machine.exists() ? machine.text() : default_machine;
    c.line = place.member("type").text();
    return c;
}

std::vector<LessonCommand> read_commands(const JsonPlace& place) {
    std::vector<LessonCommand> out;
    for (const JsonPlace& item : place.items()) {
        item.only({"machine", "type", "wait"});
        LessonCommand c = read_command(item);
        c.wait = seconds(item.member("wait").number(0, 0, 24 * 3600));
        if (item.member("type").exists() == (c.wait > 0))
            item.error("is either a line to type or a wait");
        out.push_back(std::move(c));
    }
    return out;
}

std::vector<LessonAnswer> read_answer(const JsonPlace& place) {
    std::vector<LessonAnswer> out;
    for (const JsonPlace& item : place.items()) {
        item.only({"machine", "type", "wait", "interrupt", "wait_prompt"});
        LessonAnswer a;
        a.command = read_command(item);
        a.interrupt = item.member("interrupt").flag(false);
        a.wait = seconds(item.member("wait").number(0, 0, 24 * 3600));
        a.wait_prompt = item.member("wait_prompt").flag(true);
        if (a.command.line.empty() && !a.interrupt && a.wait == 0) item.error("does nothing");
        out.push_back(std::move(a));
    }
    return out;
}

Release read_release(const JsonPlace& place) {
    return place.word({"v1.20.2", "v1.20.15"}) == 1 ? Release::v1_20_15 : Release::v1_20_2;
}

LessonStep read_step(const JsonPlace& place) {
    place.only({"id", "release", "title", "text", "question", "commands", "goals", "hints",
                "explanation", "answer"});
    LessonStep step;
    step.id = place.required("id").text();
    if (const JsonPlace release = place.member("release"); release.exists())
        step.release = read_release(release);
    step.title = read_text(place.required("title"));
    step.text = read_rich(place.required("text"));
    step.question = read_question(place.member("question"));
    step.commands = read_commands(place.member("commands"));
    for (const JsonPlace& goal : place.member("goals").items()) {
        goal.only({"text", "when"});
        step.goals.push_back(
            {read_text(goal.required("text")), read_condition(goal.required("when"))});
    }
    for (const JsonPlace& hint : place.member("hints").items())
        step.hints.push_back(read_rich(hint));
    step.explanation = read_rich(place.member("explanation"));
    step.answer = read_answer(place.member("answer"));
    if (!step.goals.empty() && step.answer.empty()) place.error("has goals but no answer");
    if (step.question.answer >= 0 && step.goals.empty())
        place.error("has a question but no goal: nothing seen would judge the guess");
    if (!step.goals.empty() && step.hints.size() < 2)
        place.error("has goals but fewer than two hints");
    return step;
}

void check_ids(const Lesson& lesson, const JsonPlace& steps) {
    for (std::size_t i = 0; i < lesson.steps.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (lesson.steps[i].id != lesson.steps[k].id) continue;
            steps.error(cat("two steps are called ", quote(lesson.steps[i].id)));
        }
    }
}

}  // namespace

std::size_t first_in_cluster(const Lesson& lesson, std::size_t step) {
    while (step > 0 && (step >= lesson.steps.size() || !lesson.steps[step].release)) --step;
    return step;
}

void read_lesson(std::string_view text, Lesson& out, std::vector<std::string>& errors) {
    out = Lesson{};
    if (text.size() > largest_lesson) {
        errors.push_back("is larger than 1 MB");
        return;
    }
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) {
        errors.push_back("is not JSON");
        return;
    }
    const JsonPlace root(&json, "", &errors);
    root.only({"$schema", "id", "title", "summary", "minutes", "release", "seed", "files", "steps",
               "recap", "next"});
    out.id = root.required("id").text();
    out.title = read_text(root.required("title"));
    out.summary = read_text(root.required("summary"));
    out.minutes = root.required("minutes").number(0, 1, 600);
    if (const JsonPlace release = root.member("release"); release.exists())
        out.release = read_release(release);
    out.seed = static_cast<std::uint64_t>(root.member("seed").number(1, 0, INT32_MAX));
    out.files = read_files(root.member("files"));
    const JsonPlace steps = root.required("steps");
    for (const JsonPlace& step : steps.items()) out.steps.push_back(read_step(step));
    if (steps.exists() && out.steps.empty()) steps.error("is empty");
    if (!out.steps.empty() && out.steps[0].release)
        steps.error("the first step's release is the lesson's");
    check_ids(out, steps);
    out.recap = read_rich(root.required("recap"));
    if (const JsonPlace next = root.member("next"); next.exists() && !next.json().is_null())
        out.next = next.text();
}

}  // namespace podfall
