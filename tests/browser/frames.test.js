// Frames are drawn when something changes, are sharp at every density, and survive a lost context.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference, openLab } from './lab.js';

test('an idle page draws no frame', async () => {
  const lab = await openLab();
  await lab.idle();
  const before = await lab.frames();
  await lab.page.waitForTimeout(1500);
  assert.equal(await lab.frames(), before);
  await lab.close();
});

test('the caret blinks for ten seconds, then nothing is drawn', async () => {
  const lab = await openLab();
  await lab.type('a');
  await lab.page.waitForTimeout(1500);
  const blinking = await lab.frames();
  await lab.page.waitForTimeout(1500);
  const later = await lab.frames();
  assert.ok(later > blinking && later - blinking < 12, `${later - blinking} frames in 1.5 s of blinking`);
  await lab.page.waitForTimeout(8500);
  const still = await lab.frames();
  await lab.page.waitForTimeout(1500);
  assert.equal(await lab.frames(), still);
  await lab.close();
});

test('while time plays and nothing happens, few frames are drawn; paused, none', async () => {
  const lab = await openLab();
  await lab.page.emulateMedia({ reducedMotion: 'reduce' });
  await lab.focus();
  await lab.press('F8');
  await lab.page.waitForTimeout(3000);
  const playing = await lab.frames();
  await lab.page.waitForTimeout(2000);
  const drawn = await lab.frames() - playing;
  assert.ok(drawn >= 2 && drawn <= 14, `${drawn} frames in 2 s of quiet play`);
  await lab.press('F8');
  await lab.idle();
  const still = await lab.frames();
  await lab.page.waitForTimeout(1500);
  assert.equal(await lab.frames(), still);
  await lab.close();
});

test('a hidden page draws nothing, and goes on when it is shown', async () => {
  const lab = await openLab();
  await lab.type('a');
  const show = (hidden) => lab.page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await show(true);
  const before = await lab.frames();
  await lab.page.keyboard.type('bcd');
  await lab.page.waitForTimeout(1200);
  assert.equal(await lab.frames(), before);
  await show(false);
  await lab.page.waitForTimeout(200);
  assert.ok(await lab.frames() > before);
  await lab.close();
});

test('a lab that is scrolled away draws nothing', async () => {
  const lab = await openLab({ width: 600, height: 500 });
  await lab.page.evaluate(() => { document.body.style.paddingBottom = '3000px'; });
  await lab.page.evaluate(() => scrollTo(0, 2500));
  await lab.page.waitForTimeout(200);
  const before = await lab.frames();
  await lab.page.evaluate(() => document.querySelector('.podfall').lab.input());
  await lab.page.waitForTimeout(300);
  assert.equal(await lab.frames(), before);
  await lab.page.evaluate(() => scrollTo(0, 0));
  await lab.page.waitForTimeout(300);
  assert.ok(await lab.frames() > before);
  await lab.close();
});

// The largest step between neighbouring pixels of a row, 0 to 255. A picture that was stretched
// from a lower density has no step near full contrast.
function largestStep({ width, height, green }) {
  let largest = 0;
  for (let y = 4; y < height - 4; y++) {
    for (let at = y * width + 4; at < (y + 1) * width - 5; at++) {
      largest = Math.max(largest, Math.abs(green[at] - green[at + 1]));
    }
  }
  return largest;
}

for (const dpr of [1, 1.25, 2, 3]) {
  test(`every device pixel is the lab's own at devicePixelRatio ${dpr}`, async () => {
    const lab = await openLab({ query: 'lang=ko&theme=dark', width: 800, height: 600, dpr });
    await lab.idle();
    const [canvas, css] = await lab.page.evaluate(() => {
      const element = document.querySelector('.podfall-canvas');
      return [[element.width, element.height], element.getBoundingClientRect().toJSON()];
    });
    assert.ok(Math.abs(canvas[0] - css.width * dpr) <= 1 && Math.abs(canvas[1] - css.height * dpr) <= 1,
      `${canvas} for ${css.width} x ${css.height}`);
    const step = largestStep(await lab.pixels());
    assert.ok(step > 130, `the largest step between pixels is ${step}`);
    await lab.picture(`sharp-${dpr}`);
    await lab.close();
  });
}

test('a window that moves to another density is drawn anew for it', async () => {
  const lab = await openLab({ width: 800, height: 600, dpr: 1 });
  await lab.idle();
  const session = await lab.context.newCDPSession(lab.page);
  await session.send('Emulation.setDeviceMetricsOverride', { width: 820, height: 600, deviceScaleFactor: 2, mobile: false });
  await lab.page.waitForFunction(() => {
    const canvas = document.querySelector('.podfall-canvas');
    return Math.abs(canvas.width - canvas.clientWidth * 2) <= 1;
  }, null, { timeout: 5000 });
  await lab.close();
});

for (const given of [true, false]) {
  test(`a lost WebGL context ${given ? 'that comes back' : 'that never comes back'} is survived`, async () => {
    const lab = await openLab();
    await lab.idle();
    const before = await lab.pixels();
    await lab.page.evaluate(() => {
      const { lab: inner } = document.querySelector('.podfall');
      window.lose = inner.graphics.gl.getExtension('WEBGL_lose_context');
      window.lose.loseContext();
    });
    await lab.page.waitForTimeout(300);
    if (given) await lab.page.evaluate(() => window.lose.restoreContext());
    await lab.page.waitForTimeout(given ? 400 : 1400);
    await lab.idle();
    const after = await lab.pixels();
    const different = difference(before, after);
    assert.ok(different < before.green.length / 500, `${different} pixels differ`);
    await lab.line('echo alive');
    await lab.waitFor('echo alive');
    assert.deepEqual(lab.errors, []);
    await lab.close();
  });
}

// The time that the page's own thread is busy with a frame: simulation, panels and drawing calls. The middle one of
// many, for other programs may have the processor in some.
async function middleFrame(lab, seconds) {
  await lab.page.evaluate(() => { window.frameTimes = []; });
  await lab.page.waitForTimeout(seconds * 1000);
  const times = await lab.page.evaluate(() => window.frameTimes);
  assert.ok(times.length > 20, `only ${times.length} frames`);
  return times.sort((a, b) => a - b)[times.length >> 1];
}
const timed = () => {
  const plain = window.requestAnimationFrame;
  window.requestAnimationFrame = (draw) => plain.call(window, (now) => {
    const begun = performance.now();
    draw(now);
    window.frameTimes?.push(performance.now() - begun);
  });
};

test('with four machines a frame takes less than 8 ms while pods come and go', async () => {
  const lab = await openLab({ before: timed, width: 1440, height: 900 });
  await lab.line('kubectl create deployment web --image=nginx --replicas=9');
  await lab.waitFor(/Running[^]*Running/, { region: 'cluster' });
  await lab.line('for i in $(seq 40); do kubectl scale deployment web --replicas=$((i % 2 * 9)); sleep 0.3; done');
  const each = await middleFrame(lab, 4);
  assert.ok(each < 8, `${each} ms`);
  await lab.close();
});

test('with fifty machines and a thousand pods a frame takes less than 16 ms', async () => {
  const lab = await openLab({ query: 'lang=en&sandbox&workers=50', before: timed, width: 1440, height: 900 });
  await lab.idle(400, 20000);
  await lab.line('kubectl create deployment web --image=nginx --replicas=1000');
  await lab.waitFor(/Deployment web \d{3}\/1000/, { region: 'cluster', timeout: 90000 });
  await lab.line('while sleep 0.2; do kubectl scale deployment web --replicas=$((990 + RANDOM % 10)); done');
  const each = await middleFrame(lab, 5);
  assert.ok(each < 16, `${each} ms`);
  await lab.close();
});
