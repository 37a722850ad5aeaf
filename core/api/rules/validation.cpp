// Metadata rules, the dispatch to a kind's rules, and the Status made from validation errors.
#include "core/api/rules/validation.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/rules/field_errors.h"
#include "core/api/schema/equal.h"

namespace podfall {

namespace {

// The name rule of a kind.
std::vector<std::string> name_problems(Kind kind, std::string_view name) {
    switch (kind) {
        case Kind::namespace_:
            return dns1123_label_problems(name);
        case Kind::service:
            return dns1035_label_problems(name);
        case Kind::role:
        case Kind::role_binding:
        case Kind::cluster_role:
        case Kind::cluster_role_binding:
            // Refuses only what would break a URL.
            if (name == "." || name == "..") return {cat("may not be '", name, "'")};
            if (contains(name, "/")) return {"may not contain '/'"};
            if (contains(name, "%")) return {"may not contain '%'"};
            return {};
        default:
            return dns1123_subdomain_problems(name);
    }
}

void check_owners(Errors& errors, const Path& path, const List<OwnerReference>& owners) {
    std::string controller;
    for (const OwnerReference& o : owners) {
        if (o.api_version.empty()) {
            errors.invalid_text(path / "apiVersion", o.api_version, "version must not be empty");
        }
        if (o.kind.empty()) errors.invalid_text(path / "kind", o.kind, "kind must not be empty");
        if (o.name.empty()) errors.invalid_text(path / "name", o.name, "name must not be empty");
        if (o.uid.empty()) errors.invalid_text(path / "uid", o.uid, "uid must not be empty");
        if (!o.controller.value_or(false)) continue;
        if (!controller.empty()) {
            errors.invalid(
                path, go_syntax(owners),
                cat("Only one reference can have Controller set to true. Found \"true\" in "
                    "references for ",
                    controller, " and ", o.name));
        }
        controller = o.name;
    }
}

void check_metadata(Errors& errors, const ObjectMeta& m, const KindInfo& kind) {
    const Path path = "metadata";
    if (!m.generate_name.empty()) {
        // A trailing dash is allowed, because a suffix will follow.
        std::string sample = m.generate_name;
        if (sample.size() > 1 && sample.back() == '-') sample.back() = 'a';
        errors.each_invalid(path / "generateName", m.generate_name,
                            name_problems(kind.kind, sample));
    }
    if (m.name.empty()) {
        errors.required(path / "name", "name or generateName is required");
    } else {
        errors.each_invalid(path / "name", m.name, name_problems(kind.kind, m.name));
    }
    if (kind.namespaced && m.namespace_.empty()) errors.required(path / "namespace");
    if (kind.namespaced && !m.namespace_.empty()) {
        errors.each_invalid(path / "namespace", m.namespace_, dns1123_label_problems(m.namespace_));
    }
    if (!kind.namespaced && !m.namespace_.empty()) {
        errors.forbidden(path / "namespace", "not allowed on this type");
    }
    errors.nonnegative(path / "generation", m.generation);
    check_labels(errors, path / "labels", m.labels);
    check_annotations(errors, path / "annotations", m.annotations);
    check_owners(errors, path / "ownerReferences", m.owner_references);
    bool orphan = false, foreground = false;
    for (const std::string& f : m.finalizers) {
        errors.each_invalid(path / "finalizers", f, qualified_name_problems(f));
        orphan = orphan || f == "orphan";
        foreground = foreground || f == "foregroundDeletion";
    }
    if (orphan && foreground) {
        errors.invalid(path / "finalizers", go_syntax(m.finalizers),
                       "finalizer orphan and foregroundDeletion cannot be both set");
    }
}

void check_new_finalizers(Errors& errors, const ObjectMeta& next, const ObjectMeta& previous) {
    std::vector<std::string> added;
    for (const std::string& f : next.finalizers) {
        const auto& old = previous.finalizers;
        if (std::find(old.begin(), old.end(), f) == old.end()) added.push_back(quote(f));
    }
    std::sort(added.begin(), added.end());
    if (added.empty()) return;
    errors.forbidden("metadata.finalizers",
                     cat("no new finalizers can be added if the object is being deleted, found new "
                         "finalizers []string{",
                         join(added, ", "), "}"));
}

void check_metadata_update(Errors& errors, const ObjectMeta& next, const ObjectMeta& previous) {
    const Path path = "metadata";
    if (previous.deletion_timestamp) check_new_finalizers(errors, next, previous);
    if (next.resource_version == 0) {
        errors.invalid(path / "resourceVersion", "0x0", "must be specified for an update");
    }
    if (next.generation < previous.generation) {
        errors.invalid(path / "generation", to_text(next.generation), "must not be decremented");
    }
    const auto fixed = [&](const char* name, const std::string& a, const std::string& b) {
        if (a != b) errors.invalid_text(path / name, a, immutable_text);
    };
    const auto fixed_time = [&](const char* name, Time a, Time b) {
        if (a != b) errors.invalid(path / name, a ? quote(rfc3339(a)) : "null", immutable_text);
    };
    fixed("name", next.name, previous.name);
    fixed("namespace", next.namespace_, previous.namespace_);
    fixed("uid", next.uid, previous.uid);
    fixed_time("creationTimestamp", next.creation_timestamp, previous.creation_timestamp);
    fixed_time("deletionTimestamp", next.deletion_timestamp, previous.deletion_timestamp);
    if (next.deletion_grace_period_seconds != previous.deletion_grace_period_seconds) {
        const auto& grace = next.deletion_grace_period_seconds;
        errors.invalid(path / "deletionGracePeriodSeconds", grace ? to_text(*grace) : "null",
                       immutable_text);
    }
    fixed("clusterName", next.cluster_name, previous.cluster_name);
    check_labels(errors, path / "labels", next.labels);
    check_annotations(errors, path / "annotations", next.annotations);
    check_owners(errors, path / "ownerReferences", next.owner_references);
}

}  // namespace

Status invalid(Kind kind, std::string_view name, const FieldErrors& errors) {
    if (errors.empty()) return {};
    const KindInfo& k = info(kind);
    Json causes = Json::array();
    std::vector<std::string> messages;
    for (const FieldError& e : errors) {
        causes.push_back({{"reason", e.reason}, {"message", e.message}, {"field", e.field}});
        std::string text = cat(e.field, ": ", e.message);
        if (std::find(messages.begin(), messages.end(), text) == messages.end()) {
            messages.push_back(std::move(text));
        }
    }
    Json details = {{"kind", k.name}, {"name", name}, {"causes", std::move(causes)}};
    if (*k.group) details["group"] = k.group;
    const std::string all =
        messages.size() == 1 ? messages[0] : cat("[", join(messages, ", "), "]");
    const std::string type = *k.group ? cat(k.name, ".", k.group) : std::string(k.name);
    return {.code = 422,
            .reason = "Invalid",
            .message = cat(type, " ", quote(name), " is invalid: ", all),
            .details = json_text(details)};
}

Status validate_metadata_update(const Object& next, const Object& previous, Kind kind) {
    Errors errors;
    check_metadata_update(errors, next.metadata, previous.metadata);
    return invalid(kind, next.metadata.name, errors.list);
}

Status validate(const Object& next, const Object* previous, Kind kind) {
    Errors errors;
    const KindInfo& k = info(kind);
    if (previous) check_metadata_update(errors, next.metadata, previous->metadata);
    // Pods are checked in full on every update; for other kinds only the metadata's change is.
    if (!previous || kind == Kind::pod) check_metadata(errors, next.metadata, k);
    if (kind == Kind::pod) {
        check_pod(errors, static_cast<const Pod&>(next), static_cast<const Pod*>(previous));
    } else if (!check_workload(errors, next, previous, kind) &&
               !check_service_kinds(errors, next, previous, kind) &&
               !check_storage_kinds(errors, next, previous, kind) &&
               !check_policy_kinds(errors, next, previous, kind)) {
        check_other_kinds(errors, next, previous, kind);
    }
    return invalid(kind, next.metadata.name, errors.list);
}

}  // namespace podfall
