// The grammar of Go templates. Models text/template/parse.
#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/print/template.h"
#include "core/terminal/kubectl/print/template_tree.h"

namespace podfall::kube {

namespace {

bool word_letter(char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c & 0x80);
}

// A section between texts: the inside of {{ }}.
struct Piece {
    bool action = false;
    std::string text;
    std::size_t at = 0;  // bytes before it in the template
};

std::string trimmed(std::string text, bool left, bool right) {
    if (left) text.erase(0, std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (right) text.erase(text.find_last_not_of(" \t\r\n") + 1);
    return text;
}

bool cut(const std::string_view whole, std::vector<Piece>& out, std::string& error) {
    std::string_view text = whole;
    bool trim_next = false;
    while (true) {
        const std::size_t open = text.find("{{");
        std::string plain(text.substr(0, open));
        const bool trim_before = open != std::string_view::npos &&
                                 text.substr(open + 2, 2).size() == 2 && text[open + 2] == '-' &&
                                 contains(" \t\r\n", text.substr(open + 3, 1));
        plain = trimmed(plain, trim_next, trim_before);
        if (!plain.empty()) out.push_back({false, plain});
        if (open == std::string_view::npos) return true;
        std::size_t close = open + 2;
        for (char in = 0; close < text.size(); ++close) {
            const char c = text[close];
            if (in) {
                if (c == '\\' && in == '"')
                    ++close;
                else if (c == in)
                    in = 0;
            } else if (c == '"' || c == '`') {
                in = c;
            } else if (text.substr(close, 2) == "}}") {
                break;
            }
        }
        if (close >= text.size()) {
            error = "template: output:1: unclosed action";
            return false;
        }
        std::string inside(text.substr(open + 2, close - open - 2));
        if (trim_before) inside.erase(0, 1);
        trim_next = inside.size() > 1 && inside.back() == '-' &&
                    contains(" \t\r\n", std::string_view(&inside[inside.size() - 2], 1));
        if (trim_next) inside.pop_back();
        const std::size_t begin = whole.size() - text.size() + open + 2 + trim_before +
                                  std::min(inside.find_first_not_of(" \t\r\n"), inside.size());
        inside = std::string(trim(inside));
        if (inside.rfind("/*", 0) != 0) out.push_back({true, inside, begin});
        text.remove_prefix(close + 2);
    }
}

class TemplateParser {
public:
    TemplateParser(std::string_view whole, const std::vector<Piece>& pieces)
        : whole_(whole), pieces_(pieces) {}
    std::string error;

    // Nodes up to {{end}} or {{else}}; `ended_by` is set to that text.
    bool list(std::vector<TemplateNode>& out, std::string& ended_by, bool top) {
        ended_by.clear();
        while (next_ < pieces_.size()) {
            const Piece& piece = pieces_[next_++];
            TemplateNode node;
            if (!piece.action) {
                node.text = piece.text;
                out.push_back(std::move(node));
                continue;
            }
            const std::string word = first_word(piece.text);
            base_ = piece.at;
            if (word == "end" || word == "else") {
                if (top) return fail(cat("unexpected {{", word, "}}"));
                ended_by = piece.text;
                return true;
            }
            const bool control = word == "if" || word == "range" || word == "with";
            node.type = word == "if"      ? TemplateNode::Type::if_
                        : word == "range" ? TemplateNode::Type::range
                        : word == "with"  ? TemplateNode::Type::with
                                          : TemplateNode::Type::action;
            if (control) base_ += word.size();
            if (control ? !block(node, piece.text.substr(word.size()))
                        : !pipeline(piece.text, node)) {
                return false;
            }
            out.push_back(std::move(node));
        }
        return top || fail("unexpected EOF");
    }

private:
    bool fail(std::string text) {
        if (error.empty()) error = cat("template: output:1: ", text);
        return false;
    }
    static std::string first_word(const std::string& text) {
        return text.substr(0, text.find_first_of(" \t\r\n"));
    }

    bool block(TemplateNode& node, const std::string& head) {
        std::string ended;
        if (!pipeline(head, node) || !list(node.body, ended, false)) return false;
        if (first_word(ended) != "else") return true;
        const std::string rest(trim(ended.substr(4)));
        if (first_word(rest) == "if") {
            TemplateNode nested;
            nested.type = TemplateNode::Type::if_;
            if (!block(nested, rest.substr(2))) return false;
            node.otherwise.push_back(std::move(nested));
            return true;
        }
        return list(node.otherwise, ended, false);
    }

    bool pipeline(const std::string& source, TemplateNode& node) {
        text_ = source;
        at_ = 0;
        const std::size_t assign = find_assignment();
        if (assign != std::string::npos) {
            node.declares = text_[assign] == ':';
            for (const std::string& name : split(text_.substr(0, assign), ',')) {
                node.variables.emplace_back(trim(name));
            }
            at_ = assign + (node.declares ? 2 : 1);
        }
        if (!commands(node.pipeline)) return false;
        return at_ >= text_.size() ||
               fail(cat("unexpected ", quote(text_.substr(at_, 1)), " in operand"));
    }

    std::size_t find_assignment() const {
        const std::size_t first = text_.find_first_not_of(" \t");
        if (first == std::string::npos || text_[first] != '$') return std::string::npos;
        std::size_t i = first;
        while (i < text_.size() &&
               (word_letter(text_[i]) || contains("$, \t", text_.substr(i, 1)))) {
            ++i;
        }
        if (text_.compare(i, 2, ":=") == 0) return i;
        return i < text_.size() && text_[i] == '=' ? i : std::string::npos;
    }

    void blanks() {
        while (at_ < text_.size() && contains(" \t\r\n", text_.substr(at_, 1))) ++at_;
    }

    // Commands separated by "|", up to the end or a closing parenthesis.
    bool commands(std::vector<std::vector<TemplateTerm>>& out) {
        out.emplace_back();
        for (blanks(); at_ < text_.size() && text_[at_] != ')'; blanks()) {
            if (text_[at_] == '|') {
                ++at_;
                if (out.back().empty()) return fail("missing value for command");
                out.emplace_back();
                continue;
            }
            TemplateTerm term;
            if (!operand(term)) return false;
            out.back().push_back(std::move(term));
        }
        return !out.back().empty() || fail("missing value for command");
    }

    std::string word() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && word_letter(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }

    void stands_here(TemplateTerm& term) const {
        const std::string_view before = whole_.substr(0, base_ + at_);
        term.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
        term.column = before.size() - (before.rfind('\n') + 1);
    }

    // Go's parser makes one node of `first` and the fields after it: its position is where they
    // begin.
    void fields(TemplateTerm& term, std::size_t first) {
        while (at_ + 1 < text_.size() && text_[at_] == '.' && word_letter(text_[at_ + 1])) {
            if (term.path.size() == first) stands_here(term);
            ++at_;
            term.path.push_back(word());
        }
    }

    bool operand(TemplateTerm& term) {
        const std::size_t begin = at_;
        stands_here(term);
        const char c = text_[at_];
        if (c == '.') {
            term.type = TemplateTerm::Type::field;
            if (at_ + 1 < text_.size() && word_letter(text_[at_ + 1]))
                fields(term, 1);
            else
                ++at_;
        } else if (c == '$') {
            ++at_;
            term.type = TemplateTerm::Type::variable;
            term.name = cat("$", word());
            fields(term, 0);
        } else if (c == '(') {
            ++at_;
            term.type = TemplateTerm::Type::pipeline;
            term.inner.emplace_back();
            if (!commands(term.inner[0].pipeline)) return false;
            if (at_ >= text_.size()) return fail("unclosed left paren");
            ++at_;
            fields(term, 0);
        } else if (c == '"' || c == '`') {
            if (!quoted(term, c)) return false;
        } else if (c == '-' || c == '+' || (c >= '0' && c <= '9')) {
            if (!number(term)) return false;
        } else if (word_letter(c)) {
            const std::string name = word();
            if (name == "true" || name == "false" || name == "nil") {
                term.literal = std::make_shared<Json>();
                if (name != "nil") *term.literal = name == "true";
            } else if (!is_template_function(name)) {
                return fail(cat("function ", quote(name), " not defined"));
            } else {
                term.type = TemplateTerm::Type::function;
                term.name = name;
            }
        } else {
            return fail(cat("unexpected ", quote(text_.substr(at_, 1)), " in command"));
        }
        term.text = text_.substr(begin, at_ - begin);
        return true;
    }

    bool quoted(TemplateTerm& term, char mark) {
        const std::size_t begin = at_++;
        while (at_ < text_.size() && text_[at_] != mark)
            at_ += text_[at_] == '\\' && mark == '"' ? 2 : 1;
        if (at_ >= text_.size()) return fail("unterminated quoted string");
        ++at_;
        const std::string body = text_.substr(begin, at_ - begin);
        Json value =
            mark == '`' ? Json(body.substr(1, body.size() - 2)) : Json::parse(body, nullptr, false);
        if (value.is_discarded()) return fail("invalid syntax");
        term.literal = std::make_shared<Json>(std::move(value));
        return true;
    }

    bool number(TemplateTerm& term) {
        const std::size_t begin = at_++;
        while (at_ < text_.size() && (word_letter(text_[at_]) || text_[at_] == '.')) ++at_;
        const std::string body = text_.substr(begin, at_ - begin);
        std::int64_t n = 0;
        if (parse_int(body, n)) {
            term.literal = std::make_shared<Json>(n);
            return true;
        }
        char* end = nullptr;
        const double d = std::strtod(body.c_str(), &end);
        if (*end) return fail(cat("bad number syntax: ", quote(body)));
        term.literal = std::make_shared<Json>(d);
        return true;
    }

    std::string_view whole_;
    const std::vector<Piece>& pieces_;
    std::size_t next_ = 0, base_ = 0;  // of the current section
    std::string text_;
    std::size_t at_ = 0;
};

}  // namespace

std::shared_ptr<Template> parse_template(std::string_view text, std::string& error) {
    std::vector<Piece> pieces;
    if (!cut(text, pieces, error)) return nullptr;
    auto out = std::make_shared<Template>();
    TemplateParser parser(text, pieces);
    std::string ended;
    if (parser.list(out->nodes, ended, true)) return out;
    error = parser.error;
    return nullptr;
}

}  // namespace podfall::kube
