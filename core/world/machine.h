// The state of a machine as plain data. Its behaviour is in core/machine.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/table.h"
#include "core/base/time.h"

namespace podfall {

// Index of a machine in World::machines; never reused.
using MachineId = std::int32_t;
using Pid = std::int32_t;

using Text =
    std::shared_ptr<const std::string>;  // file contents are shared between copies of a world

// A file or directory by its absolute path.
struct File {
    bool folder = false;
    std::string mode = "rw-r--r--";
    std::string owner = "root";
    Text content;            // null for a directory
    std::int64_t zeros = 0;  // bytes after the content, all zero, that are not kept
    std::string target;      // of a symbolic link
    Time modified = 0;

    std::int64_t size() const {
        return zeros + (content ? static_cast<std::int64_t>(content->size()) : 0);
    }
};

template <class V>
void fields(V& v, File& f) {
    v("folder", f.folder), v("mode", f.mode), v("owner", f.owner), v("content", f.content);
    v("zeros", f.zeros), v("target", f.target), v("modified", f.modified);
}

enum class ProcessState : std::uint8_t { running, paused };

// How a client of the API server identifies the server and itself, from its kubeconfig, and what
// became of its last handshake (runtime/tls.h).
struct TlsClient {
    Text authority;  // the certificates of the authorities it trusts, PEM; null: it checks nothing
    Text certificate;          // its own, PEM; null: none
    std::uint64_t judged = 0;  // of the server's files in that handshake; 0: none yet
    bool server_trusted = false, client_trusted = false;
    Time server_from = 0, server_until = 0;  // the dates of the server's certificate
    Time client_from = 0, client_until = 0;  // and of its own
};

template <class V>
void fields(V& v, TlsClient& t) {
    v("authority", t.authority), v("certificate", t.certificate), v("judged", t.judged);
    v("server_trusted", t.server_trusted), v("client_trusted", t.client_trusted);
    v("server_from", t.server_from), v("server_until", t.server_until);
    v("client_from", t.client_from), v("client_until", t.client_until);
}

// A running program. Control loops implement the behaviour of processes (runtime/controller.h).
struct Process {
    std::string program;       // "kubelet", "kube-scheduler", "nginx", "bash"
    std::string command_line;  // as ps prints it
    std::string container;     // docker's container ID, empty for the host's own processes
    Pid parent = 1;
    ProcessState state = ProcessState::running;
    Time started = 0;
    std::vector<int> ports;         // TCP ports it listens on
    std::string listen_ip;          // the address of those ports: a pod IP, or empty for the host's
    Time ready_at = 0;              // when it begins to listen
    std::vector<std::string> args;  // of a container program that the shell interpreter runs
    Text input;                     // its standard input; null: that of its terminal
    std::string api_server;         // that its kubeconfig names: "192.168.1.10:6443"; empty: none
    TlsClient tls;                  // towards that server
    std::uint64_t serial = 0;  // unique among all processes that ever ran; set by start_process()
};

template <class V>
void fields(V& v, Process& p) {
    v("program", p.program), v("command_line", p.command_line), v("container", p.container);
    v("parent", p.parent), v("state", p.state), v("started", p.started), v("ports", p.ports);
    v("listen_ip", p.listen_ip), v("ready_at", p.ready_at), v("args", p.args);
    v("input", p.input), v("serial", p.serial), v("api_server", p.api_server);
    v("tls", p.tls);
}

enum class UnitState : std::uint8_t { inactive, activating, active, deactivating, failed };

// A systemd unit.
struct Unit {
    std::string description;
    std::string documentation;
    std::string fragment;               // "/usr/lib/systemd/system/kubelet.service"
    std::vector<std::string> drop_ins;  // "10-kubeadm.conf"
    std::string exec;                   // command line of ExecStart=
    bool enabled = true;
    bool restart_always = false;
    Duration restart_delay = 0;  // RestartSec=
    UnitState state = UnitState::inactive;
    Pid main_pid = 0;  // the last one, even after it ended
    int exit_code = 0;
    bool masked = false;
    bool killed = false;  // the last main process ended by a signal
    Time since = 0;       // of the last change of `state`
};

template <class V>
void fields(V& v, Unit& u) {
    v("description", u.description), v("documentation", u.documentation);
    v("fragment", u.fragment), v("drop_ins", u.drop_ins), v("exec", u.exec);
    v("enabled", u.enabled), v("restart_always", u.restart_always);
    v("restart_delay", u.restart_delay), v("state", u.state), v("main_pid", u.main_pid);
    v("exit_code", u.exit_code), v("killed", u.killed), v("since", u.since), v("masked", u.masked);
}

// A line of the journal.
struct JournalLine {
    Time at = 0;
    std::string unit;        // "kubelet", "docker", "systemd"
    std::string identifier;  // "kubelet[1234]"
    std::string message;
};

template <class V>
void fields(V& v, JournalLine& l) {
    v("at", l.at), v("unit", l.unit), v("identifier", l.identifier), v("message", l.message);
}

enum class DockerState : std::uint8_t { created, running, paused, exited };

struct ContainerMount {
    std::string source, target;
    bool read_only = false;
};

template <class V>
void fields(V& v, ContainerMount& m) {
    v("source", m.source), v("target", m.target), v("read_only", m.read_only);
}

// A docker container. The kubelet stores its data in labels, as dockershim does.
struct DockerContainer {
    std::string id;        // 64 hexadecimal digits
    std::string name;      // "k8s_nginx_del-pod_default_<uid>_0"
    std::string image;     // as requested
    std::string image_id;  // "sha256:..."
    std::vector<std::string> command;
    std::vector<std::string> environment;
    std::vector<ContainerMount> mounts;
    std::string network;                 // "host", "none", or "container:<id of the sandbox>"
    std::string ip;                      // of a sandbox with its own network
    std::string folder;                  // the working directory; empty for the image's
    std::vector<std::string> published;  // ports of the machine that lead here: "8080:80"
    std::int64_t memory_limit = 0;       // bytes; 0 for none
    bool tty = false, open_stdin = false, auto_remove = false;
    Table<std::string, std::string> labels;
    Table<std::string, std::string> options;  // docker run's others (container_user.h)
    DockerState state = DockerState::created;
    Pid pid = 0;
    Time created = 0, started = 0, finished = 0;
    int exit_code = 0;
    bool out_of_memory = false;
    Table<std::uint64_t, std::string> log;  // stdout and stderr, one entry per line, by number
};

template <class V>
void fields(V& v, DockerContainer& c) {
    v("id", c.id), v("name", c.name), v("image", c.image), v("image_id", c.image_id);
    v("command", c.command), v("environment", c.environment), v("mounts", c.mounts);
    v("network", c.network), v("ip", c.ip), v("folder", c.folder), v("published", c.published);
    v("memory_limit", c.memory_limit), v("tty", c.tty), v("open_stdin", c.open_stdin);
    v("auto_remove", c.auto_remove), v("labels", c.labels), v("options", c.options),
        v("state", c.state), v("pid", c.pid);
    v("created", c.created), v("started", c.started), v("finished", c.finished);
    v("exit_code", c.exit_code), v("out_of_memory", c.out_of_memory), v("log", c.log);
}

struct Image {
    std::string id;                 // "sha256:..."
    std::vector<std::string> tags;  // "nginx:latest"
    std::int64_t bytes = 0;
    Time created = 0;
};

template <class V>
void fields(V& v, Image& i) {
    v("id", i.id), v("tags", i.tags), v("bytes", i.bytes), v("created", i.created);
}

// A rule of the filter table's INPUT or OUTPUT chain.
struct FirewallRule {
    std::string chain;                // "INPUT", "OUTPUT"
    std::string source, destination;  // address, empty for any
    int port = 0;                     // 0 for any
    std::string target;               // "DROP", "REJECT"
};

template <class V>
void fields(V& v, FirewallRule& r) {
    v("chain", r.chain), v("source", r.source), v("destination", r.destination);
    v("port", r.port), v("target", r.target);
}

// kube-proxy's rule in the nat table for one service port: the targets of its packets.
struct ServiceRule {
    std::string service;  // "default/web"
    std::string port_name;
    std::vector<std::string> targets;  // "172.16.221.67:80"; none: connections are refused
    bool sticky = false;               // sessionAffinity: a client keeps its target
};

template <class V>
void fields(V& v, ServiceRule& r) {
    v("service", r.service), v("port_name", r.port_name), v("targets", r.targets);
    v("sticky", r.sticky);
}

// Which kind of machine a machine is (core/machine/profile.h).
enum class ProfileId : std::uint8_t { lab, hollow };

struct Machine {
    std::string name;       // "w1-k8s"
    std::string ip;         // "192.168.1.101"
    std::string pod_block;  // Calico's block of pod addresses: "172.16.221.64/26"
    bool control_plane = false;
    bool powered = false;
    ProfileId profile{};
    Time booted = 0;
    int boots = 0;
    Duration clock_offset = 0;  // of its clock from the true time
    Pid next_pid = 1;
    int cpus = 2;
    std::int64_t memory_bytes = 0;

    Table<std::string, File> files;
    Table<std::string, Unit> units;  // by name without ".service"
    Table<Pid, Process> processes;
    Table<std::string, DockerContainer> containers;  // docker's, by ID; they survive a restart
    Table<std::string, Image> images;                // by ID
    Table<std::uint64_t, JournalLine> journal;
    std::uint64_t next_journal_line = 0;
    std::vector<FirewallRule> firewall;
    std::vector<std::string> links_down;        // interfaces that are switched off: "eth1"
    Table<std::string, std::string> addresses;  // pod addresses in use: address to container
    int next_address = 1;                       // the next free position in the block; 0 is tunl0's
    Table<std::string, ServiceRule>
        services;  // kube-proxy's rules, by "10.96.0.1:443/TCP", ":30080/TCP"
};

template <class V>
void fields(V& v, Machine& m) {
    v("name", m.name), v("ip", m.ip), v("pod_block", m.pod_block);
    v("control_plane", m.control_plane), v("powered", m.powered), v("booted", m.booted);
    v("boots", m.boots), v("next_pid", m.next_pid), v("cpus", m.cpus);
    v("memory_bytes", m.memory_bytes), v("files", m.files), v("units", m.units);
    v("processes", m.processes), v("containers", m.containers), v("images", m.images);
    v("journal", m.journal), v("next_journal_line", m.next_journal_line);
    v("firewall", m.firewall), v("addresses", m.addresses), v("next_address", m.next_address);
    v("services", m.services), v("profile", m.profile), v("links_down", m.links_down);
    v("clock_offset", m.clock_offset);
}

// The running process of a program (the lowest PID), or 0.
Pid find_process(const Machine& machine, std::string_view program);

}  // namespace podfall
