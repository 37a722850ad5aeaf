// Jobs. Models k8s.io/api/batch/v1 and v1beta1.
// Field meanings are those of the upstream types; `fields` in batch.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/objects/pod.h"
#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct JobSpec {
    std::optional<std::int32_t> parallelism;
    std::optional<std::int32_t> completions;
    std::optional<std::int64_t> active_deadline_seconds;
    std::optional<std::int32_t> backoff_limit;
    Box<LabelSelector> selector;
    std::optional<bool> manual_selector;
    PodTemplateSpec pod_template;
    std::optional<std::int32_t> ttl_seconds_after_finished;
};

struct JobCondition {
    std::string type;
    std::string status;
    Time last_probe_time = 0;
    Time last_transition_time = 0;
    std::string reason;
    std::string message;
};

struct JobStatus {
    List<JobCondition> conditions;
    Time start_time = 0;
    Time completion_time = 0;
    std::int32_t active = 0;
    std::int32_t succeeded = 0;
    std::int32_t failed = 0;
};

struct Job : Object {
    JobSpec spec;
    JobStatus status;
};

struct JobTemplateSpec {
    ObjectMeta metadata;
    JobSpec spec;
};

struct CronJobSpec {
    std::string schedule;
    std::optional<std::int64_t> starting_deadline_seconds;
    std::string concurrency_policy;
    std::optional<bool> suspend;
    JobTemplateSpec job_template;
    std::optional<std::int32_t> successful_jobs_history_limit;
    std::optional<std::int32_t> failed_jobs_history_limit;
};

struct CronJobStatus {
    List<ObjectReference> active;
    Time last_schedule_time = 0;
};

struct CronJob : Object {
    CronJobSpec spec;
    CronJobStatus status;
};

}  // namespace podfall
