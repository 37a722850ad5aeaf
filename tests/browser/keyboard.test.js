// Everything can be reached by keyboard alone, and the focus is visible.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference, openLab } from './lab.js';

const wide = { query: 'lang=en&theme=dark&lesson=02-1-kubelet-stopped', width: 1440, height: 900 };

// Presses a key until a condition holds; every press must change the screen.
async function pressUntil(lab, key, holds, most) {
  let seen = await lab.pixels();
  for (let i = 0; i < most; i++) {
    await lab.press(key);
    await lab.page.waitForTimeout(200);
    const now = await lab.pixels();
    assert.ok(difference(seen, now) > 20, `nothing is seen of press ${i + 1} of ${key}`);
    seen = now;
    if (await holds()) return;
  }
  throw new Error(`${most} presses of ${key} do not get there`);
}

test('F6 goes round the panels; Enter presses what has the ring', async () => {
  const lab = await openLab(wide);
  await lab.idle();
  await lab.focus();
  await lab.page.waitForTimeout(300);
  await lab.press('F6');   // the cluster: its first thing
  await lab.page.waitForTimeout(300);
  await lab.press('Enter');
  await lab.waitFor(/m-k8s[^]*192\.168\.1\.10/, { region: 'cluster' });
  await lab.press('Escape');
  await lab.press('F6');   // the time bar
  await lab.page.waitForTimeout(300);
  await lab.picture('keyboard-time');
  await lab.press('F6');   // the lesson: its list of steps
  await lab.page.waitForTimeout(300);
  assert.equal(await lab.where('search'), null);
  await lab.press('Enter');
  await lab.page.waitForTimeout(300);
  assert.ok(await lab.where('search'), 'the list of steps did not open');
  await lab.picture('keyboard-list');
  assert.deepEqual(lab.errors, []);
  await lab.close();
});

test('a lesson is read, answered and gone on with by keys', async () => {
  const lab = await openLab(wide);
  await lab.idle();
  await lab.focus();
  await lab.press('Control+Enter');
  await lab.waitFor('2 / ', { region: 'lesson' });
  await lab.press('Shift+F6');   // from the terminal back to the lesson
  await lab.page.waitForTimeout(300);
  await lab.press('ArrowDown');   // from the list of steps to the first choice
  await lab.page.waitForTimeout(300);
  await lab.press('Enter');
  await lab.waitFor('the Node object still says', { region: 'lesson' });
  for (let i = 0; i < 3; i++) {   // the other choices, and the first command
    await lab.press('ArrowDown');
    await lab.page.waitForTimeout(300);
  }
  await lab.picture('keyboard-choice');
  await lab.press('Enter');
  await lab.page.waitForTimeout(300);
  await lab.press('Enter');
  await lab.waitFor('kubelet: stopped', { region: 'cluster' });
  await lab.close();
});

test('the language and the theme are reached by keys', async () => {
  const lab = await openLab(wide);
  await lab.idle();
  await lab.focus();
  await lab.press('Shift+F6');
  await lab.page.waitForTimeout(300);
  const reached = async () => {
    await lab.press('Space');
    await lab.page.waitForTimeout(250);
    return (await lab.page.evaluate(() => document.documentElement.lang)) === 'ko' ||
      (await lab.page.evaluate(() => document.documentElement.dataset.theme)) === 'light';
  };
  await pressUntil(lab, 'ArrowUp', reached, 6);
  await lab.close();
});

test('the tools of the terminal are reached by keys, each with a ring', async () => {
  const lab = await openLab(wide);
  await lab.idle();
  await lab.focus();
  await lab.page.waitForTimeout(300);
  await lab.press('F6');   // the cluster; the tools are just before it
  await lab.page.waitForTimeout(300);
  const tools = ['split', 'larger', 'smaller', 'paste', 'help', 'find'];
  let before = await lab.pixels();
  for (const name of tools) {
    await lab.press('Shift+Tab');
    await lab.page.waitForTimeout(250);
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
  await lab.page.waitForTimeout(300);
  assert.ok(await lab.where('close find'), 'Enter did not press the tool');
  await lab.close();
});
