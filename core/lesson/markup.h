// The small part of Markdown that lesson texts use, parsed once:
//   paragraphs apart by an empty line; "- item" and "1. item" lists; "> text" a callout, whose
//   first word may name its kind ("> [note]", "> [warning]", "> [key]"); lines between ``` are a
//   code block; "| a | b |" lines are a table, the first its head; "+ 40 s: text" lines are moments
//   of a timeline, drawn as one;
//   **strong**, `code`. Nothing nests but strong and code in the others.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace podfall {

enum class SpanStyle : std::uint8_t { plain, strong, code };

struct Span {
    SpanStyle style = SpanStyle::plain;
    std::string text;
};

enum class BlockKind : std::uint8_t {
    paragraph,
    bullet,
    numbered,
    note,
    warning,
    key,
    code,
    table,
    moment
};

struct Block {
    BlockKind kind = BlockKind::paragraph;
    int number = 0;           // of a numbered item
    std::vector<Span> spans;  // a code block has one, with its newlines
    // Of a table, row by row, `number` in each; of a moment, when it is.
    std::vector<std::vector<Span>> cells;
};

using RichText = std::vector<Block>;

// False on an unclosed ` or ** or ```; `error` says which.
bool parse_markup(std::string_view text, RichText& out, std::string& error);

// The text without its marks, a block a line: for screen readers.
std::string plain_text(const RichText& text);

}  // namespace podfall
