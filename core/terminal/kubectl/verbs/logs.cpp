// kubectl logs. Models kubectl/pkg/cmd/logs and polymorphichelpers/logsforobject.go.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/schema/scalars.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/builder.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/describe/describe.h"
#include "core/terminal/kubectl/print/pod_order.h"

namespace podfall {

namespace kube {

namespace {

constexpr int stage_following = 2;
constexpr const char* usage =
    "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n"
    "POD or TYPE/NAME is a required argument for the logs command";

// One container whose log is printed.
struct Source {
    std::string path, container, prefix;
};

Query log_query(Kubectl& k, const std::string& container) {
    Query q;
    if (!container.empty()) q.emplace_back("container", container);
    if (k.flags.on("previous")) q.emplace_back("previous", "true");
    if (k.flags.on("timestamps")) q.emplace_back("timestamps", "true");
    // With a selector the default is the last ten lines.
    const bool few = !k.flags.text("selector").empty() && !k.flags.changed("tail");
    if (few)
        q.emplace_back("tailLines", "10");
    else if (k.flags.number("tail") >= 0)
        q.emplace_back("tailLines", to_text(k.flags.number("tail")));
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

// The log as it is, or the start of a followed one.
bool print_source(Kubectl& k, const Source& s, Error& error) {
    const Query query = log_query(k, s.container);
    if (k.flags.on("follow")) {
        Watch watch;
        Query following = query;
        following.emplace_back("follow", "true");
        if (!k.watch(cat(s.path, "/log"), following, watch, error)) return false;
        k.memory.watches.push_back(std::move(watch));
        k.memory.items.push_back(s.prefix);
        return true;
    }
    std::string text;
    if (!k.request("GET", cat(s.path, "/log"), query, "", "", text, error)) return false;
    print_log(k, s.prefix, text);
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

// kubectl's own error when the container is ambiguous or missing; empty if it is not.
std::string container_problem(const Json& pod, const std::string& wanted) {
    const std::string name = text_at(pod, "metadata.name");
    if (!wanted.empty()) {
        return has_container(pod, wanted)
                   ? ""
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
        if (const std::string why = container_problem(pod, c); !why.empty())
            return plain_error(why);
        Source s;
        s.path = cat("/api/v1/namespaces/", text_at(pod, "metadata.namespace"), "/pods/", name);
        s.container = c;
        if (k.flags.on("prefix")) {
            const std::string shown =
                c.empty() ? text_at(at(pod, "spec.containers")[0], "name") : c;
            s.prefix = cat("[pod/", name, "/", shown, "]");
        }
        out.push_back(std::move(s));
    }
    return {};
}

// The pods that an object selects; the best one first where only one is needed.
bool pods_of(Kubectl& k, const Info& info, Json& out, Error& error) {
    const Json& o = *info.object;
    const std::string& kind = info.resource.kind;
    const std::string selector = kind == "Service" || kind == "ReplicationController"
                                     ? format_labels(at(o, "spec.selector"))
                                     : selector_text(at(o, "spec.selector"));
    const bool listens =
        kind == "Service" ||
        contains(" Deployment ReplicaSet StatefulSet DaemonSet Job ReplicationController ",
                 cat(" ", kind, " "));
    const Json& chosen = at(o, "spec.selector");
    if (!listens || !chosen.is_object() || chosen.empty()) {
        error = plain_error(cat("cannot get the logs from *v1.", kind, ": ",
                                listens ? cat("invalid service '", info.name,
                                              "': Service is defined without a selector")
                                        : cat("selector for *v1.", kind, " not implemented")));
        return false;
    }
    Json list;
    const Resource pods = known_resource("", "v1", "pods", "Pod");
    if (!k.get(pods.path(info.namespace_), {{"labelSelector", selector}}, list, error))
        return false;
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
    return true;
}

Step follow_logs(Kubectl& k) {
    bool open = false;
    for (std::size_t i = 0; i < k.memory.watches.size(); ++i) {
        Watch& watch = k.memory.watches[i];
        print_log(k, k.memory.items[i], next_events(k.ctx.world, watch));
        open |= !watch.closed;
    }
    return open ? sleep_until(k.ctx.now() + milliseconds(100)) : k.done();
}

Step print_all(Kubectl& k, const std::vector<Source>& sources) {
    const std::int64_t most = k.flags.number("max-log-requests"),
                       wanted = static_cast<std::int64_t>(sources.size());
    if (k.flags.on("follow") && wanted > 1 && wanted > most)
        return k.fail(cat("you are attempting to follow ", wanted,
                          " log streams, but maximum allowed concurrency is ", most,
                          ", use --max-log-requests to increase the limit"));
    for (const Source& s : sources) {
        Error error;
        if (!print_source(k, s, error)) return k.fail(error);
    }
    if (!k.flags.on("follow")) return k.done();
    k.memory.stage = stage_following;
    return follow_logs(k);
}

// The error of Go's time.Parse for a text as RFC 3339; empty if it is valid.
std::string time_problem(std::string_view text) {
    constexpr const char* elements[] = {"2006", "-", "01", "-", "02", "T",
                                        "15",   ":", "04", ":", "05"};
    std::string_view rest = text;
    const auto problem = [&](std::string_view element) {
        return cat("parsing time ", quote(text), " as \"2006-01-02T15:04:05Z07:00\": cannot parse ",
                   quote(rest), " as ", quote(element));
    };
    for (const std::string_view element : elements) {
        const bool digits = element[0] >= '0' && element[0] <= '9';
        bool fits = rest.size() >= element.size();
        for (std::size_t i = 0; fits && i < element.size(); ++i)
            fits = digits ? rest[i] >= '0' && rest[i] <= '9' : rest[i] == element[i];
        if (!fits) return problem(element);
        rest.remove_prefix(element.size());
    }
    Time ignored = 0;
    return parse_rfc3339(std::string(text), ignored) ? "" : problem("Z07:00");
}

Step logs(Kubectl& k) {
    if (k.memory.stage == stage_following) return follow_logs(k);
    const bool selecting = !k.flags.text("selector").empty();
    if (k.args().empty() && !selecting) return k.usage_error(usage);
    if (selecting && !k.args().empty()) {
        return k.usage_error("only a selector (-l) or a POD name is allowed");
    }
    if (k.args().size() > 2) return k.usage_error(usage);
    if (k.flags.duration("since") < 0) return k.fail("--since must be greater than 0");
    if (const std::string since = k.flags.text("since-time"); !since.empty())
        if (const std::string why = time_problem(since); !why.empty()) return k.fail(why);
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

Step run_logs(CommandContext& ctx) {
    return run(ctx, "logs", logs);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_logs = {
    .name = "kubectl logs",
    .summary = "Print the logs for a container in a pod",
    .run = kube::run_logs,
};

}  // namespace podfall
