// etcd's database files: which contents the store has is decided by the file in the data directory
// with which etcd starts. A file names contents by number (World::databases), so that copies of a
// file have the same ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

inline constexpr const char* database_file = "/member/snap/db";

// What a database or snapshot file holds; the number is 0 for a file that is none.
struct DatabaseFile {
    std::uint64_t number = 0;
};
DatabaseFile read_database_file(const Machine& machine, const std::string& path);

// The contents behind a number; those of the open database, too.
Database database(const World& world, std::uint64_t number);

// Bytes that such a file has.
std::int64_t database_size(const Database& database);

// Writes a file that names a database; false with an errno text.
bool write_database_file(World& world, Machine& machine, const std::string& path,
                         std::uint64_t number, std::string& error);

// Copies the open database and returns the copy's number.
std::uint64_t snapshot_database(World& world);

// etcd starts in a container: the store gets the contents of its data directory, which is created
// when it is missing. Members of a larger cluster keep the store: it is their replicated log.
void open_database(World& world, MachineId machine, const DockerContainer& container);

}  // namespace podfall
