// Everything can be reached by keyboard alone, and the focus is visible.
import assert from 'node:assert/strict';
import { openLab, test } from './lab.js';

const wide = { query: 'lang=en&theme=dark&lesson=02-1-kubelet-stopped', width: 1440, height: 900 };

// Presses a key until a condition holds; every press must change the screen.
async function pressUntil(lab, key, holds, most) {
  let seen = await lab.pixels();
  for (let i = 0; i < most; i++) {
    await lab.press(key);
    await lab.idle();
    await lab.changed(seen, 20);
    seen = await lab.pixels();
    if (await holds()) return;
  }
  throw new Error(`${most} presses of ${key} do not get there`);
}

test('F6 goes round the panels; Enter presses what has the ring', async () => {
  const lab = await openLab(wide);
  await lab.idle();
  await lab.focus();
  await lab.idle();
  await lab.press('F6');   // the cluster: its first thing
  await lab.idle();
  await lab.press('Enter');
  await lab.waitFor(/m-k8s[^]*192\.168\.1\.10/, { region: 'cluster' });
  await lab.press('Escape');
  await lab.press('F6');   // the time bar
  await lab.idle();
  await lab.picture('keyboard-time');
  await lab.press('F6');   // the lesson: its list of steps
  await lab.idle();
  assert.equal(await lab.where('search'), null);
  await lab.press('Enter');
  await lab.idle();
  assert.ok(await lab.where('search'), 'the list of steps did not open');
  await lab.picture('keyboard-list');
  assert.deepEqual(lab.errors, []);
});

test('a lesson is read, answered and gone on with by keys', async () => {
  const lab = await openLab(wide);
  await lab.idle();
  await lab.focus();
  await lab.press('Shift+F6');   // from the terminal back to the lesson
  await lab.idle();
  await lab.press('ArrowDown');   // from the list of steps to the first choice
  await lab.idle();
  await lab.press('Enter');
  await lab.waitFor('You said', { region: 'lesson' });
  for (let i = 0; i < 3; i++) {   // the other choices, and the first command
    await lab.press('ArrowDown');
    await lab.idle();
  }
  await lab.picture('keyboard-choice');
  await lab.press('Enter');
  await lab.idle();
  await lab.press('Enter');
  await lab.waitFor('kubelet: stopped', { region: 'cluster' });
});

test('the language and the theme are reached by keys', async () => {
  const lab = await openLab(wide);
  await lab.idle();
  await lab.focus();
  await lab.press('Shift+F6');
  await lab.idle();
  const reached = async () => {
    await lab.press('Space');
    await lab.idle();
    return (await lab.page.evaluate(() => document.documentElement.lang)) === 'ko' ||
      (await lab.page.evaluate(() => document.documentElement.dataset.theme)) === 'light';
  };
  await pressUntil(lab, 'ArrowUp', reached, 6);
});

test('the tools of the terminal are reached by keys, each with a ring', async () => {
  const lab = await openLab(wide);
  await lab.idle();
  await lab.focus();
  await lab.idle();
  await lab.press('F6');   // the cluster; the tools are just before it
  await lab.idle();
  const tools = ['split', 'larger', 'smaller', 'paste', 'help', 'find'];
  let before = await lab.pixels();
  for (const name of tools) {
    await lab.press('Shift+Tab');
    await lab.idle();
    const now = await lab.pixels();
    const [x, y, w, h] = await lab.where(name);
    let ring = 0;   // along the top edge, from the left to the right
    for (let i = x + 4; i < x + w - 4; i++) {
      const at = [y - 2, y - 1].map((row) => row * now.width + i);
      if (at.some((p) => now.green[p] !== before.green[p])) ring++;
    }
    assert.ok(ring > w / 2, `${name} at ${[x, y, w, h]} has no ring: ${ring}`);
    before = now;
  }
  await lab.press('Enter');
  await lab.idle();
  assert.ok(await lab.where('close find'), 'Enter did not press the tool');
});
