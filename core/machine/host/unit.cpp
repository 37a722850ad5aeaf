// Starts, stops and queries systemd units.
#include "core/machine/host/unit.h"

#include "core/base/text.h"
#include "core/machine/profile.h"
#include "core/runtime/process.h"
#include "core/world/timing.h"

namespace podfall {

namespace {

Unit service(const char* description, const char* documentation, const char* name,
             const char* exec) {
    Unit unit;
    unit.description = description;
    unit.documentation = documentation;
    unit.fragment = cat("/usr/lib/systemd/system/", name, ".service");
    unit.exec = exec;
    return unit;
}

bool ask(World& world, MachineId machine, std::string_view name, const char* what) {
    const std::string unit = unit_name(name);
    if (!world.machines.find(machine)->units.contains(unit)) return false;
    wake(world, machine, "systemd", cat(what, "/", unit));
    return true;
}

}  // namespace

void install_units(Machine& machine) {
    Unit kubelet = service("kubelet: The Kubernetes Node Agent", "https://kubernetes.io/docs/",
                           "kubelet", profile_of(machine).kubelet_exec);
    if (profile_of(machine).reads_config)
        kubelet.drop_ins = {"/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf"};
    kubelet.restart_always = true;
    kubelet.restart_delay = timing::unit_restart_delay;
    machine.units.set("kubelet", kubelet);

    Unit docker =
        service("Docker Application Container Engine", "https://docs.docker.com", "docker",
                "/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock");
    docker.restart_always = true;
    docker.restart_delay = seconds(2);
    machine.units.set("docker", docker);

    Unit containerd = service("containerd container runtime", "https://containerd.io", "containerd",
                              "/usr/bin/containerd");
    containerd.restart_always = true;
    containerd.restart_delay = seconds(5);
    machine.units.set("containerd", containerd);

    machine.units.set("sshd", service("OpenSSH server daemon", "man:sshd(8)\nman:sshd_config(5)",
                                      "sshd", "/usr/sbin/sshd -D"));
    machine.units.set("chronyd", service("NTP client/server", "man:chronyd(8)\nman:chrony.conf(5)",
                                         "chronyd", "/usr/sbin/chronyd"));
    machine.units.set("crond", service("Command Scheduler", "", "crond", "/usr/sbin/crond -n"));
    Unit firewalld = service("firewalld - dynamic firewall daemon", "man:firewalld(1)", "firewalld",
                             "/usr/sbin/firewalld --nofork --nopid");
    firewalld.enabled = false;  // the lab's machines have it switched off
    machine.units.set("firewalld", firewalld);
}

std::string unit_name(std::string_view typed) {
    constexpr std::string_view suffix = ".service";
    if (typed.size() > suffix.size() && typed.substr(typed.size() - suffix.size()) == suffix)
        typed.remove_suffix(suffix.size());
    return std::string(typed);
}

bool start_unit(World& world, MachineId machine, std::string_view name) {
    return ask(world, machine, name, "start");
}

bool stop_unit(World& world, MachineId machine, std::string_view name) {
    return ask(world, machine, name, "stop");
}

bool restart_unit(World& world, MachineId machine, std::string_view name) {
    return ask(world, machine, name, "again");
}

bool enable_unit(World& world, MachineId machine, std::string_view name, bool enabled) {
    Unit* unit = world.machines.edit(machine)->units.edit(unit_name(name));
    if (!unit) return false;
    unit->enabled = enabled;
    return true;
}

}  // namespace podfall
