// Defaults of every kind.
#include "core/api/objects/batch.h"
#include "core/api/objects/config.h"
#include "core/api/objects/network.h"
#include "core/api/objects/node.h"
#include "core/api/objects/policy.h"
#include "core/api/objects/rbac.h"
#include "core/api/objects/service.h"
#include "core/api/objects/storage.h"
#include "core/api/objects/workload.h"
#include "core/api/rules/defaults.h"
#include "core/api/rules/defaults_parts.h"

namespace podfall {

namespace {

template <class T, class U>
void default_to(std::optional<T>& value, U otherwise) {
    if (!value) value = otherwise;
}
void default_to(std::string& value, const char* otherwise) {
    if (value.empty()) value = otherwise;
}

void defaults(Deployment& d) {
    DeploymentSpec& s = d.spec;
    apply_pod_spec_defaults(s.pod_template.spec);
    default_to(s.replicas, 1);
    default_to(s.strategy.type, "RollingUpdate");
    if (s.strategy.type == "RollingUpdate") {
        RollingUpdateDeployment& update = s.strategy.rolling_update.edit();
        default_to(update.max_unavailable, "25%");
        default_to(update.max_surge, "25%");
    }
    default_to(s.revision_history_limit, 10);
    default_to(s.progress_deadline_seconds, 600);
}

void defaults(DaemonSet& d) {
    apply_pod_spec_defaults(d.spec.pod_template.spec);
    default_to(d.spec.update_strategy.type, "RollingUpdate");
    if (d.spec.update_strategy.type == "RollingUpdate") {
        default_to(d.spec.update_strategy.rolling_update.edit().max_unavailable, 1);
    }
    default_to(d.spec.revision_history_limit, 10);
}

void defaults(PersistentVolumeClaim& c) {
    default_to(c.status.phase, "Pending");
    default_claim_spec(c.spec);
}

void defaults(StatefulSet& set) {
    StatefulSetSpec& s = set.spec;
    apply_pod_spec_defaults(s.pod_template.spec);
    if (!s.volume_claim_templates.empty()) {
        for (PersistentVolumeClaim& claim : s.volume_claim_templates.edit()) defaults(claim);
    }
    default_to(s.pod_management_policy, "OrderedReady");
    if (s.update_strategy.type.empty()) {
        s.update_strategy.type = "RollingUpdate";
        s.update_strategy.rolling_update.edit();
    }
    if (s.update_strategy.type == "RollingUpdate" && s.update_strategy.rolling_update) {
        default_to(s.update_strategy.rolling_update.edit().partition, 0);
    }
    default_to(s.replicas, 1);
    default_to(s.revision_history_limit, 10);
}

void defaults(ReplicationController& rc) {
    if (rc.spec.pod_template) {
        apply_pod_spec_defaults(rc.spec.pod_template.edit().spec);
        const StringMap& labels = rc.spec.pod_template->metadata.labels;
        if (rc.spec.selector.empty()) rc.spec.selector = labels;
        if (rc.metadata.labels.empty()) rc.metadata.labels = labels;
    }
    default_to(rc.spec.replicas, 1);
}

void defaults(Job& job) {
    JobSpec& s = job.spec;
    apply_pod_spec_defaults(s.pod_template.spec);
    // Without parallelism, nil completions would mean "any one success is enough": both become 1.
    if (!s.completions && !s.parallelism) s.completions = 1;
    default_to(s.parallelism, 1);
    default_to(s.backoff_limit, 6);
    if (job.metadata.labels.empty()) job.metadata.labels = s.pod_template.metadata.labels;
}

void defaults(CronJob& cron) {
    CronJobSpec& s = cron.spec;
    apply_pod_spec_defaults(s.job_template.spec.pod_template.spec);
    default_to(s.concurrency_policy, "Allow");
    default_to(s.suspend, false);
    default_to(s.successful_jobs_history_limit, 3);
    default_to(s.failed_jobs_history_limit, 1);
}

void default_affinity(ServiceSpec& s) {
    constexpr std::int32_t three_hours = 10800;
    default_to(s.session_affinity, "None");
    if (s.session_affinity == "None") s.session_affinity_config.reset();
    if (s.session_affinity == "ClientIP" &&
        !s.session_affinity_config->client_ip->timeout_seconds) {
        s.session_affinity_config.edit().client_ip.edit().timeout_seconds = three_hours;
    }
}

void defaults(Service& service) {
    ServiceSpec& s = service.spec;
    default_affinity(s);
    default_to(s.type, "ClusterIP");
    for (std::size_t i = 0; i < s.ports.size(); ++i) {
        ServicePort& port = s.ports.edit()[i];
        default_to(port.protocol, "TCP");
        const IntOrString& target = port.target_port;
        if (target.is_string ? target.string.empty() : target.number == 0)
            port.target_port = port.port;
    }
    if (s.type == "NodePort" || s.type == "LoadBalancer") {
        default_to(s.external_traffic_policy, "Cluster");
    }
}

void defaults(Endpoints& e) {
    if (e.subsets.empty()) return;
    for (EndpointSubset& subset : e.subsets.edit()) {
        if (subset.ports.empty()) continue;
        for (EndpointPort& port : subset.ports.edit()) default_to(port.protocol, "TCP");
    }
}

void defaults(EndpointSlice& slice) {
    if (slice.ports.empty()) return;
    for (EndpointSlicePort& port : slice.ports.edit()) {
        default_to(port.name, "");
        default_to(port.protocol, "TCP");
    }
}

void defaults(LimitRange& range) {
    if (range.spec.limits.empty()) return;
    for (LimitRangeItem& item : range.spec.limits.edit()) {
        for (ResourceList* list : {&item.max, &item.min, &item.default_, &item.default_request}) {
            default_resources(*list);
        }
        if (item.type != "Container") continue;
        // emplace does not overwrite: a default limit is the maximum, a default request the default
        // limit or, without one, the minimum.
        for (const auto& [name, amount] : item.max) item.default_.emplace(name, amount);
        for (const auto& [name, amount] : item.default_) item.default_request.emplace(name, amount);
        for (const auto& [name, amount] : item.min) item.default_request.emplace(name, amount);
    }
}

void defaults(Node& node) {
    default_resources(node.status.capacity);
    if (node.status.allocatable.empty()) node.status.allocatable = node.status.capacity;
    default_resources(node.status.allocatable);
}

void defaults(PersistentVolume& v) {
    default_to(v.status.phase, "Pending");
    default_to(v.spec.persistent_volume_reclaim_policy, "Retain");
    default_to(v.spec.volume_mode, "Filesystem");
    if (v.spec.source->host_path && !v.spec.source->host_path->type)
        v.spec.source.edit().host_path.edit().type = "";
    default_resources(v.spec.capacity);
}

void defaults(StorageClass& c) {
    default_to(c.reclaim_policy, "Delete");
    default_to(c.volume_binding_mode, "Immediate");
}

void defaults(CSIDriver& d) {
    default_to(d.spec.attach_required, true);
    default_to(d.spec.pod_info_on_mount, false);
    default_to(d.spec.fs_group_policy, "ReadWriteOnceWithFSType");
    if (d.spec.volume_lifecycle_modes.empty())
        d.spec.volume_lifecycle_modes.push_back("Persistent");
}

void defaults(NetworkPolicy& p) {
    const auto default_ports = [](List<NetworkPolicyPort>& ports) {
        for (std::size_t i = 0; i < ports.size(); ++i) default_to(ports.edit()[i].protocol, "TCP");
    };
    for (std::size_t i = 0; i < p.spec.ingress.size(); ++i)
        default_ports(p.spec.ingress.edit()[i].ports);
    for (std::size_t i = 0; i < p.spec.egress.size(); ++i)
        default_ports(p.spec.egress.edit()[i].ports);
    if (!p.spec.policy_types.empty()) return;
    p.spec.policy_types.push_back("Ingress");
    if (!p.spec.egress.empty()) p.spec.policy_types.push_back("Egress");
}

template <class Binding>
void default_binding(Binding& b) {
    constexpr const char* group = "rbac.authorization.k8s.io";
    default_to(b.role_ref.api_group, group);
    for (std::size_t i = 0; i < b.subjects.size(); ++i) {
        Subject& s = b.subjects.edit()[i];
        if (s.kind == "User" || s.kind == "Group") default_to(s.api_group, group);
    }
}

template <class T>
T& as(Object& o) {
    return static_cast<T&>(o);
}

}  // namespace

void apply_defaults(Object& o, Kind kind) {
    switch (kind) {
        case Kind::pod:
            return apply_pod_defaults(as<Pod>(o));
        case Kind::pod_template:
            return apply_pod_spec_defaults(as<PodTemplate>(o).pod_template.spec);
        case Kind::deployment:
            return defaults(as<Deployment>(o));
        case Kind::daemon_set:
            return defaults(as<DaemonSet>(o));
        case Kind::stateful_set:
            return defaults(as<StatefulSet>(o));
        case Kind::replica_set: {
            ReplicaSetSpec& s = as<ReplicaSet>(o).spec;
            apply_pod_spec_defaults(s.pod_template.spec);
            return default_to(s.replicas, 1);
        }
        case Kind::replication_controller:
            return defaults(as<ReplicationController>(o));
        case Kind::job:
            return defaults(as<Job>(o));
        case Kind::cron_job:
            return defaults(as<CronJob>(o));
        case Kind::service:
            return defaults(as<Service>(o));
        case Kind::endpoints:
            return defaults(as<Endpoints>(o));
        case Kind::endpoint_slice:
            return defaults(as<EndpointSlice>(o));
        case Kind::limit_range:
            return defaults(as<LimitRange>(o));
        case Kind::resource_quota:
            return default_resources(as<ResourceQuota>(o).spec.hard);
        case Kind::node:
            return defaults(as<Node>(o));
        case Kind::namespace_:
            return default_to(as<Namespace>(o).status.phase, "Active");
        case Kind::secret:
            return default_to(as<Secret>(o).type, "Opaque");
        case Kind::persistent_volume:
            return defaults(as<PersistentVolume>(o));
        case Kind::persistent_volume_claim:
            return defaults(as<PersistentVolumeClaim>(o));
        case Kind::storage_class:
            return defaults(as<StorageClass>(o));
        case Kind::csi_driver:
            return defaults(as<CSIDriver>(o));
        case Kind::network_policy:
            return defaults(as<NetworkPolicy>(o));
        case Kind::horizontal_pod_autoscaler:
            default_to(as<HorizontalPodAutoscaler>(o).spec.min_replicas, 1);
            // Upstream, the conversion from v1 sets this unless the object has metrics of later
            // versions.
            if (o.metadata.annotations.count(autoscaler_metrics) != 0) return;
            return default_to(as<HorizontalPodAutoscaler>(o).spec.target_cpu_utilization_percentage,
                              80);
        case Kind::priority_class:
            return default_to(as<PriorityClass>(o).preemption_policy, "PreemptLowerPriority");
        case Kind::role_binding:
            return default_binding(as<RoleBinding>(o));
        case Kind::cluster_role_binding:
            return default_binding(as<ClusterRoleBinding>(o));
        default:
            return;
    }
}

}  // namespace podfall
