// The docker daemon, the parent of containers: notices their ends, and stops them when it stops.
// Models moby 19.03 without live-restore (daemon/daemon.go Shutdown and restore).
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/machine/docker/docker.h"
#include "core/machine/profile.h"
#include "core/runtime/controller.h"
#include "core/runtime/process.h"
#include "core/world/timing.h"

namespace podfall {

namespace {

struct Memory {
    bool stopping = false;
};

template <class V>
void fields(V& v, Memory& m) {
    v("stopping", m.stopping);
}

std::vector<std::string> with_process(const Machine& machine) {
    std::vector<std::string> ids;
    for (const auto& [id, container] : machine.containers)
        if (container.pid != 0) ids.push_back(id);
    return ids;
}

// A line of logrus: time="2022-08-15T14:00:15.000000000+09:00" level=info msg="...".
std::string info(LoopContext& loop, const std::string& message, const std::string& fields = "") {
    const Duration offset = loop.world.utc_offset;
    const std::string local = rfc3339_micro(loop.now() + offset);
    const std::string zone = offset == 0
                                 ? std::string("Z")
                                 : cat("+", pad_left(to_text(offset / hours(1)), 2, '0'), ":",
                                       pad_left(to_text(offset % hours(1) / minutes(1)), 2, '0'));
    return cat("time=\"", local.substr(0, local.size() - 1), "000", zone,
               "\" level=info msg=", quote(message), fields);
}

// Cleans up after an earlier daemon: stops containers that still run, and marks those as exited
// whose processes are gone (the machine lost its power).
void restore(LoopContext& loop) {
    const bool played = profile_of(loop.machine()).plays_containers;
    for (const std::string& id : with_process(loop.machine())) {
        const Pid pid = loop.machine().containers.find(id)->pid;
        const bool lives = loop.machine().processes.contains(pid) &&
                           loop.machine().processes.find(pid)->container == id;
        if (lives) end_process(loop.world, loop.machine_id(), pid, 137);
        container_ended(loop.world, loop.machine_id(), id, played ? 0 : lives ? 137 : 255);
    }
    Process* self = loop.machine().processes.edit(loop.pid());
    self->ready_at = loop.now();
    loop.log(info(loop, "Loading containers: done."));
    loop.log(
        info(loop, "Docker daemon", " commit=eb310fca49 graphdriver(s)=overlay2 version=19.03.14"));
    loop.log(info(loop, "Daemon has completed initialization"));
    loop.log(info(loop, "API listen on /var/run/docker.sock"));
    wake(loop.world, loop.machine_id(), "systemd", "ready/docker");
    wake(loop.world, loop.machine_id(), "kubelet", "docker-changed");
}

void finish_if_empty(LoopContext& loop) {
    if (!with_process(loop.machine()).empty()) return;
    loop.log(info(loop, "Daemon shutdown complete"));
    end_process(loop.world, loop.machine_id(), loop.pid(), 0);
}

void shut_down(LoopContext& loop) {
    if (loop.memory<Memory>().stopping) return;
    loop.memory<Memory>().stopping = true;
    loop.machine().processes.edit(loop.pid())->ready_at = never;
    loop.log(info(loop, "Processing signal 'terminated'"));
    wake(loop.world, loop.machine_id(), "kubelet", "docker-changed");
    const MachineProfile& profile = profile_of(loop.machine());
    for (const std::string& id : with_process(loop.machine())) {
        if (loop.machine().containers.find(id)->state == DockerState::paused)
            docker_pause(loop.world, loop.machine_id(), id, false);
        if (profile.plays_containers)  // none is removed: they end with their runtime
            loop.enqueue(cat("end/", loop.machine().containers.find(id)->pid, "/0"),
                         profile.played_stop);
        else
            docker_stop(loop.world, loop.machine_id(), id, timing::docker_stop_timeout);
    }
    finish_if_empty(loop);
}

// A container's process ended: "exit/<pid>/<code>".
void note_end(LoopContext& loop, Pid pid, int code) {
    for (const auto& [id, container] :
         Table<std::string, DockerContainer>(loop.machine().containers)) {
        if (container.pid != pid) continue;
        loop.log(info(loop, "ignoring event",
                      " module=libcontainerd namespace=moby topic=/tasks/delete "
                      "type=\"*events.TaskDelete\""));
        container_ended(loop.world, loop.machine_id(), id, code);
        break;
    }
    if (loop.memory<Memory>().stopping) finish_if_empty(loop);
}

// The kernel's OOM killer chose the first process of a container.
void out_of_memory(LoopContext& loop, Pid pid) {
    for (const auto& [id, container] :
         Table<std::string, DockerContainer>(loop.machine().containers))
        if (container.pid == pid) loop.machine().containers.edit(id)->out_of_memory = true;
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const std::vector<std::string> words = split(key, '/');
    std::int64_t pid = 0, code = 0;
    if (words.size() == 3) {
        parse_int(words[1], pid);
        parse_int(words[2], code);
    }
    if (key == "terminate") shut_down(loop);
    if (words[0] == "exit") note_end(loop, static_cast<Pid>(pid), static_cast<int>(code));
    if (words[0] == "remove") docker_remove(loop.world, loop.machine_id(), words[1]);
    if (words[0] == "oom") out_of_memory(loop, static_cast<Pid>(pid));
    if (words[0] == "end" ||
        words[0] == "oom")  // a program's own end, or of a container that is being stopped
        end_process(loop.world, loop.machine_id(), static_cast<Pid>(pid), static_cast<int>(code));
    return done();
}

Duration start_delay(const Machine& machine) {
    return profile_of(machine).runtime_start;
}

}  // namespace

extern const Controller dockerd = {.name = "dockerd",
                                   .host = "dockerd",
                                   .start_delay_on = start_delay,
                                   .start = restore,
                                   .reconcile = reconcile,
                                   .memory = &memory_of<Memory>};

}  // namespace podfall
