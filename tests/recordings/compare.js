// Compares the simulator's output with a real cluster's. Random parts are masked on both sides:
// name suffixes, addresses, UIDs, times, managedFields. Durations may differ by a seventh, runs of
// spaces count as one, and the rows of a table are compared as a set.

const suffix = '[bcdfghjklmnpqrstvwxz2456789]';
const masks = [
  [/\x1b\[[0-9;]*m/g, ''],
  [/[ \t]+$/gm, ''],
  [/^( *)managedFields:\n(?:\1[- ] ?.*\n)*/gm, ''],
  [/^( *)"managedFields": \[[^]*?^\1\],?\n/gm, ''],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID'],
  [/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, 'TIME'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, 'TIME'],
  [/(resourceVersion"?: ?"?)\d+/g, '$1RV'],
  [/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g, (ip) => (ip.startsWith('192.168.1.') ? ip : 'IP')],
  [/(nodePort"?: ?)\d+/g, '$1PORT'],
  [/:3[0-2]\d{3}\//g, ':PORT/'],
  [/(NodePort: +\S+ +)\d+\//g, '$1PORT/'],
  [/(?:docker|fakeRuntime|containerd):\/\/\S+/g, 'CONTAINER'],
  [/\b(?:ErrImagePull|ImagePullBackOff)\b/g, 'ImagePull'],   // they alternate
  [/^(\S+ +\d\/\d +)(?:Error|CrashLoopBackOff)\b/gm, '$1Crash'],
  [/((?:Image ID|imageID): +)\S+/g, '$1IMAGE'],
  [new RegExp(`default-token-${suffix}{5}`, 'g'), 'default-token-*****'],
  [new RegExp(`\\b(coredns|calico-kube-controllers)-${suffix}{8,10}`, 'g'), '$1-HASH'],
  [new RegExp(`-${suffix}{5}(?![a-z0-9-])`, 'g'), '-*****'],
  [/\.1[67][0-9a-f]{14}\b/g, '.EVENT'],
  [/ in \d+(?:\.\d+)?(?:ms|s|µs)\b/g, ' in DURATION'],
];

function rows(text, anyNode) {
  let masked = masks.reduce((t, [pattern, to]) => t.replace(pattern, to), text);
  if (anyNode) {
    masked = masked.replace(/\bw[123]-k8s\b/g, 'w?-k8s').replace(/192\.168\.1\.10[123]/g, 'NODE');
  }
  // How often kube-system's pods restarted depends on the cluster's past.
  masked = masked.replace(
    /^((?:kube-system +)?(?:pod\/)?(?:calico-|coredns-|etcd-|kube-)\S+ +\d\/\d +\S+ +)\d+/gm,
    '$1N',
  );
  return masked
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => line.trim().split(/\s+/));
}

function seconds(word) {
  const m = /^(?:(\d+)y)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(
    word.replace(/^\(|\)$/g, ''),
  );
  if (!m || !m[0]) return null;
  const [y, d, h, min, s] = m.slice(1).map((n) => Number(n ?? 0));
  return (((y * 365 + d) * 24 + h) * 60 + min) * 60 + s;
}

function wordsEqual(a, b) {
  if (a === b) return true;
  const x = seconds(a), y = seconds(b);
  return x !== null && y !== null && Math.abs(x - y) <= Math.max(12, 0.15 * Math.max(x, y));
}

const linesEqual = (a, b) => a.length === b.length && a.every((word, i) => wordsEqual(word, b[i]));

function textsEqual(real, ours, anyNode) {
  const a = rows(real, anyNode), b = rows(ours, anyNode);
  if (a.length !== b.length) return false;
  if (a.every((line, i) => linesEqual(line, b[i]))) return true;
  const isTable = a[0]?.every((word) => word === word.toUpperCase());
  if (!isTable && !real.includes('Events:') && !real.includes('NAME')) return false;
  const left = [...b];
  return a.every((line) => {
    const at = left.findIndex((other) => linesEqual(line, other));
    if (at < 0) return false;
    left.splice(at, 1);
    return true;
  });
}

// The steps of the recording that printed something and whose transcript differs.
export function differences(recording, transcript) {
  const ours = transcript.steps.filter((step) => 'stdout' in step);
  const real = recording.steps.filter((step) => 'stdout' in step);
  const different = real.flatMap((step, i) => {
    const own = ours[i] ?? { stdout: '', stderr: '(missing)', exit: -1 };
    const same =
      textsEqual(step.stdout, own.stdout, step.any_node) &&
      textsEqual(step.stderr, own.stderr, step.any_node) &&
      (step.interrupted || step.exit === own.exit);
    return same
      ? []
      : [
          {
            at: step.at,
            run: step.run,
            real: step.stdout + step.stderr,
            ours: own.stdout + own.stderr,
          },
        ];
  });
  return { different, steps: real.length };
}
