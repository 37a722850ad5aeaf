// Finds text in the screen and scrollback.
#include "shell/terminal/find.h"

#include <algorithm>
#include <utility>

#include "core/base/utf8.h"
#include "shell/ui/text.h"

namespace podfall {

namespace {

char32_t folded(char32_t c) {
    return c >= U'A' && c <= U'Z' ? c + 32 : c;
}

}  // namespace

void TerminalFind::look(const Screen& screen, const TerminalView::Picture& picture) {
    matches_.clear();
    std::u32string wanted;
    for (std::string_view rest = query.line(); !rest.empty();)
        wanted += folded(take_character(rest));
    std::u32string text;
    std::vector<int> columns;
    for (std::size_t i = 0; i < picture.size() && !wanted.empty(); ++i) {
        const ScreenLine& cells = picture.line(screen, i);
        text.clear();
        columns.clear();
        for (std::size_t c = 0; c < cells.size(); ++c) {
            if (cells[c].character == 0) continue;  // the right half of a wide character
            text += folded(cells[c].character);
            columns.push_back(static_cast<int>(c));
        }
        columns.push_back(static_cast<int>(cells.size()));
        for (std::size_t at = text.find(wanted); at != text.npos;
             at = text.find(wanted, at + wanted.size()))
            matches_.push_back({i, columns[at], columns[at + wanted.size()]});
    }
    if (sought_ != query.line()) {
        sought_ = query.line();
        current_ = matches_.empty() ? 0 : matches_.size() - 1;
        moved_ = true;
    }
    current_ = std::min(current_, matches_.empty() ? 0 : matches_.size() - 1);
}

void TerminalFind::go(int by) {
    if (matches_.empty()) return;
    const auto count = static_cast<int>(matches_.size());
    current_ = static_cast<std::size_t>((static_cast<int>(current_) + by + count) % count);
    moved_ = true;
}

bool TerminalFind::take_moved() {
    return std::exchange(moved_, false);
}

}  // namespace podfall
