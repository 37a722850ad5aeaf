// Mark, colour and legend of pod states.
#include "shell/cluster/pod_look.h"

#include <algorithm>

#include "shell/ui/ui.h"

namespace podfall {

PodMark pod_mark(PodLook look, const Theme& t, const Strings& w) {
    switch (look) {
        case PodLook::pending:
            return {Icon::circle, t.warn, w.about_pending};
        case PodLook::assigned:
            return {Icon::half, t.warn, w.about_assigned};
        case PodLook::creating:
            return {Icon::half, t.warn, w.about_creating};
        case PodLook::running:
            return {Icon::dot, t.good, w.about_running};
        case PodLook::not_ready:
            return {Icon::ring_dot, t.warn, w.about_not_ready};
        case PodLook::terminating:
            return {Icon::ring_cross, t.busy, w.about_terminating};
        case PodLook::succeeded:
            return {Icon::check, t.away, w.about_succeeded};
        case PodLook::failed:
            return {Icon::warning, t.bad, w.about_failed};
        case PodLook::image:
            return {Icon::warning, t.bad, w.about_image};
        case PodLook::crash:
            return {Icon::warning, t.bad, w.about_crash};
        case PodLook::evicted:
            return {Icon::eject, t.bad, w.about_evicted};
        case PodLook::unknown:
            break;
    }
    return {Icon::question, t.away, w.about_unknown};
}

PartMark part_mark(UnitState state, const Theme& t, const Strings& w) {
    switch (state) {
        case UnitState::active:
            return {Icon::dot, t.good, w.unit_active};
        case UnitState::inactive:
            return {Icon::ring_cross, t.bad, w.unit_inactive};
        case UnitState::failed:
            return {Icon::warning, t.bad, w.unit_failed};
        default:
            return {Icon::half, t.warn, w.unit_changing};
    }
}

void hatch(const Ui& ui, const Rect& box, Colour colour, float alpha) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float step = ui.px(7), thick = std::max(1.0f, ui.px(1.5f));
    list.PushClipRect(box.min(), box.max(), true);
    for (float x = box.x - box.h; x < box.right(); x += step)
        list.AddLine({x, box.bottom()}, {x + box.h, box.y}, packed(colour, alpha), thick);
    list.PopClipRect();
}

const char* about_part(std::string_view name, const Strings& w) {
    if (name == "kubelet") return w.about_kubelet;
    if (name == "docker") return w.about_docker;
    if (name == "etcd") return w.about_etcd;
    if (name == "kube-apiserver") return w.about_api_server;
    if (name == "kube-controller-manager") return w.about_controller_manager;
    if (name == "haproxy") return w.about_haproxy;
    if (name == "keepalived") return w.about_keepalived;
    return name == "kube-scheduler" ? w.about_scheduler : w.about_unit;
}

}  // namespace podfall
