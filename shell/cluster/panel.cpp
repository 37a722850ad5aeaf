// Draws the cluster panel.
#include "shell/cluster/panel.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/text.h"
#include "shell/cluster/pod_look.h"
#include "shell/ui/icon.h"

namespace podfall {

namespace {

constexpr double light_time = 1.6, fade_time = 0.7;  // seconds
constexpr float row_height = 30;                     // CSS pixels
constexpr std::size_t most_cards = 12;               // more machines than this are drawn small

// The program's name without the common prefix.
std::string_view short_part(std::string_view name) {
    if (name == "kube-apiserver") return "api-server";
    return name.substr(0, 5) == "kube-" ? name.substr(5) : name;
}

Kind kind_of_workload(const WorkloadView& w) {
    return w.kind == "Deployment" ? Kind::deployment
           : w.kind == "Service"  ? Kind::service
                                  : Kind::replica_set;
}

struct NodeMark {
    Icon icon;
    Colour colour;
    const char* words;
};
NodeMark node_mark(const Ui& ui, const MachineView& m) {
    if (!m.powered) return {node_icon(m), ui.theme->bad, ui.text->powered_off};
    switch (m.node) {
        case NodeLook::ready:
            return {node_icon(m), ui.theme->good, ui.text->ready};
        case NodeLook::not_ready:
            return {node_icon(m), ui.theme->bad, ui.text->not_ready};
        case NodeLook::unknown:
            return {node_icon(m), ui.theme->bad, ui.text->node_unknown};
        default:
            return {node_icon(m), ui.theme->away, "-"};
    }
}

}  // namespace

Icon node_icon(const MachineView& m) {
    if (!m.powered) return Icon::ring_cross;
    return m.node == NodeLook::ready       ? Icon::check
           : m.node == NodeLook::not_ready ? Icon::warning
           : m.node == NodeLook::unknown   ? Icon::question
                                           : Icon::circle;
}

std::string node_words(const Ui& ui, const MachineView& m) {
    std::string words;
    if (!m.powered || m.node != NodeLook::ready) words = node_mark(ui, m).words;
    if (m.cordoned) words = cat(words, words.empty() ? "" : ", ", ui.text->cordoned);
    return words;
}

bool ClusterPanel::escape() {
    if (menu_.is_open()) return menu_.close(), true;
    if (!inspector_.is_open()) return false;
    inspector_.close();
    return true;
}

void ClusterPanel::offer(Ui& ui, const Ui::Press& press, Thing subject) {
    const bool key =
        press.focused && (ImGui::IsKeyPressed(ImGuiKey_Menu, false) ||
                          (ImGui::GetIO().KeyShift && ImGui::IsKeyPressed(ImGuiKey_F10, false)));
    const bool click = press.hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Right);
    if (key || click) {
        const ImVec2 low = ImGui::GetItemRectMax(), high = ImGui::GetItemRectMin();
        ui.animating = true;
        return menu_.open(std::move(subject), click ? ImGui::GetMousePos() : ImVec2(high.x, low.y));
    }
    if (!press.pressed) return;
    if (shown(subject))
        inspector_.close();
    else
        inspector_.open(std::move(subject));
}

ClusterPanel::Motion& ClusterPanel::motion(Ui& ui, const std::string& key, std::uint32_t look) {
    const auto [it, fresh] = motions_.try_emplace(key);
    Motion& m = it->second;
    if (fresh) {
        m.appeared = seen_ ? ui.now : ui.now - 10;
        m.changed = seen_ ? ui.now : -10;
    } else if (m.look != look) {
        m.changed = ui.now;
    }
    m.look = look;
    if (ui.now - m.changed < light_time) ui.animating = true;
    return m;
}

// A fading ring: something changed here.
void ClusterPanel::light_up(Ui& ui, const Rect& box, const Motion& m, float radius) {
    const double t = (ui.now - m.changed) / light_time;
    if (t < 0 || t >= 1) return;
    ui.outline(box, ui.theme->accent, radius, 2, static_cast<float>(1 - t));
}

// Pods that are gone stay visible for a moment, fading.
void ClusterPanel::forget_gone(Ui& ui, const ClusterView& view) {
    // If nothing changed, nothing left; fading continues.
    if (view.fingerprint == looked_at_ && !fading_) return;
    looked_at_ = view.fingerprint;
    fading_ = false;
    std::set<std::string_view> present;
    for (const MachineView& m : view.machines)
        for (const PodView& p : m.pods) present.insert(p.uid);
    for (const PodView& p : view.unscheduled) present.insert(p.uid);
    for (auto it = motions_.begin(); it != motions_.end();) {
        Motion& m = it->second;
        const bool pod = !m.last.uid.empty();
        if (!pod || present.count(it->first)) {
            m.gone = -1;
            ++it;
            continue;
        }
        if (m.gone < 0) m.gone = ui.now;
        ui.animating = fading_ = true;
        if (ui.now - m.gone > fade_time || ui.reduced_motion)
            it = motions_.erase(it);
        else
            ++it;
    }
}

void ClusterPanel::workload(Ui& ui, const WorkloadView& w) {
    const float indent = ui.px(static_cast<float>(w.depth) * 18), h = ui.px(row_height);
    const Rect row{x_ + indent, y_, width_ - indent, h};
    const Motion& m = motion(ui, w.uid, static_cast<std::uint32_t>(w.ready << 16 | w.desired));
    if (w.depth > 0) {
        const float mid = y_ + h / 2, left = x_ + ui.px(9);
        ui.fill({left, y_ - ui.px(4), std::max(1.0f, ui.px(1)), mid - y_ + ui.px(4)},
                ui.theme->edge);
        ui.fill({left, mid, ui.px(9), std::max(1.0f, ui.px(1))}, ui.theme->edge);
    }
    const Thing subject{{kind_of_workload(w), w.namespace_, w.name}, w.uid, "", ""};
    const Ui::Press press = ui.press(w.uid.c_str(), row);
    offer(ui, press, subject);
    ui.fill(row, press.hovered || shown(subject) ? ui.theme->hover : ui.theme->raised, 6);
    const bool full = w.ready >= w.desired && !w.terminating;
    const std::string count = cat(w.ready, "/", w.desired);
    const float count_w = ui.width(Face::mono, type::label, count);
    const float text_y = y_ + (h - ui.px(type::label)) / 2;
    ui.put({row.right() - count_w - ui.px(12), text_y}, Face::mono, type::label,
           full ? ui.theme->good : ui.theme->warn, count);
    const char* kind = w.kind == "Deployment" ? "deploy" : w.kind == "Service" ? "svc" : "rs";
    const float kind_w = ui.width(Face::sans_bold, type::small, kind);
    ui.put({row.x + ui.px(10), y_ + (h - ui.px(type::small)) / 2}, Face::sans_bold, type::small,
           ui.theme->accent, kind);
    ui.put_within({row.x + kind_w + ui.px(18), text_y}, row.w - kind_w - count_w - ui.px(40),
                  Face::mono, type::label, ui.theme->text, w.name);
    light_up(ui, row, m, 6);
    y_ += h + ui.px(4);
}

void ClusterPanel::workloads(Ui& ui, const ClusterView& view) {
    ui.put({x_, y_}, Face::sans_bold, type::small, ui.theme->dim, ui.text->workloads);
    y_ += ui.px(type::small + 8);
    for (const WorkloadView& w : view.workloads) workload(ui, w);
    if (view.workloads.empty()) {
        ui.put_within({x_, y_}, width_, Face::sans, type::label, ui.theme->dim,
                      ui.text->no_workloads);
        y_ += ui.px(22);
    }
    if (!view.unscheduled.empty()) {
        y_ += ui.px(8);
        ui.put({x_, y_}, Face::sans_bold, type::small, ui.theme->warn, ui.text->unscheduled);
        y_ += ui.px(type::small + 8);
        pods(ui, view.unscheduled, "", x_, width_);
    }
    y_ += ui.px(12);
}

void ClusterPanel::parts(Ui& ui, const MachineView& m, const std::vector<PartView>& all, float left,
                         float right) {
    float x = left;
    const float h = ui.px(24);
    for (const PartView& part : all) {
        const PartMark mark =
            part_mark(m.powered ? part.state : UnitState::inactive, *ui.theme, *ui.text);
        const std::string label(short_part(part.name));
        const std::string_view role = part.role == PartRole::leader    ? ui.text->leader
                                      : part.role == PartRole::address ? "VIP"
                                                                       : "";
        const float label_w = ui.width(Face::sans, type::small, label);
        const float w =
            label_w + ui.px(30) +
            (role.empty() ? 0 : ui.width(Face::sans_bold, type::small, role) + ui.px(7));
        if (x > left && x + w > right) {
            x = left;
            y_ += h + ui.px(4);
        }
        const Rect chip{x, y_, w, h};
        const std::string key = cat(m.name, "/", part.name);
        const Motion& moved = motion(
            ui, key,
            static_cast<std::uint32_t>(part.state) << 2 | static_cast<std::uint32_t>(part.role));
        const Ui::Press p = ui.press(key.c_str(), chip, 12);
        const Thing subject = program_thing(m.name, part.name == "docker" ? "dockerd" : part.name);
        offer(ui, p, subject);
        if (p.hovered || shown(subject)) ui.fill(chip, ui.theme->line, 12);
        traffic_.place(m.name, subject.program, {x + ui.px(13), y_ + h / 2});  // its state's mark
        const bool alive = part.state == UnitState::active && m.powered;
        if (!alive) hatch(ui, chip, mark.colour, 0.25f);
        if (alive) ui.fill(chip, ui.theme->hover, 12);
        ui.outline(chip, alive ? ui.theme->hover : mark.colour, 12);
        put_icon(ui, mark.icon, {x + ui.px(8), y_ + ui.px(7), ui.px(10), ui.px(10)}, mark.colour);
        ui.put({x + ui.px(22), y_ + (h - ui.px(type::small)) / 2}, Face::sans, type::small,
               alive ? ui.theme->text : mark.colour, label);
        if (!role.empty())
            ui.put({x + ui.px(22) + label_w + ui.px(7), y_ + (h - ui.px(type::small)) / 2},
                   Face::sans_bold, type::small, ui.theme->accent, role);
        light_up(ui, chip, moved, 12);
        if ((p.hovered || p.focused) && !menu_.is_open())
            ui.tooltip(cat(part.name, ": ", mark.state), about_part(part.name, *ui.text));
        x += w + ui.px(6);
    }
    y_ += h;
}

void ClusterPanel::machine_head(Ui& ui, const MachineView& m, const Rect& card) {
    const float pad = ui.px(12);
    const NodeMark mark = node_mark(ui, m);
    const Thing subject = machine_thing(m.name);
    const Rect head{card.x + ui.px(4), y_ - ui.px(6), card.w - ui.px(8), ui.px(30)};
    const Ui::Press p = ui.press(m.name.c_str(), head);
    offer(ui, p, subject);
    if (p.hovered || shown(subject)) ui.fill(head, ui.theme->hover, 6);
    traffic_.place(m.name, "", {card.x + pad + ui.px(8), y_ + ui.px(9)});
    put_icon(ui, Icon::server, {card.x + pad, y_ + ui.px(1), ui.px(16), ui.px(16)},
             m.powered ? ui.theme->dim : ui.theme->bad);
    ui.put({card.x + pad + ui.px(24), y_}, Face::sans_bold, type::body, ui.theme->text, m.name);
    const float name_w = ui.width(Face::sans_bold, type::body, m.name);
    std::string words(mark.words);
    if (m.cordoned) words = cat(words, ", ", ui.text->cordoned);
    // State and "cordoned" together may need a second line.
    const float most = card.w - 2 * pad - ui.px(24 + 8 + 20) - name_w;
    const bool second = m.cordoned && ui.width(Face::sans_bold, type::small, words) > most;
    if (second) words = mark.words;
    const float w = ui.width(Face::sans_bold, type::small, words);
    const float icon_x = card.right() - pad - w - ui.px(20);
    ui.put({card.right() - pad - w, y_ + ui.px(2)}, Face::sans_bold, type::small, mark.colour,
           words);
    put_icon(ui, mark.icon, {icon_x, y_ + ui.px(1), ui.px(14), ui.px(14)}, mark.colour);
    const float sub_x = card.x + pad + ui.px(32) + name_w;
    const std::string role =
        cat(m.control_plane ? ui.text->control_plane : ui.text->worker, "  ", m.ip);
    // A truncated address is useless: shows only the role when both do not fit.
    const float room = std::max(0.0f, icon_x - sub_x - ui.px(8));
    const std::string_view kind = m.control_plane ? ui.text->control_plane : ui.text->worker;
    for (const std::string_view words_that_fit : {std::string_view(role), kind}) {
        if (ui.width(Face::sans, type::small, words_that_fit) > room) continue;
        ui.put({sub_x, y_ + ui.px(2)}, Face::sans, type::small, ui.theme->dim, words_that_fit);
        break;
    }
    y_ += ui.px(26);
    if (!second) return;
    const float cordoned_w = ui.width(Face::sans_bold, type::small, ui.text->cordoned);
    ui.put({card.right() - pad - cordoned_w, y_ - ui.px(6)}, Face::sans_bold, type::small,
           mark.colour, ui.text->cordoned);
    y_ += ui.px(16);
}

void ClusterPanel::machine(Ui& ui, const MachineView& m) {
    const float pad = ui.px(12), top = y_;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.ChannelsSplit(2);
    list.ChannelsSetCurrent(1);
    y_ += pad;
    const Rect head{x_, top, width_, 0};
    machine_head(ui, m, head);
    if (!m.parts.empty()) {
        parts(ui, m, m.parts, x_ + pad, x_ + width_ - pad);
        y_ += ui.px(6);
    }
    parts(ui, m, m.units, x_ + pad, x_ + width_ - pad);
    y_ += ui.px(10);
    pods(ui, m.pods, m.name, x_ + pad, width_ - 2 * pad);
    y_ += ui.px(8);
    const Rect card{x_, top, width_, y_ - top};
    list.ChannelsSetCurrent(0);
    const bool well = m.powered && m.node == NodeLook::ready;
    ui.fill(card, mix(ui.theme->panel, ui.theme->raised, 0.55f), 10);
    if (!well) hatch(ui, card, ui.theme->bad, 0.12f);
    ui.outline(card, well ? ui.theme->line : ui.theme->bad, 10, well ? 1.0f : 2.0f);
    const Motion& moved = motion(ui, m.name,
                                 static_cast<std::uint32_t>(m.node) << 2 |
                                     static_cast<std::uint32_t>(m.powered) << 1 |
                                     static_cast<std::uint32_t>(m.cordoned));
    light_up(ui, card, moved, 10);
    list.ChannelsMerge();
    y_ += ui.px(10);
}

void ClusterPanel::draw(Ui& ui, const Rect& box, const ClusterView& view, const World& world,
                        int speed) {
    now_ = world.now;
    forget_gone(ui, view);
    box_ = box;
    const float sheet = inspector_.is_open() ? std::round(box.h * 0.6f) : 0;
    ImGui::SetCursorScreenPos(box.min());
    ImGui::BeginChild("machines", {box.w, box.h - sheet}, ImGuiChildFlags_NavFlattened);
    const float margin = ui.px(16);
    const float gap = ui.px(12);
    const float whole = box.w - 2 * margin - ui.px(4);
    // Cards are side by side where they keep a readable width.
    const bool many = view.machines.size() > most_cards;
    const int columns =
        std::clamp(static_cast<int>(whole / ui.px(many ? 150 : 300)), 1, many ? 8 : 4);
    width_ = (whole - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
    const float start = box.y + margin - ImGui::GetScrollY();
    x_ = box.x + margin;
    y_ = start;
    if (many) overview(ui, view);
    const float column = width_;
    width_ = whole;
    workloads(ui, view);
    if (many)  // the control plane keeps its room
        for (const MachineView& m : view.machines)
            if (m.control_plane) machine(ui, m);
    width_ = column;
    float row = y_, lowest = y_;
    std::size_t place = 0;
    for (const MachineView& m : view.machines) {
        if (many && m.control_plane) continue;
        const std::size_t at = place++ % static_cast<std::size_t>(columns);
        if (at == 0) row = lowest;
        y_ = row;
        x_ = box.x + margin + (width_ + gap) * static_cast<float>(at);
        if (many)
            dense(ui, m);
        else
            machine(ui, m);
        lowest = std::max(lowest, y_);
    }
    traffic_.follow(world, ui.now, speed, ui.reduced_motion);
    traffic_.draw(ui, box.x + margin / 2);
    ImGui::SetCursorScreenPos({box.x, start - margin});
    ImGui::Dummy({1, lowest - start + 2 * margin});
    ImGui::EndChild();
    if (sheet > 0) inspector_.draw(ui, {box.x, box.bottom() - sheet, box.w, sheet}, world);
    menu_.draw(ui, world);
    seen_ = true;
}

std::string ClusterPanel::text(const ClusterView& view, const Strings& words) {
    std::string out;
    for (const WorkloadView& w : view.workloads)
        out += cat(w.kind, " ", w.name, " ", w.ready, "/", w.desired, "\n");
    for (const MachineView& m : view.machines) {
        const char* state = !m.powered                  ? words.powered_off
                            : m.node == NodeLook::ready ? words.ready
                                                        : words.not_ready;
        out += cat(m.name, ": ", state, "\n");
        for (const auto* all : {&m.parts, &m.units})
            for (const PartView& p : *all)
                if (p.state != UnitState::active)
                    out += cat("  ", p.name, ": ", words.unit_inactive, "\n");
                else if (p.role != PartRole::none)
                    out += cat("  ", p.name, ": ",
                               p.role == PartRole::leader ? words.leader : "VIP", "\n");
        for (const PodView& p : m.pods)
            if (!p.system) out += cat("  ", p.name, ": ", state_words(p), "\n");
    }
    return out;
}

}  // namespace podfall
