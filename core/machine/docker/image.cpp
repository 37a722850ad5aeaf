// Registries' images and pulls.
#include "core/machine/docker/image.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/machine/docker/catalogue.h"
#include "core/machine/host/program.h"

namespace podfall {

namespace {

// 64 hexadecimal digits derived from a text.
std::string digest(std::string_view text) {
    std::string out;
    Random random{.state = 0};
    Hasher h;
    h.add(text);
    random.state = h.value();
    return random_hex(random, 64);
}

std::string_view repository(std::string_view image) {
    const auto colon = image.rfind(':');
    const auto slash = image.rfind('/');
    if (colon == std::string_view::npos) return image;
    if (slash != std::string_view::npos && colon < slash) return image;
    return image.substr(0, colon);
}

struct Size {
    const char* repository;
    std::int64_t bytes;
};
constexpr Size sizes[] = {
    {"k8s.gcr.io/kube-apiserver", 121665018},
    {"k8s.gcr.io/kube-controller-manager", 116257466},
    {"k8s.gcr.io/kube-scheduler", 46384634},
    {"k8s.gcr.io/kube-proxy", 118400199},
    {"k8s.gcr.io/etcd", 253392289},
    {"k8s.gcr.io/coredns", 45227747},
    {"k8s.gcr.io/pause", 682696},
    {"calico/node", 162473213},
    {"calico/cni", 128377105},
    {"calico/pod2daemon-flexvol", 21674145},
    {"calico/kube-controllers", 48034216},
    {"nginx", 141812353},
    {"busybox", 1239820},
    {"alpine", 5537741},
};

// A registry that no machine of the lab can reach. Models net/http's and Go 1.13's net errors.
std::string unreachable(std::string_view host) {
    const bool number = host.find_first_not_of("0123456789.:") == std::string_view::npos;
    const bool local = host.substr(0, host.find(':')) == "localhost" || host.rfind("127.", 0) == 0;
    const bool has_port = contains(host, ":");
    const std::string at = cat(local ? "127.0.0.1" : host.substr(0, host.find(':')), ":",
                               has_port ? host.substr(host.find(':') + 1)
                               : local  ? "80"
                                        : "443");
    const std::string request = cat("Error response from daemon: Get ", local ? "http" : "https",
                                    "://", host, "/v2/: dial tcp");
    if (number || local) return cat(request, " ", at, ": connect: connection refused");
    return cat(request, ": lookup ", host.substr(0, host.find(':')),
               " on 1.1.1.1:53: no such host");
}

}  // namespace

std::string with_tag(std::string_view image) {
    std::string text = familiar_image(image);
    if (contains(text, "@") || repository(text) != text) return text;
    return text + ":latest";
}

const Image* find_image(const Machine& machine, std::string_view image) {
    const std::string wanted = with_tag(image);
    for (const auto& [id, have] : machine.images)
        for (const std::string& tag : have.tags)
            if (tag == wanted || id == image) return &have;
    return nullptr;
}

void add_image(Machine& machine, std::string_view image) {
    const std::string tag = with_tag(image);
    Image added{.id = "sha256:" + digest(tag), .tags = {tag}, .bytes = 52428800};
    for (const Size& s : sizes)
        if (repository(tag) == s.repository) added.bytes = s.bytes;
    added.created = from_civil(2021, 1, 13);
    const std::string id = added.id;
    machine.images.set(id, std::move(added));
}

std::string pull_problem(std::string_view image) {
    const std::string full = with_tag(image);
    const std::string_view host = registry_host(full);
    if (!host.empty() && !is_registry(host)) return unreachable(host);
    const std::size_t at = full.find('@');
    const std::string name(repository(std::string_view(full).substr(0, at)));
    const CatalogueImage* known = find_in_catalogue(full);
    if (!known)
        return cat("Error response from daemon: pull access denied for ", name,
                   ", repository does not exist or may require 'docker login': denied: requested "
                   "access to the resource is denied");
    if (at == std::string::npos &&
        !matches_tag(known->tags, std::string_view(full).substr(name.size() + 1)))
        return cat("Error response from daemon: manifest for ", full,
                   " not found: manifest unknown: manifest unknown");
    return "";
}

std::string pullable_id(const Image& image) {
    if (image.tags.empty()) return "docker://" + image.id;
    const std::string name(repository(image.tags[0]));
    return cat("docker-pullable://", name, "@sha256:", digest(image.id));
}

}  // namespace podfall
