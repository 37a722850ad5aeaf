// kubectl logs. Models kubectl/pkg/cmd/logs and polymorphichelpers/logsforobject.go.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/scalars.h"
#include "core/base/text.h"
#include "core/commands/kubectl_builder.h"
#include "core/commands/kubectl_describe.h"
#include "core/commands/kubectl_json.h"
#include "core/commands/kubectl_write.h"

namespace podfall {

namespace kube {

namespace {

constexpr int stage_following = 2;
constexpr const char* usage = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n"
                              "POD or TYPE/NAME is a required argument for the logs command";

// One container whose log is printed, as Memory::items keeps it: "path container prefix printed".
struct Source {
    std::string path, container, prefix;
    std::size_t printed = 0;
};

Query log_query(Kubectl& k, const std::string& container) {
    Query q;
    if (!container.empty()) q.emplace_back("container", container);
    if (k.flags.on("previous")) q.emplace_back("previous", "true");
    if (k.flags.on("timestamps")) q.emplace_back("timestamps", "true");
    if (k.flags.number("tail") >= 0) q.emplace_back("tailLines", to_text(k.flags.number("tail")));
    if (k.flags.number("limit-bytes") > 0) {
        q.emplace_back("limitBytes", to_text(k.flags.number("limit-bytes")));
    }
    const Duration since = k.flags.duration("since");
    if (since > 0) q.emplace_back("sinceSeconds", to_text((since + seconds(1) - 1) / seconds(1)));
    if (!k.flags.text("since-time").empty()) {
        q.emplace_back("sinceTime", k.flags.text("since-time"));
    }
    return q;
}

void print_log(Kubectl& k, const std::string& prefix, const std::string& text) {
    if (prefix.empty()) {
        k.out(text);
        return;
    }
    for (const std::string& line : split_lines(text)) k.out(cat(prefix, " ", line, "\n"));
}

bool print_source(Kubectl& k, Source& s, Error& error) {
    Query query = log_query(k, s.container);
    const bool more = s.printed > 0;
    if (more) {
        // What was not there before: the whole log without what has been printed.
        std::erase_if(query, [](const auto& q) {
            return q.first == "tailLines" || q.first == "sinceSeconds";
        });
    }
    std::string text;
    if (!k.request("GET", cat(s.path, "/log"), query, "", "", text, error)) return false;
    print_log(k, s.prefix, more ? text.substr(std::min(s.printed - 1, text.size())) : text);
    if (!k.flags.on("follow")) return true;
    std::string whole = text;
    if (!more) {
        // The offset counts from the log's first byte, whatever --tail left out.
        Query all;
        if (!s.container.empty()) all.emplace_back("container", s.container);
        if (k.flags.on("timestamps")) all.emplace_back("timestamps", "true");
        k.request("GET", cat(s.path, "/log"), all, "", "", whole, error);
    }
    s.printed = whole.size() + 1;      // 0 is "nothing yet"
    return true;
}

std::vector<std::string> containers_of(Kubectl& k, const Json& pod) {
    const std::string wanted = k.args().size() == 2 ? k.args()[1] : k.flags.text("container");
    if (!wanted.empty()) return {wanted};
    std::vector<std::string> all;
    if (k.flags.on("all-containers")) {
        for (const char* list : {"spec.initContainers", "spec.containers"}) {
            for (const Json& c : items(at(pod, list))) all.push_back(text_at(c, "name"));
        }
        return all;
    }
    const std::string preferred = text_of(
        member(at(pod, "metadata.annotations"), "kubectl.kubernetes.io/default-logs-container"));
    if (!preferred.empty()) return {preferred};
    return {""};
}

std::string names_in(const Json& pod, const char* list) {
    std::vector<std::string> names;
    for (const Json& c : items(at(pod, list))) names.push_back(text_at(c, "name"));
    return join(names, " ");
}

bool has_container(const Json& pod, const std::string& name) {
    for (const char* list : {"spec.initContainers", "spec.containers"})
        for (const Json& c : items(at(pod, list)))
            if (text_at(c, "name") == name) return true;
    return false;
}

// Why the wanted container cannot be told, which kubectl sees by itself; empty when it can.
std::string container_problem(const Json& pod, const std::string& wanted) {
    const std::string name = text_at(pod, "metadata.name");
    if (!wanted.empty()) {
        return has_container(pod, wanted) ? ""
                                          : cat("container ", wanted, " is not valid for pod ", name);
    }
    if (items(at(pod, "spec.containers")).size() == 1) return {};
    const std::string inits = names_in(pod, "spec.initContainers");
    return cat("a container name must be specified for pod ", name, ", choose one of: [",
               names_in(pod, "spec.containers"), "]",
               inits.empty() ? "" : cat(" or one of the init containers: [", inits, "]"));
}

Error add_sources(Kubectl& k, const Json& pod, std::vector<Source>& out) {
    const std::string name = text_at(pod, "metadata.name");
    for (const std::string& c : containers_of(k, pod)) {
        if (const std::string why = container_problem(pod, c); !why.empty()) return plain_error(why);
        Source s;
        s.path = cat("/api/v1/namespaces/", text_at(pod, "metadata.namespace"), "/pods/", name);
        s.container = c;
        if (k.flags.on("prefix")) {
            const std::string shown = c.empty() ? text_at(at(pod, "spec.containers")[0], "name") : c;
            s.prefix = cat("[pod/", name, "/", shown, "]");
        }
        out.push_back(std::move(s));
    }
    return {};
}

std::string ready_since(const Json& pod) {
    for (const Json& c : items(at(pod, "status.conditions")))
        if (text_at(c, "type") == "Ready" && text_at(c, "status") == "True")
            return text_at(c, "lastTransitionTime");
    return {};
}

std::int64_t most_restarts(const Json& pod) {
    std::int64_t most = 0;
    for (const Json& c : items(at(pod, "status.containerStatuses")))
        most = std::max(most, number_at(c, "restartCount"));
    return most;
}

// podutils.ByLogging: which pod's log is likelier to be wanted.
bool logs_before(const Json& a, const Json& b) {
    const auto rank = [](const Json& pod) {
        const std::string phase = text_at(pod, "status.phase");
        return (text_at(pod, "spec.nodeName").empty() ? 4 : 0) +
               (phase == "Unknown" ? 1 : phase == "Pending" ? 2 : 0);
    };
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    const std::string since_a = ready_since(a), since_b = ready_since(b);
    if (since_a.empty() != since_b.empty()) return since_b.empty();
    if (since_a != since_b) return since_a < since_b;
    if (most_restarts(a) != most_restarts(b)) return most_restarts(a) > most_restarts(b);
    return text_at(a, "metadata.creationTimestamp") < text_at(b, "metadata.creationTimestamp");
}

// The pods that an object selects, the best one first where only one is wanted.
bool pods_of(Kubectl& k, const Info& info, Json& out, Error& error) {
    const Json& o = *info.object;
    const std::string& kind = info.resource.kind;
    const std::string selector = kind == "Service" || kind == "ReplicationController"
                                     ? format_labels(at(o, "spec.selector"))
                                     : selector_text(at(o, "spec.selector"));
    Json list;
    const Resource pods = known_resource("", "v1", "pods", "Pod");
    if (!k.get(pods.path(info.namespace_), {{"labelSelector", selector}}, list, error)) return false;
    out = at(list, "items");
    if (out.is_array()) std::stable_sort(out.begin(), out.end(), logs_before);
    return true;
}

bool find_sources(Kubectl& k, std::vector<Source>& out, Step& failed) {
    Builder b = make_builder(k);
    const std::string selector = b.label_selector;
    if (!selector.empty()) {
        b.args = {"pods"};
        b.flatten = true;
    } else if (!contains(b.args[0], "/")) {
        b.args = {"pods", b.args[0]};
    } else {
        b.args = {b.args[0]};
    }
    Error fatal;
    Errors errors;
    const std::vector<Info> infos = b.infos(k, fatal, errors);
    if (fatal || !errors.empty()) {
        failed = fatal ? k.fail(fatal) : k.fail(errors);
        return false;
    }
    for (const Info& info : infos) {
        if (info.resource.kind == "Pod") {
            if (Error e = add_sources(k, *info.object, out)) return failed = k.fail(e), false;
            continue;
        }
        Json pods;
        Error error;
        if (!pods_of(k, info, pods, error)) {
            failed = k.fail(error);
            return false;
        }
        if (items(pods).empty()) {
            failed = k.fail("timed out waiting for the condition");
            return false;
        }
        if (pods.size() > 1) {
            k.err(cat("Found ", pods.size(), " pods, using pod/", text_at(pods[0], "metadata.name"),
                      "\n"));
        }
        if (Error e = add_sources(k, pods[0], out)) return failed = k.fail(e), false;
    }
    if (infos.empty()) {
        k.err(cat("No resources found in ", k.namespace_(), " namespace.\n"));
    }
    return true;
}

void remember(Kubectl& k, const std::vector<Source>& sources) {
    k.memory.items.clear();
    for (const Source& s : sources) {
        k.memory.items.push_back(cat(s.path, "\t", s.container, "\t", s.prefix, "\t",
                                     s.printed));
    }
}

std::vector<Source> recall(const Kubectl& k) {
    std::vector<Source> out;
    for (const std::string& item : k.memory.items) {
        const std::vector<std::string> p = split(item, '\t');
        std::int64_t n = 0;
        parse_int(p[3], n);
        out.push_back({p[0], p[1], p[2], static_cast<std::size_t>(n)});
    }
    return out;
}

Step print_all(Kubectl& k, std::vector<Source> sources) {
    bool running = false;
    for (Source& s : sources) {
        Error error;
        if (!print_source(k, s, error)) return k.fail(error);
        Json pod;
        if (k.flags.on("follow") && k.get(s.path, {}, pod, error)) {
            for (const Json& c : items(at(pod, "status.containerStatuses"))) {
                const bool mine = s.container.empty() || text_at(c, "name") == s.container;
                running |= mine && at(c, "state.running").is_object();
            }
        }
    }
    if (!running) return k.done();
    remember(k, sources);
    k.memory.stage = stage_following;
    return sleep_until(k.ctx.now() + milliseconds(500));
}

Step logs(Kubectl& k) {
    if (k.memory.stage == stage_following) return print_all(k, recall(k));
    const bool selecting = !k.flags.text("selector").empty();
    if (k.args().empty() && !selecting) return k.usage_error(usage);
    if (selecting && !k.args().empty()) {
        return k.usage_error("only a selector (-l) or a POD name is allowed");
    }
    if (k.args().size() > 2) return k.usage_error(usage);
    if (k.flags.number("tail") < -1) {
        return k.fail("--tail must be greater than or equal to -1");
    }
    if (k.flags.changed("since") && !k.flags.text("since-time").empty()) {
        return k.fail("at most one of `sinceTime` or `sinceSeconds` may be specified");
    }
    std::vector<Source> sources;
    Step failed;
    if (!find_sources(k, sources, failed)) return failed;
    return print_all(k, std::move(sources));
}

Step run_logs(CommandContext& ctx) { return run(ctx, "logs", logs); }

}  // namespace

}  // namespace kube

const Command kubectl_logs = {
    .name = "kubectl logs",
    .summary = "Print the logs for a container in a pod",
    .run = kube::run_logs,
};

}  // namespace podfall
