// The documents of -f: files, directories, standard input.
#include <nlohmann/json.hpp>

#include "core/api/format/yaml.h"
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/net/network.h"
#include "core/terminal/kubectl/client/builder.h"
#include "core/terminal/kubectl/client/json.h"

namespace podfall::kube {

namespace {

bool known_extension(const std::string& path) {
    for (const char* extension : {".json", ".yaml", ".yml"}) {
        const std::string_view e = extension;
        if (path.size() > e.size() && path.compare(path.size() - e.size(), e.size(), e) == 0) {
            return true;
        }
    }
    return false;
}

// The paths of files below a directory, in the order of filepath.Walk.
void walk(Kubectl& k, const std::string& shown, bool recursive, std::vector<std::string>& out) {
    for (const FolderEntry& entry : list_folder(k.ctx.machine(), k.ctx.absolute(shown))) {
        const std::string path = shown == "."          ? entry.name
                                 : shown.back() == '/' ? cat(shown, entry.name)
                                                       : cat(shown, "/", entry.name);
        if (entry.file->folder) {
            if (recursive) walk(k, path, recursive, out);
        } else if (known_extension(path)) {
            out.push_back(path);
        }
    }
}

std::string host_of(const std::string& url) {
    const std::string rest = url.substr(url.find("://") + 3);
    return rest.substr(0, rest.find_first_of("/:"));
}

// "HOST:PORT" of a URL that names its host by address; nothing in the lab serves files there.
std::string refused_by(const std::string& url) {
    const std::string rest = url.substr(url.find("://") + 3);
    std::uint32_t ignored = 0;
    return parse_ipv4(host_of(url), ignored) ? rest.substr(0, rest.find('/')) : std::string();
}

// The lab has no network: which of its own files may be meant.
std::string files_at_hand(Kubectl& k, const std::string& url) {
    constexpr std::size_t most = 10;
    const std::string wanted = base_name(url.substr(0, url.find_first_of("?#")));
    std::vector<std::string> paths;
    for (const auto& [path, file] : k.ctx.machine().files) {
        const std::size_t dot = path.rfind('.');
        const std::string_view extension =
            dot == std::string::npos ? "" : std::string_view(path).substr(dot);
        const bool manifest = extension == ".yaml" || extension == ".yml" || extension == ".json";
        if (file.folder || !manifest || path.rfind("/root/", 0) != 0 ||
            path.rfind("/root/.", 0) == 0)
            continue;
        if (base_name(path) == wanted)
            return cat("This lab has no network. The file is here: kubectl apply -f ", path);
        paths.push_back(path);
    }
    if (paths.empty()) return "This lab has no network, and there are no manifests in /root.";
    if (paths.size() > most) paths.resize(most);
    return cat("This lab has no network. Manifests that are here: ", join(paths, ", "));
}

}  // namespace

std::vector<Document> parse_documents(const std::string& text, const std::string& source) {
    std::vector<Document> out;
    for (const std::string& part : split_yaml(text)) {
        Document d;
        d.source = source;
        Json json;
        std::string error;
        // Text that begins with a brace is read as JSON.
        const std::size_t first = part.find_first_not_of(" \t\r\n");
        const bool braced = first != part.npos && part[first] == '{';
        if (braced) json = Json::parse(part, nullptr, false);
        if (braced ? json.is_discarded() : !yaml_to_json(part, json, error)) {
            std::string why =
                braced ? json_syntax_error(part) : cat("error converting YAML to JSON: ", error);
            // The line is counted within what the decoder has not consumed: 0, except for long
            // files.
            if (why == "unexpected end of JSON input")
                why = "unexpected EOF";
            else if (braced && out.empty())
                why = cat("json: line 0: ", why);
            d.error = plain_error(cat("error parsing ", source, ": ", why));
            out.push_back(std::move(d));
            return out;
        }
        if (json.is_null()) continue;
        d.json = std::make_shared<Json>(std::move(json));
        out.push_back(std::move(d));
    }
    return out;
}

std::string all_input(Kubectl& k) {
    return std::string(k.ctx.input());
}

bool read_documents(Kubectl& k, const std::vector<std::string>& filenames, bool recursive,
                    std::vector<std::vector<Document>>& files, bool& single_implied, Error& error) {
    int streams = 0;
    bool folder = false;
    for (const std::string& name : filenames) {
        if (name == "-") {
            files.push_back(parse_documents(all_input(k), "STDIN"));
            ++streams;
            continue;
        }
        if (name.rfind("http://", 0) == 0 || name.rfind("https://", 0) == 0) {
            if (!refused_by(name).empty()) {
                error.kind = Error::Kind::no_match;
                error.message = cat("The connection to the server ", refused_by(name),
                                    " was refused - did you specify the right host or port?");
                return false;
            }
            // The lab's machines have no name server that resolves external hosts.
            error = plain_error(cat("unable to read URL ", quote(name), ": dial tcp: lookup ",
                                    host_of(name), ": no such host\n", files_at_hand(k, name)));
            return false;
        }
        const std::string path = k.ctx.absolute(name);
        const File* file = find_file(k.ctx.machine(), path);
        if (!file) {
            error = plain_error(cat("the path ", quote(name), " does not exist"));
            return false;
        }
        std::vector<std::string> paths;
        if (file->folder) {
            walk(k, name, recursive, paths);
            folder = true;
        } else {
            paths.push_back(name);
        }
        if (paths.empty()) {
            error = plain_error(cat("error reading [", name,
                                    "]: recognized file extensions are [.json .yaml .yml]"));
            return false;
        }
        for (const std::string& p : paths) {
            std::string text, why;
            k.ctx.read_file(k.ctx.absolute(p), text, why);
            files.push_back(parse_documents(text, p));
        }
    }
    single_implied = !folder && streams == 0 && files.size() == 1;
    return true;
}

}  // namespace podfall::kube
