// Rules for volumes and claims. Models ValidateVolumes of pkg/apis/core/validation.
#include <algorithm>

#include "core/api/rules/field_errors.h"
#include "core/api/schema/equal.h"

namespace podfall {

namespace {

constexpr const char* mode_text = "must be a number between 0 and 0777 (octal), both inclusive";

void check_mode(Errors& errors, const Path& path, const std::optional<std::int32_t>& mode) {
    if (mode && (*mode < 0 || *mode > 0777)) errors.invalid(path, to_text(*mode), mode_text);
}

void check_items(Errors& errors, const Path& path, const List<KeyToPath>& items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Path item = at(path, i);
        if (items[i].key.empty()) errors.required(item / "key");
        if (items[i].path.empty()) errors.required(item / "path");
        if (!items[i].path.empty() && items[i].path[0] == '/') {
            errors.invalid_text(item / "path", items[i].path, "must be a relative path");
        }
        check_mode(errors, item / "mode", items[i].mode);
    }
}

void check_projected(Errors& errors, const Path& path, const ProjectedVolumeSource& s) {
    check_mode(errors, path / "defaultMode", s.default_mode);
    for (std::size_t i = 0; i < s.sources.size(); ++i) {
        const VolumeProjection& p = s.sources[i];
        const Path item = at(path / "sources", i);
        const int count =
            !!p.secret + !!p.config_map + !!p.downward_api + !!p.service_account_token;
        if (count > 1) errors.forbidden(item, "may not specify more than 1 volume type");
        if (p.secret && p.secret->reference.name.empty()) errors.required(item / "secret" / "name");
        if (p.config_map && p.config_map->reference.name.empty())
            errors.required(item / "configMap" / "name");
        if (p.service_account_token && p.service_account_token->path.empty()) {
            errors.required(item / "serviceAccountToken" / "path");
        }
    }
}

void check_known_source(Errors& errors, const Path& path, const VolumeSource& s) {
    if (s.host_path) check_host_path_source(errors, path / "hostPath", *s.host_path);
    if (s.secret) {
        if (s.secret->secret_name.empty()) errors.required(path / "secret" / "secretName");
        check_mode(errors, path / "secret" / "defaultMode", s.secret->default_mode);
        check_items(errors, path / "secret" / "items", s.secret->items);
    }
    if (s.config_map) {
        if (s.config_map->reference.name.empty()) errors.required(path / "configMap" / "name");
        check_mode(errors, path / "configMap" / "defaultMode", s.config_map->default_mode);
        check_items(errors, path / "configMap" / "items", s.config_map->items);
    }
    if (s.nfs) check_nfs_source(errors, path / "nfs", *s.nfs);
    if (s.downward_api) {
        check_mode(errors, path / "downwardAPI" / "defaultMode", s.downward_api->default_mode);
        for (std::size_t i = 0; i < s.downward_api->items.size(); ++i) {
            const DownwardAPIVolumeFile& f = s.downward_api->items[i];
            const Path item = at(path / "downwardAPI", i);
            if (f.path.empty()) errors.required(item / "path");
            if (f.field_ref)
                check_field_path(errors, item / "fieldRef" / "fieldPath", f.field_ref->field_path,
                                 {"metadata.annotations", "metadata.labels", "metadata.name",
                                  "metadata.namespace", "metadata.uid"});
            else if (!f.resource_field_ref)
                errors.required(item, "one of fieldRef and resourceFieldRef is required");
            check_mode(errors, item / "mode", f.mode);
        }
    }
    if (s.persistent_volume_claim && s.persistent_volume_claim->claim_name.empty()) {
        errors.required(path / "persistentVolumeClaim" / "claimName");
    }
    if (s.projected) check_projected(errors, path / "projected", *s.projected);
}

// Each source that is set, in Go's order, except emptyDir, which never counts as the second one.
void check_source(Errors& errors, const Path& path, const VolumeSource& source) {
    const Type& type = type_of<VolumeSource>();
    int count = source.empty_dir ? 1 : 0;
    for (const Field& f : type.fields) {
        if (f.json == std::string_view("emptyDir")) continue;
        if (!f.type().box->get(at_offset(&source, f.offset))) continue;
        if (count++ > 0) errors.forbidden(path / f.json, "may not specify more than 1 volume type");
    }
    if (count == 0) errors.required(path, "must specify a volume type");
    if (count == 1) check_known_source(errors, path, source);
}

}  // namespace

void check_host_path_source(Errors& errors, const Path& path, const HostPathVolumeSource& s) {
    if (s.path.empty()) return errors.required(path / "path");
    for (const std::string& part : split(s.path, '/')) {
        if (part != "..") continue;
        errors.invalid_text(path / "path", s.path, "must not contain '..'");
        break;
    }
    if (!s.type || s.type->empty()) return;
    errors.one_of(path / "type", *s.type,
                  {"", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File",
                   "FileOrCreate", "Socket"});
}

void check_nfs_source(Errors& errors, const Path& path, const NFSVolumeSource& s) {
    if (s.server.empty()) errors.required(path / "server");
    if (s.path.empty()) errors.required(path / "path");
    if (!s.path.empty() && s.path[0] != '/')
        errors.invalid_text(path / "path", s.path, "must be an absolute path");
}

void check_volumes(Errors& errors, const Path& path, const List<Volume>& volumes) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < volumes.size(); ++i) {
        const Volume& v = volumes[i];
        const Path item = at(path, i);
        check_source(errors, item, *v.source);
        if (v.name.empty()) {
            errors.required(item / "name");
        } else {
            errors.each_invalid(item / "name", v.name, dns1123_label_problems(v.name));
        }
        if (std::find(names.begin(), names.end(), v.name) != names.end()) {
            errors.duplicate(item / "name", quote(v.name));
        }
        names.push_back(v.name);
    }
}

void check_claim_spec(Errors& errors, const Path& path, const PersistentVolumeClaimSpec& spec) {
    if (spec.access_modes.empty()) {
        errors.required(path / "accessModes", "at least 1 access mode is required");
    }
    check_label_selector(errors, path / "selector", *spec.selector);
    for (const std::string& mode : spec.access_modes) {
        if (mode == "ReadWriteOnce" || mode == "ReadOnlyMany" || mode == "ReadWriteMany") continue;
        errors.not_supported(path / "accessModes", quote(mode),
                             {"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce"});
    }
    const Path size = at(path / "resources", "storage");
    const auto storage = spec.resources.requests.find("storage");
    if (storage == spec.resources.requests.end()) {
        errors.required(size);
    } else if (storage->second.amount <= 0) {
        errors.invalid_text(size, storage->second.text(), "must be greater than zero");
    }
    if (spec.storage_class_name && !spec.storage_class_name->empty()) {
        errors.each_invalid(path / "storageClassName", *spec.storage_class_name,
                            dns1123_subdomain_problems(*spec.storage_class_name));
    }
    if (spec.volume_mode)
        errors.one_of(path / "volumeMode", *spec.volume_mode, {"Block", "Filesystem"});
}

}  // namespace podfall
