// Descriptions of pods and of the kinds that run them.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/describe/describe.h"

namespace podfall::kube {

void Description::pod_template(const Json& t) {
    write(0, "Pod Template:\n");
    labels("  Labels", at(t, "metadata.labels"));
    if (!members(at(t, "metadata.annotations")).empty()) {
        annotations("  Annotations", at(t, "metadata.annotations"));
    }
    const std::string account = text_at(t, "spec.serviceAccountName");
    if (!account.empty()) write(1, "Service Account:\t", account, "\n");
    if (!items(at(t, "spec.initContainers")).empty()) {
        describe_containers(*this, "Init Containers", at(t, "spec.initContainers"), {}, {}, "  ");
    }
    describe_containers(*this, "Containers", at(t, "spec.containers"), {}, {}, "  ");
    describe_volumes(*this, at(t, "spec.volumes"), "  ");
    const std::string priority = text_at(t, "spec.priorityClassName");
    if (!priority.empty()) write(1, "Priority Class Name:\t", priority, "\n");
}

namespace {

std::string toleration_text(const Json& t) {
    const std::string key = text_at(t, "key"), value = text_at(t, "value");
    const std::string effect = text_at(t, "effect");
    std::string text = key;
    if (!value.empty()) text += cat("=", value);
    if (!effect.empty()) text += cat(":", effect);
    if (text_at(t, "operator") == "Exists" && value.empty()) {
        text += key.empty() && effect.empty() ? "op=Exists" : " op=Exists";
    }
    if (at(t, "tolerationSeconds").is_number()) {
        text += cat(" for ", number_at(t, "tolerationSeconds"), "s");
    }
    return text;
}

void tolerations(Description& d, const Json& json) {
    std::vector<Json> list = items(json);
    std::stable_sort(list.begin(), list.end(), [](const Json& a, const Json& b) {
        return text_at(a, "key") < text_at(b, "key");
    });
    d.write(0, "Tolerations:\t");
    if (list.empty()) d.write(0, "<none>\n");
    for (std::size_t i = 0; i < list.size(); ++i) {
        d.write(0, i ? "\t" : "", toleration_text(list[i]), "\n");
    }
}

// The pod's state: node, start time, phase and reason.
void pod_status(Description& d) {
    const Json& pod = d.object;
    if (at(pod, "metadata.deletionTimestamp").is_string()) {
        d.write(0, "Status:\tTerminating (lasts ", d.age_of(pod, "metadata.deletionTimestamp"),
                ")\n");
        d.write(0, "Termination Grace Period:\t",
                number_at(pod, "metadata.deletionGracePeriodSeconds"), "s\n");
    } else {
        d.write(0, "Status:\t", text_at(pod, "status.phase"), "\n");
    }
    for (const char* field : {"Reason", "Message"}) {
        const std::string text = text_at(pod, cat("status.", to_lower(field)));
        if (!text.empty()) d.write(0, field, ":\t", text, "\n");
    }
    d.write(0, "IP:\t", text_at(pod, "status.podIP"), "\n");
    const Json::array_t& ips = items(at(pod, "status.podIPs"));
    d.write(0, ips.empty() ? "IPs:\t<none>\n" : "IPs:\n");
    for (const Json& ip : ips) d.write(1, "IP:\t", text_at(ip, "ip"), "\n");
    const std::string owner = controlled_by(pod);
    if (!owner.empty()) d.write(0, "Controlled By:\t", owner, "\n");
    const std::string nominated = text_at(pod, "status.nominatedNodeName");
    if (!nominated.empty()) d.write(0, "NominatedNodeName:\t", nominated, "\n");
}

void pod_conditions(Description& d) {
    const Json::array_t& gates = items(at(d.object, "spec.readinessGates"));
    const Json::array_t& list = items(at(d.object, "status.conditions"));
    if (!gates.empty()) d.write(0, "Readiness Gates:\n  Type\tStatus\n");
    for (const Json& g : gates) {
        std::string status = "<none>";
        for (const Json& c : list) {
            if (text_at(c, "type") == text_at(g, "conditionType")) status = text_at(c, "status");
        }
        d.write(1, text_at(g, "conditionType"), " \t", status, " \n");
    }
    if (!list.empty()) d.write(0, "Conditions:\n  Type\tStatus\n");
    for (const Json& c : list) d.write(1, text_at(c, "type"), " \t", text_at(c, "status"), " \n");
}

void pod(Description& d) {
    const Json& pod = d.object;
    d.name_and_namespace();
    if (at(pod, "spec.priority").is_number()) {
        d.write(0, "Priority:\t", number_at(pod, "spec.priority"), "\n");
    }
    const std::string priority = text_at(pod, "spec.priorityClassName");
    if (!priority.empty()) d.write(0, "Priority Class Name:\t", priority, "\n");
    const std::string node = text_at(pod, "spec.nodeName");
    d.write(0, "Node:\t", node.empty() ? "<none>" : cat(node, "/", text_at(pod, "status.hostIP")),
            "\n");
    if (at(pod, "status.startTime").is_string()) {
        d.write(0, "Start Time:\t", d.date(pod, "status.startTime"), "\n");
    }
    d.labels_and_annotations();
    pod_status(d);
    if (!items(at(pod, "spec.initContainers")).empty()) {
        describe_containers(d, "Init Containers", at(pod, "spec.initContainers"),
                            at(pod, "status.initContainerStatuses"), pod, "");
    }
    describe_containers(d, "Containers", at(pod, "spec.containers"),
                        at(pod, "status.containerStatuses"), pod, "");
    pod_conditions(d);
    describe_volumes(d, at(pod, "spec.volumes"), "");
    d.write(0, "QoS Class:\t", text_at(pod, "status.qosClass"), "\n");
    d.labels("Node-Selectors", at(pod, "spec.nodeSelector"));
    tolerations(d, at(pod, "spec.tolerations"));
    const std::string mirror =
        text_of(member(at(pod, "metadata.annotations"), "kubernetes.io/config.mirror"));
    d.events_of(text_at(pod, "metadata.namespace"), "",
                mirror.empty() ? text_at(pod, "metadata.uid") : mirror);
}

std::string replica_sets_text(const std::vector<const Json*>& list) {
    std::vector<std::string> texts;
    for (const Json* rs : list) {
        texts.push_back(cat(text_at(*rs, "metadata.name"), " (", number_at(*rs, "status.replicas"),
                            "/", number_at(*rs, "spec.replicas"), " replicas created)"));
    }
    return or_none(join(texts, ", "));
}

// The new ReplicaSet has the Deployment's template; old ones are listed while they have replicas.
void replica_sets(Description& d) {
    Json answer;
    Error error;
    const Resource resource = known_resource("apps", "v1", "replicasets", "ReplicaSet");
    if (!d.k.get(resource.path(text_at(d.object, "metadata.namespace")),
                 {{"labelSelector", selector_text(at(d.object, "spec.selector"))}}, answer,
                 error)) {
        return;
    }
    std::vector<Json> all = items(at(answer, "items"));
    std::stable_sort(all.begin(), all.end(), [](const Json& a, const Json& b) {
        return time_at(a, "metadata.creationTimestamp") < time_at(b, "metadata.creationTimestamp");
    });
    const Json* current = nullptr;
    std::vector<const Json*> old;
    for (const Json& rs : all) {
        bool owned = false;
        for (const Json& o : items(at(rs, "metadata.ownerReferences"))) {
            owned |= text_at(o, "uid") == text_at(d.object, "metadata.uid");
        }
        if (!owned) continue;
        Json t = at(rs, "spec.template");
        edit(t, "metadata.labels").erase("pod-template-hash");
        if (!current && t == at(d.object, "spec.template"))
            current = &rs;
        else if (number_at(rs, "spec.replicas") != 0)
            old.push_back(&rs);
    }
    d.write(0, "OldReplicaSets:\t", replica_sets_text(old), "\n");
    d.write(0, "NewReplicaSet:\t", current ? replica_sets_text({current}) : std::string("<none>"),
            "\n");
}

void deployment(Description& d) {
    const Json& o = d.object;
    d.name_and_namespace();
    d.write(0, "CreationTimestamp:\t", d.date(o, "metadata.creationTimestamp"), "\n");
    d.labels_and_annotations();
    d.write(0, "Selector:\t", selector_text(at(o, "spec.selector")), "\n");
    d.write(0, "Replicas:\t", number_at(o, "spec.replicas"), " desired | ",
            number_at(o, "status.updatedReplicas"), " updated | ", number_at(o, "status.replicas"),
            " total | ", number_at(o, "status.availableReplicas"), " available | ",
            number_at(o, "status.unavailableReplicas"), " unavailable\n");
    d.write(0, "StrategyType:\t", text_at(o, "spec.strategy.type"), "\n");
    d.write(0, "MinReadySeconds:\t", number_at(o, "spec.minReadySeconds"), "\n");
    const Json& rolling = at(o, "spec.strategy.rollingUpdate");
    if (rolling.is_object()) {
        d.write(0, "RollingUpdateStrategy:\t", text_at(rolling, "maxUnavailable"),
                " max unavailable, ", text_at(rolling, "maxSurge"), " max surge\n");
    }
    d.pod_template(at(o, "spec.template"));
    d.conditions(at(o, "status.conditions"));
    replica_sets(d);
    d.events();
}

void replica_set(Description& d) {
    const Json& o = d.object;
    const bool rc = d.info.resource.kind == "ReplicationController";
    d.name_and_namespace();
    const std::string selector =
        rc ? format_labels(at(o, "spec.selector")) : format_selector(at(o, "spec.selector"));
    d.write(0, "Selector:\t", selector, "\n");
    d.labels_and_annotations();
    const std::string owner = controlled_by(o);
    if (!rc && !owner.empty()) d.write(0, "Controlled By:\t", owner, "\n");
    d.write(0, "Replicas:\t", number_at(o, "status.replicas"), " current / ",
            number_at(o, "spec.replicas"), " desired\n");
    d.write(0, "Pods Status:\t",
            pods_status(d, rc ? selector : selector_text(at(o, "spec.selector"))), "\n");
    d.pod_template(at(o, "spec.template"));
    d.conditions(at(o, "status.conditions"));
    d.events();
}

void daemon_set(Description& d) {
    const Json& o = d.object;
    const std::string selector = selector_text(at(o, "spec.selector"));
    d.write(0, "Name:\t", text_at(o, "metadata.name"), "\n");
    d.write(0, "Selector:\t", selector, "\n");
    d.write(0, "Node-Selector:\t", format_labels(at(o, "spec.template.spec.nodeSelector")), "\n");
    d.labels_and_annotations();
    d.write(0, "Desired Number of Nodes Scheduled: ", number_at(o, "status.desiredNumberScheduled"),
            "\n");
    d.write(0, "Current Number of Nodes Scheduled: ", number_at(o, "status.currentNumberScheduled"),
            "\n");
    d.write(0, "Number of Nodes Scheduled with Up-to-date Pods: ",
            number_at(o, "status.updatedNumberScheduled"), "\n");
    d.write(0, "Number of Nodes Scheduled with Available Pods: ",
            number_at(o, "status.numberAvailable"), "\n");
    d.write(0, "Number of Nodes Misscheduled: ", number_at(o, "status.numberMisscheduled"), "\n");
    d.write(0, "Pods Status:\t", pods_status(d, selector), "\n");
    d.pod_template(at(o, "spec.template"));
    d.events();
}

void volume_claim_templates(Description& d, const Json& list) {
    d.write(0, items(list).empty() ? "Volume Claims:\t<none>\n" : "Volume Claims:\n");
    for (const Json& c : items(list)) {
        d.write(1, "Name:\t", text_at(c, "metadata.name"), "\n");
        d.write(1, "StorageClass:\t", text_at(c, "spec.storageClassName"), "\n");
        d.labels("Labels", at(c, "metadata.labels"), "  ");
        d.labels("Annotations", at(c, "metadata.annotations"), "  ");
        const std::string size = text_at(c, "spec.resources.requests.storage");
        d.write(1, "Capacity:\t", size.empty() ? "<default>" : size, "\n");
        d.write(1, "Access Modes:\t[", join_texts(at(c, "spec.accessModes"), " "), "]\n");
    }
}

void stateful_set(Description& d) {
    const Json& o = d.object;
    const std::string selector = selector_text(at(o, "spec.selector"));
    d.name_and_namespace();
    d.write(0, "CreationTimestamp:\t", d.date(o, "metadata.creationTimestamp"), "\n");
    d.write(0, "Selector:\t", selector, "\n");
    d.labels_and_annotations();
    d.write(0, "Replicas:\t", number_at(o, "spec.replicas"), " desired | ",
            number_at(o, "status.replicas"), " total\n");
    d.write(0, "Update Strategy:\t", text_at(o, "spec.updateStrategy.type"), "\n");
    const Json& partition = at(o, "spec.updateStrategy.rollingUpdate.partition");
    if (partition.is_number()) d.write(1, "Partition:\t", number_of(partition), "\n");
    d.write(0, "Pods Status:\t", pods_status(d, selector), "\n");
    d.pod_template(at(o, "spec.template"));
    volume_claim_templates(d, at(o, "spec.volumeClaimTemplates"));
    d.events();
}

void number_line(Description& d, const char* title, const Json& number, const char* unit = "") {
    d.write(0, title, ":\t", number.is_number() ? cat(number_of(number), unit) : "<unset>", "\n");
}

void job(Description& d) {
    const Json& o = d.object;
    d.name_and_namespace();
    d.write(0, "Selector:\t", selector_text(at(o, "spec.selector")), "\n");
    d.labels_and_annotations();
    const std::string owner = controlled_by(o);
    if (!owner.empty()) d.write(0, "Controlled By:\t", owner, "\n");
    if (at(o, "spec.parallelism").is_number()) {
        number_line(d, "Parallelism", at(o, "spec.parallelism"));
    }
    number_line(d, "Completions", at(o, "spec.completions"));
    const Time began = time_at(o, "status.startTime"), ended = time_at(o, "status.completionTime");
    if (began) d.write(0, "Start Time:\t", d.date(o, "status.startTime"), "\n");
    if (ended) d.write(0, "Completed At:\t", d.date(o, "status.completionTime"), "\n");
    if (began && ended) d.write(0, "Duration:\t", human_duration(ended - began), "\n");
    if (at(o, "spec.activeDeadlineSeconds").is_number()) {
        number_line(d, "Active Deadline Seconds", at(o, "spec.activeDeadlineSeconds"), "s");
    }
    d.write(0, "Pods Statuses:\t", number_at(o, "status.active"), " Running / ",
            number_at(o, "status.succeeded"), " Succeeded / ", number_at(o, "status.failed"),
            " Failed\n");
    d.pod_template(at(o, "spec.template"));
    d.events();
}

void cron_job(Description& d) {
    const Json& o = d.object;
    d.name_and_namespace();
    d.labels_and_annotations();
    d.write(0, "Schedule:\t", text_at(o, "spec.schedule"), "\n");
    d.write(0, "Concurrency Policy:\t", text_at(o, "spec.concurrencyPolicy"), "\n");
    const Json& suspend = at(o, "spec.suspend");
    d.write(0, "Suspend:\t",
            suspend.is_boolean() ? (suspend.get<bool>() ? "True" : "False") : "<unset>", "\n");
    number_line(d, "Successful Job History Limit", at(o, "spec.successfulJobsHistoryLimit"));
    number_line(d, "Failed Job History Limit", at(o, "spec.failedJobsHistoryLimit"));
    number_line(d, "Starting Deadline Seconds", at(o, "spec.startingDeadlineSeconds"), "s");
    const Json& spec = at(o, "spec.jobTemplate.spec");
    const Json& selector = at(spec, "selector");
    d.write(0, "Selector:\t", selector.is_null() ? "<unset>" : selector_text(selector), "\n");
    number_line(d, "Parallelism", at(spec, "parallelism"));
    number_line(d, "Completions", at(spec, "completions"));
    if (at(spec, "activeDeadlineSeconds").is_number()) {
        number_line(d, "Active Deadline Seconds", at(spec, "activeDeadlineSeconds"), "s");
    }
    d.pod_template(at(spec, "template"));
    d.write(0, "Last Schedule Time:\t",
            time_at(o, "status.lastScheduleTime") ? d.date(o, "status.lastScheduleTime")
                                                  : std::string("<unset>"),
            "\n");
    std::vector<std::string> active;
    for (const Json& j : items(at(o, "status.active"))) active.push_back(text_at(j, "name"));
    d.write(0, "Active Jobs:\t", or_none(join(active, ", ")), "\n");
    d.events();
}

}  // namespace

const Described described_pods[] = {
    {"", "Pod", pod},
    {"apps", "Deployment", deployment},
    {"apps", "ReplicaSet", replica_set},
    {"", "ReplicationController", replica_set},
    {"apps", "DaemonSet", daemon_set},
    {"apps", "StatefulSet", stateful_set},
    {"batch", "Job", job},
    {"batch", "CronJob", cron_job},
    {nullptr, nullptr, nullptr},
};

}  // namespace podfall::kube
