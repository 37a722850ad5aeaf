// Opens, copies and names etcd's databases. Models go.etcd.io/etcd v3.4.13: etcdmain and
// clientv3/snapshot. Simplified: revisions go on after a restore instead of going back, and clients
// that watch then list again.
#include "core/machine/components/etcd_database.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/files.h"
#include "core/machine/host/host_file.h"
#include "core/runtime/announce.h"
#include "core/runtime/component_flags.h"

namespace podfall {

namespace {

constexpr std::string_view magic = "etcd database ";

void keep_open_database(World& world) {
    world.databases.set(world.store.database, {world.store.objects, world.store.revision});
}

void load(World& world, std::uint64_t number) {
    Store& store = world.store;
    const Database* found = world.databases.find(number);
    store.objects = found ? found->objects : Table<ObjectKey, Ref<Object>>{};
    store.database = number;
    store.log = {};
    world.announced = store.compacted = ++store.revision;
    relist_all(world);
}

}  // namespace

DatabaseFile read_database_file(const Machine& machine, const std::string& path) {
    const File* file = find_file(machine, path);
    std::int64_t number = 0;
    if (!file || !file->content || file->content->rfind(magic, 0) != 0) return {};
    const std::size_t end = std::min(file->content->find('\n'), file->content->size());
    if (!parse_int(file->content->substr(magic.size(), end - magic.size()), number)) return {};
    return {static_cast<std::uint64_t>(number)};
}

Database database(const World& world, std::uint64_t number) {
    if (number == world.store.database) return {world.store.objects, world.store.revision};
    const Database* found = world.databases.find(number);
    return found ? *found : Database{};
}

std::int64_t database_size(const Database& d) {
    constexpr std::int64_t page = 4096, least = 20480, an_object = 4096;
    return (least + static_cast<std::int64_t>(d.objects.size()) * an_object) / page * page;
}

bool write_database_file(World& world, Machine& machine, const std::string& path,
                         std::uint64_t number, std::string& error) {
    const std::string content = cat(magic, number, "\n");
    if (!write_file(world, machine, path, content, error)) return false;
    File* file = edit_file(world, machine, path, error);
    if (!file) return false;
    file->mode = "rw-------";
    file->zeros =
        database_size(database(world, number)) - static_cast<std::int64_t>(content.size());
    return true;
}

std::uint64_t snapshot_database(World& world) {
    const std::uint64_t number = world.next_database++;
    world.databases.set(number, {world.store.objects, world.store.revision});
    return number;
}

void open_database(World& world, MachineId id, const DockerContainer& container) {
    if (!world.etcd_members.empty() || container.command.empty()) return;
    Machine& machine = *world.machines.edit(id);
    const ComponentFlags flags =
        read_component_flags("etcd", {container.command.begin() + 1, container.command.end()});
    const std::string folder = flags.text("data-dir", "default.etcd");
    const std::string path =
        place_of(machine, cat(container.id, ":", absolute_path("/", folder), database_file)).path;
    const std::uint64_t number = read_database_file(machine, path).number;
    if (number == world.store.database) return;
    if (number != 0) {
        keep_open_database(world);
        load(world, number);
        return;
    }
    if (!world.store.objects.empty()) {
        keep_open_database(world);
        load(world, world.next_database++);
    }
    put_file(machine, path, cat(magic, world.store.database, "\n"), world.now, "rw-------");
    put_file(machine, cat(parent_folder(parent_folder(path)), "/wal/0.tmp"), "", world.now,
             "rw-------");
}

}  // namespace podfall
