// Builds the context menus of the cluster panel.
#include "shell/cluster/context_menu.h"

#include <algorithm>

#include "core/api/objects/node.h"
#include "core/api/objects/workload.h"
#include "core/base/text.h"

namespace podfall {

namespace {

constexpr const char* manifests = "/etc/kubernetes/manifests/";
constexpr const char* put_away = "/root/";

// Not inlined: it is called often.
void add(std::vector<MenuItem>& out, std::string_view label, std::string_view machine,
         std::string_view line) {
    MenuItem& item = out.emplace_back();
    item.label = label;
    item.machine = machine;
    item.line = line;
}

// The machine to type kubectl on: the first master that is on.
std::string master_of(const World& world) {
    std::string first;
    for (const auto& [id, m] : world.machines) {
        if (!m.control_plane) continue;
        if (m.powered) return m.name;
        if (first.empty()) first = m.name;
    }
    return first;
}

// Another machine that can wake it: the first master that is on, else the first machine.
std::string waker_of(const World& world, const std::string& asleep) {
    std::string found;
    for (const auto& [id, m] : world.machines)
        if (m.name != asleep &&
            (found.empty() ||
             (m.powered && !world.machines.find(find_machine(world, found))->powered)))
            found = m.name;
    return found;
}

bool has_file(const Machine& m, const std::string& path) {
    return m.files.contains(path);
}

bool runs(const Machine& m, const std::string& program) {
    for (const auto& [pid, process] : m.processes)
        if (process.program == program) return true;
    return false;
}

void unit_items(const Machine& m, const std::string& unit, const Strings& w,
                std::vector<MenuItem>& out) {
    const Unit* u = m.units.find(unit);
    const bool on = u && u->state == UnitState::active;
    add(out, on ? w.do_stop : w.do_start, m.name, cat("systemctl ", on ? "stop " : "start ", unit));
    if (on) add(out, w.do_restart, m.name, cat("systemctl restart ", unit));
    add(out, w.do_status, m.name, cat("systemctl status ", unit));
    add(out, w.do_log, m.name, cat("journalctl -u ", unit, " -n 20"));
}

// A control-plane program: a static pod of its machine.
void part_items(const Machine& m, const std::string& program, const Strings& w,
                std::vector<MenuItem>& out) {
    const std::string file = cat(program, ".yaml");
    if (has_file(m, manifests + file))
        add(out, w.do_take_manifest, m.name, cat("mv ", manifests, file, " ", put_away));
    else if (has_file(m, put_away + file))
        add(out, w.do_put_manifest, m.name, cat("mv ", put_away, file, " ", manifests));
    if (runs(m, program))
        add(out, w.do_stop, m.name, cat("docker stop $(docker ps -qf name=k8s_", program, ")"));
    add(out, w.do_delete, m.name, cat("kubectl delete pod -n kube-system ", program, "-", m.name));
    add(out, w.do_log, m.name,
        cat("kubectl logs -n kube-system ", program, "-", m.name, " --tail=20"));
}

void machine_items(const World& world, const Machine& m, const Strings& w,
                   std::vector<MenuItem>& out) {
    if (!m.powered) {
        add(out, w.do_power_on, waker_of(world, m.name), cat("ether-wake -i eth1 ", m.name));
        return;
    }
    for (const char* name : {"kubelet", "docker", "haproxy",
                             "keepalived"}) {  // for a unit only commands that break or repair it
        if (!m.units.contains(std::string(name))) continue;
        std::vector<MenuItem> unit;
        unit_items(m, name, w, unit);
        add(out, cat(name, ": ", unit[0].label), unit[0].machine, unit[0].line);
    }
    const bool cut = std::any_of(m.firewall.begin(), m.firewall.end(),
                                 [](const FirewallRule& r) { return r.chain == "policy INPUT"; });
    add(out, cut ? w.do_join : w.do_cut, m.name,
        cat("iptables -P INPUT ", cut ? "ACCEPT" : "DROP"));
    add(out, w.do_power_off, m.name, "poweroff");
    add(out, w.do_restart, m.name, "reboot");
    const Ref<Object> node = find(world.store, {Kind::node, "", m.name});
    if (!node) return;
    const std::string master = master_of(world);
    const bool closed = static_cast<const Node&>(*node).spec.unschedulable;
    add(out, closed ? w.do_uncordon : w.do_cordon, master,
        cat("kubectl ", closed ? "uncordon " : "cordon ", m.name));
    add(out, w.do_drain, master, cat("kubectl drain ", m.name, " --ignore-daemonsets --force"));
    add(out, w.do_describe, master, cat("kubectl describe node ", m.name));
}

void object_items(const World& world, const ObjectKey& key, const Strings& w,
                  std::vector<MenuItem>& out) {
    const std::string kind = info(key.kind).singular(), master = master_of(world);
    const std::string name = cat(
        kind, " ", key.name, key.namespace_ == "default" || key.namespace_.empty() ? "" : " -n ",
        key.namespace_ == "default" ? "" : key.namespace_);
    add(out, w.do_delete, master, cat("kubectl delete ", name));
    add(out, w.do_describe, master, cat("kubectl describe ", name));
    const std::string rest = name.substr(kind.size() + 1);
    if (key.kind == Kind::pod) {
        add(out, w.do_log, master, cat("kubectl logs ", rest));
        add(out, w.do_exec, master, cat("kubectl exec -it ", rest, " -- sh"));
    }
    if (key.kind != Kind::deployment) return;
    const Ref<Object> object = find(world.store, key);
    const int count =
        object ? static_cast<const Deployment&>(*object).spec.replicas.value_or(1) : 1;
    add(out, w.do_more, master, cat("kubectl scale ", name, " --replicas=", count + 1));
    if (count > 0)
        add(out, w.do_less, master, cat("kubectl scale ", name, " --replicas=", count - 1));
    add(out, w.do_roll, master, cat("kubectl rollout restart ", name));
}

}  // namespace

std::vector<MenuItem> menu_items(const World& world, const Thing& s, const Strings& w) {
    std::vector<MenuItem> out;
    const Machine* machine = world.machines.find(find_machine(world, s.machine));
    if (!s.program.empty() && machine) {
        const std::string unit = s.program == "dockerd" ? "docker" : s.program;
        if (machine->units.contains(unit))
            unit_items(*machine, unit, w, out);
        else
            part_items(*machine, s.program, w, out);
    } else if (machine) {
        machine_items(world, *machine, w, out);
    } else if (!s.key.name.empty()) {
        object_items(world, s.key, w, out);
    }
    return out;
}

void ContextMenu::open(Thing subject, ImVec2 at) {
    subject_ = std::move(subject);
    at_ = at;
    opening_ = true;
}

void ContextMenu::draw(Ui& ui, const World& world) {
    if (!is_open()) return;
    const std::vector<MenuItem> items = menu_items(world, subject_, *ui.text);
    const float pad = ui.px(6), row = ui.px(44), most = ImGui::GetIO().DisplaySize.x - 2 * pad;
    float w = ui.width(Face::sans, type::small, ui.text->menu_note) + ui.px(24);
    for (const MenuItem& i : items)
        w = std::max(w,
                     ui.width(Face::mono, type::small, cat(i.machine, "  ", i.line)) + ui.px(32));
    w = std::min(w, most);
    const float h = row * static_cast<float>(items.size()) + ui.px(28) + 2 * pad;
    const ImVec2 screen = ImGui::GetIO().DisplaySize;
    const Rect box{std::clamp(at_.x, pad, std::max(pad, screen.x - w - pad)),
                   std::clamp(at_.y, pad, std::max(pad, screen.y - h - pad)), w, h};
    const bool first = std::exchange(opening_, false);
    if (first) ImGui::OpenPopup("menu");
    ImGui::SetNextWindowPos(box.min());
    ImGui::SetNextWindowSize({box.w, box.h});
    ImGui::PushStyleColor(ImGuiCol_PopupBg, packed(ui.theme->raised));
    ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_PopupRounding, ui.px(8));
    const bool shown =
        ImGui::BeginPopup("menu", ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                      ImGuiWindowFlags_NoSavedSettings);
    ImGui::PopStyleVar(2);
    ImGui::PopStyleColor();
    if (!shown) return close();
    ui.outline(box, ui.theme->edge, 8);
    float y = box.y + pad;
    bool chosen = false;
    if (first) ui.focus_next = ImGui::GetIO().NavVisible;
    for (std::size_t n = 0; n < items.size(); ++n) {
        const MenuItem& i = items[n];
        const Rect at{box.x + pad, y, box.w - 2 * pad, row};
        const Ui::Press p = ui.press(cat("item", n).c_str(), at);
        if (p.hovered) ui.fill(at, ui.theme->hover, 6);
        ui.put({at.x + ui.px(10), at.y + ui.px(6)}, Face::sans_bold, type::label, ui.theme->text,
               i.label);
        const float host = ui.width(Face::mono, type::small, cat(i.machine, "  "));
        ui.put({at.x + ui.px(10), at.y + ui.px(25)}, Face::mono, type::small, ui.theme->dim,
               i.machine);
        ui.put_within({at.x + ui.px(10) + host, at.y + ui.px(25)}, at.w - ui.px(20) - host,
                      Face::mono, type::small, ui.theme->code, i.line);
        if (p.pressed) {
            ui.emit(act::TypeText{i.line, i.machine});
            chosen = true;
        }
        y += row;
    }
    ui.put_within({box.x + ui.px(16), y + ui.px(8)}, box.w - ui.px(24), Face::sans, type::small,
                  ui.theme->dim, ui.text->menu_note);
    if (chosen) ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
    if (chosen) close();
    if (first) ui.animating = true;
}

}  // namespace podfall
