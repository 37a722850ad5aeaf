// ClusterPanel's pods: rows if there are few, squares if there are many.
#include <algorithm>

#include "core/base/text.h"
#include "shell/cluster/panel.h"
#include "shell/cluster/pod_look.h"
#include "shell/ui/icon.h"

namespace podfall {

namespace {

constexpr double appear_time = 0.3, vanish_time = 0.7;  // seconds
constexpr std::size_t most_rows = 8;                    // more pods than this become squares
constexpr float pod_row_height = 30;                    // CSS pixels

// Terminating or unknown: hatched, so that it is not mistaken for a healthy one.
bool is_leaving(const PodView& p) {
    return p.look == PodLook::terminating || p.look == PodLook::unknown;
}

// The end of a generated name, which distinguishes pods of one owner.
std::string_view tail(std::string_view name) {
    const std::size_t dash = name.rfind('-');
    return dash == name.npos ? name : name.substr(dash + 1);
}

Thing pod_thing(const PodView& p) {
    return {{Kind::pod, p.namespace_, p.name}, p.uid, "", ""};
}

}  // namespace

void ClusterPanel::pod_row(Ui& ui, const PodView& p, const Rect& row, float alpha) {
    const PodMark mark = pod_mark(p.look, *ui.theme, *ui.text);
    const Ui::Press press = alpha < 1 ? Ui::Press{} : ui.press(p.uid.c_str(), row);
    offer(ui, press, pod_thing(p));
    ui.fill(
        row,
        press.hovered || shown(p.uid) ? ui.theme->hover : mix(ui.theme->raised, mark.colour, 0.07f),
        6, alpha);
    if (is_leaving(p)) hatch(ui, row, mark.colour, 0.25f * alpha);
    ui.fill({row.x, row.y, ui.px(3), row.h}, mark.colour, 2, alpha);
    put_icon(ui, mark.icon,
             {row.x + ui.px(11), row.y + (row.h - ui.px(14)) / 2, ui.px(14), ui.px(14)},
             mark.colour, alpha);
    const float text_y = row.y + (row.h - ui.px(type::label)) / 2;
    std::string state = state_words(p);
    // All containers may be ready although the pod is not: its node is silent.
    if (p.look == PodLook::not_ready)
        state = p.ready < p.containers ? cat(p.ready, "/", p.containers, " ", state)
                                       : cat(state, " · ", ui.text->not_ready);
    const float state_w = ui.width(Face::sans, type::small, state);
    ui.put({row.right() - state_w - ui.px(10), row.y + (row.h - ui.px(type::small)) / 2},
           Face::sans, type::small, mark.colour, state, alpha);
    const float name_x = row.x + ui.px(32), room = row.w - state_w - ui.px(50);
    const Colour ink = mix(ui.theme->raised, ui.theme->text, alpha);
    if (ui.width(Face::mono, type::label, p.name) <= room) {
        ui.put({name_x, text_y}, Face::mono, type::label, ink, p.name);
    } else {  // the end of a name is more distinctive than its middle
        const std::string end = cat("…", tail(p.name));
        const float end_w = ui.width(Face::mono, type::label, end);
        std::string_view rest = p.name;
        const float cell = ui.width(Face::mono, type::label, "m");
        const float head_room = std::max(0.0f, room - end_w);
        rest = rest.substr(0, std::min(rest.size(), static_cast<std::size_t>(head_room / cell)));
        ui.put({name_x, text_y}, Face::mono, type::label, ink, cat(rest, end));
    }
    if (press.hovered || press.focused) pod_tooltip(ui, p, mark.about);
}

void ClusterPanel::pod_tooltip(Ui& ui, const PodView& p, const char* about) const {
    const std::string facts = cat(p.image, "\n", ui.text->restarts, " ", p.restarts, ", ",
                                  ui.text->age, " ", age_text(now_ - p.created), "\n");
    ui.tooltip(cat(p.name, ": ", p.status), cat(p.system ? p.namespace_ + "\n" : "", facts, about));
}

void ClusterPanel::pod_square(Ui& ui, const PodView& p, const Rect& square) {
    const PodMark mark = pod_mark(p.look, *ui.theme, *ui.text);
    const Ui::Press press = ui.press(p.uid.c_str(), square, 4);
    offer(ui, press, pod_thing(p));
    ui.fill(
        square,
        press.hovered || shown(p.uid) ? ui.theme->hover : mix(ui.theme->raised, mark.colour, 0.12f),
        4);
    if (is_leaving(p)) hatch(ui, square, mark.colour, 0.4f);
    const float side = ui.px(10);
    put_icon(ui, mark.icon,
             {square.x + (square.w - side) / 2, square.y + (square.h - side) / 2, side, side},
             mark.colour);
    if (press.hovered || press.focused) pod_tooltip(ui, p, mark.about);
}

// Rows for the users' pods if there are few, squares for the others.
void ClusterPanel::pods(Ui& ui, const std::vector<PodView>& all, const std::string& node,
                        float left, float width) {
    const auto users = static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](const PodView& p) { return !p.system; }));
    float x = left;
    const float side = ui.px(20), gap = ui.px(4);
    const auto square = [&](const PodView& p) {
        if (x > left && x + side > left + width) {
            x = left;
            y_ += side + gap;
        }
        Motion& m = motion(
            ui, p.uid,
            static_cast<std::uint32_t>(p.look) << 8 | static_cast<std::uint32_t>(p.restarts & 255));
        m.last = p;
        pod_square(ui, p, {x, y_, side, side});
        light_up(ui, {x, y_, side, side}, m, 4);
        x += side + gap;
    };
    for (std::size_t i = 0; i < users; ++i) {
        const PodView& p = all[i];
        if (users > most_rows) {
            square(p);
            continue;
        }
        Motion& m = motion(ui, p.uid, static_cast<std::uint32_t>(p.look));
        m.last = p;
        const double in =
            ui.reduced_motion ? 1 : std::min(1.0, (ui.now - m.appeared) / appear_time);
        if (in < 1) ui.animating = true;
        const Rect row{left, y_, width, ui.px(pod_row_height)};
        pod_row(ui, p, row, in < 1 ? static_cast<float>(in) : 1);
        light_up(ui, row, m, 6);
        y_ += row.h * static_cast<float>(in) + gap;
    }
    for (const auto& [uid, m] : motions_) {
        if (m.gone < 0 || m.last.node != node || m.last.system || users > most_rows) continue;
        const float left_over =
            static_cast<float>(std::max(0.0, 1 - (ui.now - m.gone) / vanish_time));
        pod_row(ui, m.last, {left, y_, width, ui.px(pod_row_height)}, left_over * 0.6f);
        y_ += (ui.px(pod_row_height) + gap) * left_over;
    }
    if (x > left) {
        x = left;
        y_ += side + gap;
    }
    if (users == all.size()) return;
    const std::string label(ui.text->system_pods);
    ui.put({left, y_ + (side - ui.px(type::small)) / 2}, Face::sans, type::small, ui.theme->dim,
           label);
    left += ui.width(Face::sans, type::small, label) + ui.px(10);
    width -= ui.width(Face::sans, type::small, label) + ui.px(10);
    x = left;
    for (std::size_t i = users; i < all.size(); ++i) square(all[i]);
    y_ += side + gap;
}

}  // namespace podfall
