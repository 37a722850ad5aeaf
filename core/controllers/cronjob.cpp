// Creates Jobs at the times of a schedule.
// Models pkg/controller/cronjob (v1.20, the first controller: all CronJobs every 10 s).
// Simplified: schedules are in UTC, the time zone of the controller manager's container.
#include <algorithm>
#include <vector>

#include "core/api/objects/batch.h"
#include "core/api/rules/cron_schedule.h"
#include "core/api/rules/owner.h"
#include "core/api/rules/pod_state.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/runtime/controller.h"
#include "core/world/timing.h"

namespace podfall {
namespace {

constexpr const char* sync_key = "sync";

struct Sync {
    LoopContext& loop;
    Ref<CronJob> stored;
    CronJob cron;                // the working copy
    std::vector<Ref<Job>> jobs;  // its own, by age
    void event(const char* type, const char* reason, std::string message) {
        loop.event(kind_of<CronJob>, *stored, type, reason, std::move(message));
    }
};

// "Complete", "Failed", or empty while it runs.
std::string end_of(const Job& job) {
    for (const JobCondition& c : job.status.conditions) {
        if ((c.type == "Complete" || c.type == "Failed") && c.status == "True") return c.type;
    }
    return {};
}

bool is_active(const Sync& s, const std::string& uid) {
    const auto& active = s.cron.status.active;
    return std::any_of(active.begin(), active.end(),
                       [&](const ObjectReference& r) { return r.uid == uid; });
}

void forget(Sync& s, const std::string& uid) {
    erase_if(s.cron.status.active.edit(), [&](const ObjectReference& r) { return r.uid == uid; });
    if (s.cron.status.active.empty()) s.cron.status.active.clear();
}

bool write_status(Sync& s) {
    if (equal(s.stored->status, s.cron.status)) return true;
    const auto updated = s.loop.api.update_status(s.cron);
    if (!updated) return false;
    s.stored = *updated;
    s.cron = **updated;
    return true;
}

// Notes which of the Jobs have finished or are gone.
void look_at_jobs(Sync& s) {
    for (const Ref<Job>& job : s.jobs) {
        const std::string end = end_of(*job);
        const bool active = is_active(s, job->metadata.uid);
        if (!active && end.empty()) {
            s.event("Warning", "UnexpectedJob",
                    cat("Saw a job that the controller did not create or forgot: ",
                        job->metadata.name));
        } else if (active && !end.empty()) {
            forget(s, job->metadata.uid);
            s.event("Normal", "SawCompletedJob",
                    cat("Saw completed job: ", job->metadata.name, ", status: ", end));
        }
    }
    const auto active = s.cron.status.active.items();
    for (const ObjectReference& ref : active) {
        const bool there = std::any_of(s.jobs.begin(), s.jobs.end(), [&](const Ref<Job>& j) {
            return j->metadata.uid == ref.uid;
        });
        if (there) continue;
        s.event("Normal", "MissingJob", cat("Active job went missing: ", ref.name));
        forget(s, ref.uid);
    }
}

// The latest time at which a Job should have started; 0 when none is due. False when it cannot be
// determined.
bool due_time(Sync& s, const CronSchedule& schedule, Time& due) {
    due = 0;
    Time from = s.cron.status.last_schedule_time;
    if (from == 0) from = s.cron.metadata.creation_timestamp;
    const auto& limit = s.cron.spec.starting_deadline_seconds;
    if (limit) from = std::max(from, s.loop.now() - seconds(*limit));
    int count = 0;
    for (Time t = next_run(schedule, from); t != 0 && t <= s.loop.now();
         t = next_run(schedule, t)) {
        due = t;
        if (++count <= 100) continue;
        s.event("Warning", "FailedNeedsStart",
                "Cannot determine if job needs to be started: too many missed start time (> 100). "
                "Set or decrease .spec.startingDeadlineSeconds or check clock skew");
        return false;
    }
    return true;
}

Job describe_job(const Sync& s, Time at) {
    Job job;
    job.metadata.name = cat(s.cron.metadata.name, "-", at / seconds(1));
    job.metadata.namespace_ = s.cron.metadata.namespace_;
    job.metadata.labels = s.cron.spec.job_template.metadata.labels;
    job.metadata.annotations = s.cron.spec.job_template.metadata.annotations;
    job.metadata.owner_references.push_back(controller_ref(kind_of<CronJob>, s.cron.metadata));
    job.spec = s.cron.spec.job_template.spec;
    return job;
}

bool delete_job(Sync& s, const std::string& name) {
    DeleteOptions background;
    background.propagation = Propagation::background;
    const auto deleted =
        s.loop.api.remove({kind_of<Job>, s.cron.metadata.namespace_, name}, background);
    if (!deleted && !deleted.status().is("NotFound")) {
        s.event("Warning", "FailedDelete", cat("Deleted job: ", deleted.status().message));
        return false;
    }
    s.event("Normal", "SuccessfulDelete", cat("Deleted job ", name));
    return true;
}

// Whether the policy allows another Job now; Replace deletes the running ones.
bool may_start(Sync& s) {
    if (s.cron.status.active.empty() || s.cron.spec.concurrency_policy == "Allow") return true;
    if (s.cron.spec.concurrency_policy == "Forbid") return false;
    const auto active = s.cron.status.active.items();
    for (const ObjectReference& ref : active) {
        if (!delete_job(s, ref.name)) return false;
        forget(s, ref.uid);
    }
    return true;
}

void start_job(Sync& s, Time at) {
    const auto created = s.loop.api.create(describe_job(s, at));
    if (!created) {
        if (!created.status().is("AlreadyExists")) {
            s.event("Warning", "FailedCreate",
                    cat("Error creating job: ", created.status().message));
        }
        return;
    }
    const ObjectMeta& m = (*created)->metadata;
    s.event("Normal", "SuccessfulCreate", cat("Created job ", m.name));
    s.cron.status.active.push_back({.kind = "Job",
                                    .namespace_ = m.namespace_,
                                    .name = m.name,
                                    .uid = m.uid,
                                    .api_version = "batch/v1",
                                    .resource_version = to_text(m.resource_version)});
    s.cron.status.last_schedule_time = at;
    write_status(s);
}

void sync_one(Sync& s) {
    look_at_jobs(s);
    if (!write_status(s)) return;
    if (s.cron.metadata.deletion_timestamp != 0 || s.cron.spec.suspend.value_or(false)) return;
    CronSchedule schedule;
    std::string error;
    if (!parse_cron(s.cron.spec.schedule, schedule, error)) {
        s.event("Warning", "UnparseableSchedule",
                cat("unparseable schedule: ", s.cron.spec.schedule, " : ", error));
        return;
    }
    Time due = 0;
    if (!due_time(s, schedule, due) || due == 0) return;
    const auto& limit = s.cron.spec.starting_deadline_seconds;
    if (limit && due + seconds(*limit) < s.loop.now()) {
        s.event("Warning", "MissSchedule",
                cat("Missed scheduled time to start a job: ", rfc3339(due)));
        return;
    }
    if (may_start(s)) start_job(s, due);
}

// Deletes finished Jobs beyond the history limits.
void remove_old(Sync& s, const char* end, const std::optional<std::int32_t>& limit) {
    if (!limit) return;
    std::vector<std::string> names;
    for (const Ref<Job>& job : s.jobs) {
        if (end_of(*job) == end) names.push_back(job->metadata.name);
    }
    const int surplus = static_cast<int>(names.size()) - *limit;
    for (int i = 0; i < surplus; ++i) delete_job(s, names[static_cast<std::size_t>(i)]);
}

Outcome reconcile(LoopContext& loop, const std::string&) {
    std::vector<Ref<CronJob>> all;
    loop.each_cached<CronJob>("", [&](const Ref<CronJob>& c) { all.push_back(c); });
    for (const Ref<CronJob>& stored : all) {
        Sync s{loop, stored, *stored, {}};
        loop.each_cached<Job>(stored->metadata.namespace_, [&](const Ref<Job>& job) {
            if (controlled_by(job->metadata, stored->metadata)) s.jobs.push_back(job);
        });
        std::sort(s.jobs.begin(), s.jobs.end(), [](const Ref<Job>& a, const Ref<Job>& b) {
            const Time x = a->status.start_time, y = b->status.start_time;
            return x != y ? x < y : a->metadata.name < b->metadata.name;
        });
        sync_one(s);
        remove_old(s, "Complete", s.cron.spec.successful_jobs_history_limit);
        remove_old(s, "Failed", s.cron.spec.failed_jobs_history_limit);
    }
    return every(timing::cronjob_period);
}

void start(LoopContext& loop) {
    loop.enqueue(sync_key);
}
void observe(LoopContext&, const Change&) {}

}  // namespace

extern const Controller cronjob = {
    .name = "cronjob-controller",
    .host = "kube-controller-manager",
    .watches = {kind_of<CronJob>, kind_of<Job>},
    .needs_lead = true,
    .start = start,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
