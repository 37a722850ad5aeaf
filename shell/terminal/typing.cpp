// TerminalPanel's keyboard input: editing the line, and sending input to the simulation.
#include <algorithm>

#include "core/base/text.h"
#include "shell/terminal/keys.h"
#include "shell/terminal/panel.h"
#include "shell/terminal/pasted.h"

namespace podfall {

namespace {

// Only these keys copy the selection.
bool is_copy(Key key, Modifiers m, bool selection) {
    return key == Key{'c'} && ((m.ctrl && m.shift) || m.meta || (m.ctrl && selection));
}

}  // namespace

void TerminalPanel::text(std::string_view utf8, const Sim& sim, std::vector<UiCommand>& out) {
    const Terminal* t = terminal(sim.world());
    if (!t) return;
    TerminalView& v = view();
    v.preedit.clear();
    menu_.reset();
    if (find_.open) return find_.query.text(utf8);
    const std::size_t begin = v.input.line_begin();
    const std::string_view before =
        std::string_view(v.input.line()).substr(begin, v.input.cursor() - begin);
    // `?` at the start of a word asks for help; pressed again, it is typed.
    if (utf8 == "?" && !help_ && t->at_prompt && !t->raw && asks_for_help(before))
        return toggle_help(sim);
    help_.reset();
    v.candidates.clear();
    v.clear_selection();
    v.follows = v.snap = true;
    v.offered = false;
    if (t->raw)
        out.push_back(act::EnterKeys{shown_, std::string(utf8)});
    else
        v.input.text(utf8);
}

void TerminalPanel::preedit(std::string_view utf8) {
    view().preedit = utf8;
    if (!find_.open) view().follows = true;
}

void TerminalPanel::paste(std::string_view utf8, const Sim& sim, std::vector<UiCommand>& out) {
    const Terminal* t = terminal(sim.world());
    if (!t) return;
    if (find_.open || t->raw) {
        const std::string clean = clean_paste(utf8, t->raw && !find_.open);
        if (find_.open)
            return find_.query.text(std::string_view(clean).substr(0, clean.find('\n')));
        const bool brackets = view().screen().bracketed_paste();
        return text(brackets ? cat("\x1b[200~", clean, "\x1b[201~") : clean, sim, out);
    }
    // Nothing runs before the user has seen it and pressed Enter.
    text("", sim, out);
    view().input.paste(utf8);
}

void TerminalPanel::toggle_help(const Sim& sim) {
    if (help_) return help_.reset();
    const LineEditor& line = view().input;
    const std::size_t begin = line.line_begin();
    help_ = help_for(sim, shown_, line.line().substr(begin), line.cursor() - begin);
}

void TerminalPanel::complete(const Sim& sim) {
    constexpr std::size_t most = 60;
    TerminalView& v = view();
    const std::size_t begin = v.input.line_begin();
    std::size_t from = v.input.cursor() - begin;
    const std::vector<std::string> words =
        sim.complete(shown_, v.input.line().substr(begin), from, from);
    from += begin;
    const std::string before = v.input.line();
    v.candidates = v.input.complete(words, from);
    // bash lists the words at the second Tab. Here the first Tab that changes nothing does, for
    // users who do not know about the second.
    if (v.input.line() == before && v.candidates.empty())
        v.candidates = v.input.complete(words, from);
    if (v.candidates.size() > most) v.candidates.resize(most);
}

bool TerminalPanel::line_event(LineEditor::Event event, const Sim& sim,
                               std::vector<UiCommand>& out) {
    using Event = LineEditor::Event;
    TerminalView& v = view();
    if (event != Event::complete) v.candidates.clear();
    if (event != Event::none) v.offered = false;
    help_.reset();
    switch (event) {
        case Event::none:
            return false;
        case Event::edited:
            break;
        case Event::enter:
            for (std::string& line : split(v.input.take(), '\n'))
                out.push_back(act::EnterLine{shown_, std::move(line)});
            break;
        case Event::interrupt:
            v.input.clear();
            out.push_back(act::Interrupt{shown_});
            break;
        case Event::end_of_file:
            out.push_back(act::EndOfFile{shown_});
            break;
        case Event::clear_screen:
            v.clear_screen();
            break;
        case Event::complete:
            complete(sim);
            break;
    }
    v.follows = v.snap = true;
    return true;
}

bool TerminalPanel::select_by_key(Key key, Modifiers m, const Terminal& t) {
    if (!m.shift || key < Key::left || key > Key::end) return false;
    TerminalView& v = view();
    const TerminalView::Picture p = v.picture(t, v.seen);
    if (!v.has_selection()) v.anchor = v.caret = p.caret;
    if (key == Key::home) v.caret.column = 0;
    if (key == Key::end) v.caret.column = v.columns;
    if (key == Key::left && v.caret.column > 0) --v.caret.column;
    if (key == Key::right && v.caret.column < v.columns) ++v.caret.column;
    if (key == Key::up && v.caret.line > 0) --v.caret.line;
    if (key == Key::down && v.caret.line + 1 < p.size()) ++v.caret.line;
    return true;
}

// While the find bar is open, it gets all keys.
bool TerminalPanel::find_key(Key key, Modifiers m) {
    if (!find_.open) return false;
    const bool again = m.ctrl && (key == Key{'f'} || key == Key{'g'});
    if (key == Key::escape)
        find_.open = false;
    else if (key == Key::enter || again)
        find_.go(m.shift ? 1 : -1);
    else if (key == Key::up)
        find_.go(-1);
    else if (key == Key::down)
        find_.go(1);
    else if (key == Key::tab)
        return false;
    else
        find_.query.key(key, m);
    return true;
}

// Keys of the terminal window: scrolling, selecting, copying, finding, help.
KeyUse TerminalPanel::shortcut(Key key, Modifiers m, const Sim& sim, std::vector<UiCommand>& out) {
    TerminalView& v = view();
    const Terminal* t = terminal(sim.world());
    if (is_copy(key, m, v.has_selection())) {
        if (v.has_selection()) out.push_back(act::Copy{v.selected_text(v.picture(*t, v.seen))});
        v.clear_selection();
        return KeyUse::taken;
    }
    if (find_key(key, m)) return KeyUse::taken;
    if (m.ctrl && key == Key{'f'} && (m.shift || !t->raw)) {
        find_.open = true;
        return KeyUse::taken;
    }
    if (key == Key::f1 && !t->raw) {
        toggle_help(sim);
        return KeyUse::taken;
    }
    if (key == Key::escape && (menu_ || help_)) {
        menu_.reset();
        help_.reset();
        return KeyUse::taken;
    }
    if (m.shift && (key == Key::page_up || key == Key::page_down)) {
        v.scroll_pages = key == Key::page_up ? -1 : 1;
        return KeyUse::taken;
    }
    return select_by_key(key, m, *t) ? KeyUse::taken : KeyUse::page;
}

KeyUse TerminalPanel::key(Key key, Modifiers m, const Sim& sim, std::vector<UiCommand>& out) {
    const Terminal* t = terminal(sim.world());
    if (!t) return KeyUse::page;
    if (shortcut(key, m, sim, out) == KeyUse::taken) return KeyUse::taken;
    if (m.meta || (m.ctrl && m.shift)) return KeyUse::page;
    TerminalView& v = view();
    if (t->raw) {
        if (m.ctrl && key == Key{'c'}) {
            out.push_back(act::Interrupt{shown_});
            return KeyUse::taken;
        }
        std::string bytes = key_bytes(key, m, v.screen().application_cursor());
        if (bytes.empty()) return KeyUse::page;
        out.push_back(act::EnterKeys{shown_, std::move(bytes)});
        return KeyUse::taken;
    }
    // Tab on an empty line leaves the terminal, so that it is not a keyboard trap.
    const bool searching = v.input.searching();
    if (key == Key::tab && !searching && (v.input.line().empty() || m.shift)) return KeyUse::page;
    if (key == Key::escape && !searching) {
        if (!v.has_selection() && v.candidates.empty()) return KeyUse::page;
        v.clear_selection();
        v.candidates.clear();
        return KeyUse::taken;
    }
    if (!t->at_prompt && key == Key::tab) return KeyUse::taken;
    v.clear_selection();
    return line_event(v.input.key(key, m), sim, out) ? KeyUse::taken : KeyUse::page;
}

void TerminalPanel::show(const World& world, std::string_view machine) {
    const MachineId id = find_machine(world, machine);
    for (const auto& [terminal_id, t] : world.terminals)
        views_[terminal_id].begin_mirror(t.written);
    for (const auto& [terminal_id, t] : world.terminals) {
        if (t.machine != id) continue;
        focus(terminal_id);
        view().follows = view().snap = true;
        return;
    }
}

void TerminalPanel::remember(const std::vector<Input>& inputs) {
    std::map<TerminalId, std::vector<std::string>> lines;
    for (const Input& input : inputs)
        if (const auto* line = std::get_if<LineInput>(&input.what); line && !line->text.empty())
            lines[line->terminal].push_back(line->text);
    for (auto& [id, all] : lines) views_[id].input.set_history(std::move(all));
}

void TerminalPanel::type(const World& world, std::string_view machine, std::string_view line) {
    show(world, machine);
    view().input.set(std::string(line));
    view().offered = true;
    view().candidates.clear();
    find_.open = false;
    help_.reset();
}

}  // namespace podfall
