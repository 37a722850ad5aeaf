// Replays every recording of a real v1.20.2 cluster in the simulator (`podfall replay`) and
// compares. Prints the rate. Remaining differences are listed in known.js by step; any other
// difference fails. Random outcomes depend on the seed, so each recording is replayed with several.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';
import { differences } from './compare.js';
import { known, past } from './known.js';
import './timelines.js';

const folder = fileURLToPath(new URL('./', import.meta.url));
const podfall = process.env.PODFALL ?? `${folder}../../build/native/podfall`;
const matched = new Map();   // steps that match, by seed
const nearest = new Map();   // of the blog's recordings: the best of the seeds that were needed
let all = 0;

test('a changed line, a missing row and another exit code are seen', () => {
  const step = { at: 0, run: 'x', stdout: 'NAME AGE\na-bcdfg 10s\nb 3m\n', stderr: '', exit: 0 };
  const compare = (change) =>
    differences({ steps: [step] }, { steps: [{ ...step, ...change }] }).different.length;
  assert.equal(compare({ stdout: 'NAME   AGE\nb   3m5s\na-xzwvt 12s\n' }), 0);
  assert.equal(compare({ stdout: 'NAME AGE\na-bcdfg 10s\n' }), 1);
  assert.equal(compare({ stdout: 'NAME AGE\na-bcdfg 10s\nc 3m\n' }), 1);
  assert.equal(compare({ stderr: 'error: no\n' }), 1);
  assert.equal(compare({ exit: 1 }), 1);
});

const played = new Map();

// The differences of a recording with that seed.
function replay(name, seed) {
  const key = `${name} ${seed}`;
  if (!played.has(key)) played.set(key, play(name, seed));
  return played.get(key);
}

function play(name, seed) {
  const recording = JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8'));
  const { after = [], age } = past[name] ?? {};
  const args = ['replay', '--seed', String(seed), ...(age ? ['--cluster-age', String(age)] : []),
    ...[...after, name].map((each) => `${folder}${each}.json`)];
  const transcript = JSON.parse(execFileSync(podfall, args, { maxBuffer: 64 << 20 }));
  return differences(recording, transcript);
}

const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace('.json', ''))
  .sort();
// The minimum for recordings below 95 % (random outcomes may cost more); the reasons are in
// known.js.
const least = {
  'ch02-1-kubelet-stopped': 9 / 11,
  'ch02-2-runtime-stopped-longer': 14 / 15,
  'kubectl-describe': 12 / 14,
  'kubectl-node': 30 / 33,
  'kubectl-rollout': 33 / 36,
  'patched-timeline-kubelet-stopped': 36 / 42,
  'timeline-kubelet-stopped': 39 / 42,
  'timeline-runtime-stopped': 25 / 30,
  'workload-failures': 15 / 17,
};
// The first is the one that `podfall replay` takes by default. In all, the queue of v1.20.2 is
// blocked for w1, as it was in the recorded cluster: that is chance.
const seeds = [2, 4, 5, 6];

for (const name of names) {
  test(`${name} is what a real cluster printed`, () => {
    for (const seed of seeds) {
      const { different, steps } = replay(name, seed);
      matched.set(seed, (matched.get(seed) ?? 0) + steps - different.length);
      if (seed === seeds[0]) all += steps;
      const unknown = different.filter((d) => !known[name]?.[d.at]);
      const shown = unknown
        .map((d) => `${d.at} ${d.run}\n--- real\n${d.real}--- ours\n${d.ours}`)
        .join('\n');
      assert.equal(
        unknown.length,
        0,
        `seed ${seed}: ${unknown.length} differ for no known reason\n${shown}`,
      );
      const rate = (steps - different.length) / steps;
      assert.ok(rate >= (least[name] ?? 0.95), `seed ${seed}: ${(100 * rate).toFixed(1)} %`);
    }
  });
}

// Randomness is no excuse: what is said to depend on it must be equal with some seed, and for the
// blog's recordings one seed must reach at least 95 % at once.
const blog = /^(ch\d|timeline-|workload-failures|services-endpoints|daemonset-job)/;
const chances = 400;

for (const name of names) {
  const left = new Set(
    Object.entries(known[name] ?? {})
      .filter(([, why]) => why.startsWith('chance'))
      .map(([at]) => Number(at)),
  );
  if (left.size === 0 && !blog.test(name)) continue;
  test(`${name}: what is called chance is, and all of it can come together`, () => {
    let near = blog.test(name) ? 0 : 1, seed = 0;
    while ((left.size > 0 || near < 0.95) && ++seed <= chances) {
      const { different, steps } = replay(name, seed);
      for (const at of left) if (!different.some((d) => d.at === at)) left.delete(at);
      near = Math.max(near, (steps - different.length) / steps);
    }
    assert.deepEqual([...left], [], `no seed up to ${chances} prints these`);
    assert.ok(near >= 0.95, `at best ${(100 * near).toFixed(1)} %`);
    if (blog.test(name)) nearest.set(name, { near, seed: Math.max(seed, 1) });
  });
}

test('every step with a reason is a step of a recording', () => {
  for (const [name, steps] of Object.entries(known)) {
    const { steps: recorded } = JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8'));
    for (const at of Object.keys(steps))
      assert.ok(
        recorded.some((step) => step.at === Number(at) && 'stdout' in step),
        `${name} ${at}`,
      );
  }
});

const mean = () => [...matched.values()].reduce((a, b) => a + b, 0) / matched.size;
const percent = (steps) => `${(100 * steps / all).toFixed(1)} %`;

test('at least 96.5 % of all steps match, over the seeds', () =>
  assert.ok(mean() >= 0.965 * all, percent(mean())));

after(() => {
  console.log(
    `recordings: ${matched.get(seeds[0])} of ${all} steps match ` +
      `(${percent(matched.get(seeds[0]))})`,
  );
  console.log(`over ${seeds.length} seeds: ${percent(mean())}`);
  for (const [name, { near, seed }] of nearest)
    console.log(`  ${name}: ${(100 * near).toFixed(1)} % by seed ${seed}`);
});
