// Name resolution: /etc/hosts, then the name servers of /etc/resolv.conf. Models glibc's resolver
// with CoreDNS 1.7, the only name server that the simulation models.
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
    std::string name;  // the full name that was found
};

inline constexpr Duration dns_try = seconds(5);

// A name server's answer to one question.
DnsAnswer ask_dns(CommandContext& ctx, const std::string& server, std::string name);

// The first name server of a program's /etc/resolv.conf.
std::string name_server(CommandContext& ctx);

// Tries the search domains of resolv.conf too.
DnsAnswer search_dns(CommandContext& ctx, const std::string& server, const std::string& name);

// The names that busybox's nslookup asks for: one with a dot as it is, others with the search
// domains of resolv.conf.
std::vector<std::string> names_to_ask(CommandContext& ctx, const std::string& name);

// The complete lookup of an address by a program; the machines' upstream name servers cannot be
// reached.
DnsAnswer look_up(CommandContext& ctx, const std::string& name);

// Opens a connection as a program sees it: in a container "localhost" is the pod.
Connection connect_from(CommandContext& ctx, std::string_view address, int port);

// The container that a program runs in, or null.
const DockerContainer* own_container(CommandContext& ctx);

}  // namespace podfall
