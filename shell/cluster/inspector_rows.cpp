// The inspector's rows, read from etcd's objects and the machines, whether or not an API server
// could answer.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/api/objects/event.h"
#include "core/api/objects/node.h"
#include "core/api/objects/policy.h"
#include "core/api/objects/service.h"
#include "core/api/objects/workload.h"
#include "core/base/text.h"
#include "shell/cluster/inspector.h"
#include "shell/cluster/pod_look.h"
#include "shell/cluster/why_words.h"
#include "shell/time/time_bar.h"

namespace podfall {

namespace {

constexpr std::size_t most_lines = 200;

std::string or_dash(std::string_view s) {
    return std::string(s.empty() ? "-" : s);
}

// The unit that runs a program.
std::string unit_of(const std::string& program) {
    return program == "dockerd" ? "docker" : program;
}

std::string_view label_of(const DockerContainer& c, const char* name) {
    const std::string* value = c.labels.find(std::string(name));
    return value ? std::string_view(*value) : std::string_view();
}

std::string when(const World& world, Time t) {
    if (world.now - t > hours(12)) return cat("-", age_text(world.now - t));
    return clock_text(world, t);
}

}  // namespace

void Inspector::pair(std::string_view key, std::string_view value) {
    Row& r = rows_.emplace_back();
    r.a = key;
    r.b = value;
}

void Inspector::words(std::string_view text) {
    Row& r = rows_.emplace_back();
    r.kind = RowKind::words;
    r.a = text;
}

void Inspector::lines(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        Row& r = rows_.emplace_back();
        r.kind = RowKind::mono;
        r.a = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

void Inspector::summary_pod(const World& world, const Strings& w, const Object& object) {
    const PodView p = view_pod(static_cast<const Pod&>(object));
    pair(w.state, p.status);
    pair("Ready", cat(p.ready, "/", p.containers));
    pair(w.namespace_, p.namespace_);
    pair(w.node, p.node.empty() ? std::string(w.unscheduled) : p.node);
    pair("IP", or_dash(p.ip));
    pair(w.owner, p.owner.empty() ? std::string(w.no_owner) : p.owner);
    pair(w.image, p.image);
    pair(w.restarts, to_text(p.restarts));
    pair(w.age, age_text(world.now - p.created));
    words(pod_mark(p.look, find_theme("dark"), w).about);
}

void Inspector::summary_node(const World& world, const Strings& w, const Object& object) {
    const Node& node = static_cast<const Node&>(object);
    const MachineId id = find_machine(world, node.metadata.name);
    const Machine* machine = world.machines.find(id);
    for (const NodeCondition& c : node.status.conditions) {
        if (c.type != "Ready") continue;
        pair(w.state, cat(c.status == "True" ? w.ready : w.not_ready,
                          c.status == "Unknown" ? cat(" (", w.unknown, ")") : std::string()));
        pair("", c.message);
    }
    if (node.spec.unschedulable) pair("", w.cordoned);
    if (machine) pair("IP", machine->ip);
    if (machine && !machine->powered) pair("", w.powered_off);
    int pods = 0;
    for (const auto& [key, o] : world.store.objects)
        pods += key.kind == Kind::pod &&
                static_cast<const Pod&>(*o).spec.node_name == node.metadata.name;
    pair(w.pods, to_text(pods));
    if (const auto lease = std::static_pointer_cast<const Lease>(
            find(world.store, {Kind::lease, "kube-node-lease", node.metadata.name})))
        pair("Lease", cat(clock_text(world, lease->spec.renew_time), " (",
                          age_text(world.now - lease->spec.renew_time), ")"));
    for (const Taint& t : node.spec.taints) pair("Taint", cat(t.key, ":", t.effect));
    pair("kubelet", node.status.node_info.kubelet_version);
    pair(w.age, age_text(world.now - node.metadata.creation_timestamp));
}

void Inspector::summary_program(const World& world, const Strings& w) {
    const Machine* machine = world.machines.find(find_machine(world, subject_.machine));
    if (!machine) return;
    const std::string name = unit_of(subject_.program);
    Pid pid = 0;
    Time since = 0;
    for (const auto& [id, process] : machine->processes) {
        if (process.program != subject_.program) continue;
        pid = id;
        since = process.started;
    }
    pair(w.state, pid ? w.unit_active : w.unit_inactive);
    rows_.back().bad = pid == 0;
    pair(w.node, subject_.machine);
    if (pid) {
        pair("PID", to_text(pid));
        pair(w.age, age_text(world.now - since));
    }
    words(about_part(name, w));
}

void Inspector::summary_other(const World& world, const Strings& w, const Object& object) {
    if (!object.metadata.namespace_.empty()) pair(w.namespace_, object.metadata.namespace_);
    if (subject_.key.kind == Kind::deployment) {
        const Deployment& d = static_cast<const Deployment&>(object);
        pair("Ready", cat(d.status.ready_replicas, "/", d.spec.replicas.value_or(1)));
    } else if (subject_.key.kind == Kind::replica_set) {
        const ReplicaSet& r = static_cast<const ReplicaSet&>(object);
        pair("Ready", cat(r.status.ready_replicas, "/", r.spec.replicas.value_or(1)));
    } else if (subject_.key.kind == Kind::service) {
        const Service& s = static_cast<const Service&>(object);
        pair("Type", s.spec.type);
        pair("ClusterIP", or_dash(s.spec.cluster_ip));
        for (const ServicePort& p : s.spec.ports)
            pair("Port", cat(p.port, "/", p.protocol,
                             p.node_port ? cat(" (", p.node_port, ")") : std::string()));
        std::string ready;
        if (const Ref<Object> ends =
                find(world.store, {Kind::endpoints, subject_.key.namespace_, subject_.key.name}))
            for (const EndpointSubset& subset : static_cast<const Endpoints&>(*ends).subsets)
                for (const EndpointAddress& a : subset.addresses)
                    ready += cat(ready.empty() ? "" : " ", a.ip);
        pair("Endpoints", or_dash(ready));
    }
    pair(w.age, age_text(world.now - object.metadata.creation_timestamp));
}

void Inspector::summary(const World& world, const Strings& w) {
    if (subject_.key.name.empty()) return summary_program(world, w);
    const Ref<Object> object = find(world.store, subject_.key);
    if (!object) return;
    if (subject_.key.kind == Kind::pod)
        summary_pod(world, w, *object);
    else if (subject_.key.kind == Kind::node)
        summary_node(world, w, *object);
    else
        summary_other(world, w, *object);
}

void Inspector::causes(const World& world, const Strings& w) {
    const Question question{subject_.key, find_machine(world, subject_.machine), subject_.program};
    for (const CauseLink& link : explain(world, question)) {
        Row r;
        r.kind = RowKind::cause;
        r.now = link.happening == Happening::waits;
        r.a = r.now ? std::string(w.now_waiting) : when(world, link.at);
        r.b = actor_text(link, w);
        r.c = happening_text(link, w);
        r.rule = rule_text(world, link, w);
        r.at = link.at;
        r.bad = link.happening == Happening::ended ||
                (link.happening == Happening::state && link.to.rfind("NotReady", 0) == 0);
        rows_.push_back(std::move(r));
    }
    if (rows_.empty()) words(w.no_causes);
}

ObjectKey Inspector::object_key(const World& world) const {
    if (!subject_.key.name.empty()) return subject_.key;
    const ObjectKey pod{Kind::pod, "kube-system", cat(subject_.program, "-", subject_.machine)};
    return find(world.store, pod) ? pod : ObjectKey{Kind::node, "", subject_.machine};
}

void Inspector::yaml(const World& world) {
    const ObjectKey key = object_key(world);
    if (const Ref<Object> object = find(world.store, key))
        lines(to_yaml(object_json(*object, key.kind)));
}

void Inspector::events(const World& world, const Strings& w) {
    std::vector<Ref<Event>> found;
    const ObjectKey key = object_key(world);
    const auto& objects = world.store.objects;
    for (auto it = objects.lower_bound(ObjectKey{Kind::event, "", ""});
         it != objects.end() && it->key.kind == Kind::event; ++it) {
        const auto event = std::static_pointer_cast<const Event>(it->value);
        const ObjectReference& about = event->involved_object;
        if (about.name == key.name && about.kind == info(key.kind).name &&
            about.namespace_ == key.namespace_)
            found.push_back(event);
    }
    const auto time = [](const Event& e) { return std::max(e.last_timestamp, e.event_time); };
    std::stable_sort(found.begin(), found.end(),
                     [&](const auto& a, const auto& b) { return time(*a) > time(*b); });
    for (const Ref<Event>& e : found) {
        Row r;
        r.kind = RowKind::event;
        r.a = when(world, time(*e));
        r.b = cat(e->source.component.empty() ? e->reporting_component : e->source.component,
                  e->count > 1 ? cat("  x", e->count) : std::string());
        r.c = e->reason;
        r.rule = e->message;
        r.bad = e->type == "Warning";
        r.go = object_thing(Kind::event, *e);
        rows_.push_back(std::move(r));
    }
    if (rows_.empty()) words(w.no_events);
}

void Inspector::logs(const World& world, const Strings& w) {
    const bool pod = subject_.key.kind == Kind::pod && !subject_.key.name.empty();
    std::vector<std::string> found;
    for (const auto& [id, machine] : world.machines) {
        if (!pod && machine.name != subject_.machine) continue;
        const DockerContainer* newest = nullptr;
        for (const auto& [cid, c] : machine.containers) {
            const std::string_view name = label_of(c, "io.kubernetes.container.name");
            const bool mine =
                pod ? label_of(c, "io.kubernetes.pod.name") == subject_.key.name && name != "POD"
                    : name == subject_.program;
            if (mine && (!newest || c.created > newest->created)) newest = &c;
        }
        if (newest)
            for (const auto& [n, line] : newest->log) found.push_back(line);
        if (pod || newest) continue;
        const std::string unit = subject_.program.empty() ? "kubelet" : unit_of(subject_.program);
        for (const auto& [n, line] : machine.journal)
            if (line.unit == unit)
                found.push_back(cat(clock_text(world, line.at), " ", line.message));
    }
    const std::size_t from = found.size() > most_lines ? found.size() - most_lines : 0;
    for (std::size_t i = found.size(); i-- > from;) lines(found[i]);  // the newest first
    if (found.empty()) words(w.no_logs);
}

void Inspector::refresh(Ui& ui, const World& world, float) {
    const std::string from =
        cat(static_cast<int>(tab_), "/", subject_.program, "@", subject_.machine, "/",
            key_text(subject_.key), "/", static_cast<int>(subject_.key.kind), "/",
            world.now / seconds(1), "/", world.store.revision, "/", ui.language.code(), "/",
            static_cast<int>(ui.scale * 100));
    if (from == built_for_) return;
    to_top_ = built_for_.empty();
    built_for_ = from;
    measured_ = 0;
    rows_.clear();
    const Strings& w = *ui.text;
    switch (tab_) {
        case Tab::summary:
            summary(world, w);
            break;
        case Tab::why:
            causes(world, w);
            break;
        case Tab::yaml:
            yaml(world);
            break;
        case Tab::events:
            events(world, w);
            break;
        case Tab::logs:
            logs(world, w);
            break;
    }
}

}  // namespace podfall
