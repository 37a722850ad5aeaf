// Dear ImGui without a screen: panels are drawn to nowhere, and pressed.
#pragma once

#include <imgui.h>

#include "shell/ui/ui.h"

namespace podfall {

class Headless {
public:
    Ui ui;

    Headless(float width, float height) {
        context_ = ImGui::CreateContext();
        ImGuiIO& io = ImGui::GetIO();
        io.IniFilename = nullptr;
        io.DisplaySize = {width, height};
        io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
        io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
        fonts_ = add_fonts(*io.Fonts);
        ui.fonts = &fonts_;
        ui.theme = &find_theme("dark");
        ui.language = Language::en;
        ui.text = &find_strings(Language::en);
    }
    ~Headless() { ImGui::DestroyContext(context_); }
    Headless(const Headless&) = delete;
    Headless& operator=(const Headless&) = delete;

    // Draws one frame; draw(box) gets the whole window.
    template <class F>
    void frame(F draw) {
        ImGuiIO& io = ImGui::GetIO();
        io.DeltaTime = 1.0f / 60;
        ui.now += 1.0 / 60;
        ui.animating = false;
        ImGui::NewFrame();
        ImGui::SetNextWindowPos({0, 0});
        ImGui::SetNextWindowSize(io.DisplaySize);
        ImGui::Begin("lab", nullptr,
                     ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                         ImGuiWindowFlags_NoSavedSettings);
        draw(Rect{0, 0, io.DisplaySize.x, io.DisplaySize.y});
        ImGui::End();
        ImGui::Render();
    }

    // A press of a mouse button at a place: down in one frame, up in the next.
    template <class F>
    void click(float x, float y, int button, F draw) {
        ImGuiIO& io = ImGui::GetIO();
        io.AddMousePosEvent(x, y);
        frame(draw);
        io.AddMouseButtonEvent(button, true);
        frame(draw);
        io.AddMouseButtonEvent(button, false);
        frame(draw);
        frame(draw);
    }

private:
    ImGuiContext* context_;
    Fonts fonts_;
};

}  // namespace podfall
