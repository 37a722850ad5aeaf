// The subset of Markdown that lesson texts use, parsed once:
//   paragraphs separated by an empty line; "- item" and "1. item" lists; "> text" a callout, whose
//   first word may be its kind ("> [note]", "> [warning]", "> [key]"); lines between ``` are a code
//   block; "| a | b |" lines are a table, the first one its header; "+ 40 s: text" lines are
//   entries of a timeline; **strong**, `code`. The only nesting is strong and code inside the
//   others.
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
    // Of a table: its cells row by row, with the row in `number`. Of a timeline entry: its time.
    std::vector<std::vector<Span>> cells;
};

using RichText = std::vector<Block>;

// False on an unclosed `, ** or ```; `error` says which.
bool parse_markup(std::string_view text, RichText& out, std::string& error);

// The text without markup, one block per line: for screen readers.
std::string plain_text(const RichText& text);

}  // namespace podfall
