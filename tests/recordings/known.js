// Steps of the recordings that the simulator prints differently, each with its reason.
const chance = (what) => `chance: ${what}`;
const past = (what) => `the recorded cluster's past: ${what}`;
const stand_in = (what) => `a stand-in of the recording's cluster: ${what}`;

export const known = {
  'ch02-1-kubelet-stopped': [chance('which of two equal workers gets the odd pod')],
  'ch02-2-runtime-stopped-longer': [chance('which of two equal workers gets the odd pod')],
  'ch03-2-master-kubelet-stopped': [
    past('its pods had been replaced in earlier chapters, so their ages differ'),
    past('the same, of the scheduler alone'),
  ],
  'kubectl-apply': [
    past('the API server had been restarted, so the service kubernetes is younger'),
    chance('whether the pipe is closed before kubectl comes to its errors'),
  ],
  'kubectl-describe': [
    stand_in('kube-proxy without volumes and arguments'),
    stand_in('kube-scheduler without probes, mounts and arguments'),
  ],
  'kubectl-get': [chance('the pod\'s node')],
  'kubectl-node': [chance('which node del-pod lands on'), chance('which nodes three pods land on')],
  'kubectl-rollout': [
    chance('how long a deleted pod takes to go'),
    chance('the hash of a template with restartedAt in it follows from the moment'),
  ],
  'patched-timeline-kubelet-stopped': [
    chance('how long before the stop the last lease was'),
    chance('the same, of the second taint'),
    stand_in('its kubelets have no pod CIDR and so no fast first status'),
    stand_in('the same, five seconds later'),
  ],
  'services-endpoints': [
    stand_in('its API server writes no endpoints of the service kubernetes'),
    stand_in('nor an endpoint slice'),
  ],
  'timeline-kubelet-stopped': [chance('how long before the stop the last lease was')],
  'timeline-runtime-stopped': [
    chance('when in its ten seconds the kubelet reports'),
    chance('the same, five seconds later'),
    chance('to the nanosecond, when the event generator last looked'),
    chance('when the kubelet finds docker up again'),
    stand_in('containers of its runtime end without a reason ("ExitCode:0")'),
  ],
  'workload-failures': [stand_in('one of its runtime\'s four pulls left no event')],
};
