// The whole lesson as text for printing.
#include "core/base/text.h"
#include "shell/lesson/panel.h"

namespace podfall {

namespace {

const char* mark_of(BlockKind kind) {
    switch (kind) {
        case BlockKind::bullet:
        case BlockKind::numbered:
        case BlockKind::moment:
            return "- ";
        case BlockKind::note:
        case BlockKind::warning:
        case BlockKind::key:
            return "> ";
        case BlockKind::code:
            return "$ ";
        case BlockKind::table:
            return "| ";
        default:
            return "";
    }
}

std::string marked(const RichText& text) {
    std::string out;
    for (const Block& block : text)
        for (const std::string& line : split_lines(plain_text({block})))
            out += cat(mark_of(block.kind), line, "\n");
    return out;
}

}  // namespace

std::string print_text(const Lesson& lesson, const World& world, Language language,
                       const Strings& words) {
    std::string out = cat("# ", lesson.title[language], "\n", lesson.summary[language], " (",
                          length_text(minutes(lesson.minutes), words), ")\n");
    for (std::size_t i = 0; i < lesson.steps.size(); ++i) {
        const LessonStep& s = lesson.steps[i];
        out += cat("## ", i + 1, ". ", s.title[language], "\n", marked(s.text[language]));
        if (s.question.answer >= 0)
            out += cat("### ", words.predict, "\n", marked(s.question.text[language]));
        for (const LessonChoice& choice : s.question.choices)
            out += cat("- ", choice.text[language], "\n");
        for (const LessonCommand& c : s.commands)
            out += c.wait > 0 ? cat("- ", words.let_pass, " ", length_text(c.wait, words), "\n")
                              : cat("$ ", c.machine, ": ", fill_names(c.line, world), "\n");
        if (!s.goals.empty()) out += cat("### ", words.goals, "\n");
        for (const Goal& goal : s.goals) out += cat("- ", goal.text[language], "\n");
        if (!s.explanation.empty())
            out += cat("### ", words.why, "\n", marked(s.explanation[language]));
    }
    return cat(out, "## ", words.recap, "\n", marked(lesson.recap[language]));
}

}  // namespace podfall
