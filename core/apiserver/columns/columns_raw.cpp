// Columns of kinds that are stored as JSON. Models pkg/printers/internalversion/printers.go and
// kube-aggregator's printers.
#include <nlohmann/json.hpp>

#include "core/api/format/json.h"
#include "core/api/objects/raw.h"
#include "core/apiserver/columns/columns_cells.h"
#include "core/base/text.h"

namespace podfall {

namespace {

const Json& at(const Json& json, std::string_view path) {
    static const Json none;
    const Json* here = &json;
    for (const std::string& part : split(path, '.')) {
        if (!here->is_object()) return none;
        const auto it = here->find(part);
        if (it == here->end()) return none;
        here = &*it;
    }
    return *here;
}

std::string text_at(const Json& json, std::string_view path) {
    const Json& v = at(json, path);
    if (v.is_string()) return v.get<std::string>();
    return v.is_null() ? std::string() : v.dump();
}

Json body_of(const Object& object) {
    Json json = Json::parse(static_cast<const RawObject&>(object).body.text, nullptr, false);
    return json.is_object() ? json : Json::object();
}

// The status of a condition, or empty.
std::string condition(const Json& body, std::string_view type) {
    const Json& list = at(body, "status.conditions");
    if (list.is_array())
        for (const Json& c : list)
            if (text_at(c, "type") == type) return text_at(c, "status");
    return {};
}

}  // namespace

void print_webhooks(Cells& cells, const Object& object) {
    const Json body = body_of(object);
    const Json& hooks = at(body, "webhooks");
    cells.text(object.metadata.name).number(static_cast<std::int64_t>(hooks.size()));
    cells.age(object.metadata.creation_timestamp);
}

void print_certificate_request(Cells& cells, const Object& object) {
    const Json body = body_of(object);
    std::string status = !condition(body, "Denied").empty()     ? "Denied"
                         : !condition(body, "Approved").empty() ? "Approved"
                                                                : "Pending";
    if (!condition(body, "Failed").empty()) status += ",Failed";
    if (!text_at(body, "status.certificate").empty()) status += ",Issued";
    cells.text(object.metadata.name).age(object.metadata.creation_timestamp);
    cells.text_or(text_at(body, "spec.signerName"), "<none>");
    cells.text(text_at(body, "spec.username")).text(status);
}

void print_api_service(Cells& cells, const Object& object) {
    const Json body = body_of(object);
    const std::string ns = text_at(body, "spec.service.namespace");
    cells.text(object.metadata.name);
    cells.text(ns.empty() ? std::string("Local")
                          : cat(ns, "/", text_at(body, "spec.service.name")));
    cells.text_or(condition(body, "Available"), "Unknown");
    cells.age(object.metadata.creation_timestamp);
}

void print_flow_schema(Cells& cells, const Object& object) {
    const Json body = body_of(object);
    const std::string dangling = condition(body, "Dangling");
    cells.text(object.metadata.name);
    cells.text_or(text_at(body, "spec.priorityLevelConfiguration.name"), "<none>");
    cells.text(text_at(body, "spec.matchingPrecedence"));
    cells.text_or(text_at(body, "spec.distinguisherMethod.type"), "<none>");
    cells.age(object.metadata.creation_timestamp).text_or(dangling, "?");
}

void print_priority_level(Cells& cells, const Object& object) {
    const Json body = body_of(object);
    cells.text(object.metadata.name).text(text_at(body, "spec.type"));
    for (const char* path :
         {"spec.limited.assuredConcurrencyShares", "spec.limited.limitResponse.queuing.queues",
          "spec.limited.limitResponse.queuing.handSize",
          "spec.limited.limitResponse.queuing.queueLengthLimit"})
        cells.text_or(text_at(body, path), "<none>");
    cells.age(object.metadata.creation_timestamp);
}

void print_security_policy(Cells& cells, const Object& object) {
    const Json body = body_of(object);
    const auto words = [&](const char* path) {
        std::vector<std::string> out;
        const Json& list = at(body, path);
        if (list.is_array())
            for (const Json& v : list)
                if (v.is_string()) out.push_back(v.get<std::string>());
        return join(out, ",");
    };
    cells.text(object.metadata.name).text_or(text_at(body, "spec.privileged"), "false");
    cells.text(words("spec.allowedCapabilities")).text(text_at(body, "spec.seLinux.rule"));
    cells.text(text_at(body, "spec.runAsUser.rule")).text(text_at(body, "spec.fsGroup.rule"));
    cells.text(text_at(body, "spec.supplementalGroups.rule"));
    cells.text_or(text_at(body, "spec.readOnlyRootFilesystem"), "false")
        .text(words("spec.volumes"));
}

}  // namespace podfall
