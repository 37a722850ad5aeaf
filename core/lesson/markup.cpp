// Parses the Markdown subset of lesson texts.
#include "core/lesson/markup.h"

#include "core/base/text.h"

namespace podfall {

namespace {

void add_span(std::vector<Span>& spans, SpanStyle style, std::string_view text) {
    if (text.empty()) return;
    if (!spans.empty() && spans.back().style == style) {
        spans.back().text += text;
    } else {
        spans.push_back({style, std::string(text)});
    }
}

// Splits a line into spans; false when a mark is not closed.
bool parse_spans(std::string_view text, std::vector<Span>& spans, std::string& error) {
    while (!text.empty()) {
        const std::size_t at = std::min(text.find('`'), text.find("**"));
        add_span(spans, SpanStyle::plain, text.substr(0, at));
        if (at == std::string_view::npos) return true;
        const bool code = text[at] == '`';
        const std::string_view mark = code ? "`" : "**";
        text.remove_prefix(at + mark.size());
        const std::size_t end = text.find(mark);
        if (end == std::string_view::npos) {
            error = cat("unclosed ", mark, " before ", quote(text.substr(0, 24)));
            return false;
        }
        std::string_view inside = text.substr(0, end);
        text.remove_prefix(end + mark.size());
        if (code) {
            add_span(spans, SpanStyle::code, inside);
            continue;
        }
        // Code may be nested in strong text.
        for (bool in_code = false;; in_code = !in_code) {
            const std::size_t tick = inside.find('`');
            add_span(spans, in_code ? SpanStyle::code : SpanStyle::strong, inside.substr(0, tick));
            if (tick == inside.npos) break;
            inside.remove_prefix(tick + 1);
        }
    }
    return true;
}

bool take_prefix(std::string_view& line, std::string_view prefix) {
    if (line.substr(0, prefix.size()) != prefix) return false;
    line.remove_prefix(prefix.size());
    return true;
}

// Removes the marker of a line that starts a new block.
bool take_block_mark(std::string_view& line, Block& block) {
    if (take_prefix(line, "- ")) {
        block.kind = BlockKind::bullet;
        return true;
    }
    if (take_prefix(line, "> ")) {
        block.kind = BlockKind::note;
        if (take_prefix(line, "[warning] ")) block.kind = BlockKind::warning;
        if (take_prefix(line, "[key] ")) block.kind = BlockKind::key;
        take_prefix(line, "[note] ");
        return true;
    }
    const std::size_t colon = line.find(": ");
    if (colon != line.npos && take_prefix(line, "+ ")) {
        block.kind = BlockKind::moment;
        block.cells.push_back({{SpanStyle::strong, std::string(line.substr(0, colon - 2))}});
        line.remove_prefix(colon);
        return true;
    }
    const std::size_t dot = line.find(". ");
    std::int64_t number = 0;
    if (dot == std::string_view::npos || dot == 0 || dot > 2) return false;
    if (!parse_int(line.substr(0, dot), number) || number < 0) return false;
    block.kind = BlockKind::numbered;
    block.number = static_cast<int>(number);
    line.remove_prefix(dot + 2);
    return true;
}

bool is_row(std::string_view line) {
    return line.size() > 2 && line[0] == '|' && line.back() == '|';
}

bool parse_row(std::string_view line, Block& table, std::string& error) {
    int count = 0;
    for (const std::string& cell : split(line.substr(1, line.size() - 2), '|')) {
        table.cells.emplace_back();
        if (!parse_spans(trim(cell), table.cells.back(), error)) return false;
        ++count;
    }
    if (table.number == 0) table.number = count;
    if (table.number == count) return true;
    error = cat("a row of ", count, " cells in a table of ", table.number);
    return false;
}

// Lines of one paragraph are joined; marked lines start a block.
class MarkupReader {
public:
    explicit MarkupReader(RichText& out) : out_(out) {}

    bool line(std::string_view text, std::string& error) {
        if (trim(text) == "```") {
            in_code_ = !in_code_;
            open_ = false;
            if (in_code_) out_.push_back({BlockKind::code, 0, {Span{SpanStyle::code, ""}}, {}});
            return true;
        }
        if (in_code_) {
            std::string& code = out_.back().spans[0].text;
            if (!code.empty()) code += '\n';
            code += text;
            return true;
        }
        if (trim(text).empty()) {
            open_ = in_table_ = false;
            return true;
        }
        if (is_row(text)) {
            if (!in_table_) out_.push_back({BlockKind::table, 0, {}, {}});
            in_table_ = true;
            open_ = false;
            return parse_row(text, out_.back(), error);
        }
        in_table_ = false;
        Block block;
        if (take_block_mark(text, block) || !open_) {
            out_.push_back(std::move(block));
            open_ = true;
        } else {
            add_span(out_.back().spans, SpanStyle::plain, " ");
        }
        return parse_spans(text, out_.back().spans, error);
    }
    bool in_code() const { return in_code_; }

private:
    RichText& out_;
    bool open_ = false;
    bool in_code_ = false, in_table_ = false;
};

}  // namespace

bool parse_markup(std::string_view text, RichText& out, std::string& error) {
    out.clear();
    MarkupReader reader(out);
    for (const std::string& line : split_lines(text)) {
        if (!reader.line(line, error)) return false;
    }
    if (reader.in_code()) error = "unclosed ```";
    return !reader.in_code();
}

std::string plain_text(const RichText& text) {
    std::string out;
    for (const Block& block : text) {
        if (!out.empty()) out += '\n';
        if (block.kind == BlockKind::numbered) out += cat(block.number, ". ");
        for (std::size_t i = 0; i < block.cells.size(); ++i) {
            if (i > 0) out += i % static_cast<std::size_t>(block.number) == 0 ? "\n" : " | ";
            for (const Span& span : block.cells[i]) out += span.text;
        }
        if (block.kind == BlockKind::moment) out += ": ";
        for (const Span& span : block.spans) out += span.text;
    }
    return out;
}

}  // namespace podfall
