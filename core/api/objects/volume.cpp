// JSON names, order, omission and patch rules of the types in volume.h.
#include "core/api/objects/volume.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, KeyToPath& s) {
    v("key", s.key, required);
    v("path", s.path, required);
    v("mode", s.mode);
}
PODFALL_TYPE(KeyToPath, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ObjectFieldSelector& s) {
    v("apiVersion", s.api_version, optional, "name=APIVersion");
    v("fieldPath", s.field_path, required);
}
PODFALL_TYPE(ObjectFieldSelector, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ResourceFieldSelector& s) {
    v("containerName", s.container_name);
    v("resource", s.resource, required);
    v("divisor", s.divisor);
}
PODFALL_TYPE(ResourceFieldSelector, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, HostPathVolumeSource& s) {
    v("path", s.path, required);
    v("type", s.type, optional, "type=*v1.HostPathType");
}
PODFALL_TYPE(HostPathVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, EmptyDirVolumeSource& s) {
    v("medium", s.medium, optional, "type=v1.StorageMedium");
    v("sizeLimit", s.size_limit);
}
PODFALL_TYPE(EmptyDirVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, GCEPersistentDiskVolumeSource& s) {
    v("pdName", s.pd_name, required, "name=PDName");
    v("fsType", s.fs_type, optional, "name=FSType");
    v("partition", s.partition);
    v("readOnly", s.read_only);
}
PODFALL_TYPE(GCEPersistentDiskVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, AWSElasticBlockStoreVolumeSource& s) {
    v("volumeID", s.volume_id, required);
    v("fsType", s.fs_type, optional, "name=FSType");
    v("partition", s.partition);
    v("readOnly", s.read_only);
}
PODFALL_TYPE(AWSElasticBlockStoreVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, GitRepoVolumeSource& s) {
    v("repository", s.repository, required);
    v("revision", s.revision);
    v("directory", s.directory);
}
PODFALL_TYPE(GitRepoVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, SecretVolumeSource& s) {
    v("secretName", s.secret_name);
    v("items", s.items);
    v("defaultMode", s.default_mode);
    v("optional", s.optional);
}
PODFALL_TYPE(SecretVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, NFSVolumeSource& s) {
    v("server", s.server, required);
    v("path", s.path, required);
    v("readOnly", s.read_only);
}
PODFALL_TYPE(NFSVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ISCSIVolumeSource& s) {
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
PODFALL_TYPE(ISCSIVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, GlusterfsVolumeSource& s) {
    v("endpoints", s.endpoints, required, "name=EndpointsName");
    v("path", s.path, required);
    v("readOnly", s.read_only);
}
PODFALL_TYPE(GlusterfsVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PersistentVolumeClaimVolumeSource& s) {
    v("claimName", s.claim_name, required);
    v("readOnly", s.read_only);
}
PODFALL_TYPE(PersistentVolumeClaimVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, RBDVolumeSource& s) {
    v("monitors", s.monitors, required, "name=CephMonitors");
    v("image", s.image, required, "name=RBDImage");
    v("fsType", s.fs_type, optional, "name=FSType");
    v("pool", s.pool, optional, "name=RBDPool");
    v("user", s.user, optional, "name=RadosUser");
    v("keyring", s.keyring);
    v("secretRef", s.secret_ref);
    v("readOnly", s.read_only);
}
PODFALL_TYPE(RBDVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, FlexVolumeSource& s) {
    v("driver", s.driver, required);
    v("fsType", s.fs_type, optional, "name=FSType");
    v("secretRef", s.secret_ref);
    v("readOnly", s.read_only);
    v("options", s.options);
}
PODFALL_TYPE(FlexVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, CinderVolumeSource& s) {
    v("volumeID", s.volume_id, required);
    v("fsType", s.fs_type, optional, "name=FSType");
    v("readOnly", s.read_only);
    v("secretRef", s.secret_ref);
}
PODFALL_TYPE(CinderVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, CephFSVolumeSource& s) {
    v("monitors", s.monitors, required);
    v("path", s.path);
    v("user", s.user);
    v("secretFile", s.secret_file);
    v("secretRef", s.secret_ref);
    v("readOnly", s.read_only);
}
PODFALL_TYPE(CephFSVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, FlockerVolumeSource& s) {
    v("datasetName", s.dataset_name);
    v("datasetUUID", s.dataset_uuid);
}
PODFALL_TYPE(FlockerVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, DownwardAPIVolumeFile& s) {
    v("path", s.path, required);
    v("fieldRef", s.field_ref);
    v("resourceFieldRef", s.resource_field_ref);
    v("mode", s.mode);
}
PODFALL_TYPE(DownwardAPIVolumeFile, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, DownwardAPIVolumeSource& s) {
    v("items", s.items);
    v("defaultMode", s.default_mode);
}
PODFALL_TYPE(DownwardAPIVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, FCVolumeSource& s) {
    v("targetWWNs", s.target_wwns);
    v("lun", s.lun);
    v("fsType", s.fs_type, optional, "name=FSType");
    v("readOnly", s.read_only);
    v("wwids", s.wwids, optional, "name=WWIDs");
}
PODFALL_TYPE(FCVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, AzureFileVolumeSource& s) {
    v("secretName", s.secret_name, required);
    v("shareName", s.share_name, required);
    v("readOnly", s.read_only);
}
PODFALL_TYPE(AzureFileVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ConfigMapVolumeSource& s) {
    v("", s.reference, in_line, "name=LocalObjectReference");
    v("items", s.items);
    v("defaultMode", s.default_mode);
    v("optional", s.optional);
}
PODFALL_TYPE(ConfigMapVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, VsphereVirtualDiskVolumeSource& s) {
    v("volumePath", s.volume_path, required);
    v("fsType", s.fs_type, optional, "name=FSType");
    v("storagePolicyName", s.storage_policy_name);
    v("storagePolicyID", s.storage_policy_id);
}
PODFALL_TYPE(VsphereVirtualDiskVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, QuobyteVolumeSource& s) {
    v("registry", s.registry, required);
    v("volume", s.volume, required);
    v("readOnly", s.read_only);
    v("user", s.user);
    v("group", s.group);
    v("tenant", s.tenant);
}
PODFALL_TYPE(QuobyteVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, AzureDiskVolumeSource& s) {
    v("diskName", s.disk_name, required);
    v("diskURI", s.disk_uri, required, "name=DataDiskURI");
    v("cachingMode", s.caching_mode, optional, "type=*v1.AzureDataDiskCachingMode");
    v("fsType", s.fs_type, optional, "name=FSType");
    v("readOnly", s.read_only);
    v("kind", s.kind, optional, "type=*v1.AzureDataDiskKind");
}
PODFALL_TYPE(AzureDiskVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PhotonPersistentDiskVolumeSource& s) {
    v("pdID", s.pd_id, required);
    v("fsType", s.fs_type, optional, "name=FSType");
}
PODFALL_TYPE(PhotonPersistentDiskVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, SecretProjection& s) {
    v("", s.reference, in_line, "name=LocalObjectReference");
    v("items", s.items);
    v("optional", s.optional);
}
PODFALL_TYPE(SecretProjection, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, DownwardAPIProjection& s) {
    v("items", s.items);
}
PODFALL_TYPE(DownwardAPIProjection, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ConfigMapProjection& s) {
    v("", s.reference, in_line, "name=LocalObjectReference");
    v("items", s.items);
    v("optional", s.optional);
}
PODFALL_TYPE(ConfigMapProjection, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ServiceAccountTokenProjection& s) {
    v("audience", s.audience);
    v("expirationSeconds", s.expiration_seconds);
    v("path", s.path, required);
}
PODFALL_TYPE(ServiceAccountTokenProjection, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, VolumeProjection& s) {
    v("secret", s.secret);
    v("downwardAPI", s.downward_api);
    v("configMap", s.config_map);
    v("serviceAccountToken", s.service_account_token);
}
PODFALL_TYPE(VolumeProjection, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ProjectedVolumeSource& s) {
    v("sources", s.sources, always);
    v("defaultMode", s.default_mode);
}
PODFALL_TYPE(ProjectedVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PortworxVolumeSource& s) {
    v("volumeID", s.volume_id, required);
    v("fsType", s.fs_type, optional, "name=FSType");
    v("readOnly", s.read_only);
}
PODFALL_TYPE(PortworxVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ScaleIOVolumeSource& s) {
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
PODFALL_TYPE(ScaleIOVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, StorageOSVolumeSource& s) {
    v("volumeName", s.volume_name);
    v("volumeNamespace", s.volume_namespace);
    v("fsType", s.fs_type, optional, "name=FSType");
    v("readOnly", s.read_only);
    v("secretRef", s.secret_ref);
}
PODFALL_TYPE(StorageOSVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, CSIVolumeSource& s) {
    v("driver", s.driver, required);
    v("readOnly", s.read_only);
    v("fsType", s.fs_type, optional, "name=FSType");
    v("volumeAttributes", s.volume_attributes);
    v("nodePublishSecretRef", s.node_publish_secret_ref);
}
PODFALL_TYPE(CSIVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ResourceRequirements& s) {
    v("limits", s.limits, optional, "type=v1.ResourceList");
    v("requests", s.requests, optional, "type=v1.ResourceList");
}
PODFALL_TYPE(ResourceRequirements, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PersistentVolumeClaimSpec& s) {
    v("accessModes", s.access_modes, optional, "type=[]v1.PersistentVolumeAccessMode");
    v("selector", s.selector);
    v("resources", s.resources);
    v("volumeName", s.volume_name);
    v("storageClassName", s.storage_class_name);
    v("volumeMode", s.volume_mode, optional, "type=*v1.PersistentVolumeMode");
    v("dataSource", s.data_source);
}
PODFALL_TYPE(PersistentVolumeClaimSpec, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PersistentVolumeClaimTemplate& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec, required);
}
PODFALL_TYPE(PersistentVolumeClaimTemplate, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, EphemeralVolumeSource& s) {
    v("volumeClaimTemplate", s.volume_claim_template);
    v("readOnly", s.read_only);
}
PODFALL_TYPE(EphemeralVolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, VolumeSource& s) {
    v("hostPath", s.host_path);
    v("emptyDir", s.empty_dir);
    v("gcePersistentDisk", s.gce_persistent_disk, optional, "name=GCEPersistentDisk");
    v("awsElasticBlockStore", s.aws_elastic_block_store, optional, "name=AWSElasticBlockStore");
    v("gitRepo", s.git_repo);
    v("secret", s.secret);
    v("nfs", s.nfs, optional, "name=NFS");
    v("iscsi", s.iscsi, optional, "name=ISCSI");
    v("glusterfs", s.glusterfs);
    v("persistentVolumeClaim", s.persistent_volume_claim);
    v("rbd", s.rbd, optional, "name=RBD");
    v("flexVolume", s.flex_volume);
    v("cinder", s.cinder);
    v("cephfs", s.cephfs, optional, "name=CephFS");
    v("flocker", s.flocker);
    v("downwardAPI", s.downward_api);
    v("fc", s.fc, optional, "name=FC");
    v("azureFile", s.azure_file);
    v("configMap", s.config_map);
    v("vsphereVolume", s.vsphere_volume);
    v("quobyte", s.quobyte);
    v("azureDisk", s.azure_disk);
    v("photonPersistentDisk", s.photon_persistent_disk);
    v("projected", s.projected);
    v("portworxVolume", s.portworx_volume);
    v("scaleIO", s.scale_io);
    v("storageos", s.storageos, optional, "name=StorageOS");
    v("csi", s.csi, optional, "name=CSI");
    v("ephemeral", s.ephemeral);
}
PODFALL_TYPE(VolumeSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Volume& s) {
    v("name", s.name, required);
    v("", s.source, in_line, "name=VolumeSource");
}
PODFALL_TYPE(Volume, "v1", "io.k8s.api.core.v1")

}  // namespace podfall
