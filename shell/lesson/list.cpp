// The two lists in the lesson panel's header: the steps of this lesson, and all lessons.
#include <algorithm>

#include "core/base/text.h"
#include "shell/lesson/panel.h"
#include "shell/lesson/sandbox.h"
#include "shell/ui/icon.h"
#include "shell/ui/rich_text.h"

namespace podfall {

struct LessonPanel::ListRow {
    std::string id;
    std::string_view title;
    bool done = false;
    bool shown = false;        // the one that is shown now
    bool open = true;          // may be opened
    Colour mark{};             // of the circle, if not done
    std::string_view right{};  // at the row's end
};

bool LessonPanel::list_row(Ui& ui, const ListRow& r) {
    const Rect row{x_ - ui.px(8), y_, width_ + ui.px(16), ui.px(ui.finger(36))};
    Ui::Press p;
    if (r.open) p = ui.press(r.id.c_str(), row);
    if (p.hovered || r.shown) ui.fill(row, ui.theme->hover, 6);
    put_icon(ui, r.done ? Icon::check : Icon::circle,
             {row.x + ui.px(10), row.y + (row.h - ui.px(16)) / 2, ui.px(16), ui.px(16)},
             r.done ? ui.theme->good : r.mark);
    float room = row.w - ui.px(44);
    if (!r.right.empty()) {
        const float w = ui.width(Face::sans, type::small, r.right);
        ui.put({row.right() - w - ui.px(10), row.y + (row.h - ui.px(type::small)) / 2}, Face::sans,
               type::small, ui.theme->dim, r.right);
        room -= w + ui.px(12);
    }
    ui.put_within({row.x + ui.px(36), row.y + (row.h - ui.px(type::body)) / 2}, room, Face::sans,
                  type::body, r.open ? ui.theme->text : ui.theme->dim, r.title);
    y_ += row.h;
    if (p.pressed) list_open_ = false;
    return p.pressed;
}

// The search field over all lessons and the glossary. A press gives it the keyboard.
void LessonPanel::search_field(Ui& ui) {
    const Rect box{x_ - ui.px(8), y_, width_ + ui.px(16), ui.px(ui.finger(36))};
    const Ui::Press p = ui.press("search", box);
    if (p.pressed) searching_ = true;
    ui.fill(box, ui.theme->raised, 6);
    ui.outline(box, searching_ ? ui.theme->accent : ui.theme->edge, 6);
    put_icon(ui, Icon::find,
             {box.x + ui.px(10), box.y + (box.h - ui.px(16)) / 2, ui.px(16), ui.px(16)},
             ui.theme->dim);
    const std::string& line = sought_.line();
    const std::string shown = cat(line, preedit_);
    const ImVec2 at{box.x + ui.px(36), box.y + (box.h - ui.px(type::body)) / 2};
    if (shown.empty()) ui.put(at, Face::sans, type::body, ui.theme->dim, ui.text->search);
    ui.put_within(at, box.w - ui.px(48), Face::sans, type::body, ui.theme->text, shown);
    const float x =
        at.x + ui.width(Face::sans, type::body, cat(line.substr(0, sought_.cursor()), preedit_));
    search_caret_ = {x, at.y - ui.px(2), std::max(1.0f, ui.px(2)), ui.px(20)};
    if (searching_) ui.fill(search_caret_, ui.theme->caret);
    gap(ui, 48);
}

void LessonPanel::search_hits(Ui& ui, const LessonPanelInput& in) {
    const std::vector<SearchHit> hits = search_.find(sought_.line(), ui.language);
    if (hits.empty())
        y_ += put_wrapped(ui, ui.text->nothing_found, Face::sans, type::body, ui.theme->dim,
                          {x_, y_}, width_);
    for (std::size_t i = 0; i < hits.size(); ++i) {
        const SearchHit& hit = hits[i];
        if (hit.term) {
            ui.put({x_, y_ + ui.px(10)}, Face::sans_bold, type::body, ui.theme->text, hit.title);
            gap(ui, 34);
            y_ += put_wrapped(ui, hit.term->meaning, Face::sans, type::label, ui.theme->dim,
                              {x_, y_}, width_);
            continue;
        }
        const bool here = hit.lesson == in.run->lesson().id;
        const std::string where =
            cat(hit.lesson.substr(0, hit.lesson.find_first_of("abcdefghijklmnopqrstuvwxyz") - 1),
                " · ", hit.step + 1);
        const ListRow row{.id = cat("hit", i),
                          .title = hit.title,
                          .open = !here || hit.step <= in.run->current(),
                          .mark = ui.theme->edge,
                          .right = where};
        if (!list_row(ui, row)) continue;
        searching_ = false;
        if (here)
            ui.emit(act::ViewStep{hit.step});
        else
            ui.emit(act::OpenLesson{hit.lesson});
    }
}

void LessonPanel::search_text(std::string_view utf8) {
    preedit_.clear();
    sought_.text(utf8);
}

bool LessonPanel::search_key(Key key, Modifiers modifiers) {
    if (key == Key::escape) {
        if (sought_.line().empty()) searching_ = false;
        sought_.clear();
        return true;
    }
    return key != Key::tab && key != Key::enter && key != Key::up && key != Key::down &&
           sought_.key(key, modifiers) == LineEditor::Event::edited;
}

void LessonPanel::step_list(Ui& ui, const LessonPanelInput& in) {
    search_field(ui);
    if (!sought_.line().empty()) return search_hits(ui, in);
    const std::size_t count = in.run->step_count();
    for (std::size_t i = 0; i <= count; ++i) {
        const bool open = i <= in.run->current();
        const ListRow row{
            .id = cat("step", i),
            .title = i < count ? std::string_view(in.run->lesson().steps[i].title[ui.language])
                               : ui.text->recap,
            .done = i < count && in.run->done(i),
            .shown = i == in.step,
            .open = open,
            .mark = open ? ui.theme->accent : ui.theme->away};
        if (list_row(ui, row)) ui.emit(act::ViewStep{i});
    }
    gap(ui, 12);
    const char* words = sure_ ? ui.text->restart_sure : ui.text->restart;
    if (ui.button("restart", {x_, y_, ui.button_width(words), ui.px(ui.button_height())}, words)) {
        if (sure_) ui.emit(act::ResetLesson{});
        sure_ = !sure_;
        list_open_ = sure_;
    }
    gap(ui, ui.button_height() + 24);
    lesson_list(ui, in);
}

// Each lesson with how long it takes, how far the reader came and what it teaches to do.
void LessonPanel::lesson_list(Ui& ui, const LessonPanelInput& in) {
    if (lessons_.empty()) lessons_ = lesson_contents();  // read when the list is first opened
    heading(ui, ui.text->lessons);
    for (std::size_t i = 0; i < lessons_.size(); ++i) {
        const LessonEntry& entry = lessons_[i];
        const auto known = in.progress->lessons.find(entry.id);
        const bool here = in.run->lesson().id == entry.id;
        const LessonProgress fresh;
        const LessonProgress& progress = here                                  ? in.run->progress()
                                         : known != in.progress->lessons.end() ? known->second
                                                                               : fresh;
        std::size_t steps_done = 0;
        for (const std::string& step : entry.steps) steps_done += progress.step(step).done;
        const std::string count = cat(length_text(minutes(entry.minutes), *ui.text), " · ",
                                      steps_done, " / ", entry.steps.size());
        const ListRow row{.id = cat("lesson", i),
                          .title = entry.title[ui.language],
                          .done = progress.finished || steps_done == entry.steps.size(),
                          .shown = here,
                          .mark = steps_done > 0 ? ui.theme->accent : ui.theme->edge,
                          .right = count};
        if (list_row(ui, row) && !here) ui.emit(act::OpenLesson{entry.id});
        const float left = ui.px(28);
        y_ += put_wrapped(ui, entry.summary[ui.language], Face::sans, type::small, ui.theme->dim,
                          {x_ + left, y_}, width_ - left) +
              ui.px(8);
    }
    const ListRow free{.id = sandbox_id, .title = ui.text->sandbox, .mark = ui.theme->edge};
    if (list_row(ui, free)) ui.emit(act::OpenLesson{sandbox_id});
    gap(ui, 16);
}

}  // namespace podfall
