// The turning points of the timelines match the real cluster's to within ten seconds: when a node
// is found silent, is tainted, loses its pods, and recovers. A recording looks every 5 to 30 s, so
// it only knows an interval; the simulator is asked every second.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const folder = fileURLToPath(new URL('./', import.meta.url));
const podfall = process.env.PODFALL ?? `${folder}../../build/native/podfall`;
const tolerance = 10;

const isLook = (step) =>
  'stdout' in step &&
  step.run.startsWith('kubectl get node w1-k8s') &&
  step.run.includes('uniq -c');
const read = ({ at, stdout }) => {
  const [node, ...pods] = stdout.split('\n').filter((line) => line.trim() !== '');
  return {
    at,
    ready: node.startsWith('True'),
    tainted: /:NoSchedule/.test(node),
    evicts: /:NoExecute/.test(node),
    deleted: pods.some((line) => line.includes('Terminating')),
    up: pods.every((line) => line.includes('1/1 Running')),
  };
};

// The first look from `from` on for which `holds`, and the look before it; null if there is none.
function first(looks, from, holds) {
  const i = looks.findIndex((look) => look.at >= from && holds(look));
  return i < 0 ? null : { after: Math.max(from, looks[i - 1]?.at ?? from), by: looks[i].at };
}

// Recovered for good: from when on `holds` at every look.
function forGood(looks, from, holds) {
  const late = looks.filter((look) => look.at >= from && !holds(look)).pop();
  return first(looks, late ? late.at + 0.01 : from, holds);
}

function turningPoints(steps) {
  const looks = steps.filter(isLook).map(read);
  const moment = (what) => steps.find((step) => step.run?.startsWith(`systemctl ${what}`)).at;
  const stop = moment('stop'), start = moment('start');
  const down = looks.filter((look) => look.at < start);
  return {
    'the node is not ready': first(down, stop, (look) => !look.ready),
    'the node is tainted NoSchedule': first(down, stop, (look) => look.tainted),
    'the node is tainted NoExecute': first(down, stop, (look) => look.evicts),
    'its pods are deleted': first(down, stop, (look) => look.deleted),
    'the node is ready again': forGood(looks, start, (look) => look.ready),
    'no taint is left': forGood(looks, start, (look) => !look.tainted && !look.evicts),
    'all pods run': forGood(looks, start, (look) => look.up && !look.deleted),
  };
}

// The recording, looking every second instead of at its own times.
function dense(recording) {
  const looks = recording.steps.filter(isLook);
  const steps = recording.steps.filter((step) => !isLook(step));
  for (let at = looks[0].at; at <= looks.at(-1).at; at += 1) steps.push({ ...looks[0], at });
  return { ...recording, steps: steps.sort((a, b) => a.at - b.at) };
}

function simulate(recording, seed) {
  const scratch = mkdtempSync(`${tmpdir()}/podfall-timeline-`);
  writeFileSync(`${scratch}/dense.json`, JSON.stringify(dense(recording)));
  const out = execFileSync(podfall, ['replay', '--seed', String(seed), `${scratch}/dense.json`], {
    maxBuffer: 64 << 20,
  });
  rmSync(scratch, { recursive: true });
  return JSON.parse(out).steps;
}

for (const name of [
  'timeline-kubelet-stopped',
  'patched-timeline-kubelet-stopped',
  'timeline-runtime-stopped',
]) {
  test(`${name} turns when the real cluster did, to within ${tolerance} s`, () => {
    const recording = JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8'));
    const real = turningPoints(recording.steps);
    for (const seed of [2, 4, 5, 6]) {  // all.js
      const ours = turningPoints(simulate(recording, seed));
      for (const [what, span] of Object.entries(real)) {
        const [here, there] = [JSON.stringify(ours[what]), JSON.stringify(span)];
        const told = `seed ${seed}: ${what}: ours ${here}, real ${there}`;
        assert.equal(ours[what] === null, span === null, told);
        if (span)
          assert.ok(
            ours[what].by >= span.after - tolerance && ours[what].after <= span.by + tolerance,
            told,
          );
      }
    }
  });
}

test('a turning point that is late, or missing, is seen', () => {
  const look = (at, stdout) => ({ at, run: 'kubectl get node w1-k8s | uniq -c', stdout });
  const steps = [
    look(0, 'True \n 2 1/1 Running\n'),
    { at: 1, run: 'systemctl stop kubelet' },
    look(30, 'True \n 2 1/1 Running\n'),
    look(40, 'Unknown a:NoSchedule \n 2 1/1 Running\n'),
    { at: 41, run: 'systemctl start kubelet' },
    look(45, 'Unknown a:NoSchedule \n 2 1/1 Running\n'),
    look(50, 'True \n 2 1/1 Running\n'),
  ];
  const points = turningPoints(steps);
  assert.deepEqual(points['the node is not ready'], { after: 30, by: 40 });
  assert.equal(points['the node is tainted NoExecute'], null);
  assert.deepEqual(points['the node is ready again'], { after: 45.01, by: 50 });
});
