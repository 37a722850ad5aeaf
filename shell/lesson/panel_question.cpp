// The lesson panel's question: the choices, the guess, and the verdict after the step is done.
#include "shell/lesson/question.h"

#include "core/base/text.h"
#include "shell/lesson/commands.h"
#include "shell/lesson/panel.h"
#include "shell/ui/icon.h"
#include "shell/ui/rich_text.h"

namespace podfall {

namespace {

const LessonQuestion& question_of(const LessonPanelInput& in) {
    return in.run->lesson().steps[in.step].question;
}

int chosen_in(const LessonPanelInput& in) {
    return in.run->progress().step(in.run->lesson().steps[in.step].id).choice;
}

const LessonChoice* find_choice(const LessonQuestion& q, int chosen) {
    const bool known = chosen >= 0 && chosen < static_cast<int>(q.choices.size());
    return known ? &q.choices[static_cast<std::size_t>(chosen)] : nullptr;
}

// Whether the explanation begins with the verdict's text, as most do, so that it is not repeated.
bool says_verdict(const RichText& why, std::string_view verdict) {
    return plain_text(why).rfind(verdict, 0) == 0;
}

}  // namespace

std::string plain_markup(std::string_view line) {
    RichText text;
    std::string error;
    parse_markup(line, text, error);
    return plain_text(text);
}

std::string said_words(const LessonQuestion& q, int chosen, Language language,
                       const Strings& words) {
    const LessonChoice* choice = find_choice(q, chosen);
    if (!choice) return words.predict_first;
    return replace_all(words.you_said, "{s}", plain_markup(choice->text[language]));
}

std::string verdict_words(const LessonQuestion& q, int chosen, Language language,
                          const Strings& words) {
    const LessonChoice* choice = find_choice(q, chosen);
    if (!choice) return "";
    const RichText& why = choice->why[language];
    const char* verdict = chosen == q.answer ? words.right : words.not_quite;
    return cat(words.your_guess, ": ", plain_markup(choice->text[language]), "\n",
               says_verdict(why, verdict) ? "" : cat(verdict, "\n"), plain_text(why), "\n");
}

void LessonPanel::choice(Ui& ui, const LessonPanelInput& in, std::size_t index) {
    const LessonQuestion& q = question_of(in);
    const bool mine = chosen_in(in) == static_cast<int>(index);
    const bool right = static_cast<int>(index) == q.answer;
    const bool told = in.run->done(in.step) && (mine || right);  // not before the outcome was seen
    const RichStyle style{type::body, 1.5f, ui.theme->text};
    const float indent = ui.px(40), pad = ui.px(10);
    const float inner = width_ - indent - ui.px(14);
    RichText label;
    std::string error;
    parse_markup(q.choices[index].text[ui.language], label, error);
    const float text_h = put_rich(ui, label, {}, inner, style, false);
    const Rect box{x_, y_, width_, text_h + 2 * pad};
    const Ui::Press p = ui.press(cat("choice", index).c_str(), box, 8);
    if (p.pressed) ui.emit(act::Choose{in.step, static_cast<int>(index)});
    if (mine) told_ = y_;
    const Colour mark = !told ? ui.theme->accent : right ? ui.theme->good : ui.theme->warn;
    const bool marked = told || mine;
    ui.fill(box,
            marked      ? mix(ui.theme->panel, mark, 0.1f)
            : p.hovered ? ui.theme->hover
                        : ui.theme->raised,
            8);
    ui.outline(box, marked ? mark : ui.theme->line, 8);
    const Rect dot{x_ + ui.px(12), y_ + pad + ui.px(3), ui.px(16), ui.px(16)};
    put_icon(ui, told ? (right ? Icon::check : Icon::cross) : Icon::circle, dot,
             marked ? mark : ui.theme->edge);
    if (mine && !told) ui.fill(dot.inset(ui.px(5)), mark, 3);
    put_rich(ui, label, {x_ + indent, y_ + pad}, inner, style);
    y_ += box.h + ui.px(8);
}

// Whether the guess was right and why, once the outcome has been seen.
void LessonPanel::verdict(Ui& ui, const LessonPanelInput& in) {
    const LessonQuestion& q = question_of(in);
    const int chosen = chosen_in(in);
    const LessonChoice* choice = find_choice(q, chosen);
    if (!choice) return;
    const bool right = chosen == q.answer;
    const Colour mark = right ? ui.theme->good : ui.theme->warn;
    const float pad = ui.px(12), inner = width_ - 2 * pad;
    const std::string guess =
        cat(ui.text->your_guess, ": ", plain_markup(choice->text[ui.language]));
    const RichText& why = choice->why[ui.language];
    const RichStyle style{type::label + 1, 1.65f, ui.theme->text};
    const char* words = right ? ui.text->right : ui.text->not_quite;
    const bool said = says_verdict(why, words);
    const float guess_h = wrap_height(ui, guess, Face::sans, type::label, inner) + ui.px(4);
    const float said_h = said ? 0 : ui.px(type::label + 8);
    const Rect box{x_, y_, width_,
                   guess_h + said_h + put_rich(ui, why, {}, inner, style, false) + 2 * pad};
    ui.fill(box, mix(ui.theme->panel, mark, 0.1f), 8);
    ui.outline(box, mark, 8);
    put_wrapped(ui, guess, Face::sans, type::label, ui.theme->dim, {x_ + pad, y_ + pad}, inner);
    float y = y_ + pad + guess_h;
    if (!said) ui.put({x_ + pad, y}, Face::sans_bold, type::label, mark, words);
    y += said_h;
    put_rich(ui, why, {x_ + pad, y}, inner, style);
    y_ += box.h + ui.px(16);
}

void LessonPanel::question(Ui& ui, const LessonPanelInput& in) {
    const LessonQuestion& q = question_of(in);
    if (q.answer < 0) return;
    gap(ui, 24);
    heading(ui, ui.text->predict);
    rich(ui, q.text[ui.language]);
    gap(ui, 12);
    for (std::size_t i = 0; i < q.choices.size(); ++i) choice(ui, in, i);
    if (in.run->done(in.step)) return;
    const std::string below = said_words(q, chosen_in(in), ui.language, *ui.text);
    y_ += put_wrapped(ui, below, Face::sans, type::label, ui.theme->dim, {x_, y_}, width_);
}

}  // namespace podfall
