// Draws the inspector; inspector_rows.cpp collects its contents.
#include "shell/cluster/inspector.h"

#include <algorithm>

#include "core/base/text.h"
#include "shell/cluster/pod_look.h"
#include "shell/ui/icon.h"
#include "shell/ui/rich_text.h"

namespace podfall {

namespace {
constexpr float pad = 14, key_width = 92, rail = 26;  // CSS pixels
}

void Inspector::open(Thing subject) {
    if (!(subject == subject_)) built_for_.clear();
    subject_ = std::move(subject);
}

std::string Inspector::text() const {
    std::string out;
    for (const Row& r : rows_)
        out += cat(r.a, r.a.empty() ? "" : " ", r.b, " ", r.c, r.rule.empty() ? "" : "\n  ", r.rule,
                   "\n");
    return is_open() ? out : std::string();
}

void Inspector::header(Ui& ui, const Rect& box) {
    const float side = ui.px(ui.finger(28)), x = box.x + ui.px(pad), y = box.y + (box.h - side) / 2;
    const bool part = subject_.key.name.empty();
    const std::string name = part ? subject_.program : subject_.key.name;
    const std::string kind = part ? subject_.machine : info(subject_.key.kind).name;
    const Rect close{box.right() - ui.px(pad) - side, y, side, side};
    const Ui::Press p = ui.press("close", close);
    if (p.pressed) this->close();
    if (p.hovered) ui.fill(close, ui.theme->hover, 6);
    if (p.hovered || p.focused) ui.tooltip(cat(ui.text->close, " (Esc)"), "");
    put_icon(ui, Icon::cross, close.inset((side - ui.px(16)) / 2), ui.theme->dim);
    const float kind_w = ui.width(Face::sans_bold, type::small, kind);
    ui.put({x, box.y + (box.h - ui.px(type::small)) / 2}, Face::sans_bold, type::small,
           ui.theme->accent, kind);
    ui.put_within({x + kind_w + ui.px(8), box.y + (box.h - ui.px(type::mono)) / 2},
                  close.x - x - kind_w - ui.px(16), Face::mono, type::mono, ui.theme->text, name);
}

void Inspector::tabs(Ui& ui, const Rect& box) {
    const char* const labels[tab_count] = {ui.text->tab_summary, ui.text->tab_why, "YAML",
                                           ui.text->events, ui.text->tab_logs};
    float x = box.x + ui.px(pad - 8);
    for (int i = 0; i < tab_count; ++i) {
        const bool on = static_cast<int>(tab_) == i;
        const Face face = on ? Face::sans_bold : Face::sans;
        const Rect tab{x, box.y, ui.width(Face::sans_bold, type::label, labels[i]) + ui.px(16),
                       box.h};
        const Ui::Press p = ui.press(labels[i], tab);
        if (p.pressed) {
            tab_ = static_cast<Tab>(i);
            built_for_.clear();
        }
        if (p.hovered && !on) ui.fill(tab, ui.theme->hover, 6);
        ui.put_centred(tab, face, type::label, on ? ui.theme->text : ui.theme->dim, labels[i]);
        if (on)
            ui.fill({tab.x + ui.px(8), tab.bottom() - ui.px(2), tab.w - ui.px(16), ui.px(2)},
                    ui.theme->accent);
        x = tab.right();
    }
    ui.fill({box.x, box.bottom() - 1, box.w, 1}, ui.theme->line);
}

// A line of a file keeps its indentation; what does not fit wraps below it.
static float indent_of(const Ui& ui, std::string_view line) {
    const std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
    return ui.width(Face::mono, type::small, "m") * static_cast<float>(blanks);
}

void Inspector::measure(Ui& ui, float width) {
    if (measured_ == width) return;
    measured_ = width;
    for (Row& r : rows_) {
        switch (r.kind) {
            case RowKind::pair:
                r.height = std::max(ui.px(22), wrap_height(ui, r.b, Face::mono, type::label,
                                                           width - ui.px(key_width)) +
                                                   ui.px(4));
                break;
            case RowKind::heading:
                r.height = ui.px(28);
                break;
            case RowKind::words:
                r.height = wrap_height(ui, r.a, Face::sans, type::label, width) + ui.px(8);
                break;
            case RowKind::mono:
                r.height = std::max(ui.px(18), wrap_height(ui, r.a, Face::mono, type::small,
                                                           width - indent_of(ui, r.a)));
                break;
            case RowKind::cause:
            case RowKind::event: {
                const float inner = width - ui.px(rail);
                r.height = ui.px(20) + wrap_height(ui, r.c, Face::sans_bold, type::label, inner) +
                           ui.px(14);
                if (!r.rule.empty())
                    r.height += wrap_height(ui, r.rule, Face::sans, type::small, inner) + ui.px(4);
                break;
            }
        }
    }
}

// Causes are placed along a vertical line; a press goes to the time of one.
void Inspector::draw_cause(Ui& ui, const Row& r, const Rect& box, std::size_t index) {
    const float inner = box.w - ui.px(rail), x = box.x + ui.px(rail);
    const Rect area{box.x - ui.px(6), box.y, box.w + ui.px(12), box.h - ui.px(4)};
    if (!r.now || !r.go.none()) {
        const Ui::Press p = ui.press(cat("row", index).c_str(), area);
        if (p.hovered) ui.fill(area, ui.theme->hover, 6);
        if (p.pressed && r.kind == RowKind::event)
            open(r.go, Tab::why);
        else if (p.pressed)
            ui.emit(act::Seek{r.at});
    }
    const Colour mark = r.now ? ui.theme->warn : r.bad ? ui.theme->bad : ui.theme->accent;
    const float mid = box.x + ui.px(8), dot = box.y + ui.px(4);
    if (r.kind == RowKind::cause) {
        const float t = std::max(1.0f, ui.px(2));
        if (index > 0) ui.fill({mid - t / 2, box.y - ui.px(4), t, ui.px(8)}, ui.theme->edge);
        if (index + 1 < rows_.size())
            ui.fill({mid - t / 2, dot + ui.px(14), t, box.h - ui.px(18)}, ui.theme->edge);
    }
    put_icon(ui,
             r.now   ? Icon::half
             : r.bad ? Icon::warning
                     : Icon::dot,
             {mid - ui.px(7), dot, ui.px(14), ui.px(14)}, mark);
    float y = box.y + ui.px(4);
    const float time_w = ui.width(Face::mono, type::small, r.a);
    ui.put({box.right() - time_w, y}, Face::mono, type::small, ui.theme->dim, r.a);
    ui.put_within({x, y}, inner - time_w - ui.px(8), Face::sans_bold, type::small, ui.theme->dim,
                  r.b);
    y += ui.px(18);
    y += put_wrapped(ui, r.c, Face::sans_bold, type::label, ui.theme->text, {x, y}, inner) +
         ui.px(2);
    put_wrapped(ui, r.rule, Face::sans, type::small, ui.theme->dim, {x, y}, inner);
}

void Inspector::draw_row(Ui& ui, const Row& r, const Rect& box, std::size_t index) {
    switch (r.kind) {
        case RowKind::pair:
            ui.put_within({box.x, box.y}, ui.px(key_width - 8), Face::sans, type::label,
                          ui.theme->dim, r.a);
            if (ui.width(Face::mono, type::label, r.b) <=
                box.w - ui.px(key_width))  // on one line with its key
                ui.put({box.x + ui.px(key_width), box.y}, Face::mono, type::label,
                       r.bad ? ui.theme->bad : ui.theme->text, r.b);
            else
                put_wrapped(ui, r.b, Face::mono, type::label,
                            r.bad ? ui.theme->bad : ui.theme->text,
                            {box.x + ui.px(key_width), box.y}, box.w - ui.px(key_width));
            break;
        case RowKind::heading:
            ui.put({box.x, box.y + ui.px(8)}, Face::sans_bold, type::small, ui.theme->dim, r.a);
            break;
        case RowKind::words:
            put_wrapped(ui, r.a, Face::sans, type::label, ui.theme->dim, box.min(), box.w);
            break;
        case RowKind::mono: {
            const float by = indent_of(ui, r.a);
            const std::size_t from = std::min(r.a.find_first_not_of(' '), r.a.size());
            put_wrapped(ui, std::string_view(r.a).substr(from), Face::mono, type::small,
                        ui.theme->text, {box.x + by, box.y}, box.w - by);
            break;
        }
        case RowKind::cause:
        case RowKind::event:
            draw_cause(ui, r, box, index);
            break;
    }
}

void Inspector::draw(Ui& ui, const Rect& box, const World& world) {
    ImGui::SetCursorScreenPos(box.min());
    ImGui::BeginChild("inspector", {box.w, box.h}, ImGuiChildFlags_NavFlattened,
                      ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    ui.fill(box, ui.theme->raised);
    ui.fill({box.x, box.y, box.w, std::max(1.0f, ui.px(2))}, ui.theme->accent);
    const Rect head{box.x, box.y + ui.px(4), box.w, ui.px(40)};
    const Rect bar{box.x, head.bottom(), box.w, ui.px(ui.finger(36))};
    header(ui, head);
    tabs(ui, bar);
    const Rect body{box.x, bar.bottom(), box.w, box.bottom() - bar.bottom()};
    const float inner = body.w - 2 * ui.px(pad) - ui.px(6);
    refresh(ui, world, inner);
    measure(ui, inner);
    ImGui::SetCursorScreenPos(body.min());
    ImGui::BeginChild("rows", {body.w, body.h}, ImGuiChildFlags_NavFlattened);
    if (std::exchange(to_top_, false)) ImGui::SetScrollY(0);
    const float start = body.y + ui.px(10) - ImGui::GetScrollY();
    float y = start;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const Row row = rows_[i];  // a press may rebuild the rows
        const Rect at{body.x + ui.px(pad), y, inner, row.height};
        y += row.height;
        if (at.bottom() < body.y || at.y > body.bottom()) continue;
        draw_row(ui, row, at, i);
        if (i >= rows_.size()) break;
    }
    ImGui::SetCursorScreenPos({body.x, start});
    ImGui::Dummy({1, y - start + ui.px(20)});
    ImGui::EndChild();
    ImGui::EndChild();
}

}  // namespace podfall
