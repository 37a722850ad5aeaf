// Shared by kubectl's sub-commands: one turn of one invocation. kubectl is a client of the API
// server's REST interface (handle, open_watch, next_events) and reads nothing else. Models
// staging/src/k8s.io/{kubectl,cli-runtime,client-go} of v1.20.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/api/format/json.h"
#include "core/apiserver/server.h"
#include "core/terminal/command.h"
#include "core/terminal/kubectl/client/error.h"
#include "core/terminal/kubectl/client/flags.h"

namespace podfall::kube {

// The state of a running kubectl between turns.
struct Memory {
    int stage = 0;  // 0: the process is starting; sub-commands count from 1
    Time began = 0;
    Time deadline = never;  // of --timeout
    std::vector<Watch> watches;
    std::vector<std::string> items;  // what the sub-command still waits for, in a format of its own
    std::vector<std::string> warned;  // the API server's warnings that were printed
    std::vector<std::string> late;    // of `kubectl wait`: what timed out
    std::vector<int> widths;          // column widths that a watch has printed with
    std::string text;
    int exit_code = 0;
    std::string held_out, held_err;  // printed when a connection attempt times out
    ApiConnection connection;        // through a balancer: one for all requests
    Time waiting_since = 0;          // for a virtual address to move, or for etcd to have a leader
};

template <class V>
void fields(V& v, Memory& m) {
    v("stage", m.stage), v("began", m.began), v("deadline", m.deadline), v("watches", m.watches);
    v("items", m.items), v("warned", m.warned), v("late", m.late), v("widths", m.widths);
    v("text", m.text), v("exit_code", m.exit_code), v("held_out", m.held_out);
    v("held_err", m.held_err), v("connection", m.connection);
    v("waiting_since", m.waiting_since);
}

using Query = std::vector<std::pair<std::string, std::string>>;

// The relevant parts of a kubeconfig.
struct Config {
    bool found = false;
    std::string context, cluster, auth_info;  // the names of its entries
    std::string user;        // what the API server judges: its name, certificate or token
    std::string authority;   // the certificates of the cluster's authority, PEM
    bool insecure = false;   // any certificate of the server is accepted
    std::string namespace_;  // of the context; "default" when it names none
    std::string server = "http://localhost:8080";
    std::string problem;  // kubectl's error when a flag names a missing entry
};

struct Resource;

struct Discovery;  // core/terminal/kubectl/client/discovery.h

class Kubectl {
public:
    Kubectl(CommandContext& context, const CommandFlags& command, Flags flags);
    ~Kubectl();

    CommandContext& ctx;
    const CommandFlags& command;
    Flags flags;
    Memory& memory;
    Config config;

    const std::vector<std::string>& args() const { return flags.args; }
    std::string path() const;  // "kubectl create deployment"

    // The namespace of --namespace or the context, and whether the flag set it.
    std::string namespace_() const;
    bool explicit_namespace() const;

    void out(std::string_view text);
    void err(std::string_view text);

    // Exits with 1 after printing an error as kubectl's CheckErr does.
    Step fail(const Error& error);
    Step fail(const Errors& errors);
    // "error: <text>"
    Step fail(std::string_view text);
    // UsageErrorf: the text and a reference to `-h`.
    Step usage_error(std::string_view text);
    Step done(int exit_code = 0) { return exited(exit_code); }

    // Sends one request. False fills `error`.
    bool request(std::string_view method, const std::string& path, const Query& query,
                 const std::string& content_type, const std::string& body, std::string& answer,
                 Error& error, const std::string& accept = "application/json");
    // The same with JSON bodies; `body` may be null.
    bool call(std::string_view method, const std::string& path, const Query& query,
              const Json* body, Json& answer, Error& error,
              const std::string& content_type = "application/json");
    bool get(const std::string& path, const Query& query, Json& answer, Error& error);
    bool watch(const std::string& path, const Query& query, Watch& watch, Error& error,
               const std::string& accept = "application/json");

    // Discovery: the resource that a user's word means, "po", "deploy.apps", "Deployment".
    bool find_resource(const std::string& word, Resource& out, Error& error);
    // By a manifest's apiVersion and kind. Without a match: `no matches for kind ...`.
    bool find_kind(const std::string& api_version, const std::string& kind, Resource& out,
                   Error& error);
    // Every resource of every served group and version, in the server's order.
    const std::vector<Resource>& all_resources(Error& error);
    // The resources of one group and version, as discovery lists them.
    const std::vector<Resource>* resources_of(const std::string& group_version, Error& error);
    // Group versions in the server's order, the preferred version of each group first.
    const std::vector<std::vector<std::string>>& groups(Error& error);

    bool timed_out = false;  // a connection attempt of this turn timed out
    Duration patience = 0;   // how long to retry what failed in this turn; 0: not at all

    // --dry-run: 0 none, 1 client, 2 server.
    bool dry_run(int& out, Error& error);

private:
    friend Step run(CommandContext&, const char*, Step (*)(Kubectl&));
    Step fail_with(std::string text);
    void log_config();
    bool waits_on(Step& step);
    Response send(Request& request);
    Request make_request(std::string_view method, const std::string& path, const Query& query,
                         const std::string& accept);
    bool failed(const Request& request, const Response& response, Error& error);
    void log_request(const Request& request, const Response& response);
    // A log line in klog's format; `severity` is 'I' or 'W'.
    void log(char severity, std::string_view where, std::string_view text);
    bool search(const std::string& word, const std::string& version, const std::string& group,
                Resource& out, Error& error);
    std::unique_ptr<Discovery> discovery_;
    std::string out_, err_;
};

// Reads ~/.kube/config (or --kubeconfig) of the machine.
Config load_config(CommandContext& context, const CommandFlags& command, const Flags& flags);

// The common part of every sub-command's `run`: parses flags (by the table's entry of that path),
// waits as long as a process takes to start, then calls `body` each turn.
Step run(CommandContext& context, const char* path, Step (*body)(Kubectl&));

}  // namespace podfall::kube
