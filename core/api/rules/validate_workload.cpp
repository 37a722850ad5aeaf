// Rules for workloads. Models pkg/apis/apps/validation, batch/validation and the registries'
// strategies.
#include "core/api/objects/batch.h"
#include "core/api/objects/workload.h"
#include "core/api/rules/cron_schedule.h"
#include "core/api/rules/field_errors.h"
#include "core/api/schema/equal.h"

namespace podfall {

namespace {

const Path spec_path = "spec";

// Checks the selector itself, and that it matches the template's labels.
void check_selector(Errors& errors, const Box<LabelSelector>& selector, const StringMap& labels,
                    const char* kind) {
    const Path path = spec_path / "selector";
    if (!selector) {
        errors.required(path);
    } else {
        check_label_selector(errors, path, *selector);
        if (kind && selector->match_labels.empty() && selector->match_expressions.empty()) {
            errors.invalid(path, go_syntax(*selector), cat("empty selector is invalid for ", kind));
        }
    }
    Selector parsed;
    std::string problem;
    if (!selector_of(*selector, !!selector, parsed, problem)) {
        errors.invalid(path, go_syntax(*selector), "invalid label selector");
    } else if (!parsed.matches_everything() && !parsed.matches(labels)) {
        errors.invalid(spec_path / "template" / "metadata" / "labels", go_syntax(labels),
                       "`selector` does not match template `labels`");
    }
}

void check_always_restarts(Errors& errors, const PodSpec& pod, const char* kind) {
    const Path path = spec_path / "template" / "spec";
    if (pod.restart_policy != "Always") {
        errors.not_supported(path / "restartPolicy", quote(pod.restart_policy), {"Always"});
    }
    if (pod.active_deadline_seconds) {
        errors.forbidden(path / "activeDeadlineSeconds",
                         cat("activeDeadlineSeconds in ", kind, " is not Supported"));
    }
}

template <class T>
void check_selector_kept(Errors& errors, const T& next, const T* previous) {
    if (previous && !equal(*next.spec.selector, *previous->spec.selector)) {
        errors.invalid(spec_path / "selector", go_syntax(*next.spec.selector), immutable_text);
    }
}

std::int64_t int_or_percent(const IntOrString& v) {
    if (!v.is_string) return v.number;
    std::int64_t n = 0;
    const std::string_view text = v.string;
    parse_int(text.substr(0, text.empty() ? 0 : text.size() - 1), n);
    return n;
}

void check_strategy(Errors& errors, const DeploymentStrategy& s) {
    const Path path = spec_path / "strategy";
    if (s.type == "Recreate") {
        if (s.rolling_update) {
            errors.forbidden(path / "rollingUpdate",
                             "may not be specified when strategy `type` is 'Recreate'");
        }
        return;
    }
    if (s.type != "RollingUpdate") {
        return errors.not_supported(path, go_syntax(s), {"Recreate", "RollingUpdate"});
    }
    const Path update = path / "rollingUpdate";
    const IntOrString unavailable = s.rolling_update->max_unavailable.value_or(IntOrString());
    const IntOrString surge = s.rolling_update->max_surge.value_or(IntOrString());
    check_int_or_percent(errors, update / "maxUnavailable", unavailable);
    check_int_or_percent(errors, update / "maxSurge", surge);
    if (int_or_percent(unavailable) == 0 && int_or_percent(surge) == 0) {
        errors.invalid(update / "maxUnavailable", go_syntax(unavailable),
                       "may not be 0 when `maxSurge` is 0");
    }
    check_at_most_100_percent(errors, update / "maxUnavailable", unavailable);
}

void check_deployment(Errors& errors, const Deployment& d, const Deployment* previous) {
    const DeploymentSpec& s = d.spec;
    errors.nonnegative(spec_path / "replicas", s.replicas.value_or(0));
    check_selector(errors, s.selector, s.pod_template.metadata.labels, "deployment");
    check_pod_template(errors, spec_path / "template", s.pod_template);
    check_always_restarts(errors, s.pod_template.spec, "ReplicaSet");
    check_strategy(errors, s.strategy);
    errors.nonnegative(spec_path / "minReadySeconds", s.min_ready_seconds);
    if (s.revision_history_limit) {
        errors.nonnegative(spec_path / "revisionHistoryLimit", *s.revision_history_limit);
    }
    if (s.progress_deadline_seconds) {
        const Path path = spec_path / "progressDeadlineSeconds";
        errors.nonnegative(path, *s.progress_deadline_seconds);
        if (*s.progress_deadline_seconds <= s.min_ready_seconds) {
            errors.invalid(path, to_text(*s.progress_deadline_seconds),
                           "must be greater than minReadySeconds");
        }
    }
    check_selector_kept(errors, d, previous);
}

void check_replica_set(Errors& errors, const ReplicaSet& rs, const ReplicaSet* previous) {
    const ReplicaSetSpec& s = rs.spec;
    errors.nonnegative(spec_path / "replicas", s.replicas.value_or(0));
    errors.nonnegative(spec_path / "minReadySeconds", s.min_ready_seconds);
    // Upstream's message says deployment here, too.
    check_selector(errors, s.selector, s.pod_template.metadata.labels, "deployment");
    check_pod_template(errors, spec_path / "template", s.pod_template);
    check_always_restarts(errors, s.pod_template.spec, "ReplicaSet");
    check_selector_kept(errors, rs, previous);
}

void check_daemon_strategy(Errors& errors, const DaemonSetUpdateStrategy& s) {
    const Path path = spec_path / "updateStrategy";
    if (s.type == "OnDelete") return;
    if (s.type != "RollingUpdate") {
        return errors.not_supported(path, go_syntax(s), {"RollingUpdate", "OnDelete"});
    }
    const Path update = path / "rollingUpdate";
    if (!s.rolling_update) return errors.required(update);
    const IntOrString unavailable = s.rolling_update->max_unavailable.value_or(IntOrString());
    check_int_or_percent(errors, update / "maxUnavailable", unavailable);
    if (int_or_percent(unavailable) == 0) {
        errors.invalid(update / "maxUnavailable", go_syntax(unavailable), "cannot be 0");
    }
    check_at_most_100_percent(errors, update / "maxUnavailable", unavailable);
}

void check_daemon_set(Errors& errors, const DaemonSet& d, const DaemonSet* previous) {
    const DaemonSetSpec& s = d.spec;
    check_label_selector(errors, spec_path / "selector", *s.selector);
    Selector parsed;
    std::string problem;
    const StringMap& labels = s.pod_template.metadata.labels;
    if (selector_of(*s.selector, !!s.selector, parsed, problem) && !parsed.matches(labels)) {
        errors.invalid(spec_path / "template" / "metadata" / "labels", go_syntax(labels),
                       "`selector` does not match template `labels`");
    }
    if (s.selector && s.selector->match_labels.empty() && s.selector->match_expressions.empty()) {
        errors.invalid(spec_path / "selector", go_syntax(*s.selector),
                       "empty selector is invalid for daemonset");
    }
    check_pod_template(errors, spec_path / "template", s.pod_template);
    check_always_restarts(errors, s.pod_template.spec, "DaemonSet");
    errors.nonnegative(spec_path / "minReadySeconds", s.min_ready_seconds);
    check_daemon_strategy(errors, s.update_strategy);
    if (s.revision_history_limit) {
        errors.nonnegative(spec_path / "revisionHistoryLimit", *s.revision_history_limit);
    }
    check_selector_kept(errors, d, previous);
}

void check_set_strategy(Errors& errors, const StatefulSetUpdateStrategy& s) {
    const Path path = spec_path / "updateStrategy";
    if (s.type.empty()) return errors.required(path);
    if (s.type == "OnDelete") {
        if (s.rolling_update) {
            errors.invalid(path / "rollingUpdate", go_syntax(*s.rolling_update),
                           "only allowed for updateStrategy 'RollingUpdate'");
        }
    } else if (s.type == "RollingUpdate") {
        if (s.rolling_update) {
            errors.nonnegative(path / "rollingUpdate" / "partition",
                               s.rolling_update->partition.value_or(0));
        }
    } else {
        errors.invalid(path, go_syntax(s), "must be 'RollingUpdate' or 'OnDelete'");
    }
}

// On update only three fields may change, and little else is checked.
void check_set_update(Errors& errors, const StatefulSet& set, const StatefulSet& previous) {
    StatefulSetSpec rest = set.spec;
    rest.replicas = previous.spec.replicas;
    rest.pod_template = previous.spec.pod_template;
    rest.update_strategy = previous.spec.update_strategy;
    if (!equal(rest, previous.spec)) {
        errors.forbidden(spec_path,
                         "updates to statefulset spec for fields other than 'replicas', "
                         "'template', and 'updateStrategy' are forbidden");
    }
    errors.nonnegative(spec_path / "replicas", set.spec.replicas.value_or(0));
}

void check_stateful_set(Errors& errors, const StatefulSet& set) {
    const StatefulSetSpec& s = set.spec;
    const Path policy = spec_path / "podManagementPolicy";
    if (s.pod_management_policy.empty()) {
        errors.required(policy);
    } else if (s.pod_management_policy != "OrderedReady" && s.pod_management_policy != "Parallel") {
        errors.invalid_text(policy, s.pod_management_policy,
                            "must be 'OrderedReady' or 'Parallel'");
    }
    check_set_strategy(errors, s.update_strategy);
    errors.nonnegative(spec_path / "replicas", s.replicas.value_or(0));
    check_selector(errors, s.selector, s.pod_template.metadata.labels, "statefulset");
    check_labels(errors, spec_path / "template" / "labels", s.pod_template.metadata.labels);
    check_annotations(errors, spec_path / "template" / "annotations",
                      s.pod_template.metadata.annotations);
    check_always_restarts(errors, s.pod_template.spec, "StatefulSet");
}

void check_controller(Errors& errors, const ReplicationController& rc) {
    const ReplicationControllerSpec& s = rc.spec;
    errors.nonnegative(spec_path / "minReadySeconds", s.min_ready_seconds);
    if (s.selector.empty()) errors.required(spec_path / "selector");
    errors.nonnegative(spec_path / "replicas", s.replicas.value_or(0));
    if (!s.pod_template) return errors.required(spec_path / "template");
    const StringMap& labels = s.pod_template->metadata.labels;
    if (!selector_of(s.selector).matches(labels)) {
        errors.invalid(spec_path / "template" / "metadata" / "labels", go_syntax(labels),
                       "`selector` does not match template `labels`");
    }
    check_pod_template(errors, spec_path / "template", *s.pod_template);
    check_always_restarts(errors, s.pod_template->spec, "ReplicationController");
}

// The part of a job's rules that also applies to a CronJob's template.
void check_job_template(Errors& errors, const Path& path, const JobSpec& s) {
    const auto nonnegative = [&](const char* name, const auto& value) {
        if (value) errors.nonnegative(path / name, *value);
    };
    nonnegative("parallelism", s.parallelism);
    nonnegative("completions", s.completions);
    nonnegative("activeDeadlineSeconds", s.active_deadline_seconds);
    nonnegative("backoffLimit", s.backoff_limit);
    nonnegative("ttlSecondsAfterFinished", s.ttl_seconds_after_finished);
    check_pod_template(errors, path / "template", s.pod_template);
    const Path policy = path / "template" / "spec" / "restartPolicy";
    const std::string& restart = s.pod_template.spec.restart_policy;
    if (restart == "Always" || restart.empty()) {
        errors.required(policy, "valid values: \"OnFailure\", \"Never\"");
    } else if (restart != "OnFailure" && restart != "Never") {
        errors.not_supported(policy, quote(restart), {"OnFailure", "Never"});
    }
}

void check_generated_selector(Errors& errors, const Job& job) {
    if (job.spec.manual_selector.value_or(false) || !job.spec.selector) return;
    const Path metadata = spec_path / "template" / "metadata";
    const StringMap expected = {{"controller-uid", job.metadata.uid},
                                {"job-name", job.metadata.name}};
    const StringMap& labels = job.spec.pod_template.metadata.labels;
    if (job.metadata.uid.empty()) errors.required("metadata.uid");
    for (const auto& [key, value] : expected) {
        const auto it = labels.find(key);
        if (it == labels.end()) {
            errors.required(at(metadata / "labels", key), cat("must be '", value, "'"));
        } else if (it->second != value) {
            errors.invalid(at(metadata / "labels", key), go_syntax(labels),
                           cat("must be '", value, "'"));
        }
    }
    Selector parsed;
    std::string problem;
    if (selector_of(*job.spec.selector, true, parsed, problem) && !parsed.matches(expected)) {
        errors.invalid(spec_path / "selector", go_syntax(*job.spec.selector),
                       "`selector` not auto-generated");
    }
}

void check_job(Errors& errors, const Job& job, const Job* previous) {
    if (!previous) check_generated_selector(errors, job);
    check_job_template(errors, spec_path, job.spec);
    check_selector(errors, job.spec.selector, job.spec.pod_template.metadata.labels, nullptr);
    if (!previous) return;
    if (job.spec.completions != previous->spec.completions) {
        const auto& n = job.spec.completions;
        errors.invalid(spec_path / "completions", n ? to_text(*n) : "null", immutable_text);
    }
    check_selector_kept(errors, job, previous);
    if (!equal(job.spec.pod_template, previous->spec.pod_template)) {
        errors.invalid(spec_path / "template", go_syntax(job.spec.pod_template), immutable_text);
    }
}

void check_cron_job(Errors& errors, const CronJob& cron, const CronJob* previous) {
    const CronJobSpec& s = cron.spec;
    const Path schedule = spec_path / "schedule";
    if (s.schedule.empty()) {
        errors.required(schedule);
    } else {
        CronSchedule parsed;
        std::string problem;
        if (!parse_cron(s.schedule, parsed, problem))
            errors.invalid_text(schedule, s.schedule, problem);
    }
    if (s.starting_deadline_seconds) {
        errors.nonnegative(spec_path / "startingDeadlineSeconds", *s.starting_deadline_seconds);
    }
    errors.one_of(spec_path / "concurrencyPolicy", s.concurrency_policy,
                  {"Allow", "Forbid", "Replace"});
    check_job_template(errors, spec_path / "jobTemplate" / "spec", s.job_template.spec);
    errors.nonnegative(spec_path / "successfulJobsHistoryLimit",
                       s.successful_jobs_history_limit.value_or(0));
    errors.nonnegative(spec_path / "failedJobsHistoryLimit",
                       s.failed_jobs_history_limit.value_or(0));
    // A timestamp is appended to make a job's name, which is limited to 63 characters.
    constexpr std::size_t longest = 52;
    if (!previous && cron.metadata.name.size() > longest) {
        errors.invalid_text("metadata.name", cron.metadata.name,
                            "must be no more than 52 characters");
    }
}

}  // namespace

bool check_workload(Errors& errors, const Object& o, const Object* previous, Kind kind) {
    switch (kind) {
        case Kind::deployment:
            check_deployment(errors, as<Deployment>(o), as<Deployment>(previous));
            return true;
        case Kind::replica_set:
            check_replica_set(errors, as<ReplicaSet>(o), as<ReplicaSet>(previous));
            return true;
        case Kind::daemon_set:
            check_daemon_set(errors, as<DaemonSet>(o), as<DaemonSet>(previous));
            return true;
        case Kind::stateful_set:
            if (previous) {
                check_set_update(errors, as<StatefulSet>(o), *as<StatefulSet>(previous));
            } else {
                check_stateful_set(errors, as<StatefulSet>(o));
            }
            return true;
        case Kind::replication_controller:
            check_controller(errors, as<ReplicationController>(o));
            return true;
        case Kind::job:
            check_job(errors, as<Job>(o), as<Job>(previous));
            return true;
        case Kind::cron_job:
            check_cron_job(errors, as<CronJob>(o), as<CronJob>(previous));
            return true;
        case Kind::pod_template:
            check_pod_template(errors, "template", as<PodTemplate>(o).pod_template);
            return true;
        case Kind::controller_revision: {
            const auto& revision = as<ControllerRevision>(o);
            if (revision.data.text.empty()) errors.required("data", "data is mandatory");
            errors.nonnegative("revision", revision.revision);
            return true;
        }
        default:
            return false;
    }
}

}  // namespace podfall
