// Rules for PersistentVolumes and StorageClasses. Models ValidatePersistentVolumeSpec of
// pkg/apis/core/validation and pkg/apis/storage/validation of v1.20. Simplified: of the sources
// only hostPath, local, nfs and csi are looked into.
#include "core/api/objects/storage.h"
#include "core/api/rules/field_errors.h"
#include "core/api/schema/equal.h"

namespace podfall {

namespace {

void check_backsteps(Errors& errors, const Path& path, const std::string& text) {
    for (const std::string& part : split(text, '/'))
        if (part == "..") return errors.invalid_text(path, text, "must not contain '..'");
}

void check_capacity(Errors& errors, const Path& path, const ResourceList& capacity) {
    if (capacity.empty()) errors.required(path);
    if (capacity.size() != 1 || !capacity.count("storage"))
        errors.not_supported(
            path,
            replace_all(go_syntax(capacity), "map[string]resource.Quantity", "core.ResourceList"),
            {"storage"});
    for (const auto& [name, amount] : capacity) {
        if (amount.value() < 0)
            errors.invalid(at(path, name), to_text(amount.value()),
                           "must be a valid resource quantity");
        if (amount.value() <= 0)
            errors.invalid_text(at(path, name), amount.text(), "must be greater than zero");
    }
}

void check_sources(Errors& errors, const Path& spec, const PersistentVolumeSource& s) {
    int count = 0;
    for (const Field& f : type_of<PersistentVolumeSource>().fields) {
        if (!f.type().box->get(at_offset(&s, f.offset))) continue;
        if (count++ > 0) errors.forbidden(spec / f.json, "may not specify more than 1 volume type");
    }
    if (s.host_path) check_host_path_source(errors, spec / "hostPath", *s.host_path);
    if (s.nfs) check_nfs_source(errors, spec / "nfs", *s.nfs);
    if (s.csi) {
        if (s.csi->driver.empty()) errors.required(spec / "csi" / "driver");
        if (s.csi->volume_handle.empty()) errors.required(spec / "csi" / "volumeHandle");
    }
    if (s.local) {
        if (s.local->path.empty())
            errors.required(spec / "local" / "path");
        else
            check_backsteps(errors, spec / "local" / "path", s.local->path);
    }
    if (count == 0) errors.required(spec, "must specify a volume type");
}

void check_volume(Errors& errors, const PersistentVolume& v, const PersistentVolume* previous) {
    const Path spec = "spec";
    const PersistentVolumeSpec& s = v.spec;
    if (s.access_modes.empty()) errors.required(spec / "accessModes");
    for (const std::string& mode : s.access_modes)
        if (mode != "ReadWriteOnce" && mode != "ReadOnlyMany" && mode != "ReadWriteMany")
            errors.not_supported(spec / "accessModes", quote(mode),
                                 {"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce"});
    check_capacity(errors, spec / "capacity", s.capacity);
    if (!s.persistent_volume_reclaim_policy.empty())
        errors.one_of(spec / "persistentVolumeReclaimPolicy", s.persistent_volume_reclaim_policy,
                      {"Delete", "Recycle", "Retain"});
    if (s.node_affinity) {
        const Path affinity = spec / "nodeAffinity" / "required";
        if (s.node_affinity->required)
            check_node_selector(errors, affinity, *s.node_affinity->required);
        else
            errors.required(affinity, "must specify required node constraints");
    }
    check_sources(errors, spec, *s.source);
    if (s.source->local && !s.node_affinity)
        errors.required(spec / "nodeAffinity", "Local volume requires node affinity");
    if (s.source->host_path && s.source->host_path->path == "/" &&
        s.persistent_volume_reclaim_policy == "Recycle")
        errors.forbidden(spec / "persistentVolumeReclaimPolicy",
                         "may not be 'recycle' for a hostPath mount of '/'");
    if (!s.storage_class_name.empty())
        errors.each_invalid(spec / "storageClassName", s.storage_class_name,
                            dns1123_subdomain_problems(s.storage_class_name));
    if (s.volume_mode) errors.one_of(spec / "volumeMode", *s.volume_mode, {"Block", "Filesystem"});
    if (!previous) return;
    if (!equal(*s.source, *previous->spec.source))
        errors.forbidden(spec / "persistentvolumesource",
                         "spec.persistentvolumesource is immutable after creation");
    if (previous->spec.volume_mode != s.volume_mode)
        errors.invalid("volumeMode", s.volume_mode ? quote(*s.volume_mode) : "null",
                       immutable_text);
    if (previous->spec.node_affinity && !equal(s.node_affinity, previous->spec.node_affinity))
        errors.invalid("nodeAffinity", go_syntax(*s.node_affinity), immutable_text);
}

void check_class(Errors& errors, const StorageClass& c, const StorageClass* previous) {
    if (previous) {
        if (c.parameters != previous->parameters)
            errors.forbidden("parameters", "updates to parameters are forbidden.");
        if (c.provisioner != previous->provisioner)
            errors.forbidden("provisioner", "updates to provisioner are forbidden.");
        if (c.reclaim_policy != previous->reclaim_policy)
            errors.forbidden("reclaimPolicy", "updates to reclaimPolicy are forbidden.");
        if (c.volume_binding_mode != previous->volume_binding_mode)
            errors.invalid("volumeBindingMode", quote(c.volume_binding_mode.value_or("")),
                           immutable_text);
        return;
    }
    if (c.provisioner.empty())
        errors.required("provisioner");
    else
        errors.each_invalid("provisioner", c.provisioner,
                            qualified_name_problems(to_lower(c.provisioner)));
    if (c.reclaim_policy && !c.reclaim_policy->empty())
        errors.one_of("reclaimPolicy", *c.reclaim_policy, {"Delete", "Retain"});
    if (!c.volume_binding_mode)
        errors.required("volumeBindingMode");
    else if (*c.volume_binding_mode != "Immediate" &&
             *c.volume_binding_mode != "WaitForFirstConsumer")
        errors.not_supported("volumeBindingMode", quote(*c.volume_binding_mode),
                             {"Immediate", "WaitForFirstConsumer"});
}

}  // namespace

bool check_storage_kinds(Errors& errors, const Object& next, const Object* previous, Kind kind) {
    switch (kind) {
        case Kind::persistent_volume:
            check_volume(errors, as<PersistentVolume>(next), as<PersistentVolume>(previous));
            return true;
        case Kind::storage_class:
            check_class(errors, as<StorageClass>(next), as<StorageClass>(previous));
            return true;
        default:
            return false;
    }
}

}  // namespace podfall
