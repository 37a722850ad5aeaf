// Splits the linked module in two: the first part only draws a lesson's opening, and the second,
// which contains the simulation, is fetched when the reader starts to act.
//
//     node split.mjs WHOLE.wasm LESSONS PAGE WORK
//
// 1. The whole module opens each lesson; its first moment is written to PAGE/lessons/ID.still.
// 2. An instrumented copy draws those stills in all layouts; the functions it ran are the profile.
// 3. wasm-split (Binaryen) splits the module by it. In the first part, calls into the second go
//    through a table, whose entries are imports until the second part has arrived.
import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { openHeadless } from './headless.mjs';

const [whole, lessonFolder, page, work] = process.argv.slice(2);
const run = promisify(execFile);
// Features that browsers have had since 2021; wasm-opt would otherwise use any allowed one.
const features = ['-mvp', '--enable-mutable-globals', '--enable-sign-ext', '--enable-bulk-memory',
  '--enable-nontrapping-float-to-int'];
// Sizes at which the panels have different layouts, in CSS pixels.
const sizes = [[1440, 900], [1280, 800], [800, 1000], [390, 740], [360, 640], [2560, 1440]];
const looks = [{ lang: 'ko', theme: 'dark' }, { lang: 'en', theme: 'light' },
  { lang: 'en', theme: 'dark', contrast: 'more', motion: 'reduce' }];

const lessons = new Map();
for (const file of (await readdir(lessonFolder))
  .filter((name) => /^\d.*\.json$/.test(name))
  .sort()) {
  const text = JSON.stringify(JSON.parse(await readFile(`${lessonFolder}/${file}`, 'utf8')));
  lessons.set(file.replace('.json', ''), text);
}
await mkdir(`${page}/lessons`, { recursive: true });
await mkdir(work, { recursive: true });

const stills = new Map();
const texts = { lesson: (id) => lessons.get(id), still: (id) => stills.get(id) };

async function makeStills() {
  const module = await WebAssembly.compile(await readFile(whole));
  const lab = await openHeadless(module, {}, texts);
  for (const [id, lesson] of lessons) {
    stills.set(id, lab.still(id));
    await writeFile(`${page}/lessons/${id}.json`, lesson);
    await writeFile(`${page}/lessons/${id}.still`, stills.get(id));
  }
}

async function makeProfile(profile) {
  await run('wasm-split', ['--instrument', ...features, whole, '-o', `${work}/counting.wasm`]);
  const module = await WebAssembly.compile(await readFile(`${work}/counting.wasm`));
  const parts = [];
  for (const lesson of lessons.keys()) {
    for (const look of looks) {
      const lab = await openHeadless(module, { lesson, ...look }, texts);
      let now = 0;
      for (const [width, height] of sizes)
        for (let i = 0; i < 3; i++) lab.frame((now += 0.1), width, height);
      lab.wasm.podfall_fonts(lab.state);
      lab.wasm.podfall_context(lab.state);
      lab.frame(now += 0.1, 1280, 800);
      lab.wasm.podfall_cursor(lab.state);
      lab.wasm.podfall_lessons(lab.state);
      const size = lab.wasm.__write_profile(0, 0);
      const at = lab.wasm.podfall_buffer(lab.state, size);
      lab.wasm.__write_profile(at, size);
      const file = `${work}/profile.${parts.length}`;
      await writeFile(file, new Uint8Array(lab.wasm.memory.buffer, at, size).slice());
      parts.push(file);
    }
  }
  await run('wasm-split', ['--merge-profiles', ...parts, '-o', profile]);
}

await makeStills();
const profile = `${work}/profile`;
await makeProfile(profile);
const first = `${work}/first.wasm`,
  rest = `${work}/rest.wasm`;
await run('wasm-split', [
  whole,
  ...features,
  `--profile=${profile}`,
  '-o1',
  first,
  '-o2',
  rest,
  '--export-prefix=%',
  '--import-namespace=first',
  '--placeholder-namespace=later',
]);
const optimise = (from, to) =>
  run('wasm-opt', [...features, '-Oz', '--strip-debug', '--strip-producers', from, '-o', to]);
await Promise.all([
  optimise(first, `${page}/podfall.wasm`),
  optimise(rest, `${page}/podfall-rest.wasm`),
]);
