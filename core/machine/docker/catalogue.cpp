// Finding images in the catalogue, and their tags.
#include "core/machine/docker/catalogue.h"

#include "core/base/text.h"

namespace podfall {

namespace {

bool starts_with(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

// "nginx" of "docker.io/library/nginx:1.20@sha256:..."
std::string_view catalogue_name(std::string_view image) {
    image = image.substr(0, image.find('@'));
    const auto colon = image.rfind(':');
    const auto slash = image.rfind('/');
    if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash))
        image = image.substr(0, colon);
    for (std::string_view prefix : {"docker.io/", "index.docker.io/", "library/"})
        if (starts_with(image, prefix)) image.remove_prefix(prefix.size());
    return image;
}

bool matches(std::string_view pattern, std::string_view text);

// A number without leading zeros, and then the rest of the pattern.
bool matches_range(std::string_view range, std::string_view rest, std::string_view text) {
    const std::size_t dots = range.find("..");
    std::int64_t low = 0, high = 0, value = 0;
    parse_int(range.substr(0, dots), low);
    parse_int(range.substr(dots + 2), high);
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || (digits > 1 && text[0] == '0')) return false;
    return parse_int(text.substr(0, digits), value) && value >= low && value <= high &&
           matches(rest, text.substr(digits));
}

// The length of a text up to a separator outside of its braces.
std::size_t outer_find(std::string_view text, char separator) {
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == separator && depth == 0) return i;
        depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
    }
    return text.size();
}

bool matches(std::string_view pattern, std::string_view text) {
    const std::size_t open = pattern.find('{');
    if (open == std::string_view::npos) return pattern == text;
    if (!starts_with(text, pattern.substr(0, open))) return false;
    text.remove_prefix(open);
    pattern.remove_prefix(open + 1);
    const std::size_t close = outer_find(pattern, '}');
    std::string_view group = pattern.substr(0, close);
    const std::string_view rest = pattern.substr(std::min(close + 1, pattern.size()));
    if (group.find_first_of("{,") == std::string_view::npos)
        return matches_range(group, rest, text);
    for (;;) {
        const std::size_t comma = outer_find(group, ',');
        if (matches(cat(group.substr(0, comma), rest), text)) return true;
        if (comma == group.size()) return false;
        group.remove_prefix(comma + 1);
    }
}

}  // namespace

bool matches_tag(std::string_view patterns, std::string_view tag) {
    while (!patterns.empty()) {
        const std::size_t end = std::min(patterns.find(' '), patterns.size());
        if (matches(patterns.substr(0, end), tag)) return true;
        patterns.remove_prefix(std::min(end + 1, patterns.size()));
    }
    return false;
}

const CatalogueImage* find_in_catalogue(std::string_view image) {
    const std::string_view name = catalogue_name(image);
    for (std::size_t i = 0; i < catalogue_size; ++i)
        if (name == catalogue[i].name) return &catalogue[i];
    return nullptr;
}

bool is_registry(std::string_view host) {
    for (std::string_view known :
         {"docker.io", "index.docker.io", "registry-1.docker.io", "k8s.gcr.io", "registry.k8s.io",
          "gcr.io", "us.gcr.io", "eu.gcr.io", "asia.gcr.io", "quay.io", "ghcr.io",
          "mcr.microsoft.com", "public.ecr.aws", "docker.elastic.co", "registry.gitlab.com",
          "registry.access.redhat.com", "registry.redhat.io"})
        if (host == known) return true;
    return false;
}

std::string_view registry_host(std::string_view image) {
    const std::size_t slash = image.find('/');
    if (slash == std::string_view::npos) return {};
    const std::string_view host = image.substr(0, slash);
    return host == "localhost" || host.find_first_of(".:") != std::string_view::npos
               ? host
               : std::string_view();
}

bool lacks_setting(const CatalogueImage& image, const std::vector<std::string>& environment) {
    const std::vector<std::string> names = split_words(image.needs);
    for (const std::string& name : names)
        for (const std::string& pair : environment) {
            const std::string_view left = std::string_view(pair).substr(0, pair.find('='));
            if ((left == name || left == cat(name, "_FILE")) && pair.size() > left.size() + 1)
                return false;
        }
    return !names.empty();
}

}  // namespace podfall
