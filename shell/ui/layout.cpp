// Computes the panels' rectangles.
#include "shell/ui/layout.h"

#include <algorithm>
#include <cmath>

namespace podfall {

namespace {

constexpr float two_from = 760, three_from = 1180;  // CSS pixels of width
constexpr float header_height = 48, tab_height = 44;

void drag(Ui& ui, const char* id, const Rect& line, bool vertical, float whole, float& part,
          float least, float most, float sign) {
    const float grip = ui.px(4);
    const Rect box = vertical ? Rect{line.x - grip, line.y, 2 * grip + 1, line.h}
                              : Rect{line.x, line.y - grip, line.w, 2 * grip + 1};
    ImGui::SetCursorScreenPos(box.min());
    ImGui::SetNextItemAllowOverlap();
    ImGui::InvisibleButton(id, {box.w, box.h});
    const bool hot = ImGui::IsItemHovered() || ImGui::IsItemActive();
    if (hot)
        ImGui::SetMouseCursor(vertical ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
    if (ImGui::IsItemActive()) {
        const ImVec2 by = ImGui::GetIO().MouseDelta;
        part = std::clamp(part + sign * (vertical ? by.x : by.y) / whole, least, most);
    }
    const float t = hot ? ui.px(2) : 1;
    ui.fill(vertical ? Rect{line.x, line.y, t, line.h} : Rect{line.x, line.y, line.w, t},
            hot ? ui.theme->accent : ui.theme->line);
}

}  // namespace

Layout lay_out(const Ui& ui, ImVec2 size, PanelId shown, const Splits& s, float foot) {
    Layout l;
    const float w = size.x, head = ui.px(header_height);
    l.header = {0, 0, w, head};
    l.time = {0, size.y - foot, w, foot};
    const float top = head, h = size.y - head - foot;
    auto& [lesson, terminal, cluster] = l.panels;
    if (w >= ui.px(three_from)) {
        l.form = LayoutForm::three_columns;
        const float a = std::round(w * s.lesson), c = std::round(w * s.cluster);
        lesson = {0, top, a, h};
        terminal = {a, top, w - a - c, h};
        cluster = {w - c, top, c, h};
    } else if (w >= ui.px(two_from)) {
        l.form = LayoutForm::two_columns;
        const float a = std::round(w * s.left), u = std::round(h * s.upper);
        lesson = {0, top, a, h};
        terminal = {a, top, w - a, u};
        cluster = {a, top + u, w - a, h - u};
    } else {
        const float tabs = ui.px(tab_height);
        l.tabs = {0, top, w, tabs};
        l.panels[std::min(static_cast<int>(shown), 2)] = {0, top + tabs, w, h - tabs};
    }
    return l;
}

void drag_splitters(Ui& ui, const Layout& l, Splits& s) {
    const auto& [lesson, terminal, cluster] = l.panels;
    const float w = l.header.w, h = lesson.h;
    if (l.form == LayoutForm::three_columns) {
        drag(ui, "split lesson", {terminal.x, terminal.y, 1, terminal.h}, true, w, s.lesson, 0.18f,
             0.45f, 1);
        drag(ui, "split cluster", {cluster.x, cluster.y, 1, cluster.h}, true, w, s.cluster, 0.18f,
             0.45f, -1);
    } else if (l.form == LayoutForm::two_columns) {
        drag(ui, "split left", {terminal.x, lesson.y, 1, lesson.h}, true, w, s.left, 0.3f, 0.6f, 1);
        drag(ui, "split upper", {cluster.x, cluster.y, cluster.w, 1}, false, h, s.upper, 0.25f,
             0.75f, 1);
    }
}

}  // namespace podfall
