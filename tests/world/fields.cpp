// The field lists of the world: every field of every struct is part of the hash, the comparison and
// the memory account.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/api/objects/node.h"
#include "core/runtime/controller.h"
#include "core/sim.h"
#include "core/world/world_hash.h"

using namespace podfall;

namespace {

// A visitor that adds one entry to every empty list, table and pointer, so that each field of each
// struct of the World exists somewhere.
struct Filler {
    template <class T, class... Tag>
    void operator()(const char*, T& value, Tag&...) {
        fill(value);
    }
    void fill(std::string&) {}
    void fill(AnyMemory&) {}
    void fill(Ref<Object>&) {}
    template <class T>
    void fill(std::vector<T>& list) {
        if (list.empty()) list.emplace_back();
        for (T& entry : list) fill(entry);
    }
    template <class K, class T>
    void fill(Table<K, T>& table) {
        if (table.empty()) table.set(K{}, T{});
        fill(*table.edit(K(table.begin()->key)));
    }
    template <class T>
    void fill(std::shared_ptr<const T>& shared) {
        if (!shared) shared = std::make_shared<const T>();
    }
    template <class T>
    void fill(T& value) {
        if constexpr (std::is_class_v<T>) fields(*this, value);
    }
};

// Commands in the middle of their work, one per terminal.
constexpr const char* running[] = {
    "kubectl get pods -w",
    "watch ls",
    "vi /etc/hosts",
    "nano /etc/hosts",
    "less /etc/hosts",
    "sleep 1000",
    "top",
    "ping 192.168.1.101",
    "tail -f /etc/hosts",
    "journalctl -f",
    "ssh w1-k8s",
    "kubectl exec -it p -- sh",
    "kubectl logs p -f",
    "time cat",
    "read x",
    "kubectl edit pod p",
    "seq 9 | grep -c . -",
    "awk '{ x[$1]++ }'",
    "sleep 1000 | cat",
    "sleep 1000 | wc -L",
    "timeout 900 sleep 800",
    "sudo sleep 700",
    "for i in 1 2; do sleep 99; done",
};

// A world with one of everything in it.
World filled_world() {
    World world;
    Filler filler;
    fields(filler, world);
    const auto object = std::make_shared<Node>();
    object->metadata.name = "n";
    world.store.objects.set({Kind::node, "", "n"}, object);
    world.store.log.edit(0)->key.kind = Kind::node;
    world.store.log.edit(0)->object = object;
    world.store.log.edit(0)->previous = object;
    return world;
}

Sim busy_sim() {
    Sim sim = Sim::open({.seed = 5, .workers = 1, .cluster_age = minutes(20), .restarts = 0});
    const TerminalId first = sim.world().terminals.begin()->key;
    sim.advance(seconds(1));
    sim.type_line(first, "kubectl run p --image=nginx");
    sim.advance(seconds(30));
    for (const char* line : running) {
        const TerminalId terminal = sim.open_terminal(0);
        sim.advance(milliseconds(100));
        sim.type_line(terminal, line);
    }
    sim.advance(seconds(20));
    return sim;
}

void change_whole(const void* value) {
    *static_cast<unsigned char*>(const_cast<void*>(value)) ^= 1;
}

// Walks a world and changes, in place, one value of each field of each struct; calls `look` while
// it is changed.
template <class F>
class Changer {
public:
    explicit Changer(F look) : look_(std::move(look)) {}

    void walk(const DataType& type, const void* value, const std::string& path) {
        types_.insert(&type);
        for (const DataMember& m : type.members) {
            const void* at = static_cast<const char*>(value) + m.offset;
            member(m, m.type(), at, path + "." + m.name);
        }
    }
    const std::set<const DataType*>& types() const { return types_; }
    std::size_t changes() const { return changed_.size(); }

private:
    void member(const DataMember& m, const DataType& type, const void* value,
                const std::string& path) {
        const bool first = !changed_.contains(&m);
        if (type.form == DataForm::whole && first) {
            change_whole(value);
            look_(path);
            change_whole(value);
            changed_.insert(&m);
        } else if (type.form == DataForm::text && first) {
            auto& text = *static_cast<std::string*>(const_cast<void*>(value));
            text += 'x';
            look_(path);
            text.pop_back();
            changed_.insert(&m);
        } else if (type.foreign == &object_ops && first) {
            auto& object = *static_cast<Ref<Object>*>(const_cast<void*>(value));
            const Ref<Object> before = std::exchange(object, nullptr);
            if (before) {
                look_(path);
                changed_.insert(&m);
            }
            object = before;
        } else if (type.form == DataForm::sequence) {
            for_each_entry(type, value, [&](const void* entry) {
                member(m, type.element(), entry, path + "[]");
            });
        } else if (type.form == DataForm::pointer) {
            const DataValue shared = type.get(value);
            if (shared.value && walked_.insert(shared.value).second)
                member(m, *shared.type, shared.value, path + "*");
        } else {
            walk(type, value, path);
        }
    }

    F look_;
    std::set<const DataMember*> changed_;
    std::set<const void*> walked_;
    std::set<const DataType*> types_;
};

// All types that are reachable from one, without values.
void collect(const DataType& type, std::set<const DataType*>& all) {
    if (!all.insert(&type).second) return;
    if (type.element) collect(type.element(), all);
    for (const DataMember& m : type.members) collect(m.type(), all);
}

// What the compiler counts in each struct is in its list.
void check_complete(const std::set<const DataType*>& types, std::size_t at_least) {
    std::size_t structs = 0;
    for (const DataType* type : types) {
        if (type->form != DataForm::structure) continue;
        REQUIRE_FALSE(type->members.empty());
        CAPTURE(type->members.front().name);
        ++structs;
        // 0: a class whose members are private, which cannot be counted.
        CHECK((type->declared == 0 || type->members.size() == type->declared));
    }
    CHECK(structs >= at_least);
}

}  // namespace

TEST_CASE("a world has another hash, and differs, when any field of it is changed") {
    const World world = filled_world(), twin = filled_world();
    REQUIRE(difference(world, twin) == "");
    const std::uint64_t hash = hash_of(world);
    REQUIRE(hash_of(twin) == hash);
    Changer changer([&](const std::string& path) {
        CAPTURE(path);
        CHECK(hash_of(world) != hash);
        CHECK(difference(world, twin) != "");
    });
    changer.walk(data_type_of<World>(), &world, "world");
    CHECK(difference(world, twin) == "");
    CHECK(hash_of(world) == hash);
    CHECK(changer.changes() > 200);

    std::set<const DataType*> types;
    collect(data_type_of<World>(), types);
    check_complete(types, 55);
}

TEST_CASE("what loops and commands remember has another hash when any field of it is changed") {
    const Sim sim = busy_sim();
    std::set<const DataType*> types;
    std::size_t changes = 0;
    for (const auto& [id, loop] : sim.world().loops) {
        if (!loop.memory) continue;
        const DataType& type = loop.memory.type()->data();
        const void* value = loop.memory.get();
        const auto hash_now = [&] {
            Hasher h;
            hash_value(h, type, value);
            return h.value();
        };
        const std::uint64_t hash = hash_now();
        Changer changer([&](const std::string& path) {
            CAPTURE(path);
            CHECK(hash_now() != hash);
        });
        changer.walk(type, value, "memory");
        CHECK(hash_now() == hash);
        types.insert(changer.types().begin(), changer.types().end());
        changes += changer.changes();
    }
    CHECK(changes > 300);
    for (std::size_t i = 0; i < all_controllers_count; ++i)
        if (const MemoryType* memory = all_controllers[i]->memory) collect(memory->data(), types);
    check_complete(types, 60);
}

TEST_CASE("a restore point costs what it does not share") {
    const World world = filled_world();
    Counted counted;
    const std::size_t all = bytes_of(world, counted);
    CHECK(all > sizeof(World) + 1000);
    World later = world;
    CHECK(bytes_of(later, counted) < sizeof(World) + 100);  // long texts of its own members
    later.machines.edit(0)->name = std::string(1000, 'm');
    const std::size_t changed = bytes_of(later, counted);
    CHECK(changed > sizeof(World) + 1000);
    CHECK(changed < all);
}
