// The time bar, pressed and dragged: time pauses, runs fast, skips, goes back, and an abandoned
// future is restored.
import assert from 'node:assert/strict';
import { openLab, test } from './lab.js';

const wide = { query: 'lang=en&theme=dark', width: 1440, height: 900 };
const running = /web-\w+-\w+: Running/;

async function withWeb() {
  const lab = await openLab(wide);
  await lab.line('sleep 3; echo slept');
  await lab.waitFor(/^slept$/m);
  await lab.line('kubectl create deployment web --image=nginx');
  await lab.waitFor(running, { region: 'cluster' });
  return lab;
}

async function clock(lab) {
  await lab.press('Control+u');
  const before = (await lab.log()).length;
  await lab.line('date +%s');
  let found = null;
  await lab.until(async () => {
    found = /^(\d{10})$/m.exec((await lab.log()).slice(Math.max(0, before - 1)));
    return found !== null;
  });
  return Number(found[1]);
}

test('scrubbing shows the past, acting there branches, and the old future returns', async () => {
  const lab = await withWeb();
  await lab.line('sleep 1; echo later');   // there is a past to go to
  await lab.waitFor(/^later$/m);
  await lab.click('play');   // pauses
  const [x, y, , h] = await lab.where('scrubber');
  await lab.page.mouse.move(x + 30, y + h / 2);
  await lab.page.mouse.down();
  await lab.drawn();
  await lab.page.mouse.move(x + 1, y + h / 2, { steps: 4 });
  await lab.drawn();
  assert.doesNotMatch(
    await lab.region('cluster'),
    /web/,
    'nothing is seen before the mouse is let go',
  );
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
});

test('a press skips to the next change, to the NotReady node, or one turn on', async () => {
  const lab = await openLab(wide);
  await lab.line('ssh w1-k8s systemctl stop kubelet');
  await lab.waitFor('kubelet: stopped', { region: 'cluster' });
  await lab.click('play');
  await lab.click('next node');
  await lab.waitFor('w1-k8s: NotReady', { region: 'cluster' });
  await lab.click('previous change');
  await lab.waitFor('w1-k8s: Ready', { region: 'cluster' });
  await lab.click('next change');
  await lab.waitFor('w1-k8s: NotReady', { region: 'cluster' });
  await lab.idle();
  const before = await lab.pixels();
  await lab.click('step');
  await lab.changed(before, 1000);
  await lab.picture('time-step');
});

test('time goes on at 100x, and stands when it is paused', async () => {
  const lab = await openLab(wide);
  await lab.line('true');
  const begun = await clock(lab);
  await lab.click('100x');
  await lab.until(async () => (await clock(lab)) - begun > 60);
  await lab.click('1x');
  await lab.page.emulateMedia({ reducedMotion: 'reduce' });
  await lab.click('play');
  await lab.until(() => lab.nextFrame(), 'never');   // nothing moves while it is paused
});

test('the lanes open and close, and a press on them travels', async () => {
  const lab = await withWeb();
  await lab.click('play');
  const [x, y, , h] = await lab.where('lanes');
  await lab.page.mouse.move(x + 2, y + h / 2);
  await lab.drawn();
  await lab.page.mouse.click(x + 2, y + h / 2, { delay: 60 });
  await lab.drawn();
  assert.doesNotMatch(await lab.region('cluster'), running);
  await lab.click('live');
  await lab.waitFor(running, { region: 'cluster' });
  await lab.click('time lanes');
  assert.equal(await lab.where('lanes'), null);
});
