// The table of controllers, and what their loops can do during a turn.
#include "core/runtime/controller.h"

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/runtime/connection.h"
#include "core/runtime/events.h"
#include "core/runtime/queue.h"
#include "core/runtime/tls.h"
#include "core/world/journal.h"

namespace podfall {

static_assert(kind_count <= 64, "KindSet has one bit a kind");

LoopContext::LoopContext(World& w, LoopId loop) : world(w), id(loop), api(w, caller_of(w, loop)) {
    const LoopState& s = state();
    machine_ = s.machine;
    pid_ = s.pid;
}

bool LoopContext::alive() const {
    return world.loops.contains(id);
}

bool LoopContext::synced() const {
    const LoopState* loop = world.loops.find(id);
    return loop && loop->synced;
}

LoopState& LoopContext::state() {
    LoopState* loop = world.loops.edit(id);
    CHECK_ALWAYS(loop);
    return *loop;
}

Machine& LoopContext::machine() {
    Machine* machine = world.machines.edit(machine_);
    CHECK_ALWAYS(machine);
    return *machine;
}

Ref<Object> LoopContext::cached(const ObjectKey& key) {
    const LoopState* loop = world.loops.find(id);
    const Ref<Object>* object = loop ? loop->cache.find(key) : nullptr;
    return object ? *object : nullptr;
}

void LoopContext::enqueue(std::string key, Duration after) {
    podfall::enqueue(world, id, std::move(key), after);
}

void LoopContext::forget(const std::string& key) {
    dequeue(world, id, key);
}

void LoopContext::wake_on_change(bool on) {
    if (on == world.sleepers.contains(id)) return;
    if (on) world.sleepers.set(id, true);
    if (!on) world.sleepers.erase(id);
}

void LoopContext::close_connections() {
    podfall::close_connections(world, id);
}

void* LoopContext::own_memory() {
    AnyMemory& memory = state().memory;
    CHECK_ALWAYS(memory);
    return memory.edit();
}

void LoopContext::event(Kind kind, const Object& about, const char* type, const char* reason,
                        std::string message, const char* field_path) {
    record_event({kind, &about, type, reason, std::move(message), field_path});
}

void LoopContext::record_event(EventText event) {
    EventRecorder recorder{world, id, api, all_controllers[state().controller]->name};
    podfall::record_event(recorder, std::move(event));
}

void LoopContext::log(std::string message) {
    const Process* process = machine().processes.find(pid_);
    if (!process) return;
    const std::string container = process->container, program = process->program;
    if (!container.empty()) {
        if (DockerContainer* c = machine().containers.edit(container))
            append_log(*c, std::move(message), world.now);
    } else {
        append_journal(machine(), world.now, program == "dockerd" ? "docker" : program,
                       cat(program, "[", pid_, "]"), std::move(message));
    }
}

Caller caller_of(const World& world, LoopId id) {
    const LoopState* loop = world.loops.find(id);
    CHECK_ALWAYS(loop);
    const Controller& controller = *all_controllers[loop->controller];
    const std::string_view host = controller.host;
    const Machine* machine = world.machines.find(loop->machine);
    const Process* self = machine ? machine->processes.find(loop->pid) : nullptr;
    const bool local =
        host == "kube-controller-manager" || host == "kube-scheduler" || host == "kube-apiserver";
    return {.machine = loop->machine,
            .agent = controller.name,
            .user = "system:serviceaccount",
            .dry_run = false,
            .address = local ? ApiAddress::local : ApiAddress::endpoint,
            .connection = loop->open,
            .server = self ? self->api_server : std::string(),
            .tls = self ? tls_problem(world, *machine, *self) : std::string()};
}

}  // namespace podfall
