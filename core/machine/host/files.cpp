// File system calls of a machine.
#include "core/machine/host/files.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/machine/docker/container_image.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/docker/container_user.h"
#include "core/machine/docker/json_log.h"
#include "core/machine/host/disk.h"
#include "core/machine/host/host_file.h"
#include "core/machine/host/time_text.h"

namespace podfall {

namespace {

constexpr const char* no_entry = "No such file or directory";
// Bytes that a file may have (RLIMIT_FSIZE of the lab's machines).
constexpr std::size_t largest_file = std::size_t{32} << 20;

// Devices that are there on every machine and in every container.
bool is_device(std::string_view path) {
    for (std::string_view name :
         {"/dev/null", "/dev/tty", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/full"})
        if (path == name) return true;
    return false;
}

bool begins_with(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

std::string inside(const std::string& folder) {
    return folder.back() == '/' ? folder : folder + "/";
}

const File& some_folder() {
    static const File folder = {.folder = true, .mode = "rwxr-xr-x"};
    return folder;
}

const File& some_device() {
    static const File device = {.mode = "rw-rw-rw-", .content = std::make_shared<std::string>()};
    return device;
}

}  // namespace

std::string absolute_path(std::string_view folder, std::string_view path) {
    std::vector<std::string> parts;
    // In a container all paths begin at its root.
    const std::string_view root = root_of(root_of(path).empty() ? folder : path);
    folder = inside_of(folder);
    path = inside_of(path);
    const std::string whole =
        !path.empty() && path.front() == '/' ? std::string(path) : cat(folder, "/", path);
    for (std::string& part : split(whole, '/')) {
        if (part.empty() || part == ".") continue;
        if (part != "..") {
            parts.push_back(std::move(part));
        } else if (!parts.empty()) {
            parts.pop_back();
        }
    }
    return cat(root, "/", join(parts, "/"));
}

std::string parent_folder(std::string_view path) {
    const std::size_t root = root_of(path).size(), slash = path.rfind('/');
    return std::string(slash <= root || slash == std::string_view::npos ? path.substr(0, root)
                                                                        : path.substr(0, slash)) +
           (slash <= root || slash == std::string_view::npos ? "/" : "");
}

std::string base_name(std::string_view path) {
    while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos || path.size() == 1
               ? std::string(path)
               : std::string(path.substr(slash + 1));
}

namespace {

bool layer_has_some(const Machine& machine, const std::string& folder) {
    const std::string start = inside(folder);
    for (auto it = machine.files.lower_bound(start);
         it != machine.files.end() && begins_with(it->key, start); ++it)
        if (!is_whiteout(it->value)) return true;
    return false;
}

// A file of a container: mounted, from its layer, or from its image.
const File* find_container_file(const Machine& machine, const std::string& path) {
    const Place place = place_of(machine, path);
    if (!place.layer) return find_file(machine, place.path);
    const DockerContainer* c = container_at(machine, path);
    const std::string own(inside_of(path));
    if (is_device(own) || own == "/dev/stdin") return &some_device();
    if (const File* file = machine.files.find(place.path))
        return is_whiteout(*file) ? nullptr : file;
    if (own == "/" || own == "/tmp" || own == "/dev" || own == "/root") return image_folder();
    // Entries of a deleted directory are deleted.
    for (std::string above = parent_folder(path); inside_of(above) != "/";
         above = parent_folder(above))
        if (const File* file = machine.files.find(place_of(machine, above).path);
            file && is_whiteout(*file))
            return nullptr;
    if (const File* file = image_file(*c, own)) return file;
    return layer_has_some(machine, place.path) ? &some_folder() : nullptr;
}

std::vector<FolderEntry> list_container_folder(const Machine& machine, const std::string& path) {
    const Place place = place_of(machine, path);
    if (!place.layer) return list_folder(machine, place.path);
    std::vector<std::string> names = image_entries(*container_at(machine, path), inside_of(path));
    for (const FolderEntry& e : list_folder(machine, place.path)) names.push_back(e.name);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    std::vector<FolderEntry> entries;
    for (std::string& name : names)
        if (const File* file = find_container_file(machine, inside(path) + name))
            entries.push_back({std::move(name), file});
    return entries;
}

}  // namespace

std::string real_path(const Machine& machine, const std::string& path) {
    constexpr int most_links = 40;  // MAXSYMLINKS
    if (!root_of(path).empty()) return path;
    std::string at = path;
    for (int followed = 0; followed < most_links;) {
        bool found = false;
        for (std::size_t slash = at.find('/', 1); !found; slash = at.find('/', slash + 1)) {
            const std::string part = at.substr(0, slash);
            if (const File* file = machine.files.find(part); file && !file->target.empty()) {
                at = absolute_path("/", cat(absolute_path(parent_folder(part), file->target),
                                            slash == std::string::npos ? "" : at.substr(slash)));
                found = true;
            }
            if (slash == std::string::npos) break;
        }
        if (!found) return at;
        ++followed;
    }
    return at;
}

const File* find_file(const Machine& machine, const std::string& path) {
    const File* file = find_entry(machine, path);
    if (file && file->target.empty()) return file;
    const std::string real = real_path(machine, path);
    if (real == path) return file;
    return find_entry(machine, real);
}

const File* find_entry(const Machine& machine, const std::string& path) {
    if (!root_of(path).empty()) return find_container_file(machine, path);
    if (const File* file = machine.files.find(path)) return file;
    if (is_device(path)) return &some_device();
    if (path == "/" || path == "/tmp" || path == "/dev" || path == "/root") return &some_folder();
    // Writing a file creates the directories above it, so that the file table is always consistent.
    const std::string start = inside(path);
    const auto it = machine.files.lower_bound(start);
    return it != machine.files.end() && begins_with(it->key, start) ? &some_folder() : nullptr;
}

std::vector<FolderEntry> list_folder(const Machine& machine, const std::string& path) {
    if (!root_of(path).empty()) return list_container_folder(machine, path);
    std::vector<FolderEntry> entries;
    std::string start = inside(path);
    if (machine.files.lower_bound(start) == machine.files.end() ||
        !begins_with(machine.files.lower_bound(start)->key, start))
        start = inside(real_path(machine, path));
    for (auto it = machine.files.lower_bound(start);
         it != machine.files.end() && begins_with(it->key, start); ++it) {
        const std::string_view rest = std::string_view(it->key).substr(start.size());
        const std::string_view name = rest.substr(0, rest.find('/'));
        if (name.empty()) continue;
        const bool itself = name.size() == rest.size();
        if (!entries.empty() && entries.back().name == name) continue;
        entries.push_back({std::string(name), itself ? &it->value : &some_folder()});
    }
    return entries;
}

namespace {

// The journal in rsyslog's format. The zone is at the end of a TZif file: "KST-9".
std::string system_log(const Machine& machine) {
    const File* zone = machine.files.find(std::string("/etc/localtime"));
    const Duration offset =
        zone && zone->content && contains(*zone->content, "KST-9") ? hours(9) : 0;
    std::string text;
    for (const auto& [number, line] : machine.journal)
        text += cat(format_time("%b %e %T", line.at, offset), " ", machine.name, " ",
                    line.identifier.substr(0, line.identifier.find('[')), ": ", line.message, "\n");
    return text;
}

}  // namespace

bool read_file(const Machine& machine, const std::string& path, std::string& content,
               std::string& error) {
    if (path == "/var/log/messages" && machine.files.contains(path)) {
        content = system_log(machine);
        return true;
    }
    const File* file = find_file(machine, path);
    if (!file || file->folder) {
        error = file ? "Is a directory" : no_entry;
        return false;
    }
    const DockerContainer* in = container_at(machine, path);
    if (in && !may_read(user_of(*in), *file)) {
        error = "Permission denied";
        return false;
    }
    const std::string_view own = inside_of(path);
    if (file == &some_device() && own != "/dev/null" && own != "/dev/tty" && own != "/dev/stdin") {
        error = "Cannot allocate memory";  // all of what has no end
        return false;
    }
    if (const DockerContainer* c = logged_at(machine, real_path(machine, path))) {
        content = json_log(*c);
        return true;
    }
    content = file->content ? *file->content : std::string();
    // What is only a number of zeros is handed out up to a size that programs can hold.
    content.append(static_cast<std::size_t>(std::min<std::int64_t>(file->zeros, 1 << 20)), '\0');
    return true;
}

namespace {

// Notifies those that watch the file's directory (inotify).
void tell(World& world, const Machine& machine, const std::string& path) {
    file_changed(world, find_machine(world, machine.name), path);
}

// Devices take what is written to them; a file that is mounted below /dev is none.
bool goes_to_device(const Machine& machine, const std::string& path) {
    return begins_with(inside_of(path), "/dev/") &&
           (root_of(path).empty() || place_of(machine, path).layer);
}

// Whether the disk has room for so many bytes more.
bool has_room(const Machine& machine, std::size_t bytes) {
    return static_cast<std::int64_t>(bytes) <= disk_free(machine);
}

// Copies a file of a container's image into its layer before it is changed.
bool copy_up(Machine& machine, const std::string& path, const Place& place, std::string& error) {
    if (place.read_only) return error = "Read-only file system", false;
    const File* old =
        place.layer && !machine.files.contains(place.path) ? find_file(machine, path) : nullptr;
    if (old) machine.files.set(place.path, File(*old));
    return true;
}

constexpr const char* no_right = "Permission denied";

// Whether the container's user may not change an entry: an existing file, or its directory. Paths
// of the machine are root's business.
bool denied(const Machine& machine, const std::string& path, const File* file) {
    const DockerContainer* c = container_at(machine, path);
    if (!c) return false;
    const ContainerUser user = user_of(*c);
    if (user.uid == 0) return false;
    const std::string above = parent_folder(path);
    const std::string_view own = inside_of(above);
    if (!file && (own == "/tmp" || own == "/var/tmp" || own == "/dev/shm")) return false;
    if (!file) file = find_file(machine, above);
    return file && !may_write(user, *file);
}

std::string new_owner(const Machine& machine, const std::string& path, const File& folder) {
    const DockerContainer* c = container_at(machine, path);
    return c ? owner_in(user_of(*c), folder) : "root";
}

// The entry to write to, created if missing; null with an errno text if that is impossible.
File* open_for_writing(World& world, Machine& machine, const std::string& path,
                       std::string& error) {
    const File* old = find_file(machine, path);
    if (old && old->folder) return error = "Is a directory", nullptr;
    std::string owner = "root";
    if (!old) {
        const File* folder = find_file(machine, parent_folder(path));
        if (!folder) return error = no_entry, nullptr;
        if (!folder->folder) return error = "Not a directory", nullptr;
        owner = new_owner(machine, path, *folder);
    }
    const Place place = place_of(machine, path);
    if (!place.read_only && denied(machine, path, old)) return error = no_right, nullptr;
    if (!copy_up(machine, path, place, error)) return nullptr;
    const bool fresh =
        !machine.files.contains(place.path) || is_whiteout(*machine.files.find(place.path));
    File& file = machine.files.at_or_new(place.path);
    if (fresh) file = {.mode = "rw-r--r--", .owner = owner};
    file.modified = world.now;
    return &file;
}

}  // namespace

bool write_file(World& world, Machine& machine, const std::string& named, std::string_view content,
                std::string& error) {
    if (inside_of(named) == "/dev/full" && !content.empty())
        return error = "No space left on device", false;
    if (goes_to_device(machine, named)) return true;
    if (content.size() > largest_file) return error = "File too large", false;
    const std::string path = real_path(machine, named);
    File* file = open_for_writing(world, machine, path, error);
    if (!file) return false;
    file->zeros = 0;
    file->content = std::make_shared<const std::string>();
    if (const DockerContainer* c = logged_at(machine, path))
        machine.containers.edit(c->id)->log = {};  // the log's file was emptied
    if (!content.empty() && !has_room(machine, content.size())) {
        tell(world, machine, path);
        return error = "No space left on device", false;
    }
    file->content = std::make_shared<const std::string>(content);
    tell(world, machine, path);
    return true;
}

bool append_file(World& world, Machine& machine, const std::string& named, std::string_view content,
                 std::string& error) {
    if (goes_to_device(machine, named)) return true;
    const std::string path = real_path(machine, named);
    File* file = open_for_writing(world, machine, path, error);
    if (!file) return false;
    if (file->content && content.empty()) return true;
    const std::string_view old = file->content ? std::string_view(*file->content) : "";
    if (old.size() + content.size() > largest_file) return error = "File too large", false;
    if (!has_room(machine, content.size())) {
        if (!file->content) file->content = std::make_shared<const std::string>();
        return error = "No space left on device", false;
    }
    file->content = std::make_shared<const std::string>(cat(old, content));
    tell(world, machine, path);
    return true;
}

bool make_folder(World& world, Machine& machine, const std::string& path, std::string& error) {
    if (find_file(machine, path)) return error = "File exists", false;
    const File* folder = find_file(machine, parent_folder(path));
    if (!folder) return error = no_entry, false;
    if (!folder->folder) return error = "Not a directory", false;
    const Place place = place_of(machine, path);
    if (place.read_only) return error = "Read-only file system", false;
    if (denied(machine, path, nullptr)) return error = no_right, false;
    const bool set_group = folder->mode.size() > 5 && folder->mode[5] == 's';
    const std::string owner = new_owner(machine, path, *folder);
    machine.files.set(place.path, {.folder = true,
                                   .mode = set_group ? "rwxr-sr-x" : "rwxr-xr-x",
                                   .owner = owner,
                                   .modified = world.now});
    return true;
}

bool make_link(World& world, Machine& machine, const std::string& path, std::string_view target,
               std::string& error) {
    if (find_entry(machine, path)) return error = "File exists", false;
    const File* folder = find_file(machine, parent_folder(path));
    if (!folder) return error = no_entry, false;
    const Place place = place_of(machine, path);
    if (place.read_only) return error = "Read-only file system", false;
    machine.files.set(place.path, {.mode = "rwxrwxrwx",
                                   .content = std::make_shared<const std::string>(),
                                   .target = std::string(target),
                                   .modified = world.now});
    tell(world, machine, path);
    return true;
}

bool remove_file(World& world, Machine& machine, const std::string& path, bool recursive,
                 std::string& error) {
    const File* file = find_entry(machine, path);
    if (!file) return error = no_entry, false;
    if (file->folder && !recursive) return error = "Is a directory", false;
    const Place place = place_of(machine, path);
    if (place.read_only) return error = "Read-only file system", false;
    if (denied(machine, path, nullptr)) return error = no_right, false;
    const DockerContainer* c = place.layer ? container_at(machine, path) : nullptr;
    if (!place.layer && !root_of(path).empty() && is_mount_point(machine, path))
        return error = "Device or resource busy", false;
    if (c && has_mount_below(*c, inside_of(path))) return error = "Device or resource busy", false;
    const bool hides = c && image_file(*c, inside_of(path));
    const std::string start = inside(place.path), above = parent_folder(place.path);
    for (;;) {
        const auto it = machine.files.lower_bound(start);
        if (it == machine.files.end() || !begins_with(it->key, start)) break;
        machine.files.erase(std::string(it->key));
    }
    machine.files.erase(place.path);
    if (hides) machine.files.set(place.path, {.mode = whiteout, .modified = world.now});
    // The parent directory must survive its last entry.
    File& folder = machine.files.at_or_new(above);
    if (!folder.folder) folder = {.folder = true, .mode = "rwxr-xr-x"};
    folder.modified = world.now;
    tell(world, machine, place.path);
    return true;
}

bool copy_file(World& world, Machine& machine, const std::string& from, const std::string& to,
               std::string& error) {
    const File* found = find_file(machine, from);
    if (!found) return error = no_entry, false;
    const File file = *found;
    if (!file.folder) {
        File* target = open_for_writing(world, machine, to, error);
        if (!target) return false;
        target->content = file.content;
        target->zeros = file.zeros;
        target->mode = file.mode;
        tell(world, machine, to);
        return true;
    }
    const File* target = find_file(machine, to);
    if (target && !target->folder) return error = "Not a directory", false;
    if (!target && !make_folder(world, machine, to, error)) return false;
    if (inside(to).rfind(inside(from), 0) == 0) return error = "Invalid argument", false;
    std::vector<std::string> names;
    for (const FolderEntry& e : list_folder(machine, from)) names.push_back(e.name);
    for (const std::string& name : names)
        if (!copy_file(world, machine, inside(from) + name, inside(to) + name, error)) return false;
    tell(world, machine, to);
    return true;
}

File* edit_file(World&, Machine& machine, const std::string& named, std::string& error) {
    const std::string path = real_path(machine, named);
    if (!find_file(machine, path)) return error = no_entry, nullptr;
    const Place place = place_of(machine, path);
    return copy_up(machine, path, place, error) ? machine.files.edit(place.path) : nullptr;
}

bool grow_file(World& world, Machine& machine, const std::string& path, std::int64_t& zeros,
               std::string& error) {
    const std::int64_t room = disk_free(machine);
    const bool fits = zeros <= room;
    zeros = std::min(zeros, room);
    File* file = edit_file(world, machine, path, error);
    if (!file) return false;
    file->zeros += zeros;
    file_changed(world, find_machine(world, machine.name), place_of(machine, path).path);
    if (!fits) error = "No space left on device";
    return fits;
}

bool move_file(World& world, Machine& machine, const std::string& from, const std::string& to,
               std::string& error) {
    if (from == to) return true;
    const File* file = find_file(machine, from);
    const Time modified = file ? file->modified : 0;
    if (!copy_file(world, machine, from, to, error)) return false;
    if (File* moved = machine.files.edit(place_of(machine, to).path)) moved->modified = modified;
    return remove_file(world, machine, from, true, error);
}

}  // namespace podfall
