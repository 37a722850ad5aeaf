// Generates ConfigMaps and Secrets from literals and files.
#include "core/terminal/kubectl/kustomize/generator.h"

#include "core/base/base64.h"
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/kubectl/client/json.h"

namespace podfall::kube {

namespace {

struct Pair {
    std::string key, value;
};

// strings.Trim(text, "\"'")
std::string without_quotes(std::string_view text) {
    const std::size_t first = text.find_first_not_of("\"'");
    if (first == text.npos) return "";
    return std::string(text.substr(first, text.find_last_not_of("\"'") - first + 1));
}

// [LITERAL OTHER], as Go prints a list.
std::string go_list(const Json& list) {
    std::vector<std::string> texts;
    for (const Json& item : items(list)) texts.push_back(text_of(item));
    return cat("[", join(texts, " "), "]");
}

bool read_env(CommandContext& ctx, const Kustomization& from, const std::string& path,
              std::vector<Pair>& out, std::string& error) {
    std::string text;
    if (path.empty()) return true;
    if (!load_file(ctx, from.folder, path, text, error)) {
        error = cat("env source file: ", path, ": ", error);
        return false;
    }
    for (const std::string& line : split_lines(text)) {
        const std::size_t first = line.find_first_not_of(" \t");
        if (first == std::string::npos || line[first] == '#') continue;
        const std::size_t equals = line.find('=');
        const std::string key = line.substr(first, equals - first);
        out.push_back({key, equals == std::string::npos ? ctx.env(key) : line.substr(equals + 1)});
    }
    return true;
}

bool read_literals(const Json& literals, std::vector<Pair>& out, std::string& error) {
    for (const Json& literal : items(literals)) {
        const std::string text = text_of(literal);
        const std::size_t equals = text.find('=');
        if (equals == 0 || equals == std::string::npos) {
            error = cat("literal sources ", go_list(literals), ": invalid literal source ", text,
                        ", expected key=value");
            return false;
        }
        out.push_back({text.substr(0, equals), without_quotes(text.substr(equals + 1))});
    }
    return true;
}

bool read_files(CommandContext& ctx, const Kustomization& from, const Json& files,
                std::vector<Pair>& out, std::string& error) {
    const auto fail = [&](std::string_view why) {
        error = cat("file sources: ", go_list(files), ": ", why);
        return false;
    };
    for (const Json& file : items(files)) {
        const std::string text = text_of(file);
        const std::size_t equals = text.find('=');
        const std::string path = equals == std::string::npos ? text : text.substr(equals + 1);
        if (contains(path, "=")) return fail("key names or file paths cannot contain '='");
        if (equals == 0) return fail(cat("key name for file path ", path, " missing"));
        if (path.empty())
            return fail(cat("file path for key name ", text.substr(0, equals), " missing"));
        Pair pair{equals == std::string::npos ? base_name(path) : text.substr(0, equals), {}};
        std::string why;
        if (!load_file(ctx, from.folder, path, pair.value, why)) return fail(why);
        out.push_back(std::move(pair));
    }
    return true;
}

// Whether these are complete characters of UTF-8.
bool is_text(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size();) {
        const auto lead = static_cast<unsigned char>(bytes[i]);
        const std::size_t more = lead < 0x80   ? 0
                                 : lead < 0xc2 ? 9
                                 : lead < 0xe0 ? 1
                                 : lead < 0xf0 ? 2
                                 : lead < 0xf5 ? 3
                                               : 9;
        if (more > bytes.size() - i - 1) return false;
        for (std::size_t j = 1; j <= more; ++j)
            if ((static_cast<unsigned char>(bytes[i + j]) & 0xc0) != 0x80) return false;
        i += more + 1;
    }
    return true;
}

bool is_key(std::string_view key) {
    constexpr std::string_view allowed =
        "-._abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    return !key.empty() && key.size() <= 253 && key != "." && key.substr(0, 2) != ".." &&
           key.find_first_not_of(allowed) == key.npos;
}

// Puts values into data, or into binaryData when they are not text.
bool fill(const std::vector<Pair>& pairs, bool secret, Json& object, std::string& error) {
    Json data = Json::object(), binary = Json::object();
    for (const Pair& p : pairs) {
        if (!is_key(p.key)) {
            error = cat(quote(p.key), " is not a valid key name for a ",
                        secret ? "Secret" : "ConfigMap",
                        ": a valid config key must consist of alphanumeric characters, '-', '_' "
                        "or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for "
                        "validation is '[-._a-zA-Z0-9]+')");
            return false;
        }
        const bool text = is_text(p.value);
        Json& into = secret || text ? data : binary;
        if (into.contains(p.key)) {
            error = cat("cannot add key ", p.key, ", another key by that name already exists");
            if (!secret) error += cat(": ", go_map(into).substr(1, go_map(into).size() - 2));
            return false;
        }
        into[p.key] = secret || !text ? base64_encode(p.value) : p.value;
    }
    if (!data.empty()) object["data"] = std::move(data);
    if (!binary.empty()) object["binaryData"] = std::move(binary);
    return true;
}

}  // namespace

bool generated(CommandContext& ctx, const Kustomization& from, const Json& wanted, bool secret,
               Json& object, std::string& error) {
    object = {{"apiVersion", "v1"},
              {"kind", secret ? "Secret" : "ConfigMap"},
              {"metadata", {{"name", text_at(wanted, "name")}}}};
    if (const std::string n = text_at(wanted, "namespace"); !n.empty())
        object["metadata"]["namespace"] = n;
    if (secret) {
        const std::string type = text_at(wanted, "type");
        object["type"] = type.empty() ? "Opaque" : type;
    }
    for (const char* field : {"labels", "annotations"})
        if (const Json& more = at(from.json, cat("generatorOptions.", field));
            more.is_object() && !more.empty())
            object["metadata"][field] = more;
    std::vector<Pair> pairs;
    return read_env(ctx, from, text_at(wanted, "env"), pairs, error) &&
           read_literals(at(wanted, "literals"), pairs, error) &&
           read_files(ctx, from, at(wanted, "files"), pairs, error) &&
           fill(pairs, secret, object, error);
}

void take_over(Kustomized& old, Kustomized& made, bool merge) {
    const Json before = std::move(old.object);
    old.object = std::move(made.object);
    for (const char* field : {"metadata.labels", "metadata.annotations"}) {
        Json both = at(before, field);
        if (!both.is_object()) both = Json::object();
        if (const Json& more = at(old.object, field); more.is_object()) both.update(more);
        if (!both.empty()) edit(old.object, field) = both;
    }
    edit(old.object, "metadata.name") = at(before, "metadata.name");
    if (!merge) return;
    Json data = at(old.object, "data");
    if (!data.is_object()) data = Json::object();
    Json all = at(before, "data");
    if (!all.is_object()) all = Json::object();
    all.update(data);
    old.object["data"] = std::move(all);
}

}  // namespace podfall::kube
