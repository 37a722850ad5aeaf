// Finds the first syntax error in a JSON text and reports it as Go's encoding/json does.
#include "core/api/format/yaml.h"
#include "core/base/text.h"

namespace podfall {

namespace {

class Checker {
public:
    explicit Checker(std::string_view text) : text_(text) {}
    std::string run();

private:
    bool value();
    bool object();
    bool array();
    bool string();
    bool escape();
    bool number();
    bool word(std::string_view rest, const char* name);
    bool wrong(std::string_view context);
    void blanks();
    bool at_end() const { return at_ >= text_.size(); }
    char peek() const { return at_end() ? '\0' : text_[at_]; }
    bool take(char c);

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
    std::string error_;
};

void Checker::blanks() {
    while (!at_end() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
        ++at_;
}

bool Checker::take(char c) {
    if (peek() != c || at_end()) return false;
    ++at_;
    return true;
}

// The current character in Go's quotes, and its context.
bool Checker::wrong(std::string_view context) {
    if (at_end()) {
        error_ = "unexpected end of JSON input";
        return false;
    }
    const char c = text_[at_];
    const std::string shown = c == '\'' ? "'\\''"
                              : c == '"'
                                  ? "'\"'"
                                  : [&] {
                                        std::string quoted = quote(text_.substr(at_, 1));
                                        return cat("'", quoted.substr(1, quoted.size() - 2), "'");
                                    }();
    error_ = cat("invalid character ", shown, " ", context);
    return false;
}

bool Checker::word(std::string_view whole, const char* name) {
    for (std::size_t i = 1; i < whole.size(); ++i) {
        ++at_;
        if (at_end() || text_[at_] != whole[i]) {
            return wrong(cat("in literal ", name, " (expecting '", whole[i], "')"));
        }
    }
    ++at_;
    return true;
}

bool Checker::escape() {
    ++at_;
    if (peek() == 'u') {
        for (int i = 0; i < 4; ++i) {
            ++at_;
            const bool hex =
                !at_end() && std::string_view("0123456789abcdefABCDEF").find(text_[at_]) !=
                                 std::string_view::npos;
            if (!hex) return wrong("in \\u hexadecimal character escape");
        }
    } else if (at_end() ||
               std::string_view("bfnrt\\/\"").find(text_[at_]) == std::string_view::npos) {
        return wrong("in string escape code");
    }
    ++at_;
    return true;
}

bool Checker::string() {
    ++at_;
    while (!at_end()) {
        const char c = text_[at_];
        if (c == '"') {
            ++at_;
            return true;
        }
        if (c == '\\') {
            if (!escape()) return false;
            continue;
        }
        if (static_cast<unsigned char>(c) < 0x20) return wrong("in string literal");
        ++at_;
    }
    return wrong("");
}

bool Checker::number() {
    const auto digits = [&](std::string_view context) {
        if (peek() < '0' || peek() > '9') return wrong(context);
        while (peek() >= '0' && peek() <= '9') ++at_;
        return true;
    };
    take('-');
    if (!take('0') && !digits("in numeric literal")) return false;
    if (take('.') && !digits("after decimal point in numeric literal")) return false;
    if (take('e') || take('E')) {
        if (!take('+')) take('-');
        if (!digits("in exponent of numeric literal")) return false;
    }
    return true;
}

bool Checker::object() {
    ++at_;
    blanks();
    if (take('}')) return true;
    while (true) {
        blanks();
        if (peek() != '"') return wrong("looking for beginning of object key string");
        if (!string()) return false;
        blanks();
        if (!take(':')) return wrong("after object key");
        if (!value()) return false;
        blanks();
        if (take('}')) return true;
        if (!take(',')) return wrong("after object key:value pair");
    }
}

bool Checker::array() {
    ++at_;
    blanks();
    if (take(']')) return true;
    while (true) {
        if (!value()) return false;
        blanks();
        if (take(']')) return true;
        if (!take(',')) return wrong("after array element");
    }
}

bool Checker::value() {
    constexpr int deepest = 10000;
    blanks();
    if (depth_ > deepest) {
        error_ = "exceeded max depth";
        return false;
    }
    ++depth_;
    bool ok = false;
    switch (peek()) {
        case '{':
            ok = object();
            break;
        case '[':
            ok = array();
            break;
        case '"':
            ok = string();
            break;
        case 't':
            ok = word("true", "true");
            break;
        case 'f':
            ok = word("false", "false");
            break;
        case 'n':
            ok = word("null", "null");
            break;
        default:
            ok = peek() == '-' || (peek() >= '0' && peek() <= '9')
                     ? number()
                     : wrong("looking for beginning of value");
    }
    --depth_;
    return ok;
}

std::string Checker::run() {
    if (!value()) return error_;
    blanks();
    if (!at_end()) wrong("after top-level value");
    return error_;
}

}  // namespace

std::string json_syntax_error(std::string_view text) {
    return Checker(text).run();
}

}  // namespace podfall
