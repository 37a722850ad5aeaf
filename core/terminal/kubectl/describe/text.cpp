// Parts that descriptions of different kinds share.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/rules/selector.h"
#include "core/apiserver/rest/autoscaler_version.h"
#include "core/base/go_sort.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/describe/describe.h"
#include "core/terminal/kubectl/print/print.h"

namespace podfall::kube {

std::string or_none(const std::string& text) {
    return text.empty() ? "<none>" : text;
}

std::string format_labels(const Json& labels) {
    std::string text;
    for (const auto& [key, value] : members(labels)) {
        text += cat(text.empty() ? "" : ",", key, "=", text_of(value));
    }
    return or_none(text);
}

static LabelSelector read_selector(const Json& json) {
    LabelSelector selector;
    if (json.is_object()) read_json(json, selector);
    return selector;
}

std::string selector_text(const Json& json) {
    return selector_of(read_selector(json)).text();
}

std::string format_selector(const Json& json) {
    return format_label_selector(read_selector(json));
}

std::string controlled_by(const Json& object) {
    for (const Json& owner : items(at(object, "metadata.ownerReferences"))) {
        if (bool_at(owner, "controller")) {
            return cat(text_at(owner, "kind"), "/", text_at(owner, "name"));
        }
    }
    return {};
}

std::string join_texts(const Json& list, std::string_view separator) {
    std::vector<std::string> texts;
    for (const Json& item : items(list)) texts.push_back(text_of(item));
    return join(texts, separator);
}

void Description::flush() {
    out_ += align_columns(pending_);
    pending_.clear();
}

void Description::name_and_namespace() {
    write(0, "Name:\t", text_at(object, "metadata.name"), "\n");
    write(0, "Namespace:\t", text_at(object, "metadata.namespace"), "\n");
}

void Description::labels(std::string_view title, const Json& labels, std::string_view indent) {
    write(0, indent, title, ":\t");
    if (members(labels).empty()) write(0, "<none>\n");
    bool first = true;
    for (const auto& [key, value] : members(labels)) {
        write(0, first ? "" : indent, first ? "" : "\t", key, "=", text_of(value), "\n");
        first = false;
    }
}

void Description::annotations(std::string_view title, const Json& annotations) {
    constexpr std::size_t limit = 140;
    write(0, title, ":\t");
    bool first = true;
    for (const auto& [key, json] : members(annotations)) {
        // describe reads autoscaling/v2beta2, whose conditions v1 stores in an annotation.
        if (key == last_applied || key == autoscaler_conditions || key == autoscaler_metrics ||
            key == autoscaler_behavior)
            continue;
        std::string value = text_of(json);
        if (!value.empty() && value.back() == '\n') value.pop_back();
        if (!first) write(0, "\t");
        first = false;
        if (value.size() + key.size() + 2 <= limit && !contains(value, "\n")) {
            write(0, key, ": ", value, "\n");
            continue;
        }
        write(0, key, ":\n");
        for (const std::string& line : split(value, '\n')) {
            const bool cut = line.size() > limit - 2;
            write(0, "\t  ", line.substr(0, limit - 2), cut ? "..." : "", "\n");
        }
    }
    if (first) write(0, "<none>\n");
}

void Description::labels_and_annotations() {
    labels("Labels", at(object, "metadata.labels"));
    annotations("Annotations", at(object, "metadata.annotations"));
}

std::string Description::date(const Json& json, std::string_view path) const {
    static constexpr const char* days_[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Time t = time_at(json, path);
    if (t == 0) return "Mon, 01 Jan 0001 00:00:00 +0000";
    const Duration offset = k.ctx.world.utc_offset;
    const CivilTime c = civil_time(t, offset);
    const auto two = [](std::int64_t n) { return pad_left(to_text(n), 2, '0'); };
    const Duration zone = offset < 0 ? -offset : offset;
    return cat(days_[c.weekday], ", ", two(c.day), " ", months[c.month - 1], " ", c.year, " ",
               two(c.hour), ":", two(c.minute), ":", two(c.second), " ", offset < 0 ? "-" : "+",
               two(zone / hours(1)), two(zone / minutes(1) % 60));
}

std::string Description::age(Time since) const {
    return since == 0 ? "<unknown>" : human_duration(k.ctx.now() - since);
}

std::string Description::age_of(const Json& json, std::string_view path) const {
    return age(time_at(json, path));
}

void Description::conditions(const Json& list) {
    if (items(list).empty()) return;
    write(0, "Conditions:\n  Type\tStatus\tReason\n");
    write(1, "----\t------\t------\n");
    for (const Json& c : items(list)) {
        write(1, text_at(c, "type"), " \t", text_at(c, "status"), "\t", text_at(c, "reason"), "\n");
    }
}

void Description::events() {
    events_of(text_at(object, "metadata.namespace"), text_at(object, "kind"),
              text_at(object, "metadata.uid"));
}

void Description::events_of(const std::string& namespace_, const std::string& kind,
                            const std::string& uid) {
    if (!show_events) return;
    std::string fields = cat("involvedObject.name=", text_at(object, "metadata.name"),
                             ",involvedObject.namespace=", namespace_);
    if (!kind.empty()) fields += cat(",involvedObject.kind=", kind);
    if (!uid.empty()) fields += cat(",involvedObject.uid=", uid);
    Json answer;
    Error error;
    const Resource resource = known_resource("", "v1", "events", "Event");
    if (!k.get(resource.path(namespace_), {{"fieldSelector", fields}}, answer, error)) return;
    std::vector<Json> list = items(at(answer, "items"));
    if (list.empty()) {
        write(0, "Events:\t<none>\n");
        return;
    }
    flush();
    go_sort(list, [](const Json& a, const Json& b) {
        return time_at(a, "lastTimestamp") < time_at(b, "lastTimestamp");
    });
    write(0, "Events:\n  Type\tReason\tAge\tFrom\tMessage\n");
    write(1, "----\t------\t----\t----\t-------\n");
    for (const Json& e : list) {
        const std::int64_t count = number_at(e, "count");
        const Time first = time_at(e, "firstTimestamp");
        const std::string interval =
            count > 1 ? cat(age_of(e, "lastTimestamp"), " (x", count, " over ", age(first), ")")
                      : age(first ? first : time_at(e, "eventTime"));
        std::string source = text_at(e, "source.component");
        if (source.empty()) source = text_at(e, "reportingComponent");
        write(1, text_at(e, "type"), "\t", text_at(e, "reason"), "\t", interval, "\t", source, "\t",
              trim(text_at(e, "message")), "\n");
    }
}

std::string pods_status(Description& d, const std::string& selector) {
    Json answer;
    Error error;
    const Resource pods = known_resource("", "v1", "pods", "Pod");
    if (!d.k.get(pods.path(text_at(d.object, "metadata.namespace")), {{"labelSelector", selector}},
                 answer, error)) {
        return cat("error in fetching pods: ", error.text());
    }
    int running = 0, waiting = 0, succeeded = 0, failed = 0;
    const std::string uid = text_at(d.object, "metadata.uid");
    for (const Json& pod : items(at(answer, "items"))) {
        bool owned = false;
        for (const Json& o : items(at(pod, "metadata.ownerReferences"))) {
            owned |= bool_at(o, "controller") && text_at(o, "uid") == uid;
        }
        if (!owned) continue;
        const std::string phase = text_at(pod, "status.phase");
        running += phase == "Running";
        waiting += phase == "Pending";
        succeeded += phase == "Succeeded";
        failed += phase == "Failed";
    }
    return cat(running, " Running / ", waiting, " Waiting / ", succeeded, " Succeeded / ", failed,
               " Failed");
}

}  // namespace podfall::kube
