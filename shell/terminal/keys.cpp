// Escape sequences of keys.
#include "shell/terminal/keys.h"

namespace podfall {

std::string key_bytes(Key key, Modifiers m, bool application) {
    const int code = static_cast<int>(key);
    if (m.ctrl && code >= 'a' && code <= 'z')
        return std::string(1, static_cast<char>(code - 'a' + 1));
    if (m.alt && code >= ' ' && code < 127) return std::string("\x1b") + static_cast<char>(code);
    const std::string cursor = application ? "\x1bO" : "\x1b[";
    switch (key) {
        case Key::enter:
            return "\r";
        case Key::tab:
            return "\t";
        case Key::escape:
            return "\x1b";
        case Key::backspace:
            return "\x7f";
        case Key::del:
            return "\x1b[3~";
        case Key::up:
            return cursor + "A";
        case Key::down:
            return cursor + "B";
        case Key::right:
            return cursor + "C";
        case Key::left:
            return cursor + "D";
        case Key::home:
            return cursor + "H";
        case Key::end:
            return cursor + "F";
        case Key::page_up:
            return "\x1b[5~";
        case Key::page_down:
            return "\x1b[6~";
        default:
            return {};
    }
}

}  // namespace podfall
