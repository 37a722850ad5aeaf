// Volumes of a pod and their sources. Models k8s.io/api/core/v1. Field meanings are those of the
// upstream types; `fields` in volume.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/objects/meta.h"
#include "core/api/objects/reference.h"
#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct KeyToPath {
    std::string key;
    std::string path;
    std::optional<std::int32_t> mode;
};

struct ObjectFieldSelector {
    std::string api_version;
    std::string field_path;
};

struct ResourceFieldSelector {
    std::string container_name;
    std::string resource;
    Quantity divisor;
};

struct HostPathVolumeSource {
    std::string path;
    std::optional<std::string> type;
};

struct EmptyDirVolumeSource {
    std::string medium;
    std::optional<Quantity> size_limit;
};

struct GCEPersistentDiskVolumeSource {
    std::string pd_name;
    std::string fs_type;
    std::int32_t partition = 0;
    bool read_only = false;
};

struct AWSElasticBlockStoreVolumeSource {
    std::string volume_id;
    std::string fs_type;
    std::int32_t partition = 0;
    bool read_only = false;
};

struct GitRepoVolumeSource {
    std::string repository;
    std::string revision;
    std::string directory;
};

struct SecretVolumeSource {
    std::string secret_name;
    List<KeyToPath> items;
    std::optional<std::int32_t> default_mode;
    std::optional<bool> optional;
};

struct NFSVolumeSource {
    std::string server;
    std::string path;
    bool read_only = false;
};

struct ISCSIVolumeSource {
    std::string target_portal;
    std::string iqn;
    std::int32_t lun = 0;
    std::string iscsi_interface;
    std::string fs_type;
    bool read_only = false;
    List<std::string> portals;
    bool chap_auth_discovery = false;
    bool chap_auth_session = false;
    Box<LocalObjectReference> secret_ref;
    std::optional<std::string> initiator_name;
};

struct GlusterfsVolumeSource {
    std::string endpoints;
    std::string path;
    bool read_only = false;
};

struct PersistentVolumeClaimVolumeSource {
    std::string claim_name;
    bool read_only = false;
};

struct RBDVolumeSource {
    List<std::string> monitors;
    std::string image;
    std::string fs_type;
    std::string pool;
    std::string user;
    std::string keyring;
    Box<LocalObjectReference> secret_ref;
    bool read_only = false;
};

struct FlexVolumeSource {
    std::string driver;
    std::string fs_type;
    Box<LocalObjectReference> secret_ref;
    bool read_only = false;
    StringMap options;
};

struct CinderVolumeSource {
    std::string volume_id;
    std::string fs_type;
    bool read_only = false;
    Box<LocalObjectReference> secret_ref;
};

struct CephFSVolumeSource {
    List<std::string> monitors;
    std::string path;
    std::string user;
    std::string secret_file;
    Box<LocalObjectReference> secret_ref;
    bool read_only = false;
};

struct FlockerVolumeSource {
    std::string dataset_name;
    std::string dataset_uuid;
};

struct DownwardAPIVolumeFile {
    std::string path;
    Box<ObjectFieldSelector> field_ref;
    Box<ResourceFieldSelector> resource_field_ref;
    std::optional<std::int32_t> mode;
};

struct DownwardAPIVolumeSource {
    List<DownwardAPIVolumeFile> items;
    std::optional<std::int32_t> default_mode;
};

struct FCVolumeSource {
    List<std::string> target_wwns;
    std::optional<std::int32_t> lun;
    std::string fs_type;
    bool read_only = false;
    List<std::string> wwids;
};

struct AzureFileVolumeSource {
    std::string secret_name;
    std::string share_name;
    bool read_only = false;
};

struct ConfigMapVolumeSource {
    LocalObjectReference reference;
    List<KeyToPath> items;
    std::optional<std::int32_t> default_mode;
    std::optional<bool> optional;
};

struct VsphereVirtualDiskVolumeSource {
    std::string volume_path;
    std::string fs_type;
    std::string storage_policy_name;
    std::string storage_policy_id;
};

struct QuobyteVolumeSource {
    std::string registry;
    std::string volume;
    bool read_only = false;
    std::string user;
    std::string group;
    std::string tenant;
};

struct AzureDiskVolumeSource {
    std::string disk_name;
    std::string disk_uri;
    std::optional<std::string> caching_mode;
    std::optional<std::string> fs_type;
    std::optional<bool> read_only;
    std::optional<std::string> kind;
};

struct PhotonPersistentDiskVolumeSource {
    std::string pd_id;
    std::string fs_type;
};

struct SecretProjection {
    LocalObjectReference reference;
    List<KeyToPath> items;
    std::optional<bool> optional;
};

struct DownwardAPIProjection {
    List<DownwardAPIVolumeFile> items;
};

struct ConfigMapProjection {
    LocalObjectReference reference;
    List<KeyToPath> items;
    std::optional<bool> optional;
};

struct ServiceAccountTokenProjection {
    std::string audience;
    std::optional<std::int64_t> expiration_seconds;
    std::string path;
};

struct VolumeProjection {
    Box<SecretProjection> secret;
    Box<DownwardAPIProjection> downward_api;
    Box<ConfigMapProjection> config_map;
    Box<ServiceAccountTokenProjection> service_account_token;
};

struct ProjectedVolumeSource {
    List<VolumeProjection> sources;
    std::optional<std::int32_t> default_mode;
};

struct PortworxVolumeSource {
    std::string volume_id;
    std::string fs_type;
    bool read_only = false;
};

struct ScaleIOVolumeSource {
    std::string gateway;
    std::string system;
    Box<LocalObjectReference> secret_ref;
    bool ssl_enabled = false;
    std::string protection_domain;
    std::string storage_pool;
    std::string storage_mode;
    std::string volume_name;
    std::string fs_type;
    bool read_only = false;
};

struct StorageOSVolumeSource {
    std::string volume_name;
    std::string volume_namespace;
    std::string fs_type;
    bool read_only = false;
    Box<LocalObjectReference> secret_ref;
};

struct CSIVolumeSource {
    std::string driver;
    std::optional<bool> read_only;
    std::optional<std::string> fs_type;
    StringMap volume_attributes;
    Box<LocalObjectReference> node_publish_secret_ref;
};

struct ResourceRequirements {
    ResourceList limits;
    ResourceList requests;
};

struct PersistentVolumeClaimSpec {
    List<std::string> access_modes;
    Box<LabelSelector> selector;
    ResourceRequirements resources;
    std::string volume_name;
    std::optional<std::string> storage_class_name;
    std::optional<std::string> volume_mode;
    Box<TypedLocalObjectReference> data_source;
};

struct PersistentVolumeClaimTemplate {
    ObjectMeta metadata;
    PersistentVolumeClaimSpec spec;
};

struct EphemeralVolumeSource {
    Box<PersistentVolumeClaimTemplate> volume_claim_template;
    bool read_only = false;
};

struct VolumeSource {
    Box<HostPathVolumeSource> host_path;
    Box<EmptyDirVolumeSource> empty_dir;
    Box<GCEPersistentDiskVolumeSource> gce_persistent_disk;
    Box<AWSElasticBlockStoreVolumeSource> aws_elastic_block_store;
    Box<GitRepoVolumeSource> git_repo;
    Box<SecretVolumeSource> secret;
    Box<NFSVolumeSource> nfs;
    Box<ISCSIVolumeSource> iscsi;
    Box<GlusterfsVolumeSource> glusterfs;
    Box<PersistentVolumeClaimVolumeSource> persistent_volume_claim;
    Box<RBDVolumeSource> rbd;
    Box<FlexVolumeSource> flex_volume;
    Box<CinderVolumeSource> cinder;
    Box<CephFSVolumeSource> cephfs;
    Box<FlockerVolumeSource> flocker;
    Box<DownwardAPIVolumeSource> downward_api;
    Box<FCVolumeSource> fc;
    Box<AzureFileVolumeSource> azure_file;
    Box<ConfigMapVolumeSource> config_map;
    Box<VsphereVirtualDiskVolumeSource> vsphere_volume;
    Box<QuobyteVolumeSource> quobyte;
    Box<AzureDiskVolumeSource> azure_disk;
    Box<PhotonPersistentDiskVolumeSource> photon_persistent_disk;
    Box<ProjectedVolumeSource> projected;
    Box<PortworxVolumeSource> portworx_volume;
    Box<ScaleIOVolumeSource> scale_io;
    Box<StorageOSVolumeSource> storageos;
    Box<CSIVolumeSource> csi;
    Box<EphemeralVolumeSource> ephemeral;
};

struct Volume {
    std::string name;
    Held<VolumeSource> source;
};

}  // namespace podfall
