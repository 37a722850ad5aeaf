// Draws the terminal: the cells of a screen, selection, matches, the caret.
#include <algorithm>
#include <cmath>

#include "core/base/utf8.h"
#include "shell/terminal/pane.h"
#include "shell/terminal/panel.h"

namespace podfall {

namespace {

constexpr double blink = 0.53, blink_for = 10;  // seconds

Colour ink(const Theme& theme, std::uint8_t index, bool fore) {
    if (index < 16) return theme.ansi[index];
    return fore ? theme.terminal_text : theme.terminal;
}

}  // namespace

void TerminalPanel::draw_line(const Pane& p, const ScreenLine& cells, ImVec2 at) {
    Ui& ui = p.ui;
    const Theme& theme = *ui.theme;
    const float text_top = cell_text_top(ui.px(p.font_size));
    std::string run;
    for (std::size_t i = 0; i < cells.size();) {
        const CellStyle style = cells[i].style;
        const std::size_t begin = i;
        run.clear();
        for (; i < cells.size() && cells[i].style == style; ++i)
            if (cells[i].character != 0) append_utf8(run, cells[i].character);
        std::uint8_t fore = style.fore;
        if (style.bold && fore < 8) fore = static_cast<std::uint8_t>(fore + 8);
        Colour front = ink(theme, fore, true), back = ink(theme, style.back, false);
        if (style.inverse) std::swap(front, back);
        const float x = at.x + p.cell * static_cast<float>(begin);
        const float w = p.cell * static_cast<float>(i - begin);
        if (back != theme.terminal) ui.fill({x, at.y, w, p.height}, back);
        if (style.underline)
            ui.fill({x, at.y + p.height - ui.px(2), w, std::max(1.0f, ui.px(1))}, front);
        ui.put({x, at.y + text_top}, Face::mono, p.font_size, front, run);
    }
}

void TerminalPanel::draw_selection(const Pane& p) {
    const TerminalView& v = p.view;
    const ScreenPlace begin = std::min(v.anchor, v.caret), end = std::max(v.anchor, v.caret);
    for (std::size_t i = begin.line; i <= end.line && v.has_selection(); ++i) {
        const float from = i == begin.line ? static_cast<float>(begin.column) : 0;
        const float to =
            i == end.line ? static_cast<float>(end.column) : static_cast<float>(v.columns);
        p.ui.fill(p.cells(i, from, to), p.ui.theme->selection);
    }
}

void TerminalPanel::draw_matches(const Pane& p) {
    if (p.id != shown_ || !find_.open) return;
    const auto& all = find_.matches();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].line < p.first || all[i].line >= p.last) continue;
        const Rect box =
            p.cells(all[i].line, static_cast<float>(all[i].from), static_cast<float>(all[i].to));
        p.ui.fill(box, p.ui.theme->selection);
        if (i == find_.current()) p.ui.outline(box, p.ui.theme->accent, 0, 2);
    }
}

void TerminalPanel::draw_caret(const Pane& p, const TerminalPanelInput& in) {
    const Ui& ui = p.ui;
    const auto column = static_cast<float>(p.picture.caret.column);
    const Rect box = p.cells(p.picture.caret.line, column, column + 1);
    if (p.id != shown_) return;
    if (!find_.open) caret_box_ = box;
    if (!p.view.screen().cursor_visible()) return;
    const double since = in.last_input < 0 ? 0 : ui.now - in.last_input;
    const bool lit = ui.reduced_motion || since > blink_for || std::fmod(since, 2 * blink) < blink;
    if (!in.focused || find_.open)
        ui.outline(box, ui.theme->caret, 0, 1);
    else if (lit)
        ui.fill(box, ui.theme->caret, 0, 0.55f);
}

void TerminalPanel::paint(Pane& p, const TerminalPanelInput& in) {
    draw_selection(p);
    draw_matches(p);
    for (std::size_t i = p.first; i < p.last; ++i)
        draw_line(p, p.line(i), {p.origin.x, p.cells(i, 0, 0).y});
    if (hovered_.named && hovered_.place.line < p.last && p.id == shown_) {
        const Rect word = p.cells(hovered_.place.line, static_cast<float>(hovered_.place.from),
                                  static_cast<float>(hovered_.place.to));
        p.ui.fill({word.x, word.bottom() - p.ui.px(2), word.w, std::max(1.0f, p.ui.px(1))},
                  p.ui.theme->accent);
    }
    draw_caret(p, in);
}

double TerminalPanel::next_blink(double now, double last_input) const {
    if (now - last_input > blink_for) return 1e300;
    return last_input + blink * (std::floor((now - last_input) / blink) + 1);
}

}  // namespace podfall
