// Appends to a terminal's output and reads it back.
#include "core/world/terminal.h"

#include <string_view>

namespace podfall {

namespace {
// About as much as a long session prints; real terminals limit their scrollback too.
constexpr std::uint64_t kept_bytes = 512 * 1024;
constexpr std::size_t piece_bytes = 2048;
}  // namespace

void print(Terminal& terminal, std::string_view text) {
    if (text.empty()) return;
    std::string* last = nullptr;
    if (terminal.written != 0) {
        // The last piece ends at `written`; small texts are appended to it.
        auto it = terminal.output.lower_bound(
            terminal.written > piece_bytes ? terminal.written - piece_bytes : 0);
        std::uint64_t begin = terminal.written;  // longer than a piece may be: not joined
        for (; it != terminal.output.end(); ++it) begin = it->key;
        last = terminal.output.edit(begin);
    }
    if (last && last->size() + text.size() <= piece_bytes) {
        *last += text;
    } else {
        terminal.output.set(terminal.written, std::string(text));
    }
    terminal.written += text.size();
    while (terminal.output.size() > 1 &&
           terminal.written - terminal.output.begin()->key > kept_bytes)
        terminal.output.erase(terminal.output.begin()->key);
}

std::string output_since(const Terminal& terminal, std::uint64_t from) {
    std::string out;
    for (const auto& [begin, piece] : terminal.output) {
        if (begin + piece.size() <= from) continue;
        const std::uint64_t skip = begin < from ? from - begin : 0;
        out += std::string_view(piece).substr(skip);
    }
    return out;
}

TerminalId terminal_of(const Input& input) {
    return std::visit(
        [](const auto& what) -> TerminalId {
            if constexpr (requires { what.terminal; })
                return what.terminal;
            else
                return 0;
        },
        input.what);
}

}  // namespace podfall
