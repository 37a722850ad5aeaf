// Go's text/tabwriter with liggitt's remembered widths.
#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/terminal/kubectl/print/print.h"

namespace podfall::kube {

namespace {

int runes(std::string_view text) {
    return static_cast<int>(character_count(text));
}

class Writer {
public:
    Writer(const TabStyle& style, std::vector<int>& remembered)
        : style_(style), remembered_(remembered) {}

    std::string run(std::string_view text) {
        for (const std::string& line : split_lines(text)) {
            lines_.push_back(split(line, '\t'));
            // A line of one cell ends every column.
            if (lines_.back().size() == 1) flush();
        }
        flush();
        return std::move(out_);
    }

private:
    void flush() {
        format(0, lines_.size());
        lines_.clear();
        widths_.clear();
    }

    void write(std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
            const std::vector<std::string>& line = lines_[i];
            for (std::size_t j = 0; j < line.size(); ++j) {
                out_ += line[j];
                if (j < widths_.size() && j + 1 < line.size()) {
                    out_.append(static_cast<std::size_t>(std::max(0, widths_[j] - runes(line[j]))),
                                ' ');
                }
            }
            out_ += '\n';
        }
    }

    int width_of(std::size_t column, std::size_t& line, std::size_t end) {
        int width = style_.min_width;
        for (; line < end && column + 1 < lines_[line].size(); ++line) {
            width = std::max(width, runes(lines_[line][column]) + style_.padding);
        }
        if (!style_.remember) return width;
        if (remembered_.size() <= column) remembered_.resize(column + 1, 0);
        return remembered_[column] = std::max(remembered_[column], width);
    }

    // Column blocks as in tabwriter's format(): a column is as wide as its widest cell among
    // consecutive lines that have it.
    void format(std::size_t from, std::size_t to) {
        const std::size_t column = widths_.size();
        for (std::size_t i = from; i < to; ++i) {
            if (column + 1 >= lines_[i].size()) continue;
            write(from, i);
            from = i;
            widths_.push_back(width_of(column, i, to));
            format(from, i);
            widths_.pop_back();
            from = i;
            --i;
        }
        write(from, to);
    }

    const TabStyle& style_;
    std::vector<int>& remembered_;
    std::vector<std::vector<std::string>> lines_;
    std::vector<int> widths_;
    std::string out_;
};

}  // namespace

std::string align_tabs(std::string_view text, const TabStyle& style, std::vector<int>& widths) {
    return Writer(style, widths).run(text);
}

std::string align_columns(std::string_view text) {
    std::vector<int> none;
    return align_tabs(text, {.min_width = 0, .padding = 2, .remember = false}, none);
}

}  // namespace podfall::kube
