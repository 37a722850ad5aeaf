// JSON names, order, omission and patch rules of the types in batch.h.
#include "core/api/objects/batch.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, JobSpec& s) {
    v("parallelism", s.parallelism);
    v("completions", s.completions);
    v("activeDeadlineSeconds", s.active_deadline_seconds);
    v("backoffLimit", s.backoff_limit);
    v("selector", s.selector);
    v("manualSelector", s.manual_selector);
    v("template", s.pod_template, required);
    v("ttlSecondsAfterFinished", s.ttl_seconds_after_finished, optional,
      "name=TTLSecondsAfterFinished");
}
PODFALL_TYPE(JobSpec, "v1", "io.k8s.api.batch.v1")

template <class V>
static void fields(V& v, JobCondition& s) {
    v("type", s.type, required, "type=v1.JobConditionType");
    v("status", s.status, required, "type=v1.ConditionStatus");
    v("lastProbeTime", s.last_probe_time, as_time);
    v("lastTransitionTime", s.last_transition_time, as_time);
    v("reason", s.reason);
    v("message", s.message);
}
PODFALL_TYPE(JobCondition, "v1", "io.k8s.api.batch.v1")

template <class V>
static void fields(V& v, JobStatus& s) {
    v("conditions", s.conditions, patch_merge, "key=type");
    v("startTime", s.start_time, as_time | pointer);
    v("completionTime", s.completion_time, as_time | pointer);
    v("active", s.active);
    v("succeeded", s.succeeded);
    v("failed", s.failed);
}
PODFALL_TYPE(JobStatus, "v1", "io.k8s.api.batch.v1")

template <class V>
static void fields(V& v, Job& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(Job, "v1", "io.k8s.api.batch.v1")

template <class V>
static void fields(V& v, JobTemplateSpec& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
}
PODFALL_TYPE(JobTemplateSpec, "v1beta1", "io.k8s.api.batch.v1beta1")

template <class V>
static void fields(V& v, CronJobSpec& s) {
    v("schedule", s.schedule, required);
    v("startingDeadlineSeconds", s.starting_deadline_seconds);
    v("concurrencyPolicy", s.concurrency_policy, optional, "type=v1beta1.ConcurrencyPolicy");
    v("suspend", s.suspend);
    v("jobTemplate", s.job_template, required);
    v("successfulJobsHistoryLimit", s.successful_jobs_history_limit);
    v("failedJobsHistoryLimit", s.failed_jobs_history_limit);
}
PODFALL_TYPE(CronJobSpec, "v1beta1", "io.k8s.api.batch.v1beta1")

template <class V>
static void fields(V& v, CronJobStatus& s) {
    v("active", s.active);
    v("lastScheduleTime", s.last_schedule_time, as_time | pointer);
}
PODFALL_TYPE(CronJobStatus, "v1beta1", "io.k8s.api.batch.v1beta1")

template <class V>
static void fields(V& v, CronJob& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(CronJob, "v1beta1", "io.k8s.api.batch.v1beta1")

}  // namespace podfall
