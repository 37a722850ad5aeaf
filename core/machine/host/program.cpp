// The table of programs that run without being simulated in detail.
#include "core/machine/host/program.h"

#include "core/base/text.h"
#include "core/machine/docker/catalogue.h"

namespace podfall {

namespace {

struct Known {
    const char* image;  // the end of the image's name, without its tag
    const char* program;
    const char* command;  // the image's default, as ps prints it
    int ports[4];
    Duration ready_after;
    Ending ending;
};

// Servers with known behaviour. Exit codes: Go programs without a signal handler exit with 2 when
// they are PID 1 of a container.
constexpr Known known[] = {
    {"pause", "pause", "/pause", {}, 0, {milliseconds(20), 0}},
    {"etcd", "etcd", "etcd", {2379, 2380, 2381}, milliseconds(600), {milliseconds(300), 0}},
    {"kube-apiserver", "kube-apiserver", "kube-apiserver", {6443}, never, {milliseconds(250), 0}},
    {"kube-controller-manager",
     "kube-controller-manager",
     "kube-controller-manager",
     {10257},
     seconds(1),
     {milliseconds(40), 2}},
    {"kube-scheduler",
     "kube-scheduler",
     "kube-scheduler",
     {10259},
     seconds(1),
     {milliseconds(40), 2}},
    {"kube-proxy",
     "kube-proxy",
     "/usr/local/bin/kube-proxy",
     {10249, 10256},
     milliseconds(500),
     {milliseconds(40), 2}},
    {"coredns", "coredns", "/coredns", {53, 8080, 8181, 9153}, milliseconds(400), {seconds(5), 0}},
    {"calico/node", "calico-node", "start_runit", {9099}, seconds(1), {milliseconds(300), 0}},
    {"calico/kube-controllers",
     "calico-kube-controllers",
     "/usr/bin/kube-controllers",
     {},
     0,
     {milliseconds(100), 2}},
    {"nginx",
     "nginx",
     "nginx: master process nginx -g daemon off;",
     {80},
     milliseconds(30),
     {milliseconds(80), 0}},
    {"httpd", "httpd", "httpd -DFOREGROUND", {80}, milliseconds(60), {milliseconds(80), 0}},
    {"redis", "redis", "redis-server *:6379", {6379}, milliseconds(50), {milliseconds(60), 0}},
    {"mysql", "mysqld", "mysqld", {3306}, seconds(8), {seconds(2), 0}},
    {"echo-hname",
     "nginx",
     "nginx: master process nginx -g daemon off;",
     {80},
     milliseconds(30),
     {milliseconds(80), 0}},
};

std::string_view without_tag(std::string_view image) {
    if (const auto at = image.find('@'); at != std::string_view::npos) image = image.substr(0, at);
    const auto colon = image.rfind(':');
    const auto slash = image.rfind('/');
    if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash))
        image = image.substr(0, colon);
    return image;
}

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

const Known* find_known(std::string_view image) {
    image = without_tag(image);
    for (const Known& k : known) {
        if (image == k.image) return &k;
        if (ends_with(image, cat("/", k.image))) return &k;
    }
    return nullptr;
}

// Parses sleep's durations: "5", "0.5", "2m", "infinity".
Duration sleep_time(std::string_view text) {
    Duration unit = seconds(1);
    if (!text.empty()) {
        if (text.back() == 'm') unit = minutes(1);
        if (text.back() == 'h') unit = hours(1);
        if (text.back() == 'd') unit = days(1);
        if (text.back() < '0' || text.back() > '9') text.remove_suffix(1);
    }
    const auto dot = text.find('.');
    std::int64_t whole = 0, tenth = 0;
    if (!parse_int(text.substr(0, dot), whole)) return never;
    if (dot != std::string_view::npos) parse_int(text.substr(dot + 1, 1), tenth);
    return whole * unit + tenth * unit / 10;
}

// "250M"
std::int64_t byte_count(std::string_view text) {
    std::int64_t n = 0, unit = 1;
    if (!text.empty() && contains("KkMmGg", text.substr(text.size() - 1))) {
        unit = contains("Kk", text.substr(text.size() - 1))   ? 1024
               : contains("Mm", text.substr(text.size() - 1)) ? 1 << 20
                                                              : 1 << 30;
        text.remove_suffix(1);
    }
    parse_int(text, n);
    return n * unit;
}

std::string base(std::string_view path) {
    const auto slash = path.rfind('/');
    return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

// Programs with a known duration; those that the shell interpreter can run are not among them.
Program run_words(const std::vector<std::string>& words) {
    const std::string name = base(words[0]);
    Program p{.name = name, .command_line = join(words, " "), .runs_for = never};
    if (name == "true" || name == "false") {
        p.runs_for = milliseconds(5);
        p.exit_code = name == "false";
    } else if (name == "stress") {
        for (std::size_t i = 1; i + 1 < words.size(); ++i)
            if (words[i] == "--vm-bytes") p.memory = byte_count(words[i + 1]);
    } else if (name == "sleep") {
        p.runs_for = words.size() > 1 ? sleep_time(words[1]) : 0;
    } else if (name == "perl") {
        p.runs_for = milliseconds(20);
    }
    return p;
}

}  // namespace

bool is_toolbox(std::string_view image) {
    const CatalogueImage* known = find_in_catalogue(image);
    return known && (known->run == ImageRun::shell || known->run == ImageRun::language ||
                     known->run == ImageRun::once);
}

std::string image_program(std::string_view image) {
    const Known* k = find_known(image);
    return k ? k->program : "";
}

Program program_of(std::string_view image, const std::vector<std::string>& command) {
    if (const Known* k = find_known(image)) {
        // The image's own program with flags, like the control plane's commands.
        const std::string first = command.empty() ? std::string() : base(command[0]);
        const bool own = command.empty() || first == base(k->command) || first == k->program ||
                         first[0] == '-' || first == "nginx" || command[0][0] == '-';
        if (own) {
            Program p{.name = k->program, .ready_after = k->ready_after};
            p.memory = (p.name == "mysqld" ? 350ll : p.name == "httpd" ? 6 : 3) << 20;
            p.command_line = command.size() > 1 ? join(command, " ") : std::string(k->command);
            if (command.size() > 1 && command[0][0] == '-')  // arguments of the image's entry point
                p.command_line = cat(k->command, " ", join(command, " "));
            for (int port : k->ports)
                if (port != 0) p.ports.push_back(port);
            return p;
        }
    }
    if (without_tag(image).find("calico/cni") != std::string_view::npos ||
        without_tag(image).find("calico/pod2daemon") != std::string_view::npos) {
        const std::string first = command.empty() ? std::string("flexvol.sh") : base(command[0]);
        return {.name = first, .command_line = join(command, " "), .runs_for = milliseconds(400)};
    }
    const CatalogueImage* entry = find_in_catalogue(image);
    if (!entry) return command.empty() ? run_words({base(without_tag(image))}) : run_words(command);
    const std::vector<std::string> own = split_words(entry->command);
    const std::string name = own.empty() ? base(without_tag(image)) : base(own[0]);
    const bool flags = !command.empty() && !command[0].empty() && command[0][0] == '-';
    if (!command.empty() && !flags && base(command[0]) != name) return run_words(command);
    if (!command.empty() && is_toolbox(image)) return run_words(command);
    const std::string text = *entry->command ? entry->command : name;
    Program p{.name = name, .command_line = flags ? cat(text, " ", join(command, " ")) : text};
    if (is_toolbox(image)) {
        p.name = "sh";  // "bash" is the program that interprets scripts
        p.runs_for = milliseconds(10);
        p.exit_code = entry->exit_code;
    } else {
        p.ready_after = milliseconds(100);
        for (const std::string& port : split_words(entry->ports))
            if (std::int64_t n = 0; parse_int(port, n)) p.ports.push_back(static_cast<int>(n));
    }
    return p;
}

Ending ending_on_term(std::string_view program) {
    for (const Known& k : known)
        if (program == k.program) return k.ending;
    // The kernel does not deliver signals without a handler to PID 1 of a container.
    for (const char* deaf : {"sh", "bash", "ash", "sleep", "tail", "top", "nc", "cat"})
        if (program == deaf) return {never, 137};
    if (program == "kubelet" || program == "kubeadm") return {milliseconds(30), 0};
    return {milliseconds(60), 0};
}

std::string familiar_image(std::string_view image) {
    std::string text(image);
    for (const char* prefix : {"docker.io/library/", "docker.io/"})
        if (text.rfind(prefix, 0) == 0) text = text.substr(std::string_view(prefix).size());
    return text;
}

}  // namespace podfall
