// The users of images that do not run as root.
#include "core/machine/docker/image_user.h"

#include "core/machine/docker/image.h"

namespace podfall {

namespace {

struct ImageUser {
    std::string_view start;  // of the image's name; one that ends with '/' stands for all below
    const char* user;
};
constexpr ImageUser image_users[] = {
    {"nginxinc/nginx-unprivileged", "101"},
    {"bitnami/", "1001"},
    {"curlimages/curl", "curl_user"},
    {"memcached", "memcache"},
    {"prom/prometheus", "nobody"},
    {"prom/alertmanager", "nobody"},
    {"prom/node-exporter", "nobody"},
    {"grafana/grafana", "472"},
    {"jenkins/jenkins", "jenkins"},
    {"sonarqube", "sonarqube"},
    {"solr", "8983"},
    {"haproxy", "haproxy"},
    {"kubernetesui/dashboard", "1001"},
    {"kubernetesui/metrics-scraper", "1001"},
    {"k8s.gcr.io/metrics-server/metrics-server", "65534"},
    {"k8s.gcr.io/ingress-nginx/controller", "www-data"},
};

}  // namespace

std::string image_user(std::string_view image) {
    const std::string full = with_tag(image);
    for (const ImageUser& u : image_users) {
        if (full.rfind(u.start, 0) != 0) continue;
        const char next = u.start.back() == '/' ? ':' : full[u.start.size()];
        if (next == ':' || next == '@') return u.user;
    }
    return "";
}

}  // namespace podfall
