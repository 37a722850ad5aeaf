// The terminals, one tab a machine: draws their screens, edits the line at the prompt, selects,
// copies, pastes. What the reader enters leaves as UiCommands.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/sim.h"
#include "shell/input.h"
#include "shell/terminal_view.h"
#include "shell/ui.h"

namespace podfall {

struct TerminalPanelInput {
    const Sim* sim;
    int jumps;     // see Lab::jumps
    bool focused;  // typed text arrives here
    bool in_past;
    double last_input;  // real seconds; the caret blinks for a while after it
};

class TerminalPanel {
public:
    void draw(Ui& ui, const Rect& box, const TerminalPanelInput& in);

    // Input, between frames. `out` takes what is to be done.
    void text(std::string_view utf8, const Sim& sim, std::vector<UiCommand>& out);
    void paste(std::string_view utf8, const Sim& sim, std::vector<UiCommand>& out);
    void preedit(std::string_view utf8);
    KeyUse key(Key key, Modifiers modifiers, const Sim& sim, std::vector<UiCommand>& out);

    // Puts a command on the line of a machine's terminal and shows that. Nothing runs.
    void type(const World& world, std::string_view machine, std::string_view line);
    void show(const World& world, std::string_view machine);

    // The lines entered so far, for the arrow keys and Ctrl+R.
    void remember(const std::vector<Input>& inputs);

    // Lines completed since last time in the shown terminal.
    std::vector<std::string> take_mirror();
    // Where the caret was drawn, in device pixels.
    const Rect& caret_box() const { return caret_box_; }
    bool pressed() const { return pressed_; }  // the reader clicked into the terminal
    double next_blink(double now, double last_input) const;

private:
    TerminalView& view() { return views_[shown_]; }
    const Terminal* terminal(const World& world) const { return world.terminals.find(shown_); }
    void tabs(Ui& ui, const Rect& box, const TerminalPanelInput& in);
    void touch_keys(Ui& ui, const Rect& box, const TerminalPanelInput& in);
    void screen(Ui& ui, const Rect& box, const TerminalPanelInput& in);
    void draw_lines(Ui& ui, const TerminalView::Picture& p, ImVec2 origin, float cell, float height,
                    std::size_t first, std::size_t last);
    void draw_line(Ui& ui, const ScreenLine& cells, ImVec2 at, float cell, float height);
    void draw_selection(Ui& ui, ImVec2 origin, float cell, float height);
    void draw_caret(Ui& ui, const TerminalPanelInput& in, const TerminalView::Picture& p,
                    ImVec2 origin, float cell, float height);
    void select_by_mouse(const TerminalView::Picture& p, ImVec2 origin, float cell, float height);
    void fit(Ui& ui, const Terminal& t, int columns, int rows, bool in_past);
    KeyUse shortcut(Key key, Modifiers modifiers, const Sim& sim, std::vector<UiCommand>& out);
    void complete(const Sim& sim);
    bool line_event(LineEditor::Event event, const Sim& sim, std::vector<UiCommand>& out);

    std::map<TerminalId, TerminalView> views_;
    TerminalId shown_ = 0;
    std::vector<std::string> mirror_;
    Rect caret_box_;
    int columns_ = 80, rows_ = 24;
    double resized_at_ = 0;
    bool pressed_ = false, follow_ = true;
    int scroll_pages_ = 0;
};

}  // namespace podfall
