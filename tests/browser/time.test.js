// The time bar, pressed and dragged: time pauses, runs fast, skips, goes back, and an abandoned
// future is restored.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference, openLab } from './lab.js';

const wide = { query: 'lang=en&theme=dark', width: 1440, height: 900 };
const running = /web-\w+-\w+: Running/;

async function withWeb() {
  const lab = await openLab(wide);
  await lab.line('sleep 3; echo slept');
  await lab.waitFor(/^slept$/m);
  await lab.line('kubectl create deployment web --image=nginx');
  await lab.waitFor(running, { region: 'cluster', timeout: 20000 });
  return lab;
}

async function clock(lab) {
  await lab.press('Control+u');
  const before = (await lab.log()).length;
  await lab.line('date +%s');
  const end = Date.now() + 8000;
  while (Date.now() < end) {
    const found = /^(\d{10})$/m.exec((await lab.log()).slice(Math.max(0, before - 1)));
    if (found) return Number(found[1]);
    await lab.page.waitForTimeout(30);
  }
  throw new Error('date said nothing');
}

test('scrubbing shows the past at once, acting there begins another future, and the old one returns', async () => {
  const lab = await withWeb();
  await lab.page.waitForTimeout(1500);
  await lab.click('play');   // pauses
  const [x, y, , h] = await lab.where('scrubber');
  await lab.page.mouse.move(x + 30, y + h / 2);
  await lab.page.mouse.down();
  await lab.page.waitForTimeout(80);
  await lab.page.mouse.move(x + 1, y + h / 2, { steps: 4 });
  await lab.page.waitForTimeout(200);
  assert.doesNotMatch(await lab.region('cluster'), /web/, 'nothing is seen before the mouse is let go');
  await lab.page.mouse.up();
  assert.ok(await lab.where('live'), 'no way back to the present');
  await lab.picture('time-past');
  await lab.line('kubectl create deployment other --image=nginx');
  await lab.waitFor(/other-\w+-\w+: /, { region: 'cluster' });
  assert.doesNotMatch(await lab.region('cluster'), /web/);
  await lab.click('other future');
  await lab.waitFor(running, { region: 'cluster' });
  assert.doesNotMatch(await lab.region('cluster'), /other/);
  await lab.click('other future');
  await lab.waitFor(/other/, { region: 'cluster' });
  assert.deepEqual(lab.errors, []);
  await lab.close();
});

test('a press skips to the next change, to the node that turns NotReady, or one turn on', async () => {
  const lab = await openLab(wide);
  await lab.line('ssh w1-k8s systemctl stop kubelet');
  await lab.waitFor('kubelet: stopped', { region: 'cluster' });
  await lab.click('play');
  await lab.click('next node');
  await lab.waitFor('w1-k8s: NotReady', { region: 'cluster', timeout: 2000 });
  await lab.click('previous change');
  await lab.waitFor('w1-k8s: Ready', { region: 'cluster', timeout: 2000 });
  await lab.click('next change');
  await lab.waitFor('w1-k8s: NotReady', { region: 'cluster', timeout: 2000 });
  await lab.idle();
  const before = await lab.pixels();
  await lab.click('step');
  await lab.page.waitForTimeout(200);
  assert.ok(difference(before, await lab.pixels()) > 1000, 'a turn says nothing');
  await lab.picture('time-step');
  await lab.close();
});

test('time goes as fast as the button says, and stands when it is paused', async () => {
  const lab = await openLab(wide);
  await lab.line('true');
  const begun = await clock(lab);
  await lab.click('100x');
  await lab.page.waitForTimeout(1500);
  await lab.click('1x');
  const later = await clock(lab);
  assert.ok(later - begun > 60, `${later - begun} s in 1.5 s at 100x`);
  await lab.click('play');
  await lab.page.waitForTimeout(1500);
  const still = await lab.pixels();
  await lab.page.waitForTimeout(1500);
  assert.ok(difference(still, await lab.pixels()) < 400, 'time goes on while it is paused');
  await lab.close();
});

test('the lanes open and close, and a press on them travels', async () => {
  const lab = await withWeb();
  await lab.click('play');
  const [x, y, , h] = await lab.where('lanes');
  await lab.page.mouse.move(x + 2, y + h / 2);
  await lab.page.waitForTimeout(80);
  await lab.page.mouse.click(x + 2, y + h / 2, { delay: 60 });
  await lab.page.waitForTimeout(200);
  assert.doesNotMatch(await lab.region('cluster'), running);
  await lab.click('live');
  await lab.waitFor(running, { region: 'cluster' });
  await lab.click('time lanes');
  assert.equal(await lab.where('lanes'), null);
  await lab.close();
});
