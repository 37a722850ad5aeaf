// The terminals, one tab per machine, two side by side if there is room: draws their screens, edits
// the command line, selects, finds, copies, pastes. What the user enters is emitted as UiCommands.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lesson/lesson.h"
#include "core/sim.h"
#include "shell/terminal/find.h"
#include "shell/terminal/help.h"
#include "shell/terminal/names.h"
#include "shell/terminal/pane.h"
#include "shell/terminal/view.h"
#include "shell/ui/icon.h"
#include "shell/ui/input.h"
#include "shell/ui/ui.h"

namespace podfall {

struct TerminalPanelInput {
    const Sim* sim;
    int jumps;     // see Lab::jumps
    bool focused;  // gets typed text
    bool in_past;
    double last_input;             // real seconds; the caret blinks for a while after it
    float font_size = type::mono;  // CSS pixels
    // The lesson's next command, offered when the lesson is out of view.
    std::optional<LessonCommand> next;
    Duration wait_left = 0;     // of a wait
    bool lesson_waits = false;  // nothing is left to do here
};

class TerminalPanel {
public:
    void draw(Ui& ui, const Rect& box, const TerminalPanelInput& in);

    // Input, between frames. Commands are appended to `out`.
    void text(std::string_view utf8, const Sim& sim, std::vector<UiCommand>& out);
    void paste(std::string_view utf8, const Sim& sim, std::vector<UiCommand>& out);
    void preedit(std::string_view utf8);
    KeyUse key(Key key, Modifiers modifiers, const Sim& sim, std::vector<UiCommand>& out);

    // Puts a command on the command line of a machine's terminal and shows that terminal. Nothing
    // runs.
    void type(const World& world, std::string_view machine, std::string_view line);
    void show(const World& world, std::string_view machine);

    // The lines entered so far, for the arrow keys and Ctrl+R.
    void remember(const std::vector<Input>& inputs);

    // Lines completed since the last call in the visible terminals.
    std::vector<std::string> take_mirror();
    // Where the caret was drawn, in device pixels.
    const Rect& caret_box() const { return caret_box_; }
    bool pressed() const { return pressed_; }  // the reader clicked into the terminal
    double next_blink(double now, double last_input) const;

    // What else is open; for tests.
    const TerminalFind& find() const { return find_; }
    const std::optional<CommandHelp>& help() const { return help_; }
    const std::string& line() { return view().input.line(); }

private:
    using Pane = TerminalPane;
    TerminalView& view() { return views_[shown_]; }
    const Terminal* terminal(const World& world) const { return world.terminals.find(shown_); }

    // terminal/bars.cpp
    bool tools_beside(Ui& ui, const Rect& box, const World& world) const;
    void tabs(Ui& ui, const Rect& box, const TerminalPanelInput& in);
    void tab(Ui& ui, TerminalId id, const Terminal& t, std::string_view label, const Rect& box);
    void tools(Ui& ui, const Rect& box, const TerminalPanelInput& in, float from);
    bool tool(Ui& ui, const char* id, const Rect& box, Icon icon, const char* words, bool on);
    void find_bar(Ui& ui, const Rect& box);
    void next_command(Ui& ui, const Rect& box, const TerminalPanelInput& in);
    bool offers(const TerminalPanelInput& in);
    void touch_keys(Ui& ui, const Rect& box, const TerminalPanelInput& in);
    float help_height(Ui& ui, float width) const;
    void help_band(Ui& ui, const Rect& box);
    void name_menu(Ui& ui, const Rect& box);

    // terminal/panel.cpp
    void panes(Ui& ui, const Rect& box, float full, const TerminalPanelInput& in);
    void pane(Ui& ui, const Rect& box, float full, const TerminalPanelInput& in, TerminalId id);
    void screen(Ui& ui, const Rect& box, float full, const TerminalPanelInput& in, TerminalId id);
    std::string note_below(const Ui& ui, const TerminalView& view, const World& world,
                           const Terminal& terminal) const;
    float scroll(const Pane& p, float content, float room);
    void fit(Ui& ui, const Terminal& t, TerminalId id, int columns, int rows, bool in_past);
    void select_by_mouse(Pane& p);
    void name_under_mouse(const Pane& p, const World& world);

    // terminal/paint.cpp
    void paint(Pane& p, const TerminalPanelInput& in);
    void draw_line(const Pane& p, const ScreenLine& cells, ImVec2 at);
    void draw_selection(const Pane& p);
    void draw_matches(const Pane& p);
    void draw_caret(const Pane& p, const TerminalPanelInput& in);

    // terminal/typing.cpp
    KeyUse shortcut(Key key, Modifiers modifiers, const Sim& sim, std::vector<UiCommand>& out);
    bool select_by_key(Key key, Modifiers modifiers, const Terminal& t);
    bool find_key(Key key, Modifiers modifiers);
    void complete(const Sim& sim);
    bool line_event(LineEditor::Event event, const Sim& sim, std::vector<UiCommand>& out);
    void toggle_help(const Sim& sim);
    void focus(TerminalId id);  // the pane that gets typed text

    std::map<TerminalId, TerminalView> views_;
    TerminalId shown_ = 0, other_ = 0;  // `other_` is the second pane, 0 if none
    TerminalFind find_;
    std::optional<CommandHelp> help_;
    struct NameMenu {
        NamedThing thing;
        Rect word;
    };
    struct Hovered {
        WordPlace place;
        std::string word;
        NamedThing thing;
        bool named = false;
    };
    Hovered hovered_;
    std::optional<NameMenu> menu_;
    std::vector<std::string> mirror_;
    Rect caret_box_;
    bool pressed_ = false, tools_open_ = false;
};

}  // namespace podfall
