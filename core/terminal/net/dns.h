// Names: /etc/hosts, then the name servers of /etc/resolv.conf. Models glibc's resolver against
// CoreDNS 1.7, the only name server of the lab that the simulation knows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/terminal/command.h"
#include "core/terminal/net/connection.h"
#include "core/world/world.h"

namespace podfall {

struct DnsAnswer {
    enum class Result : std::uint8_t {
        found,
        no_name,
        no_upstream,
        silence
    } result = Result::silence;
    std::vector<std::string> addresses;
    std::string name;  // the whole one that was found
};

inline constexpr Duration dns_try = seconds(5);

// What a name server says to one question.
DnsAnswer ask_dns(World& world, MachineId from, const std::string& server, std::string name);

// The first name server of a program's /etc/resolv.conf.
std::string name_server(CommandContext& ctx);

// With the domains that resolv.conf says to search.
DnsAnswer search_dns(CommandContext& ctx, const std::string& server, const std::string& name);

// Everything a program does to find an address; the machines' own name servers are out of reach.
DnsAnswer look_up(CommandContext& ctx, const std::string& name);

// A connection as a program has it: in a container "localhost" is the pod's own.
Connection connect_from(CommandContext& ctx, std::string_view address, int port);

// The container that a program runs in, or null.
const DockerContainer* own_container(CommandContext& ctx);

}  // namespace podfall
