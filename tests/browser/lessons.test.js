// Every lesson after the first is played to its end by typing its answers. Lines for other machines
// are run through ssh: any way to the goals counts.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { openLab, root, test } from './lab.js';

const folder = `${root}lessons/`;
const finished = { ko: '레슨을 마쳤습니다', en: 'Lesson complete' };

// Lets virtual seconds pass by a command that ends after them, long waits at a hundred times the
// speed: a busy machine's page falls behind its own clock.
let waits = 0;
async function pass(lab, seconds) {
  const fast = seconds >= 40;
  if (fast) await lab.click('100x');
  const mark = `waited ${++waits}.`;
  await enter(lab, `sleep ${seconds}; printf 'waited %s.\\n' ${waits}`);
  await lab.waitFor(mark);
  if (fast) await lab.click('10x');
}

// Waits for the first line that a command which hangs then printed.
async function saysSomething(lab, line) {
  await lab.until(async () => {
    const log = await lab.log(), at = log.lastIndexOf(line.slice(0, 24));
    return at >= 0 && log.slice(at).trim().split('\n').length > 1;
  });
}

// Types a line at once: at ten times the speed a slow typist would miss the grace period.
async function enter(lab, line) {
  await lab.paste(line);
  await lab.press('Enter');
}

async function playStep(lab, step, place) {
  await lab.waitFor(place, { region: 'lesson' });
  const parts = step.answer ?? [];
  for (const [i, part] of parts.entries()) {
    if (part.interrupt) await lab.press('Control+c');
    if (part.type)
      await enter(lab, part.machine ? `ssh ${part.machine} '${part.type}'` : part.type);
    if (parts[i + 1]?.interrupt) await saysSomething(lab, part.type);
    else if (part.wait) await pass(lab, part.wait);
  }
  const done = (text) => text.includes(place) && !text.includes('[ ]');
  await lab.until(async () => done(await lab.region('lesson')));
  await lab.press('Control+Enter');
}

for (const [i, file] of readdirSync(folder)
  .filter((name) => /^0[23].*\.json$/.test(name))
  .sort()
  .entries()) {
  const lang = i % 2 ? 'en' : 'ko';
  test(`lesson ${file.slice(0, 4)} is played to its end (${lang})`, async () => {
    const lesson = JSON.parse(readFileSync(folder + file, 'utf8'));
    const lab = await openLab({
      query: `lang=${lang}&theme=dark&lesson=${lesson.id}`,
      width: 1440,
      height: 900,
    });
    await lab.waitFor(lesson.title[lang], { region: 'lesson' });
    await lab.focus();
    await lab.click('10x');
    await lab.focus();
    for (const [n, step] of lesson.steps.entries())
      await playStep(lab, step, `${n + 1} / ${lesson.steps.length}`);
    await lab.waitFor(finished[lang], { region: 'lesson' });
    await lab.picture(`lesson-${lesson.id}`);
    assert.deepEqual(lab.errors, []);
  });
}
