// Executes the commands that panels emit.
#include <algorithm>

#include "core/base/text.h"
#include "shell/app.h"

namespace podfall {

void App::carry_out_terminal(const UiCommand& c) {
    const auto terminal = static_cast<TerminalId>(c.number);
    switch (c.action) {
        case UiAction::type_text:
            terminal_panel_.type(lab_->world(), c.text2, c.text);
            go_to_panel(PanelId::terminal, false);
            wake();
            return;
        case UiAction::enter_line:
            lab_->enter_line(terminal, c.text);
            break;
        case UiAction::enter_keys:
            lab_->enter_keys(terminal, c.text);
            break;
        case UiAction::interrupt:
            lab_->interrupt(terminal);
            break;
        case UiAction::end_of_file:
            lab_->end_of_file(terminal);
            break;
        case UiAction::resize:
            lab_->resize(terminal, static_cast<int>(c.time >> 16),
                         static_cast<int>(c.time & 0xFFFF));
            return;
        case UiAction::paste:
            return backend_.ask_paste();
        case UiAction::copy:
            backend_.copy(c.text);
            notice(ui_.text->copied);
            return;
        default:
            return;
    }
    lab_->play(true);
    save();
}

void App::carry_out_lesson(const UiCommand& c) {
    const auto step = static_cast<std::size_t>(c.number);
    switch (c.action) {
        case UiAction::choose:
            lab_->run().choose(step, static_cast<int>(c.time));
            break;
        case UiAction::hint:
            lab_->run().open_hint(step);
            break;
        case UiAction::read:
            lab_->run().read(step, lab_->world());
            step_ = std::min(step + 1, lab_->run().step_count());
            if (lab_->come_to(step_)) show_cluster();
            lab_->run().arrive(step_, lab_->world());
            lesson_panel_.show_top();
            break;
        case UiAction::view_step:
            step_ = std::min(step, lab_->run().step_count());
            if (lab_->come_to(step_)) show_cluster();
            lesson_panel_.show_top();
            break;
        case UiAction::redo:
            if (lab_->redo(step)) show_cluster();
            step_ = step;
            lesson_panel_.show_top();
            break;
        case UiAction::reset_lesson:
            progress_.lessons.erase(lesson_->id);
            backend_.save(cat("session.", lesson_->id), "");
            open_lesson(std::string(lesson_->id));
            break;
        case UiAction::open_sandbox:
            open_sandbox({static_cast<int>(c.number), static_cast<int>(c.time)}, "");
            break;
        case UiAction::save_session:
            backend_.copy(lab_->session());
            notice(ui_.text->session_copied);
            break;
        case UiAction::open_lesson:
            open_lesson(c.text);
            backend_.publish("lesson", lesson_->id);
            break;
        default:
            return;
    }
    save();
}

void App::carry_out_time(const UiCommand& c) {
    switch (c.action) {
        case UiAction::play:
            lab_->play(true);
            break;
        case UiAction::pause:
            lab_->play(false);
            break;
        case UiAction::speed:
            lab_->set_speed(static_cast<int>(c.number));
            lab_->play(true);
            break;
        case UiAction::next_change:
            if (!lab_->next_change()) notice(ui_.text->no_change);
            save();
            break;
        case UiAction::next_node:
            if (!lab_->next_node_change()) notice(ui_.text->no_node_change);
            save();
            break;
        case UiAction::let_pass:
            lab_->let_pass(c.time);
            save();
            break;
        case UiAction::step_turn:
            lab_->play(false);
            notice(lab_->step_turn());
            break;
        case UiAction::other_future:
            lab_->return_to_other_future();
            notice(ui_.text->other_future_note);
            save();
            break;
        case UiAction::previous_change:
            lab_->play(false);
            lab_->previous_change();
            break;
        case UiAction::seek:
            lab_->play(false);
            lab_->seek(c.time);
            break;
        case UiAction::live:
            lab_->seek(lab_->sim().timeline().end());
            break;
        default:
            break;
    }
}

void App::carry_out(const UiCommand& c) {
    dirty_ = true;
    if (c.action <= UiAction::copy) return carry_out_terminal(c);
    if (c.action <= UiAction::open_lesson) return carry_out_lesson(c);
    if (c.action <= UiAction::live) return carry_out_time(c);
    if (c.action == UiAction::show_panel) return go_to_panel(static_cast<PanelId>(c.number), false);
    if (c.action == UiAction::font_size) {
        font_size_ = static_cast<float>(c.number);
        return backend_.save("font", to_text(c.number));
    }
    if (c.action == UiAction::theme) {
        theme_name_ = c.text;
        backend_.publish("theme", c.text);
    } else {
        ui_.language = spoken_language(c.text);
        backend_.publish("lang", c.text);
    }
    apply_theme();
}

}  // namespace podfall
