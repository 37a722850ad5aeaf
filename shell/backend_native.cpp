// The native backend: a GLFW window drawn with OpenGL 3.
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "core/base/utf8.h"
#include "shell/app.h"
#include "shell/backend.h"
#include "shell/ui/input.h"
#include "shell/window_place.h"

namespace podfall {

struct Backend::State {
    GLFWwindow* window = nullptr;
    GLFWcursor* cursors[ImGuiMouseCursor_COUNT] = {};
    std::vector<std::string> parameters;  // "name=value"
    float scale = 1;
    Fonts fonts;
    int owed = 3;       // frames; Dear ImGui shows some answers a frame later
    WindowPlace place;  // as it was while neither maximized nor iconified
    Backend backend{*this};
    App* app = nullptr;
};

namespace {

constexpr int owed_after_input = 3;
constexpr int usual_width = 1440, usual_height = 900;
constexpr const char* place_key = "window";  // Backend::save()

Backend::State& state_of(GLFWwindow* window) {
    return *static_cast<Backend::State*>(glfwGetWindowUserPointer(window));
}

// Where progress is saved: the XDG data directory, or its default in the home directory.
std::filesystem::path data_file(std::string_view key) {
    const char* data = std::getenv("XDG_DATA_HOME");
    const char* home = std::getenv("HOME");
    std::filesystem::path folder = data ? data : home ? home : ".";
    if (!data) folder /= ".local/share";
    std::string name(key);
    for (char& c : name)
        if (c == '/' || c == '\\') c = '_';
    return folder / "podfall" / name;
}

}  // namespace

float Backend::scale() const {
    return state_.scale;
}
const Fonts& Backend::fonts() const {
    return state_.fonts;
}

std::string Backend::parameter(std::string_view name) const {
    for (const std::string& p : state_.parameters)
        if (p.size() > name.size() && p.starts_with(name) && p[name.size()] == '=')
            return p.substr(name.size() + 1);
    if (name == "lang") {
        const char* lang = std::getenv("LANG");
        return std::string(spoken_language(lang ? lang : "").code());
    }
    return name == "theme" ? "dark" : "";
}

// A window has no page around it to follow.
void Backend::publish(std::string_view, std::string_view) {}

void Backend::owe_frame() {
    state_.owed = std::max(state_.owed, 1);
}

void Backend::save(std::string_view key, std::string_view text) {
    const std::filesystem::path file = data_file(key);
    std::error_code ignored;
    std::filesystem::create_directories(file.parent_path(), ignored);
    if (std::FILE* out = std::fopen(file.c_str(), "wb")) {
        std::fwrite(text.data(), 1, text.size(), out);
        std::fclose(out);
    }
}

std::string Backend::load(std::string_view key) const {
    std::string text;
    if (std::FILE* in = std::fopen(data_file(key).c_str(), "rb")) {
        char block[4096];
        while (const std::size_t n = std::fread(block, 1, sizeof block, in)) text.append(block, n);
        std::fclose(in);
    }
    return text;
}

std::string Backend::still(std::string_view) const {
    return {};
}

void Backend::copy(std::string_view text) {
    glfwSetClipboardString(state_.window, std::string(text).c_str());
}

void Backend::open_link(std::string_view address) {
    std::printf("%.*s\n", static_cast<int>(address.size()), address.data());
}

// GLFW offers no access to the window system's accessibility; the web page has the mirror.
void Backend::mirror_line(std::string_view) {}
void Backend::mirror_region(std::string_view, std::string_view) {}
void Backend::place_caret(float, float, float, bool) {}

namespace {

Key key_of(int key) {
    if (key == GLFW_KEY_MENU) return Key::menu;
    if (key >= GLFW_KEY_F1 && key <= GLFW_KEY_F12)
        return static_cast<Key>(static_cast<int>(Key::f1) + key - GLFW_KEY_F1);
    switch (key) {
        case GLFW_KEY_ENTER:
        case GLFW_KEY_KP_ENTER:
            return Key::enter;
        case GLFW_KEY_TAB:
            return Key::tab;
        case GLFW_KEY_ESCAPE:
            return Key::escape;
        case GLFW_KEY_BACKSPACE:
            return Key::backspace;
        case GLFW_KEY_DELETE:
            return Key::del;
        case GLFW_KEY_LEFT:
            return Key::left;
        case GLFW_KEY_RIGHT:
            return Key::right;
        case GLFW_KEY_UP:
            return Key::up;
        case GLFW_KEY_DOWN:
            return Key::down;
        case GLFW_KEY_HOME:
            return Key::home;
        case GLFW_KEY_END:
            return Key::end;
        case GLFW_KEY_PAGE_UP:
            return Key::page_up;
        case GLFW_KEY_PAGE_DOWN:
            return Key::page_down;
        default:
            return Key::none;
    }
}

// With Ctrl, Alt or Super a printable key is a command, not text.
Key command_key(int key, int scancode) {
    const char* name = glfwGetKeyName(key, scancode);
    if (name && name[0] > ' ' && name[0] < 127 && name[1] == 0) return static_cast<Key>(name[0]);
    if (key >= GLFW_KEY_A && key <= GLFW_KEY_Z) return static_cast<Key>('a' + key - GLFW_KEY_A);
    return key == GLFW_KEY_SPACE ? Key{' '} : Key::none;
}

void paste(Backend::State& state) {
    const char* clip = glfwGetClipboardString(state.window);
    std::string text = clip ? clip : "";
    std::erase(text, '\r');
    if (!text.empty()) state.app->paste(text);
}

}  // namespace

void Backend::ask_paste() {
    paste(state_);
}

namespace {

void on_key(GLFWwindow* window, int key, int scancode, int action, int mods) {
    Backend::State& state = state_of(window);
    if (action == GLFW_RELEASE) return;
    state.owed = owed_after_input;
    const int bits = (mods & GLFW_MOD_CONTROL ? 1 : 0) | (mods & GLFW_MOD_SHIFT ? 2 : 0) |
                     (mods & GLFW_MOD_ALT ? 4 : 0) | (mods & GLFW_MOD_SUPER ? 8 : 0);
    Key k = key_of(key);
    if (k == Key::none && (bits & ~2)) k = command_key(key, scancode);
    const bool pastes =
        (k == Key{'v'} && (bits & (1 | 8))) || (key == GLFW_KEY_INSERT && (mods & GLFW_MOD_SHIFT));
    if (pastes) return paste(state);
    if (k == Key::none) return;
    const KeyUse use = state.app->key(k, Modifiers::from_bits(bits));
    // A window has no page to move on to: Dear ImGui's navigation gets the keys that the panels
    // ignore.
    if (use != KeyUse::taken) send_to_imgui(k, Modifiers::from_bits(bits));
}

void on_character(GLFWwindow* window, unsigned c) {
    if (c >= 0x10000) return;  // the fonts cover up to U+FFFF
    std::string utf8;
    append_utf8(utf8, c);
    state_of(window).owed = owed_after_input;
    state_of(window).app->text(utf8);
}

void on_move(GLFWwindow* window, double x, double y) {
    int window_width = 1, frame_width = 1, unused = 0;
    glfwGetWindowSize(window, &window_width, &unused);
    glfwGetFramebufferSize(window, &frame_width, &unused);
    const double ratio = static_cast<double>(frame_width) / std::max(window_width, 1);
    ImGui::GetIO().AddMousePosEvent(static_cast<float>(x * ratio), static_cast<float>(y * ratio));
    state_of(window).owed = owed_after_input;
}

void note_place(Backend::State& state) {
    state.place.maximized = glfwGetWindowAttrib(state.window, GLFW_MAXIMIZED) != 0;
    if (state.place.maximized || glfwGetWindowAttrib(state.window, GLFW_ICONIFIED)) return;
    ScreenArea& area = state.place.area;
    glfwGetWindowPos(state.window, &area.x, &area.y);
    glfwGetWindowSize(state.window, &area.width, &area.height);
}

std::vector<ScreenArea> work_areas() {
    int count = 0;
    GLFWmonitor** monitors = glfwGetMonitors(&count);  // the primary one is first
    std::vector<ScreenArea> areas;
    for (int i = 0; i < count; ++i) {
        ScreenArea area;
        glfwGetMonitorWorkarea(monitors[i], &area.x, &area.y, &area.width, &area.height);
        if (area.width > 0 && area.height > 0) areas.push_back(area);
    }
    return areas;
}

// Where it was last, or else in the middle of the first monitor, and always within a work area.
void place_window(Backend::State& state) {
    const std::vector<ScreenArea> areas = work_areas();
    WindowFrame frame;
    glfwGetWindowFrameSize(state.window, &frame.left, &frame.top, &frame.right, &frame.bottom);
    if (!read_window_place(state.backend.load(place_key), state.place)) {
        ScreenArea& area = state.place.area;
        glfwGetWindowSize(state.window, &area.width, &area.height);  // as the monitor scales it
        if (!areas.empty()) area = centered(area.width, area.height, areas.front());
    }
    state.place.area = fit_on_screen(state.place.area, frame, areas);
    const ScreenArea& area = state.place.area;
    glfwSetWindowSize(state.window, area.width, area.height);
    glfwSetWindowPos(state.window, area.x, area.y);
    if (state.place.maximized) glfwMaximizeWindow(state.window);
}

void listen(GLFWwindow* window) {
    glfwSetKeyCallback(window, on_key);
    glfwSetCharCallback(window, on_character);
    glfwSetCursorPosCallback(window, on_move);
    glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int button, int action, int) {
        if (button < 3) ImGui::GetIO().AddMouseButtonEvent(button, action == GLFW_PRESS);
        state_of(w).owed = owed_after_input;
    });
    glfwSetScrollCallback(window, [](GLFWwindow* w, double x, double y) {
        ImGui::GetIO().AddMouseWheelEvent(static_cast<float>(x), static_cast<float>(y));
        state_of(w).owed = owed_after_input;
    });
    glfwSetWindowFocusCallback(window, [](GLFWwindow* w, int focused) {
        ImGui::GetIO().AddFocusEvent(focused != 0);
        state_of(w).app->focus(focused != 0);
        state_of(w).owed = owed_after_input;
    });
    const auto changed = [](GLFWwindow* w, int, int) {
        state_of(w).owed = owed_after_input;
        note_place(state_of(w));
    };
    glfwSetFramebufferSizeCallback(window, changed);
    glfwSetWindowPosCallback(window, [](GLFWwindow* w, int, int) { note_place(state_of(w)); });
    glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) { state_of(w).owed = 1; });
    glfwSetWindowContentScaleCallback(window, [](GLFWwindow* w, float x, float) {
        Backend::State& state = state_of(w);
        state.scale = x;
        state.owed = owed_after_input;
        state.app->set("scale", {});
    });
}

void set_up_imgui(Backend::State& state) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
    platform.Platform_ClipboardUserData = state.window;
    platform.Platform_SetClipboardTextFn = [](ImGuiContext*, const char* text) {
        glfwSetClipboardString(
            static_cast<GLFWwindow*>(ImGui::GetPlatformIO().Platform_ClipboardUserData), text);
    };
    platform.Platform_GetClipboardTextFn = [](ImGuiContext*) {
        return glfwGetClipboardString(
            static_cast<GLFWwindow*>(ImGui::GetPlatformIO().Platform_ClipboardUserData));
    };
    state.fonts = add_fonts(*io.Fonts);
    ImGui_ImplOpenGL3_Init("#version 150");
    const std::pair<int, int> shapes[] = {{ImGuiMouseCursor_Arrow, GLFW_ARROW_CURSOR},
                                          {ImGuiMouseCursor_TextInput, GLFW_IBEAM_CURSOR},
                                          {ImGuiMouseCursor_ResizeNS, GLFW_VRESIZE_CURSOR},
                                          {ImGuiMouseCursor_ResizeEW, GLFW_HRESIZE_CURSOR},
                                          {ImGuiMouseCursor_Hand, GLFW_HAND_CURSOR}};
    for (const auto& [ours, theirs] : shapes)
        state.cursors[ours] = glfwCreateStandardCursor(theirs);
}

void draw_frame(Backend::State& state, double now, double since) {
    ImGuiIO& io = ImGui::GetIO();
    int width = 0, height = 0;
    glfwGetFramebufferSize(state.window, &width, &height);
    io.DisplaySize = ImVec2(static_cast<float>(width), static_cast<float>(height));
    io.DeltaTime = static_cast<float>(since > 0 ? since : 1e-3);
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
    state.app->frame(now);
    ImGui::Render();
    const int cursor = ImGui::GetMouseCursor();
    if (cursor >= 0) glfwSetCursor(state.window, state.cursors[cursor]);
    if (width > 0 && height > 0) ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    glfwSwapBuffers(state.window);
}

// Draws while frames are owed, otherwise sleeps until an input or the next owed frame.
void run_loop(Backend::State& state) {
    double last = glfwGetTime();
    while (!glfwWindowShouldClose(state.window)) {
        const double now = glfwGetTime();
        const double wait = state.app->next_frame(now) - now;
        if (state.owed <= 0 && wait > 0) {
            if (wait < 1e6)
                glfwWaitEventsTimeout(wait);
            else
                glfwWaitEvents();
            if (state.owed <= 0 && state.app->next_frame(glfwGetTime()) > glfwGetTime()) continue;
        } else {
            glfwPollEvents();
        }
        if (state.owed > 0) state.owed--;
        const double start = glfwGetTime();
        draw_frame(state, start, start - last);
        last = start;
    }
}

}  // namespace

int run_window(const char* const* parameters, int count) {
    glfwSetErrorCallback(
        [](int, const char* text) { std::fprintf(stderr, "podfall: %s\n", text); });
    if (!glfwInit()) return 1;
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 2);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
    glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);  // until it stands where it belongs
    Backend::State state;
    state.parameters.assign(parameters, parameters + count);
    state.window = glfwCreateWindow(usual_width, usual_height, "Podfall", nullptr, nullptr);
    if (!state.window) {
        glfwTerminate();
        return 1;
    }
    glfwMakeContextCurrent(state.window);
    glfwSwapInterval(1);
    glfwSetWindowUserPointer(state.window, &state);
    place_window(state);
    glfwShowWindow(state.window);
    float unused = 1;
    glfwGetWindowContentScale(state.window, &state.scale, &unused);
    set_up_imgui(state);
    App app(state.backend);
    state.app = &app;
    listen(state.window);
    app.focus(glfwGetWindowAttrib(state.window, GLFW_FOCUSED) != 0);
    run_loop(state);
    state.backend.save(place_key, write_window_place(state.place));
    ImGui_ImplOpenGL3_Shutdown();
    ImGui::DestroyContext();
    for (GLFWcursor* cursor : state.cursors)
        if (cursor) glfwDestroyCursor(cursor);
    glfwDestroyWindow(state.window);
    glfwTerminate();
    return 0;
}

}  // namespace podfall
