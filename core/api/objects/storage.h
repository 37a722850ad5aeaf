// Persistent volumes and storage classes. Models k8s.io/api/core/v1 and storage/v1.
// Field meanings are those of the upstream types; `fields` in storage.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/objects/affinity.h"
#include "core/api/objects/config.h"
#include "core/api/objects/volume.h"
#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct GlusterfsPersistentVolumeSource {
    std::string endpoints;
    std::string path;
    bool read_only = false;
    std::optional<std::string> endpoints_namespace;
};

struct RBDPersistentVolumeSource {
    List<std::string> monitors;
    std::string image;
    std::string fs_type;
    std::string pool;
    std::string user;
    std::string keyring;
    Box<SecretReference> secret_ref;
    bool read_only = false;
};

struct ISCSIPersistentVolumeSource {
    std::string target_portal;
    std::string iqn;
    std::int32_t lun = 0;
    std::string iscsi_interface;
    std::string fs_type;
    bool read_only = false;
    List<std::string> portals;
    bool chap_auth_discovery = false;
    bool chap_auth_session = false;
    Box<SecretReference> secret_ref;
    std::optional<std::string> initiator_name;
};

struct CinderPersistentVolumeSource {
    std::string volume_id;
    std::string fs_type;
    bool read_only = false;
    Box<SecretReference> secret_ref;
};

struct CephFSPersistentVolumeSource {
    List<std::string> monitors;
    std::string path;
    std::string user;
    std::string secret_file;
    Box<SecretReference> secret_ref;
    bool read_only = false;
};

struct FlexPersistentVolumeSource {
    std::string driver;
    std::string fs_type;
    Box<SecretReference> secret_ref;
    bool read_only = false;
    StringMap options;
};

struct AzureFilePersistentVolumeSource {
    std::string secret_name;
    std::string share_name;
    bool read_only = false;
    std::optional<std::string> secret_namespace;
};

struct ScaleIOPersistentVolumeSource {
    std::string gateway;
    std::string system;
    Box<SecretReference> secret_ref;
    bool ssl_enabled = false;
    std::string protection_domain;
    std::string storage_pool;
    std::string storage_mode;
    std::string volume_name;
    std::string fs_type;
    bool read_only = false;
};

struct LocalVolumeSource {
    std::string path;
    std::optional<std::string> fs_type;
};

struct StorageOSPersistentVolumeSource {
    std::string volume_name;
    std::string volume_namespace;
    std::string fs_type;
    bool read_only = false;
    Box<ObjectReference> secret_ref;
};

struct CSIPersistentVolumeSource {
    std::string driver;
    std::string volume_handle;
    bool read_only = false;
    std::string fs_type;
    StringMap volume_attributes;
    Box<SecretReference> controller_publish_secret_ref;
    Box<SecretReference> node_stage_secret_ref;
    Box<SecretReference> node_publish_secret_ref;
    Box<SecretReference> controller_expand_secret_ref;
};

struct PersistentVolumeSource {
    Box<GCEPersistentDiskVolumeSource> gce_persistent_disk;
    Box<AWSElasticBlockStoreVolumeSource> aws_elastic_block_store;
    Box<HostPathVolumeSource> host_path;
    Box<GlusterfsPersistentVolumeSource> glusterfs;
    Box<NFSVolumeSource> nfs;
    Box<RBDPersistentVolumeSource> rbd;
    Box<ISCSIPersistentVolumeSource> iscsi;
    Box<CinderPersistentVolumeSource> cinder;
    Box<CephFSPersistentVolumeSource> cephfs;
    Box<FCVolumeSource> fc;
    Box<FlockerVolumeSource> flocker;
    Box<FlexPersistentVolumeSource> flex_volume;
    Box<AzureFilePersistentVolumeSource> azure_file;
    Box<VsphereVirtualDiskVolumeSource> vsphere_volume;
    Box<QuobyteVolumeSource> quobyte;
    Box<AzureDiskVolumeSource> azure_disk;
    Box<PhotonPersistentDiskVolumeSource> photon_persistent_disk;
    Box<PortworxVolumeSource> portworx_volume;
    Box<ScaleIOPersistentVolumeSource> scale_io;
    Box<LocalVolumeSource> local;
    Box<StorageOSPersistentVolumeSource> storageos;
    Box<CSIPersistentVolumeSource> csi;
};

struct VolumeNodeAffinity {
    Box<NodeSelector> required;
};

struct PersistentVolumeSpec {
    ResourceList capacity;
    Held<PersistentVolumeSource> source;
    List<std::string> access_modes;
    Box<ObjectReference> claim_ref;
    std::string persistent_volume_reclaim_policy;
    std::string storage_class_name;
    List<std::string> mount_options;
    std::optional<std::string> volume_mode;
    Box<VolumeNodeAffinity> node_affinity;
};

struct PersistentVolumeStatus {
    std::string phase;
    std::string message;
    std::string reason;
};

struct PersistentVolume : Object {
    PersistentVolumeSpec spec;
    PersistentVolumeStatus status;
};

struct PersistentVolumeClaimCondition {
    std::string type;
    std::string status;
    Time last_probe_time = 0;
    Time last_transition_time = 0;
    std::string reason;
    std::string message;
};

struct PersistentVolumeClaimStatus {
    std::string phase;
    List<std::string> access_modes;
    ResourceList capacity;
    List<PersistentVolumeClaimCondition> conditions;
};

struct PersistentVolumeClaim : Object {
    PersistentVolumeClaimSpec spec;
    PersistentVolumeClaimStatus status;
};

struct TopologySelectorLabelRequirement {
    std::string key;
    List<std::string> values;
};

struct TopologySelectorTerm {
    List<TopologySelectorLabelRequirement> match_label_expressions;
};

struct StorageClass : Object {
    std::string provisioner;
    StringMap parameters;
    std::optional<std::string> reclaim_policy;
    List<std::string> mount_options;
    std::optional<bool> allow_volume_expansion;
    std::optional<std::string> volume_binding_mode;
    List<TopologySelectorTerm> allowed_topologies;
};

struct TokenRequest {
    std::string audience;
    std::optional<std::int64_t> expiration_seconds;
};

struct CSIDriverSpec {
    std::optional<bool> attach_required;
    std::optional<bool> pod_info_on_mount;
    List<std::string> volume_lifecycle_modes;
    std::optional<bool> storage_capacity;
    std::optional<std::string> fs_group_policy;
    List<TokenRequest> token_requests;
    std::optional<bool> requires_republish;
};

struct CSIDriver : Object {
    CSIDriverSpec spec;
};

struct VolumeNodeResources {
    std::optional<std::int32_t> count;
};

struct CSINodeDriver {
    std::string name;
    std::string node_id;
    List<std::string> topology_keys;
    Box<VolumeNodeResources> allocatable;
};

struct CSINodeSpec {
    List<CSINodeDriver> drivers;
};

struct CSINode : Object {
    CSINodeSpec spec;
};

struct VolumeAttachmentSource {
    std::optional<std::string> persistent_volume_name;
    Box<PersistentVolumeSpec> inline_volume_spec;
};

struct VolumeAttachmentSpec {
    std::string attacher;
    VolumeAttachmentSource source;
    std::string node_name;
};

struct VolumeError {
    Time time = 0;
    std::string message;
};

struct VolumeAttachmentStatus {
    bool attached = false;
    StringMap attachment_metadata;
    Box<VolumeError> attach_error;
    Box<VolumeError> detach_error;
};

struct VolumeAttachment : Object {
    VolumeAttachmentSpec spec;
    VolumeAttachmentStatus status;
};

}  // namespace podfall
