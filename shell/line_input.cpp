#include "shell/line_input.h"

namespace podfall {

namespace {
std::size_t before(const std::string& s, std::size_t i) {
    while (i > 0 && (s[--i] & 0xC0) == 0x80) {
    }
    return i;
}
std::size_t after(const std::string& s, std::size_t i) {
    if (i < s.size()) ++i;
    while (i < s.size() && (s[i] & 0xC0) == 0x80) ++i;
    return i;
}
}  // namespace

void LineInput::text(std::string_view utf8) {
    line_.insert(cursor_, utf8);
    cursor_ += utf8.size();
}

void LineInput::set(std::string line) {
    line_ = std::move(line);
    cursor_ = line_.size();
}

std::string LineInput::take() {
    if (!line_.empty() && (history_.empty() || history_.back() != line_)) history_.push_back(line_);
    at_ = history_.size();
    std::string out = std::move(line_);
    set("");
    return out;
}

void LineInput::replace(std::size_t from, std::string_view word) {
    line_.replace(from, cursor_ - from, word);
    cursor_ = from + word.size();
}

LineInput::Event LineInput::key(Key key, Modifiers m) {
    if (m.ctrl && key == Key{'c'}) return Event::interrupt;
    if (m.ctrl && key == Key{'d'} && line_.empty()) return Event::end_of_file;
    if (m.ctrl && key == Key{'l'}) return Event::clear_screen;
    if (m.ctrl && key == Key{'u'}) {
        line_.erase(0, cursor_);
        cursor_ = 0;
        return Event::edited;
    }
    if (m.ctrl || m.alt || m.meta) return Event::none;
    switch (key) {
        case Key::enter:
            return Event::enter;
        case Key::tab:
            return Event::complete;
        case Key::backspace: {
            const std::size_t from = before(line_, cursor_);
            line_.erase(from, cursor_ - from);
            cursor_ = from;
            return Event::edited;
        }
        case Key::del:
            line_.erase(cursor_, after(line_, cursor_) - cursor_);
            return Event::edited;
        case Key::left:
            cursor_ = before(line_, cursor_);
            return Event::edited;
        case Key::right:
            cursor_ = after(line_, cursor_);
            return Event::edited;
        case Key::home:
            cursor_ = 0;
            return Event::edited;
        case Key::end:
            cursor_ = line_.size();
            return Event::edited;
        case Key::up:
            if (at_ > 0) set(history_[--at_]);
            return Event::edited;
        case Key::down:
            if (at_ < history_.size()) ++at_;
            set(at_ < history_.size() ? history_[at_] : "");
            return Event::edited;
        default:
            return Event::none;
    }
}

}  // namespace podfall
