// Edits the command line.
#include "shell/terminal/line_editor.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/terminal/text/format.h"
#include "shell/terminal/pasted.h"

namespace podfall {

namespace {

constexpr std::size_t undo_steps = 100;

bool in_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c & 0x80) != 0;
}

std::string common_beginning(const std::vector<std::string>& words) {
    std::string out = words.front();
    for (const std::string& w : words) {
        std::size_t n = 0;
        while (n < out.size() && n < w.size() && out[n] == w[n]) ++n;
        out.resize(n);
    }
    while (!out.empty() && continues_character(out.back())) {  // never half a character
        std::size_t n = out.size();
        while (n > 0 && continues_character(out[n - 1])) --n;
        if (out.size() - (n - 1) == length_by_first(out[n - 1])) break;
        out.resize(n - 1);
    }
    return out;
}

}  // namespace

std::size_t LineEditor::before(std::size_t at) const {
    while (at > 0 && continues_character(line_[--at])) {
    }
    return at;
}

std::size_t LineEditor::after(std::size_t at) const {
    if (at < line_.size()) ++at;
    while (at < line_.size() && continues_character(line_[at])) ++at;
    return at;
}

std::size_t LineEditor::word_before(std::size_t at) const {
    while (at > 0 && !in_word(line_[at - 1])) --at;
    while (at > 0 && in_word(line_[at - 1])) --at;
    return at;
}

std::size_t LineEditor::word_after(std::size_t at) const {
    while (at < line_.size() && !in_word(line_[at])) ++at;
    while (at < line_.size() && in_word(line_[at])) ++at;
    return at;
}

// Ctrl+W deletes up to a space, Alt+Backspace up to a non-letter.
std::size_t LineEditor::blank_word_before(std::size_t at) const {
    const auto blank = [this](std::size_t i) { return line_[i] == ' ' || line_[i] == '\n'; };
    while (at > 0 && blank(at - 1)) --at;
    while (at > 0 && !blank(at - 1)) --at;
    return at;
}

std::size_t LineEditor::begin_of(std::size_t at) const {
    const std::size_t newline = at == 0 ? std::string::npos : line_.rfind('\n', at - 1);
    return newline == std::string::npos ? 0 : newline + 1;
}

std::size_t LineEditor::end_of(std::size_t at) const {
    return std::min(line_.find('\n', at), line_.size());
}

int LineEditor::cursor_column() const {
    const std::size_t from = line_begin();
    return display_width(std::string_view(line_).substr(from, cursor_ - from));
}

std::pair<std::size_t, std::size_t> LineEditor::selection() const {
    return {std::min(anchor_, cursor_), std::max(anchor_, cursor_)};
}

void LineEditor::remember() {
    if (!undo_.empty() && undo_.back().first == line_) return;
    undo_.emplace_back(line_, cursor_);
    if (undo_.size() > undo_steps) undo_.erase(undo_.begin());
}

void LineEditor::undo() {
    while (!undo_.empty() && undo_.back().first == line_) undo_.pop_back();
    if (undo_.empty()) return;
    line_ = undo_.back().first;
    cursor_ = anchor_ = undo_.back().second;
    undo_.pop_back();
}

void LineEditor::move_to(std::size_t to, bool select) {
    if (!select) anchor_ = to;
    cursor_ = to;
}

void LineEditor::erase(std::size_t from, std::size_t to) {
    if (from == to) return;
    remember();
    line_.erase(from, to - from);
    cursor_ = anchor_ = from;
}

void LineEditor::erase_selection() {
    const auto [from, to] = selection();
    erase(from, to);
}

// Consecutive kills form one text for Ctrl+Y.
void LineEditor::kill(std::size_t from, std::size_t to) {
    const std::string part = line_.substr(from, to - from);
    if (last_ != Last::kill) killed_.clear();
    killed_ = from < cursor_ ? part + killed_ : killed_ + part;
    erase(from, to);
    last_ = Last::kill;
}

void LineEditor::yank(std::string_view what) {
    remember();
    line_.insert(cursor_, what);
    move_to(cursor_ + what.size(), false);
}

void LineEditor::text(std::string_view utf8) {
    if (searching_) {
        sought_ += utf8;
        search(false);
        return;
    }
    erase_selection();
    // A run of typing is one undo step, if nothing else comes between.
    if (undo_.empty() || last_ != Last::other || utf8 == " ") remember();
    line_.insert(cursor_, utf8);
    move_to(cursor_ + utf8.size(), false);
    last_ = Last::other;
}

void LineEditor::paste(std::string_view utf8) {
    searching_ = false;
    std::string clean = clean_paste(utf8);
    while (!clean.empty() && clean.back() == '\n') clean.pop_back();
    if (clean.empty()) return;
    last_ = Last::yank;
    text(clean);
}

void LineEditor::set(std::string line) {
    line_ = std::move(line);
    cursor_ = anchor_ = line_.size();
}

void LineEditor::clear() {
    set("");
    at_ = history_.size();
    new_line_.clear();
    undo_.clear();
    searching_ = false;
}

std::string LineEditor::take() {
    for (std::string& line : split(line_, '\n'))
        if (line.find_first_not_of(' ') != std::string::npos &&
            (history_.empty() || history_.back() != line))
            history_.push_back(std::move(line));
    std::string out = std::move(line_);
    clear();
    last_ = Last::other;
    return out;
}

void LineEditor::set_history(std::vector<std::string> history) {
    history_ = std::move(history);
    at_ = history_.size();
}

void LineEditor::replace(std::size_t from, std::string_view word) {
    remember();
    line_.replace(from, cursor_ - from, word);
    move_to(from + word.size(), false);
}

std::vector<std::string> LineEditor::complete(const std::vector<std::string>& words,
                                              std::size_t from) {
    const bool second = last_ == Last::tab;
    last_ = Last::tab;
    if (words.empty()) return {};
    if (words.size() == 1) {
        const char end = words[0].empty() ? ' ' : words[0].back();
        replace(from, end == '/' || end == '=' || end == ' ' ? words[0] : words[0] + " ");
        last_ = Last::other;
        return {};
    }
    const std::string common = common_beginning(words);
    if (common.size() > cursor_ - from) {
        replace(from, common);
        return {};
    }
    return second ? words : std::vector<std::string>();
}

void LineEditor::walk_history(bool back) {
    if (back ? at_ == 0 : at_ >= history_.size()) return;
    if (at_ == history_.size()) new_line_ = line_;
    at_ = back ? at_ - 1 : at_ + 1;
    set(at_ == history_.size() ? new_line_ : history_[at_]);
}

// Up and Down move through the history; in a text of several lines, first from line to line.
void LineEditor::walk_lines(bool back) {
    const std::size_t begin = line_begin(), end = end_of(cursor_);
    if (back ? begin == 0 : end == line_.size()) return walk_history(back);
    const int column = cursor_column();
    std::size_t at = back ? begin_of(begin - 1) : end + 1;
    const std::size_t from = at, last = end_of(at);
    while (at < last && display_width(std::string_view(line_).substr(from, at - from)) < column)
        at = after(at);
    move_to(at, false);
}

void LineEditor::transpose() {
    if (cursor_ == 0 || line_.empty()) return;
    remember();
    const std::size_t right = cursor_ == line_.size() ? before(cursor_) : cursor_;
    if (right == 0) return;
    const std::size_t left = before(right), end = after(right);
    const std::string swapped = line_.substr(right, end - right) + line_.substr(left, right - left);
    line_.replace(left, end - left, swapped);
    move_to(end, false);
}

// Alt+U, Alt+L and Alt+C on the following word.
void LineEditor::change_word(char how) {
    const std::size_t end = word_after(cursor_);
    remember();
    bool first = true;
    for (std::size_t i = cursor_; i < end; ++i) {
        char& c = line_[i];
        if (!in_word(c)) continue;
        const bool up = how == 'u' || (how == 'c' && first);
        if (up && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
        if (!up && c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        first = false;
    }
    move_to(end, false);
}

// Alt+. inserts the last word of the previous command; pressed again, of the one before that.
void LineEditor::last_argument() {
    if (last_ != Last::argument) {
        argument_ = history_.size();
        argument_size_ = 0;
    }
    if (argument_ == 0) return;
    erase(cursor_ - argument_size_, cursor_);
    const std::vector<std::string> words = split_words(history_[--argument_]);
    const std::string word = words.empty() ? "" : words.back();
    yank(word);
    argument_size_ = word.size();
    last_ = Last::argument;
}

bool LineEditor::control_motion(char c) {
    switch (c) {
        case 'a':
            move_to(line_begin(), false);
            return true;
        case 'e':
            move_to(end_of(cursor_), false);
            return true;
        case 'b':
            move_to(before(cursor_), false);
            return true;
        case 'f':
            move_to(after(cursor_), false);
            return true;
        case 'p':
            walk_lines(true);
            return true;
        case 'n':
            walk_lines(false);
            return true;
        default:
            return false;
    }
}

bool LineEditor::control_key(char c, Event& event) {
    event = Event::edited;
    const Last before_key = last_;
    last_ = Last::other;
    if (control_motion(c)) return true;
    switch (c) {
        case 'h':
            erase(before(cursor_), cursor_);
            return true;
        case 'd':
            if (line_.empty())
                event = Event::end_of_file;
            else
                erase(cursor_, after(cursor_));
            return true;
        case 'k':
            last_ = before_key;
            kill(cursor_, end_of(cursor_) > cursor_ ? end_of(cursor_) : after(cursor_));
            return true;
        case 'u':
            last_ = before_key;
            kill(line_begin(), cursor_);
            return true;
        case 'w':
            last_ = before_key;
            kill(blank_word_before(cursor_), cursor_);
            return true;
        case 'y':
            yank(killed_);
            last_ = Last::yank;
            return true;
        case 't':
            transpose();
            return true;
        case '_':
        case '/':
            undo();
            return true;
        case 'j':
        case 'm':
            event = Event::enter;
            return true;
        case 'i':
            last_ = before_key;
            event = Event::complete;
            return true;
        case 'l':
            event = Event::clear_screen;
            return true;
        case 'c':
            event = Event::interrupt;
            return true;
        case 'r':
            searching_ = true;
            search_failed_ = false;
            sought_.clear();
            before_search_ = line_;
            found_ = history_.size();
            return true;
        default:
            last_ = before_key;
            return false;
    }
}

bool LineEditor::meta_key(char c) {
    const Last before_key = last_;
    last_ = Last::other;
    switch (c) {
        case 'b':
            move_to(word_before(cursor_), false);
            return true;
        case 'f':
            move_to(word_after(cursor_), false);
            return true;
        case 'd':
            last_ = before_key;
            kill(cursor_, word_after(cursor_));
            return true;
        case 'u':
        case 'l':
        case 'c':
            change_word(c);
            return true;
        case '.':
        case '_':
            last_ = before_key;
            last_argument();
            return true;
        case '<':
            if (!history_.empty()) {
                at_ = 1;
                walk_history(true);
            }
            return true;
        default:
            last_ = before_key;
            return false;
    }
}

LineEditor::Event LineEditor::plain_key(Key key, Modifiers m) {
    const Last before_key = last_;
    last_ = Last::other;
    const bool words = m.ctrl || m.alt;
    switch (key) {
        case Key::enter:
            return Event::enter;
        case Key::tab:
            last_ = before_key;
            return Event::complete;
        case Key::backspace:
            if (m.alt) {
                last_ = before_key;
                kill(word_before(cursor_), cursor_);
            } else if (anchor_ != cursor_)
                erase_selection();
            else
                erase(before(cursor_), cursor_);
            return Event::edited;
        case Key::del:
            if (anchor_ != cursor_)
                erase_selection();
            else
                erase(cursor_, after(cursor_));
            return Event::edited;
        case Key::left:
            move_to(words ? word_before(cursor_) : before(cursor_), m.shift);
            return Event::edited;
        case Key::right:
            move_to(words ? word_after(cursor_) : after(cursor_), m.shift);
            return Event::edited;
        case Key::home:
            move_to(line_begin(), m.shift);
            return Event::edited;
        case Key::end:
            move_to(end_of(cursor_), m.shift);
            return Event::edited;
        case Key::up:
            walk_lines(true);
            return Event::edited;
        case Key::down:
            walk_lines(false);
            return Event::edited;
        default:
            last_ = before_key;
            return Event::none;
    }
}

LineEditor::Event LineEditor::key(Key key, Modifiers m) {
    if (searching_) return search_key(key, m);
    const auto code = static_cast<std::uint16_t>(key);
    if (m.meta) return Event::none;
    if (code == 0 || code > 127) return plain_key(key, m);
    Event event = Event::edited;
    if (m.ctrl && !m.alt && control_key(static_cast<char>(code), event)) return event;
    if (m.alt && !m.ctrl && meta_key(static_cast<char>(code))) return Event::edited;
    return Event::none;
}

// ---- Ctrl+R ----

std::string LineEditor::search_prompt() const {
    return cat("(", search_failed_ ? "failed " : "", "reverse-i-search)`", sought_, "': ");
}

// Moves to the nearest earlier match; with `again`, not the one that is shown.
void LineEditor::search(bool again) {
    for (std::size_t i = std::min(found_ + (again ? 0 : 1), history_.size()); i-- > 0;) {
        const std::size_t at = history_[i].find(sought_);
        if (at == std::string::npos) continue;
        found_ = at_ = i;
        search_failed_ = false;
        line_ = history_[i];
        cursor_ = anchor_ = at;
        return;
    }
    search_failed_ = true;
}

LineEditor::Event LineEditor::search_key(Key key, Modifiers m) {
    if (m.ctrl && key == Key{'r'}) {
        if (!sought_.empty()) search(true);
        return Event::edited;
    }
    if (key == Key::backspace || (m.ctrl && key == Key{'h'})) {
        while (!sought_.empty() && continues_character(sought_.back())) sought_.pop_back();
        if (!sought_.empty()) sought_.pop_back();
        found_ = history_.size();
        if (!sought_.empty()) search(false);
        return Event::edited;
    }
    searching_ = false;
    if (m.ctrl && (key == Key{'g'} || key == Key{'c'})) {
        set(before_search_);
        at_ = history_.size();
        return key == Key{'c'} ? Event::interrupt : Event::edited;
    }
    if (key == Key::escape) return Event::edited;
    // Any other key ends the search and is then handled normally.
    return this->key(key, m);
}

}  // namespace podfall
