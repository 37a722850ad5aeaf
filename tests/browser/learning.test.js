// Learning aids of a lesson: it asks first, gives hints of increasing depth, types the answer, asks
// to recall.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { difference, openLab, root, test } from './lab.js';

const lesson = JSON.parse(readFileSync(`${root}lessons/02-1-kubelet-stopped.json`, 'utf8'));
const wide = { query: `lang=en&theme=dark&lesson=${lesson.id}`, width: 1440, height: 900 };
const plain = (text) => [text].flat().join('\n').replace(/\*\*|`/g, '');

async function firstStep(options = wide) {
  const lab = await openLab(options);
  await lab.waitFor('1 / ', { region: 'lesson' });
  await lab.focus();
  await lab.idle();
  return lab;
}

// Taps what the chip above the keys offers until `ask` says so. A command that still runs may be
// offered a second time: that it is typed twice does no harm.
async function follow(lab, ask) {
  await lab.until(ask, true, async () => {
    if (await lab.where('skip time')) return lab.tap('skip time');
    if (!await lab.where('next command')) return;
    await lab.tap('next command');
    await lab.tap('Enter');
  });
}

// Scrolls down until something can be tapped.
async function bring(lab, name) {
  for (let i = 0; i < 6 && !((await lab.where(name))?.[4] === 1); i++) {
    await lab.tap('more below');
    await lab.idle();
  }
}

test('a step asks before it shows its commands, and judges the guess once it is seen', async () => {
  const lab = await firstStep();
  const { question, commands, goals, explanation } = lesson.steps[0];
  const why = (i) => plain(question.choices[i].why.en).slice(0, 40);
  assert.equal(await lab.where('command0'), null, 'commands before the guess');
  assert.doesNotMatch(await lab.region('lesson'), /systemctl stop kubelet/);
  await lab.click('choice0');
  await lab.waitFor('You said', { region: 'lesson' });
  assert.ok(!(await lab.region('lesson')).includes(why(0)), 'judged before anything was seen');
  await lab.picture('learning-guess');
  await lab.click('command0');
  assert.doesNotMatch(await lab.log(), /systemctl/, 'a press ran the command');
  await lab.press('Enter');
  await lab.waitFor('kubelet: stopped', { region: 'cluster' });
  assert.equal(commands[0].machine, 'w1-k8s');
  assert.match(await lab.log(), /w1-k8s.*systemctl stop kubelet/);
  for (let i = 1; i < commands.length; i++) {
    const told = (await lab.region('lesson')).includes(plain(explanation.en).slice(0, 40));
    assert.ok(!told, 'explained before it was seen');
    await lab.click(`command${i}`);
    await lab.press('Enter');
    await lab.waitFor(`[x] ${plain(goals[i].text.en)}`, { region: 'lesson' });
  }
  await lab.waitFor(why(0), { region: 'lesson' });
  await lab.picture('learning-wrong');
});

test('a guess and the first command are in sight together', async () => {
  for (const size of [{ width: 1280, height: 800 }, { width: 360, height: 740, touch: true }]) {
    const lab = await openLab({ query: `lang=en&theme=dark&lesson=${lesson.id}`, ...size });
    await lab.waitFor('1 / ', { region: 'lesson' });
    await lab.idle();
    for (let i = 0; i < 5 && (await lab.where('choice2'))[4] < 1; i++) {
      await (size.touch ? lab.tap('more below') : lab.click('more below'));
      await lab.idle();
    }
    await (size.touch ? lab.tap('choice2') : lab.click('choice2'));
    await lab.idle();
    const [, , , , guess] = await lab.where('choice2');
    const [, , , , command] = await lab.where('command0');
    assert.equal(guess, 1, `at ${size.width} px the guess is out of sight`);
    assert.equal(command, 1, `at ${size.width} px the first command is out of sight`);
  }
});

test('hints come in three depths, and the last types the answer', async () => {
  const lab = await firstStep();
  const { hints, answer } = lesson.steps[0];
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
  await lab.waitFor('[x] You saw inactive (dead) in systemctl status', { region: 'lesson' });
});

test('what is below is one press away, and the list begins at its top', async () => {
  const lab = await openLab({
    query: `lang=ko&theme=light&lesson=${lesson.id}`,
    width: 360,
    height: 740,
    touch: true,
  });
  await lab.idle();
  assert.equal((await lab.where('hint'))[4], 0, 'the button is in sight: this test shows nothing');
  for (let i = 0; i < 5 && await lab.where('more below'); i++) {
    await lab.tap('more below');
    await lab.idle();
  }
  const [, after, , , seen] = await lab.where('hint');
  assert.equal(seen, 1, `the button is at ${after}`);
  await lab.tap('steps');
  const [, top] = await lab.where('search');
  assert.ok(top > 130 && top < 200, `the list begins at ${top}`);
  await lab.tap('steps');
  await lab.idle();
  assert.ok(Math.abs((await lab.where('hint'))[1] - after) < 4, 'the text was scrolled elsewhere');
});

test('on a phone the next command is beside the keys, and ticked off in the lesson', async () => {
  const lab = await openLab({
    query: `lang=en&theme=light&lesson=${lesson.id}`,
    width: 360,
    height: 740,
    touch: true,
  });
  await lab.idle();
  await bring(lab, 'choice0');
  await lab.tap('choice0');
  await lab.tap('Terminal');
  await follow(lab, async () => await lab.where('next command') === null);
  for (const command of lesson.steps[0].commands)
    assert.ok((await lab.log()).includes(command.type.slice(0, 24)), command.type);
  await lab.picture('learning-phone');
});

test('a word of the glossary is explained under the mouse', async () => {
  const lab = await openLab(wide);
  await lab.idle();
  await lab.page.mouse.move(4, 4);
  await lab.drawn();
  const plainWord = await lab.pixels();
  await lab.hover('term kubelet');
  await lab.changed(plainWord, 4000);
  await lab.picture('learning-glossary');
});

test('recap cards cover their key words and show them again', async () => {
  const steps = Object.fromEntries(lesson.steps.map(({ id }) => [id, { done: true }]));
  const progress = JSON.stringify({ lessons: { [lesson.id]: { finished: true, steps } } });
  const lab = await openLab({
    ...wide,
    before: `localStorage.setItem('podfall:progress', ${JSON.stringify(progress)})`,
  });
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
});

test('on a phone the chip above the keys leads through a step: command, wait, lesson', async () => {
  const lab = await openLab({
    query: `lang=ko&theme=dark&lesson=${lesson.id}`,
    width: 400,
    height: 800,
    dpr: 2,
    touch: true,
  });
  const toTheLesson = async () => {
    await follow(lab, async () => await lab.where('back to lesson') !== null);
    await lab.tap('back to lesson');
    assert.ok(await lab.where('steps'), 'the lesson is not shown');
  };
  await lab.idle();
  await bring(lab, `choice${lesson.steps[0].question.answer}`);
  await lab.tap(`choice${lesson.steps[0].question.answer}`);
  await lab.tap('command0');
  await lab.tap('Enter');
  await toTheLesson();
  for (const [i, { question }] of lesson.steps.slice(1, 6).entries()) {
    await lab.tap('next');
    await lab.waitFor(`${i + 2} / `, { region: 'lesson' });
    if (question) {
      await bring(lab, `choice${question.answer}`);
      await lab.tap(`choice${question.answer}`);
    }
    await lab.tap('터미널');
    await toTheLesson();
    assert.doesNotMatch(await lab.region('lesson'), /\[ \]/, `step ${i + 2} is not done`);
  }
  // What the explanation of the last step refers to was on screen.
  assert.match(await lab.log(), /del-deploy +5\/6/);
  await lab.picture('learning-chip');
  assert.deepEqual(lab.errors, []);
});

test('on a phone whatever is pressed is 40 pixels high', async () => {
  const lab = await openLab({
    query: `lang=ko&theme=dark&lesson=${lesson.id}`,
    width: 400,
    height: 800,
    dpr: 2,
    touch: true,
  });
  await lab.idle();
  const tall = async (...names) => {
    for (const name of names) {
      const box = await lab.where(name);
      assert.ok(box, `${name} is not there`);
      assert.ok(box[3] >= 40, `${name} is ${box[3]} high`);
    }
  };
  await tall('theme', 'language', '레슨', '터미널', '클러스터', 'steps', 'choice0', 'hint', 'more below',
    'play', 'next change', '1x', 'time lanes');
  await bring(lab, 'choice2');
  await lab.tap('choice2');
  await lab.idle();
  await tall('command0', 'command1', 'command2');
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
});
