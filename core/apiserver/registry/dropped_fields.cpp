// Drops the fields of alpha features: ephemeral containers, generic ephemeral volumes, procMount,
// ttlSecondsAfterFinished, other sources of claims. Those of services are in service.cpp.
#include "core/apiserver/registry/dropped_fields.h"

#include "core/api/objects/batch.h"
#include "core/api/objects/pod.h"
#include "core/api/objects/storage.h"
#include "core/api/objects/workload.h"

namespace podfall {

namespace {

void drop_proc_mount(List<Container>& containers) {
    for (std::size_t i = 0; i < containers.size(); ++i)
        if (const auto& own = containers[i].security_context; own && own->proc_mount)
            containers.edit()[i].security_context.edit().proc_mount = "Default";
}

void drop_from_pod(PodSpec& spec) {
    spec.ephemeral_containers = {};
    for (std::size_t i = 0; i < spec.volumes.size(); ++i)
        if (spec.volumes[i].source->ephemeral) spec.volumes.edit()[i].source.edit().ephemeral = {};
    drop_proc_mount(spec.init_containers);
    drop_proc_mount(spec.containers);
}

template <class T>
PodSpec& template_of(Object& object) {
    return static_cast<T&>(object).spec.pod_template.spec;
}

}  // namespace

void drop_disabled_fields(Kind kind, Object& object, const Object* old) {
    switch (kind) {
        case Kind::pod:
            return drop_from_pod(static_cast<Pod&>(object).spec);
        case Kind::pod_template:
            return drop_from_pod(static_cast<PodTemplate&>(object).pod_template.spec);
        case Kind::replication_controller:
            if (auto& t = static_cast<ReplicationController&>(object).spec.pod_template)
                drop_from_pod(t.edit().spec);
            return;
        case Kind::daemon_set:
            return drop_from_pod(template_of<DaemonSet>(object));
        case Kind::deployment:
            return drop_from_pod(template_of<Deployment>(object));
        case Kind::replica_set:
            return drop_from_pod(template_of<ReplicaSet>(object));
        case Kind::stateful_set:
            return drop_from_pod(template_of<StatefulSet>(object));
        case Kind::job:
            static_cast<Job&>(object).spec.ttl_seconds_after_finished.reset();
            return drop_from_pod(template_of<Job>(object));
        case Kind::cron_job: {
            JobSpec& job = static_cast<CronJob&>(object).spec.job_template.spec;
            return drop_from_pod(job.pod_template.spec);
        }
        case Kind::persistent_volume_claim: {
            auto& source = static_cast<PersistentVolumeClaim&>(object).spec.data_source;
            const std::string group = source ? source->api_group.value_or("") : "";
            const bool known =
                source &&
                ((source->kind == "PersistentVolumeClaim" && group.empty()) ||
                 (source->kind == "VolumeSnapshot" && group == "snapshot.storage.k8s.io"));
            const bool kept =
                old && static_cast<const PersistentVolumeClaim&>(*old).spec.data_source;
            if (source && !known && !kept) source = {};
            return;
        }
        default:
            return;
    }
}

}  // namespace podfall
