// Columns of volumes and storage classes. Models pkg/printers/internalversion/printers.go.
#include <algorithm>

#include "core/api/objects/storage.h"
#include "core/apiserver/columns/columns.h"
#include "core/apiserver/columns/columns_cells.h"
#include "core/base/text.h"

namespace podfall {

namespace {

// helper.GetAccessModesAsString.
std::string modes_text(const List<std::string>& modes) {
    struct Short {
        const char* name;
        const char* text;
    };
    constexpr Short shorts[] = {
        {"ReadWriteOnce", "RWO"}, {"ReadOnlyMany", "ROX"}, {"ReadWriteMany", "RWX"}};
    std::vector<std::string> out;
    for (const Short& s : shorts)
        if (std::find(modes.begin(), modes.end(), s.name) != modes.end()) out.push_back(s.text);
    return join(out, ",");
}

std::string storage_class_of(const ObjectMeta& meta, const std::string& name) {
    const auto it = meta.annotations.find("volume.beta.kubernetes.io/storage-class");
    return it == meta.annotations.end() ? name : it->second;
}

std::string storage_text(const ResourceList& list) {
    const auto it = list.find("storage");
    return it == list.end() ? "0" : it->second.text();
}

}  // namespace

void print_persistent_volume(Cells& cells, const Object& object) {
    const auto& v = static_cast<const PersistentVolume&>(object);
    const ObjectReference& claim = *v.spec.claim_ref;
    cells.text(v.metadata.name).text(storage_text(v.spec.capacity));
    cells.text(modes_text(v.spec.access_modes)).text(v.spec.persistent_volume_reclaim_policy);
    cells.text(v.metadata.deletion_timestamp ? std::string("Terminating") : v.status.phase);
    cells.text(v.spec.claim_ref ? cat(claim.namespace_, "/", claim.name) : std::string());
    cells.text(storage_class_of(v.metadata, v.spec.storage_class_name)).text(v.status.reason);
    cells.age(v.metadata.creation_timestamp).text(v.spec.volume_mode.value_or("<unset>"));
}

void print_persistent_volume_claim(Cells& cells, const Object& object) {
    const auto& c = static_cast<const PersistentVolumeClaim&>(object);
    const bool bound = !c.spec.volume_name.empty();
    cells.text(c.metadata.name);
    cells.text(c.metadata.deletion_timestamp ? std::string("Terminating") : c.status.phase);
    cells.text(c.spec.volume_name);
    cells.text(bound ? storage_text(c.status.capacity) : std::string());
    cells.text(bound ? modes_text(c.status.access_modes) : std::string());
    cells.text(storage_class_of(c.metadata, c.spec.storage_class_name.value_or("")));
    cells.age(c.metadata.creation_timestamp).text(c.spec.volume_mode.value_or("<unset>"));
}

void print_storage_class(Cells& cells, const Object& object) {
    const auto& s = static_cast<const StorageClass&>(object);
    std::string name = s.metadata.name;
    for (const char* key : {"storageclass.kubernetes.io/is-default-class",
                            "storageclass.beta.kubernetes.io/is-default-class"}) {
        const auto it = s.metadata.annotations.find(key);
        if (it == s.metadata.annotations.end() || it->second != "true") continue;
        name += " (default)";
        break;
    }
    cells.text(name).text(s.provisioner).text(s.reclaim_policy.value_or("Delete"));
    cells.text(s.volume_binding_mode.value_or("Immediate"));
    cells.boolean(s.allow_volume_expansion.value_or(false)).age(s.metadata.creation_timestamp);
}

void print_volume_attachment(Cells& cells, const Object& object) {
    const auto& a = static_cast<const VolumeAttachment&>(object);
    cells.text(a.metadata.name).text(a.spec.attacher);
    cells.text(a.spec.source.persistent_volume_name.value_or("")).text(a.spec.node_name);
    cells.boolean(a.status.attached).age(a.metadata.creation_timestamp);
}

void print_csi_node(Cells& cells, const Object& object) {
    const auto& n = static_cast<const CSINode&>(object);
    cells.text(n.metadata.name).number(static_cast<std::int64_t>(n.spec.drivers.size()));
    cells.age(n.metadata.creation_timestamp);
}

void print_csi_driver(Cells& cells, const Object& object) {
    const auto& d = static_cast<const CSIDriver&>(object);
    cells.text(d.metadata.name).boolean(d.spec.attach_required.value_or(true));
    cells.boolean(d.spec.pod_info_on_mount.value_or(false));
    cells.text_or(join(d.spec.volume_lifecycle_modes.items(), ","), "<none>");
    cells.age(d.metadata.creation_timestamp);
}

}  // namespace podfall
