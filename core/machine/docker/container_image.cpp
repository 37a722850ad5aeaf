// The table of image contents.
#include "core/machine/docker/container_image.h"

#include "core/base/text.h"
#include "core/machine/docker/catalogue.h"
#include "core/machine/docker/image.h"
#include "core/machine/host/program.h"

namespace podfall {

namespace {

using Base = ImageBase;

std::string_view word_of(std::string_view image) {
    image = image.substr(image.rfind('/') + 1);
    return image.substr(0, image.find_first_of(":@"));
}

bool is_word(std::string_view words, std::string_view word) {
    return !word.empty() && contains(cat(" ", words, " "), cat(" ", word, " "));
}

Base base_of(std::string_view image) {
    const CatalogueImage* known = find_in_catalogue(image);
    const Base base = known ? known->base : Base::debian;
    // A variant: "nginx:1.20-alpine".
    const std::string tag = with_tag(image);
    const bool variant = contains(std::string_view(tag).substr(tag.rfind(':') + 1), "alpine");
    return variant && base != Base::scratch ? Base::alpine : base;
}

bool serves_nginx(std::string_view image) {
    return is_word("nginx echo-hname", word_of(image));
}

// Programs that are not bash builtins and that the terminal implements.
constexpr const char* everywhere =
    "sh [ awk base64 basename cat chmod clear cp cut date df diff dirname echo egrep env false "
    "fgrep find grep head "
    "hostname id ls mkdir mv nl nohup nproc printenv printf pwd readlink rm rmdir sed seq sleep "
    "sort stat tac tail tar tee "
    "test touch tr true uname uniq wc which whoami xargs yes";
constexpr const char* of_busybox =
    "ash httpd ip kill less more nc nslookup ping ps reset rev top tree uptime vi watch wget";

// The slim and the alpine variant of an image that is otherwise built on buildpack-deps.
bool is_small(std::string_view image, const CatalogueImage& known) {
    const std::string_view tag = image.substr(std::min(image.rfind(':'), image.size()));
    return std::string_view(known.tools) == "curl wget" &&
           (contains(tag, "slim") || contains(tag, "alpine"));
}

bool tool_of(Base base, std::string_view image, std::string_view name) {
    if (base == Base::scratch) return false;
    const CatalogueImage* known = find_in_catalogue(image);
    if (known && is_word(known->tools, name) && !is_small(image, *known)) return true;
    if (is_word(everywhere, name) || (name == "perl" && word_of(image) == "perl")) return true;
    if (base == Base::busybox || base == Base::alpine) {
        if (is_word(of_busybox, name) || (name == "getent" && base == Base::alpine)) return true;
    } else if (is_word("bash getent more who", name) || (base == Base::debian && name == "dash") ||
               (base == Base::red_hat && name == "ps")) {
        return true;
    }
    if (name == "curl" && base == Base::debian) return serves_nginx(image);
    return name == "nginx" && serves_nginx(image);
}

struct ImageFile {
    const char* path;
    const char* content;  // null: a folder
    const char* of;       // the images that have it: a word, or "*"
};

// Short versions of nginx's and the distributions' files: their directives, without the rest.
constexpr ImageFile image_files[] = {
    {"/etc/passwd",
     "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n", "*"},
    {"/etc/group", "root:x:0:\nnogroup:x:65534:\n", "*"},
    {"/etc/os-release",
     "PRETTY_NAME=\"Debian GNU/Linux 11 (bullseye)\"\nNAME=\"Debian "
     "GNU/Linux\"\nVERSION_ID=\"11\"\n"
     "VERSION=\"11 (bullseye)\"\nVERSION_CODENAME=bullseye\nID=debian\n",
     "debian"},
    {"/etc/debian_version", "11.4\n", "debian"},
    {"/etc/os-release",
     "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.16.2\nPRETTY_NAME=\"Alpine Linux v3.16\"\n",
     "alpine"},
    {"/etc/alpine-release", "3.16.2\n", "alpine"},
    {"/home", nullptr, "*"},
    {"/proc", nullptr, "*"},
    {"/sys", nullptr, "*"},
    {"/var", nullptr, "*"},
    {"/var/log", nullptr, "*"},
    {"/var/www", nullptr, "*"},
    {"/opt", nullptr, "debian"},
    {"/run", nullptr, "debian"},
    {"/srv", nullptr, "debian"},
    {"/mnt", nullptr, "debian"},
    {"/docker-entrypoint.sh", "#!/bin/sh\nexec \"$@\"\n", "nginx"},
    {"/docker-entrypoint.d", nullptr, "nginx"},
    {"/etc/nginx/nginx.conf",
     "user  nginx;\nworker_processes  auto;\n\nerror_log  /var/log/nginx/error.log notice;\npid    "
     "    /var/run/nginx.pid;\n\n"
     "events {\n    worker_connections  1024;\n}\n\nhttp {\n    include       "
     "/etc/nginx/mime.types;\n"
     "    default_type  application/octet-stream;\n    access_log  /var/log/nginx/access.log  "
     "main;\n"
     "    sendfile        on;\n    keepalive_timeout  65;\n    include "
     "/etc/nginx/conf.d/*.conf;\n}\n",
     "nginx"},
    {"/etc/nginx/conf.d/default.conf",
     "server {\n    listen       80;\n    server_name  localhost;\n\n    location / {\n        "
     "root   /usr/share/nginx/html;\n"
     "        index  index.html index.htm;\n    }\n\n    error_page   500 502 503 504  /50x.html;\n"
     "    location = /50x.html {\n        root   /usr/share/nginx/html;\n    }\n}\n",
     "nginx"},
    {"/etc/nginx/mime.types",
     "types {\n    text/html html htm;\n    text/css css;\n    text/plain txt;\n}\n", "nginx"},
    {"/usr/share/nginx/html/index.html", welcome_page, "nginx"},
    {"/usr/share/nginx/html/50x.html",
     "<!DOCTYPE html>\n<html><head><title>Error</title></head>\n<body><h1>An error "
     "occurred.</h1></body></html>\n",
     "nginx"},
    {"/var/log/nginx/access.log", "", "nginx"},
    {"/var/log/nginx/error.log", "", "nginx"},
    {"/var/cache/nginx", nullptr, "nginx"},
    {"/run/nginx.pid", "1\n", "nginx"},
    {"/var/run/nginx.pid", "1\n", "nginx"},
    {"/usr/local/apache2/htdocs/index.html", "<html><body><h1>It works!</h1></body></html>\n",
     "httpd"},
    {"/data", nullptr, "redis"},
    {"/var/lib/mysql", nullptr, "mysql"},
};

bool holds(std::string_view image, Base base, std::string_view of) {
    if (of == "*") return base != Base::scratch;
    if (of == "debian") return base == Base::debian;
    if (of == "alpine") return base == Base::alpine;
    return of == "nginx" ? serves_nginx(image) : of == word_of(image);
}

std::string_view program_folder(Base base, std::string_view name) {
    if (name == "nginx") return "/usr/sbin";
    const bool first =
        base == Base::busybox ||
        is_word(
            "sh [ ash bash cat chmod cp date df dash echo egrep false fgrep grep hostname ls mkdir "
            "more mv ps pwd readlink rm rmdir sed sleep touch true uname kill ping netstat",
            name);
    return first ? "/bin" : "/usr/bin";
}

std::vector<std::string> programs_of(std::string_view image) {
    std::vector<std::string> found;
    for (const char* list : {everywhere, of_busybox, "bash curl dash dig getent nginx ss"})
        for (std::string& name : split_words(list))
            if (image_has_program(image, name)) found.push_back(std::move(name));
    return found;
}

// A machine's and an image's file differ only in their text.
File made(const char* content, const char* mode) {
    File f{.folder = content == nullptr, .mode = mode};
    if (content) f.content = std::make_shared<const std::string>(content);
    f.modified = from_civil(2022, 8, 2);
    return f;
}

using Layer = Table<std::string, File>;

// The layers of all images by what distinguishes them; built once.
struct Layers {
    Table<std::string, Layer> by_image;
    Layers() {
        for (const char* image :
             {"debian", "busybox", "alpine", "ubi", "nginx", "nginx:alpine", "httpd",
              "httpd:alpine", "redis", "redis:alpine", "mysql", "net-tools"}) {
            Layer layer;
            const Base base = base_of(image);
            for (const ImageFile& f : image_files)
                if (holds(image, base, f.of) && !layer.contains(std::string_view(f.path)))
                    layer.set(f.path,
                              made(f.content,
                                   f.content && f.content[0] != '#' ? "rw-r--r--" : "rwxr-xr-x"));
            for (const std::string& name : programs_of(image))
                layer.set(cat(program_folder(base, name), "/", name), made("\x7f"
                                                                           "ELF",
                                                                           "rwxr-xr-x"));
            by_image.set(image, std::move(layer));
        }
    }
};

const Layer& layer_of(std::string_view image) {
    static const Layers layers;
    static const Layer none;
    const Base base = base_of(image);
    if (base == Base::scratch) return none;
    const std::string_view name = serves_nginx(image) ? "nginx" : word_of(image);
    const bool small = base == Base::alpine && name != "net-tools";
    for (const std::string& key : {cat(name, small ? ":alpine" : ""), std::string(name)})
        if (const Layer* found = layers.by_image.find(key)) return *found;
    const char* plain = base == Base::busybox   ? "busybox"
                        : base == Base::alpine  ? "alpine"
                        : base == Base::red_hat ? "ubi"
                                                : "debian";
    return *layers.by_image.find(std::string_view(plain));
}

}  // namespace

const File* image_folder() {
    static const File folder = made(nullptr, "rwxr-xr-x");
    return &folder;
}

const File* find_image_file(std::string_view image, std::string_view path) {
    const Layer& layer = layer_of(image);
    if (const File* file = layer.find(path)) return file;
    if (path == "/") return image_folder();
    const std::string start = cat(path, "/");
    const auto it = layer.lower_bound(start);
    return it != layer.end() && it->key.rfind(start, 0) == 0 ? image_folder() : nullptr;
}

std::vector<std::string> list_image_folder(std::string_view image, std::string_view folder) {
    std::vector<std::string> names;
    const std::string start = folder == "/" ? "/" : cat(folder, "/");
    const Layer& layer = layer_of(image);
    for (auto it = layer.lower_bound(start); it != layer.end() && it->key.rfind(start, 0) == 0;
         ++it) {
        const std::string rest = it->key.substr(start.size());
        std::string name = rest.substr(0, rest.find('/'));
        if (names.empty() || names.back() != name) names.push_back(std::move(name));
    }
    if (folder == "/") names.insert(names.end(), {"dev", "root", "tmp"});
    return names;
}

bool image_has_program(std::string_view image, std::string_view name) {
    return tool_of(base_of(image), image, name);
}

std::string program_path(const DockerContainer& container, std::string_view name) {
    return image_has_program(container.image, name)
               ? cat(program_folder(base_of(container.image), name), "/", name)
               : std::string();
}

bool image_is_known(std::string_view image) {
    const CatalogueImage* known = find_in_catalogue(image);
    return (known && known->run == ImageRun::shell) || serves_nginx(image) ||
           is_word("httpd redis mysql hello-world", word_of(image));
}

bool is_usual_tool(std::string_view program) {
    return is_word(everywhere, program) || is_word(of_busybox, program) ||
           is_word("bash curl dash dig getent ss", program);
}

bool belongs_to_cluster(std::string_view image) {
    const CatalogueImage* known = find_in_catalogue(image);
    return known && known->run == ImageRun::cluster;
}

bool only_in_containers(std::string_view program) {
    return is_word("nginx wget", program);
}

bool is_program_folder(std::string_view folder) {
    return is_word("/bin /sbin /usr/bin /usr/sbin /usr/local/bin /usr/local/sbin", folder);
}

bool is_busybox(std::string_view image) {
    const Base base = base_of(image);
    return base == Base::busybox || base == Base::alpine;
}

std::vector<std::string> image_environment(std::string_view image) {
    std::vector<std::string> out;
    const std::string path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    out.push_back(cat("PATH=", word_of(image) == "httpd" ? "/usr/local/apache2/bin:" : "", path));
    if (const CatalogueImage* known = find_in_catalogue(image))
        for (std::string& pair : split_words(known->environment)) out.push_back(std::move(pair));
    if (serves_nginx(image)) {
        out.push_back(cat("NGINX_VERSION=", nginx_version(image)));
        out.emplace_back("NJS_VERSION=0.7.6");
        out.emplace_back("PKG_RELEASE=1~bullseye");
    }
    return out;
}

std::string nginx_version(std::string_view image) {
    const std::size_t colon = image.rfind(':');
    const std::string tag(colon == std::string_view::npos ? "" : image.substr(colon + 1));
    const bool numeric =
        !tag.empty() && tag[0] >= '0' && tag[0] <= '9' && split(tag, '.').size() == 3;
    return numeric ? tag.substr(0, tag.find('-')) : "1.23.1";
}

}  // namespace podfall
