// Connects a user whose own terminal is elsewhere to a terminal of the cluster: through this
// program's stdin and stdout, or through a real `kubectl exec -it`. Bytes of keys in, bytes to
// display out; the line is edited here, as in the page.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/sim.h"
#include "shell/terminal/line_editor.h"

namespace podfall {

struct KeyPress;

class TerminalSeat {
public:
    explicit TerminalSeat(TerminalId terminal) : terminal_(terminal) {}

    // The bytes to display since the last call, for a terminal in raw mode.
    std::string look(Sim& sim);
    // Typed bytes; an incomplete key is kept until the rest arrives. Returns the bytes to display.
    std::string take(Sim& sim, std::string_view bytes);
    // Resizes the simulated terminal to the real one's size.
    void fit(Sim& sim, int columns, int rows);

    // The shell ended, or was left with Ctrl+D.
    bool over() const { return over_; }

private:
    void show();
    std::string unpaint();
    void press_key(const KeyPress& press);
    void enter();
    const Terminal& terminal() const { return *sim_->world().terminals.find(terminal_); }
    bool sees(Sim& sim);
    std::string taken_output();

    Sim* sim_ = nullptr;  // set while one of the functions above runs
    TerminalId terminal_;
    LineEditor editor_;
    std::string bytes_, out_;
    std::uint64_t shown_ = 0;
    bool drawn_ = false, over_ = false;
    int drawn_rows_ = 0;  // from the line's first row to the cursor's
    std::string drawn_line_;
    std::size_t drawn_cursor_ = 0;
};

}  // namespace podfall
