// Learning aids of a lesson: it asks first, gives hints of increasing depth, types the answer, asks
// to recall.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { difference, openLab, root } from './lab.js';

const lesson = JSON.parse(readFileSync(`${root}lessons/02-1-kubelet-stopped.json`, 'utf8'));
const wide = { query: `lang=en&theme=dark&lesson=${lesson.id}`, width: 1440, height: 900 };
const plain = (text) => [text].flat().join('\n').replace(/\*\*|`/g, '');

async function secondStep(options = wide) {
  const lab = await openLab(options);
  await lab.waitFor('1 / ', { region: 'lesson' });
  await lab.focus();
  await lab.press('Control+Enter');
  await lab.waitFor('2 / ', { region: 'lesson' });
  await lab.idle();
  return lab;
}

test('a step asks before it shows its commands, and says why a guess is wrong', async () => {
  const lab = await secondStep();
  const { question, commands } = lesson.steps[1];
  assert.equal(await lab.where('command0'), null, 'commands before the guess');
  assert.doesNotMatch(await lab.region('lesson'), /systemctl stop kubelet/);
  await lab.click('choice0');
  await lab.waitFor(plain(question.choices[0].why.en).slice(0, 40), { region: 'lesson' });
  await lab.picture('learning-wrong');
  await lab.click('choice2');
  await lab.waitFor(plain(question.choices[2].why.en).slice(0, 40), { region: 'lesson' });
  await lab.click('command0');
  assert.doesNotMatch(await lab.log(), /systemctl/, 'a press ran the command');
  await lab.press('Enter');
  await lab.waitFor('kubelet: stopped', { region: 'cluster' });
  assert.ok(commands[0].machine === 'w1-k8s' && /w1-k8s.*systemctl stop kubelet/.test(await lab.log()));
  await lab.close();
});

test('a guess brings its verdict and the first command into sight', async () => {
  for (const size of [{ width: 1280, height: 800 }, { width: 360, height: 740, touch: true }]) {
    const lab = await openLab({ query: `lang=en&theme=dark&lesson=${lesson.id}`, ...size });
    await lab.waitFor('1 / ', { region: 'lesson' });
    await lab.focus();
    await lab.press('Control+Enter');
    await lab.waitFor('2 / ', { region: 'lesson' });
    if (size.touch) await lab.tap('Lesson');
    await lab.idle();
    await (size.touch ? lab.tap('choice0') : lab.click('choice0'));
    await lab.idle();
    const [, , , , verdict] = await lab.where('choice0'), [, , , , command] = await lab.where('command0');
    assert.equal(verdict, 1, `at ${size.width} px the verdict is out of sight`);
    assert.equal(command, 1, `at ${size.width} px the first command is out of sight`);
    await lab.close();
  }
});

test('hints come in three depths, and the last types the answer', async () => {
  const lab = await secondStep();
  const { hints, answer } = lesson.steps[1];
  await lab.click('choice2');
  for (const hint of hints) {
    assert.ok(!(await lab.region('lesson')).includes(plain(hint.en)));
    await lab.click('hint');
    await lab.waitFor(plain(hint.en), { region: 'lesson' });
  }
  assert.equal(await lab.where('answer0'), null);
  await lab.click('hint');
  assert.equal(await lab.where('hint'), null, 'there is nothing deeper');
  await lab.picture('learning-hints');
  for (const [i, { type }] of answer.slice(0, 2).entries()) {
    await lab.click(`answer${i}`);
    await lab.press('Enter');
    await lab.waitFor(type.slice(0, 40));
  }
  await lab.waitFor('[x] The pods on the other nodes are Ready', { region: 'lesson', timeout: 20000 });
  await lab.close();
});

test('what is below is one press away, and the list begins at its top', async () => {
  const lab = await openLab({ query: `lang=ko&theme=light&lesson=${lesson.id}`, width: 360, height: 740, touch: true });
  await lab.idle();
  assert.equal((await lab.where('next'))[4], 0, 'the button is in sight: this test shows nothing');
  for (let i = 0; i < 3 && await lab.where('more below'); i++) {
    await lab.tap('more below');
    await lab.idle();
  }
  const [, after, , , seen] = await lab.where('next');
  assert.equal(seen, 1, `the button is at ${after}`);
  await lab.tap('steps');
  const [, top] = await lab.where('search');
  assert.ok(top > 130 && top < 200, `the list begins at ${top}`);
  await lab.tap('steps');
  await lab.idle();
  assert.ok(Math.abs((await lab.where('next'))[1] - after) < 4, 'the text was scrolled elsewhere');
  await lab.close();
});

test('on a phone the next command is offered beside the keyboard, and ticked off in the lesson', async () => {
  const lab = await openLab({ query: `lang=en&theme=light&lesson=${lesson.id}`, width: 360, height: 740, touch: true });
  await lab.idle();
  await lab.tap('Terminal');
  for (const command of lesson.steps[0].commands) {
    await lab.tap('next command');
    await lab.tap('Enter');
    await lab.waitFor(command.type.slice(0, 24));
    await lab.page.waitForTimeout(600);
  }
  assert.equal(await lab.where('next command'), null, 'all were run');
  await lab.picture('learning-phone');
  await lab.close();
});

test('a word of the glossary is told under the mouse', async () => {
  const lab = await openLab(wide);
  await lab.idle();
  const line = 171;   // "In the last lesson, the kubelet ..."
  await lab.page.mouse.move(100, line);
  await lab.page.waitForTimeout(300);
  const plainWord = await lab.pixels();
  let told = 0;
  for (let x = 190; x < 270 && told < 4000; x += 20) {
    await lab.page.mouse.move(x, line);
    await lab.page.waitForTimeout(300);
    told = difference(plainWord, await lab.pixels());
  }
  assert.ok(told >= 4000, `${told} pixels changed`);
  await lab.picture('learning-glossary');
  await lab.close();
});

test('recap cards cover their key words and show them again', async () => {
  const steps = Object.fromEntries(lesson.steps.map(({ id }) => [id, { done: true }]));
  const progress = JSON.stringify({ lessons: { [lesson.id]: { finished: true, steps } } });
  const lab = await openLab({ ...wide, before: `localStorage.setItem('podfall:progress', ${JSON.stringify(progress)})` });
  await lab.waitFor('Lesson complete', { region: 'lesson' });
  await lab.idle();
  const open = await lab.pixels();
  await lab.click('cover');
  await lab.idle();
  const covered = await lab.pixels();
  assert.ok(difference(open, covered) > 2000);
  await lab.click('card0');
  await lab.idle();
  assert.ok(difference(covered, await lab.pixels()) > 200);
  await lab.picture('learning-recap');
  await lab.close();
});

test('on a phone the chip above the keys leads through a step: command, wait, back to the lesson', async () => {
  const lab = await openLab({ query: `lang=ko&theme=dark&lesson=${lesson.id}`, width: 400, height: 800, dpr: 2, touch: true });
  const seen = async (name) => Boolean(await lab.where(name));
  const follow = async () => {   // until the chip leads back
    for (let i = 0; i < 20 && !await seen('back to lesson'); i++) {
      if (await seen('skip time')) await lab.tap('skip time');
      else if (await seen('next command')) {
        await lab.tap('next command');
        await lab.tap('Enter');
      }
      await lab.page.waitForTimeout(700);
    }
    await lab.tap('back to lesson');
    assert.ok(await seen('steps'), 'the lesson is not shown');
  };
  await lab.idle();
  await lab.tap('command0');
  await lab.tap('Enter');
  await lab.page.waitForTimeout(700);
  await follow();
  for (const [i, { question }] of lesson.steps.slice(1, 6).entries()) {
    await lab.tap('next');
    await lab.waitFor(`${i + 2} / `, { region: 'lesson' });
    if (question) await lab.tap(`choice${question.answer}`);
    await lab.tap('터미널');
    await follow();
    assert.doesNotMatch(await lab.region('lesson'), /\[ \]/, `step ${i + 2} is not done`);
  }
  // What the explanation of the last step refers to was on screen.
  assert.match(await lab.log(), /del-deploy +5\/6/);
  await lab.picture('learning-chip');
  assert.deepEqual(lab.errors, []);
  await lab.close();
});

test('on a phone whatever is pressed is 40 pixels high', async () => {
  const lab = await openLab({ query: `lang=ko&theme=dark&lesson=${lesson.id}`, width: 400, height: 800, dpr: 2, touch: true });
  await lab.idle();
  const tall = async (...names) => {
    for (const name of names) {
      const box = await lab.where(name);
      assert.ok(box, `${name} is not there`);
      assert.ok(box[3] >= 40, `${name} is ${box[3]} high`);
    }
  };
  await tall('theme', 'language', '레슨', '터미널', '클러스터', 'steps', 'command0', 'command1', 'command2', 'next', 'more below',
    'play', 'next change', '1x', 'time lanes');
  await lab.tap('steps');
  await tall('search', 'step0', 'lesson1');
  await lab.tap('steps');
  await lab.tap('터미널');
  const tabs = [];
  for (let i = 0; i < 40; i++) if (await lab.where(`tab${i}`)) tabs.push(`tab${i}`);
  assert.equal(tabs.length, 4);
  await tall(...tabs, 'tools', 'next command', 'Tab', '^C', 'Enter');
  await lab.tap('tools');
  await tall('find', 'help', 'paste', 'smaller', 'larger', 'split');
  await lab.close();
});
