// The cluster at a glance: workloads, and every machine with its units, control-plane programs and
// pods. States differ in mark and text, not only in colour; changes light up when they happen.
#pragma once

#include <map>
#include <string>

#include "shell/cluster/context_menu.h"
#include "shell/cluster/inspector.h"
#include "shell/cluster/traffic.h"
#include "shell/cluster/view.h"
#include "shell/ui/icon.h"
#include "shell/ui/ui.h"

namespace podfall {

// The label of an unhealthy node; empty for a healthy one.
std::string node_words(const Ui& ui, const MachineView& machine);
Icon node_icon(const MachineView& machine);

class ClusterPanel {
public:
    // `view` is of `world`; both are only read. `speed` is the speed of virtual time.
    void draw(Ui& ui, const Rect& box, const ClusterView& view, const World& world, int speed = 1);
    const Traffic& traffic() const { return traffic_; }

    // The contents as text, for the page's mirror.
    static std::string text(const ClusterView& view, const Strings& words);
    std::string inspected() const { return inspector_.text(); }

    // Closes the menu or the inspector; false when neither was open.
    bool escape();
    // Where the panel handles right clicks, not the page.
    void hide() { box_ = {}; }
    bool has_menu(ImVec2 at) const { return box_.holds(at); }

private:
    // The recent movement of an item on screen, in real seconds.
    struct Motion {
        double appeared = 0, changed = -10, gone = -1;
        std::uint32_t look = 0;
        PodView last;
    };
    Motion& motion(Ui& ui, const std::string& key, std::uint32_t look);
    void forget_gone(Ui& ui, const ClusterView& view);
    void light_up(Ui& ui, const Rect& box, const Motion& m, float radius);

    void workloads(Ui& ui, const ClusterView& view);
    void workload(Ui& ui, const WorkloadView& w);
    void machine(Ui& ui, const MachineView& m);
    void machine_head(Ui& ui, const MachineView& m, const Rect& card);
    void parts(Ui& ui, const MachineView& m, const std::vector<PartView>& all, float left,
               float right);
    void pods(Ui& ui, const std::vector<PodView>& all, const std::string& node, float left,
              float width);
    void pod_row(Ui& ui, const PodView& p, const Rect& row, float alpha);
    void pod_square(Ui& ui, const PodView& p, const Rect& square);
    void pod_tooltip(Ui& ui, const PodView& p, const char* about) const;
    void overview(Ui& ui, const ClusterView& view);
    void dense(Ui& ui, const MachineView& m);
    // A press inspects; a right click or the menu key offers commands.
    void offer(Ui& ui, const Ui::Press& press, Thing subject);
    bool shown(const std::string& uid) const {
        return inspector_.is_open() && inspector_.subject().uid == uid;
    }
    bool shown(const Thing& s) const { return inspector_.subject() == s; }

    std::map<std::string, Motion> motions_;
    Inspector inspector_;
    ContextMenu menu_;
    Traffic traffic_;
    Rect box_;
    bool seen_ = false;  // the first view is not a change
    bool fading_ = false;
    std::uint64_t looked_at_ = 0;  // fingerprint of the drawn view
    Time now_ = 0;                 // of the drawn world
    float x_ = 0, y_ = 0, width_ = 0;
};

}  // namespace podfall
