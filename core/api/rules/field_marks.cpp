// What every field of the served kinds does here. The one list of it.
#include "core/api/rules/field_marks.h"

#include "core/base/text.h"

namespace podfall {

namespace {

// A field that is written "-name" is stored, and has no effect, as on a real cluster like the
// lab's: its feature gate is off in v1.20, or what it is for is not there (clouds, CSI drivers,
// Windows, SELinux, metrics, an Ingress controller, private registries), or nothing could tell the
// difference. Other fields act. Only the tests read this list, so that it does not reach the page.
constexpr std::string_view simulated =
    "v1.AWSElasticBlockStoreVolumeSource -volumeID -fsType -partition -readOnly\n"
    "v1.Affinity nodeAffinity podAffinity podAntiAffinity\n"
    "v1.AggregationRule clusterRoleSelectors\n"
    "v1.AttachedVolume -name -devicePath\n"
    "v1.AzureDiskVolumeSource -diskName -diskURI -cachingMode -fsType -readOnly -kind\n"
    "v1.AzureFilePersistentVolumeSource -secretName -shareName -readOnly -secretNamespace\n"
    "v1.AzureFileVolumeSource -secretName -shareName -readOnly\n"
    "v1.Binding metadata target\n"
    "v1.CSIDriver metadata spec\n"
    "v1.CSIDriverSpec -attachRequired -podInfoOnMount -volumeLifecycleModes "
    "-storageCapacity -fsGroupPolicy -tokenRequests -requiresRepublish\n"
    "v1.CSINode metadata spec\n"
    "v1.CSINodeDriver -name -nodeID -topologyKeys -allocatable\n"
    "v1.CSINodeSpec -drivers\n"
    "v1.CSIPersistentVolumeSource -driver -volumeHandle -readOnly -fsType "
    "-volumeAttributes -controllerPublishSecretRef -nodeStageSecretRef "
    "-nodePublishSecretRef -controllerExpandSecretRef\n"
    "v1.CSIVolumeSource driver -readOnly -fsType -volumeAttributes -nodePublishSecretRef\n"
    "v1.Capabilities add drop\n"
    "v1.CephFSPersistentVolumeSource -monitors path -user -secretFile -secretRef -readOnly\n"
    "v1.CephFSVolumeSource -monitors path -user -secretFile -secretRef -readOnly\n"
    "v1.CinderPersistentVolumeSource -volumeID -fsType -readOnly -secretRef\n"
    "v1.CinderVolumeSource -volumeID -fsType -readOnly -secretRef\n"
    "v1.ClusterRole metadata rules aggregationRule\n"
    "v1.ClusterRoleBinding metadata subjects roleRef\n"
    "v1.ComponentCondition type status message error\n"
    "v1.ComponentStatus metadata conditions\n"
    "v1.Condition type status observedGeneration lastTransitionTime reason message\n"
    "v1.ConfigMap metadata immutable data binaryData\n"
    "v1.ConfigMapEnvSource optional\n"
    "v1.ConfigMapKeySelector key optional\n"
    "v1.ConfigMapNodeConfigSource -namespace -name -uid -resourceVersion -kubeletConfigKey\n"
    "v1.ConfigMapProjection items optional\n"
    "v1.ConfigMapVolumeSource items defaultMode optional\n"
    "v1.Container name image command args workingDir ports envFrom env resources "
    "volumeMounts livenessProbe readinessProbe startupProbe lifecycle "
    "terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin "
    "stdinOnce tty\n"
    "v1.ContainerImage names sizeBytes\n"
    "v1.ContainerPort name hostPort containerPort protocol hostIP\n"
    "v1.ContainerState waiting running terminated\n"
    "v1.ContainerStateRunning startedAt\n"
    "v1.ContainerStateTerminated exitCode signal reason message startedAt finishedAt "
    "containerID\n"
    "v1.ContainerStateWaiting reason message\n"
    "v1.ContainerStatus name state lastState ready restartCount image imageID containerID "
    "started\n"
    "v1.ControllerRevision metadata data revision\n"
    "v1.CrossVersionObjectReference kind name apiVersion\n"
    "v1.DaemonEndpoint Port\n"
    "v1.DaemonSet metadata spec status\n"
    "v1.DaemonSetCondition type status lastTransitionTime reason message\n"
    "v1.DaemonSetSpec selector template updateStrategy minReadySeconds revisionHistoryLimit\n"
    "v1.DaemonSetStatus currentNumberScheduled numberMisscheduled desiredNumberScheduled "
    "numberReady observedGeneration updatedNumberScheduled numberAvailable "
    "numberUnavailable collisionCount conditions\n"
    "v1.DaemonSetUpdateStrategy type rollingUpdate\n"
    "v1.Deployment metadata spec status\n"
    "v1.DeploymentCondition type status lastUpdateTime lastTransitionTime reason message\n"
    "v1.DeploymentSpec replicas selector template strategy minReadySeconds "
    "revisionHistoryLimit paused progressDeadlineSeconds\n"
    "v1.DeploymentStatus observedGeneration replicas updatedReplicas readyReplicas "
    "availableReplicas unavailableReplicas conditions collisionCount\n"
    "v1.DeploymentStrategy type rollingUpdate\n"
    "v1.DownwardAPIProjection items\n"
    "v1.DownwardAPIVolumeFile path fieldRef resourceFieldRef mode\n"
    "v1.DownwardAPIVolumeSource items defaultMode\n"
    "v1.EndpointAddress ip hostname nodeName targetRef\n"
    "v1.EndpointPort name port protocol -appProtocol\n"
    "v1.EndpointSubset addresses notReadyAddresses ports\n"
    "v1.Endpoints metadata subsets\n"
    "v1.EnvFromSource prefix configMapRef secretRef\n"
    "v1.EnvVar name value valueFrom\n"
    "v1.EnvVarSource fieldRef resourceFieldRef configMapKeyRef secretKeyRef\n"
    "v1.EphemeralContainer -targetContainerName\n"
    "v1.EphemeralContainerCommon -name -image -command -args -workingDir -ports -envFrom "
    "-env -resources -volumeMounts -volumeDevices -livenessProbe -readinessProbe "
    "-startupProbe -lifecycle -terminationMessagePath -terminationMessagePolicy "
    "-imagePullPolicy -securityContext -stdin -stdinOnce -tty\n"
    "v1.EphemeralVolumeSource -volumeClaimTemplate -readOnly\n"
    "events.v1.Event metadata eventTime series reportingController reportingInstance action "
    "reason regarding related note type deprecatedSource deprecatedFirstTimestamp "
    "deprecatedLastTimestamp deprecatedCount\n"
    "v1.Event metadata involvedObject reason message source firstTimestamp lastTimestamp "
    "count type eventTime series action related reportingComponent reportingInstance\n"
    "v1.EventSeries count lastObservedTime\n"
    "events.v1.EventSeries count lastObservedTime\n"
    "v1.EventSource component host\n"
    "v1.ExecAction command\n"
    "v1.FCVolumeSource -targetWWNs -lun -fsType -readOnly -wwids\n"
    "v1.FlexPersistentVolumeSource -driver -fsType -secretRef -readOnly -options\n"
    "v1.FlexVolumeSource -driver -fsType -secretRef -readOnly -options\n"
    "v1.FlockerVolumeSource -datasetName -datasetUUID\n"
    "v1.GCEPersistentDiskVolumeSource -pdName -fsType -partition -readOnly\n"
    "v1.GitRepoVolumeSource repository -revision -directory\n"
    "v1.GlusterfsPersistentVolumeSource endpoints -path -readOnly -endpointsNamespace\n"
    "v1.GlusterfsVolumeSource endpoints -path -readOnly\n"
    "v1.HTTPGetAction path port host scheme -httpHeaders\n"
    "v1.HTTPHeader name value\n"
    "v1.HTTPIngressPath -path -pathType -backend\n"
    "v1.HTTPIngressRuleValue -paths\n"
    "v1.Handler exec httpGet tcpSocket\n"
    "v1.HorizontalPodAutoscaler metadata spec status\n"
    "v1.HorizontalPodAutoscalerSpec scaleTargetRef minReplicas maxReplicas "
    "-targetCPUUtilizationPercentage\n"
    "v1.HorizontalPodAutoscalerStatus observedGeneration lastScaleTime currentReplicas "
    "desiredReplicas -currentCPUUtilizationPercentage\n"
    "v1.HostAlias ip hostnames\n"
    "v1.HostPathVolumeSource path type\n"
    "v1.IPBlock cidr except\n"
    "v1.ISCSIPersistentVolumeSource -targetPortal -iqn -lun -iscsiInterface -fsType "
    "-readOnly -portals -chapAuthDiscovery -chapAuthSession -secretRef -initiatorName\n"
    "v1.ISCSIVolumeSource -targetPortal -iqn -lun -iscsiInterface -fsType -readOnly "
    "-portals -chapAuthDiscovery -chapAuthSession -secretRef -initiatorName\n"
    "v1.Ingress metadata spec status\n"
    "v1.IngressBackend -service -resource\n"
    "v1.IngressClass metadata spec\n"
    "v1.IngressClassSpec -controller -parameters\n"
    "v1.IngressRule -host\n"
    "v1.IngressRuleValue -http\n"
    "v1.IngressServiceBackend -name -port\n"
    "v1.IngressSpec -ingressClassName -defaultBackend -tls -rules\n"
    "v1.IngressStatus -loadBalancer\n"
    "v1.IngressTLS -hosts -secretName\n"
    "v1.Job metadata spec status\n"
    "v1.JobCondition type status lastProbeTime lastTransitionTime reason message\n"
    "v1.JobSpec parallelism completions activeDeadlineSeconds backoffLimit selector "
    "manualSelector template -ttlSecondsAfterFinished\n"
    "v1.JobStatus conditions startTime completionTime active succeeded failed\n"
    "v1.KeyToPath key path mode\n"
    "v1.LabelSelector matchLabels matchExpressions\n"
    "v1.LabelSelectorRequirement key operator values\n"
    "v1.Lease metadata spec\n"
    "v1.LeaseSpec holderIdentity leaseDurationSeconds acquireTime renewTime "
    "leaseTransitions\n"
    "v1.Lifecycle postStart preStop\n"
    "v1.LimitRange metadata spec\n"
    "v1.LimitRangeItem type max min default defaultRequest maxLimitRequestRatio\n"
    "v1.LimitRangeSpec limits\n"
    "v1.LoadBalancerIngress ip hostname -ports\n"
    "v1.LoadBalancerStatus ingress\n"
    "v1.LocalObjectReference name\n"
    "v1.LocalVolumeSource path -fsType\n"
    "v1.ManagedFieldsEntry -manager -operation -apiVersion -time -fieldsType -fieldsV1\n"
    "v1.NFSVolumeSource server path -readOnly\n"
    "v1.Namespace metadata spec status\n"
    "v1.NamespaceCondition type status lastTransitionTime reason message\n"
    "v1.NamespaceSpec finalizers\n"
    "v1.NamespaceStatus phase conditions\n"
    "v1.NetworkPolicy metadata spec\n"
    "v1.NetworkPolicyEgressRule ports to\n"
    "v1.NetworkPolicyIngressRule ports from\n"
    "v1.NetworkPolicyPeer podSelector namespaceSelector ipBlock\n"
    "v1.NetworkPolicyPort protocol port\n"
    "v1.NetworkPolicySpec podSelector ingress egress policyTypes\n"
    "v1.Node metadata spec status\n"
    "v1.NodeAddress type address\n"
    "v1.NodeAffinity requiredDuringSchedulingIgnoredDuringExecution "
    "preferredDuringSchedulingIgnoredDuringExecution\n"
    "v1.NodeCondition type status lastHeartbeatTime lastTransitionTime reason message\n"
    "v1.NodeConfigSource -configMap\n"
    "v1.NodeConfigStatus -assigned -active -lastKnownGood -error\n"
    "v1.NodeDaemonEndpoints kubeletEndpoint\n"
    "v1.NodeSelector nodeSelectorTerms\n"
    "v1.NodeSelectorRequirement key operator values\n"
    "v1.NodeSelectorTerm matchExpressions matchFields\n"
    "v1.NodeSpec podCIDR podCIDRs -providerID unschedulable taints -configSource "
    "-externalID\n"
    "v1.NodeStatus capacity allocatable phase conditions addresses daemonEndpoints "
    "nodeInfo images -volumesInUse -volumesAttached -config\n"
    "v1.NodeSystemInfo machineID systemUUID bootID kernelVersion osImage "
    "containerRuntimeVersion kubeletVersion kubeProxyVersion operatingSystem architecture\n"
    "v1.ObjectFieldSelector apiVersion fieldPath\n"
    "v1.ObjectMeta name generateName namespace -selfLink uid resourceVersion generation "
    "creationTimestamp deletionTimestamp deletionGracePeriodSeconds labels annotations "
    "ownerReferences finalizers -clusterName\n"
    "v1.ObjectReference kind namespace name uid apiVersion resourceVersion fieldPath\n"
    "v1.Overhead podFixed\n"
    "v1.OwnerReference apiVersion kind name uid controller blockOwnerDeletion\n"
    "v1.PersistentVolume metadata spec status\n"
    "v1.PersistentVolumeClaim metadata spec status\n"
    "v1.PersistentVolumeClaimCondition -type -status -lastProbeTime -lastTransitionTime "
    "-reason -message\n"
    "v1.PersistentVolumeClaimSpec accessModes selector resources volumeName "
    "storageClassName volumeMode -dataSource\n"
    "v1.PersistentVolumeClaimStatus phase accessModes capacity -conditions\n"
    "v1.PersistentVolumeClaimTemplate -metadata -spec\n"
    "v1.PersistentVolumeClaimVolumeSource claimName readOnly\n"
    "v1.PersistentVolumeSource gcePersistentDisk awsElasticBlockStore hostPath glusterfs "
    "nfs rbd iscsi cinder cephfs fc flocker flexVolume azureFile vsphereVolume quobyte "
    "azureDisk photonPersistentDisk portworxVolume scaleIO local storageos csi\n"
    "v1.PersistentVolumeSpec capacity accessModes claimRef persistentVolumeReclaimPolicy "
    "storageClassName -mountOptions volumeMode nodeAffinity\n"
    "v1.PersistentVolumeStatus phase message reason\n"
    "v1.PhotonPersistentDiskVolumeSource -pdID -fsType\n"
    "v1.Pod metadata spec status\n"
    "v1.PodAffinity requiredDuringSchedulingIgnoredDuringExecution "
    "preferredDuringSchedulingIgnoredDuringExecution\n"
    "v1.PodAffinityTerm labelSelector namespaces topologyKey\n"
    "v1.PodAntiAffinity requiredDuringSchedulingIgnoredDuringExecution "
    "preferredDuringSchedulingIgnoredDuringExecution\n"
    "v1.PodCondition type status lastProbeTime lastTransitionTime reason message\n"
    "v1.PodDNSConfig nameservers searches options\n"
    "v1.PodDNSConfigOption name value\n"
    "v1.PodIP ip\n"
    "v1.PodReadinessGate conditionType\n"
    "v1.PodSecurityContext -seLinuxOptions -windowsOptions runAsUser runAsGroup "
    "runAsNonRoot supplementalGroups fsGroup sysctls -fsGroupChangePolicy seccompProfile\n"
    "v1.PodSpec volumes initContainers containers -ephemeralContainers restartPolicy "
    "terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector "
    "serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork "
    "hostPID shareProcessNamespace securityContext -imagePullSecrets hostname subdomain "
    "affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig "
    "readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead "
    "topologySpreadConstraints setHostnameAsFQDN\n"
    "v1.PodStatus phase conditions message reason nominatedNodeName hostIP podIP podIPs "
    "startTime initContainerStatuses containerStatuses qosClass -ephemeralContainerStatuses\n"
    "v1.PodTemplate metadata -template\n"
    "v1.PodTemplateSpec metadata spec\n"
    "v1.PolicyRule verbs apiGroups resources resourceNames nonResourceURLs\n"
    "v1.PortStatus -port -protocol -error\n"
    "v1.PortworxVolumeSource -volumeID -fsType -readOnly\n"
    "v1.PreferredSchedulingTerm weight preference\n"
    "v1.PriorityClass metadata value globalDefault description preemptionPolicy\n"
    "v1.Probe initialDelaySeconds timeoutSeconds periodSeconds successThreshold "
    "failureThreshold\n"
    "v1.ProjectedVolumeSource sources defaultMode\n"
    "v1.QuobyteVolumeSource -registry -volume -readOnly -user -group -tenant\n"
    "v1.RBDPersistentVolumeSource -monitors -image -fsType -pool -user -keyring -secretRef "
    "-readOnly\n"
    "v1.RBDVolumeSource -monitors -image -fsType -pool -user -keyring -secretRef -readOnly\n"
    "v1.RawObject metadata\n"
    "v1.ReplicaSet metadata spec status\n"
    "v1.ReplicaSetCondition type status lastTransitionTime reason message\n"
    "v1.ReplicaSetSpec replicas minReadySeconds selector template\n"
    "v1.ReplicaSetStatus replicas fullyLabeledReplicas readyReplicas availableReplicas "
    "observedGeneration conditions\n"
    "v1.ReplicationController metadata spec status\n"
    "v1.ReplicationControllerCondition type status lastTransitionTime reason message\n"
    "v1.ReplicationControllerSpec replicas minReadySeconds selector template\n"
    "v1.ReplicationControllerStatus replicas fullyLabeledReplicas readyReplicas "
    "availableReplicas observedGeneration conditions\n"
    "v1.ResourceFieldSelector containerName resource divisor\n"
    "v1.ResourceQuota metadata spec status\n"
    "v1.ResourceQuotaSpec hard scopes scopeSelector\n"
    "v1.ResourceQuotaStatus hard used\n"
    "v1.ResourceRequirements limits requests\n"
    "v1.Role metadata rules\n"
    "v1.RoleBinding metadata subjects roleRef\n"
    "v1.RoleRef apiGroup kind name\n"
    "v1.RollingUpdateDaemonSet maxUnavailable\n"
    "v1.RollingUpdateDeployment maxUnavailable maxSurge\n"
    "v1.RollingUpdateStatefulSetStrategy partition\n"
    "v1.RuntimeClass metadata handler overhead scheduling\n"
    "v1.SELinuxOptions -user -role -type -level\n"
    "v1.ScaleIOPersistentVolumeSource -gateway -system -secretRef -sslEnabled "
    "-protectionDomain -storagePool -storageMode -volumeName -fsType -readOnly\n"
    "v1.ScaleIOVolumeSource -gateway -system -secretRef -sslEnabled -protectionDomain "
    "-storagePool -storageMode -volumeName -fsType -readOnly\n"
    "v1.Scheduling nodeSelector tolerations\n"
    "v1.ScopeSelector matchExpressions\n"
    "v1.ScopedResourceSelectorRequirement scopeName operator values\n"
    "v1.SeccompProfile type localhostProfile\n"
    "v1.Secret metadata immutable data stringData type\n"
    "v1.SecretEnvSource optional\n"
    "v1.SecretKeySelector key optional\n"
    "v1.SecretProjection items optional\n"
    "v1.SecretReference name namespace\n"
    "v1.SecretVolumeSource secretName items defaultMode optional\n"
    "v1.SecurityContext capabilities privileged -seLinuxOptions -windowsOptions runAsUser "
    "runAsGroup runAsNonRoot readOnlyRootFilesystem -allowPrivilegeEscalation -procMount "
    "seccompProfile\n"
    "v1.Service metadata spec status\n"
    "v1.ServiceAccount metadata secrets imagePullSecrets automountServiceAccountToken\n"
    "v1.ServiceAccountTokenProjection audience expirationSeconds path\n"
    "v1.ServiceBackendPort -name -number\n"
    "v1.ServicePort name protocol -appProtocol port targetPort nodePort\n"
    "v1.ServiceSpec ports selector clusterIP clusterIPs type externalIPs sessionAffinity "
    "-loadBalancerIP -loadBalancerSourceRanges externalName externalTrafficPolicy "
    "publishNotReadyAddresses sessionAffinityConfig -topologyKeys -ipFamilies "
    "-ipFamilyPolicy -allocateLoadBalancerNodePorts\n"
    "v1.ServiceStatus loadBalancer -conditions\n"
    "v1.SessionAffinityConfig clientIP\n"
    "v1.StatefulSet metadata spec status\n"
    "v1.StatefulSetCondition type status lastTransitionTime reason message\n"
    "v1.StatefulSetSpec replicas selector template volumeClaimTemplates serviceName "
    "podManagementPolicy updateStrategy revisionHistoryLimit\n"
    "v1.StatefulSetStatus observedGeneration replicas readyReplicas currentReplicas "
    "updatedReplicas currentRevision updateRevision collisionCount conditions\n"
    "v1.StatefulSetUpdateStrategy type rollingUpdate\n"
    "v1.StorageClass metadata provisioner -parameters -reclaimPolicy -mountOptions "
    "allowVolumeExpansion volumeBindingMode -allowedTopologies\n"
    "v1.StorageOSPersistentVolumeSource -volumeName -volumeNamespace -fsType -readOnly "
    "-secretRef\n"
    "v1.StorageOSVolumeSource -volumeName -volumeNamespace -fsType -readOnly -secretRef\n"
    "v1.Subject kind apiGroup name namespace\n"
    "v1.Sysctl name value\n"
    "v1.TCPSocketAction port host\n"
    "v1.Taint key value effect timeAdded\n"
    "v1.TokenRequest -audience -expirationSeconds\n"
    "v1.Toleration key operator value effect tolerationSeconds\n"
    "v1.TopologySelectorLabelRequirement -key -values\n"
    "v1.TopologySelectorTerm -matchLabelExpressions\n"
    "v1.TopologySpreadConstraint maxSkew topologyKey whenUnsatisfiable labelSelector\n"
    "v1.TypedLocalObjectReference -apiGroup -kind -name\n"
    "v1.Volume name\n"
    "v1.VolumeAttachment metadata spec status\n"
    "v1.VolumeAttachmentSource -persistentVolumeName -inlineVolumeSpec\n"
    "v1.VolumeAttachmentSpec -attacher -source -nodeName\n"
    "v1.VolumeAttachmentStatus -attached -attachmentMetadata -attachError -detachError\n"
    "v1.VolumeDevice -name -devicePath\n"
    "v1.VolumeError -time -message\n"
    "v1.VolumeMount name readOnly mountPath subPath -mountPropagation subPathExpr\n"
    "v1.VolumeNodeAffinity required\n"
    "v1.VolumeNodeResources -count\n"
    "v1.VolumeProjection secret downwardAPI configMap serviceAccountToken\n"
    "v1.VolumeSource hostPath emptyDir gcePersistentDisk awsElasticBlockStore gitRepo "
    "secret nfs iscsi glusterfs persistentVolumeClaim rbd flexVolume cinder cephfs flocker "
    "downwardAPI fc azureFile configMap vsphereVolume quobyte azureDisk "
    "photonPersistentDisk projected portworxVolume scaleIO storageos csi -ephemeral\n"
    "v1.VsphereVirtualDiskVolumeSource -volumePath -fsType -storagePolicyName "
    "-storagePolicyID\n"
    "v1.WeightedPodAffinityTerm weight podAffinityTerm\n"
    "v1.WindowsSecurityContextOptions -gmsaCredentialSpecName -gmsaCredentialSpec "
    "-runAsUserName\n"
    "v1beta1.CronJob metadata spec status\n"
    "v1beta1.CronJobSpec schedule startingDeadlineSeconds concurrencyPolicy suspend "
    "jobTemplate successfulJobsHistoryLimit failedJobsHistoryLimit\n"
    "v1beta1.CronJobStatus active lastScheduleTime\n"
    "v1beta1.Endpoint addresses conditions hostname targetRef topology -nodeName\n"
    "v1beta1.EndpointConditions ready -serving -terminating\n"
    "v1beta1.EndpointPort name protocol port -appProtocol\n"
    "v1beta1.EndpointSlice metadata addressType endpoints ports\n"
    "v1beta1.HTTPIngressPath -path -pathType -backend\n"
    "v1beta1.HTTPIngressRuleValue -paths\n"
    "v1beta1.Ingress metadata spec status\n"
    "v1beta1.IngressBackend -serviceName -servicePort -resource\n"
    "v1beta1.IngressRule -host -http\n"
    "v1beta1.IngressSpec -ingressClassName backend -tls -rules\n"
    "v1beta1.IngressStatus -loadBalancer\n"
    "v1beta1.IngressTLS -hosts -secretName\n"
    "v1beta1.JobTemplateSpec metadata spec\n"
    "v1beta1.PodDisruptionBudget metadata spec status\n"
    "v1beta1.PodDisruptionBudgetSpec minAvailable selector maxUnavailable\n"
    "v1beta1.PodDisruptionBudgetStatus observedGeneration disruptedPods disruptionsAllowed "
    "currentHealthy desiredHealthy expectedPods\n"
    "v2beta2.CrossVersionObjectReference kind name apiVersion\n"
    "v2beta2.ExternalMetricSource metric target\n"
    "v2beta2.HPAScalingPolicy -type -value -periodSeconds\n"
    "v2beta2.HPAScalingRules -stabilizationWindowSeconds -selectPolicy -policies\n"
    "v2beta2.HorizontalPodAutoscaler metadata spec status\n"
    "v2beta2.HorizontalPodAutoscalerBehavior -scaleUp -scaleDown\n"
    "v2beta2.HorizontalPodAutoscalerCondition type status lastTransitionTime reason message\n"
    "v2beta2.HorizontalPodAutoscalerSpec scaleTargetRef minReplicas maxReplicas metrics "
    "-behavior\n"
    "v2beta2.HorizontalPodAutoscalerStatus observedGeneration lastScaleTime "
    "currentReplicas desiredReplicas -currentMetrics conditions\n"
    "v2beta2.MetricIdentifier name -selector\n"
    "v2beta2.MetricSpec type object pods resource external\n"
    "v2beta2.MetricTarget -type -value -averageValue -averageUtilization\n"
    "v2beta2.ObjectMetricSource describedObject target metric\n"
    "v2beta2.PodsMetricSource metric target\n"
    "v2beta2.ResourceMetricSource name target\n";

}  // namespace

const std::vector<NotSimulated>& not_simulated_fields() {
    static const std::vector<NotSimulated> rows = {
        {"v1.ClientIPConfig", "timeoutSeconds", 10800,
         "a client keeps its pod for as long as the service has it"},
        {"v1.Container", "volumeDevices", 0, "no block device appears in the container"},
        {"v1.EmptyDirVolumeSource", "medium", 0, "the directory is on the node's disk"},
        {"v1.EmptyDirVolumeSource", "sizeLimit", 0, "nothing is evicted for what it writes"},
        {"v1.ObjectMeta", "managedFields", 0, "the server does not record who set which field"},
        {"v1.PodSpec", "hostIPC", 0, "no program here shares memory"},
        {"v1.ServiceSpec", "healthCheckNodePort", 0, "kube-proxy does not serve it"},
    };
    return rows;
}

std::vector<FieldMark> simulated_fields() {
    std::vector<FieldMark> out;
    for (const std::string& line : split_lines(simulated)) {
        const std::vector<std::string> words = split_words(line);
        for (std::size_t i = 1; i < words.size(); ++i) {
            const bool stored = words[i][0] == '-';
            out.push_back({words[0], words[i].substr(stored ? 1 : 0), stored});
        }
    }
    return out;
}

namespace {

class Finder {
public:
    std::vector<FieldUse> found;

    void value(const Type& type, const void* p, const std::string& path) {
        switch (type.shape) {
            case Shape::structure:
                return structure(type, p, path);
            case Shape::optional:
            case Shape::box:
            case Shape::held:
                if (const void* inner = type.box->get(p)) value(type.element(), inner, path);
                return;
            case Shape::list:
                return list(type, p, path);
            default:
                return;
        }
    }

private:
    void list(const Type& type, const void* p, const std::string& path) {
        const std::size_t count = type.list->size(p);
        const char* item = static_cast<const char*>(type.list->items(p));
        const Type& element = type.element();
        if (element.shape != Shape::structure && element.shape != Shape::held) return;
        for (std::size_t i = 0; i < count; ++i, item += element.size)
            value(element, item, cat(path, "[", i, "]"));
    }

    void structure(const Type& type, const void* p, const std::string& path) {
        for (const Field& f : type.fields) {
            if (f.has(rest)) continue;
            const void* member = at_offset(p, f.offset);
            const std::string inner =
                f.has(in_line) ? path : cat(path, path.empty() ? "" : ".", f.json);
            const NotSimulated* row = row_of(type, f);
            if (!row)
                value(f.type(), member, inner);
            else if (uses(f.type(), member, *row))
                found.push_back({inner, row->instead});
        }
    }

    static const NotSimulated* row_of(const Type& type, const Field& f) {
        for (const NotSimulated& row : not_simulated_fields())
            if (std::string_view(f.json) == row.field && std::string_view(type.name) == row.type)
                return &row;
        return nullptr;
    }

    static bool uses(const Type& type, const void* p, const NotSimulated& row) {
        switch (type.shape) {
            case Shape::boolean:
                return *static_cast<const bool*>(p);
            case Shape::int32:
                return *static_cast<const std::int32_t*>(p) != row.usual;
            case Shape::string:
                return !static_cast<const std::string*>(p)->empty();
            case Shape::list:
                return type.list->size(p) != 0;
            case Shape::optional: {
                const void* inner = type.box->get(p);
                return inner && uses(type.element(), inner, row);
            }
            case Shape::box:
                return type.box->get(p) != nullptr;
            default:
                return true;
        }
    }
};

}  // namespace

std::vector<FieldUse> not_simulated_in(const Type& type, const void* object) {
    Finder finder;
    finder.value(type, object, "");
    return std::move(finder.found);
}

}  // namespace podfall
