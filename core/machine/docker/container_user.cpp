// Users, groups and capabilities in containers. Models docker 19.03's defaults and Linux 3.10.
#include "core/machine/docker/container_user.h"

#include "core/base/text.h"
#include "core/machine/docker/catalogue.h"

namespace podfall {

namespace {

std::string user_of_image(std::string_view reference) {
    const CatalogueImage* image = find_in_catalogue(reference);
    return image ? std::string(image->user) : std::string();
}

// In the order of their bits.
constexpr std::string_view capability_names =
    "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE "
    "NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO "
    "SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME "
    "SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG "
    "WAKE_ALARM BLOCK_SUSPEND";
constexpr std::uint64_t all_capabilities = (std::uint64_t{1} << 37) - 1;
constexpr std::uint64_t default_capabilities = 0xa80425fb;

std::uint64_t bits_of(std::string_view names) {
    std::uint64_t bits = 0;
    const std::vector<std::string> known = split_words(capability_names);
    for (const std::string& name : split_words(names)) {
        if (name == "ALL" || name == "all") return all_capabilities;
        for (std::size_t i = 0; i < known.size(); ++i)
            if (name == known[i] || name == cat("CAP_", known[i])) bits |= std::uint64_t{1} << i;
    }
    return bits;
}

std::string hexadecimal(std::uint64_t bits) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) text += digits[bits >> shift & 15];
    return text;
}

struct Owner {
    std::int64_t uid = 0, gid = 0;
};

Owner owner_of(const File& file) {
    Owner o;
    const std::vector<std::string> parts = split(file.owner, ':');
    parse_int(parts[0], o.uid);
    if (parts.size() > 1) parse_int(parts[1], o.gid);
    return o;
}

bool in_group(const ContainerUser& user, std::int64_t gid) {
    if (user.gid == gid) return true;
    for (const std::int64_t g : user.groups)
        if (g == gid) return true;
    return false;
}

bool may(const ContainerUser& user, const File& file, std::size_t right) {
    if (user.uid == 0) return true;
    const Owner owner = owner_of(file);
    const std::size_t who = owner.uid == user.uid ? 0 : in_group(user, owner.gid) ? 3 : 6;
    return who + right >= file.mode.size() || file.mode[who + right] != '-';
}

}  // namespace

std::string_view option_of(const DockerContainer& container, std::string_view name) {
    const std::string* found = container.options.find(name);
    return found ? std::string_view(*found) : std::string_view();
}

ContainerUser user_of(const DockerContainer& container) {
    ContainerUser user;
    std::string text(option_of(container, "user"));
    if (text.empty() || text[0] == ':') text = cat(user_of_image(container.image), text);
    const std::vector<std::string> parts = split(text, ':');
    if (!parse_int(parts[0], user.uid) && !parts[0].empty() && parts[0] != "root")
        user.uid = parts[0] == "nobody" ? 65534 : 100;
    if (parts.size() > 1) parse_int(parts[1], user.gid);
    for (const std::string& group : split_words(option_of(container, "group-add")))
        if (std::int64_t id = 0; parse_int(group, id)) user.groups.push_back(id);
    return user;
}

std::string_view user_name(std::int64_t id) {
    return id == 0 ? "root" : id == 65534 ? "nobody" : "";
}

std::string id_text(const ContainerUser& user) {
    const auto named = [](std::int64_t id) {
        const std::string_view name = user_name(id);
        return name.empty() ? to_text(id) : cat(id, "(", name, ")");
    };
    std::string groups =
        user.groups.empty() || user.uid == 0 || user.gid != 0 ? named(user.gid) : "";
    for (const std::int64_t g : user.groups)
        if (g != user.gid) groups += cat(groups.empty() ? "" : ",", named(g));
    return cat("uid=", named(user.uid), " gid=", named(user.gid), " groups=", groups);
}

std::uint64_t capabilities_of(const DockerContainer& container) {
    if (!option_of(container, "privileged").empty()) return all_capabilities;
    const std::string_view drop = option_of(container, "cap-drop");
    return (default_capabilities & ~bits_of(drop)) | bits_of(option_of(container, "cap-add"));
}

bool has_capability(const DockerContainer& container, std::string_view name) {
    return user_of(container).uid == 0 && (capabilities_of(container) & bits_of(name)) != 0;
}

std::string status_text(const DockerContainer& container) {
    const ContainerUser user = user_of(container);
    const std::string bounding = hexadecimal(capabilities_of(container));
    const std::string own = user.uid == 0 ? bounding : hexadecimal(0);
    const auto four = [](std::int64_t id) { return cat(id, "\t", id, "\t", id, "\t", id); };
    std::string groups;
    for (const std::int64_t g : user.groups) groups += cat(g, " ");
    const std::string name =
        container.command.empty()
            ? "sh"
            : container.command[0].substr(container.command[0].rfind('/') + 1).substr(0, 15);
    return cat("Name:\t", name, "\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t1\nNgid:\t0\n",
               "Pid:\t1\nPPid:\t0\nTracerPid:\t0\nUid:\t", four(user.uid), "\nGid:\t",
               four(user.gid), "\nFDSize:\t64\nGroups:\t", groups, "\nThreads:\t1\nCapInh:\t",
               bounding, "\nCapPrm:\t", own, "\nCapEff:\t", own, "\nCapBnd:\t", bounding,
               "\nCapAmb:\t", hexadecimal(0), "\nSeccomp:\t",
               option_of(container, "privileged").empty() ? "2" : "0", "\n");
}

bool may_write(const ContainerUser& user, const File& file) {
    return may(user, file, 1);
}

bool may_read(const ContainerUser& user, const File& file) {
    return may(user, file, 0);
}

std::string owner_in(const ContainerUser& user, const File& folder) {
    const bool set_group =
        folder.mode.size() > 5 && (folder.mode[5] == 's' || folder.mode[5] == 'S');
    const std::int64_t gid = set_group ? owner_of(folder).gid : user.gid;
    if (user.uid == 0 && gid == 0) return "root";
    return cat(user.uid == 0 ? "root" : to_text(user.uid), ":", gid == 0 ? "root" : to_text(gid));
}

std::string refused_rights(const DockerContainer& container, std::string_view program) {
    if (program != "nginx" || !user_of_image(container.image).empty()) return "";
    const std::string made = "/var/cache/nginx/client_temp";
    bool own_folder = false;
    for (const ContainerMount& m : container.mounts)
        own_folder = own_folder || (m.target.rfind("/var/cache", 0) == 0 && !m.read_only);
    const char* why = nullptr;
    if (!own_folder && !option_of(container, "read-only").empty())
        why = "30: Read-only file system";
    else if (!own_folder && user_of(container).uid != 0)
        why = "13: Permission denied";
    if (why) return cat("nginx: [emerg] mkdir() \"", made, "\" failed (", why, ")");
    if (user_of(container).uid == 0 && !has_capability(container, "CHOWN"))
        return cat("nginx: [emerg] chown(\"", made, "\", 101) failed (1: Operation not permitted)");
    return "";
}

}  // namespace podfall
