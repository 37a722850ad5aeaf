// App's answers to what the panels ask for: one function a command.
#include <algorithm>

#include "core/base/text.h"
#include "shell/app.h"

namespace podfall {

struct AppActions {
    App& app;

    Lab& lab() { return *app.lab_; }
    void typed() {
        lab().play(true);
        app.save();
    }
    void arrive() {
        if (lab().come_to(app.step_)) app.show_cluster();
    }

    // ---- at a terminal ----

    void operator()(const act::TypeText& c) {
        app.terminal_panel_.type(lab().world(), c.machine, c.line);
        app.go_to_panel(PanelId::terminal, false);
        app.wake();
    }
    void operator()(const act::EnterLine& c) {
        lab().enter_line(c.terminal, c.line);
        typed();
    }
    void operator()(const act::EnterKeys& c) {
        lab().enter_keys(c.terminal, c.keys);
        typed();
    }
    void operator()(const act::Interrupt& c) {
        lab().interrupt(c.terminal);
        typed();
    }
    void operator()(const act::EndOfFile& c) {
        lab().end_of_file(c.terminal);
        typed();
    }
    void operator()(const act::Resize& c) { lab().resize(c.terminal, c.columns, c.rows); }
    void operator()(const act::Paste&) { app.backend_.ask_paste(); }
    void operator()(const act::Copy& c) {
        app.backend_.copy(c.text);
        app.notice(app.ui_.text->copied);
    }

    // ---- in the lesson ----

    void operator()(const act::Choose& c) {
        lab().run().choose(c.step, c.choice);
        app.save();
    }
    void operator()(const act::OpenHint& c) {
        lab().run().open_hint(c.step);
        app.save();
    }
    void operator()(const act::FinishReading& c) {
        lab().run().read(c.step, lab().world());
        app.step_ = std::min(c.step + 1, lab().run().step_count());
        arrive();
        lab().run().arrive(app.step_, lab().world());
        app.lesson_panel_.show_top();
        app.save();
    }
    void operator()(const act::ViewStep& c) {
        app.step_ = std::min(c.step, lab().run().step_count());
        arrive();
        app.lesson_panel_.show_top();
        app.save();
    }
    void operator()(const act::Redo& c) {
        if (lab().redo(c.step)) app.show_cluster();
        app.step_ = c.step;
        app.lesson_panel_.show_top();
        app.save();
    }
    void operator()(const act::ResetLesson&) {
        app.progress_.lessons.erase(app.lesson_->id);
        app.backend_.save(cat("session.", app.lesson_->id), "");
        app.open_lesson(std::string(app.lesson_->id));
        app.save();
    }
    void operator()(const act::OpenSandbox& c) {
        app.open_sandbox({c.workers, c.masters}, "");
        app.save();
    }
    void operator()(const act::SaveSession&) {
        app.backend_.copy(lab().session());
        app.notice(app.ui_.text->session_copied);
        app.save();
    }
    void operator()(const act::OpenLesson& c) {
        app.open_lesson(c.id);
        app.backend_.publish("lesson", app.lesson_->id);
        app.save();
    }

    // ---- time ----

    void operator()(const act::Play&) { lab().play(true); }
    void operator()(const act::Pause&) { lab().play(false); }
    void operator()(const act::SetSpeed& c) {
        lab().set_speed(c.speed);
        lab().play(true);
    }
    void operator()(const act::NextChange&) {
        if (!lab().next_change()) app.notice(app.ui_.text->no_change);
        app.save();
    }
    void operator()(const act::NextNode&) {
        if (!lab().next_node_change()) app.notice(app.ui_.text->no_node_change);
        app.save();
    }
    void operator()(const act::LetPass& c) {
        lab().let_pass(c.time);
        app.save();
    }
    void operator()(const act::StepTurn&) {
        lab().play(false);
        app.notice(lab().step_turn());
    }
    void operator()(const act::OtherFuture&) {
        lab().return_to_other_future();
        app.notice(app.ui_.text->other_future_note);
        app.save();
    }
    void operator()(const act::PreviousChange&) {
        lab().play(false);
        lab().previous_change();
    }
    void operator()(const act::Seek& c) {
        lab().play(false);
        lab().seek(c.to);
    }
    void operator()(const act::Live&) { lab().seek(lab().sim().timeline().end()); }

    // ---- the window ----

    void operator()(const act::SetLanguage& c) {
        app.ui_.language = spoken_language(c.code);
        app.backend_.publish("lang", c.code);
        app.apply_theme();
    }
    void operator()(const act::SetTheme& c) {
        app.theme_name_ = c.name;
        app.backend_.publish("theme", c.name);
        app.apply_theme();
    }
    void operator()(const act::SetFontSize& c) {
        app.font_size_ = static_cast<float>(c.css_pixels);
        app.backend_.save("font", to_text(c.css_pixels));
    }
    void operator()(const act::ShowPanel& c) { app.go_to_panel(c.panel, false); }
};

void App::carry_out(const UiCommand& command) {
    dirty_ = true;
    std::visit(AppActions{*this}, command);
}

}  // namespace podfall
