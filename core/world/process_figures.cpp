// CPU, memory, terminal and name of a process as ps and top show them.
#include "core/world/process_figures.h"

#include "core/base/text.h"

namespace podfall {

namespace {

struct Known {
    const char* program;
    ProcessFigures figures;
};
constexpr Known known[] = {
    {"systemd", {6748, 128144, 1, false}},
    {"kubelet", {98116, 1869916, 28, true}},
    {"dockerd", {88204, 1284476, 14, true}},
    {"containerd", {46752, 1346680, 5, true}},
    {"sshd", {4352, 112936, 0, false}},
    {"chronyd", {1788, 117808, 0, false}},
    {"crond", {1712, 126384, 0, false}},
    {"bash", {2132, 115548, 0, false}},
    {"kube-apiserver", {321448, 1097384, 41, true}},
    {"etcd", {62732, 10612592, 19, true}},
    {"kube-controller-manager", {102716, 819268, 18, true}},
    {"kube-scheduler", {46368, 747448, 4, true}},
    {"kube-proxy", {38412, 744120, 1, true}},
    {"coredns", {28040, 747236, 3, true}},
    {"calico-node", {54120, 1461584, 17, true}},
    {"calico-kube-controllers", {34216, 739072, 1, true}},
    {"pause", {4, 964, 0, false}},
    {"nginx", {5996, 8848, 0, false}},
};
constexpr ProcessFigures other = {1868, 108052, 0, false};
constexpr std::size_t comm_length = 15;

}  // namespace

ProcessFigures figures_of(const Process& process) {
    for (const Known& k : known)
        if (process.program == k.program) return k.figures;
    return other;
}

std::string tty_of(const World& world, MachineId machine, Pid pid) {
    const Machine* m = world.machines.find(machine);
    const Process* p = m->processes.find(pid);
    const Pid shell = p && p->program == "bash" ? pid : p ? p->parent : 0;
    // Numbered in the order in which their shells started.
    int number = 0;
    bool own = false;
    for (const auto& [id, terminal] : world.terminals) {
        if (terminal.hidden) continue;
        std::vector<Hop> all = terminal.hops;  // shells that wait in ssh belong to the terminal too
        all.push_back({shell_machine(terminal), terminal.shell, 0});
        for (const Hop& hop : all) {
            if (hop.machine != machine || hop.shell == 0) continue;
            own = own || hop.shell == shell;
            number += hop.shell < shell;
        }
    }
    return own ? cat("pts/", number) : "?";
}

std::string comm_of(const Process& process) {
    return process.program.substr(0, comm_length);
}

}  // namespace podfall
