// Lays formatted text out and draws it, because Dear ImGui does not break Korean or inline code
// well and its line spacing is tight. Lines break at spaces (as Korean `word-break: keep-all`
// does); a word wider than the line breaks anywhere. Text attached to a code chip without a space
// ("`kubelet`이") stays with it.
#pragma once

#include <imgui.h>

#include <string_view>

#include "core/lesson/markup.h"
#include "shell/ui/text.h"
#include "shell/ui/theme.h"

namespace podfall {

class Ui;
struct Term;

// Heights and positions in device pixels, sizes in CSS pixels.
struct RichStyle {
    float size = type::body;
    float leading = 1.7f;  // line height in font sizes; Hangul needs room
    Colour text{};
    Face plain = Face::sans;  // for words without a style
    bool covered = false;     // strong words are hidden, for recall
    // Glossary words are marked, and the one under the mouse is stored here.
    const Term** term = nullptr;
};

// Draws the blocks below `at` within `width`; returns their height. With `draw` false it only
// measures.
float put_rich(const Ui& ui, const RichText& text, ImVec2 at, float width, const RichStyle& style,
               bool draw = true);

// Plain text, wrapped the same way.
float put_wrapped(const Ui& ui, std::string_view text, Face face, float size, Colour colour,
                  ImVec2 at, float width, bool draw = true);
float wrap_height(const Ui& ui, std::string_view text, Face face, float size, float width);

}  // namespace podfall
