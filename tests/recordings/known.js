// Steps of the recordings whose output may differ, by their time, each with its reason. Random
// differences are equal with some seeds (`podfall replay --seed`) and not with others; those marked
// "never" differ with every seed.
const chance = (what) => `chance: ${what}`;
const never = (what) => `never: ${what}`;

const node = chance('which of equal nodes a pod lands on');
const found_out = chance(
  '30 to 45 s after its kubelet stopped a node is found out: when the last lease was renewed, ' +
    'and when the controller manager looked at it',
);
const leaving = chance('how long a stopped pod stays listed: its status is sent every ten seconds');
const first_report = chance(
  'whether the first report of a kubelet that comes back is before its first look at the runtime',
);
const runtime_report = chance(
  '26 to 37 s after its runtime stopped a kubelet reports it: its report comes every ten ' +
   'seconds, ' +
    'its look every five; the recorded one is of the latest',
);

// Facts about a recording's cluster that its header lacks or contradicts.
export const past = {
  // One cluster was recorded chapter after chapter: the pods that 03-1 deleted are accordingly
  // young in 03-2.
  'ch03-2-master-kubelet-stopped': { after: ['ch03-1-scheduler-deleted'] },
  // Many headers say 600 s; here the service "kubernetes" is 187 s old after 15.8 s,
  'kubectl-apply': { age: 171 },
  // and here the pods of kube-proxy were created 82 s before the 21.6th second.
  'kubectl-describe': { age: 62 },
};

export const known = {
  'ch02-1-kubelet-stopped': { 76.5: node, 76.7: node },
  'ch02-2-runtime-stopped-longer': { 90.7: node },
  'kubectl-describe': {
    21.6: chance(
      'whether the service account and its token were there when the first pod of kube-proxy ' +
         'was to be made',
    ),
    21.7: never("the manifest's hash is of other bytes"),
  },
  'kubectl-get': { 24: node },
  'kubectl-misc': {
    8: chance(
      'the order of two random names, on which hangs whether ages must be equal to the second',
    ),
  },
  'kubectl-node': { 15.9: node, 51: node, 59.6: leaving },
  'kubectl-rollout': {
    149.2: leaving, 194.9: leaving,
    195.3: never('the hash of a template with restartedAt in it follows from the date'),
  },
  'patched-timeline-kubelet-stopped': {
    60.9: found_out,
    66: found_out,
    71.2: found_out,
    76.3: found_out,
    373.2: chance('300 s after the taint of that moment'),
    468.8: first_report,
    474: never(
      'the same; and the recorded kubelet started so fast that its second report came within ' +
         '10.2 s',
    ),
  },
  'timeline-kubelet-stopped': {
    66.3: found_out,
    71.5: found_out,
    470.9: chance(
      'whether two pods, whose images are pulled one after the other, both run after five seconds',
    ),
  },
  'timeline-runtime-stopped': {
    61.6: runtime_report, 66.8: runtime_report,
    223.4: never('a duration to the nanosecond in the message'),
    228.5: chance('when the kubelet finds its runtime up again, and reports it'),
    233.7: chance('the same, five seconds later'),
  },
  'workload-failures': { 63.8: node, 63.9: node },
};
