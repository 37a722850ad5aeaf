// Runs pods of a Job until enough have succeeded, or too many failed. Models pkg/controller/job
// (v1.20): syncJob, manageJob. Simplified: pods of one batch are created one after another; jobs
// are not deleted after their TTL (an alpha feature that is off).
#include <algorithm>

#include "core/api/objects/batch.h"
#include "core/base/text.h"
#include "core/controllers/pod_control.h"
#include "core/world/timing.h"

namespace podfall {
namespace {

// A Job has three keys in the queue, since upstream's queue separates waits from what is due now:
// "now/", "later/" (a failed pod's backoff, a deadline), "retry/" (the rate limiter).
constexpr const char* tasks[] = {"now/", "later/", "retry/"};

struct Memory {
    Awaited awaited;
    Table<std::string, int> failures;  // consecutive syncs that found a new failure, by Job
};

template <class V>
void fields(V& v, Memory& m) {
    v("awaited", m.awaited), v("failures", m.failures);
}

struct Sync {
    LoopContext& loop;
    std::string key;
    Ref<Job> stored;
    Job job;    // the working copy
    Pods pods;  // all pods of the Job
    Pods active;
    Owner owner() const { return {kind_of<Job>, stored}; }
};

// 10 s, doubled with every consecutive failure, at most 6 minutes.
Duration backoff(int failures) {
    if (failures <= 0) return 0;
    if (failures > 6) return timing::job_backoff_max;
    return std::min(timing::job_backoff_base << (failures - 1), timing::job_backoff_max);
}

bool is_over(const Job& job) {
    return std::any_of(
        job.status.conditions.begin(), job.status.conditions.end(), [](const JobCondition& c) {
            return (c.type == "Complete" || c.type == "Failed") && c.status == "True";
        });
}

void add_condition(Sync& s, const char* type, const char* reason, const char* message) {
    const Time now = s.loop.now();
    s.job.status.conditions.push_back({type, "True", now, now, reason, message});
}

int count_phase(const Pods& pods, std::string_view phase) {
    return static_cast<int>(std::count_if(
        pods.begin(), pods.end(), [&](const Ref<Pod>& p) { return p->status.phase == phase; }));
}

// With restartPolicy OnFailure, restarts of containers count instead of pods.
bool too_many_restarts(const Sync& s) {
    if (s.job.spec.pod_template.spec.restart_policy != "OnFailure") return false;
    int restarts = 0;
    for (const Ref<Pod>& pod : s.pods) {
        if (pod->status.phase != "Running" && pod->status.phase != "Pending") continue;
        for (const auto* list :
             {&pod->status.init_container_statuses, &pod->status.container_statuses}) {
            for (const ContainerStatus& c : *list) restarts += c.restart_count;
        }
    }
    const int limit = s.job.spec.backoff_limit.value_or(6);
    return limit == 0 ? restarts > 0 : restarts >= limit;
}

bool past_deadline(const Sync& s) {
    const auto& limit = s.job.spec.active_deadline_seconds;
    return limit && s.job.status.start_time != 0 &&
           s.loop.now() - s.job.status.start_time >= seconds(*limit);
}

// Which surplus pods are deleted first: ActivePods.Less without ranks.
bool goes_first(const Ref<Pod>& a, const Ref<Pod>& b) {
    const auto order = [](const Pod& p) { return p.status.phase == "Pending" ? 0 : 1; };
    if (a->spec.node_name.empty() != b->spec.node_name.empty()) return a->spec.node_name.empty();
    if (order(*a) != order(*b)) return order(*a) < order(*b);
    if (is_ready(*a) != is_ready(*b)) return !is_ready(*a);
    if (ready_since(*a) != ready_since(*b)) return ready_since(*a) > ready_since(*b);
    if (max_restarts(*a) != max_restarts(*b)) return max_restarts(*a) > max_restarts(*b);
    const Time x = whole_seconds(a->metadata.creation_timestamp);
    const Time y = whole_seconds(b->metadata.creation_timestamp);
    return x != y ? x > y : a->metadata.name < b->metadata.name;
}

Status delete_pods(Sync& s, std::size_t count) {
    Status failure;
    for (std::size_t i = 0; i < count && i < s.active.size(); ++i) {
        const auto deleted = delete_pod(s.loop, *s.active[i], s.owner());
        if (deleted)
            s.loop.memory<Memory>().awaited.add(s.key, **deleted);
        else if (!deleted.status().is("NotFound"))
            failure = deleted.status();
    }
    return failure;
}

// Creates `count` pods in growing batches; `active` counts the created ones.
Status create_pods(Sync& s, int count, int& active) {
    for (int batch = 1; count > 0; batch *= 2) {
        Status failure;
        const int size = std::min(batch, count);
        for (int i = 0; i < size; ++i) {
            const auto pod = create_pod(
                s.loop, pod_from_template(s.job.spec.pod_template, s.owner()), s.owner());
            if (pod) {
                s.loop.memory<Memory>().awaited.add(s.key, **pod);
                ++active;
            } else if (!namespace_is_terminating(pod.status())) {
                failure = pod.status();
            }
        }
        if (!failure.ok()) return failure;
        count -= size;
    }
    return {};
}

Status manage(Sync& s, int succeeded, int& active) {
    const int parallelism = s.job.spec.parallelism.value_or(1);
    if (active > parallelism) {
        const int surplus = active - parallelism;
        std::sort(s.active.begin(), s.active.end(), goes_first);
        active -= surplus;
        return delete_pods(s, static_cast<std::size_t>(surplus));
    }
    int wanted = succeeded > 0 ? active : parallelism;
    if (s.job.spec.completions) wanted = std::min(*s.job.spec.completions - succeeded, parallelism);
    if (wanted <= active) return {};
    return create_pods(s, wanted - active, active);
}

void fail(Sync& s, const char* reason, const char* message) {
    delete_pods(s, s.active.size());
    add_condition(s, "Failed", reason, message);
    s.loop.event(kind_of<Job>, *s.stored, "Warning", reason, message);
}

void check_completion(Sync& s, int succeeded, int active) {
    const auto& wanted = s.job.spec.completions;
    const bool complete = wanted ? succeeded >= *wanted : succeeded > 0 && active == 0;
    if (!complete) return;
    if (wanted && active > 0) {
        s.loop.event(kind_of<Job>, *s.stored, "Warning", "TooManyActivePods",
                     "Too many active pods running after completion count reached");
    }
    add_condition(s, "Complete", "", "");
    s.job.status.completion_time = s.loop.now();
    s.loop.event(kind_of<Job>, *s.stored, "Normal", "Completed", "Job completed");
}

Status write_status(Sync& s) {
    Status error;
    for (int tries = 0; tries < 4; ++tries) {
        const auto fresh = s.loop.api.get<Job>(s.job.metadata.namespace_, s.job.metadata.name);
        if (!fresh) return fresh.status();
        Job copy = **fresh;
        copy.status = s.job.status;
        const auto updated = s.loop.api.update_status(std::move(copy));
        if (updated) return {};
        error = updated.status();
    }
    return error;
}

// Requeues through the rate limiter: a sync that found a failure counts as failed.
Outcome retry(Sync& s) {
    const int n = ++s.loop.memory<Memory>().failures.at_or_new(s.key);
    s.loop.enqueue(cat("retry/", s.key), backoff(n));
    return done();
}

Outcome sync(Sync& s) {
    const bool manage_pods = s.loop.memory<Memory>().awaited.caught_up(s.loop, s.key);
    const Selector selector = selector_of(*s.job.spec.selector);
    if (!claim_pods(s.loop, s.owner(), selector, false, s.pods).ok()) return retry(s);
    for (const Ref<Pod>& pod : s.pods) {
        if (is_active(*pod)) s.active.push_back(pod);
    }
    int active = static_cast<int>(s.active.size());
    const int succeeded = count_phase(s.pods, "Succeeded");
    int failed_pods = count_phase(s.pods, "Failed");
    JobStatus& status = s.job.status;
    if (status.start_time == 0) status.start_time = s.loop.now();
    const bool new_failure = failed_pods > status.failed;
    Status error;
    if ((new_failure && active != s.job.spec.parallelism.value_or(1) &&
         failed_pods > s.job.spec.backoff_limit.value_or(6)) ||
        too_many_restarts(s)) {
        fail(s, "BackoffLimitExceeded", "Job has reached the specified backoff limit");
        failed_pods += std::exchange(active, 0);
    } else if (past_deadline(s)) {
        fail(s, "DeadlineExceeded", "Job was active longer than specified deadline");
        failed_pods += std::exchange(active, 0);
    } else {
        if (manage_pods && s.job.metadata.deletion_timestamp == 0)
            error = manage(s, succeeded, active);
        check_completion(s, succeeded, active);
    }
    const JobStatus& old = s.stored->status;
    const bool changed = old.active != active || old.succeeded != succeeded ||
                         old.failed != failed_pods ||
                         old.conditions.size() != status.conditions.size();
    bool forget = old.succeeded < succeeded;
    if (changed) {
        status.active = active;
        status.succeeded = succeeded;
        status.failed = failed_pods;
        if (!write_status(s).ok()) return retry(s);
        if (new_failure && !is_over(s.job)) return retry(s);
        forget = true;
    }
    if (!error.ok()) return retry(s);
    if (forget) s.loop.memory<Memory>().failures.erase(s.key);
    return done();
}

Outcome reconcile(LoopContext& loop, const std::string& task) {
    const std::string key = task.substr(task.find('/') + 1);
    const Ref<Object> object = loop.cached(object_key(kind_of<Job>, key));
    if (!object) {
        loop.memory<Memory>().awaited.until.erase(key);
        loop.memory<Memory>().failures.erase(key);
        for (const char* other : tasks) loop.forget(cat(other, key));
        return done();
    }
    const auto stored = std::static_pointer_cast<const Job>(object);
    if (is_over(*stored)) {
        loop.memory<Memory>().failures.erase(key);
        return done();
    }
    Sync s{loop, key, stored, *stored, {}, {}};
    const Outcome outcome = sync(s);
    const auto& limit = s.job.spec.active_deadline_seconds;
    if (limit && !is_over(s.job)) {
        const Time deadline = s.job.status.start_time + seconds(*limit);
        loop.enqueue(cat("later/", key), deadline - loop.now());
    }
    return outcome;
}

void enqueue_owner(LoopContext& loop, const Pod& pod) {
    const auto job = owner_in_cache<Job>(loop, pod.metadata);
    if (!job) return;
    const std::string key = key_text(*job);
    const int* failures = loop.memory<Memory>().failures.find(key);
    // A failed pod is replaced only after the backoff.
    const bool failed = pod.status.phase == "Failed" && pod.metadata.deletion_timestamp == 0;
    if (failed && failures)
        loop.enqueue(cat("later/", key), backoff(*failures));
    else
        loop.enqueue(cat("now/", key));
}

void observe(LoopContext& loop, const Change& change) {
    if (change.key.kind == kind_of<Job>) return loop.enqueue(cat("now/", key_text(change.key)));
    const auto& pod = static_cast<const Pod&>(*change.object);
    if (controller_of(pod.metadata)) return enqueue_owner(loop, pod);
    if (change.type == ChangeType::deleted) return;
    loop.each_cached<Job>(pod.metadata.namespace_, [&](const Ref<Job>& job) {
        if (matches(*job->spec.selector, pod.metadata.labels)) {
            loop.enqueue(cat("now/", key_text(*job)));
        }
    });
}

}  // namespace

extern const Controller job = {
    .name = "job-controller",
    .host = "kube-controller-manager",
    .watches = {kind_of<Job>, kind_of<Pod>},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
    .memory = &memory_of<Memory>,
};

}  // namespace podfall
