// The lab as a whole: owns the session and the panels, hands input to them, and carries out what
// they ask for. Its public face is described in backend.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "shell/backend.h"
#include "shell/cluster/panel.h"
#include "shell/lab.h"
#include "shell/lesson/panel.h"
#include "shell/lesson/sandbox.h"
#include "shell/terminal/panel.h"
#include "shell/time/time_bar.h"
#include "shell/ui/input.h"
#include "shell/ui/layout.h"
#include "shell/ui/ui.h"

namespace podfall {

class App {
public:
    explicit App(Backend& backend);

    void frame(double now);
    double next_frame(double now) const;
    void text(std::string_view utf8);
    void preedit(std::string_view utf8);
    void paste(std::string_view utf8);
    KeyUse key(Key key, Modifiers modifiers);
    void focus(bool focused);
    void set(std::string_view name, std::string_view value);
    // The module's second part has arrived: a still gives way to the live cluster, which looks the
    // same.
    void begin();
    bool has_menu(float x, float y) const {
        return cluster_panel_.has_menu({x, y});
    }  // of its own there

private:
    friend struct AppActions;  // what carry_out() does for each command
    void open_lesson(std::string_view id);
    // Of that size, or as a session has it; false when the text is no session.
    bool open_sandbox(ClusterSize size, std::string_view session);
    void open_sandbox_of_address();
    bool in_sandbox() const;
    void show_cluster();  // another one: panels that remember the last forget it
    void apply_theme();
    bool lesson_takes_text() const {
        return focus_ == PanelId::lesson && lesson_panel_.takes_text();
    }
    void save();
    std::optional<UiCommand> shortcut(Key key, Modifiers modifiers) const;
    void wake();  // something was put in: draw, and let the caret blink anew

    void draw_header(const Rect& box);
    void draw_tabs(const Rect& box);
    void draw_panels(const Layout& layout);
    TerminalPanelInput terminal_input(bool alone) const;
    void draw_notice(const Layout& layout);
    void draw_panel_frame(const Rect& box, PanelId id);
    void mirror();
    void tell_place();
    void notice(std::string words);

    void carry_out(const UiCommand& command);
    void go_to_panel(PanelId id, bool by_key);

    Backend& backend_;
    Ui ui_;
    Progress progress_;
    std::unique_ptr<Lesson> lesson_;
    std::unique_ptr<Lab> lab_;
    LessonPanel lesson_panel_;
    SandboxPanel sandbox_;
    TerminalPanel terminal_panel_;
    ClusterPanel cluster_panel_;
    TimeBar time_bar_;
    ClusterView cluster_;
    Splits splits_;
    std::string theme_name_;
    bool more_contrast_ = false;         // the reader's system asks for it
    float font_size_ = type::mono;       // of the terminals
    std::size_t step_ = 0;               // shown in the lesson panel
    PanelId panel_ = PanelId::lesson;    // shown in the narrow form
    PanelId focus_ = PanelId::terminal;  // where keys go
    bool enter_panel_ = false;           // its first item takes the keyboard in the next frame
    bool focused_ = false;               // the lab has the page's keyboard
    bool dirty_ = true;
    double last_input_ = -100;  // real seconds
    double now_ = 0;
    std::string notice_;
    double notice_until_ = 0;
    std::string mirrored_lesson_, mirrored_cluster_;
};

}  // namespace podfall
