// The whole lab: owns the session and the panels, passes input to them, and executes the commands
// they emit. Its public interface is described in backend.h.
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
    // The module's second part has arrived: replaces the still with the live cluster, which looks
    // the same.
    void begin();
    bool has_menu(float x, float y) const { return cluster_panel_.has_menu({x, y}); }  // there

private:
    friend struct AppActions;  // what carry_out() does for each command
    void open_lesson(std::string_view id);
    // Opens a sandbox of that size or from a saved session; false when the text is not a session.
    bool open_sandbox(ClusterSize size, std::string_view session);
    void open_sandbox_of_address();
    bool in_sandbox() const;
    void show_cluster();  // a different one: panels drop what they remembered of the last
    void apply_theme();
    bool lesson_takes_text() const {
        return focus_ == PanelId::lesson && lesson_panel_.takes_text();
    }
    void save();
    std::optional<UiCommand> shortcut(Key key, Modifiers modifiers) const;
    void wake();  // after input: draw, and restart the caret's blinking

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
    bool more_contrast_ = false;         // set by the user's system
    float font_size_ = type::mono;       // of the terminals
    std::size_t step_ = 0;               // shown by the lesson panel
    PanelId panel_ = PanelId::lesson;    // shown in the narrow layout
    PanelId focus_ = PanelId::terminal;  // gets keys
    bool enter_panel_ = false;           // its first item gets the keyboard in the next frame
    bool focused_ = false;               // the lab has the page's keyboard focus
    bool dirty_ = true;
    double last_input_ = -100;  // real seconds
    double now_ = 0;
    std::string notice_;
    double notice_until_ = 0;
    std::string mirrored_lesson_, mirrored_cluster_;
};

}  // namespace podfall
