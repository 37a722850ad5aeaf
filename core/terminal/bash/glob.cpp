// Pathname patterns of bash: *, ? and [sets].
#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/machine/host/files.h"
#include "core/terminal/bash/expand.h"

namespace podfall {

namespace {

bool in_class(std::string_view name, char c) {
    const bool lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z',
               digit = c >= '0' && c <= '9';
    if (name == "alpha") return lower || upper;
    if (name == "digit") return digit;
    if (name == "alnum") return lower || upper || digit;
    if (name == "lower") return lower;
    if (name == "upper") return upper;
    if (name == "space") return c == ' ' || (c >= '\t' && c <= '\r');
    if (name == "blank") return c == ' ' || c == '\t';
    if (name == "punct") return c > ' ' && c < 127 && !lower && !upper && !digit;
    if (name == "xdigit") return digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (name == "print") return c >= ' ' && c < 127;
    return false;
}

// Whether `c` is in the set that begins at "[". Moves `at` past it; npos if it is not closed.
bool in_set(std::string_view pattern, std::size_t& at, char c) {
    std::size_t i = at + 1;
    const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
    if (negated) ++i;
    bool found = false;
    for (bool first = true; i < pattern.size() && (first || pattern[i] != ']'); first = false) {
        if (pattern.substr(i, 2) == "[:") {
            const std::size_t end = pattern.find(":]", i);
            if (end != std::string_view::npos) {
                found |= in_class(pattern.substr(i + 2, end - i - 2), c);
                i = end + 2;
                continue;
            }
        }
        if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
        const char low = pattern[i++];
        char high = low;
        if (i + 1 < pattern.size() && pattern[i] == '-' && pattern[i + 1] != ']') {
            high = pattern[i + 1];
            i += 2;
        }
        found |= low <= c && c <= high;
    }
    at = i < pattern.size() ? i + 1 : std::string_view::npos;
    return found != negated;
}

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
    std::size_t p = 0, t = 0, star = std::string_view::npos, star_text = 0;
    for (;;) {
        bool ok = false;
        if (p < pattern.size() && pattern[p] == '*') {
            star = ++p;
            star_text = t;
            continue;
        }
        if (p == pattern.size()) {
            if (t == text.size()) return true;
        } else if (t < text.size()) {
            if (pattern[p] == '?') {
                ok = true;
                ++p;
                t += character_length(text, t);
            } else if (std::size_t end = p;
                       pattern[p] == '[' &&
                       (ok = in_set(pattern, end, text[t]), end != std::string_view::npos)) {
                p = end;
                if (ok) ++t;
            } else {
                const std::size_t literal =
                    pattern[p] == '\\' && p + 1 < pattern.size() ? p + 1 : p;
                ok = pattern[literal] == text[t];
                p = literal + 1;
                if (ok) ++t;
            }
        }
        if (ok) continue;
        if (star == std::string_view::npos || star_text >= text.size()) return false;
        p = star;
        t = ++star_text;
    }
}

bool is_pattern(std::string_view pattern) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\')
            ++i;
        else if (pattern[i] == '*' || pattern[i] == '?' || pattern[i] == '[')
            return true;
    }
    return false;
}

std::string remove_escapes(std::string_view pattern) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
        out += pattern[i];
    }
    return out;
}

std::vector<std::string> expand_path(const Machine& machine, const std::string& folder,
                                     const std::string& pattern) {
    std::vector<std::string> found = {pattern[0] == '/' ? "/" : ""};
    const std::vector<std::string> parts = split(pattern, '/');
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].empty()) continue;
        const bool last = i + 1 == parts.size();
        std::vector<std::string> next;
        for (const std::string& base : found) {
            const std::string in = absolute_path(folder, base);
            if (!is_pattern(parts[i])) {
                const std::string path = base + remove_escapes(parts[i]);
                if (find_file(machine, absolute_path(folder, path)))
                    next.push_back(last ? path : path + "/");
                continue;
            }
            for (const FolderEntry& entry : list_folder(machine, in)) {
                if (entry.name[0] == '.' && parts[i][0] != '.') continue;
                if (!last && !entry.file->folder) continue;
                if (matches(parts[i], entry.name))
                    next.push_back(cat(base, entry.name, last ? "" : "/"));
            }
        }
        found = std::move(next);
    }
    if (found.empty()) found.push_back(remove_escapes(pattern));
    return found;
}

}  // namespace podfall
