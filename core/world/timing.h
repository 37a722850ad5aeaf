// Every period, limit and delay of the simulated cluster, with the flag or constant that sets it in
// Kubernetes v1.20.2. All timings of the cluster are in this file.
#pragma once

#include "core/base/time.h"

namespace podfall::timing {

// ---- kubelet ---------------------------------------------------------------------------------
constexpr Duration node_status_update = seconds(10);  // --node-status-update-frequency
constexpr Duration node_status_report =
    minutes(5);  // KubeletConfiguration.nodeStatusReportFrequency
constexpr Duration node_lease_duration =
    seconds(40);                                    // KubeletConfiguration.nodeLeaseDurationSeconds
constexpr Duration node_lease_renew = seconds(10);  // a quarter of the lease's duration
constexpr Duration pleg_relist = seconds(1);        // plegRelistPeriod
constexpr Duration pleg_threshold = minutes(3);     // relistThreshold of the generic PLEG
constexpr Duration runtime_status_check = seconds(5);     // updateRuntimeUp
constexpr Duration runtime_down_threshold = seconds(30);  // maxWaitForContainerRuntime
constexpr Duration kubelet_sync_loop = seconds(1);        // syncTicker of syncLoop
constexpr Duration kubelet_housekeeping = seconds(2);     // housekeepingPeriod
constexpr Duration kubelet_container_gc = minutes(1);     // ContainerGCPeriod
constexpr Duration pod_resync = minutes(1);               // --sync-frequency
constexpr Duration status_manager_sync = seconds(10);     // syncPeriod of the status manager
constexpr Duration manifest_check = seconds(20);          // --file-check-frequency
constexpr Duration container_backoff_base = seconds(10);  // backOffPeriod
constexpr Duration container_backoff_max = minutes(5);    // MaxContainerBackOff
constexpr Duration backoff_reset_after = minutes(10);     // twice the maximum
constexpr Duration node_register_retry_max = seconds(7);  // registerWithAPIServer's step limit
constexpr Duration kubelet_start = milliseconds(1200);    // measured: process start to first sync
constexpr int max_pods = 110;                             // --max-pods

// ---- docker and systemd ----------------------------------------------------------------------
constexpr Duration docker_stop_timeout = seconds(10);  // docker stop -t
constexpr Duration unit_restart_delay = seconds(10);   // RestartSec= of the kubelet's unit
constexpr Duration docker_start = milliseconds(900);   // measured: dockerd start to ready
constexpr Duration container_create =
    milliseconds(250);  // measured: create and start of a container
constexpr Duration image_pull_min = milliseconds(1800);  // recordings: images pull in about 2 s
constexpr Duration image_pull_max = milliseconds(2200);

// ---- kube-controller-manager -----------------------------------------------------------------
constexpr Duration node_monitor_period = seconds(5);            // --node-monitor-period
constexpr Duration node_monitor_grace = seconds(40);            // --node-monitor-grace-period
constexpr Duration node_startup_grace = minutes(1);             // --node-startup-grace-period
constexpr Duration pod_eviction_timeout = minutes(5);           // --pod-eviction-timeout
constexpr Duration node_eviction_interval = milliseconds(100);  // nodeEvictionPeriod
constexpr int eviction_rate_hundredths = 10;                    // --node-eviction-rate 0.1
constexpr int secondary_eviction_rate_hundredths = 1;   // --secondary-node-eviction-rate 0.01
constexpr int large_cluster_threshold = 50;             // --large-cluster-size-threshold
constexpr int unhealthy_zone_percent = 55;              // --unhealthy-zone-threshold 0.55
constexpr Duration gc_pod_period = seconds(20);         // gcCheckPeriod of podgc
constexpr int terminated_pod_threshold = 12500;         // --terminated-pod-gc-threshold
constexpr Duration endpoint_batch = 0;                  // --endpoint-updates-batch-period
constexpr Duration rs_burst_backoff = milliseconds(5);  // base of the default rate limiter
constexpr Duration controller_backoff_base = milliseconds(5);  // DefaultControllerRateLimiter
constexpr Duration controller_backoff_max = seconds(1000);
constexpr int replica_burst = 500;                    // BurstReplicas
constexpr Duration job_backoff_base = seconds(10);    // DefaultJobBackOff
constexpr Duration job_backoff_max = seconds(360);    // MaxJobBackOff
constexpr Duration volume_binder_sync = seconds(15);  // --pvclaimbinder-sync-period
constexpr Duration autoscaler_sync = seconds(15);     // --horizontal-pod-autoscaler-sync-period
constexpr Duration quota_sync = minutes(5);           // --resource-quota-sync-period
constexpr Duration cronjob_period = seconds(10);      // syncAll period of the cronjob controller

// ---- leader election (kube-controller-manager, kube-scheduler) -------------------------------
constexpr Duration leader_lease = seconds(15);           // --leader-elect-lease-duration
constexpr Duration leader_renew_deadline = seconds(10);  // --leader-elect-renew-deadline
constexpr Duration leader_retry = seconds(2);            // --leader-elect-retry-period

// ---- kube-scheduler --------------------------------------------------------------------------
constexpr Duration scheduler_backoff_initial = seconds(1);       // podInitialBackoffSeconds
constexpr Duration scheduler_backoff_max = seconds(10);          // podMaxBackoffSeconds
constexpr Duration scheduler_backoff_flush = seconds(1);         // flushBackoffQCompleted
constexpr Duration scheduler_unschedulable_flush = seconds(30);  // flushUnschedulableQLeftover
constexpr Duration scheduler_unschedulable_max = seconds(60);    // unschedulableQTimeInterval

// ---- API server and its clients --------------------------------------------------------------
constexpr Duration event_ttl = hours(1);                // --event-ttl
constexpr Duration etcd_heartbeat = milliseconds(100);  // etcd's --heartbeat-interval
constexpr Duration etcd_election = milliseconds(1000);  // etcd's --election-timeout
constexpr Duration etcd_request = seconds(7);  // etcd's ReqTimeout: 5 s and two election timeouts
constexpr Duration api_lease = seconds(15);    // DefaultEndpointReconcilerTTL
constexpr Duration etcd_compaction = minutes(5);  // --etcd-compaction-interval
constexpr Duration watch_latency_min =
    milliseconds(1);  // measured: write to informer, local network
constexpr Duration watch_latency_max = milliseconds(6);
constexpr Duration reflector_backoff_min = milliseconds(800);  // client-go reflector
constexpr Duration reflector_backoff_max = seconds(30);
constexpr Duration api_server_start = milliseconds(3500);  // measured: container start to /readyz
constexpr Duration controller_start =
    milliseconds(1500);                          // measured: process start to caches synced
constexpr Duration watch_bookmark = minutes(1);  // bookmarkFrequency of the watch cache
constexpr Duration watch_timeout = minutes(30);  // --min-request-timeout; up to twice that
constexpr Duration http2_health_timeout =
    seconds(45);  // client-go ReadIdleTimeout 30 s + PingTimeout 15 s

// ---- defaults of objects ---------------------------------------------------------------------
constexpr int default_toleration_seconds = 300;  // DefaultTolerationSeconds admission
constexpr int default_grace_seconds = 30;        // terminationGracePeriodSeconds

}  // namespace podfall::timing
