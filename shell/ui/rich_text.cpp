// Lays out and draws formatted text.
#include "shell/ui/rich_text.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/base/utf8.h"
#include "shell/lesson/glossary.h"
#include "shell/ui/ui.h"

namespace podfall {

namespace {

// A run of one style; runs between two spaces form a word.
struct Piece {
    SpanStyle style;
    std::string_view text;
    float width;
    bool goes_on = false;  // continues the chip of the word before
};

class Flow {
public:
    Flow(const Ui& ui, const RichStyle& style, ImVec2 at, float width, bool draw,
         std::set<const Term*>& marked)
        : ui_(ui),
          marked_(marked),
          style_(style),
          at_(at),
          width_(width),
          draw_(draw),
          line_(ui.px(style.size * style.leading)),
          blank_(ui.width(style.plain, style.size, " ")) {}

    void add(const std::vector<Span>& spans) {
        for (const Span& span : spans) add_span(span);
        end_word();
    }
    float height() const { return y_ + line_; }

private:
    Face face(SpanStyle style) const {
        if (style == SpanStyle::code) return Face::mono;
        return style == SpanStyle::strong ? Face::sans_bold : style_.plain;
    }
    float size(SpanStyle style) const {
        return style == SpanStyle::code ? style_.size - 1.5f : style_.size;
    }
    float chip_pad() const { return ui_.px(4); }

    void add_span(const Span& span) {
        std::string_view rest = span.text;
        bool goes_on = false;
        while (!rest.empty()) {
            if (rest[0] == ' ') {
                end_word();
                pending_blank_ = true;
                rest.remove_prefix(1);
                continue;
            }
            const std::string_view part = rest.substr(0, rest.find(' '));
            add_piece(span.style, part, goes_on);
            goes_on = span.style == SpanStyle::code;
            rest.remove_prefix(part.size());
        }
    }

    void add_piece(SpanStyle style, std::string_view text, bool goes_on) {
        const float w = ui_.width(face(style), size(style), text);
        word_.push_back({style, text, w, goes_on});
        word_width_ += w + (style == SpanStyle::code ? 2 * chip_pad() : 0);
    }

    void new_line() {
        x_ = 0;
        y_ += line_;
    }

    void end_word() {
        if (word_.empty()) return;
        // Chips of one span touch: their padding replaces the space.
        const float blank = pending_blank_ && x_ > 0 && !word_.front().goes_on ? blank_ : 0;
        if (x_ > 0 && x_ + blank + word_width_ > width_)
            new_line();
        else
            x_ += blank;
        for (const Piece& piece : word_) put_piece(piece);
        word_.clear();
        word_width_ = 0;
        pending_blank_ = false;
    }

    // Places a run, breaking it at the line's end when it is wider than a whole line.
    void put_piece(Piece piece) {
        const float pad = piece.style == SpanStyle::code ? chip_pad() : 0;
        while (piece.width + 2 * pad > width_ - x_ && !piece.text.empty()) {
            std::string_view head = head_that_fits(piece, width_ - x_ - 2 * pad);
            if (head.empty()) {
                if (x_ > 0) {
                    new_line();
                    continue;
                }
                std::string_view rest = piece.text;  // a line takes at least one character
                take_character(rest);
                head = piece.text.substr(0, piece.text.size() - rest.size());
            }
            const float w = ui_.width(face(piece.style), size(piece.style), head);
            draw_piece({piece.style, head, w, piece.goes_on});
            piece.text.remove_prefix(head.size());
            piece.width = ui_.width(face(piece.style), size(piece.style), piece.text);
            if (!piece.text.empty()) new_line();
        }
        if (!piece.text.empty()) draw_piece(piece);
    }

    std::string_view head_that_fits(const Piece& piece, float room) const {
        std::string_view rest = piece.text;
        while (!rest.empty()) {
            std::string_view next = rest;
            take_character(next);
            const auto taken = piece.text.substr(0, piece.text.size() - next.size());
            if (ui_.width(face(piece.style), size(piece.style), taken) > room) break;
            rest = next;
        }
        const std::string_view head = piece.text.substr(0, piece.text.size() - rest.size());
        if (rest.empty() || face(piece.style) != Face::mono) return head;
        // A path or a list of columns may break between its parts.
        const std::size_t end = head.find_last_of("/,");
        return end == head.npos ? head : head.substr(0, end + 1);
    }

    void draw_piece(const Piece& piece) {
        const bool code = piece.style == SpanStyle::code;
        const float pad = code ? chip_pad() : 0;
        if (draw_) {
            const float x = at_.x + x_, y = at_.y + y_;
            const float top = y + (line_ - ui_.px(size(piece.style))) / 2;
            if (code) {
                const float h = ui_.px(style_.size * 1.4f);
                const Rect chip{x, y + (line_ - h) / 2, piece.width + 2 * pad, h};
                ui_.fill(chip, ui_.theme->hover, 4);
                if (piece.goes_on && x_ > 0)
                    ui_.fill({x - pad, chip.y, 2 * pad, h}, ui_.theme->hover);
            }
            const Rect word{x, y, piece.width + 2 * pad, line_};
            if (style_.covered && piece.style == SpanStyle::strong)
                ui_.fill({x, y + line_ * 0.15f, piece.width, line_ * 0.7f}, ui_.theme->edge, 3);
            else
                ui_.put({x + pad, top}, face(piece.style), size(piece.style),
                        code ? ui_.theme->code : style_.text, piece.text);
            if (style_.term) mark_term(piece.text, word);
        }
        x_ += piece.width + 2 * pad;
    }

    // The first occurrence of a glossary word is underlined with dots, and explained under the
    // mouse.
    void mark_term(std::string_view word, const Rect& box) {
        const Term* term = find_term(word, ui_.language);
        if (!term) return;
        const bool under = ImGui::IsWindowHovered() && box.holds(ImGui::GetMousePos());
        if (under) *style_.term = term;
        const bool first = marked_.insert(term).second;
        if (first) ui_.locate(cat("term ", term->key), box);
        if (!first && !under) return;
        const float step = ui_.px(4), y = box.bottom() - ui_.px(4);
        for (float x = box.x; x + step / 2 < box.right(); x += step)
            ui_.fill({x, y, step / 2, std::max(1.0f, ui_.px(1))},
                     under ? ui_.theme->accent : ui_.theme->edge);
    }

    const Ui& ui_;
    std::set<const Term*>& marked_;
    const RichStyle& style_;
    ImVec2 at_;
    float width_;
    bool draw_;
    float line_, blank_;
    float x_ = 0, y_ = 0;
    std::vector<Piece> word_;
    float word_width_ = 0;
    bool pending_blank_ = false;
};

using Marked = std::set<const Term*>;

float put_spans(const Ui& ui, const std::vector<Span>& spans, ImVec2 at, float width,
                const RichStyle& style, bool draw, Marked& marked) {
    Flow flow(ui, style, at, width, draw, marked);
    flow.add(spans);
    return flow.height();
}

float put_paragraph(const Ui& ui, const Block& block, ImVec2 at, float width,
                    const RichStyle& style, bool draw, Marked& marked) {
    return put_spans(ui, block.spans, at, width, style, draw, marked);
}

float put_item(const Ui& ui, const Block& block, ImVec2 at, float width, const RichStyle& style,
               bool draw, Marked& marked) {
    const float indent = ui.px(22);
    const float line = ui.px(style.size * style.leading);
    if (draw && block.kind == BlockKind::numbered) {
        const std::string number = cat(block.number, ".");
        ui.put({at.x + ui.px(2), at.y + (line - ui.px(style.size)) / 2}, Face::sans_bold,
               style.size, ui.theme->dim, number);
    } else if (draw) {
        ImGui::GetWindowDrawList()->AddCircleFilled({at.x + ui.px(8), at.y + line / 2}, ui.px(2.5f),
                                                    packed(ui.theme->dim));
    }
    return put_paragraph(ui, block, {at.x + indent, at.y}, width - indent, style, draw, marked);
}

float put_callout(const Ui& ui, const Block& block, ImVec2 at, float width, const RichStyle& style,
                  bool draw, Marked& marked) {
    const float pad = ui.px(14), bar = ui.px(3), top = ui.px(10);
    const Colour mark = block.kind == BlockKind::warning ? ui.theme->warn
                        : block.kind == BlockKind::key   ? ui.theme->good
                                                         : ui.theme->accent;
    const float inner = width - 2 * pad - bar;
    const float h = put_paragraph(ui, block, {}, inner, style, false, marked) + 2 * top;
    if (!draw) return h;
    ui.fill({at.x, at.y, width, h}, mix(ui.theme->panel, mark, 0.12f), 6);
    ui.fill({at.x, at.y, bar, h}, mark, 2);
    put_paragraph(ui, block, {at.x + bar + pad, at.y + top}, inner, style, true, marked);
    return h;
}

float put_code(const Ui& ui, const Block& block, ImVec2 at, float width, const RichStyle& style,
               bool draw) {
    const float pad = ui.px(12), line = ui.px(style.size * 1.5f), room = width - 2 * pad;
    const std::vector<std::string> lines = split_lines(block.spans[0].text);
    // Text that does not fit wraps, because its end may be the relevant part.
    const auto fits = [&](const std::string& text) {
        return ui.width(Face::mono, type::label, text) <= room;
    };
    const auto height = [&](const std::string& text) {
        return fits(text) ? line : wrap_height(ui, text, Face::mono, type::label, room);
    };
    float h = 2 * pad;
    for (const std::string& text : lines) h += height(text);
    if (!draw) return h;
    ui.fill({at.x, at.y, width, h}, ui.theme->raised, 6);
    float y = at.y + pad;
    for (const std::string& text : lines) {
        if (fits(text))
            ui.put({at.x + pad, y}, Face::mono, type::label, ui.theme->code, text);
        else
            put_wrapped(ui, text, Face::mono, type::label, ui.theme->code, {at.x + pad, y}, room);
        y += height(text);
    }
    return h;
}

// Columns share the width in proportion to their widest cells, each capped at 1.6 times its even
// share.
std::vector<float> column_widths(const Ui& ui, const Block& table, float width, float size) {
    const auto count = static_cast<std::size_t>(table.number);
    std::vector<float> wanted(count, ui.px(40));
    for (std::size_t i = 0; i < table.cells.size(); ++i) {
        float w = ui.px(24);
        for (const Span& span : table.cells[i])
            w += ui.width(span.style == SpanStyle::code ? Face::mono : Face::sans_bold, size,
                          span.text);
        wanted[i % count] = std::max(wanted[i % count], w);
    }
    float sum = 0;
    const float fair = width / static_cast<float>(count);
    for (float& w : wanted) sum += w = std::min(w, fair * 1.6f);
    for (float& w : wanted) w *= width / sum;
    return wanted;
}

float put_table(const Ui& ui, const Block& block, ImVec2 at, float width, const RichStyle& style,
                bool draw, Marked& marked) {
    const float pad = ui.px(8);
    RichStyle small = style;
    small.size = std::min(style.size, type::label + 1);
    small.leading = 1.5f;
    const std::vector<float> widths = column_widths(ui, block, width, small.size);
    float y = at.y;
    for (std::size_t row = 0; row < block.cells.size(); row += widths.size()) {
        small.plain = row == 0 ? Face::sans_bold : style.plain;
        const auto put = [&](std::size_t column, float x, bool paint) {
            return put_spans(ui, block.cells[row + column], {x + pad, y + pad * 0.75f},
                             widths[column] - 2 * pad, small, paint, marked);
        };
        float height = 0;
        for (std::size_t c = 0; c < widths.size(); ++c) height = std::max(height, put(c, 0, false));
        height += pad * 1.5f;
        if (draw) {
            if (row == 0) ui.fill({at.x, y, width, height}, ui.theme->raised, 4);
            float x = at.x;
            for (std::size_t c = 0; c < widths.size(); x += widths[c++]) put(c, x, true);
            ui.fill({at.x, y + height - 1, width, 1}, ui.theme->line);
        }
        y += height;
    }
    return y - at.y;
}

// An entry of a timeline: a dot on a line to the next one, its time, and its text.
float put_moment(const Ui& ui, const Block& block, ImVec2 at, float width, const RichStyle& style,
                 bool draw, bool last, Marked& marked) {
    const float indent = ui.px(28), line = ui.px(style.size * style.leading);
    RichStyle label = style;
    label.size = type::label;
    label.text = ui.theme->accent;
    const float x = at.x + indent, w = width - indent;
    const float head = put_spans(ui, block.cells[0], {x, at.y}, w, label, draw, marked);
    const float h =
        head + put_paragraph(ui, block, {x, at.y + head}, w, style, draw, marked) + ui.px(6);
    if (!draw) return h;
    const ImVec2 dot(at.x + ui.px(9), at.y + line * 0.45f);
    if (!last)
        ui.fill({dot.x - ui.px(1), dot.y, std::max(1.0f, ui.px(2)), h}, ui.theme->edge, 0, 0.6f);
    ImGui::GetWindowDrawList()->AddCircleFilled(dot, ui.px(5), packed(ui.theme->accent));
    return h;
}

bool is_item(BlockKind kind) {
    return kind == BlockKind::bullet || kind == BlockKind::numbered || kind == BlockKind::moment;
}

}  // namespace

float put_rich(const Ui& ui, const RichText& text, ImVec2 at, float width, const RichStyle& style,
               bool draw) {
    float y = 0;
    Marked marked;
    BlockKind before = BlockKind::paragraph;
    for (const Block& block : text) {
        const bool last = &block == &text.back() || (&block)[1].kind != block.kind;
        if (y > 0) y += is_item(block.kind) && is_item(before) ? ui.px(4) : ui.px(10);
        const ImVec2 place(at.x, at.y + y);
        switch (block.kind) {
            case BlockKind::paragraph:
                y += put_paragraph(ui, block, place, width, style, draw, marked);
                break;
            case BlockKind::bullet:
            case BlockKind::numbered:
                y += put_item(ui, block, place, width, style, draw, marked);
                break;
            case BlockKind::code:
                y += put_code(ui, block, place, width, style, draw);
                break;
            case BlockKind::table:
                y += put_table(ui, block, place, width, style, draw, marked);
                break;
            case BlockKind::moment:
                y += put_moment(ui, block, place, width, style, draw, last, marked);
                break;
            default:
                y += put_callout(ui, block, place, width, style, draw, marked);
        }
        before = block.kind;
    }
    return y;
}

float put_wrapped(const Ui& ui, std::string_view text, Face face, float size, Colour colour,
                  ImVec2 at, float width, bool draw) {
    RichStyle style{size, 1.55f, colour, face == Face::mono ? Face::mono : Face::sans};
    const SpanStyle span = face == Face::sans_bold ? SpanStyle::strong : SpanStyle::plain;
    float y = 0;
    Marked marked;
    for (const std::string& line : split_lines(text)) {
        Flow flow(ui, style, {at.x, at.y + y}, width, draw, marked);
        flow.add({Span{span, line}});
        y += flow.height();
    }
    return y;
}

float wrap_height(const Ui& ui, std::string_view text, Face face, float size, float width) {
    return put_wrapped(ui, text, face, size, 0, {}, width, false);
}

}  // namespace podfall
