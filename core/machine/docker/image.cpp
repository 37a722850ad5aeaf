// Registries' images and pulls.
#include "core/machine/docker/image.h"

#include "core/base/hash.h"
#include "core/base/text.h"
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

// Whether a tag exists, for the repositories whose tags users may mistype.
bool tag_exists(std::string_view tag) {
    if (tag.empty() || tag == "bad" || tag == "nope" || tag == "wrong" || tag == "nosuchtag")
        return false;
    if (tag == "latest" || tag == "stable" || tag == "mainline" || tag == "alpine") return true;
    return (tag[0] >= '0' && tag[0] <= '9') || tag[0] == 'v';
}

bool known_repository(std::string_view name) {
    for (const char* word :
         {"no-such", "nosuch", "not-exist", "notexist", "doesnotexist", "nope", "wrong", "missing"})
        if (contains(name, word)) return false;
    return true;
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
    const std::string name(repository(full));
    const std::string_view tag =
        std::string_view(full).substr(std::min(full.size(), name.size() + 1));
    if (!known_repository(name))
        return cat("Error response from daemon: pull access denied for ", name,
                   ", repository does not exist or may require 'docker login': denied: requested "
                   "access to the resource is denied");
    if (!contains(full, "@") && !tag_exists(tag))
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
