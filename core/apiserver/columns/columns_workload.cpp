// Columns of workloads. Models pkg/printers/internalversion/printers.go.
#include "core/api/objects/batch.h"
#include "core/api/objects/kind.h"
#include "core/api/objects/workload.h"
#include "core/api/rules/owner.h"
#include "core/api/rules/selector.h"
#include "core/apiserver/columns/columns.h"
#include "core/apiserver/columns/columns_cells.h"
#include "core/base/text.h"

namespace podfall {

namespace {

std::string selector_text(const Box<LabelSelector>& selector) {
    return selector ? format_label_selector(*selector) : "<none>";
}

std::string completions(const Job& job) {
    if (job.spec.completions) return cat(job.status.succeeded, "/", *job.spec.completions);
    const std::int32_t parallelism = job.spec.parallelism.value_or(0);
    if (parallelism > 1) return cat(job.status.succeeded, "/1 of ", parallelism);
    return cat(job.status.succeeded, "/1");
}

std::string duration_of(const Job& job, Time now) {
    if (!job.status.start_time) return {};
    const Time end = job.status.completion_time ? job.status.completion_time : now;
    return human_duration(end - job.status.start_time);
}

}  // namespace

void print_deployment(Cells& cells, const Object& object) {
    const auto& d = static_cast<const Deployment&>(object);
    cells.text(d.metadata.name);
    cells.text(cat(d.status.ready_replicas, "/", d.spec.replicas.value_or(0)));
    cells.number(d.status.updated_replicas).number(d.status.available_replicas);
    cells.age(d.metadata.creation_timestamp).containers(d.spec.pod_template.spec.containers);
    cells.text(selector_of(*d.spec.selector).text());
}

void print_replica_set(Cells& cells, const Object& object) {
    const auto& r = static_cast<const ReplicaSet&>(object);
    cells.text(r.metadata.name).number(r.spec.replicas.value_or(0));
    cells.number(r.status.replicas).number(r.status.ready_replicas);
    cells.age(r.metadata.creation_timestamp).containers(r.spec.pod_template.spec.containers);
    cells.text(selector_text(r.spec.selector));
}

void print_replication_controller(Cells& cells, const Object& object) {
    const auto& r = static_cast<const ReplicationController&>(object);
    cells.text(r.metadata.name).number(r.spec.replicas.value_or(0));
    cells.number(r.status.replicas).number(r.status.ready_replicas);
    cells.age(r.metadata.creation_timestamp).containers(r.spec.pod_template->spec.containers);
    cells.text(format_labels(r.spec.selector));
}

void print_daemon_set(Cells& cells, const Object& object) {
    const auto& d = static_cast<const DaemonSet&>(object);
    cells.text(d.metadata.name).number(d.status.desired_number_scheduled);
    cells.number(d.status.current_number_scheduled).number(d.status.number_ready);
    cells.number(d.status.updated_number_scheduled).number(d.status.number_available);
    cells.text(format_labels(d.spec.pod_template.spec.node_selector));
    cells.age(d.metadata.creation_timestamp).containers(d.spec.pod_template.spec.containers);
    cells.text(selector_text(d.spec.selector));
}

void print_stateful_set(Cells& cells, const Object& object) {
    const auto& s = static_cast<const StatefulSet&>(object);
    cells.text(s.metadata.name);
    cells.text(cat(s.status.ready_replicas, "/", s.spec.replicas.value_or(0)));
    cells.age(s.metadata.creation_timestamp).containers(s.spec.pod_template.spec.containers);
}

void print_job(Cells& cells, const Object& object) {
    const auto& j = static_cast<const Job&>(object);
    cells.text(j.metadata.name).text(completions(j)).text(duration_of(j, cells.now()));
    cells.age(j.metadata.creation_timestamp).containers(j.spec.pod_template.spec.containers);
    cells.text(selector_text(j.spec.selector));
}

void print_cron_job(Cells& cells, const Object& object) {
    const auto& c = static_cast<const CronJob&>(object);
    cells.text(c.metadata.name).text(c.spec.schedule);
    // A boolean pointer is printed as text.
    cells.text(!c.spec.suspend ? "<unset>" : *c.spec.suspend ? "True" : "False");
    cells.number(static_cast<std::int64_t>(c.status.active.size()));
    const Time last = c.status.last_schedule_time;
    cells.text(last ? age_text(last, cells.now()) : "<none>").age(c.metadata.creation_timestamp);
    const JobSpec& job = c.spec.job_template.spec;
    cells.containers(job.pod_template.spec.containers).text(selector_text(job.selector));
}

void print_controller_revision(Cells& cells, const Object& object) {
    const auto& r = static_cast<const ControllerRevision&>(object);
    std::string controller = "<none>";
    if (const OwnerReference* owner = controller_of(r.metadata)) {
        // "statefulset.apps/web"
        const KindInfo* kind = find_kind(owner->api_version, owner->kind);
        const std::string group = kind && *kind->group ? cat(".", kind->group) : std::string();
        controller = cat(to_lower(owner->kind), group, "/", owner->name);
    }
    cells.text(r.metadata.name).text(controller).number(r.revision);
    cells.age(r.metadata.creation_timestamp);
}

}  // namespace podfall
