// Replays every recording of a real v1.20.2 cluster in the simulator (`podfall replay`) and compares.
// Prints the rate. What still differs is named in known.js; one difference more fails.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';
import { differences } from './compare.js';
import { known } from './known.js';

const folder = fileURLToPath(new URL('./', import.meta.url));
const podfall = process.env.PODFALL ?? `${folder}../../build/native/podfall`;
let matched = 0, all = 0;

test('a changed line, a missing row and another exit code are seen', () => {
  const step = { at: 0, run: 'x', stdout: 'NAME AGE\na-bcdfg 10s\nb 3m\n', stderr: '', exit: 0 };
  const compare = (change) => differences({ steps: [step] }, { steps: [{ ...step, ...change }] }).different.length;
  assert.equal(compare({ stdout: 'NAME   AGE\nb   3m5s\na-xzwvt 12s\n' }), 0);
  assert.equal(compare({ stdout: 'NAME AGE\na-bcdfg 10s\n' }), 1);
  assert.equal(compare({ stdout: 'NAME AGE\na-bcdfg 10s\nc 3m\n' }), 1);
  assert.equal(compare({ stderr: 'error: no\n' }), 1);
  assert.equal(compare({ exit: 1 }), 1);
});

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json')).sort()) {
  const name = file.replace('.json', '');
  test(`${name} is what a real cluster printed`, () => {
    const recording = JSON.parse(readFileSync(folder + file, 'utf8'));
    const transcript = JSON.parse(execFileSync(podfall, ['replay', folder + file], { maxBuffer: 64 << 20 }));
    const { different, steps } = differences(recording, transcript);
    matched += steps - different.length;
    all += steps;
    const reasons = known[name] ?? [];
    const shown = different.map((d) => `${d.at} ${d.run}\n--- real\n${d.real}--- ours\n${d.ours}`).join('\n');
    assert.ok(different.length <= reasons.length, `${different.length} differ, ${reasons.length} are known\n${shown}`);
  });
}

after(() => console.log(`recordings: ${matched} of ${all} steps match (${(100 * matched / all).toFixed(1)} %)`));
