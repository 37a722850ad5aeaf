// Who a container's programs are: user, groups, capabilities; and which files they may write.
// DockerContainer::options has, by docker run's names: "user" (1000, 1000:3000), "group-add"
// (numbers separated by blanks), "cap-add" and "cap-drop" (names), "privileged", "read-only", "pid"
// (host, or container:ID), "sysctl" (NAME=VALUE lines), "stdin" (stays: it does not end with the
// first client), and of a sandbox "hostname", "domainname", "hosts" (lines for /etc/hosts),
// "resolv" (the text of /etc/resolv.conf) and "hostports" (8080:80).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/world/machine.h"

namespace podfall {

struct ContainerUser {
    std::int64_t uid = 0, gid = 0;
    std::vector<std::int64_t> groups;  // supplementary ones
};

// The value of an option, or empty.
std::string_view option_of(const DockerContainer& container, std::string_view name);

ContainerUser user_of(const DockerContainer& container);

// "root", "nobody"; empty for a number that /etc/passwd does not have.
std::string_view user_name(std::int64_t id);

// What `id` prints of a user.
std::string id_text(const ContainerUser& user);

// The bits of CapBnd in /proc/PID/status.
std::uint64_t capabilities_of(const DockerContainer& container);
bool has_capability(const DockerContainer& container, std::string_view name);

// /proc/1/status, as far as users look at it.
std::string status_text(const DockerContainer& container);

// Whether the user may write to the file or, for a directory, create entries in it.
bool may_write(const ContainerUser& user, const File& file);
bool may_read(const ContainerUser& user, const File& file);

// File::owner of a new file in this directory; a set-group-ID directory hands on its group.
std::string owner_in(const ContainerUser& user, const File& folder);

// Why a server ends as soon as it starts with these rights: its log's last line, or empty.
std::string refused_rights(const DockerContainer& container, std::string_view program);

}  // namespace podfall
