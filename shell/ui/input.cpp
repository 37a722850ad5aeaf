// Translates keys for Dear ImGui.
#include "shell/ui/input.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <cmath>

namespace podfall {

namespace {

ImGuiKey imgui_key(Key key) {
    const int code = static_cast<int>(key);
    if (code >= 'a' && code <= 'z') return static_cast<ImGuiKey>(ImGuiKey_A + (code - 'a'));
    if (code >= '0' && code <= '9') return static_cast<ImGuiKey>(ImGuiKey_0 + (code - '0'));
    if (key >= Key::f1 && key <= Key::f12)
        return static_cast<ImGuiKey>(ImGuiKey_F1 + (code - static_cast<int>(Key::f1)));
    switch (key) {
        case Key::enter:
            return ImGuiKey_Enter;
        case Key::tab:
            return ImGuiKey_Tab;
        case Key::escape:
            return ImGuiKey_Escape;
        case Key::backspace:
            return ImGuiKey_Backspace;
        case Key::del:
            return ImGuiKey_Delete;
        case Key::left:
            return ImGuiKey_LeftArrow;
        case Key::right:
            return ImGuiKey_RightArrow;
        case Key::up:
            return ImGuiKey_UpArrow;
        case Key::down:
            return ImGuiKey_DownArrow;
        case Key::home:
            return ImGuiKey_Home;
        case Key::end:
            return ImGuiKey_End;
        case Key::page_up:
            return ImGuiKey_PageUp;
        case Key::page_down:
            return ImGuiKey_PageDown;
        case Key::menu:
            return ImGuiKey_Menu;
        default:
            break;
    }
    return code == ' ' ? ImGuiKey_Space : ImGuiKey_None;
}

}  // namespace

void send_to_imgui(Key key, Modifiers modifiers) {
    const ImGuiKey k = imgui_key(key);
    if (k == ImGuiKey_None) return;
    ImGuiIO& io = ImGui::GetIO();
    const auto modify = [&](bool down) {
        if (modifiers.ctrl) io.AddKeyEvent(ImGuiMod_Ctrl, down);
        if (modifiers.shift) io.AddKeyEvent(ImGuiMod_Shift, down);
        if (modifiers.alt) io.AddKeyEvent(ImGuiMod_Alt, down);
        if (modifiers.meta) io.AddKeyEvent(ImGuiMod_Super, down);
    };
    modify(true);
    io.AddKeyEvent(k, true);
    io.AddKeyEvent(k, false);
    modify(false);
}

bool can_scroll(ImVec2 at, float wheel_x, float wheel_y) {
    const bool vertical = std::fabs(wheel_y) >= std::fabs(wheel_x);
    const float wheel = vertical ? wheel_y : wheel_x;
    // Does not use the window of the last frame, since the mouse may have moved here after it.
    ImGuiWindow* hovered = nullptr;
    ImGui::FindHoveredWindowEx(at, false, &hovered, nullptr);
    for (ImGuiWindow* w = hovered; w; w = w->ParentWindow) {
        const float at = vertical ? w->Scroll.y : w->Scroll.x;
        const float most = vertical ? w->ScrollMax.y : w->ScrollMax.x;
        const bool passes = (w->Flags & ImGuiWindowFlags_NoScrollWithMouse) != 0;
        if (!passes && (wheel > 0 ? at > 0 : wheel < 0 && at < most)) return true;
        if (!(w->Flags & ImGuiWindowFlags_ChildWindow)) break;
    }
    return false;
}

}  // namespace podfall
