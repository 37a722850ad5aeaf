#include "shell/terminal_panel.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.h"
#include "shell/icon.h"

namespace podfall {

namespace {

constexpr double blink = 0.53, blink_for = 10;  // seconds
constexpr float tab_height = 40, margin = 12;   // CSS pixels

Colour ink(const Theme& theme, std::uint8_t index, bool fore) {
    if (index < 16) return theme.ansi[index];
    return fore ? theme.terminal_text : theme.terminal;
}

}  // namespace

void TerminalPanel::tabs(Ui& ui, const Rect& box, const TerminalPanelInput& in) {
    float x = box.x + ui.px(8);
    const World& world = in.sim->world();
    for (const auto& [id, t] : world.terminals) {
        if (t.hidden) continue;
        const Machine* machine = world.machines.find(t.machine);
        const std::string label = machine ? machine->name : "?";
        const float w = ui.width(Face::sans_bold, type::label, label) + ui.px(24);
        const Rect tab{x, box.y + ui.px(4), w, box.h - ui.px(4)};
        const Ui::Press p = ui.press(cat("tab", id).c_str(), tab);
        if (p.pressed) {
            shown_ = id;
            pressed_ = follow_ = true;
        }
        const bool on = id == shown_;
        if (p.hovered && !on) ui.fill(tab.inset(ui.px(2)), ui.theme->hover, 6);
        ui.put_centred(tab, on ? Face::sans_bold : Face::sans, type::label,
                       on ? ui.theme->text : ui.theme->dim, label);
        if (on)
            ui.fill({x + ui.px(8), box.bottom() - ui.px(2), w - ui.px(16), ui.px(2)},
                    ui.theme->accent, 1);
        // A dot: something runs there.
        if (!t.at_prompt && t.shell != 0)
            ImGui::GetWindowDrawList()->AddCircleFilled({tab.right() - ui.px(6), tab.y + ui.px(12)},
                                                        ui.px(3), packed(ui.theme->warn));
        x += w;
    }
    ui.fill({box.x, box.bottom() - 1, box.w, 1}, ui.theme->line);
}

// Keys that a phone's keyboard lacks.
void TerminalPanel::touch_keys(Ui& ui, const Rect& box, const TerminalPanelInput& in) {
    struct TouchKey {
        const char* label;
        Key key;
        bool ctrl;
    };
    constexpr TouchKey keys[] = {{"Tab", Key::tab, false},    {"↑", Key::up, false},
                                 {"↓", Key::down, false},     {"←", Key::left, false},
                                 {"→", Key::right, false},    {"^C", Key{'c'}, true},
                                 {"Enter", Key::enter, false}};
    const float gap = ui.px(4);
    const float w = (box.w - gap * static_cast<float>(std::size(keys) + 1)) /
                    static_cast<float>(std::size(keys));
    float x = box.x + gap;
    for (const TouchKey& k : keys) {
        if (ui.button(k.label, {x, box.y + ui.px(4), w, box.h - ui.px(8)}, k.label)) {
            key(k.key, {.ctrl = k.ctrl}, *in.sim, ui.commands);
            pressed_ = true;
        }
        x += w + gap;
    }
}

void TerminalPanel::fit(Ui& ui, const Terminal& t, int columns, int rows, bool in_past) {
    if (columns != columns_ || rows != rows_) {
        columns_ = columns;
        rows_ = rows;
        resized_at_ = ui.now;
    }
    // A size that lasts becomes the terminal's; while a splitter is dragged it does not.
    if (in_past || (t.columns == columns && t.rows == rows)) return;
    if (ui.now - resized_at_ < 0.2) {
        ui.animating = true;
        return;
    }
    ui.emit(UiAction::resize, shown_, static_cast<std::int64_t>(columns) * 65536 + rows);
}

void TerminalPanel::draw_line(Ui& ui, const ScreenLine& cells, ImVec2 at, float cell,
                              float height) {
    const Theme& theme = *ui.theme;
    const float text_top = cell_text_top(ui.px(type::mono));
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
        const float x = at.x + cell * static_cast<float>(begin);
        const float w = cell * static_cast<float>(i - begin);
        if (back != theme.terminal) ui.fill({x, at.y, w, height}, back);
        if (style.underline)
            ui.fill({x, at.y + height - ui.px(2), w, std::max(1.0f, ui.px(1))}, front);
        ui.put({x, at.y + text_top}, Face::mono, type::mono, front, run);
    }
}

void TerminalPanel::draw_selection(Ui& ui, ImVec2 origin, float cell, float height) {
    const ScreenPlace begin = std::min(view().anchor, view().caret);
    const ScreenPlace end = std::max(view().anchor, view().caret);
    for (std::size_t i = begin.line; i <= end.line && view().has_selection(); ++i) {
        const float from = i == begin.line ? static_cast<float>(begin.column) : 0;
        const float to =
            i == end.line ? static_cast<float>(end.column) : static_cast<float>(columns_);
        ui.fill({origin.x + from * cell, origin.y + height * static_cast<float>(i),
                 (to - from) * cell, height},
                ui.theme->selection);
    }
}

void TerminalPanel::draw_caret(Ui& ui, const TerminalPanelInput& in, const TerminalView::Picture& p,
                               ImVec2 origin, float cell, float height) {
    const Screen& s = view().screen();
    caret_box_ = {origin.x + cell * static_cast<float>(p.caret.column),
                  origin.y + height * static_cast<float>(p.caret.line), cell, height};
    if (!s.cursor_visible()) return;
    const double since = in.last_input < 0 ? 0 : ui.now - in.last_input;
    const bool lit = since > blink_for || std::fmod(since, 2 * blink) < blink;
    if (!in.focused)
        ui.outline(caret_box_, ui.theme->caret, 0, 1);
    else if (lit)
        ui.fill(caret_box_, ui.theme->caret, 0, 0.55f);
}

void TerminalPanel::select_by_mouse(const TerminalView::Picture& p, ImVec2 origin, float cell,
                                    float height) {
    const ImVec2 mouse = ImGui::GetMousePos();
    const auto place = [&]() -> ScreenPlace {
        const float line = std::max(0.0f, (mouse.y - origin.y) / height);
        const float column =
            std::clamp((mouse.x - origin.x) / cell + 0.5f, 0.0f, static_cast<float>(columns_));
        return {std::min(static_cast<std::size_t>(line), p.size() ? p.size() - 1 : 0),
                static_cast<int>(column)};
    };
    TerminalView& v = view();
    if (ImGui::IsItemActivated()) {
        pressed_ = true;
        v.anchor = v.caret = place();
    } else if (ImGui::IsItemActive()) {
        v.caret = place();
    }
    if (!ImGui::IsItemHovered() || !ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) return;
    // The word under the mouse: what a shell would split at blanks.
    const ScreenPlace at = place();
    const ScreenLine& cells = p.line(v.screen(), at.line);
    const auto blank = [&](int i) {
        return i < 0 || i >= static_cast<int>(cells.size()) ||
               cells[static_cast<std::size_t>(i)].character == U' ';
    };
    int from = std::max(0, static_cast<int>((mouse.x - origin.x) / cell)), to = from;
    while (!blank(from - 1)) --from;
    while (!blank(to)) ++to;
    v.anchor = {at.line, from};
    v.caret = {at.line, to};
}

void TerminalPanel::screen(Ui& ui, const Rect& box, const TerminalPanelInput& in) {
    const Terminal* t = terminal(in.sim->world());
    if (!t) return;
    const float size = ui.px(type::mono), cell = cell_width(*ui.fonts, size),
                height = cell_height(size);
    const float pad = ui.px(margin);
    const int columns = std::max(20, static_cast<int>((box.w - 2 * pad - ui.px(8)) / cell));
    const int rows = std::max(4, static_cast<int>((box.h - pad) / height));
    fit(ui, *t, columns, rows, in.in_past);
    for (std::string& line : view().follow(*t, in.jumps, columns, rows))
        mirror_.push_back(std::move(line));
    const TerminalView::Picture picture = view().picture(*t);
    ImGui::SetCursorScreenPos(box.min());
    ImGui::BeginChild("screen", {box.w, box.h}, 0, ImGuiWindowFlags_NoNav);
    const float most = ImGui::GetScrollMaxY();
    if (scroll_pages_ != 0) {
        const float to = ImGui::GetScrollY() + static_cast<float>(scroll_pages_) * box.h * 0.9f;
        ImGui::SetScrollY(std::clamp(to, 0.0f, most));
        follow_ = to >= most;
        scroll_pages_ = 0;
    } else if (ImGui::GetIO().MouseWheel != 0 && ImGui::IsWindowHovered()) {
        follow_ = ImGui::GetScrollY() >= most - height && ImGui::GetIO().MouseWheel < 0;
    }
    const float content = height * static_cast<float>(picture.size()) + pad;
    const bool alternate = view().screen().alternate();
    const float scroll =
        follow_ || alternate ? std::max(0.0f, content - box.h) : ImGui::GetScrollY();
    const ImVec2 origin(box.x + pad, box.y + pad / 2 - scroll);
    if (follow_) ImGui::SetScrollY(scroll);
    ImGui::SetCursorScreenPos({box.x, box.y - scroll});
    ImGui::InvisibleButton("cells", {box.w - ui.px(10), std::max(content, box.h - 1)});
    if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
    select_by_mouse(picture, origin, cell, height);
    draw_selection(ui, origin, cell, height);
    const auto first = static_cast<std::size_t>(std::max(0.0f, (box.y - origin.y) / height));
    const std::size_t last = std::min(picture.size(), first + static_cast<std::size_t>(rows) + 3);
    for (std::size_t i = first; i < last; ++i)
        draw_line(ui, picture.line(view().screen(), i),
                  {origin.x, origin.y + height * static_cast<float>(i)}, cell, height);
    draw_caret(ui, in, picture, origin, cell, height);
    ImGui::EndChild();
}

void TerminalPanel::draw(Ui& ui, const Rect& box, const TerminalPanelInput& in) {
    pressed_ = false;
    if (!terminal(in.sim->world()) && !in.sim->world().terminals.empty())
        shown_ = in.sim->world().terminals.begin()->key;
    ui.fill(box, ui.theme->terminal);
    const float head = ui.px(tab_height);
    tabs(ui, {box.x, box.y, box.w, head}, in);
    const bool finger = ImGui::GetIO().MouseSource == ImGuiMouseSource_TouchScreen;
    const bool alone = box.w >= ImGui::GetIO().DisplaySize.x;  // the narrow form: a phone
    const float foot = box.w < ui.px(520) && (finger || alone) ? ui.px(44) : 0;
    if (foot > 0) touch_keys(ui, {box.x, box.bottom() - foot, box.w, foot}, in);
    screen(ui, {box.x, box.y + head, box.w, box.h - head - foot}, in);
}

double TerminalPanel::next_blink(double now, double last_input) const {
    if (now - last_input > blink_for) return std::numeric_limits<double>::infinity();
    return last_input + blink * (std::floor((now - last_input) / blink) + 1);
}

std::vector<std::string> TerminalPanel::take_mirror() {
    return std::exchange(mirror_, {});
}

}  // namespace podfall
