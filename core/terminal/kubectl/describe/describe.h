// kubectl describe: a writer of its layout, and one function for each kind.
// Models kubectl/pkg/describe/describe.go.
#pragma once

#include <string>
#include <string_view>

#include "core/base/human_duration.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/builder.h"

namespace podfall::kube {

class Description {
public:
    Description(Kubectl& k_, const Info& info_, bool show_events_)
        : k(k_), info(info_), object(*info_.object), show_events(show_events_) {}

    Kubectl& k;
    const Info& info;
    const Json& object;
    const bool show_events;

    // Writes a line, or part of one, indented two spaces per level; tabs end cells.
    template <class... Args>
    void write(int level, const Args&... args) {
        pending_ += std::string(static_cast<std::size_t>(level) * 2, ' ');
        pending_ += cat(args...);
    }
    // Aligns what was written so far; later cells form separate columns.
    void flush();
    std::string text() {
        flush();
        return std::move(out_);
    }

    // The text written so far, with its tabs.
    std::string raw() { return std::move(pending_); }

    void name_and_namespace();
    void labels(std::string_view title, const Json& labels, std::string_view indent = {});
    void annotations(std::string_view title, const Json& annotations);
    void labels_and_annotations();
    // The list of events about the object, if requested.
    void events();
    void events_of(const std::string& namespace_, const std::string& kind, const std::string& uid);
    void pod_template(const Json& pod_template);
    void conditions(const Json& conditions);  // type, status, reason

    std::string date(const Json& object, std::string_view path) const;  // RFC 1123 with zone
    std::string age(Time since) const;                                  // "21s", "<unknown>"
    std::string age_of(const Json& object, std::string_view path) const;

private:
    std::string out_, pending_;
};

// Describes containers and volumes of a pod (or of a template, with `indent` "  " and without
// statuses).
void describe_containers(Description& d, std::string_view title, const Json& containers,
                         const Json& statuses, const Json& pod, std::string_view indent);
void describe_volumes(Description& d, const Json& volumes, std::string_view indent);
void describe_volume_source(Description& d, const Json& source);

std::string or_none(const std::string& text);
std::string format_labels(const Json& labels);            // "a=b,c=d", "<none>"
std::string selector_text(const Json& label_selector);    // "a=b,c in (d,e)"
std::string format_selector(const Json& label_selector);  // the same, "<none>" when empty
std::string controlled_by(const Json& object);            // "ReplicaSet/web-1", ""
std::string format_endpoints(const Json& endpoints, const std::string* port_name);
std::string join_texts(const Json& list, std::string_view separator);
// "3 Running / 0 Waiting / 0 Succeeded / 0 Failed" for the pods an object controls.
std::string pods_status(Description& d, const std::string& selector);

struct Described {
    const char *group, *kind;
    void (*write)(Description&);
};
extern const Described described_pods[], described_services[], described_settings[],
    described_storage[];
void describe_generic(Description& d);
void describe_node(Description& d);

}  // namespace podfall::kube
