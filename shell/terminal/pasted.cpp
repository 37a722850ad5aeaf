// Cleans pasted text.
#include "shell/terminal/pasted.h"

#include "core/base/utf8.h"
#include "shell/terminal/screen.h"
#include "shell/ui/text.h"

namespace podfall {

namespace {

bool is_blank(char32_t c) {
    return c == 0xA0 || c == 0x202F || c == 0x3000 || (c >= 0x2000 && c <= 0x200A);
}

// Characters that change the direction of text or hide in it: zero width, direction, byte order.
bool is_hidden(char32_t c) {
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

}  // namespace

std::string clean_paste(std::string_view utf8, bool for_program) {
    std::string out;
    while (!utf8.empty()) {
        const bool pair = utf8.starts_with("\r\n");
        const char32_t c = take_character(utf8);
        if (pair) utf8.remove_prefix(1);
        if (c == '\n' || c == '\r')
            out += '\n';
        else if (c == '\t')
            out += for_program ? "\t" : "    ";
        else if (c < 0x20 || (c >= 0x7F && c < 0xA0) || is_hidden(c))
            continue;
        else if (is_blank(c))
            out += ' ';
        else
            append_utf8(out, c);
    }
    return out;
}

}  // namespace podfall
