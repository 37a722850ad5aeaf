// JSON names, order, omission and patch rules of the types in storage.h.
#include "core/api/objects/storage.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, GlusterfsPersistentVolumeSource& s) {
    v("endpoints", s.endpoints, required, "name=EndpointsName");
    v("path", s.path, required);
    v("readOnly", s.read_only);
    v("endpointsNamespace", s.endpoints_namespace);
}
PODFALL_TYPE(GlusterfsPersistentVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, RBDPersistentVolumeSource& s) {
    v("monitors", s.monitors, required, "name=CephMonitors");
    v("image", s.image, required, "name=RBDImage");
    v("fsType", s.fs_type, optional, "name=FSType");
    v("pool", s.pool, optional, "name=RBDPool");
    v("user", s.user, optional, "name=RadosUser");
    v("keyring", s.keyring);
    v("secretRef", s.secret_ref);
    v("readOnly", s.read_only);
}
PODFALL_TYPE(RBDPersistentVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ISCSIPersistentVolumeSource& s) {
    v("targetPortal", s.target_portal, required);
    v("iqn", s.iqn, required, "name=IQN");
    v("lun", s.lun, required);
    v("iscsiInterface", s.iscsi_interface, optional, "name=ISCSIInterface");
    v("fsType", s.fs_type, optional, "name=FSType");
    v("readOnly", s.read_only);
    v("portals", s.portals);
    v("chapAuthDiscovery", s.chap_auth_discovery, optional, "name=DiscoveryCHAPAuth");
    v("chapAuthSession", s.chap_auth_session, optional, "name=SessionCHAPAuth");
    v("secretRef", s.secret_ref);
    v("initiatorName", s.initiator_name);
}
PODFALL_TYPE(ISCSIPersistentVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, CinderPersistentVolumeSource& s) {
    v("volumeID", s.volume_id, required);
    v("fsType", s.fs_type, optional, "name=FSType");
    v("readOnly", s.read_only);
    v("secretRef", s.secret_ref);
}
PODFALL_TYPE(CinderPersistentVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, CephFSPersistentVolumeSource& s) {
    v("monitors", s.monitors, required);
    v("path", s.path);
    v("user", s.user);
    v("secretFile", s.secret_file);
    v("secretRef", s.secret_ref);
    v("readOnly", s.read_only);
}
PODFALL_TYPE(CephFSPersistentVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, FlexPersistentVolumeSource& s) {
    v("driver", s.driver, required);
    v("fsType", s.fs_type, optional, "name=FSType");
    v("secretRef", s.secret_ref);
    v("readOnly", s.read_only);
    v("options", s.options);
}
PODFALL_TYPE(FlexPersistentVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, AzureFilePersistentVolumeSource& s) {
    v("secretName", s.secret_name, required);
    v("shareName", s.share_name, required);
    v("readOnly", s.read_only);
    v("secretNamespace", s.secret_namespace, always);
}
PODFALL_TYPE(AzureFilePersistentVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ScaleIOPersistentVolumeSource& s) {
    v("gateway", s.gateway, required);
    v("system", s.system, required);
    v("secretRef", s.secret_ref, required);
    v("sslEnabled", s.ssl_enabled, optional, "name=SSLEnabled");
    v("protectionDomain", s.protection_domain);
    v("storagePool", s.storage_pool);
    v("storageMode", s.storage_mode);
    v("volumeName", s.volume_name);
    v("fsType", s.fs_type, optional, "name=FSType");
    v("readOnly", s.read_only);
}
PODFALL_TYPE(ScaleIOPersistentVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, LocalVolumeSource& s) {
    v("path", s.path, required);
    v("fsType", s.fs_type, optional, "name=FSType");
}
PODFALL_TYPE(LocalVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, StorageOSPersistentVolumeSource& s) {
    v("volumeName", s.volume_name);
    v("volumeNamespace", s.volume_namespace);
    v("fsType", s.fs_type, optional, "name=FSType");
    v("readOnly", s.read_only);
    v("secretRef", s.secret_ref);
}
PODFALL_TYPE(StorageOSPersistentVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, CSIPersistentVolumeSource& s) {
    v("driver", s.driver, required);
    v("volumeHandle", s.volume_handle, required);
    v("readOnly", s.read_only);
    v("fsType", s.fs_type, optional, "name=FSType");
    v("volumeAttributes", s.volume_attributes);
    v("controllerPublishSecretRef", s.controller_publish_secret_ref);
    v("nodeStageSecretRef", s.node_stage_secret_ref);
    v("nodePublishSecretRef", s.node_publish_secret_ref);
    v("controllerExpandSecretRef", s.controller_expand_secret_ref);
}
PODFALL_TYPE(CSIPersistentVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PersistentVolumeSource& s) {
    v("gcePersistentDisk", s.gce_persistent_disk, optional, "name=GCEPersistentDisk");
    v("awsElasticBlockStore", s.aws_elastic_block_store, optional, "name=AWSElasticBlockStore");
    v("hostPath", s.host_path);
    v("glusterfs", s.glusterfs);
    v("nfs", s.nfs, optional, "name=NFS");
    v("rbd", s.rbd, optional, "name=RBD");
    v("iscsi", s.iscsi, optional, "name=ISCSI");
    v("cinder", s.cinder);
    v("cephfs", s.cephfs, optional, "name=CephFS");
    v("fc", s.fc, optional, "name=FC");
    v("flocker", s.flocker);
    v("flexVolume", s.flex_volume);
    v("azureFile", s.azure_file);
    v("vsphereVolume", s.vsphere_volume);
    v("quobyte", s.quobyte);
    v("azureDisk", s.azure_disk);
    v("photonPersistentDisk", s.photon_persistent_disk);
    v("portworxVolume", s.portworx_volume);
    v("scaleIO", s.scale_io);
    v("local", s.local);
    v("storageos", s.storageos, optional, "name=StorageOS");
    v("csi", s.csi, optional, "name=CSI");
}
PODFALL_TYPE(PersistentVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, VolumeNodeAffinity& s) {
    v("required", s.required);
}
PODFALL_TYPE(VolumeNodeAffinity, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PersistentVolumeSpec& s) {
    v("capacity", s.capacity, optional, "type=v1.ResourceList");
    v("", s.source, in_line, "name=PersistentVolumeSource");
    v("accessModes", s.access_modes, optional, "type=[]v1.PersistentVolumeAccessMode");
    v("claimRef", s.claim_ref);
    v("persistentVolumeReclaimPolicy", s.persistent_volume_reclaim_policy, optional,
      "type=v1.PersistentVolumeReclaimPolicy");
    v("storageClassName", s.storage_class_name);
    v("mountOptions", s.mount_options);
    v("volumeMode", s.volume_mode, optional, "type=*v1.PersistentVolumeMode");
    v("nodeAffinity", s.node_affinity);
}
PODFALL_TYPE(PersistentVolumeSpec, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PersistentVolumeStatus& s) {
    v("phase", s.phase, optional, "type=v1.PersistentVolumePhase");
    v("message", s.message);
    v("reason", s.reason);
}
PODFALL_TYPE(PersistentVolumeStatus, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PersistentVolume& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(PersistentVolume, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PersistentVolumeClaimCondition& s) {
    v("type", s.type, required, "type=v1.PersistentVolumeClaimConditionType");
    v("status", s.status, required, "type=v1.ConditionStatus");
    v("lastProbeTime", s.last_probe_time, as_time);
    v("lastTransitionTime", s.last_transition_time, as_time);
    v("reason", s.reason);
    v("message", s.message);
}
PODFALL_TYPE(PersistentVolumeClaimCondition, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PersistentVolumeClaimStatus& s) {
    v("phase", s.phase, optional, "type=v1.PersistentVolumeClaimPhase");
    v("accessModes", s.access_modes, optional, "type=[]v1.PersistentVolumeAccessMode");
    v("capacity", s.capacity, optional, "type=v1.ResourceList");
    v("conditions", s.conditions, patch_merge, "key=type");
}
PODFALL_TYPE(PersistentVolumeClaimStatus, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PersistentVolumeClaim& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(PersistentVolumeClaim, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, TopologySelectorLabelRequirement& s) {
    v("key", s.key, required);
    v("values", s.values, required);
}
PODFALL_TYPE(TopologySelectorLabelRequirement, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, TopologySelectorTerm& s) {
    v("matchLabelExpressions", s.match_label_expressions);
}
PODFALL_TYPE(TopologySelectorTerm, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, StorageClass& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("provisioner", s.provisioner, required);
    v("parameters", s.parameters);
    v("reclaimPolicy", s.reclaim_policy, optional, "type=*v1.PersistentVolumeReclaimPolicy");
    v("mountOptions", s.mount_options);
    v("allowVolumeExpansion", s.allow_volume_expansion);
    v("volumeBindingMode", s.volume_binding_mode, optional, "type=*v1.VolumeBindingMode");
    v("allowedTopologies", s.allowed_topologies);
}
PODFALL_TYPE(StorageClass, "v1", "io.k8s.api.storage.v1")

template <class V>
static void fields(V& v, TokenRequest& s) {
    v("audience", s.audience, required);
    v("expirationSeconds", s.expiration_seconds);
}
PODFALL_TYPE(TokenRequest, "v1", "io.k8s.api.storage.v1")

template <class V>
static void fields(V& v, CSIDriverSpec& s) {
    v("attachRequired", s.attach_required);
    v("podInfoOnMount", s.pod_info_on_mount);
    v("volumeLifecycleModes", s.volume_lifecycle_modes, set_list, "type=[]v1.VolumeLifecycleMode");
    v("storageCapacity", s.storage_capacity);
    v("fsGroupPolicy", s.fs_group_policy, optional, "name=FSGroupPolicy type=*v1.FSGroupPolicy");
    v("tokenRequests", s.token_requests, atomic);
    v("requiresRepublish", s.requires_republish);
}
PODFALL_TYPE(CSIDriverSpec, "v1", "io.k8s.api.storage.v1")

template <class V>
static void fields(V& v, CSIDriver& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec, required);
}
PODFALL_TYPE(CSIDriver, "v1", "io.k8s.api.storage.v1")

template <class V>
static void fields(V& v, VolumeNodeResources& s) {
    v("count", s.count);
}
PODFALL_TYPE(VolumeNodeResources, "v1", "io.k8s.api.storage.v1")

template <class V>
static void fields(V& v, CSINodeDriver& s) {
    v("name", s.name, required);
    v("nodeID", s.node_id, required);
    v("topologyKeys", s.topology_keys, always);
    v("allocatable", s.allocatable);
}
PODFALL_TYPE(CSINodeDriver, "v1", "io.k8s.api.storage.v1")

template <class V>
static void fields(V& v, CSINodeSpec& s) {
    v("drivers", s.drivers, required | patch_merge, "key=name");
}
PODFALL_TYPE(CSINodeSpec, "v1", "io.k8s.api.storage.v1")

template <class V>
static void fields(V& v, CSINode& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec, required);
}
PODFALL_TYPE(CSINode, "v1", "io.k8s.api.storage.v1")

template <class V>
static void fields(V& v, VolumeAttachmentSource& s) {
    v("persistentVolumeName", s.persistent_volume_name);
    v("inlineVolumeSpec", s.inline_volume_spec);
}
PODFALL_TYPE(VolumeAttachmentSource, "v1", "io.k8s.api.storage.v1")

template <class V>
static void fields(V& v, VolumeAttachmentSpec& s) {
    v("attacher", s.attacher, required);
    v("source", s.source, required);
    v("nodeName", s.node_name, required);
}
PODFALL_TYPE(VolumeAttachmentSpec, "v1", "io.k8s.api.storage.v1")

template <class V>
static void fields(V& v, VolumeError& s) {
    v("time", s.time, as_time);
    v("message", s.message);
}
PODFALL_TYPE(VolumeError, "v1", "io.k8s.api.storage.v1")

template <class V>
static void fields(V& v, VolumeAttachmentStatus& s) {
    v("attached", s.attached, required);
    v("attachmentMetadata", s.attachment_metadata);
    v("attachError", s.attach_error);
    v("detachError", s.detach_error);
}
PODFALL_TYPE(VolumeAttachmentStatus, "v1", "io.k8s.api.storage.v1")

template <class V>
static void fields(V& v, VolumeAttachment& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec, required);
    v("status", s.status);
}
PODFALL_TYPE(VolumeAttachment, "v1", "io.k8s.api.storage.v1")

}  // namespace podfall
