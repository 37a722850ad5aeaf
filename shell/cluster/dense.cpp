// ClusterPanel with many machines: each is a small card, its pods are squares. Unhealthy items have
// text, healthy ones none.
#include <algorithm>

#include "core/base/text.h"
#include "shell/cluster/panel.h"
#include "shell/cluster/pod_look.h"
#include "shell/ui/icon.h"
#include "shell/ui/rich_text.h"

namespace podfall {

namespace {
constexpr float card_pad = 8, side = 13, gap = 3, head_height = 24, foot = 8;  // CSS pixels
}

// The summary in one line: "50 nodes: 49 Ready · 1,000 pods: 998 Running".
void ClusterPanel::overview(Ui& ui, const ClusterView& view) {
    std::size_t ready = 0, all = view.unscheduled.size(), running = 0;
    for (const MachineView& m : view.machines) {
        ready += m.powered && m.node == NodeLook::ready;
        all += m.pods.size();
        for (const PodView& p : m.pods) running += p.look == PodLook::running;
    }
    const auto part = [&](const char* words, std::size_t well, std::size_t of, const char* state) {
        const std::string text = cat(words, " ", of, ": ", well, " ", state);
        ui.put({x_, y_}, Face::sans_bold, type::label, well == of ? ui.theme->good : ui.theme->warn,
               text);
        y_ += ui.px(20);
    };
    part(ui.text->nodes, ready, view.machines.size(), ui.text->ready);
    part(ui.text->pods, running, all, "Running");
    y_ += ui.px(8);
}

void ClusterPanel::dense(Ui& ui, const MachineView& m) {
    const float step = ui.px(side) + ui.px(gap), inner = width_ - 2 * ui.px(card_pad);
    const auto per_row = static_cast<std::size_t>(std::max(1.0f, (inner + ui.px(gap)) / step));
    const std::size_t rows = (m.pods.size() + per_row - 1) / per_row;
    const bool well = m.powered && m.node == NodeLook::ready && !m.cordoned;
    std::string trouble = node_words(ui, m);
    for (const PartView& u : m.units)
        if (m.powered && u.state != UnitState::active)
            trouble += cat(", ", u.name, " ", ui.text->unit_inactive);
    const float words_h =
        trouble.empty() ? 0 : wrap_height(ui, trouble, Face::sans, type::small, inner);
    const Rect card{x_, y_, width_,
                    ui.px(head_height) + words_h + step * static_cast<float>(rows) + ui.px(foot)};
    y_ += card.h + ui.px(8);
    const Motion& moved = motion(ui, m.name,
                                 static_cast<std::uint32_t>(m.node) << 2 |
                                     static_cast<std::uint32_t>(m.powered) << 1 |
                                     static_cast<std::uint32_t>(m.cordoned));
    for (const char* place : {"", "kubelet"})
        traffic_.place(m.name, place, {card.x + ui.px(card_pad + 6), card.y + ui.px(12)});
    const bool out_of_sight = !ImGui::IsRectVisible(card.min(), card.max());
    if (!out_of_sight) {
        const Thing subject = machine_thing(m.name);
        const Rect head{card.x, card.y, card.w, ui.px(head_height)};
        ui.fill(card, mix(ui.theme->panel, ui.theme->raised, 0.55f), 6);
        if (!well) hatch(ui, card, ui.theme->bad, 0.12f);
        ui.outline(card, well ? ui.theme->line : ui.theme->bad, 6, well ? 1.0f : 2.0f);
        const Ui::Press p = ui.press(m.name.c_str(), head);
        offer(ui, p, subject);
        if (p.hovered || shown(subject)) ui.fill(head.inset(ui.px(2)), ui.theme->hover, 6);
        put_icon(ui, node_icon(m),
                 {card.x + ui.px(card_pad), card.y + ui.px(6), ui.px(12), ui.px(12)},
                 well ? ui.theme->good : ui.theme->bad);
        ui.put_within({card.x + ui.px(card_pad + 18), card.y + ui.px(5)}, inner - ui.px(18),
                      Face::sans_bold, type::label, ui.theme->text, m.name);
        if (!trouble.empty())
            put_wrapped(ui, trouble, Face::sans, type::small, ui.theme->bad,
                        {card.x + ui.px(card_pad), card.y + ui.px(head_height)}, inner);
        light_up(ui, card, moved, 6);
    }
    const float top = card.y + ui.px(head_height) + words_h;
    for (std::size_t i = 0; i < m.pods.size(); ++i) {
        const PodView& p = m.pods[i];
        Motion& pm = motion(
            ui, p.uid,
            static_cast<std::uint32_t>(p.look) << 8 | static_cast<std::uint32_t>(p.restarts & 255));
        pm.last.uid = p.uid;
        if (out_of_sight) continue;
        const Rect square{card.x + ui.px(card_pad) + step * static_cast<float>(i % per_row),
                          top + step * static_cast<float>(i / per_row), ui.px(side), ui.px(side)};
        pod_square(ui, p, square);
        light_up(ui, square, pm, 3);
    }
}

}  // namespace podfall
