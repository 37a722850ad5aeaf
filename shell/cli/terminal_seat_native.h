// A seat at a terminal of the cluster for a person whose own terminal is elsewhere: behind this
// program's stdin and stdout, or at the other end of a real `kubectl exec -it`. Bytes of keys in,
// bytes to show out; the line is edited here, as in the page.
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

    // What to show since the last time, as a terminal in raw mode takes it.
    std::string look(Sim& sim);
    // What was typed; part of a key is kept until the rest comes. Returns what to show of it.
    std::string take(Sim& sim, std::string_view bytes);
    // The simulated terminal becomes as large as the real one.
    void fit(Sim& sim, int columns, int rows);

    // The shell ended, or was left by Ctrl+D.
    bool over() const { return over_; }

private:
    void show();
    std::string unpaint();
    void press_key(const KeyPress& press);
    void enter();
    const Terminal& terminal() const { return *sim_->world().terminals.find(terminal_); }
    bool sees(Sim& sim);
    std::string taken_output();

    Sim* sim_ = nullptr;  // while one of the verbs above runs
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
