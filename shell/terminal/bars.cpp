// The parts around the terminal's screens: tabs, tools, the find bar, help, and keys for phones.
#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "shell/terminal/panel.h"
#include "shell/ui/rich_text.h"

namespace podfall {

namespace {

constexpr float tools_beside_from = 520, tool_side = 32;  // CSS pixels
constexpr float smallest_font = 9, largest_font = 28;

const Machine* machine_of(const World& world, const Terminal& t) {
    return world.machines.find(t.machine);
}

}  // namespace

void TerminalPanel::tab(Ui& ui, TerminalId id, const Terminal& t, std::string_view label,
                        const Rect& box) {
    const Ui::Press p = ui.press(cat("tab", id).c_str(), box);
    if (p.pressed) {
        focus(id);
        pressed_ = view().follows = true;
    }
    const bool on = id == shown_, beside = id == other_;
    if (p.hovered && !on) ui.fill(box.inset(ui.px(2)), ui.theme->hover, 6);
    ui.put_centred(box, on ? Face::sans_bold : Face::sans, type::label,
                   on ? ui.theme->text : ui.theme->dim, label);
    if (on || beside)
        ui.fill({box.x + ui.px(8), box.bottom() - ui.px(2), box.w - ui.px(16), ui.px(2)},
                on ? ui.theme->accent : ui.theme->edge, 1);
    // A dot: a command is running there.
    if (!t.at_prompt && t.shell != 0)
        ImGui::GetWindowDrawList()->AddCircleFilled({box.right() - ui.px(6), box.y + ui.px(12)},
                                                    ui.px(3), packed(ui.theme->warn));
}

// Whether the tools are next to the tabs: not if folding them away makes room for every tab.
bool TerminalPanel::tools_beside(Ui& ui, const Rect& box, const World& world) const {
    if (box.w < ui.px(tools_beside_from)) return false;
    float tabs = ui.px(20);
    for (const auto& [id, t] : world.terminals)
        if (const Machine* machine = t.hidden ? nullptr : machine_of(world, t))
            tabs += ui.width(Face::sans_bold, type::label, machine->name) + ui.px(24);
    const float side = ui.px(ui.finger(tool_side));
    return tabs <= box.w - 6 * side || tabs > box.w - side;
}

// One tab per machine, scrolled sideways when there are many.
void TerminalPanel::tabs(Ui& ui, const Rect& box, const TerminalPanelInput& in) {
    const World& world = in.sim->world();
    const bool beside = tools_beside(ui, box, world);
    const float tools_w = ui.px(ui.finger(tool_side)) * (beside ? 6 : 1) + ui.px(12);
    const Rect room{box.x, box.y, box.w - tools_w, box.h};
    ui.fill({box.x, box.bottom() - 1, box.w, 1}, ui.theme->line);
    ImGui::SetCursorScreenPos(room.min());
    ImGui::BeginChild("tabs", {room.w, room.h}, ImGuiChildFlags_NavFlattened,
                      ImGuiWindowFlags_NoScrollbar);
    float x = room.x + ui.px(8) - ImGui::GetScrollX();
    for (const auto& [id, t] : world.terminals) {
        if (t.hidden) continue;
        const Machine* machine = machine_of(world, t);
        const std::string label = machine ? machine->name : "?";
        const float w = ui.width(Face::sans_bold, type::label, label) + ui.px(beside ? 24 : 18);
        tab(ui, id, t, label, {x, room.y, w, room.h});
        if (id == shown_ && ImGui::IsWindowAppearing()) ImGui::SetScrollHereX();
        x += w;
    }
    ImGui::EndChild();
    if (beside) return tools(ui, {box.x, box.y, box.w, box.h}, in, room.right());
    const Rect more{room.right() + ui.px(4), box.y + (box.h - ui.px(ui.finger(tool_side))) / 2,
                    ui.px(ui.finger(tool_side)), ui.px(ui.finger(tool_side))};
    if (tool(ui, "tools", more, Icon::more, ui.text->more_tools, tools_open_))
        tools_open_ = !tools_open_;
}

bool TerminalPanel::tool(Ui& ui, const char* id, const Rect& box, Icon icon, const char* words,
                         bool on) {
    const Ui::Press p = ui.press(id, box);
    if (p.hovered || p.focused) ui.tooltip(words, "");
    if (p.hovered || on) ui.fill(box, ui.theme->hover, 6);
    put_icon(ui, icon, box.inset((box.w - ui.px(16)) / 2), on ? ui.theme->text : ui.theme->dim);
    return p.pressed;
}

void TerminalPanel::tools(Ui& ui, const Rect& box, const TerminalPanelInput& in, float from) {
    const float side = ui.px(ui.finger(tool_side));
    Rect place{from + ui.px(4), box.y + (box.h - side) / 2, side, side};
    const auto next = [&](const char* id, Icon icon, const char* words, bool on = false) {
        const bool pressed = tool(ui, id, place, icon, words, on);
        place.x += side;
        return pressed;
    };
    if (next("find", Icon::find, ui.text->find, find_.open)) {
        find_.open = !find_.open;
        pressed_ = true;
    }
    if (next("help", Icon::question, ui.text->command_help, help_.has_value())) {
        toggle_help(*in.sim);
        pressed_ = true;
    }
    if (next("paste", Icon::paste, ui.text->paste)) {
        ui.emit(act::Paste{});
        pressed_ = true;
    }
    const auto size = [&](float by) {
        const float wanted = std::clamp(in.font_size + by, smallest_font, largest_font);
        ui.emit(act::SetFontSize{static_cast<int>(wanted)});
    };
    if (next("smaller", Icon::smaller, ui.text->smaller_text)) size(-1);
    if (next("larger", Icon::larger, ui.text->larger_text)) size(1);
    if (!next("split", Icon::split, ui.text->two_machines, other_ != 0)) return;
    const TerminalId before = std::exchange(other_, 0);
    if (before != 0) return;
    // The next machine, or the previous one.
    for (const auto& [id, t] : in.sim->world().terminals)
        if (!t.hidden && (other_ == 0 || other_ < shown_) && id != shown_) other_ = id;
}

void TerminalPanel::find_bar(Ui& ui, const Rect& box) {
    ui.fill(box, ui.theme->raised);
    const float side = ui.px(ui.finger(tool_side)), top = box.y + (box.h - side) / 2;
    float right = box.right() - ui.px(4) - side;
    if (tool(ui, "close find", {right, top, side, side}, Icon::close, ui.text->close, false))
        find_.open = false;
    right -= side;
    if (tool(ui, "newer", {right, top, side, side}, Icon::chevron_down, ui.text->newer_match,
             false))
        find_.go(1);
    right -= side;
    if (tool(ui, "older", {right, top, side, side}, Icon::chevron_up, ui.text->older_match, false))
        find_.go(-1);
    const std::size_t count = find_.matches().size();
    const std::string place = cat(count ? find_.current() + 1 : 0, " / ", count);
    right -= ui.width(Face::sans, type::label, place) + ui.px(8);
    ui.put({right, box.y + ui.px(11)}, Face::sans, type::label, ui.theme->dim, place);
    put_icon(ui, Icon::find, {box.x + ui.px(10), box.y + ui.px(10), ui.px(16), ui.px(16)},
             ui.theme->dim);
    const float x = box.x + ui.px(36), y = box.y + ui.px(9);
    const std::string& query = find_.query.line();
    const std::string shown = cat(query, view().preedit);
    if (shown.empty()) ui.put({x, y}, Face::sans, type::label, ui.theme->dim, ui.text->find);
    ui.put_within({x, y}, right - x - ui.px(12), Face::mono, type::mono, ui.theme->text, shown);
    const float at = x + ui.width(Face::mono, type::mono,
                                  cat(query.substr(0, find_.query.cursor()), view().preedit));
    caret_box_ = {at, y - ui.px(1), std::max(1.0f, ui.px(2)), ui.px(18)};
    ui.fill(caret_box_, ui.theme->caret);
}

// Whether the lesson offers something that is not on the command line yet.
bool TerminalPanel::offers(const TerminalPanelInput& in) {
    if (!in.next) return in.lesson_waits;
    return in.next->wait > 0 || view().input.line() != in.next->line;
}

// When the lesson is behind another tab: its next command, a wait, or the way back to it.
void TerminalPanel::next_command(Ui& ui, const Rect& box, const TerminalPanelInput& in) {
    const bool wait = in.next && in.next->wait > 0, back = !in.next;
    const Rect chip{box.x + ui.px(4), box.y + ui.px(2), box.w - ui.px(8), box.h - ui.px(4)};
    const Ui::Press p = ui.press(back   ? "back to lesson"
                                 : wait ? "skip time"
                                        : "next command",
                                 chip, 8);
    if (p.pressed && back)
        ui.emit(act::ShowPanel{PanelId::lesson});
    else if (p.pressed && wait)
        ui.emit(act::LetPass{in.wait_left});
    else if (p.pressed)
        ui.emit(act::TypeText{in.next->line, in.next->machine});
    if (p.pressed && !back) pressed_ = true;
    ui.fill(chip, p.held ? ui.theme->hover : ui.theme->raised, 8);
    ui.outline(chip, back ? ui.theme->good : ui.theme->line, 8);
    put_icon(ui,
             back   ? Icon::list
             : wait ? Icon::skip
                    : Icon::prompt,
             {chip.x + ui.px(10), chip.y + (chip.h - ui.px(14)) / 2, ui.px(14), ui.px(14)},
             back ? ui.theme->good : ui.theme->accent);
    float x = chip.x + ui.px(32);
    const float y = chip.y + (chip.h - ui.px(type::label)) / 2;
    if (back || wait) {
        const std::string words =
            back ? ui.text->back_to_lesson : skip_words(*ui.text, in.next->wait);
        ui.put_within({x, y}, chip.right() - x - ui.px(10), Face::sans_bold, type::label,
                      ui.theme->text, words);
        return;
    }
    if (in.next->machine != "m-k8s") {
        ui.put({x, y}, Face::sans, type::label, ui.theme->dim, in.next->machine);
        x += ui.width(Face::sans, type::label, in.next->machine) + ui.px(8);
    }
    ui.put_within({x, y}, chip.right() - x - ui.px(10), Face::mono, type::label, ui.theme->code,
                  in.next->line);
}

// Keys that phone keyboards lack.
void TerminalPanel::touch_keys(Ui& ui, const Rect& box, const TerminalPanelInput& in) {
    struct TouchKey {
        const char* label;
        Key key;
        bool ctrl;
    };
    constexpr TouchKey keys[] = {{"Tab", Key::tab, false},    {"↑", Key::up, false},
                                 {"↓", Key::down, false},     {"←", Key::left, false},
                                 {"→", Key::right, false},    {"^C", Key{'c'}, true},
                                 {"Enter", Key::enter, false}};
    const float gap = ui.px(4);
    // Enter runs the line: it is wider, and highlighted when there is something to run.
    const float each = (box.w - gap * static_cast<float>(std::size(keys) + 1)) /
                       (static_cast<float>(std::size(keys)) + 0.6f);
    float x = box.x + gap;
    for (const TouchKey& k : keys) {
        const bool enter = k.key == Key::enter;
        const float w = enter ? box.right() - gap - x : std::floor(each);
        if (ui.button(k.label, {x, box.y + ui.px(4), w, box.h - ui.px(8)}, k.label,
                      enter && !view().input.line().empty())) {
            key(k.key, {.ctrl = k.ctrl}, *in.sim, ui.commands);
            pressed_ = true;
        }
        x += w + gap;
    }
}

float TerminalPanel::help_height(Ui& ui, float width) const {
    const float inner = width - ui.px(32);
    const std::string next = join(help_->next, "  ");
    float h = ui.px(36);
    if (!help_->usage.empty())
        h += wrap_height(ui, help_->usage, Face::mono, type::label, inner) + ui.px(4);
    if (!next.empty())
        h += wrap_height(ui, next, Face::mono, type::label, inner) + ui.px(type::small + 12);
    return h + ui.px(12);
}

void TerminalPanel::help_band(Ui& ui, const Rect& box) {
    ui.fill(box, ui.theme->raised);
    ui.fill({box.x, box.y, box.w, ui.px(2)}, ui.theme->accent);
    ImGui::SetCursorScreenPos(box.min());
    ImGui::BeginChild("help", {box.w, box.h}, ImGuiChildFlags_NavFlattened);
    const float side = ui.px(ui.finger(tool_side)), inner = box.w - ui.px(32);
    const float x = box.x + ui.px(16);
    float y = box.y + ui.px(10) - ImGui::GetScrollY();
    const bool known = !help_->name.empty();
    const float name_w =
        ui.put_within({x, y}, inner - side, Face::sans_bold, type::body, ui.theme->text,
                      known ? std::string_view(help_->name) : ui.text->command_help);
    if (known)
        ui.put_within({x + name_w + ui.px(12), y + ui.px(1)}, inner - side - name_w - ui.px(12),
                      Face::sans, type::label, ui.theme->dim, help_->summary);
    y += ui.px(26);
    if (!help_->usage.empty())
        y += put_wrapped(ui, help_->usage, Face::mono, type::label, ui.theme->code, {x, y}, inner) +
             ui.px(4);
    if (!help_->next.empty()) {
        ui.put({x, y + ui.px(4)}, Face::sans_bold, type::small, ui.theme->dim, ui.text->what_next);
        y += ui.px(type::small + 12);
        y += put_wrapped(ui, join(help_->next, "  "), Face::mono, type::label, ui.theme->text,
                         {x, y}, inner);
    }
    ImGui::SetCursorScreenPos({box.x, y + ui.px(8)});
    ImGui::Dummy({1, 1});
    if (tool(ui, "close help", {box.right() - side - ui.px(8), box.y + ui.px(6), side, side},
             Icon::close, ui.text->close, false))
        help_.reset();
    ImGui::EndChild();
}

// The menu of a name in the output. Nothing runs: the choice is put on the command line.
void TerminalPanel::name_menu(Ui& ui, const Rect& box) {
    if (!menu_) return;
    const std::vector<std::string> commands = commands_about(menu_->thing);
    const float row = ui.px(ui.finger(34)), pad = ui.px(6);
    float w = ui.width(Face::sans, type::label, ui.text->put_name);
    for (const std::string& c : commands) w = std::max(w, ui.width(Face::mono, type::label, c));
    w = std::min(w + ui.px(28), box.w - ui.px(16));
    Rect at{menu_->word.x, menu_->word.bottom() + ui.px(4), w,
            row * static_cast<float>(commands.size() + 1) + 2 * pad};
    at.x =
        std::clamp(at.x, box.x + ui.px(8), std::max(box.x + ui.px(8), box.right() - w - ui.px(8)));
    if (at.bottom() > box.bottom()) at.y = std::max(box.y, menu_->word.y - at.h - ui.px(4));
    ImGui::SetNextWindowPos(at.min());
    ImGui::SetNextWindowSize({at.w, at.h});
    ImGui::Begin("##names", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing);
    ui.fill(at, ui.theme->raised, 8);
    ui.outline(at, ui.theme->edge, 8);
    float y = at.y + pad;
    bool chosen = false;
    const auto item = [&](const char* id, std::string_view label, Face face) {
        const Rect line{at.x + pad, y, at.w - 2 * pad, row};
        const Ui::Press p = ui.press(id, line);
        if (p.hovered) ui.fill(line, ui.theme->hover, 6);
        ui.put_within({line.x + ui.px(8), y + (row - ui.px(type::label)) / 2}, line.w - ui.px(16),
                      face, type::label, face == Face::mono ? ui.theme->code : ui.theme->text,
                      label);
        y += row;
        return p.pressed;
    };
    if (item("name", ui.text->put_name, Face::sans)) {
        view().input.text(cat(menu_->thing.name, " "));
        chosen = true;
    }
    for (const std::string& c : commands) {
        if (!item(c.c_str(), c, Face::mono)) continue;
        view().input.set(c);
        view().offered = chosen = true;
    }
    ImGui::End();
    if (chosen) pressed_ = view().follows = view().snap = true;
    const bool elsewhere =
        ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !at.holds(ImGui::GetMousePos());
    if (chosen || elsewhere) menu_.reset();
}

}  // namespace podfall
