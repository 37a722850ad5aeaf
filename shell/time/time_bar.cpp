// Draws the time bar.
#include "shell/time/time_bar.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/text.h"
#include "shell/cluster/view.h"
#include "shell/ui/icon.h"

namespace podfall {

namespace {

constexpr int all_speeds[] = {1, 10, 100, 1000};
constexpr float row_height = 56, lane_height = 20, scrub_height = 32;  // CSS pixels
constexpr float narrow_below = 600, tight_below = 920, named_from = 1180;
constexpr float label_width = 96;  // of the lanes' names on a narrow bar
// The minimum range of the scrubber, so that marks do not race at first.
constexpr Duration shortest_span = minutes(2);

bool icon_button(Ui& ui, const char* id, const Rect& box, Icon icon, std::string_view words,
                 bool primary = false) {
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

const char* lane_name(Lane lane, const Strings& words) {
    switch (lane) {
        case Lane::you:
            return words.lane_you;
        case Lane::scheduler:
            return words.lane_scheduler;
        case Lane::controllers:
            return words.lane_controllers;
        case Lane::kubelets:
            return words.lane_kubelets;
        case Lane::faults:
            return words.lane_faults;
    }
    return "";
}

// The user's inputs as marks.
std::vector<LaneMark> input_marks(const Lab& lab) {
    std::vector<LaneMark> marks;
    for (const Input& input : lab.sim().timeline().inputs()) {
        if (const auto* line = std::get_if<LineInput>(&input.what); line && !line->text.empty())
            marks.push_back({input.at, MarkTone::plain, 1, line->text});
        if (std::holds_alternative<InterruptInput>(input.what))
            marks.push_back({input.at, MarkTone::plain, 1, "^C"});
    }
    return marks;
}

Colour tone_colour(const Theme& theme, Lane lane, MarkTone tone) {
    if (tone == MarkTone::bad) return theme.bad;
    if (tone == MarkTone::good) return theme.good;
    return lane == Lane::you ? theme.text : theme.accent;
}

// The shape shows a mark's kind, so that colour is not needed: a triangle for an input, a bar for a
// write, a diamond for a fault, hollow when it ends one.
void put_mark(const Ui& ui, Lane lane, MarkTone tone, ImVec2 at, bool hot) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImU32 colour = packed(tone_colour(*ui.theme, lane, tone));
    const float r = ui.px(hot ? 6 : 5);
    if (lane == Lane::you)
        list.AddTriangleFilled({at.x - r, at.y - r}, {at.x + r, at.y - r}, {at.x, at.y + r * 0.8f},
                               colour);
    else if (lane == Lane::faults && tone == MarkTone::good)
        list.AddNgon(at, r, colour, 4, std::max(1.0f, ui.px(1.5f)));
    else if (lane == Lane::faults)
        list.AddNgonFilled(at, r, colour, 4);
    else
        ui.fill({std::round(at.x - ui.px(1)), at.y - r, std::max(2.0f, ui.px(hot ? 4 : 2)), 2 * r},
                tone_colour(*ui.theme, lane, tone), 1);
}

}  // namespace

std::string clock_text(const World& world, Time t) {
    const CivilTime c = civil_time(t, world.utc_offset);
    const auto two = [](int n) { return pad_left(to_text(n), 2, '0'); };
    return cat(two(c.hour), ":", two(c.minute), ":", two(c.second));
}

struct TimeBar::Scale {
    Time begin;
    Duration length;
    float left, width;

    Scale(const Timeline& line, float x, float w)
        : begin(line.begin()),
          length(std::max(line.end() - line.begin(), shortest_span)),
          left(x),
          width(w) {}
    float x(Time t) const {
        return left + width * static_cast<float>(static_cast<double>(t - begin) /
                                                 static_cast<double>(length));
    }
    Time time(float at) const {
        const float part = std::clamp((at - left) / width, 0.0f, 1.0f);
        return begin + static_cast<Time>(static_cast<double>(part) * static_cast<double>(length));
    }
};

bool TimeBar::open(const Ui& ui, ImVec2 window) const {
    return open_.value_or(window.x >= ui.px(1180) && window.y >= ui.px(840));
}

float TimeBar::height(const Ui& ui, ImVec2 window) const {
    if (!open(ui, window)) return ui.px(row_height);
    const bool narrow = window.x < ui.px(narrow_below);
    return ui.px(row_height + lane_count * lane_height + 8 + (narrow ? scrub_height : 0));
}

void TimeBar::seek_by_keys(Ui& ui, const Scale& scale, const Lab& lab) {
    const Duration by = std::max<Duration>(seconds(1), scale.length / 100);
    if (ImGui::IsKeyPressed(ImGuiKey_LeftArrow)) ui.emit(act::Seek{lab.sim().now() - by});
    if (ImGui::IsKeyPressed(ImGuiKey_RightArrow)) ui.emit(act::Seek{lab.sim().now() + by});
}

void TimeBar::scrubber(Ui& ui, const Rect& box, const Lab& lab) {
    const Timeline& line = lab.sim().timeline();
    const Rect track{box.x, box.y + box.h / 2 - ui.px(3), box.w, ui.px(6)};
    const Scale span(line, track.x, track.w);
    const Ui::Press p = ui.press("scrubber", {box.x, box.y + ui.px(4), box.w, box.h - ui.px(8)});
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
    for (const LaneMark& m : input_marks(lab))
        ImGui::GetWindowDrawList()->AddTriangleFilled({span.x(m.at) - ui.px(3), track.y - ui.px(7)},
                                                      {span.x(m.at) + ui.px(3), track.y - ui.px(7)},
                                                      {span.x(m.at), track.y - ui.px(2)},
                                                      packed(ui.theme->dim));
    const ImVec2 knob(now, track.y + track.h / 2);
    ImGui::GetWindowDrawList()->AddCircleFilled(knob, ui.px(p.hovered || p.held ? 8 : 7),
                                                packed(ui.theme->text));
    ImGui::GetWindowDrawList()->AddCircleFilled(knob, ui.px(4), packed(ui.theme->accent));
    const Time under = std::min(span.time(ImGui::GetMousePos().x), line.end());
    if (p.held && under != lab.sim().now()) ui.emit(act::Seek{under});
    if (p.hovered || p.held) ui.tooltip(clock_text(lab.world(), under), "");
    if (p.focused) seek_by_keys(ui, span, lab);
}

// Lanes above the scrubber, on its scale. A press goes to the mark under the mouse, or to that
// time.
void TimeBar::lanes(Ui& ui, const Rect& box, float track_x, float track_w, const Lab& lab) {
    const Timeline& line = lab.sim().timeline();
    const Scale span(line, track_x, track_w);
    const ImVec2 mouse = ImGui::GetMousePos();
    const Ui::Press p = ui.press("lanes", {track_x, box.y, track_w, box.h});
    const float each = ui.px(lane_height);
    const LaneMark* hot = nullptr;
    Lane hot_lane{};
    for (int i = 0; i < lane_count; ++i) {
        const Lane lane = static_cast<Lane>(i);
        const float y = box.y + each * static_cast<float>(i), middle = y + each / 2;
        const char* name = lane_name(lane, *ui.text);
        ui.put_within({box.x, y + ui.px(3)}, track_x - box.x - ui.px(8), Face::sans, type::small,
                      ui.theme->dim, name);
        ui.fill({track_x, middle, track_w, 1}, ui.theme->line);
        const std::vector<LaneMark> inputs =
            lane == Lane::you ? input_marks(lab) : std::vector<LaneMark>();
        const std::vector<LaneMark>& marks = lane == Lane::you ? inputs : lab.lanes().marks(lane);
        const LaneMark* nearest = nullptr;
        const auto distance = [&](const LaneMark& m) { return std::fabs(span.x(m.at) - mouse.x); };
        if ((p.hovered || p.focused) && mouse.y >= y && mouse.y < y + each)
            for (const LaneMark& m : marks)
                if (distance(m) < ui.px(8) && (!nearest || distance(m) < distance(*nearest)))
                    nearest = &m;
        for (const LaneMark& m : marks)
            put_mark(ui, lane, m.tone, {span.x(m.at), middle}, &m == nearest);
        if (!nearest) continue;
        hot = nearest;
        hot_lane = lane;
        const std::string more = hot->count > 4 ? cat("\n+", hot->count - 4) : "";
        ui.tooltip(cat(clock_text(lab.world(), hot->at), "  ", lane_name(hot_lane, *ui.text)),
                   cat(hot->words, more));
    }
    const float now = span.x(lab.sim().now());
    ui.fill({now, box.y, std::max(1.0f, ui.px(1)), box.h}, ui.theme->accent, 0, 0.7f);
    const Time under = hot ? hot->at : std::min(span.time(mouse.x), line.end());
    if (p.held && under != lab.sim().now()) ui.emit(act::Seek{under});
    if (p.focused) seek_by_keys(ui, span, lab);
}

// On a tight bar one button cycles through the speeds.
float TimeBar::speeds(Ui& ui, float x, float top, const Lab& lab, bool one) {
    for (const int speed : all_speeds) {
        if (one && speed != lab.speed()) continue;
        const std::string label = cat(speed, "x");
        const float w =
            one ? ui.px(52) : ui.px(30) + ui.width(Face::sans_bold, type::label, label) * 0.6f;
        const float h = ui.px(ui.finger(32));
        if (ui.button(label.c_str(), {x, top + (ui.px(ui.finger(36)) - h) / 2, w, h}, label, false,
                      !one && speed == lab.speed()))
            ui.emit(act::SetSpeed{one ? next_speed(speed) : speed});
        if (ImGui::IsItemHovered()) ui.tooltip(cat(ui.text->speed, " ", label, " (F10)"), "");
        x += w + ui.px(4);
    }
    return x;
}

float TimeBar::buttons(Ui& ui, const Rect& box, const Lab& lab) {
    const bool narrow = box.w < ui.px(narrow_below);
    const bool all = !narrow || open(ui, ImGui::GetIO().DisplaySize);
    const float side = ui.px(ui.finger(36)), top = box.y + (box.h - side) / 2,
                gap = ui.px(narrow ? 4 : 6);
    float x = box.x + ui.px(narrow ? 8 : 12);
    const bool playing = lab.playing() && !lab.resting();
    const auto put = [&](const char* id, Icon icon, std::string words, UiCommand action,
                         bool primary = false) {
        if (icon_button(ui, id, {x, top, side, side}, icon, words, primary))
            ui.emit(std::move(action));
        x += side + gap;
    };
    put("play", playing ? Icon::pause : Icon::play,
        cat(playing ? ui.text->pause : ui.text->play, " (F8)"),
        playing ? UiCommand(act::Pause{}) : act::Play{}, true);
    if (all) {
        put("previous change", Icon::skip_back, cat(ui.text->previous_change, " (F7)"),
            act::PreviousChange{});
        put("step", Icon::step, ui.text->step_turn, act::StepTurn{});
    }
    // The button that lessons mention has a label where there is room.
    const std::string skip = cat(ui.text->next_change, " (F9)");
    if (box.w < ui.px(named_from)) {
        put("next change", Icon::skip, skip, act::NextChange{});
    } else {
        const float w = ui.button_width(ui.text->next_change) + ui.px(18);
        const Rect place{x, top, w, side};
        const Ui::Press p = ui.press("next change", place);
        if (p.pressed) ui.emit(act::NextChange{});
        if (p.hovered || p.focused) ui.tooltip(skip, "");
        ui.fill(place, p.hovered ? ui.theme->hover : ui.theme->raised, 6);
        put_icon(ui, Icon::skip,
                 {x + ui.px(11), top + (side - ui.px(14)) / 2, ui.px(14), ui.px(14)},
                 ui.theme->text);
        ui.put({x + ui.px(31), top + (side - ui.px(type::label)) / 2}, Face::sans_bold, type::label,
               ui.theme->text, ui.text->next_change);
        x += w + gap;
    }
    if (all) put("next node", Icon::skip_node, ui.text->next_node, act::NextNode{});
    x += narrow ? 0 : ui.px(6);
    return speeds(ui, x, top, lab, box.w < ui.px(tight_below));
}

float TimeBar::put_clock(Ui& ui, float x, const Rect& box, const Lab& lab, bool narrow) {
    const std::string clock = clock_text(lab.world(), lab.sim().now());
    const float middle = box.y + box.h / 2;
    ui.put({x, middle - ui.px(narrow ? 7 : 15)}, Face::mono, type::mono, ui.theme->text, clock);
    if (!narrow) {
        const std::string state =
            lab.in_past() ? std::string(ui.text->past)
                          : cat("+", age_text(lab.sim().now() - lab.sim().timeline().begin()));
        ui.put({x, middle + ui.px(4)}, Face::sans, type::small,
               lab.in_past() ? ui.theme->warn : ui.theme->dim, state);
    }
    return x + ui.width(Face::mono, type::mono, clock);
}

// Buttons at the right end: the lanes, the present, the other future. Returns where they begin.
float TimeBar::far_end(Ui& ui, const Rect& box, const Lab& lab) {
    const bool narrow = box.w < ui.px(narrow_below);
    const ImVec2 window = ImGui::GetIO().DisplaySize;
    const bool shown = open(ui, window);
    const float side = ui.px(ui.finger(36)), top = box.y + (box.h - side) / 2;
    float right = box.right() - ui.px(narrow ? 8 : 12) - side;
    if (icon_button(ui, "time lanes", {right, top, side, side},
                    shown ? Icon::chevron_down : Icon::lanes,
                    shown ? ui.text->hide_lanes : ui.text->show_lanes))
        open_ = !shown;
    const bool small = box.w < ui.px(tight_below);
    const auto put = [&](const char* id, Icon icon, const char* words, UiCommand action) {
        const float w = small ? side : ui.button_width(words);
        right -= w + ui.px(narrow ? 4 : 8);
        const Rect place{right, top + (small ? 0 : ui.px(2)), w, small ? side : ui.px(32)};
        if (small ? icon_button(ui, id, place, icon, words) : ui.button(id, place, words))
            ui.emit(std::move(action));
    };
    if (lab.in_past())
        put("live", Icon::live, ui.text->live, act::Live{});
    else if (lab.has_other_future() && (!narrow || shown))
        put("other future", Icon::branch, ui.text->other_future, act::OtherFuture{});
    return right;
}

void TimeBar::draw(Ui& ui, const Rect& box, const Lab& lab) {
    ui.fill(box, ui.theme->panel);
    ui.fill({box.x, box.y, box.w, 1}, ui.theme->line);
    const bool narrow = box.w < ui.px(narrow_below);
    const bool shown = open(ui, ImGui::GetIO().DisplaySize);
    const Rect row{box.x, box.bottom() - ui.px(row_height), box.w, ui.px(row_height)};
    float x = buttons(ui, row, lab) + ui.px(narrow ? 4 : 12);
    const float right = far_end(ui, row, lab);
    if (narrow && shown) {  // the scrubber has a separate row
        const float edge = ui.px(16);
        const float left = box.x + ui.px(label_width) + ui.px(8);
        const Rect scrub{left, row.y - ui.px(scrub_height), box.right() - edge - left,
                         ui.px(scrub_height)};
        put_clock(ui, box.x + edge, scrub, lab, true);
        scrubber(ui, scrub, lab);
        lanes(ui, {box.x + edge, box.y + ui.px(6), box.w, ui.px(lane_count * lane_height)}, left,
              scrub.w, lab);
        return;
    }
    x = put_clock(ui, x, row, lab, narrow) + ui.px(narrow ? 14 : 20);
    const float w = right - ui.px(narrow ? 10 : 20) - x;
    if (w > ui.px(24)) scrubber(ui, {x, row.y, w, row.h}, lab);
    if (!shown || w <= ui.px(24)) return;
    const float label = ui.px(label_width);
    lanes(ui, {x - label - ui.px(8), box.y + ui.px(6), w + label, ui.px(lane_count * lane_height)},
          x, w, lab);
}

}  // namespace podfall
