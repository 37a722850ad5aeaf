// The web backend: what podfall.js imports from and exports to. The module is a plain .wasm without
// Emscripten's JavaScript; every call that crosses is listed here.
#include <imgui.h>
#include <imgui_internal.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/lesson/embedded.h"
#include "core/lesson_player.h"
#include "shell/app.h"
#include "shell/backend.h"
#include "shell/lesson/contents.h"
#include "shell/lesson/still.h"
#include "shell/ui/input.h"

#define HOST(name) __attribute__((import_module("host"), import_name(#name)))
#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

extern "C" {
// Texts go in as pointer and length. A text comes back in State::buffer: the host calls
// podfall_buffer() for room, writes, and returns the length.
HOST(get) int host_get(int what, const char* name, int size);
HOST(put) void host_put(int what, const char* name, int name_size, const char* text, int text_size);
HOST(caret) void host_caret(float x, float y, float height, int wanted);
HOST(metrics) void host_metrics(int face, float size, float* out);
// Writes { width, height, left, top, advance } and, when it fits in `room` bytes, the coverage.
HOST(glyph)
void host_glyph(int face, float size, int c, float* out, unsigned char* pixels, int room);
HOST(texture) void host_texture(int id, int width, int height);
HOST(pixels) void host_pixels(int id, int x, int y, int width, int height, const void* alpha);
HOST(forget) void host_forget(int id);
HOST(clear) void host_clear(int width, int height, float r, float g, float b);
HOST(mesh)
void host_mesh(const void* vertices, int vertex_bytes, const void* indices, int index_bytes);
HOST(draw)
void host_draw(int texture, int count, int first_index, int first_vertex, int x, int y, int width,
               int height);
}

namespace podfall {

namespace {

// What host_get() and host_put() are asked for; the numbers are podfall.js's too.
enum What {
    parameter = 0,
    saved = 1,
    clipboard = 2,
    link = 3,
    log_line = 4,
    region = 5,
    lesson = 6,
    still_of = 7,
    pasting = 8
};

// A page has one lab; the lessons' texts come through its buffer.
Backend::State* the_state = nullptr;

}  // namespace

struct GlyphSource {};

struct Backend::State {
    std::string buffer;
    float scale = 1;
    Fonts fonts;
    bool owed = false;
    ImVec2 pointer{-1e6f, -1e6f};  // where it was last
    Backend backend{*this};
    App* app = nullptr;

    std::string get(What what, std::string_view name) {
        const int size = host_get(what, name.data(), static_cast<int>(name.size()));
        return size > 0 ? buffer.substr(0, static_cast<std::size_t>(size)) : std::string();
    }
};

namespace {

void put(What what, std::string_view name, std::string_view text) {
    host_put(what, name.data(), static_cast<int>(name.size()), text.data(),
             static_cast<int>(text.size()));
}

}  // namespace

float Backend::scale() const {
    return state_.scale;
}
const Fonts& Backend::fonts() const {
    return state_.fonts;
}
std::string Backend::parameter(std::string_view name) const {
    return state_.get(What::parameter, name);
}
void Backend::publish(std::string_view name, std::string_view value) {
    put(What::parameter, name, value);
}
void Backend::owe_frame() {
    state_.owed = true;
}
void Backend::save(std::string_view key, std::string_view text) {
    put(saved, key, text);
}
std::string Backend::load(std::string_view key) const {
    return state_.get(saved, key);
}
std::string Backend::still(std::string_view lesson) const {
    return state_.get(still_of, lesson);
}
std::string lesson_json(std::string_view id) {
    return the_state->get(lesson, id);
}
void Backend::copy(std::string_view text) {
    put(clipboard, {}, text);
}
void Backend::ask_paste() {
    put(pasting, {}, {});
}
void Backend::open_link(std::string_view address) {
    put(link, {}, address);
}
void Backend::mirror_line(std::string_view line) {
    put(log_line, {}, line);
}
void Backend::mirror_region(std::string_view name, std::string_view text) {
    put(region, name, text);
}
void Backend::place_caret(float x, float y, float height, bool text_wanted) {
    host_caret(x, y, height, text_wanted);
}

GlyphSource* open_glyph_source() {
    return new GlyphSource;
}
void close_glyph_source(GlyphSource* source) {
    delete source;
}

FaceMetrics face_metrics(GlyphSource&, Face face, float size) {
    float out[3] = {};
    host_metrics(static_cast<int>(face), size, out);
    return {out[0], out[1], out[2]};
}

bool rasterize_glyph(GlyphSource&, Face face, float size, char32_t c, GlyphBitmap& out) {
    const std::size_t room = static_cast<std::size_t>((size * 2 + 8) * (size * 2 + 8));
    out.coverage.resize(room);
    float box[5] = {};
    host_glyph(static_cast<int>(face), size, static_cast<int>(c), box, out.coverage.data(),
               static_cast<int>(room));
    out.width = static_cast<int>(box[0]);
    out.height = static_cast<int>(box[1]);
    out.left = static_cast<int>(box[2]);
    out.top = static_cast<int>(box[3]);
    out.advance = box[4];
    return true;
}

namespace {

void update_texture(ImTextureData& texture) {
    const int id = texture.UniqueID + 1;
    if (texture.Status == ImTextureStatus_WantCreate) {
        host_texture(id, texture.Width, texture.Height);
        host_pixels(id, 0, 0, texture.Width, texture.Height, texture.GetPixels());
        texture.SetTexID(static_cast<ImTextureID>(id));
        texture.SetStatus(ImTextureStatus_OK);
    } else if (texture.Status == ImTextureStatus_WantUpdates) {
        std::vector<unsigned char> rows;
        for (const ImTextureRect& r : texture.Updates) {
            rows.clear();
            for (int y = 0; y < r.h; y++) {
                const auto* row = static_cast<unsigned char*>(texture.GetPixelsAt(r.x, r.y + y));
                rows.insert(rows.end(), row, row + r.w);
            }
            host_pixels(id, r.x, r.y, r.w, r.h, rows.data());
        }
        texture.SetStatus(ImTextureStatus_OK);
    } else if (texture.Status == ImTextureStatus_WantDestroy && texture.UnusedFrames > 0) {
        host_forget(id);
        texture.SetTexID(ImTextureID_Invalid);
        texture.SetStatus(ImTextureStatus_Destroyed);
    }
}

void draw_list(const ImDrawList& list, int height) {
    host_mesh(list.VtxBuffer.Data, list.VtxBuffer.size_in_bytes(), list.IdxBuffer.Data,
              list.IdxBuffer.size_in_bytes());
    for (const ImDrawCmd& cmd : list.CmdBuffer) {
        if (cmd.UserCallback) continue;
        const ImVec4& clip = cmd.ClipRect;
        const int x = static_cast<int>(std::fmax(clip.x, 0)), y = static_cast<int>(clip.w);
        const int w = static_cast<int>(clip.z) - x;
        const int h = y - static_cast<int>(std::fmax(clip.y, 0));
        if (w <= 0 || h <= 0) continue;
        host_draw(static_cast<int>(cmd.GetTexID()), static_cast<int>(cmd.ElemCount),
                  static_cast<int>(cmd.IdxOffset), static_cast<int>(cmd.VtxOffset), x, height - y,
                  w, h);
    }
}

void draw(const ImDrawData& data) {
    if (data.Textures)
        for (ImTextureData* texture : *data.Textures)
            if (texture->Status != ImTextureStatus_OK) update_texture(*texture);
    const ImVec4& back = ImGui::GetStyle().Colors[ImGuiCol_WindowBg];
    const int width = static_cast<int>(data.DisplaySize.x);
    const int height = static_cast<int>(data.DisplaySize.y);
    host_clear(width, height, back.x, back.y, back.z);
    for (const ImDrawList* list : data.CmdLists) draw_list(*list, height);
}

void set_up_imgui(Backend::State& state) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard | ImGuiConfigFlags_NoMouseCursorChange;
    io.ConfigInputTrickleEventQueue = true;
    io.BackendFlags |=
        ImGuiBackendFlags_RendererHasTextures | ImGuiBackendFlags_RendererHasVtxOffset;
    io.Fonts->TexDesiredFormat = ImTextureFormat_Alpha8;
    ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
    platform.Renderer_TextureMaxWidth = platform.Renderer_TextureMaxHeight = 4096;
    platform.Platform_ClipboardUserData = &state;
    platform.Platform_SetClipboardTextFn = [](ImGuiContext*, const char* text) {
        put(clipboard, {}, text);
    };
    state.fonts = add_fonts(*io.Fonts);
}

}  // namespace

}  // namespace podfall

using podfall::App;
using podfall::Backend;
using State = podfall::Backend::State;

EXPORT(podfall_open) State* podfall_open(float scale) {
    State* state = podfall::the_state = new State;
    state->scale = scale;
    podfall::set_up_imgui(*state);
    return state;
}

EXPORT(podfall_buffer) char* podfall_buffer(State* state, int size) {
    state->buffer.resize(static_cast<std::size_t>(size));
    return state->buffer.data();
}

// Draws one frame. Answers in how many seconds the next is owed: 0 at once, infinity for never.
EXPORT(podfall_frame)
double podfall_frame(State* state, double now, double since, int width, int height, float scale) {
    if (!state->app) state->app = new App(state->backend);
    if (state->scale != scale) {
        state->scale = scale;
        state->app->set("scale", {});
    }
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = ImVec2(static_cast<float>(width), static_cast<float>(height));
    io.DeltaTime = static_cast<float>(since > 0 ? since : 1e-3);
    state->owed = false;
    ImGui::NewFrame();
    state->app->frame(now);
    ImGui::Render();
    podfall::draw(*ImGui::GetDrawData());
    // Dear ImGui spreads quick inputs over frames.
    if (state->owed || ImGui::GetCurrentContext()->InputEventsQueue.Size > 0) return 0;
    const double next = state->app->next_frame(now);
    return next <= now ? 0 : next - now;
}

// Writes the lessons' ids into the buffer, a blank between two; answers its length.
EXPORT(podfall_lessons) int podfall_lessons(State* state) {
    state->buffer.clear();
    for (std::size_t i = 0; i < podfall::embedded_lessons_count; ++i)
        state->buffer += podfall::cat(i ? " " : "", podfall::embedded_lesson_ids[i]);
    return static_cast<int>(state->buffer.size());
}

// The module's second part is there: every other export may be called from now on.
EXPORT(podfall_begin) void podfall_begin(State* state) {
    if (state->app) state->app->begin();
}

// For the build: writes the still of a fresh lesson, whose id is in the buffer, into the buffer.
EXPORT(podfall_still) int podfall_still(State* state, int size) {
    const auto lesson =
        podfall::read_embedded(state->buffer.substr(0, static_cast<std::size_t>(size)));
    podfall::LessonRun run(lesson.get(), {});
    state->buffer = podfall::write_still(podfall::open_cluster(run));
    return static_cast<int>(state->buffer.size());
}

// `kind` is 0 for typed text, 1 for pasted text, 2 for the syllable being composed; the text is in
// the buffer.
EXPORT(podfall_text) void podfall_text(State* state, int kind, int size) {
    const std::string text = state->buffer.substr(0, static_cast<std::size_t>(size));
    if (!state->app) return;
    if (kind == 0)
        state->app->text(text);
    else if (kind == 1)
        state->app->paste(text);
    else
        state->app->preedit(text);
}

// Answers 1 when the key is taken and the page must not act on it, 0 when it belongs to the page.
EXPORT(podfall_key) int podfall_key(State* state, int key, int modifiers) {
    if (!state->app) return 0;
    const auto k = static_cast<podfall::Key>(key);
    const auto m = podfall::Modifiers::from_bits(modifiers);
    const podfall::KeyUse use = state->app->key(k, m);
    if (use == podfall::KeyUse::imgui) podfall::send_to_imgui(k, m);
    return use != podfall::KeyUse::page;
}

EXPORT(podfall_focus) void podfall_focus(State* state, int focused) {
    ImGui::GetIO().AddFocusEvent(focused != 0);
    if (state->app) state->app->focus(focused != 0);
}

// A parameter changed on the page; the buffer holds the name and, after it, the value.
EXPORT(podfall_set) void podfall_set(State* state, int name_size, int size) {
    const std::string both = state->buffer.substr(0, static_cast<std::size_t>(size));
    const std::string_view view = both;
    const auto split = static_cast<std::size_t>(name_size);
    if (state->app) state->app->set(view.substr(0, split), view.substr(split));
}

// The pointer is at (x, y); `button` is -1 for a move, 0 to 2 for a button that went down or up.
EXPORT(podfall_pointer)
void podfall_pointer(State* state, int touch, float x, float y, int button, int down) {
    ImGuiIO& io = ImGui::GetIO();
    io.AddMouseSourceEvent(touch ? ImGuiMouseSource_TouchScreen : ImGuiMouseSource_Mouse);
    io.AddMousePosEvent(x, y);
    state->pointer = {x, y};
    if (button >= 0) io.AddMouseButtonEvent(button, down != 0);
}

// Whether a right click (or a long press) at (x, y) is the lab's own, and not for the browser's
// menu.
EXPORT(podfall_menu) int podfall_menu(State* state, float x, float y) {
    return state->app->has_menu(x, y);
}

// The wheel turned by so many lines (positive: up, left). Answers whether a panel can take it; only
// then does it.
EXPORT(podfall_wheel) int podfall_wheel(State* state, float x, float y) {
    if (!podfall::can_scroll(state->pointer, x, y)) return 0;
    ImGui::GetIO().AddMouseWheelEvent(x, y);
    return 1;
}

// The mouse cursor Dear ImGui wants: ImGuiMouseCursor_.
EXPORT(podfall_cursor) int podfall_cursor(State*) {
    return ImGui::GetMouseCursor();
}

// A font arrived: rasterize every glyph again.
EXPORT(podfall_fonts) void podfall_fonts(State* state) {
    podfall::reload_glyphs(*ImGui::GetIO().Fonts, state->fonts);
}

// The graphics context was lost and made again: every texture has to be uploaded again.
EXPORT(podfall_context) void podfall_context(State*) {
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
        if (texture->Status == ImTextureStatus_Destroyed) continue;
        texture->SetTexID(ImTextureID_Invalid);
        texture->SetStatus(ImTextureStatus_WantCreate);
    }
}
