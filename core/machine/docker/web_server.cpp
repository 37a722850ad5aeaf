// nginx and Apache httpd: configuration, pages and logs.
#include "core/machine/docker/web_server.h"

#include "core/base/text.h"
#include "core/machine/docker/container_image.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/docker/image.h"

namespace podfall {

namespace {

constexpr const char* configuration = "/etc/nginx/nginx.conf";
constexpr const char* servers_folder = "/etc/nginx/conf.d";

const char* reason(int code) {
    switch (code) {
        case 301:
            return "Moved Permanently";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Not Allowed";
        default:
            return code >= 500 ? "Internal Server Error" : "OK";
    }
}

// The texts of *.conf in a directory of a container: from a mount, or its layer over the image.
std::string server_texts(const Machine& machine, const DockerContainer& c) {
    const Place place = place_of(machine, cat(c.id, ":", servers_folder));
    const std::string start = place.path + "/";
    std::string all, text;
    for (auto it = machine.files.lower_bound(start);
         it != machine.files.end() && it->key.rfind(start, 0) == 0; ++it)
        if (it->value.content && !is_whiteout(it->value)) all += *it->value.content;
    // The image's files, and single files mounted next to them.
    const std::string usual = cat(servers_folder, "/default.conf");
    if (place.layer && !machine.files.contains(start + "default.conf") &&
        read_container_file(machine, cat(c.id, ":", usual), text))
        all += text;
    for (const ContainerMount& m : c.mounts)
        if (place.layer && m.target != usual && m.target.rfind(cat(servers_folder, "/"), 0) == 0 &&
            read_container_file(machine, cat(c.id, ":", m.target), text))
            all += text;
    return all;
}

// A "server" block of a configuration, as far as it affects responses.
struct WebSite {
    std::vector<int> ports;
    std::string root = "/usr/share/nginx/html", text;
    int code = 0;  // of `return`
};

std::vector<std::string> tokens_of(std::string_view text) {
    std::vector<std::string> out;
    for (const std::string& line : split_lines(text)) {
        std::string bare = line.substr(0, line.find('#'));
        for (const char* mark : {"{", "}", ";"})
            bare = replace_all(bare, mark, cat(" ", mark, " "));
        for (std::string& word : split_words(bare)) out.push_back(std::move(word));
    }
    return out;
}

std::string bare(std::string_view text) {
    if (text.size() > 1 && (text[0] == '"' || text[0] == '\''))
        text = text.substr(1, text.size() - 2);
    return replace_all(text, "\\n", "\n");
}

void take_directive(WebSite& site, const std::vector<std::string>& words, bool everywhere) {
    std::int64_t n = 0;
    if (words[0] == "listen" && words.size() > 1 &&
        parse_int(words[1].substr(words[1].rfind(':') + 1), n))
        site.ports.push_back(static_cast<int>(n));
    if (!everywhere || words.size() < 2) return;
    if (words[0] == "root") site.root = words[1];
    if (words[0] == "return" && parse_int(words[1], n)) {
        site.code = static_cast<int>(n);
        site.text = bare(join({words.begin() + 2, words.end()}, " "));
    }
}

std::vector<WebSite> web_sites(const Machine& machine, const DockerContainer& c) {
    std::string text;
    read_container_file(machine, cat(c.id, ":", configuration), text);
    if (contains(text, "conf.d")) text += server_texts(machine, c);
    std::vector<WebSite> sites;
    std::vector<std::string> words, blocks;
    for (const std::string& token : tokens_of(text)) {
        if (token == "{") {
            blocks.push_back(join(words, " "));
            if (blocks.back() == "server") sites.emplace_back();
        } else if (token == "}") {
            if (!blocks.empty()) blocks.pop_back();
        } else if (token == ";") {
            const bool location = !blocks.empty() && blocks.back().rfind("location", 0) == 0;
            if (!sites.empty() && !words.empty())
                take_directive(sites.back(), words, !location || blocks.back() == "location /");
        } else {
            words.push_back(token);
            continue;
        }
        words.clear();
    }
    for (WebSite& site : sites)
        if (site.ports.empty()) site.ports.push_back(80);
    return sites;
}

WebAnswer failure(int code, std::string_view server) {
    const std::string title = cat(code, " ", reason(code));
    return {
        .code = code,
        .body = cat("<html>\r\n<head><title>", title, "</title></head>\r\n<body>\r\n<center><h1>",
                    title, "</h1></center>\r\n<hr><center>", server,
                    "</center>\r\n</body>\r\n</html>\r\n")};
}

std::string type_of(std::string_view path) {
    constexpr std::pair<const char*, const char*> types[] = {
        {".html", "text/html"}, {".htm", "text/html"},         {".txt", "text/plain"},
        {".css", "text/css"},   {".json", "application/json"}, {".js", "application/javascript"},
        {".xml", "text/xml"},   {".svg", "image/svg+xml"},     {".png", "image/png"}};
    for (const auto& [end, type] : types)
        if (path.size() >= std::string_view(end).size() &&
            path.substr(path.size() - std::string_view(end).size()) == end)
            return type;
    return "application/octet-stream";
}

bool is_folder(const Machine& machine, const DockerContainer& c, const std::string& path) {
    const Place place = place_of(machine, path);
    if (const File* f = machine.files.find(place.path)) return f->folder;
    const auto it = machine.files.lower_bound(place.path + "/");
    if (it != machine.files.end() && it->key.rfind(place.path + "/", 0) == 0 &&
        !is_whiteout(it->value))
        return true;
    const File* image = place.layer ? image_file(c, inside_of(path)) : nullptr;
    return image && image->folder;
}

WebAnswer serve(const Machine& machine, const DockerContainer& c, std::string root,
                std::string path, const std::string& server) {
    path = path.substr(0, path.find('?'));
    if (contains(path, "/..")) return failure(404, server);
    while (root.size() > 1 && root.back() == '/') root.pop_back();
    const std::string whole = cat(c.id, ":", root, path == "/" ? "" : path);
    WebAnswer a;
    const bool folder = whole.back() == '/' || is_folder(machine, c, whole);
    if (folder && path.back() != '/') {
        a = failure(301, server);
        a.location = path + "/";
        return a;
    }
    const std::string file =
        folder ? cat(whole, whole.back() == '/' ? "" : "/", "index.html") : whole;
    if (!read_container_file(machine, file, a.body))
        return failure(folder && is_folder(machine, c, file.substr(0, file.rfind('/'))) ? 403 : 404,
                       server);
    a.type = type_of(file);
    const File* own = machine.files.find(place_of(machine, file).path);
    a.modified = own ? own->modified : from_civil(2022, 7, 19, 14, 5, 27);
    return a;
}

}  // namespace

std::vector<int> nginx_ports(const Machine& machine, const DockerContainer& container) {
    std::vector<int> ports;
    for (const WebSite& site : web_sites(machine, container))
        ports.insert(ports.end(), site.ports.begin(), site.ports.end());
    return ports;
}

WebAnswer web_answer(const Machine& machine, const DockerContainer& container,
                     const Process& process, std::string_view method, std::string_view path,
                     int port) {
    const bool nginx = process.program == "nginx";
    const std::string server =
        nginx ? cat("nginx/", nginx_version(container.image)) : "Apache/2.4.54 (Unix)";
    if (method != "GET" && method != "HEAD") return failure(405, server);
    if (contains(container.image, "echo-hname"))
        return {.body = host_name_of(machine, container) + "\n", .type = "text/plain"};
    if (!nginx)
        return serve(machine, container, "/usr/local/apache2/htdocs", std::string(path), server);
    for (const WebSite& site : web_sites(machine, container)) {
        bool mine = false;
        for (int p : site.ports) mine = mine || p == port;
        if (!mine) continue;
        if (site.code >= 300 && site.code < 400) {
            WebAnswer a = failure(site.code, server);
            a.location = site.text;
            return a;
        }
        if (site.code != 0)
            return site.text.empty()
                       ? failure(site.code, server)
                       : WebAnswer{.code = site.code, .body = site.text, .type = "text/plain"};
        return serve(machine, container, site.root, std::string(path), server);
    }
    return failure(404, server);
}

std::string access_line(Time now, std::string_view client, std::string_view method,
                        std::string_view path, const WebAnswer& answer, std::string_view agent) {
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const CivilTime t = civil_time(now);
    const auto two = [](int n) { return pad_left(to_text(n), 2, '0'); };
    return cat(client, " - - [", two(t.day), "/", months[t.month - 1], "/", t.year, ":",
               two(t.hour), ":", two(t.minute), ":", two(t.second), " +0000] \"", method, " ", path,
               " HTTP/1.1\" ", answer.code, " ", answer.body.size(), " \"-\" ", quote(agent),
               " \"-\"");
}

}  // namespace podfall
