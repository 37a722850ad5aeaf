// Settings of the kernel at boot. Models procfs and systemd-sysctl of CentOS 7.
#include "core/machine/host/kernel.h"

#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/machine/host/host_file.h"

namespace podfall {

namespace {

struct Setting {
    const char* name;
    const char* value;
};

constexpr Setting defaults[] = {
    {"fs.file-max", "290472"},
    {"fs.inotify.max_user_instances", "128"},
    {"fs.inotify.max_user_watches", "8192"},
    {"kernel.panic", "10"},  // the kubelet sets this and the next ones
    {"kernel.panic_on_oops", "1"},
    {"kernel.pid_max", "32768"},
    {"net.bridge.bridge-nf-call-ip6tables", "1"},
    {"net.bridge.bridge-nf-call-iptables", "1"},
    {"net.core.somaxconn", "128"},
    {"net.ipv4.conf.all.forwarding", "1"},
    {"net.ipv4.conf.all.rp_filter", "1"},
    {"net.ipv4.ip_forward", "1"},
    {"net.netfilter.nf_conntrack_max", "131072"},
    {"net.ipv4.tcp_keepalive_time", "7200"},
    {"vm.max_map_count", "65530"},
    {"vm.overcommit_memory", "1"},
    {"vm.panic_on_oom", "0"},
    {"vm.swappiness", "30"},
};

void apply_file(Machine& machine, const File& file, Time now) {
    if (!file.content) return;
    for (const std::string& line : split_lines(*file.content)) {
        const std::size_t equals = line.find('=');
        if (equals == std::string::npos || line[0] == '#' || line[0] == ';') continue;
        const std::string path = sysctl_path(trim(line.substr(0, equals)));
        if (machine.files.contains(path))
            put_file(machine, path, cat(trim(line.substr(equals + 1)), "\n"), now);
    }
}

}  // namespace

std::string sysctl_path(std::string_view name) {
    return cat("/proc/sys/", replace_all(name, ".", "/"));
}

std::string sysctl_value(const Machine& machine, std::string_view name) {
    std::string text, error;
    read_file(machine, sysctl_path(name), text, error);
    return std::string(trim(text));
}

std::string swap_line(std::string_view file, std::int64_t bytes) {
    return cat(pad_right(file, 39), " file\t\t", bytes / 1024 - 4, "\t0\t-2\n");
}

void boot_kernel(Machine& machine, Time now) {
    remove_files(machine, "/proc/");
    for (const Setting& s : defaults)
        put_file(machine, sysctl_path(s.name), cat(s.value, "\n"), now);
    Table<std::string, File> files = machine.files;  // the loop below changes the table
    for (auto it = files.lower_bound(std::string("/etc/sysctl"));
         it != files.end() && it->key.rfind("/etc/sysctl", 0) == 0; ++it)
        apply_file(machine, it->value, now);
    std::string swaps = swap_heading, fstab, error;
    read_file(machine, "/etc/fstab", fstab, error);
    for (const std::string& line : split_lines(fstab)) {
        const std::vector<std::string> words = split_words(line);
        if (words.size() < 3 || words[0][0] == '#' || words[2] != "swap") continue;
        if (const File* file = find_file(machine, words[0]))
            swaps += swap_line(words[0], file->size());
    }
    put_file(machine, swap_table, swaps, now);
}

}  // namespace podfall
