// The rules for names, labels and keys, implemented without regular expressions, but with error
// texts that quote them. Models apimachinery pkg/util/validation.
#include "core/api/rules/names.h"
#include "core/base/text.h"

namespace podfall {

namespace {

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_lower_alnum(char c) {
    return is_lower(c) || is_digit(c);
}
bool is_alnum(char c) {
    return is_lower_alnum(c) || (c >= 'A' && c <= 'Z');
}

constexpr const char* label_format = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
constexpr const char* qualified_format = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

// [a-z0-9]([-a-z0-9]*[a-z0-9])?
bool is_label(std::string_view s) {
    if (s.empty() || !is_lower_alnum(s.front()) || !is_lower_alnum(s.back())) return false;
    for (const char c : s) {
        if (!is_lower_alnum(c) && c != '-') return false;
    }
    return true;
}

bool is_subdomain(std::string_view s) {
    for (const std::string& part : split(s, '.')) {
        if (!is_label(part)) return false;
    }
    return true;
}

// ([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]
bool is_qualified_part(std::string_view s) {
    if (s.empty() || !is_alnum(s.front()) || !is_alnum(s.back())) return false;
    for (const char c : s) {
        if (!is_alnum(c) && c != '-' && c != '_' && c != '.') return false;
    }
    return true;
}

std::string regex_error(std::string_view message, std::string_view format,
                        std::initializer_list<const char*> examples) {
    std::string out = cat(message, " (e.g. ");
    bool first = true;
    for (const char* example : examples) {
        out += cat(first ? "" : " or ", "'", example, "', ");
        first = false;
    }
    return out + cat("regex used for validation is '", format, "')");
}

std::string too_long(int limit) {
    return cat("must be no more than ", limit, " characters");
}

std::string qualified_error() {
    return regex_error(
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and "
        "end with an alphanumeric character",
        qualified_format, {"MyName", "my.name", "123-abc"});
}

}  // namespace

std::vector<std::string> dns1123_subdomain_problems(std::string_view name) {
    constexpr int limit = 253;
    std::vector<std::string> out;
    if (name.size() > limit) out.push_back(too_long(limit));
    if (!is_subdomain(name)) {
        out.push_back(
            regex_error("a lowercase RFC 1123 subdomain must consist of lower case "
                        "alphanumeric characters, '-' or '.', and must start and end with "
                        "an alphanumeric character",
                        cat(label_format, "(\\.", label_format, ")*"), {"example.com"}));
    }
    return out;
}

std::vector<std::string> dns1123_label_problems(std::string_view name) {
    constexpr int limit = 63;
    std::vector<std::string> out;
    if (name.size() > limit) out.push_back(too_long(limit));
    if (!is_label(name)) {
        out.push_back(
            regex_error("a lowercase RFC 1123 label must consist of lower case alphanumeric "
                        "characters or '-', and must start and end with an alphanumeric "
                        "character",
                        label_format, {"my-name", "123-abc"}));
    }
    return out;
}

std::vector<std::string> dns1035_label_problems(std::string_view name) {
    constexpr int limit = 63;
    std::vector<std::string> out;
    if (name.size() > limit) out.push_back(too_long(limit));
    if (!is_label(name) || !is_lower(name[0])) {
        out.push_back(
            regex_error("a DNS-1035 label must consist of lower case alphanumeric characters "
                        "or '-', start with an alphabetic character, and end with an "
                        "alphanumeric character",
                        "[a-z]([-a-z0-9]*[a-z0-9])?", {"my-name", "abc-123"}));
    }
    return out;
}

std::vector<std::string> qualified_name_problems(std::string_view value) {
    constexpr int limit = 63;
    std::vector<std::string> out;
    const std::vector<std::string> parts = split(value, '/');
    if (parts.size() > 2) {
        return {cat("a qualified name ", qualified_error(),
                    " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')")};
    }
    const std::string& name = parts.back();
    if (parts.size() == 2) {
        if (parts[0].empty()) {
            out.push_back("prefix part must be non-empty");
        } else {
            for (const std::string& p : dns1123_subdomain_problems(parts[0])) {
                out.push_back("prefix part " + p);
            }
        }
    }
    if (name.empty()) {
        out.push_back("name part must be non-empty");
    } else if (name.size() > limit) {
        out.push_back("name part " + too_long(limit));
    }
    if (!is_qualified_part(name)) out.push_back("name part " + qualified_error());
    return out;
}

std::vector<std::string> label_value_problems(std::string_view value) {
    constexpr int limit = 63;
    std::vector<std::string> out;
    if (value.size() > limit) out.push_back(too_long(limit));
    if (!value.empty() && !is_qualified_part(value)) {
        out.push_back(
            regex_error("a valid label must be an empty string or consist of alphanumeric "
                        "characters, '-', '_' or '.', and must start and end with an "
                        "alphanumeric character",
                        cat("(", qualified_format, ")?"), {"MyValue", "my_value", "12345"}));
    }
    return out;
}

std::vector<std::string> port_name_problems(std::string_view name) {
    constexpr int limit = 15;
    std::vector<std::string> out;
    bool charset = !name.empty(), letter = false;
    for (const char c : name) {
        charset = charset && (is_lower_alnum(c) || c == '-');
        letter = letter || is_lower(c);
    }
    if (name.size() > limit) out.push_back(too_long(limit));
    if (!charset) {
        out.push_back("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (!letter) out.push_back("must contain at least one letter or number (a-z, 0-9)");
    if (contains(name, "--")) out.push_back("must not contain consecutive hyphens");
    if (!name.empty() && (name.front() == '-' || name.back() == '-')) {
        out.push_back("must not begin or end with a hyphen");
    }
    return out;
}

static void add_directory_problems(std::string_view value, std::vector<std::string>& out) {
    if (value == ".") {
        out.push_back("must not be '.'");
    } else if (value == "..") {
        out.push_back("must not be '..'");
    } else if (value.substr(0, 2) == "..") {
        out.push_back("must not start with '..'");
    }
}

std::vector<std::string> env_name_problems(std::string_view name) {
    std::vector<std::string> out;
    bool ok = !name.empty() && !is_digit(name[0]);
    for (const char c : name) ok = ok && (is_alnum(c) || c == '-' || c == '.' || c == '_');
    if (!ok) {
        out.push_back(regex_error(
            "a valid environment variable name must consist of alphabetic "
            "characters, digits, '_', '-', or '.', and must not start with a digit",
            "[-._a-zA-Z][-._a-zA-Z0-9]*", {"my.env-name", "MY_ENV.NAME", "MyEnvName1"}));
    }
    add_directory_problems(name, out);
    return out;
}

std::vector<std::string> config_key_problems(std::string_view key) {
    constexpr int limit = 253;
    std::vector<std::string> out;
    if (key.size() > limit) out.push_back(too_long(limit));
    bool ok = !key.empty();
    for (const char c : key) ok = ok && (is_alnum(c) || c == '-' || c == '.' || c == '_');
    if (!ok) {
        out.push_back(
            regex_error("a valid config key must consist of alphanumeric characters, '-', '_' "
                        "or '.'",
                        "[-._a-zA-Z0-9]+", {"key.name", "KEY_NAME", "key-name"}));
    }
    add_directory_problems(key, out);
    return out;
}

bool is_ip_address(std::string_view text) {
    if (text.find(':') != std::string_view::npos) {
        // IPv6: groups of up to four hexadecimal digits; one "::" replaces missing groups.
        int groups = 0;
        const bool shortened = contains(text, "::");
        for (const std::string& group : split(text, ':')) {
            for (const char c : group) {
                const char lower = static_cast<char>(c | 32);
                if (!is_digit(c) && (lower < 'a' || lower > 'f')) return false;
            }
            if (group.size() > 4) return false;
            groups += !group.empty();
        }
        return shortened ? groups <= 7 : groups == 8;
    }
    const std::vector<std::string> parts = split(text, '.');
    if (parts.size() != 4) return false;
    for (const std::string& part : parts) {
        std::int64_t n = 0;
        if (part.empty() || part.size() > 3 || !is_digit(part[0]) || !parse_int(part, n) ||
            n > 255) {
            return false;
        }
    }
    return true;
}

}  // namespace podfall
