// File system calls of a machine: absolute paths, errno texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/world/machine.h"
#include "core/world/world.h"

namespace podfall {

// Paths in containers are those of container_root.h: "<ID>:/etc/hosts". Programs in the container
// see the part after the colon.
//
// `path` relative to `folder`, without "." and "..", and without a trailing slash.
std::string absolute_path(std::string_view folder, std::string_view path);

// "/a/b" -> "/a" and "b"; the directory of "/" is "/".
std::string parent_folder(std::string_view path);
std::string base_name(std::string_view path);

// The entry at an absolute path, or null; symbolic links are followed. "/" and /dev exist on every
// machine.
const File* find_file(const Machine& machine, const std::string& path);
// The entry itself, which may be a link.
const File* find_entry(const Machine& machine, const std::string& path);
// The path that symbolic links of a machine's path lead to.
std::string real_path(const Machine& machine, const std::string& path);

// The sorted names in a directory, with their entries.
struct FolderEntry {
    std::string name;
    const File* file;
};
std::vector<FolderEntry> list_folder(const Machine& machine, const std::string& path);

// Each returns false with an errno text: "No such file or directory", "Is a directory",
// "Not a directory", "File exists", "Directory not empty".
bool read_file(const Machine& machine, const std::string& path, std::string& content,
               std::string& error);
bool write_file(World& world, Machine& machine, const std::string& path, std::string_view content,
                std::string& error);
bool append_file(World& world, Machine& machine, const std::string& path, std::string_view content,
                 std::string& error);
bool make_folder(World& world, Machine& machine, const std::string& path, std::string& error);
// A symbolic link on the machine; its target may be relative, or missing.
bool make_link(World& world, Machine& machine, const std::string& path, std::string_view target,
               std::string& error);
bool remove_file(World& world, Machine& machine, const std::string& path, bool recursive,
                 std::string& error);
// Adds zeros to the end of a file. When the disk has no room for all of them, the file gets as many
// as fit, which `zeros` then says, and the call fails with "No space left on device".
bool grow_file(World& world, Machine& machine, const std::string& path, std::int64_t& zeros,
               std::string& error);
// The entry itself, for changing its mode or time; null with an errno text.
File* edit_file(World& world, Machine& machine, const std::string& path, std::string& error);
// Copies a file or a whole directory to a path that does not exist or is a file.
bool copy_file(World& world, Machine& machine, const std::string& from, const std::string& to,
               std::string& error);
bool move_file(World& world, Machine& machine, const std::string& from, const std::string& to,
               std::string& error);

}  // namespace podfall
