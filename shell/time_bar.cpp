#include "shell/time_bar.h"

#include <algorithm>
#include <string>

#include "core/base/text.h"
#include "shell/cluster_view.h"
#include "shell/icon.h"

namespace podfall {

namespace {

constexpr int speeds[] = {1, 10, 100, 1000};
constexpr Duration shortest_span =
    minutes(2);  // of the scrubber, so that marks do not race at first

struct TimeScale {
    Time begin, length;
    const Rect& track;
    float x(Time t) const {
        return track.x + track.w * static_cast<float>(static_cast<double>(t - begin) /
                                                      static_cast<double>(length));
    }
    Time time(float at) const {
        const float part = std::clamp((at - track.x) / track.w, 0.0f, 1.0f);
        return begin + static_cast<Time>(static_cast<double>(part) * static_cast<double>(length));
    }
};

bool icon_button(Ui& ui, const char* id, const Rect& box, Icon icon, std::string_view words,
                 bool primary) {
    const Ui::Press p = ui.press(id, box);
    if (p.hovered || p.focused) ui.tooltip(words, "");
    const Colour ground = primary     ? ui.theme->accent
                          : p.hovered ? ui.theme->hover
                                      : ui.theme->raised;
    ui.fill(box, ground, 6);
    const float side = ui.px(14);
    put_icon(ui, icon, {box.x + (box.w - side) / 2, box.y + (box.h - side) / 2, side, side},
             primary ? ui.theme->on_accent : ui.theme->text);
    return p.pressed;
}

}  // namespace

std::string clock_text(const World& world, Time t) {
    const CivilTime c = civil_time(t, world.utc_offset);
    const auto two = [](int n) { return pad_left(to_text(n), 2, '0'); };
    return cat(two(c.hour), ":", two(c.minute), ":", two(c.second));
}

void TimeBar::scrubber(Ui& ui, const Rect& box, const Lab& lab) {
    const Timeline& line = lab.sim().timeline();
    const Rect track{box.x, box.y + box.h / 2 - ui.px(3), box.w, ui.px(6)};
    const TimeScale span{line.begin(), std::max(line.end() - line.begin(), shortest_span), track};
    const Ui::Press p = ui.press("scrubber", {box.x, box.y + ui.px(8), box.w, box.h - ui.px(16)});
    ui.fill(track, ui.theme->hover, 3);
    const float now = span.x(lab.sim().now()), end = span.x(line.end());
    ui.fill({track.x, track.y, end - track.x, track.h}, mix(ui.theme->hover, ui.theme->edge, 0.6f),
            3);
    ui.fill({track.x, track.y, now - track.x, track.h}, ui.theme->accent, 3);
    for (const ChangeMark& m : lab.marks()) {
        const Rect tick{span.x(m.at), track.bottom() + ui.px(3), std::max(1.0f, ui.px(2)),
                        ui.px(5)};
        ui.fill(tick, m.warning ? ui.theme->bad : ui.theme->good);
    }
    for (const Input& input : line.inputs()) {
        if (input.kind != InputKind::line && input.kind != InputKind::interrupt) continue;
        ImGui::GetWindowDrawList()->AddTriangleFilled(
            {span.x(input.at) - ui.px(3), track.y - ui.px(7)},
            {span.x(input.at) + ui.px(3), track.y - ui.px(7)},
            {span.x(input.at), track.y - ui.px(2)}, packed(ui.theme->dim));
    }
    const ImVec2 knob(now, track.y + track.h / 2);
    ImGui::GetWindowDrawList()->AddCircleFilled(knob, ui.px(p.hovered || p.held ? 8 : 7),
                                                packed(ui.theme->text));
    ImGui::GetWindowDrawList()->AddCircleFilled(knob, ui.px(4), packed(ui.theme->accent));
    if (p.held) {
        const Time t = std::min(span.time(ImGui::GetMousePos().x), line.end());
        if (t != lab.sim().now()) ui.emit(UiAction::seek, 0, t);
    }
    if (p.hovered || p.held)
        ui.tooltip(clock_text(lab.world(), std::min(span.time(ImGui::GetMousePos().x), line.end())),
                   "");
    if (!p.focused) return;
    const Duration by = std::max<Duration>(seconds(1), span.length / 100);
    if (ImGui::IsKeyPressed(ImGuiKey_LeftArrow)) ui.emit(UiAction::seek, 0, lab.sim().now() - by);
    if (ImGui::IsKeyPressed(ImGuiKey_RightArrow)) ui.emit(UiAction::seek, 0, lab.sim().now() + by);
}

void TimeBar::draw(Ui& ui, const Rect& box, const Lab& lab) {
    ui.fill(box, ui.theme->panel);
    ui.fill({box.x, box.y, box.w, 1}, ui.theme->line);
    const bool narrow = box.w < ui.px(600);
    const float side = ui.px(36), top = box.y + (box.h - side) / 2;
    float x = box.x + ui.px(narrow ? 8 : 12);
    const bool playing = lab.playing() && !lab.resting();
    if (icon_button(ui, "play", {x, top, side, side}, playing ? Icon::pause : Icon::play,
                    cat(playing ? ui.text->pause : ui.text->play, " (F8)"), true))
        ui.emit(playing ? UiAction::pause : UiAction::play);
    x += side + ui.px(6);
    if (!narrow) {
        if (icon_button(ui, "previous change", {x, top, side, side}, Icon::skip_back,
                        cat(ui.text->previous_change, " (F7)"), false))
            ui.emit(UiAction::previous_change);
        x += side + ui.px(6);
    }
    if (icon_button(ui, "next change", {x, top, side, side}, Icon::skip,
                    cat(ui.text->next_change, " (F9)"), false))
        ui.emit(UiAction::next_change);
    x += side + ui.px(narrow ? 6 : 12);
    // On a narrow bar one button goes round the speeds.
    for (const int speed : speeds) {
        if (narrow && speed != lab.speed()) continue;
        const std::string label = cat(speed, "x");
        const float w = ui.px(narrow ? 52 : 30) +
                        ui.width(Face::sans_bold, type::label, label) * (narrow ? 0 : 0.6f);
        if (ui.button(label.c_str(), {x, top + ui.px(2), w, ui.px(32)}, label, false,
                      !narrow && speed == lab.speed()))
            ui.emit(UiAction::speed, narrow ? next_speed(speed) : speed);
        if (ImGui::IsItemHovered()) ui.tooltip(cat(ui.text->speed, " ", label, " (F10)"), "");
        x += w + ui.px(4);
    }
    x += ui.px(narrow ? 4 : 12);
    const std::string clock = clock_text(lab.world(), lab.sim().now());
    const float clock_w = ui.width(Face::mono, type::mono, clock);
    ui.put({x, box.y + box.h / 2 - ui.px(narrow ? 7 : 15)}, Face::mono, type::mono, ui.theme->text,
           clock);
    if (!narrow) {
        const std::string state =
            lab.in_past() ? std::string(ui.text->past)
                          : cat("+", age_text(lab.sim().now() - lab.sim().timeline().begin()));
        ui.put({x, box.y + box.h / 2 + ui.px(4)}, Face::sans, type::small,
               lab.in_past() ? ui.theme->warn : ui.theme->dim, state);
    }
    x += clock_w + ui.px(narrow ? 16 : 20);
    float right = box.right() - ui.px(narrow ? 12 : 20);
    if (lab.in_past()) {
        const float w = narrow ? side : ui.button_width(ui.text->live);
        right -= w;
        const Rect live{right, top + (narrow ? 0 : ui.px(2)), w, narrow ? side : ui.px(32)};
        if (narrow ? icon_button(ui, "live", live, Icon::live, ui.text->live, false)
                   : ui.button("live", live, ui.text->live))
            ui.emit(UiAction::live);
        right -= ui.px(12);
    }
    if (right - x > ui.px(24)) scrubber(ui, {x, box.y, right - x, box.h}, lab);
}

}  // namespace podfall
