// Widgets and frame state shared by the panels.
#include "shell/ui/ui.h"

#include "core/base/utf8.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace podfall {

namespace {
ImDrawList& list() {
    return *ImGui::GetWindowDrawList();
}
}  // namespace

float Ui::px(float css) const {
    return std::round(css * scale);
}

ImFont* Ui::font(Face face) const {
    if (face == Face::mono) return fonts->mono;
    return face == Face::sans_bold ? fonts->sans_bold : fonts->sans;
}

float Ui::width(Face face, float size, std::string_view s) const {
    return font(face)->CalcTextSizeA(px(size), FLT_MAX, 0, s.data(), s.data() + s.size()).x;
}

void Ui::put(ImVec2 at, Face face, float size, Colour colour, std::string_view s,
             float alpha) const {
    list().AddText(font(face), px(size), ImVec2(std::round(at.x), std::round(at.y)),
                   packed(colour, alpha), s.data(), s.data() + s.size());
}

float Ui::put_within(ImVec2 at, float most, Face face, float size, Colour colour,
                     std::string_view s) const {
    const float whole = width(face, size, s);
    if (whole <= most) {
        put(at, face, size, colour, s);
        return whole;
    }
    const float dots = width(face, size, "…");
    std::string_view rest = s;
    float taken = 0;
    while (!rest.empty()) {
        std::string_view next = rest;
        take_character(next);
        const float w = width(face, size, rest.substr(0, rest.size() - next.size()));
        if (taken + w + dots > most) break;
        taken += w;
        rest = next;
    }
    put(at, face, size, colour, s.substr(0, s.size() - rest.size()));
    put(ImVec2(at.x + taken, at.y), face, size, colour, "…");
    return taken + dots;
}

void Ui::put_centred(const Rect& box, Face face, float size, Colour colour,
                     std::string_view s) const {
    const float w = width(face, size, s);
    put({box.x + (box.w - w) / 2, box.y + (box.h - px(size)) / 2}, face, size, colour, s);
}

void Ui::fill(const Rect& box, Colour colour, float radius, float alpha) const {
    list().AddRectFilled(box.min(), box.max(), packed(colour, alpha), px(radius));
}

void Ui::outline(const Rect& box, Colour colour, float radius, float thickness, float alpha) const {
    const float t = std::max(1.0f, px(thickness));
    const float half = t / 2;
    list().AddRect({box.x + half, box.y + half}, {box.right() - half, box.bottom() - half},
                   packed(colour, alpha), px(radius), 0, t);
}

void Ui::locate(std::string_view id, const Rect& box) const {
    if (sought.empty() || sought != id) return;
    const float x = box.x + box.w / 2, y = box.y + std::min(box.h / 2, px(20));
    found = box;
    found_in_sight = ImGui::IsRectVisible({x - 1, y - px(8)}, {x + 1, y + px(8)}) &&
                     ImGui::GetWindowDrawList()->GetClipRectMax().y >= y + px(8);
}

Ui::Press Ui::press(const char* id, const Rect& box, float radius) {
    Press p;
    if (box.w < 1 || box.h < 1) return p;
    locate(id, box);
    ImGui::SetCursorScreenPos(box.min());
    if (focus_next) {
        ImGui::SetKeyboardFocusHere();
        ImGui::SetNavCursorVisible(true);
        focus_next = false;
        animating = true;
    }
    p.pressed = ImGui::InvisibleButton(id, ImVec2(box.w, box.h), ImGuiButtonFlags_EnableNav);
    p.hovered = ImGui::IsItemHovered();
    p.held = ImGui::IsItemActive();
    p.focused = ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
    if (p.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (p.focused) focused = box;
    if (p.focused) {
        const float by = px(2);
        outline({box.x - by, box.y - by, box.w + 2 * by, box.h + 2 * by}, theme->accent, radius + 2,
                2);
    }
    return p;
}

float Ui::button_width(std::string_view label) const {
    return width(Face::sans_bold, type::label, label) + px(24);
}

bool Ui::button(const char* id, const Rect& box, std::string_view label, bool primary, bool on) {
    const Press p = press(id, box);
    Colour ground = primary || on ? theme->accent : theme->raised;
    if (p.hovered) ground = primary || on ? mix(ground, theme->text, 0.12f) : theme->hover;
    if (p.held) ground = mix(ground, theme->page, 0.2f);
    fill(box, ground, 6);
    if (!primary && !on) outline(box, theme->line, 6);
    put_centred(box, Face::sans_bold, type::label, primary || on ? theme->on_accent : theme->text,
                label);
    return p.pressed;
}

}  // namespace podfall
