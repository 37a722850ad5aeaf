// What Go's encoding/json says of a text that is no JSON. Models the scanner of Go 1.15.
#include <string>

#include "core/base/text.h"
#include "core/cluster/rest_handlers.h"

namespace podfall {

namespace {

// A recursive-descent reading of JSON that stops at the first character Go's scanner refuses.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::string error() {
        value("looking for beginning of value");
        blanks();
        if (problem_.empty() && at_ < text_.size()) refuse("after top-level value");
        return problem_;
    }

private:
    bool done() const { return at_ >= text_.size() || !problem_.empty(); }
    char now() const { return text_[at_]; }

    void refuse(std::string_view context) {
        if (!problem_.empty()) return;
        if (at_ >= text_.size()) {
            problem_ = "unexpected end of JSON input";
            return;
        }
        const char c = now();
        const std::string shown = c == '\'' ? "'\\''" : c == '"' ? "'\"'" : quoted(c);
        problem_ = cat("invalid character ", shown, " ", context);
    }
    static std::string quoted(char c) {
        const std::string q = quote(std::string_view(&c, 1));
        return cat("'", std::string_view(q).substr(1, q.size() - 2), "'");
    }
    void blanks() {
        while (at_ < text_.size() && (now() == ' ' || now() == '\t' || now() == '\n' || now() == '\r'))
            ++at_;
    }
    bool take(char c) {
        if (done() || now() != c) return false;
        ++at_;
        return true;
    }

    void value(const char* context) {
        blanks();
        if (++depth_ > 10000) {
            problem_ = "exceeded max depth";
            return;
        }
        if (at_ >= text_.size()) refuse(context);
        else if (now() == '{') object();
        else if (now() == '[') array();
        else if (now() == '"') string();
        else if (now() == '-' || digit()) number();
        else if (now() == 't') literal("true");
        else if (now() == 'f') literal("false");
        else if (now() == 'n') literal("null");
        else refuse(context);
        --depth_;
    }

    void object() {
        ++at_;
        blanks();
        if (take('}')) return;
        while (problem_.empty()) {
            blanks();
            if (done() || now() != '"') return refuse("looking for beginning of object key string");
            string();
            if (!problem_.empty()) return;
            blanks();
            if (!take(':')) return refuse("after object key");
            value("looking for beginning of value");
            if (!problem_.empty()) return;
            blanks();
            if (take('}')) return;
            if (!take(',')) return refuse("after object key:value pair");
        }
    }

    void array() {
        ++at_;
        blanks();
        if (take(']')) return;
        while (problem_.empty()) {
            value("looking for beginning of value");
            if (!problem_.empty()) return;
            blanks();
            if (take(']')) return;
            if (!take(',')) return refuse("after array element");
        }
    }

    void string() {
        for (++at_; at_ < text_.size(); ++at_) {
            const char c = now();
            if (c == '"') {
                ++at_;
                return;
            }
            if (static_cast<unsigned char>(c) < 0x20) return refuse("in string literal");
            if (c != '\\') continue;
            ++at_;
            if (at_ >= text_.size()) break;
            if (now() == 'u') {
                for (int i = 0; i < 4; ++i) {
                    ++at_;
                    if (at_ >= text_.size()) return refuse("");
                    if (!hex()) return refuse("in \\u hexadecimal character escape");
                }
            } else if (std::string_view("bfnrt\\/\"").find(now()) == std::string_view::npos) {
                return refuse("in string escape code");
            }
        }
        refuse("");
    }

    void number() {
        take('-');
        if (done() || !digit()) return refuse("in numeric literal");
        if (!take('0')) digits();
        if (take('.')) {
            if (done() || !digit()) return refuse("after decimal point in numeric literal");
            digits();
        }
        if (take('e') || take('E')) {
            if (!take('+')) take('-');
            if (done() || !digit()) return refuse("in exponent of numeric literal");
            digits();
        }
    }

    void literal(std::string_view word) {
        for (std::size_t i = 0; i < word.size(); ++i, ++at_) {
            if (at_ < text_.size() && now() == word[i]) continue;
            return refuse(cat("in literal ", word, " (expecting '", word[i], "')"));
        }
    }

    bool digit() const { return now() >= '0' && now() <= '9'; }
    bool hex() const {
        const char c = now();
        return digit() || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
    void digits() {
        while (at_ < text_.size() && digit()) ++at_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
    std::string problem_;
};

}  // namespace

std::string go_json_error(std::string_view text) { return Scanner(text).error(); }

}  // namespace podfall
