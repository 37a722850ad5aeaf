// Allocates a block of pod addresses to every node, and sets the annotation that tells kubelets how
// long to cache secrets. Models pkg/controller/nodeipam/ipam/range_allocator.go and
// pkg/controller/ttl (v1.20).
#include <vector>

#include "core/api/objects/node.h"
#include "core/base/text.h"
#include "core/runtime/controller.h"

namespace podfall {
namespace {

constexpr const char* ttl_annotation = "node.alpha.kubernetes.io/ttl";

// kubeadm's --pod-network-cidr 172.16.0.0/16 in blocks of --node-cidr-mask-size 24. The command
// line decides whether blocks are allocated at all (--allocate-node-cidrs).
std::string block(int n) {
    return cat("172.16.", n, ".0/24");
}

bool allocates(LoopContext& loop) {
    const Process* p = loop.machine().processes.find(loop.pid());
    return p && contains(p->command_line, "--allocate-node-cidrs=true");
}

// Blocks in use by number, with their nodes.
struct Memory {
    Table<int, std::string> used;
};

template <class V>
void fields(V& v, Memory& m) {
    v("used", m.used);
}

// The block's number; -1 when the text is not one of these blocks.
int number_of(const std::string& cidr) {
    const std::vector<std::string> parts = split(cidr, '.');
    std::int64_t n = 0;
    const bool fine = parts.size() == 4 && parse_int(parts[2], n) && n >= 0 && n < 256;
    return fine ? static_cast<int>(n) : -1;
}

// Takes the lowest free block for a node; empty if there is none.
std::string take_block(LoopContext& loop, const std::string& node) {
    Table<int, std::string>& used = loop.memory<Memory>().used;
    for (int n = 0; n < 256; ++n) {
        if (used.contains(n)) continue;
        used.set(n, node);
        return block(n);
    }
    return {};
}

Outcome reconcile(LoopContext& loop, const std::string& name) {
    const auto node = loop.cached<Node>("", name);
    if (!node) return done();
    const bool wants_block = allocates(loop) && node->spec.pod_cidr.empty();
    const auto it = node->metadata.annotations.find(ttl_annotation);
    const bool wants_ttl = it == node->metadata.annotations.end();
    if (!wants_block && !wants_ttl) return done();
    const auto fresh = loop.api.get<Node>("", name);
    if (!fresh) return fresh.status().is("NotFound") ? done() : failed();
    Node copy = **fresh;
    // Fewer than 100 nodes: no caching (ttlBoundaries).
    if (wants_ttl) copy.metadata.annotations[ttl_annotation] = "0";
    if (wants_block && copy.spec.pod_cidr.empty()) {
        copy.spec.pod_cidr = take_block(loop, name);
        if (copy.spec.pod_cidr.empty()) {
            loop.event(kind_of<Node>, *node, "Normal", "CIDRNotAvailable",
                       cat("Node ", name, " status is now: CIDRNotAvailable"));
            return failed();
        }
        copy.spec.pod_cidrs = List<std::string>{copy.spec.pod_cidr};
    }
    const int taken = wants_block ? number_of(copy.spec.pod_cidr) : -1;
    if (loop.api.update(std::move(copy))) return done();
    if (taken >= 0) loop.memory<Memory>().used.erase(taken);
    return failed();
}

// Most writes of a node change nothing here.
bool concerns(const World&, const LoopState&, const Change& change) {
    if (change.type != ChangeType::modified) return true;
    const auto& node = static_cast<const Node&>(*change.object);
    return node.spec.pod_cidr.empty() || !node.metadata.annotations.count(ttl_annotation) ||
           !change.previous ||
           static_cast<const Node&>(*change.previous).spec.pod_cidr != node.spec.pod_cidr;
}

void observe(LoopContext& loop, const Change& change) {
    const int n = number_of(static_cast<const Node&>(*change.object).spec.pod_cidr);
    Table<int, std::string>& used = loop.memory<Memory>().used;
    if (change.type == ChangeType::deleted) {
        if (n >= 0) used.erase(n);
        return;
    }
    if (n >= 0) used.set(n, change.key.name);
    loop.enqueue(change.key.name);
}

}  // namespace

extern const Controller node_ipam = {
    .name = "cidrAllocator",
    .host = "kube-controller-manager",
    .watches = {kind_of<Node>},
    .needs_lead = true,
    .concerns = concerns,
    .observe = observe,
    .reconcile = reconcile,
    .memory = &memory_of<Memory>,
};

}  // namespace podfall
