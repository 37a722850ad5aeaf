// The lists that the lesson panel's header opens: the other lessons.
#include "core/base/text.h"
#include "shell/icon.h"
#include "shell/lesson_panel.h"

namespace podfall {

// Below the steps: the other lessons, each with how far the reader came.
void LessonPanel::contents(Ui& ui, const LessonPanelInput& in) {
    if (lessons_.empty()) lessons_ = lesson_contents();   // read when the list is first opened
    heading(ui, ui.text->lessons);
    for (std::size_t i = 0; i < lessons_.size(); ++i) {
        const LessonEntry& entry = lessons_[i];
        const auto known = in.progress->lessons.find(entry.id);
        const bool here = in.run->lesson().id == entry.id;
        const LessonProgress fresh;
        const LessonProgress& progress = here ? in.run->progress()
                                         : known != in.progress->lessons.end() ? known->second
                                                                               : fresh;
        std::size_t steps_done = 0;
        for (const std::string& step : entry.steps) steps_done += progress.step(step).done;
        const bool finished = progress.finished || steps_done == entry.steps.size();
        const Rect row{x_ - ui.px(8), y_, width_ + ui.px(16), ui.px(36)};
        const Ui::Press p = ui.press(cat("lesson", i).c_str(), row);
        if (p.pressed) {
            list_open_ = false;
            if (!here) ui.emit({UiAction::open_lesson, 0, 0, entry.id, {}});
        }
        if (p.hovered || here) ui.fill(row, ui.theme->hover, 6);
        put_icon(ui, finished ? Icon::check : Icon::circle,
                 {row.x + ui.px(10), row.y + ui.px(10), ui.px(16), ui.px(16)},
                 finished         ? ui.theme->good
                 : steps_done > 0 ? ui.theme->accent
                                  : ui.theme->edge);
        const std::string count =
            cat(static_cast<int>(steps_done), " / ", static_cast<int>(entry.steps.size()));
        const float w = ui.width(Face::sans, type::small, count);
        ui.put({row.right() - w - ui.px(10), row.y + ui.px(11)}, Face::sans, type::small,
               ui.theme->dim, count);
        ui.put_within({row.x + ui.px(36), row.y + ui.px(10)}, row.w - ui.px(56) - w, Face::sans,
                      type::body, ui.theme->text, entry.title[ui.language]);
        y_ += row.h;
    }
    gap(ui, 16);
}

}  // namespace podfall
