// The real kubectl v1.20.2 judges ours: `podfall judge` runs every line of the JSON files here
// twice on copies of one cluster at one time, in the simulated terminal and as the real client
// against `podfall serve`. Output, errors and exit code must be equal; exceptions are listed in the
// file's "known" with their reasons.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after, describe, test } from 'node:test';
import { realKubectl } from './kubectl.js';

const folder = fileURLToPath(new URL('./', import.meta.url));
const podfall = process.env.PODFALL ?? `${folder}../../build/native/podfall`;
let same = 0, all = 0;

const kubectl = realKubectl();

async function judge(file) {
  const run = promisify(execFile)(podfall, ['judge', kubectl, folder + file], {
    maxBuffer: 64 << 20,
  });
  const { stdout } = await run.catch((error) => error);
  const [, equal, commands] = stdout.match(/^judge: (\d+) of (\d+) /m) ?? [];
  return { stdout, equal: Number(equal), commands: Number(commands) };
}

const files = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
const cases = (file) => JSON.parse(readFileSync(folder + file, 'utf8'));

test('at least 300 commands in 12 clusters, and every known difference has its reason', () => {
  assert.ok(files.length >= 12);
  assert.ok(files.flatMap((file) => cases(file).commands).length >= 300);
  for (const reason of files.flatMap((file) => Object.values(cases(file).known ?? {})))
    assert.ok(reason.length > 10);
});

describe(
  'the terminal prints what the real kubectl prints',
  { concurrency: 2, skip: !kubectl },
  () => {
    for (const file of files) {
      test(file, async () => {
        const { stdout, equal, commands } = await judge(file);
        assert.ok(commands > 0, stdout);
        same += equal;
        all += commands;
        assert.doesNotMatch(stdout, /^(different|now equal) /m, stdout);
      });
    }
  },
);

after(() => console.log(`judge: ${same} of ${all} commands print what the real kubectl prints`));
