// An API server and its etcd on one machine, without control loops; shared by the tests of the
// registry and of the REST interface.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/api/format/json.h"
#include "core/api/objects/config.h"
#include "core/api/objects/node.h"
#include "core/api/objects/pod.h"
#include "core/api/objects/policy.h"
#include "core/api/objects/service.h"
#include "core/api/objects/workload.h"
#include "core/apiserver/registry/registry.h"
#include "core/apiserver/server.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

inline const std::string pods = "/api/v1/namespaces/default/pods";

class Door {
public:
    World world;
    Caller admin = {.machine = 0, .agent = "kubectl", .user = "kubernetes-admin"};

    Door() {
        world.now = from_civil(2022, 8, 15, 5);
        world.random.state = 7;
        Machine m;
        m.name = "m-k8s";
        m.ip = "192.168.1.10";
        m.powered = true;
        m.processes.set(10, process("etcd", 2379, 1));
        m.processes.set(11, process("kube-apiserver", 6443, 2));
        world.machines.set(0, m);
        add_namespace("default");
        add_namespace("kube-system");
    }

    static Process process(const char* program, int port, std::uint64_t serial) {
        Process p;
        p.program = program;
        p.ports = {port};
        p.serial = serial;
        return p;
    }

    // A namespace with the service account and token that its controllers would create.
    void add_namespace(const std::string& name) {
        Namespace ns;
        ns.metadata.name = name;
        create(ns);
        ServiceAccount account;
        account.metadata.name = "default";
        account.metadata.namespace_ = name;
        const auto stored = create(account);
        Secret token;
        token.metadata.name = "default-token-7xjhn";
        token.metadata.namespace_ = name;
        token.metadata.annotations = {{"kubernetes.io/service-account.name", "default"},
                                      {"kubernetes.io/service-account.uid", stored->metadata.uid}};
        token.type = "kubernetes.io/service-account-token";
        create(token);
        auto with_token = std::make_shared<ServiceAccount>(*stored);
        ObjectReference reference;
        reference.name = "default-token-7xjhn";
        with_token->secrets.push_back(reference);
        CHECK(update_object(world, admin, Kind::service_account, with_token).ok());
    }

    // ---- typed ----

    template <class T>
    Ref<T> create(T object) {
        const auto r = try_create(std::move(object));
        CHECK_MESSAGE(r.ok(), r.status().message);
        return r.ok() ? std::static_pointer_cast<const T>(*r) : nullptr;
    }
    template <class T>
    Result<Ref<Object>> try_create(T object) {
        return create_object(world, admin, kind_of<T>, std::make_shared<T>(std::move(object)));
    }
    template <class T>
    std::string create_error(T object) {
        const auto r = try_create(std::move(object));
        return r.ok() ? "" : r.status().message;
    }
    template <class T>
    Result<Ref<Object>> try_update(T object, Subresource part = Subresource::none) {
        return update_object(world, admin, kind_of<T>, std::make_shared<T>(std::move(object)),
                             part);
    }
    template <class T>
    Ref<T> get(const std::string& name, const std::string& ns = "default") {
        return std::static_pointer_cast<const T>(
            find(world.store, {kind_of<T>, info(kind_of<T>).namespaced ? ns : "", name}));
    }
    template <class T>
    Result<Ref<Object>> remove(const std::string& name, const DeleteOptions& options = {}) {
        const std::string ns = info(kind_of<T>).namespaced ? "default" : "";
        return delete_object(world, admin, {kind_of<T>, ns, name}, options);
    }

    // ---- REST ----

    Request request(const std::string& method, const std::string& target,
                    const Json& body = nullptr, const std::string& type = "application/json") {
        Request r;
        r.method = method;
        const std::size_t mark = target.find('?');
        r.path = target.substr(0, mark);
        if (mark != std::string::npos) {
            for (const std::string& pair : split(target.substr(mark + 1), '&')) {
                const std::size_t equals = pair.find('=');
                r.query.emplace_back(pair.substr(0, equals),
                                     equals == std::string::npos ? "" : pair.substr(equals + 1));
            }
        }
        r.caller = admin;
        r.content_type = type;
        if (!body.is_null()) r.body = body.dump();
        return r;
    }
    Response answer(const std::string& method, const std::string& target,
                    const Json& body = nullptr, const std::string& type = "application/json") {
        return handle(world, request(method, target, body, type));
    }
    Json ask(const std::string& method, const std::string& target, const Json& body = nullptr,
             const std::string& type = "application/json") {
        const Response r = answer(method, target, body, type);
        code = r.code;
        return Json::parse(r.body, nullptr, false);
    }
    Json table(const std::string& target) {
        Request r = request("GET", target);
        r.accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
        return Json::parse(handle(world, r).body, nullptr, false);
    }
    // A row's cells, separated by spaces.
    std::string row(const std::string& target, std::size_t index = 0) {
        const Json json = table(target);
        if (!json.is_object() || !json.contains("rows") || json["rows"].size() <= index)
            return json.dump();
        std::string out;
        for (const Json& cell : json["rows"][index]["cells"])
            out += cat(out.empty() ? "" : " ",
                       cell.is_string() ? cell.get<std::string>() : cell.dump());
        return out;
    }
    std::string message(const std::string& method, const std::string& target,
                        const Json& body = nullptr, const std::string& type = "application/json") {
        const Json json = ask(method, target, body, type);
        return json.is_object() ? json.value("message", json.value("status", "")) : json.dump();
    }

    int code = 0;  // of the last ask()
};

// A pod of one nginx container.
inline Pod nginx_pod(const std::string& name) {
    Pod pod;
    pod.metadata.name = name;
    pod.metadata.namespace_ = "default";
    Container c;
    c.name = "nginx";
    c.image = "nginx";
    pod.spec.containers.push_back(c);
    return pod;
}

inline Deployment nginx_deployment(const std::string& name, int replicas = 3) {
    Deployment d;
    d.metadata.name = name;
    d.metadata.namespace_ = "default";
    d.spec.replicas = replicas;
    d.spec.selector.edit().match_labels["app"] = name;
    d.spec.pod_template.metadata.labels["app"] = name;
    d.spec.pod_template.spec.containers = nginx_pod("x").spec.containers;
    return d;
}

inline Json pod_json(const std::string& name) {
    return {{"apiVersion", "v1"},
            {"kind", "Pod"},
            {"metadata", {{"name", name}, {"labels", {{"app", name}}}}},
            {"spec", {{"containers", Json::array({Json{{"name", "c"}, {"image", "nginx"}}})}}}};
}

}  // namespace podfall
