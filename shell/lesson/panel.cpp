// Draws the lesson panel.
#include "shell/lesson/panel.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "shell/cluster/view.h"
#include "shell/lesson/commands.h"
#include "shell/lesson/question.h"
#include "shell/lesson/sandbox.h"
#include "shell/ui/icon.h"
#include "shell/ui/rich_text.h"

namespace podfall {

namespace {

constexpr float header_height = 44;  // CSS pixels
constexpr float row_height = 32;
constexpr Duration worth_skipping = seconds(20);

const LessonStep& step_of(const LessonPanelInput& in) {
    return in.run->lesson().steps[in.step];
}
const StepProgress& progress_of(const LessonPanelInput& in) {
    return in.run->progress().step(step_of(in).id);
}

std::string id(const char* name, std::size_t number) {
    return cat(name, static_cast<std::int64_t>(number));
}

// What the lesson teaches to do and how long it takes: heads its first step.
std::string opening_words(const Lesson& lesson, Language language, const Strings& words) {
    return cat(lesson.summary[language], " (", length_text(minutes(lesson.minutes), words), ")");
}

}  // namespace

void LessonPanel::heading(Ui& ui, const char* words) {
    ui.put({x_, y_}, Face::sans_bold, type::small, ui.theme->dim, words);
    gap(ui, type::small + 8);
}

void LessonPanel::rich(Ui& ui, const RichText& text) {
    y_ += put_rich(ui, text, {x_, y_}, width_, {.text = ui.theme->text, .term = &term_});
}

// The reader's position: one bar per step, and the button that opens the list of steps.
void LessonPanel::header(Ui& ui, const Rect& box, const LessonPanelInput& in) {
    const std::size_t count = in.run->step_count();
    const std::string place =
        in.step < count ? cat(static_cast<int>(in.step) + 1, " / ", static_cast<int>(count))
                        : std::string(ui.text->recap);
    const float w = ui.width(Face::sans_bold, type::label, place) + ui.px(44);
    const float side = ui.px(ui.finger(row_height));
    const Rect button{box.x + ui.px(12), box.y + (box.h - side) / 2, w, side};
    const Ui::Press p = ui.press("steps", button);
    if (p.pressed) {  // the list starts at its top; on return the text is where it was
        list_open_ = !list_open_;
        if (list_open_) kept_scroll_ = scroll_;
        (list_open_ ? to_top_ : back_) = true;
    }
    if (!list_open_) searching_ = false;
    if (p.hovered || list_open_) ui.fill(button, ui.theme->hover, 6);
    put_icon(ui, Icon::list,
             {button.x + ui.px(8), button.y + (side - ui.px(16)) / 2, ui.px(16), ui.px(16)},
             ui.theme->dim);
    ui.put({button.x + ui.px(32), button.y + (side - ui.px(type::label)) / 2}, Face::sans_bold,
           type::label, ui.theme->text, place);
    const float left = button.right() + ui.px(12), right = box.right() - ui.px(20);
    const float space = ui.px(4);
    const float each =
        (right - left - space * static_cast<float>(count - 1)) / static_cast<float>(count);
    for (std::size_t i = 0; i < count && each > 1; ++i) {
        const Rect bar{left + (each + space) * static_cast<float>(i), box.y + ui.px(20), each,
                       ui.px(4)};
        ui.fill(bar,
                in.run->done(i) ? ui.theme->good
                : i == in.step  ? ui.theme->accent
                                : ui.theme->hover,
                2);
        if (i == in.step && in.run->done(i))
            ui.fill({bar.x, bar.bottom() + ui.px(3), bar.w, ui.px(2)}, ui.theme->accent, 1);
    }
    ui.fill({box.x, box.bottom() - 1, box.w, 1}, ui.theme->line);
}

// A command that a press types into its machine's terminal, or a wait that a press lets pass.
void LessonPanel::command(Ui& ui, const LessonPanelInput& in, const std::string& id,
                          const LessonCommand& command, bool ran, Duration left_to_wait) {
    const bool wait = command.wait > 0;
    const std::string line =
        wait ? skip_words(*ui.text, command.wait) : fill_names(command.line, *in.world);
    const Face face = wait ? Face::sans_bold : Face::mono;
    const float pad = ui.px(12), left = ui.px(36);
    // Names the machine if it is not the usual one.
    const float head = wait || command.machine == "m-k8s" ? 0 : ui.px(type::small + 6);
    const float text_h = wrap_height(ui, line, face, type::label, width_ - left - pad) + head;
    const float h = std::max(text_h + 2 * ui.px(8), ui.px(ui.finger(32)));
    const float top = y_ + (h - text_h) / 2;
    const Rect box{x_, y_, width_, h};
    const Ui::Press p = ui.press(id.c_str(), box, 8);
    if (p.pressed && wait)
        ui.emit(act::LetPass{left_to_wait});
    else if (p.pressed)
        ui.emit(act::TypeText{line, command.machine});
    ui.fill(box, p.hovered ? ui.theme->hover : ui.theme->raised, 8);
    ui.outline(box, p.hovered ? ui.theme->accent : ui.theme->line, 8);
    put_icon(ui,
             ran    ? Icon::check
             : wait ? Icon::skip
                    : Icon::prompt,
             {x_ + ui.px(12), top + ui.px(2), ui.px(16), ui.px(16)},
             ran ? ui.theme->good : ui.theme->accent);
    if (head > 0)
        ui.put({x_ + left, top + ui.px(1)}, Face::sans, type::small, ui.theme->dim,
               command.machine);
    put_wrapped(ui, line, face, type::label, wait ? ui.theme->text : ui.theme->code,
                {x_ + left, top + head}, width_ - left - pad);
    y_ += h + ui.px(8);
}

void LessonPanel::commands(Ui& ui, const LessonPanelInput& in) {
    const std::vector<LessonCommand>& all = step_of(in).commands;
    if (all.empty()) return;
    gap(ui, 24);
    heading(ui, ui.text->try_it);
    const LessonDeeds deeds{in.run, in.step, in.world, in.inputs};
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool known = in.inputs != nullptr;
        const Duration wait = known && all[i].wait > 0 ? wait_left(deeds, i) : 0;
        command(ui, in, id("command", i), all[i], known && was_run(deeds, i), wait);
        if (i == 0) offered_ = y_;
    }
    y_ += put_wrapped(ui, ui.text->try_it_note, Face::sans, type::small, ui.theme->dim, {x_, y_},
                      width_);
}

void LessonPanel::goals(Ui& ui, const LessonPanelInput& in) {
    const std::vector<Goal>& all = step_of(in).goals;
    if (all.empty()) return;
    gap(ui, 24);
    heading(ui, ui.text->goals);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool met = in.run->met(in.step, i);
        const float left = ui.px(28);
        put_icon(ui, met ? Icon::check : Icon::circle,
                 {x_ + ui.px(2), y_ + ui.px(4), ui.px(16), ui.px(16)},
                 met ? ui.theme->good : ui.theme->edge);
        y_ += put_wrapped(ui, all[i].text[ui.language], Face::sans, type::body,
                          met ? ui.theme->dim : ui.theme->text, {x_ + left, y_}, width_ - left);
        gap(ui, 4);
    }
}

void LessonPanel::hints(Ui& ui, const LessonPanelInput& in) {
    const std::vector<LocalRichText>& all = step_of(in).hints;
    if (all.empty() || in.run->done(in.step)) return;
    const auto open = static_cast<std::size_t>(progress_of(in).hints);
    gap(ui, 16);
    for (std::size_t i = 0; i < std::min(open, all.size()); ++i) {
        const float bar = ui.px(3), inner = width_ - ui.px(16);
        const RichStyle style{type::label + 1, 1.65f, ui.theme->text};
        const float h = put_rich(ui, all[i][ui.language], {x_ + ui.px(16), y_}, inner, style);
        ui.fill({x_, y_, bar, h}, ui.theme->warn, 2);
        y_ += h + ui.px(12);
    }
    if (open > all.size()) return answer(ui, in);
    // The written hints, then the answer itself.
    const char* words = open == 0           ? ui.text->hint
                        : open < all.size() ? ui.text->more_hints
                                            : ui.text->show_me;
    const Rect box{x_, y_, ui.button_width(words), ui.px(ui.button_height())};
    if (ui.button("hint", box, words)) ui.emit(act::OpenHint{in.step});
    const std::string depth = cat(open, " / ", all.size() + 1);
    ui.put({box.right() + ui.px(12), y_ + ui.px(9)}, Face::sans, type::label, ui.theme->dim, depth);
    gap(ui, ui.button_height());
}

// The step's answer; a press types one line. The reader still has to run it.
void LessonPanel::answer(Ui& ui, const LessonPanelInput& in) {
    heading(ui, ui.text->answer);
    const std::vector<LessonAnswer>& all = step_of(in).answer;
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::string words;
        if (all[i].interrupt)
            words = "Ctrl+C";
        else if (!all[i].command.line.empty())
            command(ui, in, id("answer", i), all[i].command, false, 0);
        if (all[i].wait >= worth_skipping) {
            LessonCommand wait;
            wait.wait = all[i].wait;
            command(ui, in, id("wait", i), wait, false, wait.wait);
        } else if (all[i].wait > 0) {
            words = cat(words, words.empty() ? "" : ", ", ui.text->let_pass, " ",
                        length_text(all[i].wait, *ui.text));
        }
        if (words.empty()) continue;
        y_ += put_wrapped(ui, words, Face::sans, type::label, ui.theme->dim, {x_ + ui.px(36), y_},
                          width_ - ui.px(36)) +
              ui.px(8);
    }
}

// After the goals: the explanation and the way to the next step.
void LessonPanel::ending(Ui& ui, const LessonPanelInput& in) {
    const LessonStep& s = step_of(in);
    const bool done = in.run->done(in.step), reading = s.goals.empty();
    gap(ui, 24);
    revealed_ = y_;
    if (done || reading) {
        if (done) verdict(ui, in);
        if (!s.explanation.empty()) {
            if (!reading) heading(ui, ui.text->why);
            rich(ui, s.explanation[ui.language]);
            gap(ui, 20);
        }
        const bool last = in.step + 1 == in.run->step_count();
        const char* words = last ? ui.text->finish : ui.text->next_step;
        if (ui.button("next", {x_, y_, std::max(ui.px(120), ui.button_width(words)), ui.px(40)},
                      words, true))
            ui.emit(act::FinishReading{in.step});
        gap(ui, 40);
    } else {
        y_ += put_wrapped(ui, ui.text->waiting, Face::sans, type::label, ui.theme->dim, {x_, y_},
                          width_);
    }
    if ((!done && !in.run->started(in.step)) || (in.step == 0 && !done)) return;
    gap(ui, 12);
    if (ui.button("redo", {x_, y_, ui.button_width(ui.text->redo_step), ui.px(ui.button_height())},
                  ui.text->redo_step))
        ui.emit(act::Redo{in.step});
    gap(ui, ui.button_height());
}

void LessonPanel::step(Ui& ui, const LessonPanelInput& in) {
    const LessonStep& s = step_of(in);
    y_ += put_wrapped(ui, s.title[ui.language], Face::sans_bold, type::title, ui.theme->text,
                      {x_, y_}, width_);
    gap(ui, 12);
    if (in.step == 0) {
        y_ += put_wrapped(ui, opening_words(in.run->lesson(), ui.language, *ui.text), Face::sans,
                          type::label, ui.theme->dim, {x_, y_}, width_);
        gap(ui, 12);
    }
    rich(ui, s.text[ui.language]);
    question(ui, in);
    if (answered(*in.run, in.step)) commands(ui, in);
    goals(ui, in);
    hints(ui, in);
    ending(ui, in);
}

// The points to remember, one card each. A covered card hides its strong words until pressed.
void LessonPanel::card(Ui& ui, const Block& block, std::size_t index) {
    const float pad = ui.px(14);
    RichStyle style{.text = ui.theme->text, .term = &term_};
    style.covered = covered_ && !uncovered_[index];
    const RichText text{Block{BlockKind::paragraph, 0, block.spans, {}}};
    const float inner = width_ - 2 * pad;
    const float h = put_rich(ui, text, {}, inner, style, false) + 2 * pad;
    const Rect box{x_, y_, width_, h};
    Ui::Press p;
    if (covered_) p = ui.press(id("card", index).c_str(), box, 8);
    if (p.pressed) uncovered_[index] = !uncovered_[index];
    ui.fill(box, p.hovered ? ui.theme->hover : ui.theme->raised, 8);
    ui.outline(box, ui.theme->line, 8);
    put_rich(ui, text, {x_ + pad, y_ + pad}, inner, style);
    y_ += h + ui.px(8);
}

void LessonPanel::recap(Ui& ui, const LessonPanelInput& in) {
    put_icon(ui, Icon::check, {x_, y_ + ui.px(6), ui.px(20), ui.px(20)}, ui.theme->good);
    const float left = ui.px(30);
    y_ += put_wrapped(ui, ui.text->finished, Face::sans_bold, type::title, ui.theme->text,
                      {x_ + left, y_}, width_ - left);
    gap(ui, 4);
    y_ += put_wrapped(ui, in.run->lesson().title[ui.language], Face::sans, type::body,
                      ui.theme->dim, {x_, y_}, width_);
    gap(ui, 20);
    const RichText& all = in.run->lesson().recap[ui.language];
    uncovered_.resize(all.size());
    const char* cover = covered_ ? ui.text->uncover : ui.text->cover;
    if (ui.button("cover", {x_, y_, ui.button_width(cover), ui.px(ui.button_height())}, cover)) {
        covered_ = !covered_;
        uncovered_.assign(all.size(), false);
    }
    gap(ui, ui.button_height() + 12);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].kind == BlockKind::bullet) {
            card(ui, all[i], i);
            continue;
        }
        RichText others;  // consecutive blocks are drawn together
        for (; i < all.size() && all[i].kind != BlockKind::bullet; ++i) others.push_back(all[i]);
        --i;
        gap(ui, 8);
        rich(ui, others);
        gap(ui, 8);
    }
    gap(ui, 18);
    float x = x_;
    // After the last lesson comes the reader's own cluster.
    const std::string& next = in.run->lesson().next;
    const char* onward = next.empty() ? ui.text->open_sandbox : ui.text->next_lesson;
    const float w = ui.button_width(onward);
    if (ui.button("next lesson", {x, y_, w, ui.px(40)}, onward, true))
        ui.emit(act::OpenLesson{next.empty() ? sandbox_id : next});
    x += w + ui.px(8);
    const char* words = sure_ ? ui.text->restart_sure : ui.text->restart;
    if (ui.button("restart", {x, y_, ui.button_width(words), ui.px(40)}, words)) {
        if (sure_) ui.emit(act::ResetLesson{});
        sure_ = !sure_;
    }
    gap(ui, 40);
}

// Explains a glossary word under the mouse; a tapped one until the next press.
void LessonPanel::explain_term(Ui& ui) {
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) pinned_ = term_;
    if (term_) term_at_ = ImGui::GetMousePos();
    const Term* term = term_ ? term_ : pinned_;
    if (!term) return;
    const bool touch = ImGui::GetIO().MouseSource == ImGuiMouseSource_TouchScreen;
    if (!term_ && !touch) return;
    ui.tooltip_at(term_at_, term->key, term->meaning);
}

void LessonPanel::draw(Ui& ui, const Rect& box, const LessonPanelInput& in) {
    if (in.step != last_step_) sure_ = false;
    header(ui, {box.x, box.y, box.w, ui.px(header_height)}, in);
    const float top = ui.px(header_height);
    ImGui::SetCursorScreenPos({box.x, box.y + top});
    ImGui::BeginChild("text", {box.w, box.h - top}, ImGuiChildFlags_NavFlattened);
    const float margin = ui.px(box.w > ui.px(420) ? 24 : 20);
    const float most = ui.px(620);  // lines stay readable on a wide panel
    width_ = std::min(box.w - 2 * margin - ui.px(6), most);
    x_ = box.x + margin;
    scroll_ = ImGui::GetScrollY();
    const float start = box.y + top + ui.px(20) - scroll_;
    y_ = start;
    revealed_ = told_ = offered_ = -1;
    term_ = nullptr;
    if (list_open_)
        step_list(ui, in);
    else if (in.step >= in.run->step_count())
        recap(ui, in);
    else
        step(ui, in);
    gap(ui, 32);
    ImGui::SetCursorScreenPos({box.x, start - ui.px(20)});
    ImGui::Dummy({1, y_ - start + ui.px(20)});
    scroll(ui, in, {box.x, box.y + top, box.w, box.h - top}, start);
    explain_term(ui);
    below_ = y_ - (box.bottom() + ui.px(32));
    if (below_ > ui.px(8)) {  // the text fades out where it continues
        const Rect fade{box.x, box.bottom() - ui.px(36), box.w - ui.px(10), ui.px(36)};
        const ImU32 clear = packed(ui.theme->panel, 0), full = packed(ui.theme->panel, 0.95f);
        ImGui::GetWindowDrawList()->AddRectFilledMultiColor(fade.min(), fade.max(), clear, clear,
                                                            full, full);
    }
    ImGui::EndChild();
    more_below(ui, box);
}

// A newly shown step starts at its top; what a guess or the goals revealed is scrolled into view.
void LessonPanel::scroll(Ui& ui, const LessonPanelInput& in, const Rect& box, float start) {
    const int choice = in.step < in.run->step_count() ? progress_of(in).choice : -1;
    if (choice != std::exchange(last_choice_, choice) && choice >= 0 && in.step == last_step_ &&
        told_ >= 0 && offered_ >= 0) {
        // The first command, but not beyond the verdict.
        const float down = std::min(offered_ + ui.px(24) - box.bottom(), told_ - ui.px(12) - box.y);
        if (down > 0) glide_to_ = scroll_ + down;
    }
    const bool done = in.step < in.run->step_count() && in.run->done(in.step);
    const bool revealed = done && !was_done_ && in.step == last_step_ && revealed_ >= 0;
    if (to_top_ || back_ || revealed) {
        glide_to_ = -1;
        ImGui::SetScrollY(to_top_ ? 0
                          : back_ ? kept_scroll_
                                  : std::max(0.0f, revealed_ - start - ui.px(60)));
    } else if (glide_to_ >= 0) {
        const float rest = glide_to_ - scroll_;
        const bool near =
            std::fabs(rest) < ui.px(2) || ui.reduced_motion || ImGui::GetIO().MouseWheel != 0;
        ImGui::SetScrollY(near ? glide_to_ : scroll_ + rest * 0.25f);
        if (near || (rest > 0 && scroll_ >= ImGui::GetScrollMaxY())) glide_to_ = -1;
        ui.animating = true;
    }
    was_done_ = done;
    last_step_ = in.step;
    to_top_ = back_ = false;
}

// Indicates that the text continues, and scrolls on when pressed. In a separate window, because it
// lies above pressable items.
void LessonPanel::more_below(Ui& ui, const Rect& box) {
    if (below_ <= ui.px(24)) return;
    const float side = ui.px(ui.finger(36));
    const Rect place{box.right() - side - ui.px(14), box.bottom() - side - ui.px(8), side, side};
    ImGui::SetCursorScreenPos(place.min());
    ImGui::BeginChild("more", {side, side}, ImGuiChildFlags_NavFlattened,
                      ImGuiWindowFlags_NoScrollbar);
    const Ui::Press p = ui.press("more below", place, 18);
    if (p.pressed) {
        glide_to_ = scroll_ + std::min(below_ + ui.px(32), (box.h - ui.px(header_height)) * 0.8f);
        ui.animating = true;
    }
    if (p.hovered || p.focused) ui.tooltip(ui.text->more_below, "");
    ui.fill(place, p.hovered ? ui.theme->hover : ui.theme->raised, 18);
    ui.outline(place, ui.theme->edge, 18);
    put_icon(ui, Icon::chevron_down, place.inset((side - ui.px(16)) / 2), ui.theme->text);
    ImGui::EndChild();
}

std::string lesson_text(const LessonPanelInput& in, Language language, const Strings& words) {
    const Lesson& lesson = in.run->lesson();
    std::string out = cat(lesson.title[language], "\n");
    if (in.step >= in.run->step_count())
        return cat(out, words.finished, "\n", plain_text(lesson.recap[language]));
    const LessonStep& s = lesson.steps[in.step];
    out += cat(static_cast<int>(in.step) + 1, " / ", static_cast<int>(in.run->step_count()), " ",
               s.title[language], "\n",
               in.step == 0 ? cat(opening_words(lesson, language, words), "\n") : std::string(),
               plain_text(s.text[language]), "\n");
    const int chosen = in.run->progress().step(s.id).choice;
    if (s.question.answer >= 0)
        out += cat(words.predict, "\n", plain_text(s.question.text[language]), "\n");
    for (const LessonChoice& choice : s.question.choices)
        out += cat("- ", choice.text[language], "\n");
    if (s.question.answer >= 0 && !in.run->done(in.step))
        out += cat(said_words(s.question, chosen, language, words), "\n");
    for (const LessonCommand& c :
         answered(*in.run, in.step) ? s.commands : std::vector<LessonCommand>())
        out += c.wait > 0 ? cat("+ ", skip_words(words, c.wait), "\n")
                          : cat("$ ", c.machine == "m-k8s" ? "" : cat(c.machine, ": "),
                                fill_names(c.line, *in.world), "\n");
    if (!in.run->done(in.step)) {
        const auto open = static_cast<std::size_t>(in.run->progress().step(s.id).hints);
        for (std::size_t i = 0; i < std::min(open, s.hints.size()); ++i)
            out += cat("* ", plain_text(s.hints[i][language]), "\n");
        for (const LessonAnswer& a : s.answer)
            if (open > s.hints.size() && !a.command.line.empty())
                out += cat("$ ", fill_names(a.command.line, *in.world), "\n");
    }
    for (std::size_t i = 0; i < s.goals.size(); ++i)
        out += cat(in.run->met(in.step, i) ? "[x] " : "[ ] ", s.goals[i].text[language], "\n");
    if (in.run->done(in.step)) out += verdict_words(s.question, chosen, language, words);
    if (in.run->done(in.step) || s.goals.empty()) out += plain_text(s.explanation[language]);
    return out;
}

}  // namespace podfall
