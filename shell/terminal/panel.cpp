// Draws the terminal panel and handles its input.
#include "shell/terminal/panel.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "shell/terminal/pane.h"
#include "shell/ui/icon.h"

namespace podfall {

namespace {

constexpr float tab_height = 40, tools_height = 36, title_height = 22, margin = 12;  // CSS pixels
constexpr float side_by_side_from = 860, stacked_from = 300;
// `kubectl get pods -o wide` is wider than a phone, and than a third of a screen. A terminal that
// shows fewer columns than it needs keeps more columns than it shows, and tables scroll sideways,
// because wrapped tables are unreadable. Other lines wrap as usual.
constexpr int too_few_columns = 136, columns_then = 160;

// Shows that lines continue to the right by `more`: the text fades out there.
void goes_on(Ui& ui, const Rect& box, float more) {
    if (more < ui.px(4)) return;
    const float w = ui.px(36);
    const Rect fade{box.right() - w, box.y, w, box.h - ui.px(8)};
    const ImU32 clear = packed(ui.theme->terminal, 0), full = packed(ui.theme->terminal, 0.95f);
    ImGui::GetWindowDrawList()->AddRectFilledMultiColor(fade.min(), fade.max(), clear, full, full,
                                                        clear);
    put_icon(ui, Icon::chevron_right,
             {fade.right() - ui.px(26), fade.y + fade.h / 2 - ui.px(7), ui.px(14), ui.px(14)},
             ui.theme->text);
}

}  // namespace

void TerminalPanel::focus(TerminalId id) {
    if (id == shown_) return;
    if (id == other_) other_ = shown_;
    shown_ = id;
    find_.open = false;
    menu_.reset();
    help_.reset();
}

void TerminalPanel::fit(Ui& ui, const Terminal& t, TerminalId id, int columns, int rows,
                        bool in_past) {
    TerminalView& v = views_[id];
    if (columns != v.seen || rows != v.rows) {
        v.seen = columns;
        v.rows = rows;
        v.resized_at = ui.now;
    }
    // A size that is stable becomes the terminal's size; not while a splitter is dragged.
    if (in_past || (t.columns == columns && t.rows == rows)) return;
    if (ui.now - v.resized_at < 0.2) {
        ui.animating = true;
        return;
    }
    ui.emit(act::Resize{id, columns, rows});
}

// The menu of a name is looked up once for each word that the mouse moves to.
void TerminalPanel::name_under_mouse(const Pane& p, const World& world) {
    const ImVec2 mouse = ImGui::GetMousePos();
    const float row = (mouse.y - p.origin.y) / p.height, column = (mouse.x - p.origin.x) / p.cell;
    WordPlace place;
    std::string word;
    if (row >= 0 && column >= 0 && static_cast<std::size_t>(row) < p.picture.output_end) {
        const auto line = static_cast<std::size_t>(row);
        place = name_at(p.line(line), line, static_cast<int>(column));
        word = cells_text(p.line(line), static_cast<std::size_t>(place.from),
                          static_cast<std::size_t>(place.to));
    }
    if (place == hovered_.place && word == hovered_.word) return;
    hovered_.place = place;
    hovered_.named = find_named(world, word, hovered_.thing);
    hovered_.word = std::move(word);
}

void TerminalPanel::select_by_mouse(Pane& p) {
    const ImVec2 mouse = ImGui::GetMousePos();
    const auto place = [&]() -> ScreenPlace {
        const float line = std::max(0.0f, (mouse.y - p.origin.y) / p.height);
        const float column = std::clamp((mouse.x - p.origin.x) / p.cell + 0.5f, 0.0f,
                                        static_cast<float>(p.view.columns));
        const std::size_t count = p.picture.size();
        return {std::min(static_cast<std::size_t>(line), count ? count - 1 : 0),
                static_cast<int>(column)};
    };
    TerminalView& v = p.view;
    if (ImGui::IsItemActivated()) {
        pressed_ = true;
        focus(p.id);
        v.anchor = v.caret = place();
    } else if (ImGui::IsItemActive()) {
        v.caret = place();
    }
    if (ImGui::IsItemDeactivated() && hovered_.named && !v.has_selection()) {
        menu_ = NameMenu{hovered_.thing,
                         p.cells(hovered_.place.line, static_cast<float>(hovered_.place.from),
                                 static_cast<float>(hovered_.place.to))};
    }
    if (!ImGui::IsItemHovered() || !ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) return;
    // The word under the mouse, delimited by spaces.
    menu_.reset();
    const ScreenPlace at = place();
    const ScreenLine& cells = p.line(at.line);
    const auto blank = [&](int i) {
        return i < 0 || i >= static_cast<int>(cells.size()) ||
               cells[static_cast<std::size_t>(i)].character == U' ';
    };
    int from = std::max(0, static_cast<int>((mouse.x - p.origin.x) / p.cell)), to = from;
    while (!blank(from - 1)) --from;
    while (!blank(to)) ++to;
    v.anchor = {at.line, from};
    v.caret = {at.line, to};
}

// Returns how far the lines are scrolled down. Follows the end until the user scrolls away.
float TerminalPanel::scroll(const Pane& p, float content, float room) {
    TerminalView& v = p.view;
    const float most = ImGui::GetScrollMaxY();
    float at = ImGui::GetScrollY();
    if (p.id == shown_ && find_.open && find_.take_moved() && !find_.matches().empty()) {
        const auto line = static_cast<float>(find_.matches()[find_.current()].line);
        at = std::clamp(line * p.height - room / 2, 0.0f, std::max(most, content - room));
        v.follows = false;
        ImGui::SetScrollY(at);
    } else if (v.scroll_pages != 0) {
        at = std::clamp(at + static_cast<float>(v.scroll_pages) * room * 0.9f, 0.0f, most);
        v.follows = at >= most;
        v.scroll_pages = 0;
        ImGui::SetScrollY(at);
    } else if (ImGui::GetIO().MouseWheel != 0 && ImGui::IsWindowHovered()) {
        v.follows = at >= most - p.height && ImGui::GetIO().MouseWheel < 0;
    }
    if (!v.follows && !v.screen().alternate()) return at;
    at = std::max(0.0f, content - room);
    ImGui::SetScrollY(at);
    return at;
}

// Hints for users who do not know terminals: what Enter will do, or where to start.
std::string TerminalPanel::note_below(const Ui& ui, const TerminalView& v, const World& world,
                                      const Terminal& t) const {
    const std::string& line = v.input.line();
    const auto lines = std::count(line.begin(), line.end(), '\n') + 1;
    if (lines > 1) return replace_all(ui.text->many_lines, "{n}", to_text(lines));
    if (t.raw || !t.at_prompt) return {};
    if (v.offered && !line.empty()) return ui.text->enter_runs;
    if (!line.empty() || !v.preedit.empty() || v.screen().cursor_line() > 0) return {};
    const Machine* machine = world.machines.find(t.machine);
    const bool master = machine && machine->control_plane;
    return replace_all(ui.text->type_here, "{c}",
                       master ? "kubectl get nodes" : "systemctl status kubelet");
}

void TerminalPanel::screen(Ui& ui, const Rect& box, float full, const TerminalPanelInput& in,
                           TerminalId id) {
    const Terminal* t = in.sim->world().terminals.find(id);
    if (!t) return;
    const float size = ui.px(in.font_size), pad = ui.px(margin);
    Pane p{ui, views_[id], id, in.font_size, cell_width(*ui.fonts, size), cell_height(size)};
    const int seen = std::max(20, static_cast<int>((box.w - 2 * pad - ui.px(8)) / p.cell));
    const int rows = std::max(4, static_cast<int>((full - pad) / p.height));
    fit(ui, *t, id, seen, rows, in.in_past);
    // Full-screen programs (vi, top) get exactly the visible size.
    const bool paints = t->raw || p.view.screen().alternate();
    const int columns = paints || seen >= too_few_columns ? seen : columns_then;
    p.view.columns = columns;
    for (std::string& line : p.view.follow(*t, in.jumps, columns, rows))
        mirror_.push_back(std::move(line));
    p.view.note = note_below(ui, p.view, in.sim->world(), *t);
    p.picture = p.view.picture(*t, seen);
    if (id == shown_ && find_.open) find_.look(p.view.screen(), p.picture);
    ImGui::SetCursorScreenPos(box.min());
    ImGui::BeginChild(cat("screen", id).c_str(), {box.w, box.h}, 0,
                      ImGuiWindowFlags_NoNav | ImGuiWindowFlags_HorizontalScrollbar);
    const float room = box.h - (ImGui::GetScrollMaxX() > 0 ? ui.px(8) : 0);
    const float content = p.height * static_cast<float>(p.picture.size()) + pad;
    const float down = scroll(p, content, room);
    const auto caret = static_cast<float>(p.picture.caret.column) * p.cell;
    if (p.view.follows && p.view.snap)
        ImGui::SetScrollX(p.picture.caret.column < seen ? 0 : caret - box.w / 2);
    p.view.snap = false;
    p.origin = {box.x + pad - ImGui::GetScrollX(), box.y + pad / 2 - down};
    p.first = static_cast<std::size_t>(std::max(0.0f, (box.y - p.origin.y) / p.height));
    p.last = std::min(p.picture.size(), p.first + static_cast<std::size_t>(box.h / p.height) + 3);
    std::size_t widest = 0;
    for (std::size_t i = p.first; i < p.last; ++i) widest = std::max(widest, p.line(i).size());
    const float width = static_cast<int>(widest) > seen
                            ? static_cast<float>(widest) * p.cell + 2 * pad
                            : box.w - ui.px(10);
    ImGui::SetCursorScreenPos({box.x - ImGui::GetScrollX(), box.y - down});
    ImGui::InvisibleButton("cells", {width, std::max(content, room - 1)});
    if (ImGui::IsItemHovered() || ImGui::IsItemDeactivated())
        name_under_mouse(p, in.sim->world());
    else if (id == shown_)
        hovered_ = {};
    if (ImGui::IsItemHovered())
        ImGui::SetMouseCursor(hovered_.named ? ImGuiMouseCursor_Hand : ImGuiMouseCursor_TextInput);
    select_by_mouse(p);
    paint(p, in);
    goes_on(ui, box, ImGui::GetScrollMaxX() - ImGui::GetScrollX());
    ImGui::EndChild();
}

// One of two screens, with the machine's name above it.
void TerminalPanel::pane(Ui& ui, const Rect& box, float full, const TerminalPanelInput& in,
                         TerminalId id) {
    const Terminal* t = in.sim->world().terminals.find(id);
    const Machine* machine = t ? in.sim->world().machines.find(t->machine) : nullptr;
    const float head = ui.px(title_height);
    const bool mine = id == shown_;
    ui.fill({box.x, box.y, box.w, head}, mine ? ui.theme->hover : ui.theme->raised);
    if (mine) ui.fill({box.x, box.y, ui.px(3), head}, ui.theme->accent);
    ui.put({box.x + ui.px(margin), box.y + ui.px(4)}, mine ? Face::sans_bold : Face::sans,
           type::small, mine ? ui.theme->text : ui.theme->dim, machine ? machine->name : "?");
    screen(ui, {box.x, box.y + head, box.w, box.h - head}, full - head, in, id);
}

// `full` is the height without what is only open temporarily: the terminal keeps its rows then.
void TerminalPanel::panes(Ui& ui, const Rect& box, float full, const TerminalPanelInput& in) {
    const bool beside = box.w >= ui.px(side_by_side_from);
    const bool two = other_ != 0 && other_ != shown_ && in.sim->world().terminals.find(other_) &&
                     (beside || box.h >= ui.px(stacked_from));
    if (!two) return screen(ui, box, full, in, shown_);
    const TerminalId first = std::min(shown_, other_), second = std::max(shown_, other_);
    if (beside) {
        const float w = std::round(box.w / 2);
        pane(ui, {box.x, box.y, w - 1, box.h}, full, in, first);
        ui.fill({box.x + w - 1, box.y, 1, box.h}, ui.theme->line);
        pane(ui, {box.x + w, box.y, box.w - w, box.h}, full, in, second);
    } else {
        const float h = std::round(box.h / 2);
        pane(ui, {box.x, box.y, box.w, h}, std::round(full / 2), in, first);
        pane(ui, {box.x, box.y + h, box.w, box.h - h}, full - std::round(full / 2), in, second);
    }
}

void TerminalPanel::draw(Ui& ui, const Rect& box, const TerminalPanelInput& in) {
    pressed_ = false;
    if (!terminal(in.sim->world()) && !in.sim->world().terminals.empty())
        shown_ = in.sim->world().terminals.begin()->key;
    ui.fill(box, ui.theme->terminal);
    Rect body{box.x, box.y + ui.px(tab_height), box.w, box.h - ui.px(tab_height)};
    tabs(ui, {box.x, box.y, box.w, ui.px(tab_height)}, in);
    const bool finger = ImGui::GetIO().MouseSource == ImGuiMouseSource_TouchScreen;
    const bool alone = box.w >= ImGui::GetIO().DisplaySize.x;  // the narrow layout: a phone
    const float foot = box.w < ui.px(520) && (finger || alone) ? ui.px(48) : 0;
    if (foot > 0) touch_keys(ui, {box.x, box.bottom() - foot, box.w, foot}, in);
    body.h -= foot;
    const float full = body.h;
    if (foot > 0 && offers(in)) {
        body.h -= ui.px(44);
        next_command(ui, {body.x, body.bottom(), body.w, ui.px(44)}, in);
    }
    const auto take_row = [&] {
        const Rect row{body.x, body.y, body.w, ui.px(ui.finger(tools_height))};
        body.y += row.h;
        body.h -= row.h;
        return row;
    };
    if (tools_open_ && !tools_beside(ui, box, in.sim->world())) tools(ui, take_row(), in, box.x);
    if (find_.open) find_bar(ui, take_row());
    if (help_) {
        const float h = std::min(help_height(ui, body.w), std::round(body.h * 0.6f));
        body.h -= h;
        help_band(ui, {body.x, body.bottom(), body.w, h});
    }
    panes(ui, body, full, in);
    name_menu(ui, box);
}

std::vector<std::string> TerminalPanel::take_mirror() {
    return std::exchange(mirror_, {});
}

}  // namespace podfall
