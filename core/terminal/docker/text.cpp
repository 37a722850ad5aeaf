// Formatting of docker's listings: tables, templates, times, names.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/machine/docker/image.h"
#include "core/machine/host/program.h"
#include "core/terminal/docker/client.h"
#include "core/terminal/kubectl/print/template.h"
#include "core/terminal/text/format.h"

namespace podfall::docker_cli {

namespace {

constexpr std::size_t least_width = 20,
                      gap = 3;  // docker/cli: tabwriter.NewWriter(out, 20, 1, 3, ...)

// The default commands of images.
struct ImageEntry {
    const char *repository, *path, *args;
};
constexpr ImageEntry image_entries[] = {
    {"nginx", "/docker-entrypoint.sh", "nginx|-g|daemon off;"},
    {"sysnet4admin/echo-hname", "/docker-entrypoint.sh", "nginx|-g|daemon off;"},
    {"httpd", "httpd-foreground", ""},
    {"redis", "docker-entrypoint.sh", "redis-server"},
    {"mysql", "docker-entrypoint.sh", "mysqld"},
    {"busybox", "sh", ""},
    {"alpine", "/bin/sh", ""},
    {"calico/node", "start_runit", ""},
    {"calico/kube-controllers", "/usr/bin/kube-controllers", ""},
};

std::string repository(std::string_view image) {
    const std::string text = familiar_image(image);
    const std::size_t slash = text.rfind('/'), colon = text.rfind(':');
    if (colon == std::string::npos || (slash != std::string::npos && colon < slash)) return text;
    return text.substr(0, colon);
}

const ImageEntry* entry_of(const DockerContainer& c) {
    const std::string name = repository(c.image);
    for (const ImageEntry& e : image_entries)
        if (name == e.repository) return &e;
    return nullptr;
}

// {{json .State}}, {{upper .Name}}, {{join .Args ", "}}: docker's functions on a field are
// substituted first, since the template engine is kubectl's.
// by hand since the template engine is kubectl's.
bool own_functions(std::string& text, const Json& data, std::string& error);

const Json* field(const Json& data, std::string_view path) {
    const Json* at = &data;
    for (const std::string& part : split(path, '.')) {
        if (part.empty()) continue;
        if (!at->is_object() || !at->contains(part)) return nullptr;
        at = &(*at)[part];
    }
    return at;
}

std::string plain(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string applied(std::string_view function, const Json& value, std::string_view rest) {
    if (function == "json") return value.dump();
    if (function == "lower") return to_lower(plain(value));
    if (function == "upper") {
        std::string text = plain(value);
        for (char& c : text)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        return text;
    }
    std::vector<std::string> parts;
    for (const Json& part : value) parts.push_back(plain(part));
    const std::string_view separator = trim(rest);
    return join(parts, separator.size() >= 2 ? separator.substr(1, separator.size() - 2) : " ");
}

bool own_functions(std::string& text, const Json& data, std::string& error) {
    for (std::size_t open = text.find("{{"); open != std::string::npos;
         open = text.find("{{", open + 1)) {
        const std::size_t close = text.find("}}", open);
        if (close == std::string::npos) return true;
        const std::string body(trim(std::string_view(text).substr(open + 2, close - open - 2)));
        const std::size_t blank = body.find(' ');
        const std::string function = body.substr(0, blank);
        if (blank == std::string::npos || (function != "json" && function != "lower" &&
                                           function != "upper" && function != "join"))
            continue;
        const std::string operands(trim(std::string_view(body).substr(blank)));
        const std::size_t end = operands.find(' ');
        const std::string path = operands.substr(0, end);
        const Json* value = field(data, path);
        if (!value) {
            error =
                cat("template: :1:", static_cast<std::int64_t>(open + 3), ": executing \"\" at <",
                    path, ">: map has no entry for key \"", path.substr(path.rfind('.') + 1), "\"");
            return false;
        }
        const std::string result =
            applied(function, *value,
                    end == std::string::npos ? "" : std::string_view(operands).substr(end));
        text.replace(open, close + 2 - open, cat("{{", quote(result), "}}"));
    }
    return true;
}

}  // namespace

bool run_docker_template(std::string_view text, const Json& data, std::string& out,
                         std::string& error) {
    std::string source(text);
    if (!own_functions(source, data, error)) return false;
    const auto parsed = kube::parse_template(source, error);
    return parsed && kube::run_template(*parsed, data, false, out, error);
}

bool print_formatted(CommandContext& ctx, std::string_view format, const std::vector<Json>& rows,
                     const std::vector<std::pair<std::string, std::string>>& headings,
                     int& status) {
    const std::string text = replace_all(replace_all(format, "\\t", "\t"), "\\n", "\n");
    const bool headed = text.rfind("table ", 0) == 0;
    const std::string body = headed ? text.substr(6) : text;
    std::vector<std::string> lines;
    if (headed) {
        Json names = Json::object();
        for (const auto& [name, heading] : headings) names[name] = heading;
        std::string line, error;
        run_docker_template(body, names, line, error);
        lines.push_back(line);
    }
    for (const Json& row : rows) {
        std::string line, error;
        if (!run_docker_template(body, row, line, error)) {
            ctx.err(cat("Template parsing error: ", error, "\n"));
            status = 64;
            return false;
        }
        lines.push_back(line);
    }
    if (headed) {
        std::vector<std::vector<std::string>> cells;
        for (const std::string& line : lines) cells.push_back(split(line, '\t'));
        ctx.out(table(cells));
    } else {
        for (const std::string& line : lines) ctx.out(line + "\n");
    }
    return true;
}

std::string table(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows)
        for (std::size_t i = 0; i + 1 < row.size(); ++i) {
            if (widths.size() <= i) widths.resize(i + 1, least_width);
            widths[i] = std::max(widths[i], static_cast<std::size_t>(display_width(row[i])) + gap);
        }
    std::string out;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            out += row[i];
            if (i + 1 < row.size())
                out.append(widths[i] - static_cast<std::size_t>(display_width(row[i])), ' ');
        }
        out += '\n';
    }
    return out;
}

std::string ellipsis(std::string_view text, std::size_t length) {
    return text.size() <= length ? std::string(text) : cat(text.substr(0, length - 1), "…");
}

const char* state_word(DockerState state) {
    switch (state) {
        case DockerState::created:
            return "created";
        case DockerState::running:
            return "running";
        case DockerState::paused:
            return "paused";
        case DockerState::exited:
            break;
    }
    return "exited";
}

std::string short_id(std::string_view id) {
    if (id.rfind("sha256:", 0) == 0) id.remove_prefix(7);
    return std::string(id.substr(0, 12));
}

std::string EntryPoint::text() const {
    std::string out = path;
    for (const std::string& arg : args)
        out += cat(" ", contains(arg, " ") ? cat("'", arg, "'") : arg);
    return out;
}

EntryPoint entry_point(const DockerContainer& c) {
    if (!c.command.empty() && c.command[0][0] != '-')
        return {c.command[0], {c.command.begin() + 1, c.command.end()}};
    EntryPoint entry;
    if (const ImageEntry* known = entry_of(c)) {
        entry.path = known->path;
        if (*known->args) entry.args = split(known->args, '|');
    } else {
        const std::vector<std::string> words = split_words(program_of(c.image, {}).command_line);
        entry.path = words.empty() ? "/bin/sh" : words[0];
        if (words.size() > 1) entry.args.assign(words.begin() + 1, words.end());
    }
    if (!c.command.empty()) entry.args = c.command;
    return entry;
}

// The kubelet creates sandboxes by image name, and containers by the repository of the last pull,
// or by the ID of an image that was already present.
std::string listed_image(const DockerContainer& c) {
    const std::string image = familiar_image(c.image);
    const std::string name = repository(image);
    const bool sandbox = c.labels.find("io.kubernetes.docker.type") &&
                         *c.labels.find("io.kubernetes.docker.type") == "podsandbox";
    if (sandbox) return image;
    if (image == name || image == name + ":latest") return name;
    return c.image_id.empty() ? image : short_id(c.image_id);
}

}  // namespace podfall::docker_cli
