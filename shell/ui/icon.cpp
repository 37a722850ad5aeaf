// Draws icons from lines.
#include "shell/ui/icon.h"

#include <cmath>

#include "shell/ui/ui.h"

namespace podfall {

namespace {

// Coordinates are in a 16 x 16 square, scaled to the box.
struct Pen {
    ImDrawList& list;
    ImVec2 origin;
    float unit;
    ImU32 colour;
    float stroke;

    ImVec2 at(float x, float y) const { return {origin.x + x * unit, origin.y + y * unit}; }
    void line(float x0, float y0, float x1, float y1) const {
        list.AddLine(at(x0, y0), at(x1, y1), colour, stroke);
    }
    void path(std::initializer_list<ImVec2> points, bool closed = false) const {
        for (const ImVec2 p : points) list.PathLineTo(at(p.x, p.y));
        list.PathStroke(colour, closed ? ImDrawFlags_Closed : 0, stroke);
    }
    void ring(float r) const { list.AddCircle(at(8, 8), r * unit, colour, 0, stroke); }
    void disc(float x, float y, float r) const { list.AddCircleFilled(at(x, y), r * unit, colour); }
    void triangle(float x0, float y0, float x1, float y1, float x2, float y2) const {
        list.AddTriangleFilled(at(x0, y0), at(x1, y1), at(x2, y2), colour);
    }
    void bar(float x0, float y0, float x1, float y1) const {
        list.AddRectFilled(at(x0, y0), at(x1, y1), colour, unit * 0.6f);
    }
};

void draw_state(const Pen& p, Icon icon) {
    switch (icon) {
        case Icon::check:
            p.ring(7);
            p.path({{4.8f, 8.2f}, {7.1f, 10.6f}, {11.2f, 5.8f}});
            break;
        case Icon::cross:
        case Icon::ring_cross:
            p.ring(7);
            p.line(5.6f, 5.6f, 10.4f, 10.4f);
            p.line(10.4f, 5.6f, 5.6f, 10.4f);
            break;
        case Icon::circle:
            p.ring(6.5f);
            break;
        case Icon::dot:
            p.disc(8, 8, 5.5f);
            break;
        case Icon::half:
            p.ring(6);
            p.list.PathArcTo(p.at(8, 8), 6 * p.unit, 1.5708f, 4.7124f);
            p.list.PathFillConvex(p.colour);
            break;
        case Icon::ring_dot:
            p.ring(6.5f);
            p.disc(8, 8, 2);
            break;
        case Icon::eject:
            p.path({{8, 2}, {14.5f, 9.5f}, {1.5f, 9.5f}}, true);
            p.bar(1.5f, 11.5f, 14.5f, 14);
            break;
        case Icon::warning:
            p.path({{8, 1.8f}, {15, 14}, {1, 14}}, true);
            p.line(8, 6, 8, 9.8f);
            p.disc(8, 11.9f, 0.9f);
            break;
        case Icon::question:
            p.ring(7);
            p.path({{5.9f, 6.6f},
                    {6.2f, 5.2f},
                    {8, 4.4f},
                    {9.9f, 5.2f},
                    {10, 6.8f},
                    {8.2f, 8.2f},
                    {8, 9.4f}});
            p.disc(8, 11.8f, 0.9f);
            break;
        default:
            break;
    }
}

void draw_sign(const Pen& p, Icon icon) {
    switch (icon) {
        case Icon::list:
            for (int i = 0; i < 3; ++i) {
                const float y = 3.5f + 4.5f * static_cast<float>(i);
                p.disc(2.5f, y, 1.1f);
                p.line(5.5f, y, 14, y);
            }
            break;
        case Icon::prompt:
            p.path({{2.5f, 3.5f}, {7, 8}, {2.5f, 12.5f}});
            p.line(8.5f, 12.5f, 14, 12.5f);
            break;
        case Icon::sun:
            p.disc(8, 8, 3);
            for (int i = 0; i < 8; ++i) {
                const float a = 0.7854f * static_cast<float>(i), c = std::cos(a), s = std::sin(a);
                p.line(8 + 5 * c, 8 + 5 * s, 8 + 7 * c, 8 + 7 * s);
            }
            break;
        case Icon::moon:
            p.list.PathArcTo(p.at(8, 8), 6.2f * p.unit, 0.3f, 4.4f);
            p.list.PathArcTo(p.at(11.2f, 5.4f), 5.6f * p.unit, 3.7f, 1.2f);
            p.list.PathStroke(p.colour, ImDrawFlags_Closed, p.stroke);
            break;
        case Icon::server:
            p.path({{2, 2.5f}, {14, 2.5f}, {14, 7.2f}, {2, 7.2f}}, true);
            p.path({{2, 8.8f}, {14, 8.8f}, {14, 13.5f}, {2, 13.5f}}, true);
            p.disc(4.6f, 4.9f, 0.9f);
            p.disc(4.6f, 11.2f, 0.9f);
            break;
        case Icon::chevron_down:
            p.path({{3.5f, 6}, {8, 10.5f}, {12.5f, 6}});
            break;
        case Icon::chevron_right:
            p.path({{6, 3.5f}, {10.5f, 8}, {6, 12.5f}});
            break;
        default:
            break;
    }
}

// Tools of the terminal.
void draw_tool(const Pen& p, Icon icon) {
    switch (icon) {
        case Icon::find:
            p.list.AddCircle(p.at(6.8f, 6.8f), 5 * p.unit, p.colour, 0, p.stroke);
            p.line(10.4f, 10.4f, 14.5f, 14.5f);
            break;
        case Icon::paste:
            p.path({{3, 3.5f}, {13, 3.5f}, {13, 14.5f}, {3, 14.5f}}, true);
            p.bar(5.5f, 1.5f, 10.5f, 5);
            p.line(5.5f, 8, 10.5f, 8);
            p.line(5.5f, 11, 9, 11);
            break;
        case Icon::more:
            for (int i = 0; i < 3; ++i) p.disc(3 + 5 * static_cast<float>(i), 8, 1.4f);
            break;
        case Icon::split:
            p.path({{1.5f, 2.5f}, {14.5f, 2.5f}, {14.5f, 13.5f}, {1.5f, 13.5f}}, true);
            p.line(8, 2.5f, 8, 13.5f);
            break;
        case Icon::smaller:
        case Icon::larger:
            p.path({{1, 13.5f}, {5.2f, 3}, {9.4f, 13.5f}});
            p.line(2.6f, 9.8f, 7.8f, 9.8f);
            p.line(11, 6, 15.4f, 6);
            if (icon == Icon::larger) p.line(13.2f, 3.8f, 13.2f, 8.2f);
            break;
        case Icon::close:
            p.line(4, 4, 12, 12);
            p.line(12, 4, 4, 12);
            break;
        case Icon::chevron_up:
            p.path({{3.5f, 10}, {8, 5.5f}, {12.5f, 10}});
            break;
        default:
            break;
    }
}

// Time controls.
void draw_time(const Pen& p, Icon icon) {
    switch (icon) {
        case Icon::play:
            p.triangle(4, 2.2f, 14, 8, 4, 13.8f);
            break;
        case Icon::pause:
            p.bar(3.5f, 2.5f, 6.7f, 13.5f);
            p.bar(9.3f, 2.5f, 12.5f, 13.5f);
            break;
        case Icon::skip:
            p.triangle(2.5f, 2.5f, 11, 8, 2.5f, 13.5f);
            p.bar(11.5f, 2.5f, 13.7f, 13.5f);
            break;
        case Icon::skip_back:
            p.triangle(13.5f, 2.5f, 13.5f, 13.5f, 5, 8);
            p.bar(2.3f, 2.5f, 4.5f, 13.5f);
            break;
        case Icon::step:
            p.bar(3, 2.5f, 5.2f, 13.5f);
            p.triangle(7, 3, 14, 8, 7, 13);
            break;
        case Icon::skip_node:
            p.triangle(1, 3, 7, 8, 1, 13);
            p.path({{9, 3.5f}, {15, 3.5f}, {15, 12.5f}, {9, 12.5f}}, true);
            p.line(9, 8, 15, 8);
            break;
        case Icon::branch:
            p.path({{2, 12}, {6, 12}, {10, 4}, {14, 4}});
            p.line(6, 12, 14, 12);
            p.disc(13, 4, 2);
            p.disc(13, 12, 2);
            break;
        case Icon::lanes:
            for (int i = 0; i < 3; ++i) {
                const float y = 3 + 5 * static_cast<float>(i);
                p.line(1, y, 15, y);
                p.bar(3 + 4 * static_cast<float>(i), y - 2, 5 + 4 * static_cast<float>(i), y + 2);
            }
            break;
        case Icon::live:
            p.disc(8, 8, 3);
            p.ring(6.5f);
            break;
        default:
            break;
    }
}

}  // namespace

void put_icon(const Ui& ui, Icon icon, const Rect& box, Colour colour, float alpha) {
    const Pen pen{*ImGui::GetWindowDrawList(), box.min(), box.w / 16, packed(colour, alpha),
                  std::max(1.0f, 1.5f * ui.scale * box.w / ui.px(16))};
    draw_state(pen, icon);
    draw_sign(pen, icon);
    draw_time(pen, icon);
    draw_tool(pen, icon);
}

}  // namespace podfall
