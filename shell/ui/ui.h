// Used by every panel to draw: theme, faces, language, and a few widgets. The widgets are Dear
// ImGui items (so keyboard navigation reaches them) with our own appearance.
#pragma once

#include <imgui.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lesson/language.h"
#include "shell/ui/strings.h"
#include "shell/ui/text.h"
#include "shell/ui/theme.h"
#include "shell/ui/ui_command.h"

namespace podfall {

// Device pixels.
struct Rect {
    float x = 0, y = 0, w = 0, h = 0;

    float right() const { return x + w; }
    float bottom() const { return y + h; }
    ImVec2 min() const { return {x, y}; }
    ImVec2 max() const { return {x + w, y + h}; }
    Rect inset(float by) const { return {x + by, y + by, w - 2 * by, h - 2 * by}; }
    bool holds(ImVec2 p) const { return p.x >= x && p.x < right() && p.y >= y && p.y < bottom(); }
};

class Ui {
public:
    const Theme* theme = nullptr;
    const Fonts* fonts = nullptr;
    const Strings* text = nullptr;
    Language language{};
    float scale = 1;
    double now = 0;  // seconds; see backend.h
    bool reduced_motion = false;
    bool touch = false;       // touch input: targets are larger
    bool animating = false;   // set to request another frame immediately
    bool focus_next = false;  // the next item gets the keyboard, since its panel was entered by key
    std::vector<UiCommand> commands;

    float px(float css) const;  // CSS pixels to whole device pixels
    void emit(UiCommand command) { commands.push_back(std::move(command)); }

    // Text. Sizes are in CSS pixels; positions are the top of the line in device pixels.
    float width(Face face, float size, std::string_view s) const;
    void put(ImVec2 at, Face face, float size, Colour colour, std::string_view s,
             float alpha = 1) const;
    // Shortened with an ellipsis if wider than `most`. Returns its width.
    float put_within(ImVec2 at, float most, Face face, float size, Colour colour,
                     std::string_view s) const;
    // Centred in `box`.
    void put_centred(const Rect& box, Face face, float size, Colour colour,
                     std::string_view s) const;

    // Shapes. `radius` and `thickness` are CSS pixels.
    void fill(const Rect& box, Colour colour, float radius = 0, float alpha = 1) const;
    void outline(const Rect& box, Colour colour, float radius = 0, float thickness = 1,
                 float alpha = 1) const;

    // An invisible button over `box` with a visible focus ring; true when pressed.
    struct Press {
        bool pressed = false, hovered = false, held = false, focused = false;
    };
    Press press(const char* id, const Rect& box, float radius = 6);

    // A text button; `primary` is filled with the accent colour. Returns true when pressed.
    bool button(const char* id, const Rect& box, std::string_view label, bool primary = false,
                bool on = false);
    float button_width(std::string_view label) const;
    // In CSS pixels. Touch targets need 40.
    float finger(float css) const { return touch && css < 40 ? 40 : css; }
    float button_height() const { return finger(32); }

    // The item that has the keyboard in this frame, during keyboard navigation.
    std::optional<Rect> focused;

    // The rectangle of an item by ID, for App::set("where"): used by tests, and by posts that point
    // at items.
    std::string sought;
    mutable Rect found;  // noted by code that only draws, too
    mutable bool found_in_sight = false;

    // Notes where `id` is drawn if that is what is sought; press() does it for its items.
    void locate(std::string_view id, const Rect& box) const;

    // A tooltip at the mouse, or at the focused item.
    void tooltip(std::string_view title, std::string_view words);
    void tooltip_at(ImVec2 at, std::string_view title, std::string_view words);

private:
    ImFont* font(Face face) const;
};

}  // namespace podfall
