// The catalogue's table: the images that the registries have, with their tags, as of August 2022.
#pragma once

#include <cstddef>
#include <cstdint>

namespace podfall {

enum class ImageBase : std::uint8_t { scratch, debian, busybox, alpine, red_hat };

// What a container does without a command of its own.
enum class ImageRun : std::uint8_t {
    serves,    // a server that listens on the image's ports
    shell,     // ends with 0 at once when there is no input; holds nothing but the usual tools
    language,  // the same; with a compiler, an interpreter or tools that are not simulated
    once,      // prints `says` and ends with `exit_code`
    cluster,   // a part of the cluster, see program.cpp
};

struct CatalogueImage {
    const char* name;                    // as docker shows it: "nginx", "quay.io/coreos/etcd"
    const char* tags;                    // patterns: "1.{16..20}{,-alpine} latest", see matches_tag
    ImageBase base = ImageBase::debian;  // of tags without "alpine" in them
    ImageRun run = ImageRun::serves;
    const char* command = "";      // what ps prints; empty: the last part of the name
    const char* ports = "";        // TCP ports it listens on: "80 443"
    const char* tools = "";        // programs that the base does not have
    const char* environment = "";  // "PGDATA=/x LANG=C.UTF-8"
    // Variables one of which the entry point wants to be set: "A B C". Without it, it ends with 1.
    const char* needs = "";
    // The log of a container that ends or lacks what it needs. {time} is the time in UTC, {date|/}
    // the same with slashes, {day} as redis writes it; {tag|x} is the tag where it is a version,
    // otherwise x.
    const char* says = "";
    int exit_code = 0;
    // Config.User as `docker inspect` shows it: "1001", "nobody"; empty for root.
    const char* user = "";
    // What a server prints when it starts, with the same places and {address}, the container's.
    // Lines that begin with "[1.19]" are those of this version and newer ones.
    const char* log = "";
};

extern const CatalogueImage catalogue[];
extern const std::size_t catalogue_size;

}  // namespace podfall
