// The grammar of kubectl's JSONPath templates.
#include <cstdlib>

#include "core/base/text.h"
#include "core/terminal/kubectl/print/jsonpath.h"

namespace podfall::kube {

namespace {

bool letter(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

class PathParser {
public:
    PathParser(std::string_view text, std::vector<PathNode>& out) : text_(text), out_(out) {}
    bool parse(std::string& error) {
        while (pos_ < text_.size() && error_.empty()) {
            const std::size_t brace = text_.find('{', pos_);
            if (brace != pos_) {
                add(out_, PathNode::Type::text, std::string(text_.substr(pos_, brace - pos_)));
            }
            if (brace == std::string_view::npos) break;
            pos_ = brace + 1;
            out_.emplace_back();
            out_.back().type = PathNode::Type::list;
            action(out_.back().nodes);
        }
        error = error_;
        return error_.empty();
    }

private:
    static PathNode& add(std::vector<PathNode>& list, PathNode::Type type, std::string text = {}) {
        PathNode node;
        node.type = type;
        node.text = std::move(text);
        list.push_back(std::move(node));
        return list.back();
    }
    char peek() const { return pos_ < text_.size() ? text_[pos_] : '\0'; }
    bool starts(std::string_view prefix) const {
        return text_.substr(pos_, prefix.size()) == prefix;
    }
    bool terminator(std::size_t at) const {
        if (at >= text_.size()) return true;
        return contains(" \t\r\n.,[]$@{}", std::string_view(&text_[at], 1));
    }
    void fail(std::string text) {
        if (error_.empty()) error_ = std::move(text);
    }

    // Up to and including the closing brace.
    void action(std::vector<PathNode>& list) {
        while (error_.empty()) {
            const char c = peek();
            if (c == '}') {
                ++pos_;
                return;
            }
            if (starts("[?(")) {
                filter(list);
            } else if (starts("..")) {
                if (!list.empty() && list.back().type == PathNode::Type::recursive) {
                    return fail("invalid multiple recursive descent");
                }
                pos_ += 2;
                add(list, PathNode::Type::recursive);
                if (letter(peek()) || is_digit(peek())) field(list);
            } else if (pos_ >= text_.size() || c == '\n' || c == '\r') {
                return fail("unclosed action");
            } else if (c == ' ' || c == '@' || c == '$') {
                ++pos_;
            } else if (c == '[') {
                array(list);
            } else if (c == '"' || c == '\'') {
                quoted(list, c);
            } else if (c == '.') {
                ++pos_;
                field(list);
            } else if (c == '+' || c == '-' || is_digit(c)) {
                number(list);
            } else if (letter(c)) {
                identifier(list);
            } else {
                const char* hex = "0123456789ABCDEF";
                return fail(cat("unrecognized character in action: U+00", hex[(c >> 4) & 15],
                                hex[c & 15], " '", c, "'"));
            }
        }
    }
    void identifier(std::vector<PathNode>& list) {
        const std::size_t begin = pos_;
        while (!terminator(pos_)) ++pos_;
        const std::string word(text_.substr(begin, pos_ - begin));
        const bool boolean = word == "true" || word == "false";
        add(list, boolean ? PathNode::Type::boolean : PathNode::Type::identifier, word);
    }
    void number(std::vector<PathNode>& list) {
        const std::size_t begin = pos_++;
        while (is_digit(peek()) || peek() == '.') ++pos_;
        const std::string word(text_.substr(begin, pos_ - begin));
        PathNode& node = add(list, PathNode::Type::number, word);
        char* end = nullptr;
        node.number = std::strtod(word.c_str(), &end);
        node.is_float = contains(word, ".");
        if (*end || word == "+" || word == "-") fail(cat("cannot parse number ", word));
    }
    void field(std::vector<PathNode>& list) {
        std::string name;
        while (!terminator(pos_)) {
            if (text_[pos_] == '\\') {
                if (++pos_ < text_.size() && text_[pos_] != '\\') name += text_[pos_];
                ++pos_;
            } else {
                name += text_[pos_++];
            }
        }
        if (name == "*")
            add(list, PathNode::Type::wildcard);
        else
            add(list, PathNode::Type::field, name);
    }
    void quoted(std::vector<PathNode>& list, char end) {
        const std::size_t begin = pos_++;
        std::string out;
        for (; peek() != end; ++pos_) {
            if (pos_ >= text_.size() || peek() == '\n') return fail("unterminated quoted string");
            if (peek() != '\\') {
                out += peek();
                continue;
            }
            ++pos_;
            switch (peek()) {
                case 'n':
                    out += '\n';
                    break;
                case 't':
                    out += '\t';
                    break;
                case 'r':
                    out += '\r';
                    break;
                case 'a':
                    out += '\a';
                    break;
                case 'b':
                    out += '\b';
                    break;
                case 'f':
                    out += '\f';
                    break;
                case 'v':
                    out += '\v';
                    break;
                case '\\':
                case '\'':
                case '"':
                    out += peek();
                    break;
                default:
                    return fail(cat("unquote string ",
                                    text_.substr(begin, text_.find(end, pos_) + 1 - begin),
                                    " error invalid syntax"));
            }
        }
        ++pos_;
        add(list, PathNode::Type::text, out);
    }
    // Parses part of the text as if it were in "{...}".
    void inner(std::string_view piece, PathNode& into) {
        std::vector<PathNode> nodes;
        std::string why;
        const std::string braced = cat("{", piece, "}");
        PathParser parser(braced, nodes);
        if (!parser.parse(why)) return fail(why);
        into.type = PathNode::Type::list;
        if (!nodes.empty()) into.nodes = std::move(nodes[0].nodes);
    }
    void array(std::vector<PathNode>& list) {
        const std::size_t begin = ++pos_;
        while (peek() != ']') {
            if (pos_ >= text_.size() || peek() == '\n') return fail("unterminated array");
            ++pos_;
        }
        std::string text(text_.substr(begin, pos_++ - begin));
        if (text == "*") text = ":";
        if (contains(text, ",")) {
            PathNode& node = add(list, PathNode::Type::union_);
            for (const std::string& part : split(text, ',')) {
                node.nodes.emplace_back();
                inner(cat("[", trim(part), "]"), node.nodes.back());
            }
            return;
        }
        if (text.size() >= 2 && text[0] == '\'' && text.back() == '\'' &&
            text.find('\'', 1) == text.size() - 1) {
            PathNode key;
            inner(cat(".", text.substr(1, text.size() - 2)), key);
            for (PathNode& node : key.nodes) list.push_back(std::move(node));
            return;
        }
        slice(text, add(list, PathNode::Type::array));
    }
    void slice(const std::string& text, PathNode& node) {
        const std::vector<std::string> parts = split(text, ':');
        if (parts.size() > 3) return fail(cat("invalid array index ", text));
        for (std::size_t i = 0; i < 3; ++i) {
            std::int64_t n = 0;
            PathNode::Bound& bound = node.bounds[i];
            if (i < parts.size() && !parts[i].empty()) {
                if (!parse_int(parts[i], n)) return fail(cat("invalid array index ", text));
                bound.known = true;
                bound.value = static_cast<int>(n);
            } else if (i == 1 && parts.size() == 1) {
                bound = {node.bounds[0].value + 1, true, true};
            }
        }
    }
    void filter(std::vector<PathNode>& list) {
        pos_ += 3;
        const std::size_t begin_text = pos_;
        bool begin = false, end = false;
        char pair = 0;
        for (;; ++pos_) {
            const char c = peek();
            if (pos_ >= text_.size() || c == '\n') return fail("unterminated filter");
            if (c == '"' || c == '\'') {
                if (!begin) {
                    begin = true;
                    pair = c;
                } else if (text_[pos_ - 1] != '\\' && c == pair) {
                    end = true;
                }
            } else if (c == ')' && begin == end) {
                break;
            }
        }
        const std::string text(text_.substr(begin_text, pos_ - begin_text));
        ++pos_;
        if (peek() != ']') return fail("unclosed array expect ]");
        ++pos_;
        PathNode& node = add(list, PathNode::Type::filter, "exists");
        node.nodes.resize(2);
        const std::size_t op = text.find_first_of("!<>=");
        const std::size_t right = text.find_first_not_of("!<>=", op);
        if (op == std::string::npos || op == 0 || right == std::string::npos) {
            return inner(text, node.nodes[0]);
        }
        node.text = text.substr(op, right - op);
        inner(text.substr(0, op), node.nodes[0]);
        inner(text.substr(right), node.nodes[1]);
    }

    std::string_view text_;
    std::vector<PathNode>& out_;
    std::size_t pos_ = 0;
    std::string error_;
};

}  // namespace

bool parse_json_path(std::string_view text, JsonPath& out, std::string& error) {
    return PathParser(text, out.nodes).parse(error);
}

bool relaxed_json_path(std::string_view text, std::string& out, std::string& error) {
    if (text.empty()) {
        out.clear();
        return true;
    }
    std::string_view body = text;
    const bool braced = body.front() == '{' && body.back() == '}';
    if (braced) body = body.substr(1, body.size() - 2);
    if (!body.empty() && body[0] == '.') body.remove_prefix(1);
    if (body.empty() || body.find_first_of("{}") != std::string_view::npos) {
        error =
            "unexpected path string, expected a 'name1.name2' or '.name1.name2' or "
            "'{name1.name2}' or '{.name1.name2}'";
        return false;
    }
    out = cat("{.", body, "}");
    return true;
}

}  // namespace podfall::kube
