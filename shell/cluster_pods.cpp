// ClusterPanel's pods: rows while they are few, squares when they are many, and the details of one.
#include <algorithm>

#include "core/base/text.h"
#include "shell/cluster_panel.h"
#include "shell/icon.h"
#include "shell/pod_look.h"
#include "shell/rich_text.h"

namespace podfall {

namespace {

constexpr double appear_time = 0.3, fade_time = 0.7;  // seconds
constexpr std::size_t most_rows = 8;                  // more pods than this become squares
constexpr float row_height = 30;                      // CSS pixels

// The end of a generated name, which tells pods of one owner apart.
std::string_view tail(std::string_view name) {
    const std::size_t dash = name.rfind('-');
    return dash == name.npos ? name : name.substr(dash + 1);
}

}  // namespace

void ClusterPanel::pod_row(Ui& ui, const PodView& p, const Rect& row, float alpha) {
    const PodMark mark = pod_mark(p.look, *ui.theme, *ui.text);
    const Ui::Press press = alpha < 1 ? Ui::Press{} : ui.press(p.uid.c_str(), row);
    if (press.pressed) selected_ = selected_ == p.uid ? "" : p.uid;
    ui.fill(row,
            press.hovered || selected_ == p.uid ? ui.theme->hover
                                                : mix(ui.theme->raised, mark.colour, 0.07f),
            6, alpha);
    ui.fill({row.x, row.y, ui.px(3), row.h}, mark.colour, 2, alpha);
    put_icon(ui, mark.icon,
             {row.x + ui.px(11), row.y + (row.h - ui.px(14)) / 2, ui.px(14), ui.px(14)},
             mark.colour, alpha);
    const float text_y = row.y + (row.h - ui.px(type::label)) / 2;
    std::string state = p.status;
    if (p.look == PodLook::not_ready) state = cat(p.ready, "/", p.containers, " ", state);
    const float state_w = ui.width(Face::sans, type::small, state);
    ui.put({row.right() - state_w - ui.px(10), row.y + (row.h - ui.px(type::small)) / 2},
           Face::sans, type::small, mark.colour, state, alpha);
    const float name_x = row.x + ui.px(32), room = row.w - state_w - ui.px(50);
    const Colour ink = mix(ui.theme->raised, ui.theme->text, alpha);
    if (ui.width(Face::mono, type::label, p.name) <= room) {
        ui.put({name_x, text_y}, Face::mono, type::label, ink, p.name);
    } else {  // the end of a name says more than its middle
        const std::string end = cat("…", tail(p.name));
        const float end_w = ui.width(Face::mono, type::label, end);
        std::string_view rest = p.name;
        const float cell = ui.width(Face::mono, type::label, "m");
        const float head_room = std::max(0.0f, room - end_w);
        rest = rest.substr(0, std::min(rest.size(), static_cast<std::size_t>(head_room / cell)));
        ui.put({name_x, text_y}, Face::mono, type::label, ink, cat(rest, end));
    }
    if (press.hovered || press.focused) ui.tooltip(cat(p.name, ": ", p.status), mark.about);
}

void ClusterPanel::pod_square(Ui& ui, const PodView& p, const Rect& square) {
    const PodMark mark = pod_mark(p.look, *ui.theme, *ui.text);
    const Ui::Press press = ui.press(p.uid.c_str(), square, 4);
    if (press.pressed) selected_ = selected_ == p.uid ? "" : p.uid;
    ui.fill(square,
            press.hovered || selected_ == p.uid ? ui.theme->hover
                                                : mix(ui.theme->raised, mark.colour, 0.12f),
            4);
    const float side = ui.px(10);
    put_icon(ui, mark.icon,
             {square.x + (square.w - side) / 2, square.y + (square.h - side) / 2, side, side},
             mark.colour);
    if (press.hovered || press.focused)
        ui.tooltip(cat(p.name, ": ", p.status), cat(p.namespace_, "\n", mark.about));
}

// Rows for the users' pods while they are few, squares for the others.
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
        const Rect row{left, y_, width, ui.px(row_height)};
        pod_row(ui, p, row, in < 1 ? static_cast<float>(in) : 1);
        light_up(ui, row, m, 6);
        y_ += row.h * static_cast<float>(in) + gap;
    }
    for (const auto& [uid, m] : motions_) {
        if (m.gone < 0 || m.last.node != node || m.last.system || users > most_rows) continue;
        const float left_over =
            static_cast<float>(std::max(0.0, 1 - (ui.now - m.gone) / fade_time));
        pod_row(ui, m.last, {left, y_, width, ui.px(row_height)}, left_over * 0.6f);
        y_ += (ui.px(row_height) + gap) * left_over;
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

void ClusterPanel::details(Ui& ui, const Rect& box, const ClusterView& view, const World& world) {
    const PodView* pod = nullptr;
    const auto look = [&](const std::vector<PodView>& all) {
        for (const PodView& p : all)
            if (p.uid == selected_) pod = &p;
    };
    for (const MachineView& m : view.machines) look(m.pods);
    look(view.unscheduled);
    if (!pod) {
        selected_.clear();
        return;
    }
    const float pad = ui.px(14), line = ui.px(22), key_w = ui.px(92);
    const std::vector<std::string> events = recent_events(world, pod->uid, 3);
    const std::string rows[][2] = {
        {ui.text->state, pod->status},
        {ui.text->namespace_, pod->namespace_},
        {ui.text->node, pod->node.empty() ? std::string(ui.text->unscheduled) : pod->node},
        {"IP", pod->ip.empty() ? "-" : pod->ip},
        {ui.text->owner, pod->owner.empty() ? std::string(ui.text->no_owner) : pod->owner},
        {ui.text->image, pod->image},
        {ui.text->restarts, to_text(pod->restarts)},
        {ui.text->age, age_text(world.now - pod->created)}};
    float events_h = line;
    const float inner = box.w - 2 * pad;
    for (const std::string& e : events)
        events_h += wrap_height(ui, e, Face::sans, type::small, inner) + ui.px(4);
    const float h =
        std::min(box.h, pad * 2 + ui.px(34) + line * static_cast<float>(std::size(rows)) +
                            ui.px(10) + events_h);
    const Rect card{box.x, box.bottom() - h, box.w, h};
    ImGui::SetCursorScreenPos(card.min());
    ImGui::BeginChild("details", {card.w, card.h}, ImGuiChildFlags_NavFlattened,
                      ImGuiWindowFlags_NoScrollbar);
    ui.fill(card, ui.theme->raised, 0);
    ui.fill({card.x, card.y, card.w, std::max(1.0f, ui.px(2))}, ui.theme->accent);
    const PodMark mark = pod_mark(pod->look, *ui.theme, *ui.text);
    float y = card.y + pad;
    put_icon(ui, mark.icon, {card.x + pad, y + ui.px(2), ui.px(16), ui.px(16)}, mark.colour);
    const float close_w = ui.button_width(ui.text->close);
    ui.put_within({card.x + pad + ui.px(24), y + ui.px(2)}, inner - close_w - ui.px(32), Face::mono,
                  type::mono, ui.theme->text, pod->name);
    if (ui.button("close", {card.right() - pad - close_w, y - ui.px(4), close_w, ui.px(28)},
                  ui.text->close) ||
        ImGui::IsKeyPressed(ImGuiKey_Escape))
        selected_.clear();
    y += ui.px(34);
    for (const auto& row : rows) {
        ui.put({card.x + pad, y}, Face::sans, type::label, ui.theme->dim, row[0]);
        ui.put_within({card.x + pad + key_w, y}, inner - key_w, Face::mono, type::label,
                      ui.theme->text, row[1]);
        y += line;
    }
    y += ui.px(10);
    ui.put({card.x + pad, y}, Face::sans_bold, type::small, ui.theme->dim,
           events.empty() ? ui.text->no_events : ui.text->events);
    y += line;
    for (const std::string& e : events)
        y += put_wrapped(ui, e, Face::sans, type::small, ui.theme->text, {card.x + pad, y}, inner) +
             ui.px(4);
    ImGui::EndChild();
}

}  // namespace podfall
